"""Training: models, optimisers, descent, loss surfaces. Nothing is imported before it is asked for.

What defines an experiment lies in `jacviz.experiment`, without torch, so that the
window's process can use it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jacviz.training.doors import compare, descend
    from jacviz.training.surface import Surface
    from jacviz.training.surface_door import loss_surface
    from jacviz.training.trajectories import Trajectories

__all__ = ["Surface", "Trajectories", "compare", "descend", "loss_surface"]

_HOMES = {
    "compare": "jacviz.training.doors",
    "descend": "jacviz.training.doors",
    "loss_surface": "jacviz.training.surface_door",
    "Surface": "jacviz.training.surface",
    "Trajectories": "jacviz.training.trajectories",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'jacviz.training' has no attribute {name!r}")
