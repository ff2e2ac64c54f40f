"""What a view shows, computed by the real engine without a window: Document, tasks, answers, results."""

from __future__ import annotations

import queue
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from jacviz.engine.client import EngineClient, Event, Launch
from jacviz.engine.messages import Answer, Failure, JacobianAnswer, Partial, Progress, Reply, Task
from jacviz.engine.training_messages import (
    BasinsAnswer,
    CriticalAnswer,
    DescentAnswer,
    DescentBegun,
    DescentChunk,
    DescentCurvature,
    MomentAnswer,
    SurfaceAnswer,
)
from jacviz.experiment.errors import TrainingError
from jacviz.session.document import Document
from jacviz.session.landscape.moments import moment_heads, moment_task
from jacviz.session.landscape.planning import descent_task
from jacviz.session.landscape.results import LandscapeResults
from jacviz.session.landscape.run import Run
from jacviz.session.landscape.viewing import basins_task, critical_task, surface_task
from jacviz.session.planning import jacobian_task, settled, with_products
from jacviz.session.results import Results

# "survey": basins and critical points, where the document shows them.
Need: TypeAlias = Literal["jacobian", "run", "surface", "survey", "moment"]
# Called with a line that says how far it is.
Tell: TypeAlias = Callable[[str], None]

STAGES = ((25, 25), (200, 200))


