"""Where trajectories come to rest: minima, told from slow valleys and flat ground by the curvature there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from jacviz.experiment.errors import TrainingError
from jacviz.experiment.starts import Array, Region
from jacviz.training.curvature import hessians
from jacviz.training.problems import Problem
from jacviz.training.wanted import Wanted

Flags: TypeAlias = NDArray[np.bool_]

_FAR = 10.0            # times the region: from there on what gets faster and faster has left for good
_FEWEST = 3            # ends at one place that make it worth a look
_MOST_TRIED = 500      # places that are looked at
_MOST_PARAMETERS = 64  # whose Hessians are taken; (500, 64, 64) numbers are 16 MB
_MOST_SAMPLES = 10_000  # over which Newton's method goes, evenly picked; it ends on all of them
_ITERATIONS = 40
_ON_ALL = 2            # of them over all samples
_CURVED = 1e-10        # of the largest eigenvalue: the smallest one of a minimum is above it
_STEEP = 1e-3          # of the slope at the starts: where there are no Hessians, a steeper place is no rest


@dataclass(frozen=True, eq=False)
class Ends:
    """Where trajectories began and the last steps of each: three points with as many steps between them.

    Attributes:
        starts: Shape (S, p).
        before: Shape (S, p): two stretches before the end.
        between: Shape (S, p): one stretch before the end.
        at: Shape (S, p): the end.
        slopes: Shape (S,): norms of the gradients at the starts.
        diverged: Shape (S,): whether it ended because something was not finite any more.
    """

    starts: Array
    before: Array
    between: Array
    at: Array
    slopes: Array
    diverged: Flags

    @staticmethod
    def joined(blocks: Sequence[Ends]) -> Ends:
        """Several of them, one after the other.

        Args:
            blocks: At least one.

        Returns:
            All in one.
        """
        return Ends(
            np.concatenate([one.starts for one in blocks]),
            np.concatenate([one.before for one in blocks]),
            np.concatenate([one.between for one in blocks]),
            np.concatenate([one.at for one in blocks]),
            np.concatenate([one.slopes for one in blocks]),
            np.concatenate([one.diverged for one in blocks]),
        )

    def away(self, region: Region) -> Flags:
        """Those that have left the region far behind, faster and faster: nothing will stop them.

        Args:
            region: Where there is something to see.

        Returns:
            Shape (S,).
        """
        earlier, last = self._lengths()
        far = np.linalg.norm(self.at - region.centre, axis=1) > _FAR * np.linalg.norm(region.half)
        return np.asarray(far & (last > earlier))

    def still(self, near: float) -> Flags:
        """Those that hardly move any more. Whether that is in a minimum is another question.

        Args:
            near: What counts as one place.

        Returns:
            Shape (S,).
        """
        return np.asarray(self._lengths()[1] <= near / 2)

    def left(self) -> Array:
        """How far each has to go, as if its last two stretches began a geometric series.

        A trajectory in a slow valley goes about as far in the last stretch as in the one before, so that much
        is left.

        Returns:
            Shape (S,); infinite where it does not get slower.
        """
        earlier, last = self._lengths()
        slower = np.maximum(earlier - last, 0.0)
        return np.divide(last**2, slower, out=np.where(last > 0, np.inf, 0.0), where=slower > 0)

    def some(self, chosen: Flags) -> Ends:
        """Some of the trajectories.

        Args:
            chosen: Shape (S,).

        Returns:
            Their ends.
        """
        return Ends(
            self.starts[chosen], self.before[chosen], self.between[chosen], self.at[chosen],
            self.slopes[chosen], self.diverged[chosen],
        )  # fmt: skip

    def _lengths(self) -> tuple[Array, Array]:
        stretches = (self.between - self.before, self.at - self.between)
        earlier, last = (np.linalg.norm(stretch, axis=1) for stretch in stretches)
        return earlier, last


@dataclass(frozen=True, eq=False)
class Resting:
    """What was found.

    Attributes:
        minima: Shape (k, p), the lowest first.
        flat: Whether several trajectories stand still where nothing curves upwards in some direction.
    """

    minima: Array
    flat: bool


def resting_places(problem: Problem, ends: Ends, near: float, wanted: Wanted) -> Resting:
    """Minima in which several trajectories have come to rest.

    A valley that falls slowly looks like rest: steps are as small as one likes. So a place counts only where
    Newton's method finds a minimum that is no farther than what is taken for one place.

    Args:
        problem: What is minimised.
        ends: Trajectories that hardly move.
        near: What counts as one place.
        wanted: Asked between pieces of the work.

    Returns:
        Each minimum once.
    """
    places = _crowded(ends, near)
    if not len(places):
        return Resting(places, flat=False)
    p = len(problem.names)
    if p <= _MOST_PARAMETERS and not problem.unbatchable:
        try:
            found, flat = _minima(problem, torch.from_numpy(places), near, wanted)
        except TrainingError:  # no second derivative, say
            found, flat = _settled(problem, ends, near, wanted), False
    else:
        found, flat = _settled(problem, ends, near, wanted), False
    values = problem.values(torch.from_numpy(found), wanted).numpy() if len(found) else np.empty(0)
    order = np.argsort(np.round(values, 9), kind="stable")  # equal ones stay in the order of their places
    return Resting(_distinct(found[order], near), flat)


def _crowded(ends: Ends, near: float) -> Array:
    """One point for each place where several trajectories have come together.

    Returns:
        Shape (places, p), the most crowded first.
    """
    if not len(ends.at):
        return ends.at
    places = np.rint(ends.at / near)
    _, member, counts = np.unique(places, axis=0, return_inverse=True, return_counts=True)
    crowded = np.flatnonzero(counts >= _FEWEST)
    member, medians = member.reshape(-1), []
    for cell in crowded[np.argsort(-counts[crowded], kind="stable")]:
        here = member == cell
        if _spread(ends.at[here]) <= _spread(ends.starts[here]) / 2:  # else they were together before
            medians.append(np.median(ends.at[here], axis=0))
        if len(medians) == _MOST_TRIED:
            break
    return np.array(medians).reshape(len(medians), ends.at.shape[1])


def _spread(points: Array) -> float:
    return float(np.linalg.norm(points - np.median(points, axis=0), axis=1).mean())


def _minima(problem: Problem, places: Tensor, near: float, wanted: Wanted) -> tuple[Array, bool]:
    """Where Newton's method leads from places, without leaving them.

    Returns:
        Minima, (k, p), and whether there was flat ground.
    """
    points, flat = places.clone(), torch.zeros(len(places), dtype=torch.bool)
    step = torch.full_like(points, torch.inf)
    at = torch.arange(len(places))
    rough = problem.thinned(_MOST_SAMPLES)
    with torch.no_grad():
        for iteration in range(_ITERATIONS):
            exact = rough is problem or iteration >= _ITERATIONS - _ON_ALL
            slopes, curvatures = hessians(problem if exact else rough, points[at], wanted)
            eigenvalues, vectors = torch.linalg.eigh(curvatures.nan_to_num(0.0, 0.0, 0.0))
            curved = eigenvalues[:, 0] > _CURVED * eigenvalues[:, -1].abs()
            flat[at[~curved]] = True
            along = (vectors.mT @ slopes[:, :, None])[:, :, 0] / eigenvalues
            move = -(vectors @ along[:, :, None])[:, :, 0].nan_to_num(torch.inf)
            step[at] = move
            stays = curved & (torch.linalg.vector_norm(points[at] + move - places[at], dim=1) <= 2 * near)
            step[at[~stays]] = torch.inf
            points[at[stays]] += move[stays]
            at = at[stays]
            if not len(at) or (rough is problem and float(move[stays].abs().max()) <= 1e-12 * near):
                break
    arrived = torch.linalg.vector_norm(step, dim=1) <= near / 10
    return points[arrived].numpy(), bool(flat.any())


def _settled(problem: Problem, ends: Ends, near: float, wanted: Wanted) -> Array:
    """Places judged by the trajectories themselves, where there are no Hessians to be had.

    Returns:
        Minima, (k, p).
    """
    places = _crowded(ends.some(ends.left() <= near), near)
    if not len(places):
        return places
    usual = ends.slopes[np.isfinite(ends.slopes)]
    slopes = problem.gradients(torch.from_numpy(places), problem.samples, wanted)[1]
    gentle = torch.linalg.vector_norm(slopes, dim=1) <= _STEEP * float(np.median(usual))
    return np.asarray(places[gentle.numpy()], dtype=np.float64)


def _distinct(points: Array, near: float) -> Array:
    """Points that are farther than `near` from all points before them.

    Returns:
        Shape (k, p).
    """
    kept: list[Array] = []
    for point in points:
        if not kept or np.linalg.norm(np.array(kept) - point, axis=1).min() > near:
            kept.append(point)
    return np.array(kept).reshape(len(kept), points.shape[1])
