"""Sentences about the surface: what is unusual, what failed; and the whole picture in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from jacviz.engine.messages import Failure
from jacviz.engine.training_messages import Window
from jacviz.notation import capitalised, ended, number, subscripted
from jacviz.session.landscape.moments import within
from jacviz.session.landscape.results import LandscapeResults
from jacviz.session.landscape.run import Run
from jacviz.session.trust import SENTENCE
from jacviz.ui.landscape.colouring import optimiser_label, trajectory_label
from jacviz.ui.matrix import typeset, wrapping
from jacviz.ui.matrix.typeset import Line
from jacviz.ui.plot.look import Look
from jacviz.ui.plot.names import paint_line

_ROW = 18.0  # pixels of a line of words
_MOST_LINES = 3  # of one sentence
_TALL = 280.0  # pixels of a picture from which sentences are broken
_MOST_LISTED = 6  # starts that are told one by one


@dataclass(frozen=True)
class Saying:
    """A sentence below the picture.

    Attributes:
        text: The whole sentence.
        lines: As it is broken.
        is_error: Whether it says why something is missing.
        height: Pixels.
    """

    text: str
    lines: tuple[Line, ...]
    is_error: bool
    height: float


def sayings(
    results: LandscapeResults, room: float, look: Look, height: float = math.inf, more: Sequence[str] = ()
) -> tuple[Saying, ...]:
    """What is to be said below the picture: failures first, then what is unusual about the surface.

    Args:
        results: What came back.
        room: Pixels of width.
        look: Tells the type.
        height: Pixels of the picture with all that is said; where it is low, each sentence has one line.
        more: What is said last.

    Returns:
        Sentences; mostly none.
    """
    failures = (results.surface_failure, results.failure, results.basins_failure, results.critical_failure)
    told = [(sentence_of(failure), True) for failure in failures if failure is not None]
    told += [(divergences(results.run), True)] if results.run is not None else []
    if results.surface is not None and results.surface_failure is None:
        told += [(note, False) for note in results.surface.notes]
    if results.basins is not None:
        told += [(note, False) for note in results.basins.notes]
    if results.critical is not None:
        told += [(note, False) for note in results.critical.notes]
    told += [(note, False) for note in more]
    most = _MOST_LINES if height >= look.pixels(_TALL) else 1
    return tuple(_broken(text, is_error, room, look, most) for text, is_error in dict(told).items() if text)


def sentence_of(failure: Failure) -> str:
    """A failure as it stands alone.

    Returns:
        One sentence.
    """
    return ended(capitalised(failure.sentence))


def _broken(text: str, is_error: bool, room: float, look: Look, most: int) -> Saying:
    lines = wrapping.wrapped(typeset.words(text), look.small, max(room, 60), look.type)
    if len(lines) > most:
        rest = "".join(run.text for line in lines[most - 1 :] for run in (*line, typeset.Run(" ")))
        last = typeset.elided(rest, "word", look.small, room, end=True, using=look.type)
        lines = [*lines[: most - 1], typeset.words(last)]
    return Saying(text, tuple(lines), is_error, len(lines) * look.pixels(_ROW))


def paint_sayings(painter: QPainter, rect: QRectF, some: tuple[Saying, ...], look: Look) -> None:
    """Paint sentences below each other.

    Args:
        painter: Its state is kept.
        rect: Where.
        some: From `sayings`.
        look: Colours and type.
    """
    painter.save()
    row = look.pixels(_ROW)
    baseline = rect.top() + (row + look.metrics().capHeight()) / 2
    for saying in some:
        for line in saying.lines:
            paint_line(
                painter, rect.left(), baseline, line, look, look.error if saying.is_error else look.quiet
            )
            baseline += row
    painter.restore()


def saying_at(some: tuple[Saying, ...], below: float) -> str:
    """The whole of the sentence at a height.

    Args:
        some: From `sayings`.
        below: Pixels below the top of the first.

    Returns:
        The sentence; "" where there is none.
    """
    for saying in some:
        if 0 <= below < saying.height:
            return saying.text
        below -= saying.height
    return ""


def empty_words(results: LandscapeResults) -> tuple[str, str]:
    """What stands where there is no surface yet.

    Returns:
        A title and a sentence.
    """
    if results.waits:
        return "Not run yet", SENTENCE
    failure = results.surface_failure or results.failure
    if failure is not None:
        return "No loss surface", sentence_of(failure)
    return "Computing the loss surface", "It appears here as soon as it is known: coarse first, then fine."


def description(results: LandscapeResults, window: Window | None, step: int) -> str:
    """The picture in words, for those who do not see it.

    Args:
        results: What came back.
        window: The ranges of alpha and beta in view.
        step: Where the heads are.

    Returns:
        A few sentences.
    """
    surface = results.surface
    if surface is None or window is None:
        return " ".join(empty_words(results))
    ranges = " and ".join(
        f"{subscripted(name)} from {number(low)} to {number(high)}"
        for name, (low, high) in list(zip(surface.plane.names, window, strict=True))[
            : len(surface.plane.directions)
        ]
    )
    told = [f"The loss over {ranges}." if surface.plane.is_line else f"The loss for {ranges}."]
    run = results.run
    if run is not None and run.parameters == len(surface.plane.origin):
        count = run.optimisers * run.starts
        some = "1 trajectory" if count == 1 else f"{count:,} trajectories"
        told.append(f"{some} at step {min(step, run.computed):,} of {run.steps:,}.")
        told.append(_selected(results, run, step))
    return " ".join(told)


def _selected(results: LandscapeResults, run: Run, step: int) -> str:
    chosen = within(results.selection, run)
    at = run.heads(step)[chosen.optimiser, chosen.start]
    listed = ", ".join(
        f"{subscripted(name)} {number(value)}"
        for name, value in zip(run.names[:4], at[:4].tolist(), strict=True)
    )
    return f"Selected: {trajectory_label(run, chosen.optimiser, chosen.start)}, at {listed}."


def divergences(run: Run) -> str:
    """Which trajectories diverged, and why the first of them did.

    Args:
        run: Reasons are known once it has ended.

    Returns:
        A few sentences; "" where none diverged.
    """
    lost = run.diverged_at >= 0
    if run.answer is None or not lost.any():
        return ""
    optimiser = int(lost.any(axis=1).argmax())
    starts = np.flatnonzero(lost[optimiser])
    said = _diverged(starts.tolist(), run.starts)
    if run.optimisers > 1:
        said = f"{optimiser_label(run, optimiser)}: {said}"
    first = int(run.diverged_at[optimiser, starts].min())
    said += f" at step {first:,}." if len(starts) == 1 else f", the first at step {first:,}."
    others = int(lost.any(axis=1).sum()) - 1
    more = f"So did trajectories of {others} other optimiser{'s' if others > 1 else ''}." if others else ""
    return " ".join(part for part in (said, run.reason(optimiser), more) if part)


def _diverged(lost: list[int], starts: int) -> str:
    if len(lost) == starts:
        return "The trajectory diverged" if starts == 1 else f"All {starts:,} starts diverged"
    if len(lost) > _MOST_LISTED:
        return f"{len(lost):,} of {starts:,} starts diverged"
    numbers = [str(start + 1) for start in lost]
    listed = numbers[0] if len(numbers) == 1 else f"{', '.join(numbers[:-1])} and {numbers[-1]}"
    return f"{len(lost)} of {starts:,} starts diverged ({listed})"


def divergence(run: Run, optimiser: int, start: int) -> str:
    """Why a trajectory stopped.

    Returns:
        A sentence.
    """
    step = int(run.diverged_at[optimiser, start])
    reason = run.reason(optimiser)
    label = trajectory_label(run, optimiser, start)
    told = f"{label[0].upper()}{label[1:]} diverged at step {step:,}"
    return f"{told}. {reason}" if reason else f"{told}."
