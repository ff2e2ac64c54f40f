"""The loss surface's loop: Document -> tasks -> engine -> LandscapeResults, as Studio is for the Jacobian."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from PySide6.QtCore import QObject, Signal

from jacviz.engine.messages import Answer, Failure, Partial, Progress
from jacviz.engine.training_messages import CsvLayoutTask, CsvTask, TrainingTask
from jacviz.experiment.csv_layout import CsvLayout
from jacviz.experiment.csv_table import CsvTable
from jacviz.notation import capitalised, ended
from jacviz.session.document import Document
from jacviz.session.landscape.planning import needs_descent, same_problem
from jacviz.session.landscape.results import LandscapeResults, Selection
from jacviz.session.trust import landscape_waits
from jacviz.ui.landscape.asking import files
from jacviz.ui.landscape.asking.close_up import CloseUp, Watched
from jacviz.ui.landscape.asking.descents import Descents
from jacviz.ui.landscape.asking.survey import Survey
from jacviz.ui.landscape.timeline.playhead import Playhead

if TYPE_CHECKING:
    from jacviz.ui.studio import Studio

Message: TypeAlias = Partial | Progress | Answer

_HARMLESS: tuple[type[TrainingTask], ...] = (CsvLayoutTask, CsvTask)  # they run no function
_ALLOWANCES = ("deadline", "memory")


class LandscapeLoop(QObject):
    """Asks the engine for what the Document's landscape needs, and holds what came back.

    Nothing is asked before `activate`: a studio without a loss-surface panel costs nothing.

    Signals:
        changed: The results are others than before; draw the difference.
        link_changed(bool): The Jacobian panel shows the step from now on, or does so no more.

    Attributes:
        results: What came back.
        playhead: The step that is shown.
    """

    changed = Signal()
    link_changed = Signal(bool)

    def __init__(self, studio: Studio) -> None:
        """Follow `studio`.

        Args:
            studio: Holds the Document and the way to the engine; the owner.
        """
        super().__init__(studio)
        self._studio = studio
        self.results = LandscapeResults()
        self.playhead = Playhead(self)
        self._close_up = CloseUp(self)
        self._survey = Survey(studio, self)
        self._descents = Descents(studio, self, self._close_up, self._survey)
        self.playhead.moved.connect(self._close_up.look)
        self._active = self._closed = False
        self._document: Document | None = None  # that was asked for last
        self._asked: dict[type[TrainingTask], int] = {}  # the newest generation of each kind of task
        studio.changed.connect(self._follow)

    # --- wishes ------------------------------------------------------------------------------------------

    def activate(self) -> None:
        """Begin to ask: a panel is there to be drawn."""
        self._active = not self._closed
        self._follow()

    def find_critical_points(self) -> None:
        """Look for the points of zero gradient in the window that is shown."""
        self._survey.find_critical_points()

    def cancel_critical_points(self) -> None:
        """Stop looking for them."""
        self._survey.cancel_critical_points()

    def cancel_basins(self) -> None:
        """Stop refining the picture of basins; what is there stays."""
        self._survey.cancel_basins()

    def read_csv_layout(self, path: str, done: Callable[[CsvLayout | Failure], None]) -> None:
        """Look at the beginning of a CSV file; `done` gets its layout, or why there is none."""
        files.read_layout(self, path, done)

    def read_csv(
        self,
        layout: CsvLayout,
        inputs: tuple[str, ...],
        target: str,
        done: Callable[[CsvTable | Failure], None],
        progress: Callable[[float], None],
    ) -> Callable[[], None]:
        """Read the chosen columns of a CSV file.

        Args:
            layout: How the file is laid out.
            inputs: Names of the input columns.
            target: Name of the target column.
            done: Gets the table, or why there is none.
            progress: Gets the share that is read, 0 to 1.

        Returns:
            A function that cancels the reading.
        """
        return files.read_table(self, CsvTask(layout, inputs, target, self.limit), done, progress)

    def try_again(self) -> None:
        """More time or memory is allowed: ask again for what had too little."""
        if self.results.failure is not None and self.results.failure.kind in _ALLOWANCES:
            self._descents.ask_for_descent()
        if self.results.surface_failure is not None and self.results.surface_failure.kind in _ALLOWANCES:
            self._survey.ask_for_surface()
        self._close_up.try_again()

    def close(self) -> None:
        """Stand still: the engine is about to end."""
        self._active, self._closed = False, True
        self._descents.drop()
        self._descents.forget()
        self._survey.forget()
        self.playhead.pause()

    @property
    def closed(self) -> bool:
        """Whether nothing is asked or taken in any more."""
        return self._closed

    def set_resolution(self, columns: int, rows: int) -> None:
        """How many points the finest surface has: as many as the picture has pixels, within bounds."""
        self._survey.set_resolution(columns, rows)

    def watch(self, *parts: Watched) -> None:
        """Say what is on the screen, so that nothing else is computed at each step."""
        self._close_up.watch(frozenset(parts))

    def open_at(self, step: int | None) -> None:
        """Show a step of the Document that was opened just now, as soon as it is computed.

        Args:
            step: Which; None: the last one.
        """
        last = sys.maxsize if step is None else step
        if self.results.descending or not self._active or self.results.waits:
            self._descents.open_at(last)
        self.playhead.stand_at(last)

    def select(self, selection: Selection) -> None:
        """Look at one trajectory closely."""
        if selection != self.results.selection:
            self.set(selection=selection, terms=None, terms_failure=None)
            if self._studio.document.landscape.plane.through != "optimum":
                self._survey.ask_for_surface()
            self._close_up.look()

    @property
    def link(self) -> bool:
        """Whether the Jacobian panel shows the step."""
        return self._close_up.linked

    def set_link(self, linked: bool) -> None:
        """Have the Jacobian panel show the step, or the function again."""
        if linked != self.link:
            self._close_up.linked = linked
            self.link_changed.emit(linked)
            self._close_up.look()

    # --- what follows a change of the Document -----------------------------------------------------------

    @property
    def limit(self) -> int:
        """Bytes that the engine may hold for a task."""
        return self._studio.settings.memory_limit

    def _follow(self) -> None:
        document = self._studio.document
        if not self._active or not self._is_due():
            return
        if landscape_waits(document, self._studio.released):
            self._wait()
            return
        if document is self._document:
            return
        old, self._document = self._document, document
        begins_anew = old is None or not same_problem(old, document)
        if begins_anew:
            self._forget()
        if old is None or needs_descent(old, document):
            self._descents.ask_for_descent()
        if begins_anew or (old is not None and self._sees_else(old, document)):
            self._survey.ask_for_surface()
        if old is None or old.landscape.sight.basins != document.landscape.sight.basins:
            self._survey.follow_basins()

    def _is_due(self) -> bool:
        # The first Jacobian comes first: the window opens sooner when nothing competes with it.
        results = self._studio.results
        waits = results.jacobian is None and results.failure is None and not results.waits
        return not (self._document is None and waits and self._studio.document.source.strip())

    def _wait(self) -> None:
        """Ask for nothing: what is minimised is Python that came with a file and has not been released."""
        self._document = None
        if self.results.waits:
            return
        self._forget()
        for kind in [*self._asked]:
            if kind not in _HARMLESS:
                self.cancel(kind.__name__)
        self._descents.drop()
        self.results = LandscapeResults(waits=True)
        self.playhead.pause()
        self.playhead.set_available(0)
        self.playhead.set_length(0)
        self.changed.emit()

    @staticmethod
    def _sees_else(old: Document, new: Document) -> bool:
        before, after = old.landscape, new.landscape
        return before.plane != after.plane or before.sight.window != after.sight.window

    def _forget(self) -> None:
        """Leave behind what belongs to another problem; its pictures stay until the new ones are there."""
        self._close_up.forget()
        self._survey.forget()
        self._descents.forget()
        shown = self.results
        self.results = LandscapeResults(
            run=shown.run, descending=shown.descending, failure=shown.failure,
            surface=shown.surface, surfacing=shown.surfacing, surface_failure=shown.surface_failure,
        )  # fmt: skip

    # --- asking ------------------------------------------------------------------------------------------

    def ask(self, task: TrainingTask, receive: Callable[[Message], None]) -> None:
        """Have a task answered, instead of an older one of its kind.

        Args:
            task: The task.
            receive: Gets what the engine says of it, as long as no newer one of its kind is asked.
        """
        kind = type(task)
        if kind not in _HARMLESS and landscape_waits(self._studio.document, self._studio.released):
            return

        def take(generation: int, message: Message) -> None:
            if not self._closed and self._asked.get(kind) == generation:
                receive(message)

        self._asked[kind] = self._studio.submit(task, take)

    def cancel(self, kind: str) -> None:
        """Want no answer any more to the newest task of a kind, by its class's name."""
        for known, generation in list(self._asked.items()):
            if known.__name__ == kind:
                del self._asked[known]
                self._studio.withdraw(generation)

    def tell(self, failure: Failure) -> None:
        """Say quietly why something beside the picture could not be computed."""
        self._studio.message.emit(ended(capitalised(failure.sentence)))

    def set(self, **fields: Any) -> None:
        """Hold other results, and tell everybody.

        Args:
            **fields: Fields of LandscapeResults.
        """
        self.results = replace(self.results, **fields)
        self.changed.emit()
