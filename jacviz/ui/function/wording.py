"""Where f leads, its shapes, modes and devices in the words of the panel. Text only, no Qt."""

from __future__ import annotations

from jacviz.engine.messages import JacobianAnswer
from jacviz.notation import space


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


def other_mode(answer: JacobianAnswer) -> str:
    """What the mode that was not taken would have cost, such as "(forward: 3)".

    Returns:
        Text in parentheses.
    """
    other = "forward" if answer.mode == "reverse" else "reverse"
    return f"({other}: {answer.other_passes:,})"


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
