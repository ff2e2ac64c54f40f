"""What torch refuses, told from its messages: which fallback to take, and in what words."""

from __future__ import annotations

import re

import torch
from torch import Tensor
from torch.autograd.graph import Node

from jacviz.calculus.errors import FunctionError

# Why torch cannot push a batch of directions through f at once: a part of its message, and our word for it.
_UNBATCHABLE = (
    (r"\.item\(\)", "f calls .item()"),
    (r"data-dependent", "f branches on values"),
    (r"in-?place", "f writes in place"),
    (r"random", "f draws random numbers"),
    (r"autograd\.Function|setup_context|vmap_rule|vmap static", "f has a custom autograd.Function"),
    (r"numpy|storage|data_ptr|data pointer", "f leaves torch for NumPy"),
)

_NO_FORWARD_RULE = re.compile(
    r"forward AD with (\S+?)(?: that)? does not support it|(?<=implement the )jvp(?= function)"
    r"|forward AD for (\S+)|(\S+) does not support forward"
)

# Why there is no derivative at all: a part of torch's message, what it means, and what to write instead.
_UNDIFFERENTIABLE = (
    (
        r"numpy\(\) on (?:a )?[Tt]ensor that requires grad",
        "f hands x to NumPy, which torch cannot differentiate; use torch's own, as torch.sin for np.sin",
    ),
    (
        r"modified by an inplace operation",
        "f overwrites a value that its derivative needs; make a new tensor instead, as x = x + 1 for x += 1",
    ),
    (
        r"a view of a leaf Variable|leaf [Vv]ariable that requires grad",
        "f writes into a tensor that requires a gradient; write into a copy, such as w = w.clone()",
    ),
    (
        r"derivative for '?([\w:.]+).* is not implemented",
        "torch has no derivative for {}; write it with other operations",
    ),
    (
        r"second time|already been freed",
        "f calls .backward() on its own graph, which J needs too; use torch.func.grad, or create_graph=True",
    ),
)


def message_of(error: BaseException) -> str:
    """What an exception says; the user's own may be broken in every way.

    Returns:
        Its text, or an empty one.
    """
    try:
        return str(error)
    except Exception:
        return ""


def why_unbatchable(error: Exception) -> str:
    """Why one batch of passes was refused, as the first half of a note.

    Args:
        error: What torch raised.

    Returns:
        A clause such as "f calls .item()".
    """
    text = message_of(error)
    for pattern, clause in _UNBATCHABLE:
        if re.search(pattern, text):
            return clause
    return "f has an operation that torch cannot batch"


def missing_forward_rule(error: Exception) -> str | None:
    """The operation that torch has no forward-mode rule for, where that is what `error` says.

    Args:
        error: What torch raised.

    Returns:
        A name such as "aten::_cdist_forward" or "a custom autograd.Function", or None for any other error.
    """
    found = _NO_FORWARD_RULE.search(message_of(error))
    if not found:
        return None
    if found[0] == "jvp":
        return "a custom autograd.Function"
    return next(name for name in found.groups() if name).strip(".,:")


def undifferentiable(error: Exception) -> FunctionError | None:
    """The refusal that an error out of torch's autograd amounts to.

    Args:
        error: What torch raised, in f or in a backward pass.

    Returns:
        An error of kind "refused" with a sentence that says what to write instead, or None where the error
        has another cause.
    """
    if not isinstance(error, RuntimeError | NotImplementedError | TypeError):
        return None
    text = message_of(error)
    for pattern, sentence in _UNDIFFERENTIABLE:
        found = re.search(pattern, text)
        if found:
            name = found[1].strip(":") if found.groups() else ""
            return FunctionError("refused", sentence.format(name))
    return None


def is_out_of_memory(error: BaseException) -> bool:
    """Whether torch or Python could not get the memory it asked for.

    Returns:
        True for a failed allocation on any device.
    """
    if isinstance(error, MemoryError):
        return True
    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in message_of(error)


CUT_OFF = (
    "f(x): expected a result that torch can follow back to x, got one that is cut off from it; keep to "
    "torch's differentiable operations, without .detach(), .item(), float(), .numpy(), .data, "
    "torch.tensor(x) or torch.no_grad()"
)


def reaches(root: Node | None, leaf: Tensor) -> bool:
    """Whether the graph behind a result leads back to `leaf`.

    Args:
        root: `result.grad_fn`.
        leaf: A tensor that requires a gradient.

    Returns:
        True where some path does.
    """
    return any(getattr(node, "variable", None) is leaf for node in _nodes(root))


def bytes_per_pass(root: Node | None, itemsize: int) -> int:
    """What one more pass through a graph holds at once, at most: each gradient in it once, and a temporary.

    Args:
        root: `result.grad_fn`.
        itemsize: Bytes of one number.

    Returns:
        Bytes.
    """
    numbers = 0
    for node in _nodes(root):
        for tensor in getattr(node, "_input_metadata", ()):
            size = 1
            for side in tensor.shape:
                size *= int(side)
            numbers += size
    return 2 * numbers * itemsize


def _nodes(root: Node | None) -> list[Node]:
    found: dict[Node, None] = {}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in found:
            found[node] = None
            waiting.extend(before for before, _ in node.next_functions)
    return list(found)
