"""What the entries of u, v and x are called, on screen and to a screen reader. Text only, no Qt."""

from __future__ import annotations

from typing import Literal, TypeAlias

from jacviz.engine.messages import Variable
from jacviz.notation import parts, weight_on
from jacviz.session.document import Role as Role

Hue: TypeAlias = Literal["input", "output"]
Orientation: TypeAlias = Literal["horizontal", "vertical"]

HUES: dict[Role, Hue] = {"x": "input", "v": "input", "u": "output"}


def entry_label(role: Role, index: int, names: tuple[str, ...]) -> str:
    """What stands at an entry: its own name for the point, "u1" or "v2" for weights, u with its row's number.

    Args:
        role: Which vector.
        index: 0-based.
        names: The names of the vector's entries.

    Returns:
        A name as `jacviz.notation.parts` takes it apart.
    """
    if role == "u" and index < len(names):
        return weight_on(names, index)
    return names[index] if role == "x" else f"{role}{index + 1}"


def entry_meaning(role: Role, index: int, names: tuple[str, ...], wrt: Variable = "x") -> str:
    """What an entry does, for tooltips and screen readers.

    Args:
        role: Which vector.
        index: 0-based.
        names: The names of the vector's entries.
        wrt: What J is taken with respect to.

    Returns:
        Text such as "weight on output y1".
    """
    name = names[index] if index < len(names) else str(index + 1)
    space = "output" if role == "u" else "input" if wrt == "x" else "parameter"
    return f"value of {space} {name}" if role == "x" else f"weight on {space} {name}"


def spoken(name: str) -> str:
    """A name as it is read out: "u1" is "u 1".

    Returns:
        The base and the index, apart.
    """
    base, index = parts(name)
    return f"{base} {index}" if index else base


def write_number(value: float) -> str:
    """`value` with the fewest digits that read back as the same number.

    Returns:
        Text such as "-0.5", with a plain minus, so that it can be pasted anywhere.
    """
    return repr(value).removesuffix(".0")
