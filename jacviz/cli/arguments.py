"""Pieces of the command line that more than one command reads. Nothing heavy is imported here."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Container, Sequence


def with_values_attached(arguments: Sequence[str], valued: Container[str]) -> list[str]:
    """"--at -1,2" as "--at=-1,2": argparse would take what begins with a minus sign for an option.

    Args:
        arguments: What follows the command.
        valued: The options whose value may begin so.

    Returns:
        The same arguments, each of these options in one piece with its value.
    """
    attached: list[str] = []
    for argument in arguments:
        if attached and attached[-1] in valued:
            attached[-1] += f"={argument}"
        else:
            attached.append(argument)
    return attached


def positive(text: str) -> float:
    """A finite number above 0.

    Returns:
        The number.

    Raises:
        ArgumentTypeError: It is something else.
    """
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise ArgumentTypeError(f"expected a number above 0, got {text}")
    return value


def whole(text: str) -> int:
    """A whole number.

    Returns:
        The number.

    Raises:
        ArgumentTypeError: It is something else.
    """
    try:
        return int(text)
    except ValueError:
        raise ArgumentTypeError(f"expected a whole number, got {text}") from None
