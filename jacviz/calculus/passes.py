"""J by passes: rows by reverse mode over one recorded graph, columns by forward mode along basis directions.

Passes go through torch in batches. Reverse mode records f once as plain autograd does and batches the
backward passes alone: f may branch on values, call .item() or write in place without any fallback, and the
whole is faster than torch.func.jacrev, which runs f itself under its transforms.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np
import torch
from torch import Tensor
from torch.autograd import forward_ad

from jacviz.calculus.dice import Dice
from jacviz.calculus.errors import FunctionError
from jacviz.calculus.outputs import as_tensor
from jacviz.calculus.progress import Pace, Progress
from jacviz.calculus.refusals import CUT_OFF, reaches

Function: TypeAlias = Callable[[Tensor], Any]

_FEW_COLUMNS = 32
_NUDGES = (1e-3, 0.1, 1.0)  # steps of x that tell a constant f from one cut off from x


class Tape:
    """f at x, with the graph that reverse passes walk.

    Attributes:
        y: f(x), of f's own shape, without its graph.
        follows: Whether the graph leads back to x; where it does not, f is constant and J is zero.
        seconds: Time that the call of f took.
    """

    def __init__(self, f: Function, x: Tensor) -> None:
        # f gets a copy: it may write into its argument, which a leaf of the graph would not allow.
        self._leaf = x.detach().reshape(-1).clone().requires_grad_()
        dice = Dice(x)
        start = time.perf_counter()
        with torch.enable_grad():
            result = f(_shaped(self._leaf.clone(), x.shape))
        self.seconds = time.perf_counter() - start
        if self._leaf.grad is not None:
            advice = "return y alone, or use torch.autograd.grad(..., create_graph=True)"
            sentence = f"f calls .backward(), which uses up the graph that J needs; {advice}"
            raise FunctionError("refused", sentence)
        y = as_tensor(result, x)
        self.y = y.detach()
        self.root = y.grad_fn
        self.follows = reaches(self.root, self._leaf)
        self._flat = _flat(y)
        if not self.follows and not _is_constant(f, x, self.y, dice):
            raise FunctionError("refused", CUT_OFF)

    def __len__(self) -> int:
        """Number of outputs.

        Returns:
            The rows of J, m.
        """
        return self._flat.numel()

    def zeros(self) -> Tensor:
        """J of a constant.

        Returns:
            Shape (m, n).
        """
        return self._empty().zero_()

    def rows(self, progress: Progress) -> Tensor:
        """J, one reverse pass after another.

        Args:
            progress: What is told of each pass.

        Returns:
            Shape (m, n).
        """
        matrix = self._empty()
        for i in range(len(self)):
            matrix[i] = self._pull(self._flat[i])
            progress.made()
        return matrix

    def row_batches(self, chunk: int, pace: Pace | None = None) -> Tensor:
        """J, `chunk` reverse passes at a time.

        Args:
            chunk: Passes in one batch, at most.
            pace: What says how many where they take long.

        Returns:
            Shape (m, n).
        """
        count = len(self)
        pull = torch.vmap(lambda u: self._pull(self._flat, u), randomness="same")
        if chunk >= count and not pace:
            return pull(_basis(0, count, self._flat))
        matrix = self._empty()
        for start, stop in _batches(count, chunk, pace):
            matrix[start:stop] = pull(_basis(start, stop, self._flat))
        return matrix

    def _empty(self) -> Tensor:
        return self._leaf.detach().new_empty(len(self), self._leaf.numel())

    def _pull(self, output: Tensor, u: Tensor | None = None) -> Tensor:
        gradients = torch.autograd.grad(output, self._leaf, u, retain_graph=True, materialize_grads=True)
        return gradients[0]


class Sweep:
    """f at x, pushed forward along basis directions, one f evaluation (or a batched one) a direction.

    Args:
        f: The function.
        x: The point.
        shape: The shape of f(x), where f was called before.

    Attributes:
        y: f(x), of f's own shape, once columns were computed.
    """

    def __init__(self, f: Function, x: Tensor, shape: torch.Size | None = None) -> None:
        self._f = f
        self._x = x.detach()
        self._shape = shape
        self.y: Tensor | None = None

    def columns(self, progress: Progress) -> Tensor:
        """J, one forward pass after another, each with the same random numbers.

        Args:
            progress: What is told of each pass.

        Returns:
            Shape (m, n).
        """
        dice = Dice(self._x)
        tangents = []
        with torch.no_grad(), forward_ad.dual_level():
            for direction in _basis(0, self._x.numel(), self._x).unbind():
                dice.throw_again()
                dual = self._call(forward_ad.make_dual(self._copy(), direction))  # type: ignore[no-untyped-call]
                y, tangent = forward_ad.unpack_dual(dual)  # type: ignore[no-untyped-call]
                self._remember(y)
                tangents.append(torch.zeros_like(y) if tangent is None else tangent)
                progress.made()
        return torch.stack(tangents, 1)

    def column_batches(self, chunk: int, pace: Pace | None = None) -> Tensor:
        """J, `chunk` forward passes at a time.

        Args:
            chunk: Passes in one batch, at most.
            pace: What says how many where they take long.

        Returns:
            Shape (m, n).
        """
        count = self._x.numel()
        dice = Dice(self._x)
        matrix: Tensor | None = None
        with torch.no_grad():
            for start, stop in _batches(count, chunk, pace):
                dice.throw_again()
                ys, tangents = self._push(_basis(start, stop, self._x))
                self._remember(ys[0])
                if stop - start == count:
                    return _transposed(tangents)
                if matrix is None:
                    matrix = tangents.new_empty(tangents.shape[1], count)
                matrix[:, start:stop] = tangents.t()
        return self._x.new_empty(0, 0) if matrix is None else matrix

    def _push(self, directions: Tensor) -> tuple[Tensor, Tensor]:
        point = self._copy()

        def along(direction: Tensor) -> tuple[Tensor, ...]:
            return torch.func.jvp(self._call, (point,), (direction,))

        ys, tangents = torch.vmap(along, randomness="same")(directions)
        return ys, tangents

    def _copy(self) -> Tensor:
        # Flat, and new for each call: f may write into its argument.
        return self._x.reshape(-1).clone()

    def _call(self, x: Tensor) -> Tensor:
        y = as_tensor(self._f(_shaped(x, self._x.shape)), self._x)
        if self._shape is not None and y.shape != self._shape:
            shapes = f"{tuple(self._shape)} and then {tuple(y.shape)}"
            raise FunctionError("value", f"f(x): expected the same shape at each call, got {shapes}")
        self._shape = y.shape
        return _flat(y)

    def _remember(self, y: Tensor) -> None:
        if self.y is None and self._shape is not None:
            self.y = y.detach().clone().reshape(self._shape)


def _batches(count: int, chunk: int, pace: Pace | None) -> Iterator[tuple[int, int]]:
    """From which pass to which each batch goes.

    Yields:
        Pairs (start, stop) that cover all of them in order.
    """
    start = 0
    while start < count:
        stop = min(count, start + (min(chunk, pace.size) if pace else chunk))
        yield start, stop
        if pace:
            pace.made(stop - start)
        start = stop


def _flat(tensor: Tensor) -> Tensor:
    # Even an operation that changes nothing is paid for in each pass.
    return tensor if tensor.dim() == 1 else tensor.reshape(-1)


def _transposed(columns: Tensor) -> Tensor:
    # For a few columns NumPy is twice as fast: it does not wait for threads.
    if len(columns) <= _FEW_COLUMNS and columns.dtype in (torch.float32, torch.float64) and columns.is_cpu:
        return torch.from_numpy(np.ascontiguousarray(columns.numpy().T))
    return columns.t().contiguous()


def _shaped(flat: Tensor, shape: torch.Size) -> Tensor:
    return flat if len(shape) == 1 else flat.view(shape)


def _basis(start: int, stop: int, like: Tensor) -> Tensor:
    """Rows `start` to `stop` of the identity.

    Returns:
        Shape (stop - start, len(like)), of the type and on the device of `like`.
    """
    rows = torch.zeros(stop - start, like.numel(), dtype=like.dtype, device=like.device)
    rows.diagonal(start).fill_(1)
    return rows


def _is_constant(f: Function, x: Tensor, y: Tensor, dice: Dice) -> bool:
    """Whether f stays at y when x moves: a result without a graph may be constant, or cut off from x.

    Args:
        f: The function.
        x: The point.
        y: f(x).
        dice: The random numbers as they were before f(x) was computed.

    Returns:
        True where no nudge of x changes y.
    """
    directions = torch.linspace(0.7, 1.3, x.numel(), dtype=x.dtype, device=x.device).reshape(x.shape)
    with torch.enable_grad():  # as at x: f may take gradients itself
        for nudge in _NUDGES:
            dice.throw_again()
            point = (x.detach() + nudge * directions).requires_grad_().clone()
            moved = as_tensor(f(point), x).detach()
            if moved.shape != y.shape or not torch.equal(moved.nan_to_num(), y.nan_to_num()):
                return False
    return True
