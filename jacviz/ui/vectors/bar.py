"""What can be done with a whole vector: one-hot, ones, zeros, random, normalise, copy, paste, range."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from jacviz.notation import subscripted
from jacviz.session.document import vector_of, with_vector
from jacviz.session.vectors import Norm, Span, Vector
from jacviz.ui.controls.buttons import ChoiceButton, IconButton
from jacviz.ui.source import MatrixSource
from jacviz.ui.vectors.wording import Role

_GAP = 4
_ARROWS = 2  # the rank of the arrows
_NORMS: tuple[tuple[Norm, str], ...] = (("off", "not normalised"), ("l1", "L1 norm 1"), ("l2", "L2 norm 1"))
_NORM_OF: dict[str, Norm] = {key: key for key, _ in _NORMS}
_NORM_WORDS: dict[Norm, str] = {"off": "normalise", "l1": "L1 = 1", "l2": "L2 = 1"}


class VectorBar(QWidget):
    """Quiet buttons for one vector; what does not fit into the width is in the menu at the end.

    Signals:
        message(str): A sentence for the user: what was copied, or why a pasted text was refused.
    """

    message = Signal(str)

    def __init__(self, studio: MatrixSource, role: Role, parent: QWidget | None = None) -> None:
        """Make the bar.

        Args:
            studio: Where the vector lives; the bar follows `studio.changed` by itself.
            role: Which vector: "x" is the point (theta, where J is taken with respect to it).
            parent: The owner.
        """
        super().__init__(parent)
        self._studio, self._role = studio, role
        self._target = 0  # the entry that the one-hot button makes 1
        self._vector: Vector | None = None  # that was drawn last
        self._shown: object = None  # all that the buttons say about it
        self.previous = IconButton("previous", "", lambda: self.one_hot(-1), self)
        self.hot = self._button("", lambda: self.one_hot(0))
        self.next = IconButton("next", "", lambda: self.one_hot(1), self)
        self.ones = self._button("ones", lambda: self._fill(1.0))
        self.zeros = self._button("zeros", lambda: self._fill(0.0))
        self.random = self._button("random", self.draw_random)
        self.norm = ChoiceButton(_NORMS, "Normalise", self)
        self.norm.setProperty("role", "")  # a chip as its neighbours
        self.norm.chosen.connect(lambda key: self._normalise(_NORM_OF[key]))
        self.more = IconButton("menu", "", self._show_menu, self)
        # In the order they stand; the number says how early a button goes into the menu where room is short.
        self._order: list[tuple[QToolButton, int]] = [
            (self.previous, _ARROWS), (self.hot, 0), (self.next, _ARROWS), (self.ones, 1), (self.zeros, 4),
            (self.random, 3), (self.norm, 5), (self.more, 0),
        ]  # fmt: skip
        if role == "x":  # the point has no weights that could be scaled for J; its menu scales it once
            self._order.remove((self.norm, 5))
            self.norm.hide()
        studio.changed.connect(self._draw)
        self._draw()

    @property
    def vector(self) -> Vector:
        """The vector in the document."""
        return vector_of(self._studio.document, self._role)

    @property
    def letter(self) -> str:
        """What the vector is called on screen."""
        return "θ" if self._role == "x" and self._studio.document.wrt == "theta" else self._role

    # --- wishes ------------------------------------------------------------------------------------------

    def one_hot(self, step: int) -> None:
        """Make one entry 1 and all others 0.

        Args:
            step: 0 for the entry on the button, 1 or -1 for the next or previous one, round the ends.
        """
        vector = self.vector
        if not len(vector):
            return
        hot = vector.hot_index()
        if step and hot is not None:
            self._target = hot + step
        self._target %= len(vector)
        self._wish(vector.one_hot(self._target))

    def draw_random(self) -> None:
        """Standard normal entries from the document's seed, which goes on by one."""
        document, vector = self._studio.document, self.vector
        if len(vector):
            drawn = with_vector(document, self._role, vector.random(document.seed))
            self._studio.update(replace(drawn, seed=document.seed + 1))

    def copy(self) -> None:
        """Put the values on the clipboard, all their digits."""
        from jacviz.session.vector_text import write_vector

        vector = self.vector
        QGuiApplication.clipboard().setText(write_vector(vector.values))
        entries = "1 number" if len(vector) == 1 else f"{len(vector)} numbers"
        self.message.emit(f"Copied {self.letter}: {entries}.")

    def paste(self) -> None:
        """Take the values from the clipboard; where they do not fit, say what was expected and what came."""
        from jacviz.session.vector_text import VectorTextError, read_vector

        vector = self.vector
        try:
            values = read_vector(QGuiApplication.clipboard().text(), len(vector), self.letter)
        except VectorTextError as error:
            self.message.emit(f"Not pasted: {error}.")
            return
        self._wish(vector.with_values(values))

    def edit_range(self) -> None:
        """Ask for minimum, maximum and step of all entries."""
        from jacviz.ui.vectors.range_popover import RangePopover  # here: the window is there without it

        popover = RangePopover(f"all of {self.letter}", self.vector.span, self)
        popover.chosen.connect(self._set_span)
        popover.popup_at(self.mapToGlobal(QPoint(0, self.height())))

    def _set_span(self, span: Span) -> None:
        self._wish(self.vector.with_span(span))

    def _fill(self, value: float) -> None:
        self._wish(self.vector.filled(value))

    def _normalise(self, norm: Norm) -> None:
        vector = self.vector
        scaled = replace(vector, norm=norm)
        # The point has no weights: it is scaled once, here and now.
        self._wish(vector.with_values(scaled.weights) if self._role == "x" else scaled)

    def _wish(self, vector: Vector) -> None:
        self._studio.update(with_vector(self._studio.document, self._role, vector))

    # --- what is shown -----------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:  # noqa: D102
        return self._size(most=9)

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return self._size(most=0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102
        super().showEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.FontChange}:
            self.updateGeometry()
            if self.isVisible():
                self._lay_out()

    def _draw(self) -> None:
        vector, letter = self.vector, self.letter
        hot = vector.hot_index() if vector is not self._vector else None
        self._vector = vector
        self._target = min(self._target if hot is None else hot, max(len(vector) - 1, 0))
        shown = (letter, self._target, vector.norm, self._studio.document.seed, len(vector) > 0)
        if shown == self._shown:
            return  # nearly every step of a drag: no button says anything else than before
        self._shown = shown
        self.hot.setText(f"{letter} = {subscripted(f'e{self._target + 1}')}")
        if self._role != "x":
            self.norm.set_choice(vector.norm, _NORM_WORDS[vector.norm])
        self._tell(letter)
        for button, _ in self._order:
            button.setEnabled(len(vector) > 0)
        if self.isVisible():
            self._lay_out()

    def _tell(self, letter: str) -> None:
        # Tooltips, which are the accessible names too: what a button does to J is the lesson.
        line = {"u": "row", "v": "column", "x": "entry"}[self._role]
        what = "" if self._role == "x" else f" to pick one {line} of J"
        sums = "" if self._role == "x" else f": the sum of the {line}s of J"
        words = {
            self.previous: f"{letter} one-hot at the previous entry",
            self.hot: f"Make {letter} one-hot at entry {self._target + 1}{what}",
            self.next: f"{letter} one-hot at the next entry",
            self.ones: f"All entries of {letter} to 1{sums}",
            self.zeros: f"All entries of {letter} to 0",
            self.random: f"Random {letter}: standard normal, seed {self._studio.document.seed}",
            self.norm: f"Scale {letter} to norm 1 before it weighs the {line}s",
            self.more: f"Everything for {letter}: copy, paste, range",
        }
        for button, text in words.items():
            button.setToolTip(text)
            button.setAccessibleName(text)

    def _button(self, text: str, handler: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda: handler())
        return button

    def _size(self, most: int) -> QSize:
        hints = [(button, button.sizeHint()) for button, rank in self._order if rank <= most]
        width = sum(hint.width() + self._gap(button, most) for button, hint in hints)
        return QSize(width, max(hint.height() for _, hint in hints))

    def _gap(self, button: QToolButton, most: int) -> int:
        # The arrows belong to the word between them; nothing follows the menu.
        between = {self.previous, self.hot} if most >= _ARROWS else set()
        return 0 if button in between or button is self.more else _GAP

    def _lay_out(self) -> None:
        """Place the buttons that fit, from the left; the first to go are those of the highest rank."""
        most = max(rank for _, rank in self._order)
        while most and self._size(most).width() > self.width():
            most -= 1
        left = 0
        for button, rank in self._order:
            button.setVisible(rank <= most)
            if rank <= most:
                hint = button.sizeHint()
                height = min(hint.height(), self.height())
                button.setGeometry(left, (self.height() - height) // 2, hint.width(), height)
                left += hint.width() + self._gap(button, most)

    def _show_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.hot.text(), lambda: self.one_hot(0))
        menu.addAction("Next one-hot", lambda: self.one_hot(1))
        menu.addAction("Previous one-hot", lambda: self.one_hot(-1))
        menu.addAction("Ones", lambda: self._fill(1.0))
        menu.addAction("Zeros", lambda: self._fill(0.0))
        menu.addAction("Random", self.draw_random)
        menu.addSeparator()
        for key, words in _NORMS:
            self._add_norm(menu, key, words)
        menu.addSeparator()
        menu.addAction(f"Copy {self.letter}", self.copy)
        menu.addAction(f"Paste {self.letter}", self.paste)
        menu.addAction("Range\N{HORIZONTAL ELLIPSIS}", self.edit_range)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _add_norm(self, menu: QMenu, key: Norm, words: str) -> None:
        if self._role == "x":
            if key != "off":
                menu.addAction(f"Scale to {words}", lambda: self._normalise(key))
            return
        action = menu.addAction(words[:1].upper() + words[1:], lambda: self._normalise(key))
        action.setCheckable(True)
        action.setChecked(self.vector.norm == key)
