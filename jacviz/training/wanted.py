"""Asking, between two pieces of long work, whether somebody still wants its result."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from jacviz.experiment.errors import Cancelled

# Whether somebody still wants the result. Who asks is alive, too: what is silent for long gets stopped.
Wanted: TypeAlias = Callable[[], bool]


def always() -> bool:
    """Nobody has lost interest.

    Returns:
        True.
    """
    return True


def require(wanted: Wanted) -> None:
    """Go on only where the result is wanted.

    Raises:
        Cancelled: It is not.
    """
    if not wanted():
        raise Cancelled
