"""What x may look like where the text does not say: read off the text, else found by trying.

The order, documented because users meet it:

1. how the text takes x apart: `a, b = x` is two numbers, `x[3]` at least four, `x[1, 2]` at least 2 x 3;
2. what f's first layer takes (`nn.Linear`, convolutions, normalisations, recurrent layers);
3. the sizes of the tensors and modules that f's code names;
4. 1, 2, 3, ... 64 numbers, and some usual sizes above; where a single number will do and three will do as
   well, f takes any length, and three are shown.
"""

from __future__ import annotations

import ast
import math
import types
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from torch import Tensor, nn

from jacviz.calculus.errors import FunctionError
from jacviz.calculus.python_source import CompiledText, ExecutedText
from jacviz.calculus.refusals import is_out_of_memory, message_of, undifferentiable

Shape: TypeAlias = tuple[int, ...]

_GROWING = (*range(1, 65), 100, 128, 256, 512, 784, 1000, 1024, 3072, 4096)
_IMAGE_SIDES = (8, 28, 32, 16, 64, 224)
_ANY_LENGTH = 3
_LONGEST = 200  # characters of torch's message
_MOST_TRIES = 600
# What f may say where the input merely has the wrong shape; anything else is a fault of f's own.
_WRONG_SHAPE = (IndexError, ValueError, RuntimeError, TypeError, AssertionError, StopIteration)
_NOT_OF_THE_SHAPE = (FunctionError, RecursionError, NotImplementedError)


@dataclass(frozen=True)
class Sought:
    """What is known of one variable's shape.

    Attributes:
        argument: The name of f's argument, or None where f takes none.
        shape: The shape, where it is known.
        count: The number of entries, where it is known.
        any_length: The length to take where f takes any.
    """

    argument: str | None
    shape: Shape | None = None
    count: int | None = None
    any_length: int = 3


def shapes_that_fit(
    text: ExecutedText, attempt: Callable[[Shape, Shape], object], x: Sought, theta: Sought
) -> tuple[Shape, Shape]:
    """Shapes of x and theta that f takes.

    Args:
        text: The text of f.
        attempt: Calls f at ones of the two shapes; what it raises says whether they fit.
        x: What is known of x.
        theta: What is known of theta.

    Returns:
        The shapes of x and theta.

    Raises:
        FunctionError: Nothing fits; what f raised at the best guess is its cause.
    """
    best_guess: Exception | None = None
    taken_apart = {one.argument: _taken_apart(text.compiled, text.f, one.argument) for one in (x, theta)}
    x_shapes = _candidates(text, x, taken_apart[x.argument], _layer_shapes(text.f))
    theta_shapes = _candidates(text, theta, taken_apart[theta.argument], [])
    for x_shape, theta_shape in _in_turn(x_shapes, theta_shapes):
        try:
            attempt(x_shape, theta_shape)
        except _WRONG_SHAPE as error:
            if _is_a_fault(error):
                raise
            best_guess = best_guess or error
            continue
        if not taken_apart[x.argument]:
            x_shape = _longer(x, x_shape, partial(_swapped, attempt, theta_shape))
        if not taken_apart[theta.argument]:
            theta_shape = _longer(theta, theta_shape, partial(attempt, x_shape))
        return x_shape, theta_shape
    sentence = "f takes x in none of the shapes that were tried"
    if best_guess:
        sentence = f"{sentence} ({type(best_guess).__name__}: {message_of(best_guess)[:_LONGEST]})"
    raise FunctionError("definition", f"{sentence}; give the point, as x0 = torch.ones(3)") from best_guess


def _is_a_fault(error: Exception) -> bool:
    if isinstance(error, _NOT_OF_THE_SHAPE) or is_out_of_memory(error):
        return True
    return undifferentiable(error) is not None


def _swapped(attempt: Callable[[Shape, Shape], object], theta: Shape, x: Shape) -> object:
    return attempt(x, theta)


def _longer(sought: Sought, shape: Shape, attempt: Callable[[Shape], object]) -> Shape:
    if shape != (1,) or sought.shape is not None or sought.count is not None:
        return shape
    longer = (sought.any_length,)
    try:
        attempt((_ANY_LENGTH,))
        attempt(longer)
    except _WRONG_SHAPE:
        return shape
    return longer


