"""Every file that jacviz opens, by its ending."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from jacviz.session.document_file import ENDING, LARGEST_FILE, Opened, document_from, read_document_file
from jacviz.session.embedding import Carried, EmbeddingError, carried_in
from jacviz.session.shown import ShownError, shown_of
from jacviz.session.source_files import SourceFileError, is_source, read_document, reason

# Pictures and films, which carry the document that they show.
PICTURES = (".png", ".apng", ".svg", ".pdf", ".webp", ".gif", ".mp4", ".webm")
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
    kinds = "a .jacviz document, a .py file (Python), a .jac file (maths) or a picture or film of jacviz"
    raise SourceFileError(f"{path.name}: expected {kinds}")


def _read_picture(path: Path) -> Opened:
    try:
        with path.open("rb") as file:
            carried = carried_in(file, LARGEST_FILE)
    except OSError as error:
        raise SourceFileError(f"{path.name} cannot be read: {reason(error)}") from error
    except EmbeddingError as error:
        raise SourceFileError(f"{path.name} cannot be opened: {error}") from error
    if carried.document is None:
        raise SourceFileError(f"{path.name} carries no document; files that jacviz exported can be opened")
    opened = document_from(carried.document.encode("utf-8", "surrogatepass"), path.name)
    return _with_shown(opened, carried, path.name)


def _with_shown(opened: Opened, carried: Carried, name: str) -> Opened:
    """What was opened and how its picture shows it; a record that does not fit costs a sentence.

    Returns:
        The same where the picture does not say.
    """
    problem = carried.problem
    if carried.shown is not None:
        try:
            return replace(opened, shown=shown_of(carried.shown))
        except ShownError as error:
            problem = " ".join(str(error).split())
    note = f"{name} does not say how it was shown: {problem}."
    return replace(opened, notes=(*opened.notes, note)) if problem else opened
