"""The update microscope: what the optimiser made of the gradient in the step that is looked at."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jacviz.experiment import formulas
from jacviz.session.landscape.moments import within
from jacviz.session.landscape.results import LandscapeResults
from jacviz.ui import theme
from jacviz.ui.landscape.asking.loop import LandscapeLoop
from jacviz.ui.landscape.colouring import optimiser_label
from jacviz.ui.landscape.step import algebra
from jacviz.ui.landscape.step.prose import Paragraph, Prose
from jacviz.ui.landscape.step.rows import Rows
from jacviz.ui.landscape.step.step import Step, step_at, why_none
from jacviz.ui.landscape.step.terms_table import terms_table
from jacviz.ui.landscape.wording import named
from jacviz.ui.matrix import typeset
from jacviz.ui.matrix.typeset import Line
from jacviz.ui.matrix.typeset import Run as TextRun
from jacviz.ui.studio import Studio

_TUPLE = 3  # parameters that the filled-in formula writes as a tuple


class Microscope(QWidget):
    """The formula of a step with its numbers, and a table of its terms in the order of the algorithm.

    Signals:
        term_lit(str): The term under the mouse or the keyboard; "" where there is none.
    """

    term_lit = Signal(str)

    def __init__(self, studio: Studio, loop: LandscapeLoop) -> None:
        """Follow the loop and its playhead.

        Args:
            studio: Of no matter yet; every part of the panel is made from both.
            loop: Whose results and playhead are shown.
        """
        super().__init__()
        del studio
        self.setAccessibleName("The step under the microscope")
        self._loop = loop
        self._step: Step | None = None
        self._shown: object = None
        self.prose = Prose("The step's formula")
        self.table = Rows("Terms of the step")
        self.table.lit.connect(self._light)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.UNIT)
        column.addWidget(self.prose)
        column.addWidget(self.table)
        loop.changed.connect(self._draw)
        loop.playhead.moved.connect(self._draw)
        self._draw()

    def _light(self, row: int) -> None:
        terms = self._step.terms if self._step is not None else ()
        self.term_lit.emit(terms[row].name if 0 <= row < len(terms) else "")

    def showEvent(self, event: object) -> None:  # noqa: D102
        super().showEvent(event)  # type: ignore[arg-type]
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange} and self._shown is not None:
            self._shown = None
            self._draw()

    def _draw(self) -> None:
        results, at = self._loop.results, self._loop.playhead.step
        plane = results.surface.plane if results.surface is not None else None
        key = (results.run, results.terms, results.selection, results.surface, at, self.width())
        if not self.isVisible() or key == self._shown:
            return
        before, self._shown = self._step, key
        self._step = step = step_at(results, at)
        self.table.setVisible(step is not None)
        if step is None:
            reason = typeset.words(why_none(results, at))
            self.prose.say([Paragraph(reason, theme.BODY, "quiet")], settle=True)
            return
        settle = before is None or before.recipe is not step.recipe or before.run is not step.run
        self.prose.say(_paragraphs(step, results), settle=settle)
        window = results.surface.window if results.surface is not None else None
        aspect = (1.0, 1.0) if window is None else tuple(1 / (high - low) for low, high in window)
        self.table.set_rows(*terms_table(step, plane, np.array(aspect), self.width()))


# --- words -----------------------------------------------------------------------------------------------


def _paragraphs(step: Step, results: LandscapeResults) -> list[Paragraph]:
    chosen = within(results.selection, step.run)
    several = step.run.optimisers > 1
    what = optimiser_label(step.run, chosen.optimiser) if several else named(step.recipe)
    head = typeset.joined(
        (TextRun(what, "strong"),),
        f", start {chosen.start + 1:,}: step {step.taken + 1:,} of {step.run.steps:,}",
    )
    update = formulas.update(step.recipe, step.taken + 1)
    entries, which = shown_entries(step)
    numbers = algebra.in_numbers(update.formula, step.values, entries)
    return [
        Paragraph(head),
        Paragraph(algebra.in_symbols(update.formula)),
        Paragraph(typeset.joined(*which, numbers)),
    ]


def shown_entries(step: Step) -> tuple[list[int], tuple[Line, ...]]:
    """Which entries of theta the filled-in formula shows: all of a few, else the one that moves most.

    Args:
        step: The step.

    Returns:
        Their indices, and what is said of them before the formula.
    """
    count = step.run.parameters
    if count <= _TUPLE:
        return list(range(count)), ()
    most = int(np.abs(step.vector("step")).argmax())
    return [most], (typeset.name(step.run.names[most]), typeset.words(", which moves most: "))
