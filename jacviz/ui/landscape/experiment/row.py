"""The rows of the form: a label, a control, and room for the sentence that refuses a value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jacviz.session.landscape.settings import Landscape
from jacviz.ui import theme
from jacviz.ui.controls.buttons import IconButton
from jacviz.ui.controls.segmented import Segmented
from jacviz.ui.controls.switch import Switch
from jacviz.ui.landscape.experiment.elided import Elided
from jacviz.ui.landscape.experiment.items import Setting, Situation
from jacviz.ui.landscape.experiment.parsing import parsed, stepped, written
from jacviz.ui.landscape.experiment.sentence import Sentence
from jacviz.ui.landscape.experiment.value_box import Choice, ValueBox, act_button

ELSEWHERE = "@"  # a choice that begins with it asks for something else than a wish
_NOTHING = object()

# Called with the row's key, how the wish is made, and whether the gesture goes on after it.
Wish: TypeAlias = Callable[[str, Callable[[Situation], Landscape], bool], None]


class Row(QWidget):
    """What stands in a section: it shows a situation, and may have to say why something was refused."""

    indent = 0

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._sentence: Sentence | None = None
        self._refused = self._complaint = ""

    def show_situation(self, now: Situation) -> None:
        """Show what is in force."""

    def stops(self) -> list[QWidget]:
        """Where the tab key stops.

        Returns:
            Widgets from left to right.
        """
        return []

    def restyle(self) -> None:
        """Take the theme's sizes over."""

    def refuse(self, sentence: str) -> None:
        """Say beneath the control why a value was refused; "" takes that back."""
        self._refused = sentence
        self._say()

    def complain(self, sentence: str) -> None:
        """Say beneath the control what the engine has against the value in force; "" takes that back."""
        if sentence != self._complaint:
            self._complaint = sentence
            self._say()

    def _say(self) -> None:
        sentence = self.told()
        if self._sentence is None:
            if not sentence:
                return
            self._sentence = Sentence("error")
            self._sentence.setContentsMargins(2 * theme.UNIT * self.indent, 0, 0, theme.UNIT)
            self._column.addWidget(self._sentence)
        self._sentence.say(sentence)
        self._sentence.setVisible(bool(sentence))

    def told(self) -> str:
        """The sentence that stands beneath the control.

        Returns:
            A refusal, or what the engine has against the value in force; "" for neither.
        """
        return self._refused or self._complaint

    def refusal(self) -> str:
        """Why a value was refused.

        Returns:
            A sentence; "" where nothing was refused.
        """
        return self._refused


