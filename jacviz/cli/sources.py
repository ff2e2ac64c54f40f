"""From what stands on the command line to a Document: files, examples, maths, lists of numbers."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from jacviz.engine.messages import Language
from jacviz.language import evaluate_number
from jacviz.session.document import Document
from jacviz.session.examples import UnknownExampleError, load, read_source
from jacviz.session.vectors import Vector, frozen

LARGEST_FILE = 10_000_000  # bytes
_LANGUAGES: dict[str, Language] = {".py": "python", ".jac": "maths"}
_PYTHON = re.compile(r"^\s*(?:def|import|from|class)\s+\w|^\s*f\s*=\s*(?:nn|torch|lambda)\b", re.MULTILINE)


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
    if name == "-":
        text = _decoded(sys.stdin.buffer.read(LARGEST_FILE + 1), "standard input")
        return read_source(text, "python" if _PYTHON.search(text) else "maths", "standard input")
    path = Path(name)
    if path.suffix.lower() not in _LANGUAGES:
        raise UsageError(f"{name}: expected a .py file (Python) or a .jac file (maths)")
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from error
    return read_source(_decoded(data, name), _LANGUAGES[path.suffix.lower()], path.stem)


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


def _decoded(data: bytes, name: str) -> str:
    if len(data) > LARGEST_FILE:
        raise UsageError(f"{name} is larger than {LARGEST_FILE // 1_000_000} MB")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: expected UTF-8 text, byte {error.start} is none") from error
