"""A Jacobian that is no longer the function's: it fades, and a label says since when."""

from __future__ import annotations

from PySide6.QtCore import QObject, QVariantAnimation, Signal

from jacviz.ui import theme

_DIMMED = 0.6  # how far a stale J fades


class Staleness(QObject):
    """Whether what is shown is stale, and how far it has faded.

    Signals:
        dimmed(float): How far, 0 to 1.
    """

    dimmed = Signal(float)

    def __init__(self, parent: QObject) -> None:
        """Nothing is stale.

        Args:
            parent: The owner.
        """
        super().__init__(parent)
        self.label = ""
        self._dim = 0.0
        self._fade = QVariantAnimation(self)
        self._fade.valueChanged.connect(lambda value: self._set(float(value)))

    def set_label(self, label: str, *, moving: bool) -> bool:
        """Say what stands over a Jacobian that is stale.

        Args:
            label: "" where it is not.
            moving: Whether the change may be seen as motion.

        Returns:
            Whether the label is another one.
        """
        if label == self.label:
            return False
        self.label = label
        goal = _DIMMED if label else 0.0
        self._fade.stop()
        if theme.current().motion and moving:
            self._fade.setDuration(theme.current().motion)
            self._fade.setStartValue(self._dim)
            self._fade.setEndValue(goal)
            self._fade.start()
        else:
            self._set(goal)
        return True

    def _set(self, dim: float) -> None:
        self._dim = dim
        self.dimmed.emit(dim)
