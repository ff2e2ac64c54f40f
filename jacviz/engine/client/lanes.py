"""The lanes there are, and how long each keeps a worker that has nothing to do."""

from __future__ import annotations

from typing import get_args

from jacviz.engine.client.lane import Lane
from jacviz.engine.client.tasks import LaneName

LINGER = 20.0  # seconds that a worker started by need is kept when nothing is asked of it
# Torch's lazy parts serve these. Basins take long and nobody waits for them: they hold up nothing else.
COMPUTING: tuple[LaneName, ...] = ("jacobian", "descent", "surface", "basins", "step")
_LONGER = 30  # what completes has read many modules to do so, and would read them all again


def make_lanes(linger: float = LINGER) -> dict[LaneName, Lane]:
    """One lane of each sort.

    Args:
        linger: Seconds that a worker started by need is kept when nothing is asked of it.

    Returns:
        Lanes by name.
    """
    longer: dict[LaneName, float] = {"completion": _LONGER * linger}
    return {
        name: Lane(keeps_worker=name == "jacobian", linger=longer.get(name, linger))
        for name in get_args(LaneName)
    }
