"""Numbers, shapes and spaces in the words of the panel. Text only, no Qt."""

from __future__ import annotations

from jacviz.engine.messages import JacobianAnswer
from jacviz.notation import number

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def space(dimension: int) -> str:
    """A space of real vectors: "R³".

    Returns:
        R with a raised dimension; plain R for 1.
    """
    return "R" if dimension == 1 else "R" + str(dimension).translate(_RAISED)


def signature(answer: JacobianAnswer) -> str:
    """Where the function leads from and to, such as "R³ → R²".

    Args:
        answer: Tells what it is differentiated with respect to.

    Returns:
        One line.
    """
    return f"{space(len(answer.columns))} → {space(len(answer.outputs))}"


def shapes(answer: JacobianAnswer) -> str:
    """The user's shapes, such as "8 × 8 → 10".

    Returns:
        One line; "" where both sides are plain vectors or numbers.
    """
    inputs, outputs = answer.inputs.shape, answer.outputs.shape
    return f"{_shape(inputs)} → {_shape(outputs)}" if max(len(inputs), len(outputs)) > 1 else ""


def _shape(shape: tuple[int, ...]) -> str:
    return " × ".join(f"{size:,}" for size in shape) if shape else "1"


def passes(count: int) -> str:
    """How many passes.

    Returns:
        Text such as "2 passes".
    """
    return f"{count:,} pass" if count == 1 else f"{count:,} passes"


def other_mode(answer: JacobianAnswer) -> str:
    """What the mode that was not taken would have cost, such as "(forward: 3)".

    Returns:
        Text in parentheses.
    """
    other = "forward" if answer.mode == "reverse" else "reverse"
    return f"({other}: {answer.other_passes:,})"


def duration(seconds: float) -> str:
    """A time for reading, such as "0.2 ms".

    Returns:
        Two significant digits with a unit.
    """
    if seconds < 0.9995e-3:
        return f"{number(seconds * 1e3, 1)} ms"
    if seconds < 0.9995:
        return f"{number(seconds * 1e3, 2 if seconds < 0.0995 else 3)} ms"
    return f"{number(seconds, 2 if seconds < 9.95 else 3)} s"


def device(name: str) -> str:
    """A device as people call it.

    Args:
        name: Torch's name, such as "cuda:1".

    Returns:
        Text such as "CUDA 1".
    """
    kind, _, index = name.partition(":")
    title = {"cpu": "CPU", "cuda": "CUDA", "mps": "MPS"}.get(kind, kind)
    return f"{title} {index}" if index else title
