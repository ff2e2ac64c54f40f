"""Tasks and answers that cross the border between the window's process and the engine's.

Everything here is a frozen dataclass of strings, numbers, tuples of those, and numpy arrays: the codec
sends it as a JSON header followed by the arrays' bytes, so nothing is ever unpickled on either side.

Conventions: J is (m, n), row i is output i, column j is input j. `n` counts the entries of what is
differentiated (x or theta, flattened in C order), `m` the entries of y. Indices are 0-based.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.engine.training_messages import Content, TrainingAnswer, TrainingTask

Array: TypeAlias = NDArray[Any]
Language: TypeAlias = Literal["maths", "python"]
Variable: TypeAlias = Literal["x", "theta"]
Mode: TypeAlias = Literal["auto", "forward", "reverse"]
Precision: TypeAlias = Literal["float64", "float32"]
FailureKind: TypeAlias = Literal[
    "syntax",      # the text cannot be read
    "definition",  # the text reads, but defines no usable f
    "execution",   # f or the text around it raised
    "refused",     # torch cannot differentiate what f does
    "value",       # f returned something a Jacobian cannot be taken of
    "size",        # J, x or y is larger than jacviz draws
    "deadline",    # the time allowed has passed; the engine was stopped
    "memory",      # the memory allowed has passed
    "died",        # the engine's process ended by itself
    "internal",    # a fault of jacviz's own
    "withdrawn",   # the wish was taken back; never shown
]


@dataclass(frozen=True, eq=False)
class Space:
    """One side of the function: the names of its entries and the shape they were flattened from.

    Attributes:
        names: One name an entry, in C order of `shape`.
        shape: The user's shape; `prod(shape) == len(names)`. Scalars have shape ().
    """

    names: tuple[str, ...]
    shape: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True, eq=False)
class JacobianTask:
    """Evaluate f and its Jacobian at one point.

    Attributes:
        language: What `source` is written in.
        source: The editor's text.
        wrt: What J is taken with respect to.
        x: Wished input, flat (n_x,), or None for the function's own default.
        x_names: The names that the entries of `x` belong to. Where they differ from the function's inputs
            the engine keeps values by name, and by position where the length is equal and no name agrees.
        theta: Wished parameters, flat (n_theta,), or None for the default.
        theta_names: As `x_names`, for theta.
        mode: How J is computed; "auto" takes the faster one.
        precision: The floating type of x, theta, y and J.
        device: "cpu", "cuda", "cuda:1", "mps".
        memory_limit: Bytes that the engine may hold; J is computed in chunks that stay below it.
        x_start: The text's x0 that `x` has taken account of, (n_x,), or None. Where the text gives another x0
            by now, and `x` belongs to names, the text's x0 is the newer wish and is used.
        theta_start: As `x_start`, for theta0.
    """

    language: Language
    source: str
    wrt: Variable = "x"
    x: Array | None = None
    x_names: tuple[str, ...] = ()
    theta: Array | None = None
    theta_names: tuple[str, ...] = ()
    mode: Mode = "auto"
    precision: Precision = "float64"
    device: str = "cpu"
    memory_limit: int = 4 << 30
    x_start: Array | None = None
    theta_start: Array | None = None


@dataclass(frozen=True, eq=False)
class JacobianAnswer:
    """f and its Jacobian at one point.

    Attributes:
        inputs: Names and shape of x.
        parameters: Names and shape of theta; no names where f takes none.
        outputs: Names and shape of y.
        x: The point used, (n_x,).
        theta: The parameters used, (n_theta,).
        y: f(x; theta), (m,).
        wrt: What `jacobian` is taken with respect to.
        jacobian: J, (m, n); row i is the gradient of output i.
        mode: The mode that was used.
        passes: Passes that were made: m in reverse mode, n in forward mode.
        other_passes: Passes that the other mode would have made.
        seconds: Time for y and J in the engine, without reading the source; nan where nobody took it.
        notes: Sentences about how it was computed, such as a fallback and its reason.
        precision: The floating type used.
        device: The device used.
        x_start: The x0 that the text gives, (n_x,), or None where it gives none.
        theta_start: The theta0 that the text gives, (n_theta,), or None where it gives none.
    """

    inputs: Space
    parameters: Space
    outputs: Space
    x: Array
    theta: Array
    y: Array
    wrt: Variable
    jacobian: Array
    mode: Literal["forward", "reverse"]
    passes: int
    other_passes: int
    seconds: float
    notes: tuple[str, ...] = ()
    precision: Precision = "float64"
    device: str = "cpu"
    x_start: Array | None = None
    theta_start: Array | None = None

    @property
    def columns(self) -> Space:
        """The space that the columns of J belong to: the inputs, or the parameters."""
        return self.inputs if self.wrt == "x" else self.parameters

    @property
    def point(self) -> Array:
        """The values of what J is taken with respect to, (n,)."""
        return self.x if self.wrt == "x" else self.theta


@dataclass(frozen=True, eq=False)
class CompletionTask:
    """What may be typed next in Python text.

    Attributes:
        source: The editor's whole text.
        line: 0-based line of the cursor.
        column: 0-based column of the cursor, in characters.
    """

    source: str
    line: int
    column: int


@dataclass(frozen=True, eq=False)
class CompletionAnswer:
    """Names that fit at the cursor, best first.

    Attributes:
        prefix: The characters before the cursor that each name begins with.
        names: At most 200 names.
        kinds: One word for each name: "function", "module", "class", "variable", "keyword".
    """

    prefix: str
    names: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Failure:
    """Why a task has no answer, in words for the user.

    Attributes:
        kind: Which sort of failure.
        sentence: One sentence: what was expected, what came, what to do.
        line: 0-based line in the editor's text, where one is to blame.
        column: 0-based column in that line, where known.
        detail: A traceback or other evidence for --debug; never shown unasked.
    """

    kind: FailureKind
    sentence: str
    line: int | None = None
    column: int | None = None
    detail: str = ""


@dataclass(frozen=True, eq=False)
class Hello:
    """The engine's first word.

    Attributes:
        pid: The process that answers tasks.
        torch: Torch's version.
        devices: Devices that torch can use here, "cpu" first.
    """

    pid: int
    torch: str
    devices: tuple[str, ...]


Task: TypeAlias = JacobianTask | CompletionTask | TrainingTask
Answer: TypeAlias = JacobianAnswer | CompletionAnswer | TrainingAnswer | Failure


@dataclass(frozen=True, eq=False)
class Request:
    """A task under its generation number; the newest one wins."""

    generation: int
    task: Task


@dataclass(frozen=True, eq=False)
class Reply:
    """An answer under the generation number of its request."""

    generation: int
    answer: Answer


@dataclass(frozen=True, eq=False)
class Partial:
    """A part of an answer that is still being made, under the generation number of its request."""

    generation: int
    content: Content


@dataclass(frozen=True, eq=False)
class Withdraw:
    """Nobody wants the answer any more; where its task is answered in parts the worker stops soon."""

    generation: int


@dataclass(frozen=True, eq=False)
class Progress:
    """How far a JacobianTask is whose f has returned, or the reading of a CSV file, where that takes long.

    Every training task gives a sign of life now and then, of which nothing is done: the window's process
    keeps that to itself.

    Attributes:
        generation: The generation of its request.
        done: Passes made so far; thousandths of the file.
        total: Passes to be made; 1000 for a file. 0 while parts of torch are imported first: the deadline
            does not count that.
    """

    generation: int
    done: int
    total: int


def flat(values: object, precision: Precision = "float64") -> Array:
    """Read-only flat copy of `values`, (n,), as the messages carry it.

    Returns:
        A one-dimensional array that nothing can write to.
    """
    array = np.array(values, dtype=precision).reshape(-1)
    array.flags.writeable = False
    return array


def is_same_start(one: Array, other: Array | None) -> bool:
    """Whether two starts (x0, theta0) are the same, whichever of the precisions they were read in.

    Args:
        one: Shape (n,).
        other: Any shape, or None for no start.

    Returns:
        True where they agree to float32.
    """
    return other is not None and np.array_equal(one.astype("f"), other.astype("f"), equal_nan=True)
