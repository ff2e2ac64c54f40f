"""One step of a descent for the Jacobian panel: the J of its predictions, and u = dl/dy of its minibatch."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from jacviz.engine.messages import JacobianAnswer, Space
from jacviz.engine.training_messages import Array, MinibatchAnswer
from jacviz.session.document import Document
from jacviz.session.history import History
from jacviz.session.landscape.moments import step_shown, within
from jacviz.session.landscape.run import Run
from jacviz.session.planning import with_products
from jacviz.session.results import Results
from jacviz.session.spans import Span
from jacviz.session.vectors import Vector, frozen
from jacviz.ui.landscape.asking.loop import LandscapeLoop

_NO_SPACE = Space((), (0,))


class StepStudio(QObject):
    """A MatrixSource: the Document and Results of the selected trajectory's step, live while scrubbing.

    u^T J is the gradient of the step, because u is dl/dy. Both weights may be changed by hand: the products
    follow at once, nothing is kept, and the next step begins with dl/dy again. The point is where the step
    begins; it cannot be moved here.

    Signals:
        changed: The step, its Jacobian or the weights are others than before.
        message(str): A quiet sentence for the status line.

    Attributes:
        document: The weights and the point.
        results: J with its products; no Jacobian before the first answer.
        taken: The step that J belongs to, from 0; -1 before the first.
    """

    changed = Signal()
    message = Signal(str)

    def __init__(self, loop: LandscapeLoop, parent: QObject | None = None) -> None:
        """Follow the loop.

        Args:
            loop: Tells the run, the selection and the minibatch's Jacobian.
            parent: The owner.
        """
        super().__init__(parent)
        self._loop = loop
        # The text is never read: it tells the panel that there is a function at all.
        self._history = History(Document(title="A step", maths="predictions", wrt="theta", mode="reverse"))
        self.results = Results(engine="ready", generation=0, wanted=1)
        self.taken = -1
        self.run: Run | None = None
        self.minibatch: MinibatchAnswer | None = None
        self._follows_step = False
        loop.changed.connect(self.follow)
        loop.playhead.moved.connect(self._note_busy)
        self.follow()

    # --- a MatrixSource ----------------------------------------------------------------------------------

    @property
    def document(self) -> Document:
        """The Document in hand."""
        return self._history.present

    def update(self, document: Document, *, merge: str | None = None) -> None:
        """Take other weights over, or another way to show them; whatever else differs stays as it is.

        Args:
            document: The wish, made from the present Document.
            merge: A word for the gesture.
        """
        wish = replace(
            self.document, u=document.u, v_theta=document.v_theta, limits=document.limits,
            contributions=document.contributions, seed=document.seed,
        )  # fmt: skip
        if wish.differing(self.document):
            if wish.v_theta is not self.document.v_theta:
                self._follows_step = False
            self._history.record(wish, merge)
            self._weigh()

    def close_gesture(self) -> None:
        """The hand let go: the next update is an undo step of its own."""
        self._history.close_gesture()

    def undo(self) -> None:
        """Take the last change of the weights back, as long as the step is the same."""
        if self._history.can_undo:
            self._history.undo()
            self._weigh()

    # --- the step ----------------------------------------------------------------------------------------

    @property
    def gradient(self) -> Array | None:
        """The gradient of the minibatch's loss, (p,), whatever u is by now; None before the first answer."""
        answer = self.minibatch
        return None if answer is None else np.asarray(answer.u @ answer.jacobian)

    @property
    def step(self) -> Array | None:
        """The step that was taken, (p,); None where it is not known, or was not taken."""
        run = self.run
        if run is None or self.taken < 0:
            return None
        chosen = within(self._loop.results.selection, run)
        if not run.was_taken(chosen.optimiser, chosen.start, self.taken):
            return None
        path = run.path(chosen.optimiser, chosen.start)
        return np.asarray(path[self.taken + 1] - path[self.taken])

    @property
    def is_own_u(self) -> bool:
        """Whether u is still dl/dy."""
        return self.minibatch is not None and np.array_equal(self.document.u.weights, self.minibatch.u)

    def restore_u(self) -> None:
        """Make u dl/dy again."""
        if self.minibatch is not None:
            vector = replace(self.document.u, norm="off").with_values(self.minibatch.u)
            self.update(replace(self.document, u=vector))
            self.close_gesture()

    @property
    def follows_step(self) -> bool:
        """Whether v is the step taken, also for the steps to come."""
        return self._follows_step

    def follow_step(self, follows: bool) -> None:
        """Make v the step taken, so that J v is how the predictions move by it; or 1 for each parameter."""
        step = self.step
        if self.minibatch is None or (follows and step is None):
            return
        vector = self.document.v_theta
        values = step if follows and step is not None else np.ones(len(vector))
        self.update(replace(self.document, v_theta=_ranged(replace(vector, norm="off"), values)))
        self.close_gesture()
        self._follows_step = follows

    def follow(self) -> None:
        """Show the minibatch that the loop holds now."""
        found, run = self._loop.results, self._loop.results.run
        if found.minibatch is not self.minibatch or found.minibatch_step != self.taken:
            if found.minibatch is None or run is None or found.minibatch.jacobian.shape[1] != run.parameters:
                self._forget()
            else:
                self._take(found.minibatch, run, found.minibatch_step)
        elif run is not self.run and self.minibatch is not None:
            self.run = run  # the same run, some steps further
            self.changed.emit()
        self._note_busy()

    def _forget(self) -> None:
        self.minibatch, self.run, self.taken = None, None, -1
        self.results = replace(self.results, jacobian=None, products=None)
        self.changed.emit()

    def _take(self, minibatch: MinibatchAnswer, run: Run, taken: int) -> None:
        before = self.document
        self.minibatch, self.run, self.taken = minibatch, run, taken
        chosen = within(self._loop.results.selection, run)
        theta = run.points[chosen.optimiser, chosen.start, taken]
        names = run.names
        kept = before.v_theta.names == names
        tangent = before.v_theta if kept else Vector(frozen(np.ones(len(names))), names)
        step = self.step
        if self._follows_step and step is not None and len(step) == len(tangent):
            tangent = _ranged(tangent, step)
        point = before.theta if before.theta.names == names else Vector(frozen(theta), names)
        self._history = History(
            replace(
                before,
                title=f"Step {taken + 1}",
                theta=point.with_values(theta),
                v_theta=tangent,
                u=_ranged(Vector(names=minibatch.outputs, span=before.u.span), minibatch.u),
            )
        )
        self.results = replace(
            self.results, jacobian=_answer(minibatch, theta, names), products=None,
            generation=self.results.generation + 1,
        )  # fmt: skip
        self.results = replace(self.results, wanted=self.results.generation)
        self._weigh()

    def _weigh(self) -> None:
        self.results = with_products(self.document, self.results)
        self.changed.emit()

    def _note_busy(self) -> None:
        """Have the panel show that an answer is awaited, where the playhead is elsewhere by now."""
        found = self._loop.results
        awaited = found.run is None or step_shown(found.run, self._loop.playhead.step) != self.taken
        wanted = self.results.generation + (1 if awaited else 0)
        if wanted != self.results.wanted:
            self.results = replace(self.results, wanted=wanted)
            self.changed.emit()


def _answer(minibatch: MinibatchAnswer, theta: Array, names: tuple[str, ...]) -> JacobianAnswer:
    m, n = minibatch.jacobian.shape
    return JacobianAnswer(
        inputs=_NO_SPACE, parameters=Space(names, (n,)), outputs=Space(minibatch.outputs, (m,)),
        x=np.empty(0), theta=theta, y=minibatch.predictions, wrt="theta", jacobian=minibatch.jacobian,
        mode="reverse", passes=m, other_passes=0, seconds=math.nan,  # its rows are the samples' gradients
    )  # fmt: skip


def _ranged(vector: Vector, values: Array) -> Vector:
    """`vector` with other values and a symmetric range that suits them; while it does, it stays.

    Returns:
        A new vector.
    """
    array = frozen(values)
    finite = np.abs(array[np.isfinite(array)])
    largest = float(finite.max(initial=0.0))
    span = vector.span
    if largest > span.maximum or 0 < largest < span.maximum / 8:
        span = Span(-1e-12, 1e-12, 1e-14).including(largest)
    return replace(vector, values=array, span=span, spans=())
