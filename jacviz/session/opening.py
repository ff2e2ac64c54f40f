"""Every file that jacviz opens, by its ending."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from jacviz.session.document_file import ENDING, LARGEST_FILE, Opened, document_from, read_document_file
from jacviz.session.embedding import EmbeddingError, document_in, shown_in
from jacviz.session.shown import ShownError, shown_of
from jacviz.session.source_files import SourceFileError, is_source, read_document, reason

PICTURES = (".png", ".apng", ".svg", ".webp")  # that carry the document that they show
ENDINGS = (ENDING, ".jac", ".py", *PICTURES)


def open_file(path: Path) -> Opened:
    """Open a document, a picture that carries one, or a text of the user's own.

    Args:
        path: A .jacviz, .jac or .py file, or one of `PICTURES`.

    Returns:
        A document.

    Raises:
        SourceFileError: It is of another kind, or cannot be read.
    """
    ending = path.suffix.lower()
    if ending == ENDING:
        return read_document_file(path)
    if ending in PICTURES:
        return _read_picture(path)
    if is_source(path):
        return Opened(read_document(path))
    kinds = "a .jacviz document, a .py file (Python), a .jac file (maths) or a picture that jacviz exported"
    raise SourceFileError(f"{path.name}: expected {kinds}")


def _read_picture(path: Path) -> Opened:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE)
        text = document_in(data)
    except OSError as error:
        raise SourceFileError(f"{path.name} cannot be read: {reason(error)}") from error
    except EmbeddingError as error:
        raise SourceFileError(f"{path.name} cannot be opened: {error}") from error
    if text is None:
        raise SourceFileError(f"{path.name} carries no document; pictures that jacviz exported can be opened")
    return _with_shown(document_from(text.encode("utf-8", "surrogatepass"), path.name), data, path.name)


def _with_shown(opened: Opened, picture: bytes, name: str) -> Opened:
    """What was opened and how its picture shows it; a record that does not fit costs a sentence.

    Returns:
        The same where the picture does not say.
    """
    try:
        text = shown_in(picture)
        return opened if text is None else replace(opened, shown=shown_of(text))
    except (EmbeddingError, ShownError) as error:
        note = f"{name} does not say how it was shown: {' '.join(str(error).split())}."
        return replace(opened, notes=(*opened.notes, note))
