"""Which colour a trajectory wears, the same one in the surface, the curves, the fit and the legend."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from jacviz.notation import number
from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import ColourBy, Sight
from jacviz.ui.landscape.surface.ramp import ramp
from jacviz.ui.plot.look import Look

Array: TypeAlias = NDArray[Any]

_MOST_SHADES = 64  # that many starts share, so that lines of one colour can be drawn at once
_ROUND = (0, 2, 4, 1, 3)  # the first five hues in the order of the rainbow: neighbours blend well


@dataclass(frozen=True, eq=False)
class Colouring:
    """The colours of O optimisers' trajectories from S starts.

    Attributes:
        by: What a colour tells.
        colours: The different colours.
        index: Shape (O, S), int64: which of them each trajectory wears.
    """

    by: ColourBy
    colours: tuple[QColor, ...]
    index: Array

    def of(self, optimiser: int, start: int) -> QColor:
        """One trajectory's colour.

        Args:
            optimiser: Its index.
            start: Its index.

        Returns:
            An opaque colour.
        """
        return self.colours[int(self.index[optimiser, start])]


def colouring(run: Run, sight: Sight, look: Look) -> Colouring:
    """The colours of a run's trajectories.

    Args:
        run: The trajectories.
        sight: Tells by what they are coloured.
        look: Tells the hues.

    Returns:
        One colour a start, or one an optimiser.
    """
    return _colouring(run.optimisers, run.starts, coloured_by(run, sight), look)


def coloured_by(run: Run, sight: Sight) -> ColourBy:
    """What a trajectory's colour tells: what the user chose, else the optimiser where there are several.

    Returns:
        "start" or "optimiser".
    """
    return sight.colour_by or ("optimiser" if run.optimisers > 1 else "start")


@lru_cache(maxsize=16)
def _colouring(optimisers: int, starts: int, by: ColourBy, look: Look) -> Colouring:
    count = optimisers if by == "optimiser" else starts
    colours = hues(min(count, _MOST_SHADES), look)
    each = np.arange(count) * len(colours) // count
    shape = (optimisers, starts)
    index = np.broadcast_to(each[:, None] if by == "optimiser" else each, shape)
    return Colouring(by, colours, index)


def hues(count: int, look: Look) -> tuple[QColor, ...]:
    """Colours that can be told apart, as far as that is possible.

    Args:
        count: How many.
        look: Tells the hues.

    Returns:
        The look's own hues; where it has fewer, a ramp through the first five of them.
    """
    if count <= len(look.trajectories):
        return look.trajectories[:count]
    return ramp([look.trajectories[i] for i in _ROUND], count)


def trajectory_colours(run: Run, sight: Sight, look: Look) -> list[list[QColor]]:
    """The colour of each trajectory.

    Args:
        run: The trajectories.
        sight: Tells by what they are coloured.
        look: Tells the hues.

    Returns:
        For each optimiser one colour a start.
    """
    made = colouring(run, sight, look)
    return [[made.colours[i] for i in row] for row in made.index.tolist()]


# --- the legend ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """A line of the legend.

    Attributes:
        key: What stands in `Sight.hidden` when it is switched off: "start 0", "optimiser 1"; 0-based.
        label: What is read, 1-based.
        colour: Of its trajectories.
        hidden: Whether it is switched off.
    """

    key: str
    label: str
    colour: QColor
    hidden: bool


def legend(run: Run, sight: Sight, look: Look) -> tuple[Entry, ...]:
    """What the colours tell.

    Args:
        run: The trajectories.
        sight: Tells by what they are coloured, and what is hidden.
        look: Tells the hues.

    Returns:
        One entry a start, or one an optimiser.
    """
    made = colouring(run, sight, look)
    if made.by == "optimiser":
        told = [(f"optimiser {o}", optimiser_label(run, o), made.of(o, 0)) for o in range(run.optimisers)]
    else:
        told = [(f"start {s}", f"start {s + 1}", made.of(0, s)) for s in range(run.starts)]
    return tuple(Entry(key, label, colour, key in sight.hidden) for key, label, colour in told)


def optimiser_label(run: Run, optimiser: int) -> str:
    """An optimiser's name, with what tells it from others of that name.

    Returns:
        Text such as "Adam", or "SGD, momentum 0.9" beside "SGD, momentum 0".
    """
    recipe = run.recipes[optimiser]
    alike = [{"lr": one.lr} | one.parameters() for one in run.recipes if one.title == recipe.title]
    if len(alike) == 1:
        return recipe.title
    own = {"lr": recipe.lr} | recipe.parameters()
    telling = [name for name in own if any(one[name] != own[name] for one in alike)]
    if not telling:
        return f"{recipe.title}, no. {optimiser + 1}"
    # What is off needs no words beside something else that tells: the other one says that it is on.
    said = [name for name in telling if own[name] is not False] or telling
    return ", ".join([recipe.title, *(_setting(name, own[name]) for name in said)])


def _setting(name: str, value: object) -> str:
    if isinstance(value, bool):
        return name if value else f"no {name}"
    values = value if isinstance(value, tuple) else (value,)
    return f"{name} {', '.join(number(one, 6) for one in values)}"


def trajectory_label(run: Run, optimiser: int, start: int) -> str:
    """Which trajectory it is, in words.

    Returns:
        Text such as "start 3", or "Adam, start 3" where there are several optimisers.
    """
    own = f"start {start + 1}"
    return own if run.optimisers == 1 else f"{optimiser_label(run, optimiser)}, {own}"


def shown(run: Run, sight: Sight) -> Array:
    """Which trajectories are not switched off in the legend.

    Args:
        run: The trajectories.
        sight: What is hidden.

    Returns:
        Shape (O, S), bool.
    """
    mask = np.ones((run.optimisers, run.starts), dtype=bool)
    for key in sight.hidden:
        kind, _, place = key.partition(" ")
        if place.isdigit():
            if kind == "start" and int(place) < run.starts:
                mask[:, int(place)] = False
            elif kind == "optimiser" and int(place) < run.optimisers:
                mask[int(place)] = False
    return mask
