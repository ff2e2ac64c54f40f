"""The self-contained web page of a descent: one HTML file that needs no network and runs from disk.

All that is text comes from whoever wrote the document, and is escaped. The page's policy lets only its own
script run, which it knows by its hash, and lets nothing be loaded.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz import __version__
from jacviz.resources import read_text

Array: TypeAlias = NDArray[Any]
Window: TypeAlias = tuple[tuple[float, float], tuple[float, float]]

MOST_NUMBERS = 8_000_000  # of points and losses: a file of some 40 MB
_WHOLE = 65535  # a coordinate of 1, from lower left to upper right
_MARK = re.compile(r"\{(\w+)\}")
_SCRIPTS = ("picture", "graph", "labels", "marks", "truth", "curves", "player")
_BREAKS_OUT = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"}


class PageError(ValueError):
    """A page cannot be made; the text is a sentence for the user."""


@dataclass(frozen=True)
class PageBar:
    """What is written beside the scale of colours.

    Attributes:
        texts: For each level.
        offset: What has to be added to them; "" for nothing.
        power: The power of ten that they are counted in; "" for none.
    """

    texts: tuple[str, ...] = ()
    offset: str = ""
    power: str = ""


@dataclass(frozen=True)
class PageMark:
    """A known minimum or a critical point.

    Attributes:
        x: On the plane.
        y: On the plane.
        kind: "optimum", "minimum", "maximum", "saddle" or "degenerate".
        told: A sentence about it.
    """

    x: float
    y: float
    kind: str
    told: str


@dataclass(frozen=True, eq=False)
class PageSurface:
    """A loss surface with its contours, in units of the window: (0, 0) lower left, (1, 1) upper right.

    Attributes:
        window: The ranges of both axes.
        names: Of the axes.
        values: The loss, (rows, columns), both at least 2; rows rise with the second axis.
        labels: What is written into the lines of each level.
        written: Whether they are written there.
        bar: What is written beside the scale of colours.
        known: Rings around where the loss is finite; None: everywhere.
        above: For each level the rings around what lies above it.
        lines: For each level its lines; none where they are not shown.
        basins: For each basin the rings around it.
        curve: The loss over a single parameter instead of all that, (n, 2): the parameter, rising, and the
            loss, which is the second axis then; None: a surface.
    """

    window: Window
    names: tuple[str, str]
    values: Array
    labels: Sequence[str]
    written: bool
    bar: PageBar
    known: Sequence[Array] | None
    above: Sequence[Sequence[Array]]
    lines: Sequence[Sequence[Array]]
    basins: Sequence[Sequence[Array]] = ()
    curve: Array | None = None


@dataclass(frozen=True, eq=False)
class PagePath:
    """One trajectory.

    Attributes:
        label: What it is called.
        group: The legend's entry that switches it.
        colour: Index of its colour.
        points: On the plane, (K + 1, 2).
        losses: Shape (K + 1,); nan where they are not known.
        stopped: The step at which it stopped for good; -1 for none.
        away: How far it is off the plane, (K + 1,); None where there is nothing but the plane.
    """

    label: str
    group: str
    colour: int
    points: Array
    losses: Array
    stopped: int = -1
    away: Array | None = None


@dataclass(frozen=True)
class PageColours:
    """The colours of one appearance, as CSS writes them.

    Attributes:
        bands: From the lowest to the highest loss, one more than there are levels.
        lines: Of the contour lines, one for each level.
        paths: Of trajectories.
        basins: Of basins, which lie over the bands; "" for hatching, where starts diverge.
    """

    bands: tuple[str, ...]
    lines: tuple[str, ...]
    paths: tuple[str, ...]
    basins: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Page:
    """All that a page shows.

    Attributes:
        title: The document's title.
        about: What is minimised, by what.
        caption: Below the picture; "" for none.
        surface: The ground.
        paths: The trajectories, all of the same number of steps.
        legend: Group, label and colour of each entry.
        hidden: Groups that are switched off at first.
        said: What stands in the legend's place where there are too many to name; "" for nothing.
        marks: Known minima and critical points.
        tail: Steps that stay visible behind the heads; None: all.
        ticks: Steps between two ticks across a trajectory; 0 for none.
        light: Colours on light ground.
        dark: Colours on dark ground.
        seed: What reproduces its random numbers.
        document: The document's file as text.
    """

    title: str
    about: str
    caption: str
    surface: PageSurface
    paths: Sequence[PagePath]
    legend: Sequence[tuple[str, str, int]]
    hidden: Sequence[str]
    said: str
    marks: Sequence[PageMark]
    tail: int | None
    ticks: int
    light: PageColours
    dark: PageColours
    seed: int
    document: str


def page_html(page: Page) -> bytes:
    """A page as its file.

    Args:
        page: What it shows.

    Returns:
        HTML in UTF-8; the same for the same page.

    Raises:
        PageError: It would be too large for a browser.
    """
    numbers = sum(path.points.size + path.losses.size for path in page.paths)
    numbers += sum(path.away.size for path in page.paths if path.away is not None)
    if numbers > MOST_NUMBERS:
        raise PageError(
            f"A web page holds up to {MOST_NUMBERS:,} numbers; these trajectories have {numbers:,}. "
            "Take fewer starts or steps."
        )
    style = read_text("page/page.css")
    script = "\n".join(['"use strict";', *(read_text(f"page/{name}.js") for name in _SCRIPTS)])
    caption = f'<p class="caption">{escape(page.caption)}</p>' if page.caption else ""
    fields = {
        "title": escape(page.title), "about": escape(page.about), "caption": caption,
        "software": escape(f"jacviz {__version__}"), "seed": str(page.seed),
        "style": style, "script": script, "style_hash": _hash(style), "script_hash": _hash(script),
        "document": page.document.strip().translate(_BREAKS_OUT), "content": _json(_content(page)),
    }  # fmt: skip
    # In one go: what is filled in is not looked at again.
    made = _MARK.sub(lambda mark: fields[mark[1]], read_text("page/page.html"))
    return made.encode("utf-8", "replace")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _json(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, allow_nan=False, separators=(",", ":")).translate(_BREAKS_OUT)


def _content(page: Page) -> dict[str, object]:
    surface = page.surface
    rows, columns = surface.values.shape
    return {
        "window": surface.window,
        "names": surface.names,
        "steps": len(page.paths[0].points) - 1 if page.paths else 0,
        "surface": {
            "rows": rows, "columns": columns, "values": _floats(surface.values),
            "labels": list(surface.labels), "written": surface.written, "bar": asdict(surface.bar),
            "basins": [_pieces(rings) for rings in surface.basins],
            "known": None if surface.known is None else _pieces(surface.known),
            "above": [_pieces(rings) for rings in surface.above],
            "lines": [_pieces(lines) for lines in surface.lines],
            "curve": "" if surface.curve is None else _floats(surface.curve),
        },
        "paths": [
            {
                "label": path.label, "group": path.group, "colour": path.colour, "stopped": path.stopped,
                "points": _floats(path.points), "losses": _floats(path.losses),
                "away": None if path.away is None else _floats(path.away),
            }
            for path in page.paths
        ],
        "legend": [dict(zip(("group", "label", "colour"), entry, strict=True)) for entry in page.legend],
        "hidden": list(page.hidden), "said": page.said, "tail": page.tail, "ticks": page.ticks,
        "marks": [asdict(mark) for mark in page.marks],
        "colours": {"light": asdict(page.light), "dark": asdict(page.dark)},
    }  # fmt: skip


def _floats(values: Array) -> str:
    with np.errstate(over="ignore"):  # what float32 cannot hold is infinite
        return base64.b64encode(values.astype("<f4").tobytes()).decode()


def _pieces(some: Sequence[Array]) -> dict[str, str]:
    points = np.concatenate([*some, np.empty((0, 2))]) if len(some) else np.empty((0, 2))
    units = np.rint(np.clip(points, 0, 1) * _WHOLE).astype("<u2")
    counts = np.array([len(piece) for piece in some], "<i4")
    return {
        "points": base64.b64encode(units.tobytes()).decode(),
        "counts": base64.b64encode(counts.tobytes()).decode(),
    }
