"""jacviz: see a derivative, weigh its rows and columns by hand, and let it roll down a loss surface."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jacviz.calculus.jacobian import Jacobian, jacobian
    from jacviz.training.doors import descend
    from jacviz.training.surface import Surface
    from jacviz.training.surface_door import loss_surface
    from jacviz.training.trajectories import Trajectories

__version__ = "0.1.0"
__all__ = ["Jacobian", "Surface", "Trajectories", "__version__", "descend", "jacobian", "loss_surface"]

# Torch takes about a second to import, so the public names are looked up when they are first used.
_HOMES = {
    "jacobian": "jacviz.calculus.jacobian",
    "Jacobian": "jacviz.calculus.jacobian",
    "descend": "jacviz.training.doors",
    "Trajectories": "jacviz.training.trajectories",
    "loss_surface": "jacviz.training.surface_door",
    "Surface": "jacviz.training.surface",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'jacviz' has no attribute {name!r}")
