"""Modules that are needed sooner or later, imported in a thread while nothing else is to be done."""

from __future__ import annotations

import gc
import sys
import threading
from importlib import import_module

# None of them makes a QObject when it is imported.
MODULES = (
    "jacviz.export.code.jacobian",
    "jacviz.export.code.descent",
    "jacviz.ui.landscape.solid.solid_view",  # with pyqtgraph, for which a click would wait
)


def preload() -> None:
    """Import them unless they are there; returns at once.

    What is there by then stays, modules and widgets alike: the garbage collector looks at it no more. Each of
    its looks would hold a frame up for 40 ms.
    """
    gc.freeze()
    missing = [name for name in MODULES if name not in sys.modules]
    if missing:
        threading.Thread(target=_import, args=(missing,), name="preloading", daemon=True).start()


def _import(names: list[str]) -> None:
    for name in names:
        import_module(name)
    gc.freeze()
