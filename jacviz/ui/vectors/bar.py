"""What can be done with a whole vector: one-hot, ones, zeros, random, normalise, copy, paste, range."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jacviz.ui.studio import Studio
from jacviz.ui.vectors.wording import Role


class VectorBar(QWidget):
    """Quiet buttons for one vector; what does not fit into the width is in the menu at the end.

    Signals:
        message(str): A sentence for the user: what was copied, or why a pasted text was refused.
    """

    message = Signal(str)

    def __init__(self, studio: Studio, role: Role, parent: QWidget | None = None) -> None:
        """Make the bar.

        Args:
            studio: Where the vector lives; the bar follows `studio.changed` by itself.
            role: Which vector: "x" is the point (theta, where J is taken with respect to it).
            parent: The owner.
        """
        super().__init__(parent)
        raise NotImplementedError
