"""From what stands on the command line to a Document: files, examples, maths, lists of numbers."""

from __future__ import annotations

import sys
from pathlib import Path

from jacviz.language import evaluate_number
from jacviz.session.document import Document
from jacviz.session.examples import UnknownExampleError, load, read_source
from jacviz.session.source_files import LARGEST_FILE, SourceFileError, read_document, read_text_of
from jacviz.session.vectors import Vector, frozen


class UsageError(ValueError):
    """The command line asks for something that cannot be; the message is one sentence for the user."""


def read_file(name: str) -> Document:
    """A document of the user's own.

    Args:
        name: A .py or .jac file, or "-" for standard input, whose language is seen from the text.

    Returns:
        A document.

    Raises:
        UsageError: It cannot be read, or its ending is unknown.
    """
    try:
        if name == "-":
            return read_text_of(sys.stdin.buffer.read(LARGEST_FILE + 1), "standard input")
        return read_document(Path(name))
    except SourceFileError as error:
        raise UsageError(str(error)) from error


def read_example(name: str) -> Document:
    """An example by its name.

    Returns:
        A document.

    Raises:
        UsageError: There is no such example.
    """
    try:
        return load(name)
    except UnknownExampleError as error:
        raise UsageError(str(error).rstrip(".")) from error


def read_maths(text: str) -> Document:
    """A function in one line, outputs apart by semicolons.

    Returns:
        A document.
    """
    return read_source(text.replace(";", "\n"), "maths", "f")


def read_numbers(text: str, option: str) -> Vector:
    """A list of numbers or expressions, such as "2, pi/4, -1e-3" or "[1, 0.5]".

    Args:
        text: What was given.
        option: The option's name, for the sentence that refuses it.

    Returns:
        A vector without names.

    Raises:
        UsageError: Something in it is no number.
    """
    inner = text.strip()
    if inner[:1] + inner[-1:] in {"[]", "()"}:
        inner = inner[1:-1]
    values = []
    for part in _between_commas(inner.removesuffix(",")):
        try:
            values.append(evaluate_number(part))
        except ValueError as error:
            raise UsageError(f"{option}: {error}".rstrip(".")) from error
    return Vector(frozen(values)).widened()


def _between_commas(text: str) -> list[str]:
    parts, depth = [""], 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts
