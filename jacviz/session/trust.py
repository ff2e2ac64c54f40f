"""Which Python a document would run. What came with a file waits until the user has read it and says so.

Python that the user typed, an example of jacviz's, or a .py file that the user named runs at once. A document
that was opened from a `.jacviz` file or a picture may come from anybody: `Document.foreign` says so, and
stays with it whatever is typed. No maths text ever waits.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from jacviz.experiment.settings import ObjectiveSettings, Source
from jacviz.session.document import Document

SENTENCE = "This file holds Python code. Read it, then press Run (Ctrl+Enter)."
LANDSCAPE_SENTENCE = "This loss surface is Python code that came with the file. Read it, then press Run."


def python_of(document: Document) -> tuple[str, ...]:
    """Every Python text of a document, those that are not in use, too.

    Args:
        document: Any document.

    Returns:
        Texts; none where nothing in it could ever run.
    """
    texts = (document.python, *(s.text for s in _sources(document) if s.language == "python"))
    return tuple(text for text in texts if text.strip())


def waits(document: Document, released: Container[str] = ()) -> bool:
    """Whether the Jacobian of a document waits for the user's word: its f is Python that came with a file.

    Args:
        document: The document.
        released: What the user has said Run to, in this session: values of `Document.foreign`.

    Returns:
        True where the engine must not be asked.
    """
    if not document.foreign or document.foreign in released:
        return False
    return document.language == "python" and bool(document.source.strip())


def landscape_waits(document: Document, released: Container[str] = ()) -> bool:
    """The same of the loss surface: what is minimised, or the model that learns, is such Python.

    A text of its own, other than the editor's, is released by itself: the user has not read it there.

    Args:
        document: The document.
        released: As for `waits`, and `landscape_key` of documents whose own text was released.

    Returns:
        True where the engine must not be asked.
    """
    for source in _sources(document):
        if not source.text.strip():
            return waits(document, released)
        if source.language == "python":
            return bool(document.foreign) and landscape_key(document) not in released
    return False


def landscape_text(document: Document) -> str:
    """The loss surface's own Python, other than the editor's.

    Returns:
        The text; "" where it has none of its own.
    """
    own = (source.text for source in _sources(document) if source.language == "python")
    return next((text for text in own if text.strip()), "")


def landscape_key(document: Document) -> str:
    """What is released by the user's word on the loss surface's own text.

    Returns:
        A text that no `Document.foreign` is.
    """
    return f"{document.foreign} loss surface"


def _sources(document: Document) -> Iterator[Source]:
    problem = document.landscape.problem
    source = problem.objective if isinstance(problem, ObjectiveSettings) else problem.model
    if isinstance(source, Source):
        yield source
