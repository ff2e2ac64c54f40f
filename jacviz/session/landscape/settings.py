"""What the user wants of the loss surface: the part of the Document that the landscape panel edits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from jacviz.engine.training_messages import Array, Batch, Window
from jacviz.experiment.minibatches import Sampling
from jacviz.experiment.recipes import SGD, Recipe
from jacviz.experiment.settings import ProblemSettings, RiskSettings
from jacviz.experiment.starts import Spread

PlaneKind: TypeAlias = Literal["parameters", "random", "components"]
Through: TypeAlias = Literal["optimum", "start", "step"]
Levels: TypeAlias = Literal["linear", "log", "equal-count"]
ColourBy: TypeAlias = Literal["start", "optimiser"]


@dataclass(frozen=True, eq=False)
class Starts:
    """Where trajectories begin.

    Attributes:
        count: How many are spread; 1 to 10,000.
        spread: How: "normal" or "uniform" (seeded), "grid", "ring".
        placed: Starts placed by hand, (S, p), read-only; they take the place of spread ones. None: none.
    """

    count: int = 5
    spread: Spread = "normal"
    placed: Array | None = None


@dataclass(frozen=True)
class PlaneSettings:
    """Through the space of the parameters, on which the surface is drawn; of no matter for two parameters.

    Attributes:
        kind: Two chosen parameters, two random filter-normalised directions, or the trajectories' first two
            principal components.
        first: Index of the horizontal parameter.
        second: Index of the vertical parameter.
        seed: Of the random directions.
        through: What the plane goes through: the optimum found, the selected trajectory's start, or its point
            at `step`.
        step: For "step".
    """

    kind: PlaneKind = "parameters"
    first: int = 0
    second: int = 1
    seed: int = 0
    through: Through = "optimum"
    step: int = 0


@dataclass(frozen=True)
class Sight:
    """How the surface and the trajectories are shown.

    Attributes:
        window: The ranges of alpha and beta; None: all there is to see.
        levels: How contour levels are spread between the lowest and the highest loss in view.
        level_count: How many there are.
        lines: Whether contour lines are drawn.
        labels: Whether they are labelled.
        colour_by: What a trajectory's colour tells; by optimiser where there are several is the default that
            `None` stands for.
        tail: Steps of a trajectory that stay visible behind its head; None: all.
        ticks: A tick on the trajectory every so many steps; 0: none.
        hidden: Legend entries that are switched off: "start 3" or an optimiser's place, "optimiser 0".
        three_d: Whether the surface is shown in three dimensions.
        basins: Whether the plane is coloured by where a start there ends.
        critical: Whether critical points are marked.
    """

    window: Window | None = None
    levels: Levels = "log"
    level_count: int = 14
    lines: bool = True
    labels: bool = True
    colour_by: ColourBy | None = None
    tail: int | None = None
    ticks: int = 0
    hidden: tuple[str, ...] = ()
    three_d: bool = False
    basins: bool = False
    critical: bool = False


@dataclass(frozen=True, eq=False)
class Landscape:
    """What is minimised, by what, from where, and what is shown of it.

    Attributes:
        problem: A model with data, or an objective alone. A `Source` with an empty text stands for the
            function in the editor, whatever that holds.
        recipes: The optimisers, at least one.
        suggest_rate: Whether SGD takes the learning rate that suits the problem, until the user sets one.
        starts: Where trajectories begin.
        steps: Steps of each trajectory.
        batch: Samples in a minibatch; None: all; "default": 16, or all where there are fewer.
        sampling: How minibatches are drawn.
        seed: Reproduces starts, minibatches and noise bit for bit.
        plane: What the surface is drawn on.
        sight: How it is shown.
    """

    problem: ProblemSettings = field(default_factory=RiskSettings)
    recipes: tuple[Recipe, ...] = field(default_factory=lambda: (SGD(),))
    suggest_rate: bool = True
    starts: Starts = field(default_factory=Starts)
    steps: int = 500
    batch: Batch = "default"
    sampling: Sampling = "shuffle"
    seed: int = 0
    plane: PlaneSettings = field(default_factory=PlaneSettings)
    sight: Sight = field(default_factory=Sight)