class SettingRow(Row):
    """One setting. The wish goes out at Enter, at an arrow key, or when the keyboard goes elsewhere."""

    def __init__(self, setting: Setting, wish: Wish) -> None:
        """Make the row.

        Args:
            setting: What it shows.
            wish: Takes wishes.
        """
        super().__init__(setting.key)
        self.indent = setting.indent
        self.setting = setting
        self._wish = wish
        self._value: Any = _NOTHING
        self._now: Situation | None = None
        self.control = self._made()
        self.control.setToolTip(setting.tip)
        self.act: QPushButton | IconButton | None = None
        line = QHBoxLayout()
        line.setContentsMargins(2 * theme.UNIT * setting.indent, 1, 0, 1)
        line.setSpacing(theme.UNIT)
        self._column.addLayout(line)
        if setting.control == "tabs":
            line.setContentsMargins(0, 1, 0, theme.UNIT)
            line.addWidget(self.control, 1)
            return
        self.title = Elided(setting.title)
        self.title.setToolTip(f"{setting.title}: {setting.tip}")
        line.addWidget(self.title, 1)
        if setting.act is not None:
            self.act = act_button(setting.act, lambda: self._act())
            line.addWidget(self.act)
        line.addWidget(self.control)
        self.restyle()

    def adopt(self, setting: Setting) -> bool:
        """Stand for another setting of the same kind.

        Returns:
            False where this row cannot show it.
        """
        fits = (setting.control, setting.choices, setting.title, setting.indent) == (
            self.setting.control, self.setting.choices, self.setting.title, self.setting.indent,
        )  # fmt: skip
        if fits:
            self.setting = setting
        return fits

    def _made(self) -> QWidget:
        setting = self.setting
        if setting.control == "tabs":
            tabs = Segmented(setting.choices, setting.title)
            tabs.chosen.connect(self._choose)
            return tabs
        if setting.control == "choice":
            menu = Choice(setting.choices, setting.title)
            menu.chosen.connect(self._choose)
            return menu
        if setting.control == "switch":
            switch = Switch(setting.title)
            switch.clicked.connect(lambda on: self._pick(bool(on)))
            return switch
        box = ValueBox(setting.title, setting.tip)
        box.entered.connect(lambda: self._commit(box))
        box.left.connect(lambda: self._commit(box) if box.isModified() else None)
        box.abandoned.connect(lambda: self._reset(box))
        box.stepped.connect(lambda steps, fine: self._step(box, steps, fine))
        box.textEdited.connect(lambda: self.refuse(""))
        return box

    # --- showing -----------------------------------------------------------------------------------------

    def show_situation(self, now: Situation) -> None:  # noqa: D102
        setting, self._now = self.setting, now
        value = setting.read(now)
        if isinstance(self.control, ValueBox):
            self.control.set_suffix(setting.suffix(now))
        if self.act is not None and setting.act is not None:
            self.act.setVisible(setting.act.shown(now))
        if value == self._value and type(value) is type(self._value):
            return
        self._value = value
        self.refuse("")
        if isinstance(self.control, ValueBox):
            if not (self.control.isModified() and self.control.hasFocus()):
                self._reset(self.control)
        elif isinstance(self.control, Switch):
            self.control.setChecked(bool(value))
        elif isinstance(self.control, Choice | Segmented):
            self.control.set_choice("" if value is None else str(value))

    def stops(self) -> list[QWidget]:  # noqa: D102
        if isinstance(self.control, Segmented):
            return [self.control.button(key) for key, _ in self.setting.choices]
        return [self.control] if self.act is None else [self.act, self.control]

    def restyle(self) -> None:  # noqa: D102
        if self.setting.control == "tabs":
            return
        if isinstance(self.control, ValueBox):
            self.control.restyle()
        self.control.updateGeometry()
        self.title.updateGeometry()

    def refuse(self, sentence: str) -> None:  # noqa: D102
        super().refuse(sentence)
        if isinstance(self.control, ValueBox) and sentence:
            self.control.mark(sentence)

    # --- wishes ------------------------------------------------------------------------------------------

    def _choose(self, key: str) -> None:
        if key.startswith(ELSEWHERE):
            self._show_again()
            self._wish(key, lambda now: now.landscape, False)
        else:
            self._pick(key or None)

    def _pick(self, value: Any) -> None:
        if not self._send(value):
            sentence = self.refusal()
            self._show_again()
            self.refuse(sentence)

    def _show_again(self) -> None:
        self._value = _NOTHING  # the control shows the wish already: back to what is in force
        if self._now is not None:
            self.show_situation(self._now)

    def _commit(self, box: ValueBox) -> None:
        try:
            value = parsed(self.setting, box.text())
        except ValueError as error:
            self.refuse(str(error))
            return
        box.setModified(False)
        if value == self._value and type(value) is type(self._value):
            self._reset(box)
            return
        if self._send(value):
            box.setText(written(self.setting, self._value))
            box.selectAll() if box.hasFocus() else None

    def _reset(self, box: ValueBox) -> None:
        box.setText(written(self.setting, self._value))
        box.setModified(False)
        box.mark("")
        self.refuse("")

    def _step(self, box: ValueBox, steps: int, fine: bool) -> None:
        try:
            typed = parsed(self.setting, box.text())
        except ValueError:
            return
        value = stepped(self.setting, typed, steps, fine=fine)
        if value is not None:
            box.setText(written(self.setting, value))
            box.setModified(True)
            if self._send(value, goes_on=True):
                box.setModified(False)

    def _send(self, value: Any, *, goes_on: bool = False) -> bool:
        self.refuse("")
        self._wish(self.key, lambda now: self.setting.write(now, value), goes_on)
        return not self.refusal()

    def _act(self) -> None:
        act = self.setting.act
        if act is not None:
            self._wish(self.key, act.make, False)