class ComputingError(Exception):
    """The engine has no answer; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.sentence)
        self.failure = failure


@dataclass(frozen=True, eq=False)
class Computed:
    """A Document with what was computed for it.

    Attributes:
        document: The Document, its vectors fitted to the function.
        results: The Jacobian and its products, where they were needed.
        landscape: Trajectories, surface and the moment at `step`, where they were needed.
        step: The step of the descent that is shown.
        along: Further Jacobians, or moments, where a film needs them.
    """

    document: Document
    results: Results = field(default_factory=Results)
    landscape: LandscapeResults = field(default_factory=LandscapeResults)
    step: int = 0
    along: tuple[JacobianAnswer | MomentAnswer, ...] = ()


class Computing:
    """Asks one engine for what is needed, one task after the other."""

    def __init__(self, launched: Launch, deadline: float, memory_limit: int, tell: Tell) -> None:
        """Start the client.

        Args:
            launched: The engine's process; owned from here on.
            deadline: Seconds that a task may take.
            memory_limit: Bytes that the engine may hold.
            tell: Gets a line now and then.
        """
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._limit, self._tell = memory_limit, tell
        self._client = EngineClient(
            self._events.put, deadline=deadline, memory_limit=memory_limit, launch=launched
        )
        self._client.start()

    def close(self) -> None:
        """End the engine."""
        self._client.close()

    def compute(self, document: Document, needs: Container[Need], step: int | None = None) -> Computed:
        """What views need.

        Args:
            document: The Document.
            needs: What is to be computed.
            step: The step of the descent that is shown; None: the last one.

        Returns:
            The Document with all of it; a ComputingError says why there is none.
        """
        found = Computed(document)
        if "jacobian" in needs:
            found = self._with_jacobian(found)
        if "run" in needs or "surface" in needs or "moment" in needs:
            found = self._with_run(found)
            run = found.landscape.run
            assert run is not None
            found = replace(found, step=run.computed if step is None else min(max(step, 0), run.computed))
        if "surface" in needs:
            found = self._with_surface(found)
        if "survey" in needs:
            found = self._with_basins(found) if found.document.landscape.sight.basins else found
            found = self._with_critical(found) if found.document.landscape.sight.critical else found
        if "moment" in needs:
            found = self._with_moment(found)
        return found

    def answers(self, tasks: Sequence[Task], word: str) -> Iterator[Answer]:
        """One answer after the other.

        Args:
            tasks: What is asked.
            word: What one answer is.

        Yields:
            One for each task.

        Raises:
            ComputingError: It says why there is none.
        """
        for place, task in enumerate(tasks):
            self._tell(f"{word} {place + 1:,} of {len(tasks):,}")
            answer = self._ask(task)
            if isinstance(answer, Failure):
                raise ComputingError(answer)
            yield answer

    def _jacobian_of(self, document: Document) -> JacobianAnswer:
        answer = self._ask(jacobian_task(document, self._limit))
        if not isinstance(answer, JacobianAnswer):
            raise _error(answer)
        return answer

    def _with_jacobian(self, found: Computed) -> Computed:
        self._tell("computing the Jacobian")
        answer = self._jacobian_of(found.document)
        document = settled(found.document, answer)
        results = with_products(document, replace(found.results, jacobian=answer))
        return replace(found, document=document, results=results)

    def _with_run(self, found: Computed) -> Computed:
        task = descent_task(found.document, self._limit)
        run: Run | None = None

        def take(content: object) -> None:
            nonlocal run
            if isinstance(content, DescentBegun):
                run = Run.begin(task, content)
            elif isinstance(content, DescentChunk) and run is not None:
                run = run.with_chunk(content)
                self._tell(f"step {run.computed:,} of {run.steps:,}")
            elif isinstance(content, DescentCurvature) and run is not None:
                run = replace(run, curvature=content)

        answer = self._ask(task, take)
        if not isinstance(answer, DescentAnswer) or run is None:
            raise _error(answer)
        return replace(found, landscape=replace(found.landscape, run=replace(run, answer=answer)))

    def _with_surface(self, found: Computed) -> Computed:
        self._tell("computing the surface")
        try:
            task = surface_task(found.document, found.landscape, STAGES, self._limit)
        except TrainingError as error:
            raise ComputingError(Failure("execution", error.sentence)) from error
        answer = self._ask(task)
        if not isinstance(answer, SurfaceAnswer):
            raise _error(answer)
        return replace(found, landscape=replace(found.landscape, surface=answer))

    def _with_basins(self, found: Computed) -> Computed:
        run = found.landscape.run
        assert run is not None
        task = basins_task(found.document, found.landscape, run, self._limit)
        if task is None:
            return found
        self._tell("finding basins")
        known: list[BasinsAnswer] = []

        def take(content: object) -> None:
            if isinstance(content, BasinsAnswer):
                known.append(content)

        answer = self._ask(task, take)
        if isinstance(answer, BasinsAnswer):
            known.append(answer)
        if not known:
            raise _error(answer)
        # Where the deadline came first the coarser picture is as right as it is in the window.
        return replace(found, landscape=replace(found.landscape, basins=known[-1]))

    def _with_critical(self, found: Computed) -> Computed:
        try:
            task = critical_task(found.document, found.landscape, self._limit)
        except TrainingError:  # there are none to be shown of more than two parameters, in the window, too
            return found
        if task is None:
            return found
        self._tell("looking for critical points")
        answer = self._ask(task)
        if not isinstance(answer, CriticalAnswer):
            raise _error(answer)
        return replace(found, landscape=replace(found.landscape, critical=answer))

    def _with_moment(self, found: Computed) -> Computed:
        run, landscape = found.landscape.run, found.landscape
        assert run is not None
        answer = self._ask(moment_task(landscape, run, found.step, self._limit))
        if not isinstance(answer, MomentAnswer):
            raise _error(answer)
        landscape = replace(
            landscape, moment=answer, moment_step=found.step, moment_heads=moment_heads(landscape, run)
        )
        return replace(found, landscape=landscape)

    def _ask(self, task: Task, take: Callable[[object], None] | None = None) -> Answer:
        generation = self._client.submit(task)
        while True:
            event = self._events.get()
            if isinstance(event, Reply) and event.generation == generation:
                return event.answer
            if isinstance(event, Partial) and event.generation == generation and take is not None:
                take(event.content)
            if isinstance(event, Progress) and event.generation == generation and event.total:
                self._tell(f"{event.done:,} of {event.total:,} passes")


def _error(answer: object) -> ComputingError:
    if isinstance(answer, Failure):
        return ComputingError(answer)
    return ComputingError(Failure("internal", "the engine said something else than expected. Try again"))
