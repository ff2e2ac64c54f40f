"""The loop: wish -> Document -> task -> engine -> Results -> panels. One object holds all that is live.

Panels read `document` and `results`, draw again when `changed` is sent, and make wishes through `update`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal

from jacviz.engine.client import EngineClient, Event, Launch, StateChanged
from jacviz.engine.messages import (
    Answer,
    CompletionAnswer,
    CompletionTask,
    Failure,
    Hello,
    JacobianAnswer,
    JacobianTask,
    Partial,
    Progress,
    Reply,
)
from jacviz.engine.training_messages import TrainingTask
from jacviz.session.document import Document
from jacviz.session.history import History
from jacviz.session.planning import (
    answers,
    jacobian_task,
    needs_jacobian,
    same_function,
    settled,
)
from jacviz.session.products import Products
from jacviz.session.results import Results
from jacviz.session.settings import Settings, write_settings
from jacviz.session.trust import landscape_key, landscape_waits, waits
from jacviz.ui.landscape.asking.loop import LandscapeLoop
from jacviz.ui.weigher import Weigher

CompletionCallback = Callable[[CompletionAnswer], None]
# Gets the generation of a training task and what the engine says of it, the answer last.
Receiver = Callable[[int, Partial | Progress | Answer], None]


class _Relay(QObject):
    """Carries events from the client's thread to the window's: one queued signal, for the whole session."""

    arrived = Signal(object)


class Studio(QObject):
    """The Document in hand, its history, and the Results that answer it.

    Signals:
        changed: Document or results are others than before; draw the difference.
        settings_changed: `settings` are others than before.
        message(str): A quiet sentence for the status line.
    """

    changed = Signal()
    settings_changed = Signal()
    message = Signal(str)

    def __init__(
        self,
        document: Document,
        settings: Settings | None = None,
        launch: Launch | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Start with `document`; the engine is asked for it at once.

        Args:
            document: The first Document.
            settings: The user's settings; defaults where None.
            launch: An engine process that was started before; a new one is started where None.
            parent: The owner.
        """
        super().__init__(parent)
        self.settings = settings or Settings()
        self.results = Results()
        self._history = History(document)
        self._asked: dict[int, JacobianTask] = {}
        self._receivers: dict[int, Receiver] = {}
        self._released: set[str] = set()
        self._completion: tuple[int, CompletionCallback] | None = None
        self._weigher = Weigher(self)
        self._weigher.weighed.connect(self._receive_products)
        self._relay = _Relay()
        self._relay.arrived.connect(self._receive, Qt.ConnectionType.QueuedConnection)
        self._engine = EngineClient(
            self._relay.arrived.emit,
            deadline=self.settings.deadline,
            memory_limit=self.settings.memory_limit,
            launch=launch,
        )
        self._engine.start()
        self.landscape = LandscapeLoop(self)
        self._follow(None)

    # --- the document ------------------------------------------------------------------------------------

    @property
    def document(self) -> Document:
        """The Document in hand."""
        return self._history.present

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._history.can_undo

    @property
    def state(self) -> int:
        """A number for what the user has made of the Document; see `History.state`."""
        return self._history.state

    @property
    def released(self) -> frozenset[str]:
        """The Python from files that the user has said Run to, as `jacviz.session.trust` asks for it."""
        return frozenset(self._released)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to take again."""
        return self._history.can_redo

    def begin(self, document: Document) -> None:
        """Start afresh with `document`: no history, no results of before."""
        self._history = History(document)
        self._asked.clear()
        fresh = Results(engine=self.results.engine, devices=self.results.devices)
        self.results = replace(fresh, generation=self.results.wanted, wanted=self.results.wanted)
        self._follow(None)

    def update(self, document: Document, *, merge: str | None = None) -> None:
        """The one door: make `document` the present one and have what it needs computed.

        Args:
            document: The wish, made from the present Document.
            merge: A word for the gesture; updates in a row with the same word are one undo step.
        """
        old = self.document
        if document is old or not document.differing(old):
            return
        self._history.record(document, merge)
        self._follow(old)

    def amend(self, document: Document) -> None:
        """Replace the Document without a step of undo; what is computed from it must be the same."""
        self._history.amend(document)
        self.changed.emit()

    def close_gesture(self) -> None:
        """The hand let go: the next update is an undo step of its own."""
        self._history.close_gesture()

    def undo(self) -> None:
        """Go back to the Document before."""
        old = self.document
        if self._history.undo() is not old:
            self._return_from(old)

    def redo(self) -> None:
        """Go forward to the Document that was taken back."""
        old = self.document
        if self._history.redo() is not old:
            self._return_from(old)

    def _return_from(self, old: Document) -> None:
        # A step that was made before its function was first answered has entries without names: ask for them.
        if not needs_jacobian(old, self.document) and not answers(self.results, self.document):
            self._ask()
        self._follow(old)

    # --- the engine --------------------------------------------------------------------------------------

    def evaluate_now(self) -> None:
        """Ask the engine for the present Document again, at once."""
        self._ask()
        self.changed.emit()

    def run(self) -> None:
        """Evaluate at once. Python that came with a file runs from now on: the user says so."""
        if waits(self.document, self._released):
            self._released.add(self.document.foreign)
        self.evaluate_now()

    def run_landscape(self) -> None:
        """Let the loss surface's own Python, which came with a file, run from now on."""
        if landscape_waits(self.document, self._released):
            self._released.add(landscape_key(self.document))
        self.changed.emit()

    def complete(self, source: str, line: int, column: int, callback: CompletionCallback) -> None:
        """Ask what may be typed next in Python text; the newest question wins.

        Args:
            source: The whole text.
            line: 0-based line of the cursor.
            column: 0-based column of the cursor.
            callback: Gets the answer, in the window's thread, unless a newer question came.
        """
        self._completion = (self._engine.submit(CompletionTask(source, line, column)), callback)

    def submit(self, task: TrainingTask, receive: Receiver) -> int:
        """Have a training task answered, instead of an older one of its kind.

        Args:
            task: The task.
            receive: Gets its parts, its progress and its answer, in the window's thread.

        Returns:
            Its generation.
        """
        generation = self._engine.submit(task)
        self._receivers[generation] = receive
        return generation

    def withdraw(self, generation: int) -> None:
        """Want no answer any more to a training task."""
        if self._receivers.pop(generation, None) is not None:
            self._engine.withdraw(generation)

    def change_settings(self, settings: Settings) -> None:
        """Take other settings over, save them, and tell the engine and the window."""
        if settings == self.settings:
            return
        before, self.settings = self.settings, settings
        self._engine.deadline = settings.deadline
        self._engine.memory_limit = settings.memory_limit
        self._try_again_with_more(before)
        if not write_settings(settings):
            self.message.emit("The settings could not be saved: their folder is not writable.")
        self.settings_changed.emit()

    def _try_again_with_more(self, before: Settings) -> None:
        kind = self.results.failure.kind if self.results.failure else ""
        more_time = kind == "deadline" and self.settings.deadline > before.deadline
        more_room = kind == "memory" and self.settings.memory > before.memory
        if (more_time or more_room) and self.results.generation == self.results.wanted:
            self.evaluate_now()
        if self.settings.deadline > before.deadline or self.settings.memory > before.memory:
            self.landscape.try_again()

    def close(self) -> None:
        """End the engine's processes."""
        self._weigher.stop()
        self.landscape.close()
        self._relay.arrived.disconnect(self._receive)
        self._engine.close()

    # --- what follows a change ---------------------------------------------------------------------------

    def _follow(self, old: Document | None) -> None:
        if needs_jacobian(old, self.document):
            self._ask()
        self.results = self._weigher.follow(self.document, self.results)
        self.changed.emit()

    def _ask(self) -> None:
        stays = waits(self.document, self._released)
        if stays or not self.document.source.strip():
            self._asked.clear()
            self.results = replace(
                self.results, jacobian=None, products=None, failure=None, progress=None,
                generation=self.results.wanted, waits=stays,
            )  # fmt: skip
            return
        task = jacobian_task(self.document, self.settings.memory_limit)
        generation = self._engine.submit(task)
        self._asked[generation] = task
        self.results = replace(self.results, wanted=generation, progress=None, waits=False)

    def _receive(self, event: Event) -> None:
        if isinstance(event, (Reply, Partial, Progress)) and event.generation in self._receivers:
            self._receive_of_training(event)
        elif isinstance(event, Reply):
            self._receive_reply(event.generation, event.answer)
        elif isinstance(event, Progress):
            self._receive_progress(event)
        elif isinstance(event, Hello):
            self.results = replace(self.results, devices=event.devices)
            self.changed.emit()
        elif isinstance(event, StateChanged):
            self.results = replace(self.results, engine=event.state)
            self.changed.emit()

    def _receive_of_training(self, event: Reply | Partial | Progress) -> None:
        if isinstance(event, Reply):
            self._receivers.pop(event.generation)(event.generation, event.answer)
        else:
            self._receivers[event.generation](event.generation, event)

    def _receive_reply(self, generation: int, answer: Answer) -> None:
        if isinstance(answer, CompletionAnswer) or generation not in self._asked:
            self._receive_completion(generation, answer)
            return
        task = self._asked.pop(generation)
        for older in [g for g in self._asked if g < generation]:
            del self._asked[older]
        # An answer at an older point of the same function is a frame of the drag; another function's is not.
        if generation < self.results.wanted and not same_function(task, self.document):
            return
        if isinstance(answer, JacobianAnswer):
            self._receive_jacobian(generation, answer)
        elif isinstance(answer, Failure):
            self.results = replace(self.results, generation=generation, failure=answer, progress=None)
            self.changed.emit()

    def _receive_progress(self, progress: Progress) -> None:
        is_awaited = self.results.generation < self.results.wanted
        if is_awaited and progress.generation == self.results.wanted:
            self.results = replace(self.results, progress=(progress.done, progress.total))
            self.changed.emit()

    def _receive_jacobian(self, generation: int, answer: JacobianAnswer) -> None:
        fitted = settled(self.document, answer)
        if fitted is not self.document:
            self._history.amend(fitted)
        results = replace(
            self.results, generation=generation, jacobian=answer, products=None, failure=None, progress=None
        )
        self.results = self._weigher.follow(self.document, results)
        self.changed.emit()

    def _receive_products(self, products: Products) -> None:
        self.results = replace(self.results, products=products)
        self.changed.emit()

    def _receive_completion(self, generation: int, answer: Answer) -> None:
        if self._completion and self._completion[0] == generation and isinstance(answer, CompletionAnswer):
            callback = self._completion[1]
            self._completion = None
            callback(answer)
