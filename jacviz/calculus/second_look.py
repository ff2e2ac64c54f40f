"""A second look at a new function: does it keep its shape and values, does J agree with differences?

What torch follows need not be all of f: a part that went through float(), .item() or NumPy counts as a
constant, and J is then wrong without an error. A difference quotient along one direction shows that.
"""

from __future__ import annotations

import torch
from torch import Tensor

from jacviz.calculus.errors import FunctionError
from jacviz.calculus.function import Along, Function
from jacviz.calculus.modes import recall
from jacviz.calculus.outputs import as_tensor
from jacviz.calculus.strategy import Computed

_QUICK = 0.05  # seconds: a function that takes longer is not called again only to look at it
_WAVERS = "f gives other values each time it is called; each evaluation starts from the same random numbers"
_DISAGREES = (
    "J disagrees with a difference quotient of f: a part of f may be cut off from its input "
    "(by float(), .item(), .detach() or NumPy) and count as a constant"
)


def look_twice(function: Function, along: Along, point: Tensor, computed: Computed) -> None:
    """Call f again where the shape of its result is new, and note what is doubtful in `function.doubts`.

    Args:
        function: The function.
        along: f along the variable that J was taken with respect to.
        point: The value of that variable.
        computed: y and J there.

    Raises:
        FunctionError: f gives another shape at each call.
    """
    shape = tuple(computed.y.shape)
    if function.seen_shape == shape or recall(along, point).call_seconds > _QUICK:
        return
    again = _value(along, point)
    if again.shape != computed.y.shape:
        sentence = f"f(x): expected the same shape at each call, got {shape} and then {tuple(again.shape)}"
        raise FunctionError("value", f"{sentence}; let it depend on x alone")
    function.seen_shape = shape
    if not torch.equal(again.nan_to_num(), computed.y.nan_to_num()):
        function.doubts = (_WAVERS,)
    else:
        function.doubts = (_DISAGREES,) if _disagrees(along, point, computed) else ()


def _disagrees(along: Along, point: Tensor, computed: Computed) -> bool:
    """Whether differences along one direction agree at two steps and to both sides, but not with J.

    Returns:
        False where f is not smooth enough to tell, or fails beside the point.
    """
    direction = torch.linspace(0.6, 1.4, point.numel(), dtype=point.dtype, device=point.device)
    slope = (computed.matrix @ direction).to(point.dtype)
    step = (1e-4 if point.dtype == torch.float64 else 2e-2) * max(1.0, float(point.abs().max()))
    quotients = []
    for length in (step, -step, step / 2, -step / 2):
        try:
            moved = _value(along, point + (length * direction).reshape(point.shape))
        except Exception:  # f need not be made for points beside this one
            return False
        if moved.shape != computed.y.shape:
            return False
        quotients.append((moved - computed.y).reshape(-1) / length)
    coarse, fine = (quotients[0] + quotients[1]) / 2, (quotients[2] + quotients[3]) / 2
    floor = 1e-3 * float(computed.y.abs().max())
    scale = fine.abs().clamp(min=floor)
    smooth = ((coarse - fine).abs() < 0.01 * scale) & ((quotients[2] - quotients[3]).abs() < 0.05 * scale)
    return bool((smooth & ((fine - slope).abs() > 0.05 * torch.maximum(scale, slope.abs()))).any())


def _value(along: Along, point: Tensor) -> Tensor:
    with torch.enable_grad():  # as when J was computed: f may take gradients itself
        return as_tensor(along(point.clone().requires_grad_().clone()), point).detach()
