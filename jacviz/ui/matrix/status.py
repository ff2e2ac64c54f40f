"""The line at the foot: how J was computed, what is unusual about it, which part of it is in sight."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from jacviz.ui import theme
from jacviz.ui.matrix import typeset
from jacviz.ui.matrix.window import Visible


class StatusRow(QWidget):
    """Quiet words at the left, badges at the right, a button while J is zoomed.

    Signals:
        whole_wished(): All of J shall be shown.
    """

    whole_wished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.computed = self._briefly = ""
        self.badges: tuple[str, ...] = ()
        self._notes: tuple[str, ...] = ()
        self._said: object = None
        self.whole = QToolButton(self)
        self.whole.setToolTip("Show all of J (Home)")
        self.whole.clicked.connect(lambda: self.whole_wished.emit())
        self.whole.hide()

    def show_computed(
        self, computed: str, briefly: str, notes: Sequence[str], badges: Sequence[str], visible: Visible
    ) -> None:
        """Show the line.

        Args:
            computed: How J was computed.
            briefly: The same in fewer words.
            notes: Sentences about it: a fallback and its reason.
            badges: What is unusual about J.
            visible: The zoom window.
        """
        zoom = _window_words(visible)
        said = (computed, tuple(notes), tuple(badges), zoom)
        if said == self._said:
            return
        self._said = said
        self.computed, self._briefly = computed, briefly
        self._notes, self.badges = tuple(notes), tuple(badges)
        self.setAccessibleName(computed)
        self.setAccessibleDescription(" ".join((*notes, ". ".join(badges))))
        self.setToolTip("\n".join((computed, *notes, *badges)))
        self.whole.setText(zoom)
        self.whole.setAccessibleName(f"Show all of J; in sight now: {zoom}")
        self.whole.setVisible(bool(zoom))
        self._place_button()
        self.update()

    def _place_button(self) -> None:
        hint = self.whole.sizeHint()
        self.whole.resize(hint)
        self.whole.move(self.width() - hint.width(), (self._line - hint.height()) // 2)

    def resizeEvent(self, event: object) -> None:  # noqa: D102
        del event
        self._place_button()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        right = float(self.whole.x() - 12 if not self.whole.isHidden() else self.width())
        for badge in self.badges:
            right = self._paint_badge(painter, badge, right) - 6
        line = self._line
        base = typeset.centred(line, theme.QUIET)
        computed = self.computed
        if typeset.width(typeset.words(computed), theme.QUIET) > right - 12:
            computed = typeset.elided(self._briefly, "word", theme.QUIET, max(right - 12, 0), end=True)
        typeset.paint(painter, 0, base, typeset.words(computed), theme.QUIET, theme.colour("quiet"))
        if self._notes:
            note = typeset.elided(" ".join(self._notes), "word", theme.QUIET, self.width(), end=True)
            typeset.paint(painter, 0, line + base, typeset.words(note), theme.QUIET, theme.colour("quiet"))

    @property
    def _line(self) -> int:
        return theme.current().pixels(22)

    @property
    def wished_height(self) -> int:
        """One line, or two where there are notes."""
        return self._line * (2 if self._notes else 1)

    def _paint_badge(self, painter: QPainter, text: str, right: float) -> float:
        serious = "finite" in text
        line = typeset.words(text)
        wide = typeset.width(line, theme.QUIET) + 16
        rect = QRectF(right - wide, 1, wide, self._line - 2)
        ink = theme.colour("error" if serious else "text")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("error_wash" if serious else "field"))
        painter.drawRoundedRect(rect, theme.RADIUS, theme.RADIUS)
        base = typeset.centred(self._line, theme.QUIET)
        typeset.paint(painter, rect.left() + 8, base, line, theme.QUIET, ink)
        return rect.left()


def _window_words(visible: Visible) -> str:
    if visible.is_whole:
        return ""
    parts = []
    axes = (("rows", visible.rows, visible.m), ("columns", visible.columns, visible.n))
    for what, (first, last), count in axes:
        if last - first < count:
            parts.append(f"{what} {round(first) + 1}–{round(last)} of {count}")
    return ", ".join(parts) + "  ×"
