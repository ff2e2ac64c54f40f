"""From settings to a Problem."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from jacviz.calculus.maths import compile_program
from jacviz.experiment.data import Dataset, DataSettings, LineData
from jacviz.experiment.errors import TrainingError
from jacviz.experiment.gallery import exhibit
from jacviz.experiment.parts import Part
from jacviz.experiment.settings import (
    Line,
    LogisticRegression,
    LossName,
    Mlp,
    ModelSettings,
    ObjectiveSettings,
    Polynomial,
    ProblemSettings,
    RiskSettings,
    Source,
)
from jacviz.experiment.starts import Region
from jacviz.language import parse
from jacviz.training import models
from jacviz.training.losses import fitting_loss
from jacviz.training.models import Model
from jacviz.training.problems import Objective, Problem, Risk
from jacviz.training.wanted import Wanted, always


def build(settings: ProblemSettings | None = None, wanted: Wanted = always) -> Problem:
    """What the user set, ready to be evaluated.

    Args:
        settings: None: the line experiment.
        wanted: Asked on the way where the samples are very many.

    Returns:
        The problem. It keeps what it traced, so building it once and keeping it saves time.
    """
    if isinstance(settings, ObjectiveSettings):
        if isinstance(settings.objective, Source):
            from jacviz.training.sources import source_objective

            return source_objective(settings.objective, settings.noise)
        return gallery_objective(settings.objective, settings.noise)
    return risk(settings or RiskSettings(), wanted)


def risk(settings: RiskSettings, wanted: Wanted = always) -> Risk:
    """An empirical risk.

    Args:
        settings: Model, data and loss.
        wanted: Asked on the way where the samples are very many.

    Returns:
        The problem.
    """
    data = settings.data.draw() if isinstance(settings.data, DataSettings) else settings.data
    model = _model(settings.model, data, settings.loss)
    return Risk(model, data, fitting_loss(settings.loss, model, data), wanted=wanted)


def build_source(
    source: Source,
    data: DataSettings | Dataset | None = None,
    loss: LossName | None = None,
    noise: float = 0.0,
) -> Problem:
    """The user's own function: an objective of one variable, or a model of data.

    Args:
        source: The text.
        data: What a model learns from; None: the line experiment.
        loss: Of a model; None: the one that suits it.
        noise: Of an objective's gradient.

    Returns:
        The problem.
    """
    from jacviz.training.sources import is_model

    if data is None and not is_model(source):
        return build(ObjectiveSettings(objective=source, noise=noise))
    return risk(RiskSettings(model=source, data=LineData() if data is None else data, loss=loss))


def gallery_objective(name: str, noise: float = 0.0) -> Objective:
    """An objective of the gallery.

    Args:
        name: Lower case with hyphens.
        noise: Standard deviation of the noise on each entry of the gradient.

    Returns:
        The problem.
    """
    shown = exhibit(name)
    low, high = np.array(shown.low), np.array(shown.high)
    return Objective(
        shown.title,
        _formula(shown.formula),
        (Part("x"), Part("y")),
        Region((low + high) / 2, (high - low) / 2),
        minima=shown.minima,
        noise=noise,
        rate=shown.rate,
    )


def own_objective(
    function: Callable[[Tensor], Tensor], start: np.ndarray | None = None, noise: float = 0.0
) -> Objective:
    """A Python function of a tensor theta as an objective.

    Args:
        function: (p,) -> a tensor with one entry.
        start: Any point that tells p, (p,); None: p is 2.
        noise: Standard deviation of the noise on each entry of the gradient.

    Returns:
        The problem.

    Raises:
        TrainingError: It does not return one number.
    """
    centre = np.zeros(2) if start is None else np.zeros(len(start))
    parts = (Part("theta", (len(centre),)),)
    region = Region(centre, np.full(len(centre), 3.0))
    objective = Objective("Own objective", function, parts, region, noise=noise)
    point = torch.from_numpy(centre if start is None else np.array(start, dtype=np.float64))
    y = function(point)
    if not isinstance(y, Tensor) or y.numel() != 1:
        came = f"{y.numel()} numbers" if isinstance(y, Tensor) else type(y).__name__
        raise TrainingError(f"An objective returns a tensor with one number; it returned {came}.")
    return objective


def _model(settings: ModelSettings, data: Dataset, loss: LossName | None) -> Model:
    match settings:
        case Line():
            return models.line(data)
        case Polynomial(degree=degree):
            return models.polynomial(data, degree)
        case LogisticRegression():
            return models.logistic_regression(data)
        case Mlp():
            return models.mlp(data, settings, _outputs(data, loss))
        case Source():
            from jacviz.training.sources import source_model

            return source_model(settings, data)


def _outputs(data: Dataset, loss: LossName | None) -> int:
    """How many outputs a network needs for these data and this loss.

    Returns:
        One a class for cross-entropy (also where no loss is named and there are more than two classes).
    """
    classes = models.class_count(data)
    wants_classes = loss == "cross-entropy" or (loss is None and len(data.classes) > 2)
    return classes if wants_classes and classes > 1 else 1


@lru_cache(maxsize=64)
def _formula(text: str) -> Callable[[Tensor], Tensor]:
    function = compile_program(parse(text))

    def value(theta: Tensor) -> Tensor:
        return function(theta, theta.new_empty(0))

    return value
