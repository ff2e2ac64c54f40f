"""The trajectories: asked for as the Document wishes, and shown as they come in."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from jacviz.engine.messages import Failure, Partial
from jacviz.engine.training_messages import (
    DescentAnswer,
    DescentBegun,
    DescentChunk,
    DescentCurvature,
    DescentTask,
)
from jacviz.session.landscape.planning import belongs, descent_task
from jacviz.session.landscape.results import without_run
from jacviz.session.landscape.run import Run
from jacviz.ui import theme
from jacviz.ui.landscape.asking.close_up import CloseUp
from jacviz.ui.landscape.asking.pacing import Pacing
from jacviz.ui.landscape.asking.survey import Survey

if TYPE_CHECKING:
    from jacviz.ui.landscape.asking.loop import LandscapeLoop, Message
    from jacviz.ui.studio import Studio

SHOW_ANYWAY = 100  # milliseconds after which a new run is shown although it has not reached the playhead


class Descents:
    """Asks for trajectories."""

    def __init__(self, studio: Studio, loop: LandscapeLoop, close_up: CloseUp, survey: Survey) -> None:
        """Nothing is asked yet.

        Args:
            studio: Holds the Document.
            loop: Holds the results, the playhead and the way to the engine.
            close_up: Looks at the step that is shown.
            survey: Shows the plane that the trajectories lie on.
        """
        self._studio, self._loop = studio, loop
        self._close_up, self._survey = close_up, survey
        self._arriving: Run | None = None  # not shown as long as it has not reached the playhead
        self._opens_at: tuple[int, int] | None = None  # an origin, and the step to show of its Document
        self._pacing = Pacing(loop)
        self._heard: deque[tuple[DescentTask, Message]] = deque()
        self._breath = QTimer(loop, singleShot=True, interval=0)
        self._breath.timeout.connect(self._hear_next)
        self._patience = QTimer(loop, singleShot=True, interval=SHOW_ANYWAY)
        self._patience.timeout.connect(self._show_arriving)

    def open_at(self, step: int) -> None:
        """Show a step of the Document that was opened just now, as soon as it is computed.

        Args:
            step: Which.
        """
        self._opens_at = (self._studio.document.origin, step)

    def drop(self) -> None:
        """Do not show what is arriving."""
        self._arriving = None
        self._patience.stop()

    def forget(self) -> None:
        """Leave every question behind: what is minimised is another problem now."""
        self._heard.clear()
        self._pacing.forget()

    def ask_for_descent(self) -> None:
        """Ask for the trajectories that the Document wishes; those that are there stay until they come."""
        self._loop.set(descending=True)
        self._pacing.wish(self._descend)

    def _descend(self) -> None:
        self._loop.set(descending=True)
        task = descent_task(self._studio.document, self._loop.limit)
        self._heard.clear()
        self._loop.ask(task, lambda message: self._hear(task, message))

    def _hear(self, task: DescentTask, message: Message) -> None:
        """Take one message in a turn: stretches that have queued up would hold the window up together."""
        self._heard.append((task, message))
        if not self._breath.isActive():
            self._hear_next()

    def _hear_next(self) -> None:
        if self._heard:
            self._breath.start()
            self._receive_descent(*self._heard.popleft())

    def _receive_descent(self, task: DescentTask, message: Message) -> None:
        if isinstance(message, Failure):
            self._give_up(message)
        elif isinstance(message, DescentAnswer):
            self._take_in(lambda run: replace(run, answer=message))
            self._finish_descent()
        elif isinstance(message, Partial):
            self._receive_stretch(task, message.content)
        if not (isinstance(message, Partial) and isinstance(message.content, DescentBegun)):
            self._pacing.heard()

    def _give_up(self, failure: Failure) -> None:
        """Say why there is no descent; trajectories of another problem do not stay beneath the words."""
        self._arriving = self._opens_at = None
        self._loop.playhead.pause()
        run = self._loop.results.run
        if run is not None and not belongs(run, self._studio.document):
            self._loop.results = without_run(self._loop.results)
            self._loop.playhead.set_available(0)
            self._loop.playhead.set_length(0)
        self._loop.set(descending=False, failure=failure)

    def _receive_stretch(self, task: DescentTask, content: object) -> None:
        if isinstance(content, DescentBegun):
            self._arriving = Run.begin(task, content)
            self._patience.start()
        elif isinstance(content, DescentChunk):
            self._take_in(lambda run: run.with_chunk(content))
        elif isinstance(content, DescentCurvature):
            self._take_in(lambda run: replace(run, curvature=content))

    def _take_in(self, change: Callable[[Run], Run]) -> None:
        if self._arriving is None:
            if self._loop.results.run is not None:
                self._loop.set(run=change(self._loop.results.run))
                self._loop.playhead.set_available(self._loop.results.run.computed)
            return
        self._arriving = change(self._arriving)
        shown = self._loop.results.run
        is_new = shown is None or not same_points(shown, self._arriving)
        if is_new or self._arriving.computed >= min(self._loop.playhead.step, self._arriving.steps):
            self._show_arriving()

    def _show_arriving(self) -> None:
        run, self._arriving = self._arriving, None
        self._patience.stop()
        if run is None:
            return
        before = self._loop.results.run
        starts_over = before is None or not same_points(before, run)
        if starts_over:
            self._close_up.forget()
            self._loop.results = without_run(self._loop.results)
        self._loop.results = replace(
            self._loop.results, run=run, failure=None, terms=None, terms_failure=None
        )
        self._loop.playhead.set_length(run.steps)
        self._loop.playhead.set_available(run.computed)
        if starts_over:
            self._begin_to_show(run)
            self._survey.ask_for_surface()
        self._loop.changed.emit()
        self._close_up.look()

    def _begin_to_show(self, run: Run) -> None:
        origin, step = self._opens_at or (-1, 0)
        self._loop.playhead.to_start()
        if origin == self._studio.document.origin:
            self._loop.playhead.stand_at(step)
        elif theme.current().reduced_motion:
            self._loop.playhead.go_to(run.steps)
        else:
            self._loop.playhead.play()

    def _finish_descent(self) -> None:
        self._show_arriving()
        self._opens_at = None
        self._loop.set(descending=False, failure=None)
        self._survey.ask_for_surface()  # what a plane goes through is known only now
        self._close_up.look()
        self._survey.follow_basins()


def same_points(one: Run, other: Run) -> bool:
    """Whether two runs move points of the same problem, so that one may take the other's place unnoticed.

    Returns:
        True where what is minimised and its parameters are the same.
    """
    return one.begun.title == other.begun.title and one.names == other.names
