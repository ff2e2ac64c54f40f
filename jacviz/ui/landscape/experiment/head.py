"""The first line of an optimiser: what it is, in a few words, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from jacviz.session.landscape.optimisers import with_added, without
from jacviz.session.landscape.settings import Landscape
from jacviz.ui import theme
from jacviz.ui.controls.buttons import IconButton
from jacviz.ui.landscape.experiment.elided import Elided
from jacviz.ui.landscape.experiment.items import Head, Situation
from jacviz.ui.landscape.experiment.optimisers import KINDS, kind_of, summary, with_kind
from jacviz.ui.landscape.experiment.row import Row, Wish
from jacviz.ui.landscape.experiment.value_box import Choice
from jacviz.ui.landscape.wording import named

Turn: TypeAlias = Callable[[int], None]


class HeadRow(Row):
    """Fold mark, swatch, name with the menu of kinds, summary, duplicate, remove."""

    def __init__(self, head: Head, wish: Wish, turn: Turn) -> None:
        """Make the row.

        Args:
            head: Which optimiser.
            wish: Takes wishes.
            turn: Called with the optimiser's place when it is to be opened or closed.
        """
        super().__init__(head.key)
        self.head = head
        self._wish = wish
        self.fold = IconButton("next", "Show its parameters", lambda: turn(self.head.index))
        self.swatch = _Swatch()
        self.kind = _Kind(KINDS, "Optimiser")
        self.kind.chosen.connect(self._choose)
        self.summary = Elided()
        self.copy = IconButton("copy", "Duplicate this optimiser", self._duplicate)
        self.remove = IconButton("close", "Remove this optimiser", self._remove)
        line = QHBoxLayout()
        line.setContentsMargins(0, 1, 0, 1)
        line.setSpacing(0)
        line.addWidget(self.fold)
        line.addWidget(self.swatch)
        line.addWidget(self.kind)
        line.addWidget(self.summary, 1)
        line.addWidget(self.copy)
        line.addWidget(self.remove)
        self._column.addLayout(line)

    def show_head(self, now: Situation, opened: bool) -> None:
        """Show the optimiser.

        Args:
            now: What is shown.
            opened: Whether its parameters are.
        """
        recipes, sight = now.landscape.recipes, now.landscape.sight
        one = recipes[self.head.index]
        self.kind.set_choice(kind_of(one), named(one))
        self.summary.set_text("" if opened else summary(now, self.head.index))
        tells = sight.colour_by == "optimiser" or (sight.colour_by is None and len(recipes) > 1)
        self.swatch.set_place(self.head.index if tells else None)
        self.remove.setEnabled(len(recipes) > 1)
        self.fold.set_icon("down" if opened else "next")
        name = f"{'Hide' if opened else 'Show'} the parameters of {named(one)}"
        self.fold.setToolTip(name)
        self.fold.setAccessibleName(name)

    def stops(self) -> list[QWidget]:  # noqa: D102
        return [self.fold, self.kind, self.copy, self.remove]

    def _choose(self, key: str) -> None:
        self._wish(self.key, lambda now: with_kind(now, self.head.index, key), False)

    def _duplicate(self) -> None:
        def make(now: Situation) -> Landscape:
            index = self.head.index
            return with_added(now.landscape, now.landscape.recipes[index], after=index)

        self._wish(self.key, make, False)

    def _remove(self) -> None:
        self._wish(self.key, lambda now: without(now.landscape, self.head.index), False)


class _Kind(Choice):
    wide = False

    def face(self) -> QFont:
        return theme.interface_font(theme.BODY, QFont.Weight.Medium)


class _Swatch(QWidget):
    """A disc in the colour of the optimiser's trajectories; nothing where the colours tell the starts."""

    def __init__(self) -> None:
        super().__init__()
        self._place: int | None = None
        self.hide()

    def set_place(self, place: int | None) -> None:
        if place != self._place:
            self._place = place
            self.setVisible(place is not None)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.current().pixels(16), theme.current().pixels(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._place is None:
            return
        colours = theme.tokens().trajectories
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours[self._place % len(colours)]))
        size = theme.current().pixels(9)
        disc = QRectF(0, 0, size, size)
        disc.moveCenter(QRectF(self.rect()).center())
        painter.drawEllipse(disc)
