"""Modules that are needed sooner or later, imported in a thread while nothing else is to be done."""

from __future__ import annotations

import sys
import threading
from importlib import import_module

# None of them makes an object of Qt's when it is imported.
MODULES = ("jacviz.export.code.jacobian", "jacviz.export.code.descent")


def preload() -> None:
    """Import them unless they are there; returns at once."""
    missing = [name for name in MODULES if name not in sys.modules]
    if missing:
        threading.Thread(target=_import, args=(missing,), name="preloading", daemon=True).start()


def _import(names: list[str]) -> None:
    for name in names:
        import_module(name)
