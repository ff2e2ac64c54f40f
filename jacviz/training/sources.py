"""The user's own function, out of the editor's text: an objective of theta alone, or a model f(x; theta)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor

from jacviz.calculus.explaining import failure_of
from jacviz.calculus.function import Along, Function, Text, Wish
from jacviz.calculus.reading import text_of
from jacviz.calculus.surroundings import surroundings
from jacviz.engine.messages import Failure, JacobianTask
from jacviz.experiment.data import Dataset
from jacviz.experiment.errors import TrainingError
from jacviz.experiment.parts import Part
from jacviz.experiment.settings import Source
from jacviz.experiment.starts import Array, Region
from jacviz.training.models import Model
from jacviz.training.problems import Objective
from jacviz.training.refusals import refusal

_INDEXED = re.compile(r"(.*)\[([\d,]+)\]")
_SUCH_DATA = {1: "such as line", 2: "such as moons"}  # by the number of inputs
_REACH = 3.0  # half the extent of the region where a text says nothing about it


def source_objective(source: Source, noise: float = 0.0) -> Objective:
    """A scalar function of theta alone: of its inputs, or of its parameters where it has no inputs.

    Args:
        source: The text.
        noise: Standard deviation of the noise on the gradient.

    Returns:
        The objective.

    Raises:
        TrainingError: The text cannot be read, or is no scalar function of one variable.
    """
    text = _read(source)
    function = _function(text, Wish())
    if len(function.inputs) and len(function.parameters):
        raise TrainingError(
            "The function has inputs and parameters, so it is a model: choose data for it, or leave one out."
        )
    wrt = function.inputs if len(function.inputs) else function.parameters
    along = function.along_x if len(function.inputs) else function.along_theta
    held = function.parameters if len(function.inputs) else function.inputs
    if not len(wrt):
        raise TrainingError("The function has nothing to be minimised over; give it an input.")
    along.hold(held.tensor(held.default, "cpu"))
    evaluate = _Evaluation(text, along, wrt.space.shape)
    size = evaluate(torch.from_numpy(wrt.default.copy())).numel()
    if size != 1:
        raise TrainingError(f"An objective is one number; this function returns {size}. Return a sum, say.")
    return Objective(
        "Own objective", evaluate, _parts(wrt.space.names), _region(wrt.default), noise=noise
    )


def source_model(source: Source, data: Dataset) -> Model:
    """A model f(x; theta) of one sample.

    Args:
        source: The text.
        data: Tells the number of inputs.

    Returns:
        The model.

    Raises:
        TrainingError: The text cannot be read, has no parameters, or takes another number of inputs.
    """
    text = _read(source)
    columns = data.inputs.shape[1]
    function = _function(text, Wish(columns))
    if not len(function.parameters):
        how = "declare parameters: a, b" if source.language == "maths" else "define f(x, theta)"
        raise TrainingError(f"The function has no parameters to learn; {how}.")
    if len(function.inputs) != columns:
        listed, wanted = ", ".join(data.input_names[:6]), len(function.inputs)
        such = _SUCH_DATA.get(wanted, "of a CSV file")
        raise TrainingError(
            f"The function takes {_count(wanted, 'input')}, the data have "
            f"{_count(columns, 'column')} ({listed}); choose data with {_count(wanted, 'column')}, {such}."
        )
    evaluation = _TwoVariables(text, function)
    start = torch.from_numpy(function.parameters.default.copy())
    y = evaluation(torch.from_numpy(data.inputs[0].copy()), start)
    outputs = y.numel()
    if outputs < 1:
        raise TrainingError("The function returns nothing; return a prediction.")

    def predict(x: Tensor, theta: Tensor) -> Tensor:
        return evaluation(x, theta).reshape(() if outputs == 1 else (outputs,))

    names = function.parameters.space.names
    width = max(columns, outputs, len(names))
    region = _region(function.parameters.default)
    return Model("Own function", predict, _parts(names), columns, outputs, region, width)


def is_model(source: Source) -> bool:
    """Whether a text describes a model, which needs data: it has inputs and parameters.

    Args:
        source: The text.

    Returns:
        False for an objective of one variable.
    """
    function = _function(_read(source), Wish())
    return len(function.inputs) > 0 and len(function.parameters) > 0


class _Evaluation:
    """theta -> f as a tensor, where only one variable counts."""

    def __init__(self, text: Text, along: Along, shape: tuple[int, ...]) -> None:
        self._text, self._along, self._shape = text, along, shape

    def __call__(self, theta: Tensor) -> Tensor:
        return _called(self._text, lambda: self._along(theta.reshape(self._shape)))


class _TwoVariables:
    """x, theta -> f as a tensor."""

    def __init__(self, text: Text, function: Function) -> None:
        self._text, self._along = text, function.along_theta
        self._x, self._theta = function.inputs.space.shape, function.parameters.space.shape

    def __call__(self, x: Tensor, theta: Tensor) -> Tensor:
        self._along.hold(x.reshape(self._x))
        return _called(self._text, lambda: self._along(theta.reshape(self._theta)))


def _called(text: Text, call: Callable[[], object]) -> Tensor:
    try:
        with surroundings("float64", "cpu"):
            y = call()
        return _as_tensor(y)
    except (KeyboardInterrupt, TrainingError):
        raise
    except BaseException as error:  # the user's own text may raise anything
        known = refusal(error, text.line)
        if known is not None:
            raise known from error
        raise _training_error(failure_of(error, text.filename, text.line)) from error


def _as_tensor(y: object) -> Tensor:
    if isinstance(y, tuple | list):
        y = torch.stack([torch.as_tensor(part).reshape(()) for part in y])
    if not isinstance(y, Tensor):
        came = type(y).__name__
        raise TrainingError(f"The function returned {came}; return a tensor that depends on theta.")
    if y.is_complex():
        raise TrainingError("The function returned complex numbers; return real ones.")
    return y.to(torch.float64)


def _read(source: Source) -> Text:
    task = JacobianTask(source.language, source.text)
    with surroundings("float64", "cpu"):
        text = text_of(task)
    if isinstance(text, Failure):
        raise _training_error(text)
    return text


def _function(text: Text, x: Wish) -> Function:
    try:
        with surroundings("float64", "cpu"):
            return text.function(x, Wish())
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # the text is called while its shapes are found out
        raise _training_error(failure_of(error, text.filename, text.line)) from error


def _training_error(failure: Failure) -> TrainingError:
    sentence = failure.sentence
    return TrainingError(sentence if sentence.endswith((".", "?")) else f"{sentence}.", failure.line)


def _parts(names: Sequence[str]) -> tuple[Part, ...]:
    """Entries that share a name before their indices are one tensor again.

    Returns:
        Parts whose entries bear exactly these names.
    """
    parts: list[Part] = []
    for base, group in itertools.groupby(names, key=lambda name: _split(name)[0]):
        entries = tuple(group)
        last = _split(entries[-1])[1]
        if last and int(np.prod(last)) == len(entries):
            parts.append(Part(base, last, entries))
        else:
            parts += [Part(name, (), (name,)) for name in entries]
    return tuple(parts)


def _split(name: str) -> tuple[str, tuple[int, ...]]:
    indexed = _INDEXED.fullmatch(name)
    if not indexed:
        return name, ()
    return indexed[1], tuple(int(index) for index in indexed[2].split(","))


def _region(default: Array) -> Region:
    if (default == 1.0).all():  # what calculus takes where the text gives no point
        return Region(np.zeros(len(default)), np.full(len(default), _REACH))
    size = float(np.sqrt((default**2).mean()))
    return Region(default.copy(), np.full(len(default), 2 * size if size > 0 else _REACH))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
