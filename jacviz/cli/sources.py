"""From what stands on the command line to a Document: files, examples, maths, lists of numbers."""

from __future__ import annotations

import sys
from pathlib import Path

from jacviz.language import evaluate_number
from jacviz.session.document import Document
from jacviz.session.document_file import LARGEST_FILE as LARGEST_DOCUMENT
from jacviz.session.document_file import Opened, document_from, is_document
from jacviz.session.examples import UnknownExampleError, load, read_source
from jacviz.session.opening import open_file
from jacviz.session.source_files import LARGEST_FILE, SourceFileError, read_text_of
from jacviz.session.vectors import Vector, frozen

UNTRUSTED = 3  # exit status where Python that came with a document would have to run


class UsageError(ValueError):
    """The command line asks for something that cannot be; the message is one sentence for the user."""


class UntrustedError(Exception):
    """Python that came with a document was to run without the user's word; the message is a sentence."""


def require_trust(name: str, waiting: bool, trusted: bool) -> None:
    """Run Python that came with a document only where the user has said so.

    Args:
        name: The file; "-" for standard input.
        waiting: Whether what is to be computed is such Python, as `jacviz.session.trust` says.
        trusted: Whether --trust was given.

    Raises:
        UntrustedError: It is, and was not.
    """
    if waiting and not trusted:
        shown = "standard input" if name == "-" else name
        raise UntrustedError(f"{shown} holds Python code, which has not run; read it, then add --trust")


def read_file(name: str) -> Document:
    """A document of the user's own.

    Args:
        name: As for `open_source`.

    Returns:
        A document; `jacviz.session.trust` says whether its Python must wait.

    Raises:
        UsageError: It cannot be read, or its ending is unknown.
    """  # noqa: DOC502  # raised by what is called here
    return read_opened(name).document


def read_opened(name: str) -> Opened:
    """Open what the command line names, and print what could not be taken over.

    Args:
        name: As for `open_source`, which refuses what cannot be opened.

    Returns:
        A document.
    """
    opened = open_source(name)
    for note in opened.notes:
        print(note, file=sys.stderr)
    return opened


def open_source(name: str) -> Opened:
    """Open what the command line names.

    Args:
        name: A .py, .jac or .jacviz file, a picture that carries a document, or "-" for standard input: a
            document, or a text, whose language is seen from it.

    Returns:
        A document.

    Raises:
        UsageError: It cannot be read, or its ending is unknown.
    """
    try:
        if name != "-":
            return open_file(Path(name))
        data = sys.stdin.buffer.read(LARGEST_FILE + 1)
        if not is_document(data):
            return Opened(read_text_of(data, "standard input"))
        return document_from(data + sys.stdin.buffer.read(LARGEST_DOCUMENT), "standard input")
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
