"""A text in the maths language, as `evaluate` works with it."""

from __future__ import annotations

import numpy as np
from torch import Tensor

from jacviz.calculus.entries import Entries
from jacviz.calculus.function import AlongTheta, AlongX, Function, Wish
from jacviz.calculus.maths import compile_program, jacobian_by_rows
from jacviz.engine.messages import Failure, JacobianTask, Precision, Space, Variable, flat
from jacviz.language import MathsError, Program, parse


def read_maths(task: JacobianTask) -> MathsText | Failure:
    """Read the task's source.

    Returns:
        The text, or where and why it is not in the language.
    """
    try:
        return MathsText(parse(task.source), task.precision)
    except MathsError as error:
        return Failure("syntax", error.sentence, error.line, error.column)


class MathsText:
    """A program and its function: it says itself how many inputs and parameters it has."""

    def __init__(self, program: Program, precision: Precision) -> None:
        self.filename: str | None = None
        self.line: int | None = None
        self._call = compile_program(program)
        self._function = Function(
            inputs=_named("x", program.inputs, precision),
            parameters=_named("theta", program.parameters, precision),
            along_x=AlongX(self._call, brings_tangents=True),
            along_theta=AlongTheta(self._call, brings_tangents=True),
            output_names=program.outputs,
            notes=program.remarks,
        )

    def function(self, x: Wish, theta: Wish) -> Function:
        """The function, whatever is wished for.

        Returns:
            The same one each time.
        """
        return self._function

    def mended(self, matrix: Tensor, x: Tensor, theta: Tensor, wrt: Variable) -> Tensor:
        """J taken row by row where nan is in it.

        Where one slope is infinite, passes for all rows at once make nan of rows that have finite ones.

        Returns:
            Shape (m, n).
        """
        if not bool(matrix.isnan().any()):
            return matrix
        return jacobian_by_rows(self._call, x, theta, wrt)

    def forget(self) -> None:
        """Nothing is kept elsewhere."""


def _named(variable: str, names: tuple[str, ...], precision: Precision) -> Entries:
    space = Space(names, (len(names),) if names else ())
    return Entries(variable, space, flat(np.ones(len(names)), precision))
