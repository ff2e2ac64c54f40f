"""The sections on the plane that the surface is drawn on, and on how everything is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jacviz.notation import number
from jacviz.session.landscape.changes import with_plane, with_sight
from jacviz.session.landscape.settings import Landscape
from jacviz.ui.landscape.experiment.items import (
    Act,
    Choices,
    Control,
    Item,
    Note,
    Setting,
    Situation,
    next_seed,
)
from jacviz.ui.landscape.wording import NO_THREE_D

_KINDS: Choices = (
    ("parameters", "two parameters"),
    ("random", "random directions"),
    ("components", "principal components"),
)
_THROUGH: Choices = (("optimum", "the optimum"), ("start", "the start"), ("step", "a step"))


# --- the plane -------------------------------------------------------------------------------------------


def plane_items(now: Situation) -> tuple[Item, ...]:
    """What can be set about the plane.

    Args:
        now: What is shown.

    Returns:
        From top to bottom; nothing for two parameters, whose plane is all there is.
    """
    if now.begun is None or len(now.begun.names) <= 2:
        return ()
    plane = now.landscape.plane
    kinds: dict[str, tuple[Item, ...]] = {
        "parameters": _parameters(now.begun.names),
        "random": (_PLANE_SEED,),
        "components": (_SHARES,),
    }
    return (_KIND, *kinds[plane.kind], _PASSES, *((_STEP,) if plane.through == "step" else ()))


def _of_plane(name: str, title: str, tip: str, control: Control, **more: Any) -> Setting:
    def write(now: Situation, value: Any) -> Landscape:
        return with_plane(now.landscape, **{name: value})

    return Setting(
        f"plane.{name}", title, tip, control, lambda now: getattr(now.landscape.plane, name), write, **more
    )


_KIND = _of_plane("kind", "spanned by", "What the surface's two axes are.", "choice", choices=_KINDS)
_PLANE_SEED = _of_plane(
    "seed",
    "seed of the plane",
    "Of the two directions, which are random and filter-normalised (Li et al. 2018).",
    "whole",
    act=next_seed(
        lambda now: now.landscape.plane.seed, lambda now, seed: with_plane(now.landscape, seed=seed)
    ),
    indent=1,
)


def _parameters(names: tuple[str, ...]) -> tuple[Item, ...]:
    choices = tuple((str(index), name) for index, name in enumerate(names))

    def made(name: str, title: str) -> Setting:
        return Setting(
            f"plane.{name}",
            title,
            f"Name of the {title} parameter.",
            "name",
            lambda now: str(getattr(now.landscape.plane, name)),
            lambda now, key: with_plane(now.landscape, **{name: int(key)}),
            choices=choices,
            indent=1,
        )

    return made("first", "horizontal"), made("second", "vertical")


def _shares(now: Situation) -> str:
    shares = now.surface.plane.shares if now.surface is not None else None
    if shares is None:
        return "The first two principal components of the trajectories."
    first, second = (f"{number(100 * share, 3)}\u202f%" for share in shares)
    both = number(100 * sum(shares), 3)
    return f"They hold {both}\u202f% of the trajectories' variance ({first} and {second})."


_SHARES = Note("plane.shares", _shares)


def _through(now: Situation, key: str) -> Landscape:
    step = {"step": now.step} if key == "step" else {}
    return with_plane(now.landscape, through=key, **step)


_PASSES = Setting(
    "plane.through",
    "passes through",
    "The optimum found, the selected trajectory's start, or one of its steps.",
    "choice",
    lambda now: now.landscape.plane.through,
    _through,
    choices=_THROUGH,
)
_STEP = _of_plane(
    "step",
    "step",
    "Which step of the selected trajectory.",
    "whole",
    act=Act(
        "Take the step that is shown",
        lambda now: with_plane(now.landscape, step=now.step),
        text="the step shown",
        shown=lambda now: now.landscape.plane.step != now.step,
    ),
    indent=1,
)


# --- the picture -----------------------------------------------------------------------------------------


def _of_sight(name: str, title: str, tip: str, control: Control, **more: Any) -> Setting:
    def write(now: Situation, value: Any) -> Landscape:
        return with_sight(now.landscape, **{name: value})

    return Setting(
        f"sight.{name}", title, tip, control, lambda now: getattr(now.landscape.sight, name), write, **more
    )


CRITICAL = "sight.critical"


def no_critical_points(now: Situation) -> str:
    """Why critical points cannot be looked for.

    Returns:
        A sentence; "" where they can, or it is not known yet.
    """
    if now.begun is None or len(now.begun.names) == 2:
        return ""
    count = len(now.begun.names)
    are = "is" if count == 1 else "are"
    return f"Critical points are looked for among two parameters; there {are} {count:,}."


_OF_CONTOURS = frozenset({"sight.levels", "sight.level_count", "sight.lines", "sight.labels"})
BASINS, THREE_D = "sight.basins", "sight.three_d"
NO_BASINS = "Basins are coloured over two parameters; this function has one."


def over_two(sentence: str) -> Callable[[Situation], str]:
    """What a picture over a single parameter cannot have.

    Args:
        sentence: Says why.

    Returns:
        Gives the sentence where there is a single parameter; else "".
    """
    return lambda now: sentence if now.begun is not None and len(now.begun.names) == 1 else ""


# What may be unavailable, and why.
MISSING: dict[str, Callable[[Situation], str]] = {
    CRITICAL: no_critical_points, BASINS: over_two(NO_BASINS), THREE_D: over_two(NO_THREE_D),
}  # fmt: skip
_WINDOW = Note(
    "sight.window",
    lambda now: "" if now.landscape.sight.window is None else "A part of the surface is shown.",
    Act("Show the whole region", lambda now: with_sight(now.landscape, window=None), text="show all"),
)


def _hidden(now: Situation) -> str:
    count = len(now.landscape.sight.hidden)
    return f"{count:,} hidden in the legend." if count else ""


_HIDDEN = Note(
    "sight.hidden",
    _hidden,
    Act("Show every trajectory", lambda now: with_sight(now.landscape, hidden=()), text="show all"),
)
_PICTURE: tuple[Item, ...] = (
    _of_sight(
        "levels", "levels", "How levels are spread between the lowest and the highest loss.", "choice",
        choices=(("linear", "linear"), ("log", "logarithmic"), ("equal-count", "equal areas")),
    ),
    _of_sight("level_count", "number of levels", "How many levels there are, 1 to 200.", "whole"),
    _of_sight("lines", "lines", "Draw a line at each level.", "switch"),
    _of_sight("labels", "labels", "Write the loss on the lines.", "switch"),
    _of_sight(
        "colour_by", "colours", "What the colour of a trajectory tells.", "choice",
        choices=(("", "auto"), ("start", "by start"), ("optimiser", "by optimiser")),
    ),
    _of_sight(
        "tail", "tail", "Steps of a trajectory that stay visible behind its head, or all.", "whole",
        words=(("all", None),), suffix=lambda now: "" if now.landscape.sight.tail is None else "steps",
    ),
    _of_sight(
        "ticks", "ticks every", "A tick on the trajectory every so many steps, or none.", "whole",
        words=(("none", 0),), suffix=lambda now: "steps" if now.landscape.sight.ticks else "",
    ),
    _of_sight("critical", "critical points", "Mark minima, maxima and saddles.", "switch"),
    _of_sight("basins", "basins", "Colour the plane by where a start there ends.", "switch"),
    _of_sight("three_d", "three dimensions", "Show the surface as a landscape.", "switch"),
    _WINDOW,
    _HIDDEN,
)  # fmt: skip


def picture_items(now: Situation) -> tuple[Item, ...]:
    """What can be set about the picture.

    Args:
        now: What is shown.

    Returns:
        From top to bottom; nothing about contours where a single parameter has a curve.
    """
    items: list[Item] = []
    single = now.begun is not None and len(now.begun.names) == 1
    for item in _PICTURE:
        if single and item.key in _OF_CONTOURS:
            continue
        items.append(item)
        why = MISSING.get(item.key)
        if why is not None and why(now):
            items.append(Note(f"{item.key}.none", why))
    return tuple(items)
