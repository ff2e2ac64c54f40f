"""The Jacobian of any torch callable: the public door, `jacviz.jacobian`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, get_args, overload

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from jacviz.calculus.modes import UsedMode
from jacviz.calculus.strategy import compute
from jacviz.engine.messages import Mode

Array = NDArray[Any]
Kind = TypeVar("Kind", Tensor, Array)


@dataclass(frozen=True, eq=False)
class Jacobian(Generic[Kind]):
    """J of f at one point, and f there; tensors where x was a tensor, otherwise NumPy arrays.

    Attributes:
        matrix: J, (m, n): `matrix[i, j]` is dy_i / dx_j, with x and y flattened in C order.
        y: f(x), of the shape that f returned.
        mode: The mode that was used.
        passes: Passes that were made: m in reverse mode, n in forward mode.
        other_passes: Passes that the other mode would have made.
        notes: Sentences about fallbacks and their reasons.
        input_shape: The shape of x.
        output_shape: The shape of y.
    """

    matrix: Kind
    y: Kind
    mode: UsedMode
    passes: int
    other_passes: int
    notes: tuple[str, ...]
    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]

    def vjp(self, u: ArrayLike | Tensor) -> Kind:
        """u^T J, the rows of J weighed by u: a vector in input space.

        Args:
            u: One weight an output, (m,) or of y's shape.

        Returns:
            Shape (n,).

        Raises:
            ValueError: The number of weights is not m.
        """  # noqa: DOC502  # raised by _weighted
        return _weighted(self.matrix, u, "vjp(u)")

    def jvp(self, v: ArrayLike | Tensor) -> Kind:
        """J v, the columns of J weighed by v: a vector in output space, the derivative of f along v.

        Args:
            v: One weight an input, (n,) or of x's shape.

        Returns:
            Shape (m,).

        Raises:
            ValueError: The number of weights is not n.
        """  # noqa: DOC502  # raised by _weighted
        return _weighted(self.matrix.T, v, "jvp(v)")


@overload
def jacobian(
    f: Callable[[Tensor], Any], x: Tensor, *, mode: Mode = "auto", chunk: int | None = None
) -> Jacobian[Tensor]: ...


@overload
def jacobian(
    f: Callable[[Tensor], Any], x: ArrayLike, *, mode: Mode = "auto", chunk: int | None = None
) -> Jacobian[Array]: ...


def jacobian(
    f: Callable[[Tensor], Any], x: ArrayLike | Tensor, *, mode: Mode = "auto", chunk: int | None = None
) -> Jacobian[Any]:
    """The Jacobian of f at x.

    Args:
        f: Any torch callable of one tensor of x's shape; it returns a tensor of any shape, or a tuple of
            tensors, which are laid end to end. It always gets a tensor, also where x is an array.
        x: The point, a tensor, an array or nested lists of numbers, of any shape with at least one entry.
        mode: "reverse" makes a pass for each output, "forward" one for each input, "auto" what is faster.
        chunk: Passes made at once; None for as many as fit into half a gigabyte.

    Returns:
        J, y, and the products of J.

    Raises:
        TypeError: f cannot be called.
        ValueError: x, mode or chunk is not as described; as `FunctionError`, f(x) is nothing that a Jacobian
            can be taken of, or torch cannot differentiate f.
    """
    if not callable(f):
        raise TypeError(f"jacobian(f, x): expected a function of one tensor for f, got {type(f).__name__}")
    if mode not in get_args(Mode):
        raise ValueError(f"jacobian(f, x): expected mode auto, forward or reverse, got {mode!r}")
    if chunk is not None and chunk < 1:
        raise ValueError(f"jacobian(f, x): expected a chunk of at least 1 pass, got {chunk}")
    computed = compute(f, _point(x), mode, chunk)
    wrap: Callable[[Tensor], Any] = _same if isinstance(x, Tensor) else _as_array
    return Jacobian(
        matrix=wrap(computed.matrix),
        y=wrap(computed.y),
        mode=computed.mode,
        passes=computed.passes,
        other_passes=computed.other_passes,
        notes=tuple(computed.notes),
        input_shape=tuple(np.shape(x)),
        output_shape=tuple(computed.y.shape),
    )


def _point(x: ArrayLike | Tensor) -> Tensor:
    try:
        point = x.detach() if isinstance(x, Tensor) else torch.from_numpy(np.array(x, order="C"))
    except (TypeError, ValueError) as error:
        sentence = f"jacobian(f, x): expected numbers for x, got {type(x).__name__}: {error}"
        raise ValueError(sentence) from error
    if point.is_complex():
        raise ValueError(f"jacobian(f, x): expected real numbers for x, got {point.dtype}")
    if point.numel() == 0:
        raise ValueError(f"jacobian(f, x): expected at least one input, got shape {tuple(point.shape)}")
    return point if point.is_floating_point() else point.to(torch.get_default_dtype())


def _weighted(rows: Kind, weights: ArrayLike | Tensor, call: str) -> Kind:
    """Sum of weights[i] * rows[i]; a zero weight leaves a row out, also where it is not finite.

    Returns:
        Shape (columns,).

    Raises:
        ValueError: The number of weights is not the number of rows.
    """
    count = rows.shape[0]
    if isinstance(rows, Tensor):
        vector = torch.as_tensor(weights, dtype=rows.dtype, device=rows.device).reshape(-1)
    else:
        vector = np.asarray(weights, dtype=rows.dtype).reshape(-1)
    if len(vector) != count:
        unit = "weight" if count == 1 else "weights"
        raise ValueError(f"{call}: expected {count} {unit}, got {len(vector)}")
    chosen = vector != 0
    if not bool(chosen.all()):
        vector, rows = vector[chosen], rows[chosen]
    return vector @ rows


def _same(tensor: Tensor) -> Tensor:
    return tensor


def _as_array(tensor: Tensor) -> Array:
    return tensor.numpy()
