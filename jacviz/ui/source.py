"""What the Jacobian panel draws, and where its wishes go: the studio, or one step of a descent."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import SignalInstance

from jacviz.session.document import Document
from jacviz.session.results import Results


class MatrixSource(Protocol):
    """A Document with its Results, and the door to both."""

    @property
    def changed(self) -> SignalInstance:
        """Sent when the document or the results are others than before."""

    @property
    def message(self) -> SignalInstance:
        """A quiet sentence for the status line."""

    @property
    def document(self) -> Document:
        """The Document in hand."""

    @property
    def results(self) -> Results:
        """What answers it."""

    def update(self, document: Document, *, merge: str | None = None) -> None:
        """Make `document` the present one.

        Args:
            document: The wish, made from the present Document.
            merge: A word for the gesture; updates in a row with the same word are one undo step.
        """

    def close_gesture(self) -> None:
        """The hand let go: the next update is an undo step of its own."""

    def undo(self) -> None:
        """Go back to the Document before."""
