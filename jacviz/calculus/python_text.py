"""A Python text, as `evaluate` works with it."""

from __future__ import annotations

from torch import Tensor

from jacviz.calculus.explaining import failure_of, syntax_failure
from jacviz.calculus.function import Function, Wish
from jacviz.calculus.python_function import function_of
from jacviz.calculus.python_source import CompiledText, ExecutedText, compile_text, execute
from jacviz.calculus.surroundings import seed, surroundings
from jacviz.engine.messages import Failure, JacobianTask, Precision, Variable


def read_python(task: JacobianTask) -> PythonText | Failure:
    """Compile and execute the task's source.

    Returns:
        The text, or why it cannot be used; KeyboardInterrupt alone passes through.
    """
    try:
        compiled = compile_text(task.source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return syntax_failure(error)
    try:
        with surroundings(task.precision, task.device):  # of its own: the text may change torch's defaults
            seed(task.device)
            executed = execute(compiled, task.precision, task.device)
        return PythonText(compiled, executed, task.precision, task.device)
    except BaseException as error:  # SystemExit among them: the text may do anything
        failure = failure_of(error, compiled.filename)
        compiled.forget()
        if isinstance(error, KeyboardInterrupt):
            raise
        return failure


class PythonText:
    """An executed text, with a Function for each number of entries that was wished for."""

    def __init__(
        self, compiled: CompiledText, executed: ExecutedText, precision: Precision, device: str
    ) -> None:
        self.filename: str | None = compiled.filename
        self.line = compiled.line_of(executed.f)
        self._compiled, self._executed = compiled, executed
        self._precision, self._device = precision, device
        self._functions: dict[tuple[Wish, Wish], Function] = {}

    def function(self, x: Wish, theta: Wish) -> Function:
        """The function, of so many entries where the text leaves their number open.

        Returns:
            The same one for the same wishes.
        """
        wishes = (x, theta)
        if wishes not in self._functions:
            self._functions[wishes] = function_of(self._executed, self._precision, self._device, *wishes)
        return self._functions[wishes]

    def mended(self, matrix: Tensor, x: Tensor, theta: Tensor, wrt: Variable) -> Tensor:
        """J as it is: nothing more is known of the user's operations.

        Returns:
            `matrix`.
        """
        return matrix

    def forget(self) -> None:
        """Drop the lines that tracebacks show."""
        self._compiled.forget()
