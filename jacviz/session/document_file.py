"""The file of a document, `.jacviz`: the whole Document as JSON. Nothing in it is ever evaluated.

    {
     "jacviz": "document",
     "format": 1,
     "version": "0.1.0",
     "document": {"is": "Document", "title": "Worked example", ...}
    }

The same document gives the same text. A file of a newer format is read as far as this jacviz knows it.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jacviz import __version__
from jacviz.session.document import Document
from jacviz.session.document_checks import problem_of
from jacviz.session.fair_json import PIECE, UnlikelyError, count_of, decoded, loads
from jacviz.session.plain_reading import PlainValueError, value_of
from jacviz.session.plain_values import plain_of
from jacviz.session.shown import Shown
from jacviz.session.source_files import SourceFileError, reason, replacing
from jacviz.session.text_limits import HALF, title_of
from jacviz.session.trust import python_of

ENDING = ".jacviz"
FORMAT = 1
LARGEST_FILE = 512 << 20  # bytes
_MOST_PARTS = 6_000_000  # values, which Python turns into objects of some 60 bytes each
_PARTS = b"[{,"
_NO_XML = re.compile("[\ufffe\uffff]")
_KIND = "document"


@dataclass(frozen=True, eq=False)
class Opened:
    """A document from a file.

    Attributes:
        document: The document; `foreign` where it holds Python, which then waits for the user's word.
        notes: Sentences about what could not be taken over.
        shown: How the picture or film that carries it shows it; None where it does not say, or there is none.
    """

    document: Document
    notes: tuple[str, ...] = ()
    shown: Shown | None = None


def document_text(document: Document) -> str:
    """A document as the text of its file.

    Args:
        document: Any document.

    Returns:
        JSON; the same for the same document.
    """
    fields = {"jacviz": _KIND, "format": FORMAT, "version": __version__, "document": plain_of(document)}
    return f"{_laid_out(fields, 0)}\n"


def document_of(text: str, name: str) -> Opened:
    """Read the text of a document's file.

    Args:
        text: What `document_text` wrote, in this version or another one.
        name: Where it came from, for sentences.

    Returns:
        The document.

    Raises:
        SourceFileError: It is no document, or something in it is not what it must be.
    """
    fields = _parsed(text, name)
    newer = _is_newer(fields, name)
    try:
        read = value_of(fields["document"], Document, "document")
    except (PlainValueError, RecursionError) as error:
        why = str(error) if isinstance(error, PlainValueError) else "it is nested too deeply"
        made = "it was written by a newer jacviz; " if newer else ""
        raise SourceFileError(f"{name} cannot be opened: {made}{why}") from error
    document: Document = read.value
    problem = problem_of(document)
    if problem:
        raise SourceFileError(f"{name} cannot be opened: {problem}")
    document = replace(document, title=title_of(document.title))
    return Opened(_marked(document), _notes(name, newer, read.unknown))


def read_document_file(path: Path) -> Opened:
    """Open a `.jacviz` file.

    Args:
        path: The file.

    Returns:
        The document.

    Raises:
        SourceFileError: It is not there, too large, or no document.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise SourceFileError(f"{path.name} cannot be read: {reason(error)}") from error
    return document_from(data, path.name)


def document_from(data: bytes, name: str) -> Opened:
    """Read the bytes of a document's file.

    Args:
        data: At most one byte more than `LARGEST_FILE`.
        name: Where they came from, for sentences.

    Returns:
        The document.

    Raises:
        SourceFileError: They are too many, or no document.
    """
    if len(data) > LARGEST_FILE:
        raise SourceFileError(f"{name} is larger than {LARGEST_FILE >> 20} MB, more than a document can have")
    try:
        if count_of(data, _PARTS) > _MOST_PARTS:
            most = f"{_MOST_PARTS:,} values, more than a document can have"
            raise SourceFileError(f"{name} holds more than {most}")
        with _no_collecting() if len(data) > PIECE else contextlib.nullcontext():
            return document_of(decoded(data), name)
    except UnlikelyError as error:
        raise SourceFileError(f"{name}: expected a jacviz document; {error}") from error
    except UnicodeDecodeError as error:
        raise SourceFileError(f"{name}: expected UTF-8 text, byte {error.start} is none") from error


