"""The plane that is shown: its surface, basins and critical points, asked for as the Document wishes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jacviz.engine.messages import Failure, Partial
from jacviz.engine.training_messages import (
    BasinsAnswer,
    BasinsTask,
    CriticalAnswer,
    SurfaceAnswer,
    SurfaceTask,
)
from jacviz.experiment.errors import TrainingError
from jacviz.experiment.settings import ProblemSettings
from jacviz.session.landscape.planning import problem_of, same_settings
from jacviz.session.landscape.viewing import (
    basins_task,
    critical_task,
    is_same_basins,
    is_same_surface,
    surface_task,
)
from jacviz.ui.landscape.asking.pacing import Pacing

if TYPE_CHECKING:
    from jacviz.ui.landscape.asking.loop import LandscapeLoop, Message
    from jacviz.ui.studio import Studio

COARSE, FINE = (25, 25), (200, 200)
MOST_PIXELS = 600  # columns or rows of the finest surface


class Survey:
    """Asks about the plane."""

    def __init__(self, studio: Studio, loop: LandscapeLoop) -> None:
        """Nothing is asked yet.

        Args:
            studio: Holds the Document.
            loop: Holds the results and the way to the engine.
        """
        self._studio = studio
        self._loop = loop
        self._pacing = Pacing(loop)
        self._resolution = FINE
        self._task: SurfaceTask | None = None
        self._basins: BasinsTask | None = None
        self._shown: ProblemSettings | None = None  # what the surface that is there belongs to
        self._arrived = False  # a picture, coarse or fine, of the window that was asked for last
        self._awaits_window = False  # critical points are wished for in a window that is on its way

    def set_resolution(self, columns: int, rows: int) -> None:
        """How many points the finest surface has from the next one on."""
        self._resolution = (min(max(columns, 50), MOST_PIXELS), min(max(rows, 50), MOST_PIXELS))

    def forget(self) -> None:
        """Leave every question behind: what is minimised is another problem now."""
        self._task, self._basins, self._awaits_window = None, None, False
        self._pacing.forget()
        for kind in ("BasinsTask", "CriticalTask"):
            self._loop.cancel(kind)

    def ask_for_surface(self) -> None:
        """Ask for the surface that the Document wishes to see, unless it is there or on its way."""
        try:
            finest = (self._resolution,) if max(self._resolution) > max(FINE) else ()
            stages = (COARSE, FINE, *finest)
            task = surface_task(self._studio.document, self._loop.results, stages, self._loop.limit)
        except TrainingError as error:
            self._fail(Failure("execution", error.sentence))
            return
        if self._task is not None and is_same_surface(task, self._task):
            return
        self._task, self._arrived = task, False
        self._loop.set(surfacing=True)
        self._pacing.wish(self._ask)

    def _ask(self) -> None:
        if self._task is not None:
            self._loop.set(surfacing=True)
            self._loop.ask(self._task, self._receive_surface)

    def _receive_surface(self, message: Message) -> None:
        content: object = message.content if isinstance(message, Partial) else message
        if isinstance(content, SurfaceAnswer):
            self._arrived = True
            self._shown = self._task.problem if self._task is not None else None
            self._loop.set(surface=content, surfacing=not content.last, surface_failure=None)
            if self._awaits_window:
                self.find_critical_points()
            if content.last:
                self.follow_basins()
        elif isinstance(content, Failure):
            self._fail(content)
        self._pacing.heard()

    def _fail(self, failure: Failure) -> None:
        """Say why there is no surface; that of another problem does not stay beneath the words."""
        self._task = None
        if self._awaits_window:
            self._awaits_window = False
            self._loop.set(critical_running=False, critical_failure=failure)
        if not self._shows_problem():
            self._loop.set(surface=None)
        self._loop.set(surfacing=False, surface_failure=failure)

    def _shows_problem(self) -> bool:
        """Whether the surface that is there is one of what the Document minimises.

        Returns:
            False where there is none, too.
        """
        return self._shown is not None and same_settings(self._shown, problem_of(self._studio.document))

    def _receive_basins(self, message: Message) -> None:
        content: object = message.content if isinstance(message, Partial) else message
        if isinstance(content, BasinsAnswer):
            self._loop.set(basins=content, basins_running=not content.last, basins_failure=None)
        elif isinstance(content, Failure):
            self._loop.set(basins_running=False, basins_failure=content)

    def _receive_critical(self, message: Message) -> None:
        if isinstance(message, CriticalAnswer):
            self._loop.set(critical=message, critical_running=False, critical_failure=None)
        elif isinstance(message, Failure):
            self._loop.set(critical_running=False, critical_failure=message)

    def follow_basins(self) -> None:
        """Ask for basins where the Document wishes to see them, unless they are there or on their way."""
        if not self._studio.document.landscape.sight.basins:
            self._basins = None
            self._loop.cancel("BasinsTask")
            self._loop.set(basins=None, basins_running=False, basins_failure=None)
            return
        document, results = self._studio.document, self._loop.results
        if results.run is None or results.descending or not self._shows_problem():
            return  # it is asked again when they have come
        task = basins_task(document, results, results.run, self._loop.limit)
        if task is None or (self._basins is not None and is_same_basins(task, self._basins)):
            return
        self._basins = task
        self._loop.set(basins_running=True, basins_failure=None)
        self._loop.ask(task, self._receive_basins)

    def find_critical_points(self) -> None:
        """Look for the points of zero gradient in the window that is shown, or that is on its way."""
        self._awaits_window = self._loop.results.surfacing and not self._arrived
        if self._awaits_window:
            self._loop.set(critical_running=True, critical_failure=None)
            return
        try:
            task = critical_task(self._studio.document, self._loop.results, self._loop.limit)
        except TrainingError as error:
            self._loop.set(critical=None, critical_failure=Failure("execution", error.sentence))
            return
        if task is not None:
            self._loop.set(critical_running=True, critical_failure=None)
            self._loop.ask(task, self._receive_critical)

    def cancel_critical_points(self) -> None:
        """Stop looking for them."""
        self._awaits_window = False
        self._loop.cancel("CriticalTask")
        self._loop.set(critical_running=False)

    def cancel_basins(self) -> None:
        """Stop refining the picture of basins; what is there stays."""
        self._loop.cancel("BasinsTask")
        self._loop.set(basins_running=False)
