"""jacviz: see a derivative, weigh its rows and columns by hand, and let it roll down a loss surface."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jacviz.calculus.jacobian import Jacobian, jacobian

__version__ = "0.1.0"
__all__ = ["Jacobian", "__version__", "jacobian"]

# Torch takes about a second to import, so the public names are looked up when they are first used.
_HOMES = {"jacobian": "jacviz.calculus.jacobian", "Jacobian": "jacviz.calculus.jacobian"}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'jacviz' has no attribute {name!r}")
