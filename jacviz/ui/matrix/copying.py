"""Copy J and its vectors as text: CSV, NumPy, LaTeX, Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from jacviz.export.text import FORMS, Form, Symbol, matrix_pieces, vector_pieces
from jacviz.session.results import Results
from jacviz.ui.controls.buttons import IconButton
from jacviz.ui.matrix.writing import Writing
from jacviz.ui.source import MatrixSource

What: TypeAlias = Literal["J", "point", "y", "u", "v", "vjp", "jvp"]

WHAT: dict[What, str] = {
    "J": "The Jacobian", "point": "The point", "y": "The outputs y", "u": "u", "v": "v",
    "vjp": "uᵀJ", "jvp": "J v",
}  # fmt: skip


_NAME = "Copy the matrix or a vector as text"


class CopyButton(IconButton):
    """A menu of what, and in each a menu of how. While much is written, a click stops that instead."""

    def __init__(self, studio: MatrixSource, parent: QWidget | None = None) -> None:
        """Make the button.

        Args:
            studio: Holds what is copied.
            parent: The owner.
        """
        super().__init__("copy", _NAME, None, parent)
        self._studio = studio
        self._done = ""
        self._writing = Writing(self)
        self._writing.lasts.connect(self._show_progress)
        self._writing.written.connect(self._take_over)
        self.clicked.connect(self.stop)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        for what, title in WHAT.items():
            forms = menu.addMenu(title)
            for form, name in FORMS.items():
                action = forms.addAction(name)
                action.triggered.connect(lambda _=False, what=what, form=form: self.copy(what, form))
            if what == "J":
                menu.addSeparator()
        self._choices = menu
        self.setMenu(menu)

    def copy(self, what: What, form: Form) -> None:
        """Put one thing on the clipboard and say so.

        Args:
            what: A key of WHAT.
            form: A key of FORMS.
        """
        self.stop()
        self._done = f"{WHAT[what]} copied as {FORMS[form]}."
        answer = self._studio.results.jacobian
        numbers = answer.jacobian.size if what == "J" and answer is not None else 0
        self._writing.begin(pieces_of(what, form, self._studio.results), numbers)

    def stop(self) -> None:
        """Copy nothing, where something is still being written."""
        if self._writing.busy:
            self._writing.stop()
            self._offer_choices()
            self._studio.message.emit("Nothing was copied.")

    def _show_progress(self, megabytes: float) -> None:
        if self.menu() is not None:
            self.setMenu(None)  # type: ignore[arg-type]  # Qt takes the menu away
            self.set_icon("close")
            self.setToolTip("Stop copying")
            self.setAccessibleName("Stop copying")
        self._studio.message.emit(
            f"Writing text to copy, {megabytes:.0f} MB so far. The same button stops it."
        )

    def _offer_choices(self) -> None:
        self.setMenu(self._choices)
        self.set_icon("copy")
        self.setToolTip(_NAME)
        self.setAccessibleName(_NAME)

    def _take_over(self, text: QByteArray) -> None:
        self._offer_choices()
        if text.size():
            content = QMimeData()
            content.setData("text/plain", text)
            QGuiApplication.clipboard().setMimeData(content)
            self._studio.message.emit(self._done)


def text_of(what: What, form: Form, results: Results) -> str:
    """What would be copied.

    Args:
        what: A key of WHAT.
        form: A key of FORMS.
        results: Hold J and the products.

    Returns:
        Text; empty where there is nothing yet.
    """
    return "".join(pieces_of(what, form, results))


def pieces_of(what: What, form: Form, results: Results) -> Iterator[str]:
    """The text of `text_of` bit by bit.

    Args:
        what: A key of WHAT.
        form: A key of FORMS.
        results: Hold J and the products.

    Returns:
        Pieces, none of which takes long to write; none where there is nothing yet.
    """
    answer, products = results.jacobian, results.products
    if answer is None:
        return iter(())
    rows, columns = answer.outputs.names, answer.columns.names
    if what == "J":
        return matrix_pieces(form, answer.jacobian, rows, columns)
    if what == "point":
        symbol: Symbol = "x" if answer.wrt == "x" else "theta"
        return vector_pieces(form, symbol, answer.point, columns)
    if what == "y":
        return vector_pieces(form, "y", answer.y, rows)
    if products is None or (len(products.u), len(products.v)) != answer.jacobian.shape:
        return iter(())
    names = rows if what in {"u", "jvp"} else columns
    return vector_pieces(form, what, getattr(products, what), names)
