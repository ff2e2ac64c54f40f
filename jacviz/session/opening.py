"""Every file that jacviz opens, by its ending."""

from __future__ import annotations

from pathlib import Path

from jacviz.session.document_file import ENDING, Opened, read_document_file
from jacviz.session.source_files import SourceFileError, is_source, read_document

ENDINGS = (ENDING, ".jac", ".py")


def open_file(path: Path) -> Opened:
    """Open a document, or a text of the user's own.

    Args:
        path: A .jacviz, .jac or .py file.

    Returns:
        A document.

    Raises:
        SourceFileError: It is of another kind, or cannot be read.
    """
    if path.suffix.lower() == ENDING:
        return read_document_file(path)
    if is_source(path):
        return Opened(read_document(path))
    kinds = "a .jacviz document, a .py file (Python) or a .jac file (maths)"
    raise SourceFileError(f"{path.name}: expected {kinds}")
