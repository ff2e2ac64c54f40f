"""Whether answers about training make sense: shapes that fit together, chunks that join."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from jacviz.engine.declared import FrameError
from jacviz.engine.training_messages import (
    Array,
    BasinsAnswer,
    BasinsTask,
    CriticalAnswer,
    CriticalTask,
    CsvAnswer,
    CsvLayoutAnswer,
    CsvLayoutTask,
    CsvTask,
    DescentAnswer,
    DescentBegun,
    DescentChunk,
    DescentCurvature,
    DescentTask,
    MinibatchAnswer,
    MinibatchTask,
    MomentAnswer,
    MomentTask,
    SurfaceAnswer,
    TermsAnswer,
    TermsTask,
)
from jacviz.experiment.parts import Part

_KINDS = {"minimum", "maximum", "saddle", "degenerate"}


class DescentCheck:
    """A descent, part after part."""

    def __init__(self, task: DescentTask) -> None:
        """Nothing has come yet.

        Args:
            task: What was asked.
        """
        self._task = task
        self._begun: DescentBegun | None = None
        self._taken = 0

    def take(self, content: DescentBegun | DescentChunk | DescentCurvature) -> None:
        """Refuse what does not follow what came before.

        Raises:
            FrameError: No worker of ours says such a thing.
        """
        if isinstance(content, DescentBegun):
            self._begin(content)
        elif self._begun is None:
            raise FrameError(f"a {type(content).__name__} before the beginning")
        elif isinstance(content, DescentChunk):
            self._join(content, self._begun)

    def end(self, answer: DescentAnswer) -> None:
        """Refuse an end that is none.

        Raises:
            FrameError: No worker of ours says such a thing.
        """
        if self._begun is None or self._taken != self._task.steps:
            raise FrameError(f"a descent that ends after {self._taken} of {self._task.steps} steps")
        if len(answer.reasons) != len(self._begun.recipes):
            raise FrameError(f"{len(answer.reasons)} reasons for {len(self._begun.recipes)} optimisers")
        _require(answer.gradient_norms, (len(self._begun.recipes), len(self._begun.starts)), "gradient norms")

    def _begin(self, begun: DescentBegun) -> None:
        if self._begun is not None or len(begun.recipes) != len(self._task.recipes):
            raise FrameError(f"a descent that begins again, or with {len(begun.recipes)} optimisers")
        p = sum(map(_size, begun.parts))
        _require(begun.starts, (-1, p), "starts")
        _require(begun.low, (p,), "low")
        _require(begun.high, (p,), "high")
        _require(begun.minima, (-1, p), "minima")
        _require(begun.minima_losses, (len(begun.minima),), "losses at the minima")
        if not (len(begun.starts) and 0 <= begun.batch <= begun.samples):
            raise FrameError(f"a minibatch of {begun.batch} out of {begun.samples} samples")
        self._begun = begun

    def _join(self, chunk: DescentChunk, begun: DescentBegun) -> None:
        shape = (len(begun.recipes), len(begun.starts))
        count = chunk.points.shape[2] - 1 if chunk.points.ndim == 4 else -1
        if chunk.first != self._taken or count < 0 or chunk.first + count > self._task.steps:
            raise FrameError(f"{count} steps after {chunk.first}, where {self._taken} were taken")
        _require(chunk.points, (*shape, count + 1, begun.starts.shape[1]), "points")
        _require(chunk.losses, (*shape, count + 1), "losses")
        _require(chunk.minibatch_losses, (*shape, count), "losses of minibatches")
        _require(chunk.gradient_norms, (*shape, count), "gradient norms")
        _require(chunk.diverged_at, shape, "divergences", "i")
        self._taken += count


def check_surface(surface: SurfaceAnswer, stage: tuple[int, int]) -> None:
    """Refuse a surface of another resolution, or one whose shapes contradict each other.

    Raises:
        FrameError: No worker of ours says such a thing.
    """
    p = surface.plane.origin.size
    rows = 1 if p == 1 else stage[1]
    _require(surface.values, (rows, stage[0]), "values")
    _require(surface.alpha, (stage[0],), "alpha")
    _require(surface.beta, (rows,), "beta")
    _require(surface.plane.origin, (p,), "the plane's origin")
    _require(surface.plane.directions, (min(p, 2), p), "the plane's directions")
    spanned = surface.plane.parameters or ()
    if not all(0 <= index < p for index in spanned) or not 0 <= surface.not_finite <= surface.values.size:
        raise FrameError(f"a plane of parameters {spanned} out of {p}, {surface.not_finite} not finite")
    _require_window(surface.window)


def check_basins(basins: BasinsAnswer, last: bool) -> None:
    """Refuse basins whose shapes contradict each other.

    Raises:
        FrameError: No worker of ours says such a thing.
    """
    _require(basins.alpha, (-1,), "alpha")
    _require(basins.beta, (-1,), "beta")
    _require(basins.minima, (-1, -1), "minima")
    _require(basins.labels, (len(basins.beta), len(basins.alpha)), "labels", "i")
    low, high = basins.labels.min(initial=0), basins.labels.max(initial=-1)
    if basins.last != last or low < -2 or high >= len(basins.minima):
        raise FrameError(f"labels from {low} to {high} for {len(basins.minima)} minima")


def _check_critical(answer: CriticalAnswer, task: CriticalTask) -> None:
    count = len(answer.kinds)
    _require(answer.points, (count, 2), "points")
    _require(answer.values, (count,), "values")
    _require(answer.eigenvalues, (count, 2), "eigenvalues")
    if not _KINDS.issuperset(answer.kinds):
        raise FrameError(f"critical points are {answer.kinds}")


def _check_moment(answer: MomentAnswer, task: MomentTask) -> None:
    heads = len(task.thetas)
    _require(answer.losses, (heads,), "losses")
    _require(answer.shadow_losses, (heads,), "losses of shadows")
    _require(answer.inputs, (-1,), "inputs")
    shares = answer.shares
    if shares is not None:
        _require(shares.values, (len(shares.classes), len(answer.inputs)), "probabilities of classes")
        if len(shares.classes) < 2 or not len(answer.inputs):
            raise FrameError(f"there are {len(shares.classes)} classes at {len(answer.inputs)} places")
    _require(answer.curves, (heads, 0 if shares is not None else len(answer.inputs)), "curves")
    _require(answer.alpha, (-1,), "alpha")
    _require(answer.beta, (-1,), "beta")
    _require(answer.regions, (len(answer.beta), len(answer.alpha)), "regions")
    seen = answer.predictions
    if seen is not None:
        _require(seen.samples, (-1,), "samples", "i")
        _require(seen.values, (heads, len(seen.samples)), "predictions")
        if len(seen.samples) and not (seen.samples[0] >= 0 and (np.diff(seen.samples) > 0).all()):
            raise FrameError("the samples do not rise from 0")
        if seen.classes and not ((seen.values >= 0) & (seen.values < len(seen.classes))).all():
            raise FrameError(f"there are {len(seen.classes)} classes")


def _check_terms(answer: TermsAnswer, task: TermsTask) -> None:
    steps, p = len(task.points) - 1, task.points.shape[1]
    _require(answer.values, (steps, len(answer.names), p), "terms")
    _require(answer.rates, (steps,), "rates")
    if len(answer.names) < 2 or (answer.names[0], answer.names[-1]) != ("gradient", "step"):
        raise FrameError(f"the terms are {answer.names}")


def _check_minibatch(answer: MinibatchAnswer, task: MinibatchTask) -> None:
    m, samples = len(answer.outputs), len(answer.samples)
    _require(answer.samples, (samples,), "samples", "i")
    _require(answer.targets, (samples,), "targets")
    _require(answer.predictions, (m,), "predictions")
    _require(answer.u, (m,), "u")
    _require(answer.jacobian, (m, task.theta.size), "J")


def _check_layout(answer: CsvLayoutAnswer, task: CsvLayoutTask) -> None:
    if len(answer.layout.columns) != len(answer.layout.kinds):
        raise FrameError(f"{len(answer.layout.columns)} columns with {len(answer.layout.kinds)} kinds")


def _check_table(answer: CsvAnswer, task: CsvTask) -> None:
    table = answer.table
    if table.input_names != task.inputs or table.target_name != task.target:
        raise FrameError(f"the columns {table.input_names} and {table.target_name} were not asked for")
    _require(table.targets, (-1,), "targets")
    _require(table.inputs, (len(table.targets), len(task.inputs)), "inputs")


Check: TypeAlias = Callable[[Any, Any], None]

# Those that come in one piece, or whose last part is like the others: the task each answers, and its check.
ANSWERS: dict[type, tuple[type, Check]] = {
    BasinsAnswer: (BasinsTask, lambda answer, task: check_basins(answer, last=True)),
    CriticalAnswer: (CriticalTask, _check_critical),
    MomentAnswer: (MomentTask, _check_moment),
    TermsAnswer: (TermsTask, _check_terms),
    MinibatchAnswer: (MinibatchTask, _check_minibatch),
    CsvLayoutAnswer: (CsvLayoutTask, _check_layout),
    CsvAnswer: (CsvTask, _check_table),
}


def _require(array: Array, shape: tuple[int, ...], name: str, kind: str = "f") -> None:
    """Refuse an array of another shape (-1 stands for any size) or kind of numbers.

    Raises:
        FrameError: It is one.
    """
    fits = len(array.shape) == len(shape) and all(
        wanted in (-1, got) for wanted, got in zip(shape, array.shape, strict=True)
    )
    if not fits or array.dtype.kind != kind:
        raise FrameError(f"{name}: {array.dtype} of shape {array.shape}, expected {shape}")


def _require_window(window: tuple[tuple[float, float], tuple[float, float]]) -> None:
    if not all(np.isfinite([low, high]).all() and low < high for low, high in window):
        raise FrameError(f"the window {window} is empty")


def _size(part: Part) -> int:
    size = math.prod(part.shape)
    if not part.name or any(length < 0 for length in part.shape) or (part.given and len(part.given) != size):
        raise FrameError(f"no part of theta is called {part.name!r} with the shape {part.shape}")
    return size
