"""What stands where there is no Jacobian yet: the product in outline, and one calm sentence."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from jacviz.notation import capitalised, ended
from jacviz.session.document import Document
from jacviz.session.results import Results
from jacviz.session.trust import SENTENCE
from jacviz.ui import theme
from jacviz.ui.matrix import typeset, wrapping

_PATIENCE = 400  # ms before "starting" is said: mostly the first J is there sooner
_ROWS, _COLUMNS = 2, 3


class Curtain(QWidget):
    """The designed empty, starting and failed states of the panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.sentence = ""
        self._pending: tuple[str, str] = ("", "")
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(lambda: self._say(*self._pending))

    def draw(self, document: Document, results: Results) -> None:
        """Say why there is no Jacobian; `results.jacobian` is None."""
        title, sentence = _reason(document, results)
        waiting = results.failure is None and not results.waits and bool(document.source.strip())
        if (title, sentence) == self._pending:
            return
        self._pending = (title, sentence)
        if waiting and not self.title:
            self._later.start(_PATIENCE)
        else:
            self._later.stop()
            self._say(title, sentence)

    def hideEvent(self, event: object) -> None:  # noqa: D102
        del event
        self._later.stop()
        self.title = self.sentence = ""
        self._pending = ("", "")

    def _say(self, title: str, sentence: str) -> None:
        self.title, self.sentence = title, sentence
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("panel"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bottom = self._paint_outline(painter)
        y = self._paint_run(painter, typeset.Run(self.title, "strong", "text"), bottom + 30)
        self._paint_run(painter, typeset.Run(self.sentence, "word", "quiet"), y + 6)

    def _paint_run(self, painter: QPainter, run: typeset.Run, top: float) -> float:
        # Centred lines; the first pixel below them.
        leading = theme.current().pixels(20)
        rest = typeset.centred(leading, theme.BODY)
        room = min(self.width() - 48, theme.current().pixels(440))
        for line in wrapping.wrapped((run,), theme.BODY, room) if run.text else ():
            left = (self.width() - typeset.width(line, theme.BODY)) / 2
            typeset.paint(painter, left, top + rest, line, theme.BODY, theme.colour(run.colour))
            top += leading
        return top

    def _paint_outline(self, painter: QPainter) -> float:
        # v over the columns, u beside the rows, J, and both products, as pale shapes.
        cell = max(min(self.width() / 9, self.height() / 9, 54), 18)
        gap, slim = 3.0, cell * 0.42
        away = slim + 3 * gap
        left = (self.width() - (cell * _COLUMNS + 2 * away)) / 2 + away
        top = max((self.height() - cell * 4.6) / 2 - 40, 12) + away
        painter.setPen(Qt.PenStyle.NoPen)
        across, down = [left + j * cell for j in range(_COLUMNS)], [top + i * cell for i in range(_ROWS)]
        right, bottom, size = left + cell * _COLUMNS + 2 * gap, top + cell * _ROWS + 2 * gap, cell - gap
        shapes = [
            *(("input_wash", x, top - away, size, slim) for x in across),
            *(("output_wash", left - away, y, slim, size) for y in down),
            *(("field", x, y, size, size) for x in across for y in down),
            *(("input_wash", x, bottom, size, slim) for x in across),
            *(("output_wash", right, y, slim, size) for y in down),
        ]  # fmt: skip
        for token, x, y, width, height in shapes:
            painter.setBrush(theme.colour(token))
            painter.drawRoundedRect(QRectF(x, y, width, height), 3, 3)
        return bottom + slim


def _reason(document: Document, results: Results) -> tuple[str, str]:
    if not document.source.strip():
        sentence = "Write one, or take an example: its Jacobian appears here as you type."
        return "No function yet", sentence
    if results.waits:
        return "Nothing has run yet", SENTENCE
    if results.failure is not None:
        return "No Jacobian yet", ended(capitalised(results.failure.sentence))
    if results.engine in {"starting", "restarting"}:
        return "The engine is starting", "The first Jacobian appears in a moment."
    return "Computing the Jacobian", "It appears here as soon as the engine has it."


class Hairline(QWidget):
    """A quiet moving line while the engine works; it comes after 100 ms and never flickers."""

    LATE, LEAST, FRAME, LAP = 100, 400, 33, 1400  # ms

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("The engine is working")
        self._busy = False
        self._elapsed = 0
        self._start = QTimer(self)
        self._start.setSingleShot(True)
        self._start.setInterval(self.LATE)
        self._start.timeout.connect(self._appear)
        self._frames = QTimer(self)
        self._frames.setInterval(self.FRAME)
        self._frames.timeout.connect(self._advance)
        self.hide()

    def set_busy(self, busy: bool, progress: bool) -> None:
        """Say whether an answer is awaited.

        Args:
            busy: Whether one is.
            progress: Whether an answer has just come: the patience begins anew.
        """
        self._busy = busy
        if not busy:
            self._start.stop()
            if not self.isVisible():  # it stands on a page that is hidden: it must not come back with it
                self.hide()
        elif not self.isVisible() and (progress or not self._start.isActive()):
            self._start.start()

    def _appear(self) -> None:
        self._elapsed = 0
        self.show()
        self.raise_()

    def _advance(self) -> None:
        self._elapsed += self.FRAME
        if not self._busy and self._elapsed >= self.LEAST:
            self._frames.stop()
            self.hide()
        elif theme.current().motion:
            self.update()

    def showEvent(self, event: object) -> None:  # noqa: D102
        del event
        self._frames.start()  # also when the page that it stands on is shown again

    def hideEvent(self, event: object) -> None:  # noqa: D102
        del event
        self._frames.stop()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("line"))
        if not theme.current().motion:
            painter.fillRect(self.rect(), theme.colour("quiet", 0.5))
            return
        share = (self._elapsed % self.LAP) / self.LAP
        length = self.width() * 0.28
        left = share * (self.width() + length) - length
        painter.fillRect(QRectF(left, 0, length, self.height()), theme.colour("quiet"))