def _in_turn(first: list[Shape], second: list[Shape]) -> Iterator[tuple[Shape, Shape]]:
    """Pairs, those of early candidates early; no more than would take a moment.

    Yields:
        One of `first` with one of `second`.
    """
    if len(first) == 1 or len(second) == 1:
        yield from ((a, b) for a in first for b in second)
        return
    pairs = sorted((i + j, i, j) for i in range(len(first)) for j in range(len(second)) if i + j < 40)
    yield from ((first[i], second[j]) for _, i, j in pairs[:_MOST_TRIES])


def _candidates(
    text: ExecutedText, sought: Sought, taken_apart: Shape | None, layers: list[Shape]
) -> list[Shape]:
    if sought.argument is None:
        return [(0,)]
    if sought.shape is not None:
        return [sought.shape]
    growing = ((size,) for size in _GROWING)
    first = [taken_apart] if taken_apart else []
    every = list(dict.fromkeys((*first, *layers, *_sizes_around(text), *growing)))
    if sought.count is None:
        return every
    return [(sought.count,), *(shape for shape in every if math.prod(shape) == sought.count)]


def _taken_apart(compiled: CompiledText, f: object, argument: str | None) -> Shape | None:
    """The shape that f's own code takes `argument` apart by.

    Returns:
        A shape, or None where the code shows none.
    """
    function = _definition(compiled, f)
    if function is None or argument is None:
        return None
    unpacked: list[int] = []
    indices: list[tuple[int, ...]] = []
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and _is_name(node.value, argument):
            unpacked += [len(left.elts) for left in node.targets if isinstance(left, ast.Tuple | ast.List)]
        elif isinstance(node, ast.Subscript) and _is_name(node.value, argument):
            index = _constant_index(node.slice)
            if index:
                indices.append(index)
    if unpacked:
        return (max(unpacked),)
    if not indices:
        return None
    rank = max(map(len, indices))
    return tuple(1 + max(index[axis] for index in indices if len(index) > axis) for axis in range(rank))


def _definition(compiled: CompiledText, f: object) -> ast.AST | None:
    line = compiled.line_of(f)
    if line is None:
        return None
    for node in ast.walk(compiled.tree):
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            decorators = getattr(node, "decorator_list", [])
            if min([node.lineno, *(one.lineno for one in decorators)]) == line + 1:
                return node
    return None


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _constant_index(node: ast.expr) -> tuple[int, ...] | None:
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    values = [part.value if isinstance(part, ast.Constant) else None for part in parts]
    index = tuple(value for value in values if type(value) is int and 0 <= value < 4096)
    return index if len(index) == len(parts) else None


def _layer_shapes(f: object) -> list[Shape]:
    """Inputs that the first layer of a module takes, in the order to try them.

    Returns:
        Shapes; none where f is no module or its first layer is of an unknown sort.
    """
    if not isinstance(f, nn.Module):
        return []
    for layer in f.modules():
        if isinstance(layer, nn.Linear):
            return [(layer.in_features,), (1, layer.in_features)]
        if isinstance(layer, nn.Conv1d | nn.Conv2d | nn.Conv3d):
            rank = len(layer.kernel_size)
            shapes = [(layer.in_channels, *(side,) * rank) for side in _IMAGE_SIDES[: 6 if rank < 3 else 1]]
            return [either for shape in shapes for either in (shape, (1, *shape))]
        if isinstance(layer, nn.RNNBase):
            return [(_ANY_LENGTH, layer.input_size)]
        if isinstance(layer, nn.MultiheadAttention):
            return [(_ANY_LENGTH, layer.embed_dim)]
        if isinstance(layer, nn.LayerNorm):
            return [tuple(layer.normalized_shape)]
        if isinstance(layer, nn.modules.batchnorm._NormBase):
            return [(2, layer.num_features), *((1, layer.num_features, side, side) for side in _IMAGE_SIDES)]
    return []


def _sizes_around(text: ExecutedText) -> Iterator[Shape]:
    """Sizes of the tensors and modules that f's code names: last sides first, as in `W @ x`.

    Yields:
        Shapes to try.
    """
    code = getattr(text.f, "__code__", None)
    names = set(_names_in(code)) if code else set()
    values = [value for name, value in text.names.items() if name in names]
    arrays: list[Any] = [value for value in values if isinstance(value, Tensor | np.ndarray) and value.ndim]
    for value in values:
        yield from _layer_shapes(value)
    yield from ((int(array.shape[-1]),) for array in arrays)
    yield from ((int(side),) for array in arrays for side in array.shape[:-1])


def _names_in(code: types.CodeType) -> Iterable[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names_in(constant)
