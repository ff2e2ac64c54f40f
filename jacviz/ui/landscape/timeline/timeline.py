"""The timeline below the surface: buttons, a bar to pull, the step in figures, speed and loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from jacviz.ui import theme
from jacviz.ui.controls.buttons import ChoiceButton, IconButton
from jacviz.ui.landscape.timeline.figures import Figures
from jacviz.ui.landscape.timeline.keys import MANY, install_keys
from jacviz.ui.landscape.timeline.playhead import Playhead
from jacviz.ui.landscape.timeline.scrub_bar import ScrubBar
from jacviz.ui.theme import UNIT

if TYPE_CHECKING:
    from jacviz.ui.landscape.asking.loop import LandscapeLoop

__all__ = ["Timeline", "install_keys"]

SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 25.0, 100.0)
FIGURE_SPACE = "\N{FIGURE SPACE}"
_BAR = 20 * UNIT  # pixels of the bar below which buttons make room for it


class Timeline(QWidget):
    """Shows the loop's playhead and moves it. The keys are installed for a panel by `keys.install_keys`.

    Where it is narrow, buttons go whose work the bar and the keys do as well: those to both ends first.
    """

    def __init__(self, loop: LandscapeLoop, parent: QWidget | None = None) -> None:
        """Make the timeline.

        Args:
            loop: Its playhead is what is shown; its results tell where the learning rate was changed.
            parent: The owner.
        """
        super().__init__(parent)
        self._loop, self._playhead = loop, loop.playhead
        playhead = loop.playhead
        self.to_start = IconButton("to-start", "To the start (Home)", playhead.to_start, self)
        many = f"{MANY} with Shift"
        back, on = (
            f"One step back (\N{LEFTWARDS ARROW}; {many})",
            f"One step on (\N{RIGHTWARDS ARROW}; {many})",
        )
        self.back = IconButton("step-back", back, lambda: playhead.step_by(-1), self)
        self.play = PlayButton(playhead, self)
        self.forward = IconButton("step-forward", on, lambda: playhead.step_by(1), self)
        self.to_end = IconButton("to-end", "To the last step (End)", playhead.to_end, self)
        self.bar = ScrubBar(playhead, self)
        self.figures = StepFigures(playhead, self)
        choices = [(_word(speed), f"{_word(speed)}\N{MULTIPLICATION SIGN}") for speed in SPEEDS]
        self.speed = ChoiceButton(choices, "Speed: steps in a frame of 1/60 s", self)
        self.speed.chosen.connect(lambda key: playhead.set_speed(float(key)))
        self.repeat = IconButton("loop", "Start again at the end", None, self)
        self.repeat.setCheckable(True)
        self.repeat.toggled.connect(playhead.set_looping)
        self._buttons = (self.to_start, self.back, self.play, self.forward, self.to_end)
        self._arrange()
        playhead.moved.connect(self._follow)
        playhead.changed.connect(self._follow)
        loop.changed.connect(self._mark_rates)
        self._follow()
        self._mark_rates()

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in (*self._buttons, self.speed, self.repeat):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard with the panel
        for widget in (*self._buttons, self.bar, self.figures, self.speed, self.repeat):
            stretch = 1 if widget is self.bar else 0
            row.addWidget(widget, stretch, Qt.AlignmentFlag.AlignVCenter)
            if widget in {self.to_start, self.back, self.play, self.forward}:
                row.addSpacing(UNIT // 2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        kept = (self.play, self.figures, self.speed)
        room = sum(widget.sizeHint().width() for widget in kept) + self.bar.minimumSizeHint().width()
        return QSize(room, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._make_room()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "repeat"):
            self._make_room()

    def _make_room(self) -> None:
        # Not by the layout's own hints: those forget what is hidden.
        kept = (self.play, self.figures, self.speed)
        room = self.width() - 2 * UNIT - sum(widget.sizeHint().width() for widget in kept)
        room -= min(theme.current().pixels(_BAR), self.width() // 4)
        for group in ((self.back, self.forward), (self.repeat,), (self.to_start, self.to_end)):
            room -= sum(button.sizeHint().width() for button in group)
            for button in group:
                button.setVisible(room >= 0)

    def _follow(self) -> None:
        playhead = self._playhead
        somewhere, more = playhead.step > 0, playhead.step < playhead.available
        for button, usable in (
            (self.to_start, somewhere),
            (self.back, somewhere),
            (self.forward, more),
            (self.to_end, more),
            (self.play, playhead.length > 0),
        ):
            if button.isEnabled() != usable:
                button.setEnabled(usable)
        word = _word(playhead.speed)
        if self.speed.choice() != word and playhead.speed in SPEEDS:
            self.speed.set_choice(word)
        if self.repeat.isChecked() != playhead.looping:
            self.repeat.setChecked(playhead.looping)

    def _mark_rates(self) -> None:
        run = self._loop.results.run
        chosen = self._loop.results.selection.optimiser
        recipes = run.recipes if run is not None else ()
        recipe = recipes[min(chosen, len(recipes) - 1)] if recipes else None
        self.bar.set_notches(recipe.lr_changes if recipe is not None else ())


class PlayButton(QAbstractButton):
    """A round button in the accent: play, or pause while it plays."""

    def __init__(self, playhead: Playhead, parent: QWidget | None = None) -> None:
        """Make the button.

        Args:
            playhead: What it plays.
            parent: The owner.
        """
        super().__init__(parent)
        self._playhead = playhead
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # painted again when the mouse comes and goes
        self.clicked.connect(playhead.toggle)
        playhead.changed.connect(self._tell)
        self._tell()

    def sizeHint(self) -> QSize:
        side = theme.current().pixels(5 * UNIT) + 4  # the ring of the focus stands around it
        return QSize(side, side)

    def _tell(self) -> None:
        word = "Pause" if self._playhead.playing else "Play"
        if self.accessibleName() != word:
            self.setAccessibleName(word)
            self.setToolTip(f"{word} (Space)")
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.current().pixels(5 * UNIT)
        disc = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.hasFocus():
            painter.setBrush(theme.colour("input_mark"))
            painter.drawEllipse(disc.adjusted(-2, -2, 2, 2))
        share = (
            0.55 if not self.isEnabled() else 0.25 if self.isDown() else 0.12 if self.underMouse() else 0.0
        )
        painter.setBrush(theme.mixed("accent", "panel", share))
        painter.drawEllipse(disc)
        size = theme.current().pixels(15)
        drawing = theme.icon("pause" if self._playhead.playing else "play", "on_accent", size)
        inset = (side - size) / 2
        drawing.paint(painter, disc.adjusted(inset, inset, -inset, -inset).toRect())
        painter.end()


class StepFigures(Figures):
    """The step, such as "120 / 500", in figures that do not wobble; a click opens a box to type one."""

    def __init__(self, playhead: Playhead, parent: QWidget | None = None) -> None:
        """Make the button.

        Args:
            playhead: Whose step it shows.
            parent: The owner.
        """
        super().__init__("Step", parent)
        self._playhead = playhead
        self.setToolTip("Click to type a step")
        self.opened.connect(playhead.pause)
        self.typed.connect(self._go)
        self.stepped.connect(playhead.step_by)
        playhead.moved.connect(self._follow)
        playhead.changed.connect(self._follow)
        self._follow()

    def _go(self, value: float) -> None:
        finite = min(max(value, 0.0), float(self._playhead.length))
        self._playhead.go_to(round(finite) if finite == finite else self._playhead.step)

    def _follow(self) -> None:
        step, length = self._playhead.step, str(self._playhead.length)
        widest = "0" * max(len(length), 3)
        # A figure space is as wide as a digit: the slash keeps its place.
        text = f"{str(step).rjust(len(length), FIGURE_SPACE)} / {length}"
        self.show_number(float(step), text, f"{widest} / {widest}")


def _word(speed: float) -> str:
    return f"{speed:g}"
