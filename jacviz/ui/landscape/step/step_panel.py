"""The Jacobian panel while it shows a step: the product, and the line that says what its numbers are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from jacviz.engine.training_messages import Array
from jacviz.experiment import formulas
from jacviz.notation import number
from jacviz.session.landscape.lengths import length
from jacviz.session.landscape.moments import within
from jacviz.session.landscape.run import Run
from jacviz.ui import theme
from jacviz.ui.landscape.asking.loop import LandscapeLoop
from jacviz.ui.landscape.colouring import trajectory_label
from jacviz.ui.landscape.step import algebra
from jacviz.ui.landscape.step.prose import Paragraph, Prose
from jacviz.ui.landscape.step.step_studio import StepStudio
from jacviz.ui.landscape.wording import named
from jacviz.ui.matrix import typeset
from jacviz.ui.matrix.panel import JacobianPanel
from jacviz.ui.matrix.typeset import Line
from jacviz.ui.matrix.typeset import Run as TextRun
from jacviz.ui.studio import Studio

_MARGIN = 3 * theme.UNIT
_MOST = 6  # entries of a vector that are written out
_VJP = typeset.transposed("u", "J", "input_mark")
_LOSS_DERIVATIVE = "u = ∂l/∂y"


class StepPanel(QWidget):
    """Shows the step of the selected trajectory at the playhead, while the loop is linked.

    Attributes:
        source: What the panel draws.
        matrix: The panel.
        header: Controls for the place beside the dock's title.
    """

    def __init__(self, studio: Studio, loop: LandscapeLoop) -> None:
        """Follow the loop.

        Args:
            studio: Its status line says what was copied.
            loop: Whose step is shown; "Back to the function" ends its link.
        """
        super().__init__()
        self.setAccessibleName("Jacobian of a step")
        self._loop = loop
        self.source = StepStudio(loop, self)
        self.source.message.connect(studio.message)
        self.matrix = JacobianPanel(self.source, point_moves=False)
        self.header = self.matrix.header
        self.header.mode.hide()  # the minibatch's J is always made in reverse mode
        self.prose = Prose("What uᵀJ is")
        self.back = _button("Back to the function", lambda: loop.set_link(False))
        self.own = _button(_LOSS_DERIVATIVE, self.source.restore_u)
        self.own.setToolTip("Weigh each prediction with the derivative of the minibatch's loss")
        self.along = _button("v = step", self._toggle_step)
        self.along.setCheckable(True)
        self.along.setToolTip("Make v the step taken: J v is how the predictions move by it, to first order")
        self._about: object = None
        self._arrange()
        self.source.changed.connect(self._draw)
        loop.changed.connect(self._draw)
        self._draw()

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.UNIT)
        for button in (self.own, self.along):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        above = QVBoxLayout()
        above.setContentsMargins(_MARGIN, theme.UNIT, _MARGIN, 0)
        above.setSpacing(theme.UNIT)
        above.addWidget(self.prose)
        above.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above)
        column.addWidget(self.matrix, 1)

    def _toggle_step(self) -> None:
        self.source.follow_step(self.along.isChecked())

    def _draw(self) -> None:
        source = self.source
        for button in (self.own, self.along):
            button.setEnabled(source.minibatch is not None)
        self.own.setEnabled(source.minibatch is not None and not source.is_own_u)
        self.along.setChecked(source.follows_step)
        products = source.results.products
        about = (source.minibatch, source.run, products, self._loop.results.terms)
        if about == self._about:
            return
        settles = self._about is None or source.minibatch is None
        self._about = about
        self.prose.say(self._paragraphs(), settle=settles)

    def _paragraphs(self) -> list[Paragraph]:
        source, run = self.source, self.source.run
        gradient, products = source.gradient, source.results.products
        if run is None or gradient is None or products is None or source.minibatch is None:
            waiting = "The Jacobian of the step at the playhead appears here as soon as there is a step."
            return [Paragraph(typeset.words(waiting), theme.BODY, "quiet")]
        head = Paragraph(self._head(run), theme.QUIET, "quiet")
        if not source.is_own_u:
            said = typeset.joined(
                _VJP, " = ", _vector(products.vjp, run.names), " for the ", _name("u"),
                " set by hand; the gradient of the loss belongs to ", _derivative(), ".",
            )  # fmt: skip
            return [head, Paragraph(said)]
        return [head, Paragraph(self._gradient(run, gradient)), Paragraph(self._step(run, gradient))]

    def _head(self, run: Run) -> Line:
        chosen = within(self._loop.results.selection, run)
        answer = self.source.minibatch
        who = trajectory_label(run, chosen.optimiser, chosen.start)
        parts = [f"Step {self.source.taken + 1:,} of {run.steps:,}, {who}"]
        if answer is not None and len(answer.samples):
            parts.append(f"{len(answer.samples):,} of {run.begun.samples:,} samples")
        if answer is not None:
            parts.append(f"loss {number(answer.loss)}")
        return typeset.words(", ".join(parts))

    def _gradient(self, run: Run, gradient: Array) -> Line:
        answer = self.source.minibatch
        of = "this minibatch's loss" if answer is not None and len(answer.samples) else "the loss"
        return typeset.joined(_VJP, f" = gradient of {of} = ", _vector(gradient, run.names))

    def _step(self, run: Run, gradient: Array) -> Line:
        chosen = within(self._loop.results.selection, run)
        recipe, taken, step = run.recipes[chosen.optimiser], self.source.taken, self.source.step
        if step is None:
            return typeset.words("The step could not be taken: the trajectory diverged here.")
        formula = formulas.update(recipe, taken + 1).terms[-1].formula
        rate = recipe.rate(taken, run.steps)
        result = typeset.joined(" = ", _vector(step, run.names))
        if formula != "− {lr} · {gradient}":
            made = algebra.in_symbols(formula)
            return typeset.joined(f"{named(recipe)}'s step ", _name("Δθ"), " = ", made, result)
        own = -rate * gradient
        if not np.allclose(step, own, rtol=1e-4, atol=1e-12 + 1e-9 * float(np.abs(run.path(0, 0)[0]).max())):
            return typeset.joined("step = −", _name("η"), " (", _VJP, " + noise)", result)
        # A single number in front of the vector: −η is the same for all entries.
        return typeset.joined(
            "step = −", _name("η"), "\u2009", _VJP, f" = −{number(rate)}\u2009", _VJP, result
        )

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        QPainter(self).fillRect(event.rect(), theme.colour("panel"))


def _button(text: str, handler: Callable[[], object]) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setAccessibleName(text)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.clicked.connect(lambda: handler())
    return button


def _vector(values: Array, names: Sequence[str]) -> Line:
    if len(values) <= _MOST:
        return typeset.words(algebra.in_tuple(values.tolist(), 3))
    place = int(np.abs(values).argmax())
    head = f"{len(values):,} numbers of norm {number(length(values), 3)}, the largest "
    return typeset.joined(head, typeset.name(names[place]), f": {number(float(values[place]), 3)}")


def _name(text: str) -> Line:
    return (TextRun(text, "name"),)


def _derivative() -> Line:
    return typeset.joined(_name("u"), " = ∂", _name("l"), "/∂", _name("y"))
