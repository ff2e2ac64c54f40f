"""A maths program as a torch function: one flat list of tensor operations, no tree at run time."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

import torch
from torch import Tensor
from torch.autograd import forward_ad
from torch.nn import functional

from jacviz.calculus.lowering import Lowered, Operand, Operation, Slot, lower
from jacviz.language.tree import Program

_Step: TypeAlias = tuple[Callable[..., Tensor], tuple[int, ...]]


def _softplus(x: Tensor) -> Tensor:
    return functional.softplus(x, 1.0, 40.0)  # torch's own threshold of 20 is off by 2e-9


OPERATIONS: Final = MappingProxyType[str, Callable[..., Any]](
    {
        "+": operator.add, "-": operator.sub, "*": operator.mul, "/": torch.div, "neg": operator.neg,
        "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq,
        "!=": operator.ne, "and": torch.logical_and, "or": torch.logical_or, "not": torch.logical_not,
        "where": torch.where, "sin": torch.sin, "cos": torch.cos, "tan": torch.tan, "asin": torch.asin,
        "acos": torch.acos, "atan": torch.atan, "atan2": torch.atan2, "sinh": torch.sinh, "cosh": torch.cosh,
        "tanh": torch.tanh, "exp": torch.exp, "log": torch.log, "log2": torch.log2, "log10": torch.log10,
        "sqrt": torch.sqrt, "pow": torch.pow, "abs": torch.abs, "sign": torch.sign, "floor": torch.floor,
        "min": torch.minimum, "max": torch.maximum, "relu": torch.relu, "sigmoid": torch.sigmoid,
        "softplus": _softplus, "erf": torch.erf,
    }
)  # fmt: skip


class MathsFunction:
    """f(x, theta) with x (n,), theta (p,) and y (m,), in the floating type and on the device of x.

    It can be differentiated in both modes and to any order, and works under torch.func's transforms. Outside
    the domain of a function the value is nan, as torch has it.

    In forward mode what does not move gets a tangent of zeros. Where an operand has none torch puts a
    symbolic zero in its place and works that out in Python: forty times slower, and a second of imports the
    first time. Where a slope is infinite, zeros make nan of it; `jacobian_by_rows` does not.
    """

    def __init__(self, lowered: Lowered) -> None:
        layout = _Layout(lowered)
        self._steps = [layout.step(operation) for operation in lowered.operations]
        self._outputs = [layout.place(value, exponent=False) for value in lowered.outputs]
        self._exponents, self._constants = layout.exponents, layout.constants

    def __call__(self, x: Tensor, theta: Tensor) -> Tensor:
        """Evaluate f.

        Args:
            x: Shape (n,).
            theta: Shape (p,).

        Returns:
            y, shape (m,).
        """
        constants = self._constants_like(x)
        if _moves(x) or _moves(theta):
            x, theta = _with_tangent(x), _with_tangent(theta)
            constants = [_with_tangent(constant) for constant in constants]
        return torch.stack(self._run(constants, x.unbind(), theta.unbind()))

    def outputs(self, like: Tensor, x: Sequence[Tensor], theta: Sequence[Tensor]) -> list[Tensor]:
        """The outputs one by one, each connected only to what it depends on.

        Args:
            like: A tensor whose floating type and device constants take.
            x: n scalars.
            theta: p scalars.

        Returns:
            m scalars.
        """
        return self._run(self._constants_like(like), x, theta)

    def _constants_like(self, like: Tensor) -> list[Tensor]:
        return [like.new_full((), number) for number in self._constants]

    def _run(self, constants: list[Tensor], x: Sequence[Tensor], theta: Sequence[Tensor]) -> list[Tensor]:
        values: list[Any] = [*x, *theta, *self._exponents, *constants]
        for function, places in self._steps:
            values.append(function(*[values[place] for place in places]))
        return [values[place] for place in self._outputs]


def compile_program(program: Program) -> MathsFunction:
    """Lower a program to torch.

    Args:
        program: What `jacviz.language.parse` read.

    Returns:
        A callable f(x, theta).
    """
    return MathsFunction(lower(program))


def jacobian_by_rows(f: MathsFunction, x: Tensor, theta: Tensor, wrt: Literal["x", "theta"] = "x") -> Tensor:
    """J with each row taken on its own, for points where a slope is infinite.

    Taking all rows in one batch, as torch.func.jacrev does, sends a zero back through every output but one;
    where that zero meets an infinite slope (of sqrt at 0, say) it makes nan, in rows that have a finite
    derivative. Here an output sends nothing to what it does not depend on.

    Args:
        f: From `compile_program`.
        x: Shape (n,).
        theta: Shape (p,).
        wrt: What J is taken with respect to.

    Returns:
        Shape (m, n), or (m, p) with respect to theta.
    """
    point = x if wrt == "x" else theta
    leaves = [entry.detach().requires_grad_() for entry in point.unbind()]
    outputs = f.outputs(x, leaves, theta.unbind()) if wrt == "x" else f.outputs(x, x.unbind(), leaves)
    jacobian = point.new_zeros((len(outputs), len(leaves)))
    for row, output in zip(jacobian, outputs, strict=True):
        if output.requires_grad:
            gradient = torch.autograd.grad(output, leaves, retain_graph=True, allow_unused=True)
            for column, entry in enumerate(gradient):
                if entry is not None:
                    row[column] = entry
    return jacobian


def _moves(tensor: Tensor) -> bool:
    return forward_ad.unpack_dual(tensor).tangent is not None  # type: ignore[no-untyped-call]


def _with_tangent(tensor: Tensor) -> Tensor:
    if not tensor.numel() or _moves(tensor):
        return tensor
    dual: Tensor = forward_ad.make_dual(tensor, torch.zeros_like(tensor))  # type: ignore[no-untyped-call]
    return dual


class _Layout:
    """Where each value lies at run time: x, theta, exponents, other constants as tensors, results.

    Constants become tensors of x's floating type: in forward mode under vmap, torch lets a Python number that
    meets a float32 scalar raise it to float64. Exponents are the exception: torch is faster with a number.
    """

    def __init__(self, lowered: Lowered) -> None:
        self._first = lowered.inputs + lowered.parameters
        self._exponents: dict[str, float] = {}
        self._constants: dict[str, float] = {}
        for operation in lowered.operations:
            for position, operand in enumerate(operation.operands):
                self._keep(operand, exponent=_is_exponent(operation.kind, position))
        for value in lowered.outputs:
            self._keep(value, exponent=False)
        self.exponents, self.constants = tuple(self._exponents.values()), tuple(self._constants.values())
        self._place_of_exponent = {key: self._first + i for i, key in enumerate(self._exponents)}
        first_constant = self._first + len(self.exponents)
        self._place_of_constant = {key: first_constant + i for i, key in enumerate(self._constants)}

    def _keep(self, operand: Operand, *, exponent: bool) -> None:
        if not isinstance(operand, Slot):
            (self._exponents if exponent else self._constants)[repr(operand)] = operand

    def place(self, operand: Operand, *, exponent: bool) -> int:
        """The position of an operand among the values at run time.

        Returns:
            A 0-based position.
        """
        if not isinstance(operand, Slot):
            return (self._place_of_exponent if exponent else self._place_of_constant)[repr(operand)]
        if operand.index < self._first:
            return operand.index
        return operand.index + len(self.exponents) + len(self.constants)

    def step(self, operation: Operation) -> _Step:
        """One operation with the positions of its operands.

        Returns:
            A torch function and where its arguments lie.
        """
        places = (
            self.place(operand, exponent=_is_exponent(operation.kind, position))
            for position, operand in enumerate(operation.operands)
        )
        return OPERATIONS[operation.kind], tuple(places)


def _is_exponent(kind: str, position: int) -> bool:
    return kind == "pow" and position == 1
