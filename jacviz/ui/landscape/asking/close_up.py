"""The step that is looked at closely: losses and fits at the heads, terms of the step, the minibatch's J."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from jacviz.engine.messages import Failure
from jacviz.engine.training_messages import MinibatchAnswer, MomentAnswer, TermsAnswer, TrainingTask
from jacviz.session.landscape.moments import minibatch_task, moment_heads, moment_task, step_shown, terms_task
from jacviz.session.landscape.run import Run

if TYPE_CHECKING:
    from jacviz.ui.landscape.asking.loop import LandscapeLoop, Message

Watched: TypeAlias = Literal["moment", "terms"]


class CloseUp:
    """Asks about the step at the playhead, one question of a kind at a time.

    While it plays, steps pass faster than the engine may answer: the next question is asked when the last one
    is answered, about the step that is shown then.
    """

    def __init__(self, loop: LandscapeLoop) -> None:
        """Nothing is asked yet.

        Args:
            loop: Holds the results and the way to the engine.
        """
        self._linked = False
        self._loop = loop
        self._watched: frozenset[Watched] = frozenset()
        self._answered: dict[str, tuple[Any, ...]] = {}  # what each kind's newest answer tells of
        self._failed: dict[str, object] = {}  # the run about which a kind of question has no answer
        self._waiting: dict[str, tuple[Any, ...]] = {}  # what each kind's question on its way is about

    @property
    def linked(self) -> bool:
        """Whether the minibatch's Jacobian is wanted."""
        return self._linked

    @linked.setter
    def linked(self, linked: bool) -> None:
        self._linked = linked
        self._drop_unwatched_terms()

    def watch(self, parts: frozenset[Watched]) -> None:
        """Say what is on the screen."""
        if parts != self._watched:
            self._watched = parts
            self._drop_unwatched_terms()
            self.look()

    def _drop_unwatched_terms(self) -> None:
        # The surface draws terms as arrows as long as they are there.
        if not self._is_wanted("TermsTask"):
            self._answered.pop("TermsTask", None)
            if self._loop.results.terms is not None:
                self._loop.set(terms=None)

    def forget(self) -> None:
        """Leave every question and answer behind: what is minimised is another problem now."""
        for kind in self._waiting:
            self._loop.cancel(kind)
        self._waiting.clear()
        self._answered.clear()
        self._failed.clear()

    def try_again(self) -> None:
        """Ask once more for what has failed."""
        for kind in self._failed:
            self._answered.pop(kind, None)
        self._failed.clear()
        self.look()

    def look(self) -> None:
        """Ask about the step at the playhead, unless its answers are there or on their way."""
        run = self._loop.results.run
        if run is None or run.computed == 0:
            return
        if self._is_wanted("MomentTask"):
            self._moment(run)
        if self._is_wanted("TermsTask") and run.answer is not None:
            self._terms(run)
        if self._is_wanted("MinibatchTask"):
            self._minibatch(run)

    def _moment(self, run: Run) -> None:
        loop = self._loop
        step = min(loop.playhead.step, run.computed)
        plane = loop.results.surface.plane if loop.results.surface is not None else None
        heads = moment_heads(loop.results, run)

        def show(answer: MomentAnswer) -> None:
            loop.set(moment=answer, moment_step=step, moment_heads=heads)

        about = (run.points, step, loop.results.selection, plane)
        self._ask("MomentTask", about, lambda: moment_task(loop.results, run, step, loop.limit), show)

    def _terms(self, run: Run) -> None:
        loop = self._loop

        def show(answer: TermsAnswer) -> None:
            loop.set(terms=answer, terms_failure=None)

        about = (run.points, loop.results.selection)
        self._ask("TermsTask", about, lambda: terms_task(loop.results, run, loop.limit), show)

    def _minibatch(self, run: Run) -> None:
        loop = self._loop
        step = step_shown(run, loop.playhead.step)

        def show(answer: MinibatchAnswer) -> None:
            loop.set(minibatch=answer, minibatch_step=step)

        about = (run.points, step, loop.results.selection)
        self._ask("MinibatchTask", about, lambda: minibatch_task(loop.results, run, step, loop.limit), show)

    def _is_wanted(self, kind: str) -> bool:
        if kind == "MomentTask":
            return "moment" in self._watched
        return self._linked or (kind == "TermsTask" and "terms" in self._watched)

    def _ask(
        self, kind: str, about: tuple[Any, ...], task: Callable[[], TrainingTask], show: Callable[[Any], None]
    ) -> None:
        if kind in self._waiting or _is_same(self._answered.get(kind), about):
            return
        if self._failed.get(kind) is about[0]:  # it was said once; each further step would only say it again
            return

        def receive(message: Message) -> None:
            if not isinstance(message, (MomentAnswer, TermsAnswer, MinibatchAnswer, Failure)):
                return
            self._waiting.pop(kind, None)
            self._answered[kind] = about
            run = self._loop.results.run
            if isinstance(message, Failure):
                self._failed[kind] = about[0]
                if kind == "TermsTask":
                    self._loop.set(terms_failure=message)
                self._loop.tell(message)
            elif run is not None and run.points is about[0] and self._is_wanted(kind):
                show(message)
            self.look()  # the playhead may have moved on

        self._waiting[kind] = about
        self._loop.ask(task(), receive)


def _is_same(one: tuple[Any, ...] | None, other: tuple[Any, ...]) -> bool:
    # Arrays by identity: a run that grows keeps its arrays, another run has its own.
    if one is None:
        return False
    return all(a is b or (isinstance(a, int) and a == b) for a, b in zip(one, other, strict=True))
