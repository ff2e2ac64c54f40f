"""When labels of a surface on the screen make way for what else is drawn there: once that is at rest."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from jacviz.experiment.planes import Plane
from jacviz.session.landscape.results import LandscapeResults
from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import Sight
from jacviz.ui.landscape.surface.obstacles import NO_OBSTACLES, Obstacles, obstacles_of
from jacviz.ui.landscape.surface.paths import same_plane

_REST = 250  # ms after the last change of trajectories


class MakingWay(QObject):
    """The obstacles that labels have been told of. Following every change, they would jump all the time.

    Attributes:
        obstacles: The same object as long as labels may stay where they are.
        held: Whether a hand is still on something that changes them.
    """

    def __init__(self, changed: Callable[[], None], parent: QObject) -> None:
        """There is nothing to make way for.

        Args:
            changed: Called when the obstacles are others.
            parent: The owner.
        """
        super().__init__(parent)
        self.obstacles: Obstacles = NO_OBSTACLES
        self.held = False
        self._changed = changed
        self._plane: Plane | None = None  # where they are
        self._seen: tuple[Run | None, Sight, LandscapeResults] | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._make_way)

    def follow(self, run: Run | None, sight: Sight, results: LandscapeResults) -> None:
        """Trajectories, marks or the plane may have changed.

        Args:
            run: The trajectories, where they have the surface's parameters.
            sight: What is shown of them.
            results: With the surface and critical points.
        """
        self._seen = run, sight, results
        if results.surface is None or run is None:
            return
        if same_plane(results.surface.plane, self._plane):
            self._rest.start()
        else:
            self._make_way()

    def _make_way(self) -> None:
        if self.held:
            self._rest.start()
        elif self._seen is not None and self._seen[2].surface is not None:
            run, sight, results = self._seen
            plane = self._plane = self._seen[2].surface.plane
            self.obstacles = obstacles_of(run, plane, sight, results.critical)
            self._changed()
