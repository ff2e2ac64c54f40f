"""What is seen of the user's own Python without running it, and the lines that it is differentiated with."""

from __future__ import annotations

import ast
from dataclasses import dataclass

ALONG_PARAMETERS = (
    "names = [name for name, _ in f.named_parameters()]",
    "shapes = [tensor.shape for tensor in f.parameters()]",
    "",
    "",
    "def along(theta):",
    '    """f at x, as a function of its flat parameters."""',
    "    pieces = torch.split(theta, [shape.numel() for shape in shapes])",
    "    pieces = [piece.view(shape) for piece, shape in zip(pieces, shapes)]",
    "    return torch.func.functional_call(f, dict(zip(names, pieces)), (x,))",
    "",
    "",
)


@dataclass(frozen=True)
class Found:
    """How a Python text defines f.

    Attributes:
        is_call: Whether f is what a call returned, a module mostly.
        returns_several: Whether it returns a tuple or a list.
    """

    is_call: bool = False
    returns_several: bool = False


def definition(source: str) -> Found:
    """How f is defined, seen without running the text.

    Args:
        source: Python text that has run in the engine before.

    Returns:
        What the last binding of f looks like.
    """
    found = Found()
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name == "f":
            returned = [one.value for one in ast.walk(node) if isinstance(one, ast.Return)]
            found = Found(returns_several=any(isinstance(value, ast.Tuple | ast.List) for value in returned))
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            if "f" in names:
                found = Found(is_call=isinstance(node.value, ast.Call))
    return found


def laid_end_to_end(moving: str, arguments: list[str]) -> list[str]:
    """A function that makes one tensor of all that f returns.

    Args:
        moving: The argument that it takes.
        arguments: Those of f.

    Returns:
        Lines.
    """
    return [
        f"def along({moving}):",
        '    """All that f returns, laid end to end."""',
        f"    pieces = f({', '.join(arguments)})",
        "    return torch.cat([torch.as_tensor(piece).reshape(-1) for piece in pieces])",
        "",
        "",
    ]
