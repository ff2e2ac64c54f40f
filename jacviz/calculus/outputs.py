"""What f returned, as one real tensor, or the sentence that says why it cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Real

import numpy as np
import torch
from torch import Tensor

from jacviz.calculus.errors import FunctionError

_ADVICE = {
    "NoneType": "end f with a return statement",
    "str": "return numbers, not text",
    "dict": "return one tensor, for example torch.stack(list(values))",
    "set": "a set has no order: return a tuple or a tensor",
    "generator": "write return instead of yield",
    "coroutine": "write def instead of async def",
}


def as_tensor(result: object, like: Tensor, call: str = "f(x)") -> Tensor:
    """The result of f as one tensor of real floating-point numbers, with its graph.

    A tuple or list, nested or not, is laid end to end; Python numbers and NumPy arrays in it are constants.

    Args:
        result: What f returned.
        like: A tensor whose dtype and device numbers take.
        call: How the sentence names the call.

    Returns:
        A dense tensor of any shape with at least one entry.

    Raises:
        FunctionError: The result is no tensor, is empty, or is not real and floating.
    """
    if isinstance(result, Tensor):
        return _checked(result, call)
    if isinstance(result, tuple | list):
        pieces = [_checked(_leaf(item, like, call), call).reshape(-1) for item in _flattened(result)]
        if not pieces:
            raise FunctionError("value", f"{call}: expected at least one value, got an empty {_name(result)}")
        return torch.cat(pieces)
    return _checked(_leaf(result, like, call), call)


def _flattened(items: object) -> Iterator[object]:
    if isinstance(items, tuple | list):
        for item in items:
            yield from _flattened(item)
    else:
        yield items


def _leaf(item: object, like: Tensor, call: str) -> Tensor:
    if isinstance(item, Tensor):
        return item
    if isinstance(item, Real):  # a Python or NumPy number, bool among them
        return torch.tensor(float(item), dtype=like.dtype, device=like.device)
    if isinstance(item, np.ndarray) and item.dtype.kind in "fiub":
        return torch.from_numpy(np.array(item, order="C")).to(dtype=like.dtype, device=like.device)
    got = "None" if item is None else _name(item)
    advice = _ADVICE.get(type(item).__name__, "return one tensor, or a tuple of tensors")
    raise FunctionError("value", f"{call}: expected a tensor, got {got}; {advice}")


def _checked(tensor: Tensor, call: str) -> Tensor:
    shape = tuple(tensor.shape)
    if tensor.is_complex():
        advice = "return torch.view_as_real(y), or y.real and y.imag"
        raise FunctionError("value", f"{call}: expected real numbers, got {_type(tensor)} numbers; {advice}")
    if not tensor.is_floating_point():
        advice = "an integer has no derivative: keep to floating-point numbers, or convert with .to(x.dtype)"
        expected = f"{call}: expected floating-point numbers, got {_type(tensor)}"
        raise FunctionError("value", f"{expected}; {advice}")
    if tensor.numel() == 0:
        expected = f"{call}: expected at least one value, got an empty tensor of shape {shape}"
        raise FunctionError("value", expected)
    return tensor.to_dense() if tensor.layout is not torch.strided else tensor


def _name(value: object) -> str:
    kind = type(value)
    article = "an" if kind.__name__[0].lower() in "aeiou" else "a"
    return kind.__name__ if isinstance(value, tuple | list) else f"{article} {kind.__name__}"


def _type(tensor: Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")
