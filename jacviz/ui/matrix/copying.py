"""Copy J and its vectors as text: CSV, NumPy, LaTeX, Markdown."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from jacviz.ui.controls.buttons import IconButton
from jacviz.ui.studio import Studio

FORMS = (("csv", "CSV"), ("numpy", "NumPy"), ("latex", "LaTeX"), ("markdown", "Markdown"))
WHAT = (("J", "The Jacobian"), ("x", "The point"), ("y", "The outputs y"), ("u", "u"), ("v", "v"),
        ("vjp", "uᵀJ"), ("jvp", "J v"))  # fmt: skip


class CopyButton(IconButton):
    """A menu of what, and in each a menu of how."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        """Make the button.

        Args:
            studio: Holds what is copied.
            parent: The owner.
        """
        super().__init__("copy", "Copy the matrix or a vector as text", None, parent)
        self._studio = studio
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        for what, title in WHAT:
            forms = menu.addMenu(title)
            for form, name in FORMS:
                action = forms.addAction(name)
                action.triggered.connect(lambda _=False, what=what, form=form: self.copy(what, form))
            if what == "J":
                menu.addSeparator()
        self.setMenu(menu)

    def copy(self, what: str, form: str) -> None:
        """Put one thing on the clipboard and say so.

        Args:
            what: A key of WHAT.
            form: A key of FORMS.
        """
        text = self.text_of(what, form)
        if text:
            QGuiApplication.clipboard().setText(text)
            title, name = dict(WHAT)[what], dict(FORMS)[form]
            self._studio.message.emit(f"{title} copied as {name}.")

    def text_of(self, what: str, form: str) -> str:
        """What would be copied.

        Args:
            what: A key of WHAT.
            form: A key of FORMS.

        Returns:
            Text; empty where there is nothing yet.
        """
        raise NotImplementedError
