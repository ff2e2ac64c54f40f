"""What an empty editor shows: how to begin, and two texts to begin with."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from jacviz.engine.messages import Language
from jacviz.ui import theme
from jacviz.ui.controls.labels import label

HINTS: dict[Language, str] = {
    "maths": "One output a line, or begin with",
    "python": "Define f(x), or begin with",
}
STARTERS: dict[Language, tuple[tuple[str, str], ...]] = {
    "maths": (
        ("the worked example", "x1^2 + x2 + x3\nx1 - x2 + x3\n"),
        ("polar coordinates", "inputs: r, t\nr cos(t)\nr sin(t)\n"),
    ),
    "python": (
        (
            "a function",
            "x0 = [0.5, -1.0, 2.0]\n\n\ndef f(x):\n    return torch.stack([x.sum(), (x**2).sum()])\n",
        ),
        (
            "a network",
            "torch.manual_seed(0)\nf = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))\n"
            "x0 = [1.0, 0.0, -1.0]\n",
        ),
    ),
}


class Starters(QWidget):
    """A quiet sentence and two buttons, over the empty lines of the editor.

    Signals:
        chosen(str): A text to begin with.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """Make the hint, hidden.

        Args:
            parent: The widget that it lies on.
        """
        super().__init__(parent)
        self._language: Language | None = None
        self._hint = label("", "quiet", wrap=True)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.buttons: list[QPushButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 2 * theme.UNIT, theme.UNIT)
        column.setSpacing(theme.UNIT)
        column.addWidget(self._hint)
        for _ in range(2):
            button = QPushButton()
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(lambda _=False, made=button: self.chosen.emit(made.property("starter")))
            self.buttons.append(button)
            column.addWidget(button)
        column.addStretch(1)
        self.hide()

    def offer(self, language: Language) -> None:
        """Show what fits a language."""
        if language != self._language:
            self._language = language
            self._hint.setText(HINTS[language])
            for button, (title, text) in zip(self.buttons, STARTERS[language], strict=True):
                button.setText(title)
                button.setAccessibleName(f"Begin with {title}")
                button.setProperty("starter", text)
        self.show()
