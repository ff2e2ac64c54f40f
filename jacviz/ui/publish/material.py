"""All that a picture is drawn from. Whoever has it needs neither a window nor a studio."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from jacviz.engine.training_messages import MomentAnswer
from jacviz.session.document import Document
from jacviz.session.landscape.results import LandscapeResults
from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import Sight
from jacviz.session.results import Results
from jacviz.ui.landscape.solid.heights import Heights, heights
from jacviz.ui.landscape.surface.basin_wash import Wash, wash
from jacviz.ui.landscape.surface.contours import Contours, trace
from jacviz.ui.publish.views.steady import Spans


@dataclass(frozen=True, eq=False)
class Material:
    """A Document with all that was computed for it.

    Attributes:
        document: The Document.
        results: The Jacobian and its products.
        landscape: Trajectories, surface and the moment at the step.
        step: The step that is shown.
        moments: Of the steps of a film that shows the fit; else empty.
        spans: Between which values numbers move in a film (views/steady.py); empty where nothing moves.
    """

    document: Document
    results: Results = field(default_factory=Results)
    landscape: LandscapeResults = field(default_factory=LandscapeResults)
    step: int = 0
    moments: Mapping[int, MomentAnswer] = field(default_factory=dict)
    spans: Spans = field(default_factory=dict)

    def at(self, step: int) -> Material:
        """The same at another step.

        Args:
            step: The step.

        Returns:
            Material with the moment of that step, where a film has it.
        """
        moment, landscape = self.moments.get(step), self.landscape
        if moment is not None:
            landscape = replace(landscape, moment=moment, moment_step=step)
        return replace(self, step=step, landscape=landscape)

    @property
    def sight(self) -> Sight:
        """How the surface is to be shown."""
        return self.document.landscape.sight

    @property
    def run(self) -> Run | None:
        """The trajectories, where they have the surface's parameters."""
        run, surface = self.landscape.run, self.landscape.surface
        fits = run is not None and surface is not None and run.parameters == len(surface.plane.origin)
        return run if fits else None

    @cached_property
    def contours(self) -> Contours | None:
        """Of the surface; None where there is none."""
        surface = self.landscape.surface
        return None if surface is None else trace(surface, self.sight.levels, self.sight.level_count)

    @cached_property
    def heights(self) -> Heights | None:
        """Of the surface in three dimensions; None where there is none."""
        surface = self.landscape.surface
        return None if surface is None else heights(surface.values, self.sight.levels, self.sight.level_count)

    @cached_property
    def wash(self) -> Wash | None:
        """Basins; None where they are not shown."""
        basins = self.landscape.basins if self.sight.basins else None
        return None if basins is None else wash(basins)
