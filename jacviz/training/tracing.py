"""A function's operations recorded once and run bare: no transforms, none of its Python, the same bits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import torch
from torch import Tensor
from torch.fx import Graph, GraphModule, Node
from torch.fx.experimental.proxy_tensor import make_fx

Function = TypeVar("Function", bound=Callable[..., Any])

_aten = torch.ops.aten
# What these return depends on shapes only, never on values.
_BY_SHAPE = frozenset(
    {_aten.ones_like.default, _aten.zeros_like.default, _aten.full_like.default, _aten.new_zeros.default,
     _aten.new_ones.default, _aten.new_full.default, _aten.full.default, _aten.zeros.default,
     _aten.ones.default, _aten.scalar_tensor.default}
)  # fmt: skip
_MOST_FOLDED = 1 << 16  # numbers that a folded constant may hold


def traced(function: Function, *inputs: Tensor) -> Function | None:
    """Record what `function` does with inputs of these shapes.

    Args:
        function: From tensors to a tensor or a tuple of them; the operations must not depend on values.
        *inputs: Inputs on which it has already run without an error.

    Returns:
        A faster function for inputs of the same shapes; None where the function cannot be recorded, or where
        the record does not give the same bits.
    """
    try:
        module = make_fx(lambda *tensors: function(*tensors))(*inputs)
        _unstack(module)
        _fold(module)
        module.graph.eliminate_dead_code()
        module.recompile()
        record: Any = module.forward
        # Twice: a function that writes into its constants would differ at the second call only.
        runs = [_listed(run(*inputs)) for run in (function, record, record)]
    except Exception:  # not every function can be recorded, and it works without
        return None
    same = all(torch.equal(_bits(a), _bits(b)) for run in runs[1:] for a, b in zip(runs[0], run, strict=True))
    return record if same else None


def _unstack(module: GraphModule) -> None:
    """A stack of one tensor, as the only output of a maths text becomes, is that tensor: spare the copy."""
    for node in module.graph.nodes:
        if node.op == "call_function" and node.target is _aten.stack.default and len(node.args[0]) == 1:
            node.target = _aten.unsqueeze.default
            node.args = (node.args[0][0], node.args[1] if len(node.args) > 1 else 0)


def _fold(module: GraphModule) -> None:
    """Compute once what is the same at every call: the data on their way in, u = 1 on its way back."""
    graph: Graph = module.graph
    constants: dict[Node, Any] = {}
    for node in list(graph.nodes):
        if node.op == "get_attr":
            constants[node] = getattr(module, str(node.target))
        elif node.op == "call_function" and _is_constant(node, constants):
            value = _evaluated(node, constants)
            if not isinstance(value, Tensor) or value.numel() <= _MOST_FOLDED:
                constants[node] = value
    for number, (node, value) in enumerate(constants.items()):
        needed = any(user not in constants for user in node.users)
        if node.op == "get_attr" or not isinstance(value, Tensor) or not needed:
            continue
        name = f"_folded{number}"
        module.register_buffer(name, value)
        with graph.inserting_before(node):
            node.replace_all_uses_with(graph.get_attr(name))


def _is_constant(node: Node, constants: dict[Node, Any]) -> bool:
    if node.target in _BY_SHAPE:
        return True
    sources = node.all_input_nodes
    return bool(sources) and all(source in constants for source in sources)


def _evaluated(node: Node, constants: dict[Node, Any]) -> Any:
    def value(source: Node) -> Any:
        if source in constants:
            return constants[source]
        example: Tensor = source.meta["val"]
        return torch.empty(example.shape, dtype=example.dtype)

    arguments = torch.fx.node.map_arg(node.args, value)
    keywords = torch.fx.node.map_arg(node.kwargs, value)
    target: Any = node.target
    return target(*arguments, **keywords)


def _listed(result: Any) -> tuple[Tensor, ...]:
    return result if isinstance(result, tuple) else (result,)


def _bits(values: Tensor) -> Tensor:
    return values.contiguous().view(torch.int64)