@contextlib.contextmanager
def _no_collecting() -> Iterator[None]:
    """Millions of values come into being, none of them garbage: to look through them takes seconds each time.

    Yields:
        None.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def write_document_file(path: Path, document: Document) -> None:
    """Write a document whole or not at all.

    Args:
        path: Where to; a symbolic link is followed.
        document: Any document.

    Raises:
        SourceFileError: It is larger than what can be opened again, or `replacing` refuses.
    """
    data = document_text(document).encode()
    if len(data) > LARGEST_FILE:
        size, most = len(data) >> 20, LARGEST_FILE >> 20
        raise SourceFileError(f"{path.name} would have {size} MB; no more than {most} MB are opened again")
    with replacing(path) as file:
        file.write(data)


def is_document(data: bytes) -> bool:
    """Whether bytes look like a document's file.

    Returns:
        True where they begin as `document_text` does, whatever follows.
    """
    return bool(re.match(rb'(?:\xef\xbb\xbf)?\s*\{\s*"jacviz"\s*:', data[:200]))


def _marked(document: Document) -> Document:
    python = python_of(document)
    return replace(document, foreign=hashlib.sha256("\0".join(python).encode()).hexdigest() if python else "")


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        fields = loads(text, _refuse_constant)
    except RecursionError as error:
        raise SourceFileError(f"{name} cannot be opened: it is nested too deeply") from error
    except ValueError as error:
        where = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise SourceFileError(f"{name}{where}: expected a jacviz document, this is not JSON") from error
    if not isinstance(fields, dict) or fields.get("jacviz") != _KIND or "document" not in fields:
        raise SourceFileError(f"{name}: expected a jacviz document, this is other JSON")
    return fields


def _refuse_constant(word: str) -> float:
    raise ValueError(f"{word} is no JSON")


def _is_newer(fields: dict[str, Any], name: str) -> bool:
    number = fields.get("format")
    if type(number) is not int or number < 1:
        raise SourceFileError(f"{name}: expected the number of a format, {FORMAT} or so, got none")
    return number > FORMAT


def _notes(name: str, newer: bool, unknown: tuple[str, ...]) -> tuple[str, ...]:
    if newer:
        lost = f" without {len(unknown):,} settings" if len(unknown) > 1 else ""
        lost = f" without {unknown[0].removeprefix('document.')}" if len(unknown) == 1 else lost
        return (f"{name} was written by a newer jacviz; it was opened as far as this one knows it{lost}.",)
    if unknown:
        shown = ", ".join(one.removeprefix("document.") for one in unknown[:3])
        more = f" and {len(unknown) - 3:,} more" if len(unknown) > 3 else ""
        return (f"{name}: {shown}{more} is not known here and was left out.",)
    return ()


def _laid_out(plain: object, depth: int) -> str:
    """JSON with a line for each field, and lists of numbers and texts in one line.

    Returns:
        Text without a line break at its end.
    """
    inner, outer = " " * (depth + 1), " " * depth
    if isinstance(plain, dict):
        fields = (f"{json.dumps(key)}: {_laid_out(value, depth + 1)}" for key, value in plain.items())
        return "{\n" + ",\n".join(inner + field for field in fields) + f"\n{outer}}}"
    if isinstance(plain, list) and any(isinstance(item, dict) for item in plain):
        items = ",\n".join(inner + _laid_out(item, depth + 1) for item in plain)
        return f"[\n{items}\n{outer}]"
    text = json.dumps(plain, ensure_ascii=False, allow_nan=False)
    text = HALF.sub("\N{REPLACEMENT CHARACTER}", text)  # no file of text can hold half a character
    # Pictures carry this text, and an SVG must be XML, which has not even escapes for these.
    return _NO_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
