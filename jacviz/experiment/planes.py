"""Planes through the space of the parameters, on which the loss surface is drawn. No torch."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from jacviz.experiment.errors import TrainingError
from jacviz.experiment.minibatches import DIRECTIONS, stream
from jacviz.experiment.parts import Part
from jacviz.experiment.starts import Array

_MOST_POINTS = 20_000  # that principal components are taken of; evenly picked where there are more


@dataclass(frozen=True, eq=False)
class Plane:
    """theta = origin + alpha directions[0] + beta directions[1]; along a line there is no second direction.

    Attributes:
        origin: Where alpha and beta are 0, (p,). On a plane of two parameters both are 0 there, so that alpha
            and beta are the parameters themselves.
        directions: Shape (2, p), linearly independent; (1, p) for a line.
        names: What alpha and beta are called; along a line the second one is the loss.
        parameters: The two parameters that span it, where it is such a plane.
        shares: The shares of the trajectories' variance along each direction, where it was fitted to them.
    """

    origin: Array
    directions: Array
    names: tuple[str, str]
    parameters: tuple[int, int] | None = None
    shares: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if self.is_line:
            _norm(self.directions[0])
            return
        first, second = (direction / _norm(direction) for direction in self.directions)
        if not math.sqrt(max(0.0, 1.0 - float(first @ second) ** 2)) > 1e-7:
            raise TrainingError("The two directions are the same line; choose two that span a plane.")

    @property
    def is_line(self) -> bool:
        """Whether there is one direction alone: theta has a single parameter."""
        return len(self.directions) == 1

    def points(self, coordinates: Array) -> Array:
        """The parameters at some coordinates.

        Args:
            coordinates: alpha and beta, (..., 2); along a line beta is of no matter.

        Returns:
            Shape (..., p).
        """
        return self.origin + coordinates[..., : len(self.directions)] @ self.directions

    def coordinates(self, points: Array) -> Array:
        """The coordinates of the nearest points of the plane: of millions in milliseconds.

        Args:
            points: Shape (..., p).

        Returns:
            Shape (..., 2); along a line beta is 0.
        """
        if self.parameters is not None:
            return points[..., list(self.parameters)]
        # One product for all points, where `project` solves a system for each.
        weights = np.linalg.solve(self.directions @ self.directions.T, self.directions).T
        with np.errstate(over="ignore", invalid="ignore"):  # where a trajectory diverged
            return self._two(np.asarray((points - self.origin) @ weights))

    def project(self, points: Array) -> tuple[Array, Array]:
        """The nearest points of the plane, so that nobody takes the projection for the path.

        Args:
            points: Shape (..., p).

        Returns:
            Their coordinates (..., 2), and the distances of `points` from the plane (...).
        """
        gram = self.directions @ self.directions.T
        with np.errstate(over="ignore", invalid="ignore"):  # where a trajectory diverged
            away = points - self.origin
            solved = np.linalg.solve(gram, (away @ self.directions.T)[..., None])[..., 0]
            coordinates = np.asarray(solved, dtype=np.float64)
            distances = np.asarray(np.linalg.norm(away - coordinates @ self.directions, axis=-1))
            return self._two(coordinates), distances

    def _two(self, coordinates: Array) -> Array:
        if not self.is_line:
            return coordinates
        return np.concatenate([coordinates, np.zeros_like(coordinates)], axis=-1)


def parameter_line(name: str) -> Plane:
    """The line of the only parameter there is, over which the loss is a curve.

    Args:
        name: The parameter's name.

    Returns:
        A plane of one direction; alpha is the parameter itself.
    """
    return Plane(np.zeros(1), np.ones((1, 1)), (name, "loss"))


def parameter_plane(names: tuple[str, ...], base: Array, first: int = 0, second: int = 1) -> Plane:
    """The plane of two parameters; the others keep their values in `base`.

    Args:
        names: p names.
        base: The optimum found, a start, or a step, (p,).
        first: Index of the horizontal parameter.
        second: Index of the vertical parameter.

    Returns:
        The plane.

    Raises:
        TrainingError: There are fewer than two parameters, both are the same, or one does not exist.
    """
    if len(names) < 2:
        raise TrainingError("A surface needs two parameters; this function has one.")
    if first == second:
        raise TrainingError(f"Both directions are {names[first]}; choose two different parameters.")
    if not all(0 <= index < len(names) for index in (first, second)):
        raise TrainingError(f"There are {len(names)} parameters; choose two of them.")
    _require_fit(base, len(names))
    origin = base.copy()
    origin[[first, second]] = 0.0
    directions = np.zeros((2, len(names)))
    directions[0, first] = directions[1, second] = 1.0
    return Plane(origin, directions, (names[first], names[second]), (first, second))


def random_plane(parts: tuple[Part, ...], base: Array, seed: int = 0) -> Plane:
    """Two random directions, filter-normalised as in Li et al., "Visualizing the Loss Landscape" (2018).

    Each row of a weight tensor (the weights into one unit, a filter) gets the norm that it has in `base`;
    vectors of offsets stay as they are, unless theta consists of nothing else: then all of it is one filter.

    Args:
        parts: What theta consists of.
        base: Where the plane is centred, (p,).
        seed: The user's seed.

    Returns:
        The plane.

    Raises:
        TrainingError: `base` does not fit, or there are fewer than two parameters.
    """
    sizes = [part.size for part in parts]
    if sum(sizes) < 2:
        raise TrainingError("A surface needs two parameters; this function has one.")
    _require_fit(base, sum(sizes))
    random = stream(seed, DIRECTIONS)
    directions = random.standard_normal((2, sum(sizes)))
    if not any(len(part.shape) > 1 for part in parts):
        length = float(np.linalg.norm(base)) or 1.0
        directions *= length / np.linalg.norm(directions, axis=1, keepdims=True)
        return Plane(base.copy(), directions, ("direction 1", "direction 2"))
    first = 0
    for part in parts:
        block = slice(first, first + part.size)
        first += part.size
        if len(part.shape) < 2:
            directions[:, block] = 0.0
            continue
        weights = base[block].reshape(part.shape[0], -1)
        filters = directions[:, block].reshape(2, part.shape[0], -1)
        wanted = np.linalg.norm(weights, axis=1, keepdims=True)
        filters *= np.where(wanted > 0, wanted, 1.0) / np.linalg.norm(filters, axis=2, keepdims=True)
        directions[:, block] = filters.reshape(2, -1)
    return Plane(base.copy(), directions, ("direction 1", "direction 2"))


def principal_plane(points: Array, base: Array) -> Plane:
    """The first two principal components of trajectories.

    Args:
        points: Any points of trajectories, (..., p).
        base: Where the plane is centred, (p,).

    Returns:
        The plane, with the shares of the variance that its directions hold.

    Raises:
        TrainingError: There are fewer than two parameters, or the points are all the same.
    """
    flat = points.reshape(-1, points.shape[-1])
    if flat.shape[1] < 2:
        raise TrainingError("A surface needs two parameters; this function has one.")
    _require_fit(base, flat.shape[1])
    flat = flat[np.isfinite(flat).all(axis=1)]
    flat = flat[:: max(1, len(flat) // _MOST_POINTS)]
    scale = np.abs(flat).max(initial=0.0) or 1.0
    away = flat / scale - (flat / scale).mean(axis=0)  # scaled, so that no square overflows
    largest_move = np.abs(away).max(initial=0.0)
    if not largest_move > 0:
        raise TrainingError("The trajectories do not move, so they have no principal components.")
    away = away / largest_move
    if away.shape[1] <= len(away):
        variances, vectors = np.linalg.eigh(away.T @ away)
        directions = vectors[:, :-3:-1].T
    else:
        variances, vectors = np.linalg.eigh(away @ away.T)
        directions = vectors[:, :-3:-1].T @ away
        directions = _orthonormal(directions, flat.shape[1])
    variances = np.maximum(variances, 0.0)
    first, second = (float(variances[-k] / variances.sum()) if len(variances) >= k else 0.0 for k in (1, 2))
    # The sign of an eigenvector is arbitrary: its largest entry is made positive.
    largest = np.take_along_axis(directions, np.abs(directions).argmax(axis=1, keepdims=True), axis=1)
    directions = directions * np.sign(largest)
    return Plane(base.copy(), directions, ("component 1", "component 2"), None, (first, second))


def _orthonormal(directions: Array, size: int) -> Array:
    """Unit vectors along `directions`; where the second has no length, one at right angles to the first.

    Returns:
        Shape (2, size).
    """
    first = directions[0] / np.linalg.norm(directions[0])
    second = directions[1] if len(directions) > 1 else np.zeros(size)
    second = second - (second @ first) * first
    if np.linalg.norm(second) <= 1e-9 * np.linalg.norm(directions[0]):
        second = np.eye(size)[np.abs(first).argmin()]
        second = second - (second @ first) * first
    return np.stack([first, second / np.linalg.norm(second)])


def _norm(direction: Array) -> float:
    length = float(np.linalg.norm(direction))
    if not 0 < length < math.inf:
        raise TrainingError("A direction has no length; choose two directions that span a plane.")
    return length


def _require_fit(base: Array, size: int) -> None:
    if base.shape != (size,):
        raise TrainingError(f"The plane's origin needs {size} parameters; {base.size} came.")
