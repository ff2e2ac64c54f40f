"""The truth beside a plane: what each head's loss is, and what the plane shows under it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jacviz.engine.training_messages import Array
from jacviz.notation import number
from jacviz.session.landscape.lengths import off_plane
from jacviz.session.landscape.moments import within
from jacviz.session.landscape.results import LandscapeResults, Selection
from jacviz.session.landscape.run import Run
from jacviz.ui import theme
from jacviz.ui.landscape.asking.loop import LandscapeLoop
from jacviz.ui.landscape.colouring import Colouring, colouring, trajectory_label
from jacviz.ui.landscape.step.cells import Column, Paint, Row, Words
from jacviz.ui.landscape.step.prose import Paragraph, Prose
from jacviz.ui.landscape.step.rows import Rows
from jacviz.ui.matrix import typeset
from jacviz.ui.plot.look import look_now
from jacviz.ui.studio import Studio

MOST_ROWS = 12


@dataclass(frozen=True, eq=False)
class Truth:
    """Heads above their plane, H of them.

    Attributes:
        run: Their run.
        step: Where they stand.
        heads: Which trajectories they are.
        losses: The true loss of each, (H,).
        shadows: The loss of the plane under each, (H,).
        distances: How far each is off the plane, (H,).
    """

    run: Run
    step: int
    heads: tuple[Selection, ...]
    losses: Array
    shadows: Array
    distances: Array

    def listed(self, chosen: Selection) -> list[int]:
        """Which heads are listed: all of a few, else the selected one, the extremes, and the first ones.

        Args:
            chosen: The selected trajectory.

        Returns:
            Indices in rising order, at most MOST_ROWS.
        """
        count = len(self.heads)
        if count <= MOST_ROWS:
            return list(range(count))
        picked = [self.heads.index(chosen)] if chosen in self.heads else []
        gaps = np.abs(self.losses - self.shadows)
        for values in (self.distances, gaps, self.losses, -self.losses):
            picked.append(int(np.argmax(np.where(np.isfinite(values), values, -np.inf))))
        return sorted(list(dict.fromkeys([*picked, *range(count)]))[:MOST_ROWS])


def truth_of(results: LandscapeResults) -> Truth | None:
    """The heads of the newest moment above the plane that is shown.

    Args:
        results: With run, surface and moment.

    Returns:
        None where one of them is missing, or they do not belong together.
    """
    run, moment, surface = results.run, results.moment, results.surface
    if run is None or moment is None or surface is None or len(moment.losses) != len(results.moment_heads):
        return None
    if len(surface.plane.origin) != run.parameters or any(within(h, run) != h for h in results.moment_heads):
        return None
    at = run.heads(results.moment_step)
    points = np.stack([at[head.optimiser, head.start] for head in results.moment_heads])
    return Truth(
        run, results.moment_step, results.moment_heads, moment.losses, moment.shadow_losses,
        off_plane(surface.plane, points),
    )  # fmt: skip


class TruthTable(QWidget):
    """One row a head; a click selects its trajectory."""

    def __init__(self, studio: Studio, loop: LandscapeLoop) -> None:
        """Follow the loop.

        Args:
            studio: Tells by what trajectories are coloured.
            loop: Tells the heads, and selects.
        """
        super().__init__()
        self.setAccessibleName("True losses and the plane's")
        self._studio, self._loop = studio, loop
        self._shown: tuple[Selection, ...] = ()
        self._drawn: object = None
        self.prose = Prose("How far the plane can be trusted")
        self.table = Rows("Heads above the plane")
        self.table.chosen.connect(self._select)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.UNIT)
        column.addWidget(self.prose)
        column.addWidget(self.table)
        studio.changed.connect(self._draw)
        loop.changed.connect(self._draw)
        self._draw()

    def _select(self, row: int) -> None:
        if row < len(self._shown):
            self._loop.select(self._shown[row])

    def _draw(self) -> None:
        results, sight = self._loop.results, self._studio.document.landscape.sight
        key = (results.run, results.moment, results.surface, results.selection, sight.colour_by, look_now())
        if not self.isVisible() or key == self._drawn:
            return
        settle, self._drawn = self._drawn is None, key
        run = results.run
        truth = truth_of(results) if run is not None and run.parameters > 2 else None
        self.table.setVisible(truth is not None)
        if truth is None:
            said = [Paragraph(typeset.words(_without(run)), theme.QUIET, "quiet")]
            self.prose.say(said, settle=True)
            return
        chosen = within(results.selection, truth.run)
        listed = truth.listed(chosen)
        self._shown = tuple(truth.heads[place] for place in listed)
        said = [Paragraph(typeset.words(verdict(truth)), theme.QUIET, "quiet")]
        if len(listed) < len(truth.heads):
            some = f"{len(listed)} of {len(truth.heads):,} heads, with the selected one and the extremes:"
            said.append(Paragraph(typeset.words(some), theme.QUIET, "quiet"))
        self.prose.say(said, settle=settle)
        columns, rows = _table(truth, listed, colouring(truth.run, sight, look_now()))
        self.table.set_rows(columns, rows, self._shown.index(chosen) if chosen in self._shown else -1)

    def showEvent(self, event: object) -> None:  # noqa: D102
        super().showEvent(event)  # type: ignore[arg-type]
        self._draw()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._drawn is not None:
            self._draw()


def _without(run: Run | None) -> str:
    if run is None:
        return ""
    if run.parameters == 2:
        return "There are two parameters: the picture is the whole surface, and nothing lies off it."
    if run.parameters < 2:
        return ""
    return "True losses beside those of the plane appear here with the first step."


def verdict(truth: Truth) -> str:
    """Where the plane misleads most.

    Args:
        truth: The heads.

    Returns:
        One or two sentences.
    """
    gaps = np.abs(truth.losses - truth.shadows)
    if not np.isfinite(gaps).any():
        return f"Step {truth.step:,}: no head has a finite loss."
    place = int(np.argmax(np.where(np.isfinite(gaps), gaps, -np.inf)))
    if not truth.distances.any():
        return f"Step {truth.step:,}: every head lies on the plane, so the plane shows its true loss."
    who = trajectory_label(truth.run, truth.heads[place].optimiser, truth.heads[place].start)
    true, shown = number(float(truth.losses[place]), 3), number(float(truth.shadows[place]), 3)
    told = f"Step {truth.step:,}: the paths lie off this plane. "
    return told + f"Most misleading is {who}: its loss is {true} where the plane shows {shown}."


def _table(truth: Truth, listed: list[int], colours: Colouring) -> tuple[list[Column], list[Row]]:
    columns = [
        Column((), "picture", 10), Column(typeset.words("head"), "words"),
        Column(typeset.words("true loss"), "number"), Column(typeset.words("on the plane"), "number"),
        Column(typeset.words("distance"), "number"),
    ]  # fmt: skip
    rows = []
    for place in listed:
        head = truth.heads[place]
        who = trajectory_label(truth.run, head.optimiser, head.start)
        numbers = tuple(float(v[place]) for v in (truth.losses, truth.shadows, truth.distances))
        true, shown, away = map(number, numbers)
        told = f"{who}: true loss {true}, the plane's loss {shown}, {away} off the plane"
        colour = colours.of(head.optimiser, head.start)
        rows.append(Row((_swatch(colour), Words(typeset.words(who)), *numbers), told))
    return columns, rows


def _swatch(colour: QColor) -> Paint:
    def paint(painter: QPainter, room: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(room.center(), 4.0, 4.0)

    return paint
