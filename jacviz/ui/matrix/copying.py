"""Copy J and its vectors as text: CSV, NumPy, LaTeX, Markdown."""

from __future__ import annotations

from typing import Literal, TypeAlias

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from jacviz.export.text import FORMS, Form, Symbol, matrix_text, vector_text
from jacviz.session.results import Results
from jacviz.ui.controls.buttons import IconButton
from jacviz.ui.source import MatrixSource

What: TypeAlias = Literal["J", "point", "y", "u", "v", "vjp", "jvp"]

WHAT: dict[What, str] = {
    "J": "The Jacobian", "point": "The point", "y": "The outputs y", "u": "u", "v": "v",
    "vjp": "uᵀJ", "jvp": "J v",
}  # fmt: skip


class CopyButton(IconButton):
    """A menu of what, and in each a menu of how."""

    def __init__(self, studio: MatrixSource, parent: QWidget | None = None) -> None:
        """Make the button.

        Args:
            studio: Holds what is copied.
            parent: The owner.
        """
        super().__init__("copy", "Copy the matrix or a vector as text", None, parent)
        self._studio = studio
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        for what, title in WHAT.items():
            forms = menu.addMenu(title)
            for form, name in FORMS.items():
                action = forms.addAction(name)
                action.triggered.connect(lambda _=False, what=what, form=form: self.copy(what, form))
            if what == "J":
                menu.addSeparator()
        self.setMenu(menu)

    def copy(self, what: What, form: Form) -> None:
        """Put one thing on the clipboard and say so.

        Args:
            what: A key of WHAT.
            form: A key of FORMS.
        """
        text = text_of(what, form, self._studio.results)
        if text:
            QGuiApplication.clipboard().setText(text)
            self._studio.message.emit(f"{WHAT[what]} copied as {FORMS[form]}.")


def text_of(what: What, form: Form, results: Results) -> str:
    """What would be copied.

    Args:
        what: A key of WHAT.
        form: A key of FORMS.
        results: Hold J and the products.

    Returns:
        Text; empty where there is nothing yet.
    """
    answer, products = results.jacobian, results.products
    if answer is None:
        return ""
    rows, columns = answer.outputs.names, answer.columns.names
    if what == "J":
        return matrix_text(form, answer.jacobian, rows, columns)
    if what == "point":
        symbol: Symbol = "x" if answer.wrt == "x" else "theta"
        return vector_text(form, symbol, answer.point, columns)
    if what == "y":
        return vector_text(form, "y", answer.y, rows)
    if products is None or (len(products.u), len(products.v)) != answer.jacobian.shape:
        return ""
    names = rows if what in {"u", "jvp"} else columns
    return vector_text(form, what, getattr(products, what), names)
