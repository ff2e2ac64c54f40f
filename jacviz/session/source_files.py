"""The user's own .jac and .py files: read with bounds, written beside and renamed."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from jacviz.engine.messages import Language
from jacviz.session.document import Document
from jacviz.session.examples import read_source
from jacviz.session.text_limits import HALF, refusal, with_line_feeds

LARGEST_FILE = 4_000_000  # bytes
_LANGUAGES: dict[str, Language] = {".py": "python", ".jac": "maths"}
_PYTHON = re.compile(r"^\s*(?:def|import|from|class)\s+\w|^\s*f\s*=\s*(?:nn|torch|lambda)\b", re.MULTILINE)
_NO_NAME = re.compile(r"[^\w .,+=()\[\]-]+")


class SourceFileError(ValueError):
    """A file cannot be read or written; the message is one sentence for the user, without its full stop."""


def read_document(path: Path) -> Document:
    """Open a file of the user's own.

    Args:
        path: A .py or .jac file.

    Returns:
        A document with the file's text, and what its first comments set.

    Raises:
        SourceFileError: It is not there, of another kind, too large, or not text.
    """
    language = _LANGUAGES.get(path.suffix.lower())
    if language is None:
        raise SourceFileError(f"{path.name}: expected a .py file (Python) or a .jac file (maths)")
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise SourceFileError(f"{path.name} cannot be read: {reason(error)}") from error
    return read_source(decoded(data, path.name), language, path.stem)


def is_source(path: Path) -> bool:
    """Whether a file is a function's text, by its ending.

    Returns:
        True for .py and .jac.
    """
    return path.suffix.lower() in _LANGUAGES


def read_text_of(data: bytes, name: str) -> Document:
    """Open a text that came without a file; its language is seen from the text.

    Args:
        data: UTF-8, at most one byte more than `LARGEST_FILE`.
        name: Where it came from, for sentences and the title.

    Returns:
        A document; what `decoded` refuses is refused.
    """
    text = decoded(data, name)
    return read_source(text, "python" if _PYTHON.search(text) else "maths", name)


def decoded(data: bytes, name: str) -> str:
    """Bytes of a file as the text that an editor can hold.

    Args:
        data: What was read, at most one byte more than `LARGEST_FILE`.
        name: Where it came from.

    Returns:
        The text, its lines ended by newlines.

    Raises:
        SourceFileError: It is too large, or not text.
    """
    if len(data) > LARGEST_FILE:
        raise SourceFileError(
            f"{name} is larger than {LARGEST_FILE // 1_000_000} MB; jacviz reads functions, not data"
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceFileError(f"{name}: expected UTF-8 text, byte {error.start} is none") from error
    text = with_line_feeds(text)
    problem = refusal(text)
    if problem:
        raise SourceFileError(f"{name}: {problem}".rstrip("."))
    return text


def write_source(path: Path, text: str) -> None:
    """Write a text whole or not at all; what `replacing` refuses is refused.

    Args:
        path: Where to; a symbolic link is followed.
        text: Written as UTF-8 with newlines.
    """
    with replacing(path) as file:
        file.write(HALF.sub("\N{REPLACEMENT CHARACTER}", text).encode())


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file beside `path` that is renamed over it once it is written: the old one is whole until then.

    Whatever comes in between, Ctrl+C included, leaves the old file as it was and nothing beside it. A pipe or
    a device is no file to be replaced: what was written goes into it at the end.

    Args:
        path: Where to; a symbolic link is followed.

    Yields:
        The file to be written.

    Raises:
        SourceFileError: It cannot be written there.
    """
    target = Path(os.path.realpath(path))
    beside: Path | None = None
    try:
        if path.exists() and not path.is_file():
            yield from _passed_on(path)  # by its own name: what /dev/stdout leads to may have none
            return
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            beside = Path(file.name)
            yield file
            file.flush()
            os.fsync(file.fileno())  # the name must not be there before the bytes are, whatever fails then
        beside.chmod(target.stat().st_mode if target.exists() else 0o666 & ~_umask())
        beside.replace(target)
    except BaseException as error:
        if beside is not None:
            with contextlib.suppress(OSError):
                beside.unlink()
        if isinstance(error, OSError):
            raise SourceFileError(f"{path.name} cannot be written: {reason(error)}") from error
        raise


def _passed_on(path: Path) -> Iterator[IO[bytes]]:
    """What is written into a pipe or a device; whole, as writers go back in their files.

    Yields:
        A file to be written.
    """
    with tempfile.TemporaryFile() as file:
        yield file
        file.seek(0)
        with path.open("wb", buffering=0) as into:
            while part := memoryview(file.read(1 << 20)):
                while part:
                    part = part[into.write(part) :]


def file_name(title: str, language: Language) -> str:
    """A name for a file that holds a document's text.

    Args:
        title: The document's title, whatever stands in it.
        language: Which ending it gets.

    Returns:
        A name without folders.
    """
    ending = next(ending for ending, known in _LANGUAGES.items() if known == language)
    return plain_name(title) + ending


def plain_name(title: str) -> str:
    """A title as the name of a file, without an ending.

    Args:
        title: Whatever stands in it.

    Returns:
        A name without folders.
    """
    return _NO_NAME.sub(" ", title).strip(" .")[:80] or "function"


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def reason(error: OSError) -> str:
    """What the system says of a file that cannot be read or written.

    Args:
        error: What was raised.

    Returns:
        Words such as "no such file or directory".
    """
    return error.strerror.lower() if error.strerror else str(error)
