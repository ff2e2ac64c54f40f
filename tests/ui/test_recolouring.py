from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from jacviz.ui import theme
from jacviz.ui.controls.labels import label
from jacviz.ui.style_sheet import style_sheet
from jacviz.ui.tokens import DARK, LIGHT, Tokens


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[QWidget]:
    theme.install("light")
    made = QWidget()
    qtbot.addWidget(made)
    column = QVBoxLayout(made)
    primary = QPushButton("Save")
    primary.setProperty("role", "primary")
    for part in (
        label("quiet", "quiet"),
        label("output", "output"),
        QPushButton("Close"),
        primary,
        QLineEdit(),
    ):
        column.addWidget(part)
    column.addWidget(QLabel("large"), 1)
    made.resize(300, 400)
    made.show()
    yield made
    theme.install("light")


def ground(widget: QWidget) -> str:
    """The colour just inside the left edge, half-way down."""
    return widget.grab().toImage().pixelColor(4, widget.height() // 2).name().upper()


def words(widget: QWidget) -> str:
    return widget.palette().color(widget.foregroundRole()).name().upper()


def test_the_sheet_names_no_colour() -> None:
    assert "#" not in style_sheet(1.0)
    assert style_sheet(1.0) != style_sheet(1.5)


def test_a_switch_leaves_the_sheet_alone_and_colours_every_widget(shown: QWidget, qtbot: QtBot) -> None:
    look, sheet = theme.current(), QApplication.instance().styleSheet()  # type: ignore[union-attr]
    quiet, output = shown.findChildren(QLabel)[:2]
    close, primary = shown.findChildren(QPushButton)
    for appearance, tokens in (("dark", DARK), ("light", LIGHT), ("dark", DARK)):
        look.appearance = appearance  # type: ignore[assignment]
        with qtbot.waitSignal(look.recolouring.finished):
            look.switch()
        assert QApplication.instance().styleSheet() == sheet  # type: ignore[union-attr]
        assert (ground(close), ground(primary)) == (tokens.field, tokens.accent)
        assert (words(quiet), words(output)) == (tokens.quiet, tokens.output_mark)
        assert ground(shown.findChild(QLineEdit)) == tokens.field
        assert ground(shown) == QColor(tokens.panel).name().upper()


@pytest.mark.parametrize("appearance", [LIGHT, DARK])
def test_a_switch_that_is_off_limits_does_not_look_pressed(qtbot: QtBot, appearance: Tokens) -> None:
    theme.install("light" if appearance is LIGHT else "dark")
    around, switch = QWidget(), QToolButton(text="log", checkable=True, checked=True)  # type: ignore[call-overload]
    switch.setProperty("role", "switch")
    QVBoxLayout(around).addWidget(switch)
    qtbot.addWidget(around)
    around.show()
    assert ground(switch) == appearance.line
    switch.setEnabled(False)
    assert ground(around) == appearance.panel
    assert around.grab().toImage().pixelColor(switch.geometry().topLeft() + QPoint(4, 8)) == appearance.panel
    switch.setEnabled(True)
    assert ground(switch) == appearance.line
    theme.install("light")


def test_what_is_on_the_screen_stands_still_until_all_have_their_colours(
    shown: QWidget, qtbot: QtBot
) -> None:
    look = theme.current()
    look.appearance = "dark"
    look.switch()
    parts = [shown.layout().itemAt(k).widget() for k in range(6)]  # type: ignore[union-attr]
    assert not any(part.updatesEnabled() for part in parts)
    qtbot.waitUntil(lambda: all(part.updatesEnabled() for part in parts))


def test_a_switch_back_half_way_and_a_widget_that_goes_meanwhile(shown: QWidget, qtbot: QtBot) -> None:
    look, close = theme.current(), shown.findChildren(QPushButton)[0]
    look.appearance = "dark"
    look.switch()
    shown.findChild(QLineEdit).deleteLater()
    fresh = QPushButton("new", shown)
    fresh.show()
    look.appearance = "light"
    with qtbot.waitSignal(look.recolouring.finished):
        look.switch()
    assert (ground(close), ground(fresh)) == (LIGHT.field, LIGHT.field)
    assert all(part.updatesEnabled() for part in shown.findChildren(QWidget))


def test_another_type_size_comes_in_the_next_turns_and_can_be_taken_back_at_once(
    shown: QWidget, qtbot: QtBot
) -> None:
    look, quiet = theme.current(), shown.findChildren(QLabel)[0]

    def sizes() -> tuple[int, int]:
        return QApplication.font().pixelSize(), quiet.font().pixelSize()

    small, hint = sizes(), quiet.sizeHint()
    assert small == (theme.BODY, theme.QUIET)
    look.scale = 2.0
    with qtbot.waitSignal(look.recolouring.finished):
        look.switch()
    assert sizes() == (2 * theme.BODY, 2 * theme.QUIET)
    look.scale = 1.5
    look.switch()
    look.scale = 2.0
    with qtbot.waitSignal(look.recolouring.finished):
        look.switch()
    assert sizes() == (2 * theme.BODY, 2 * theme.QUIET)
    look.scale = 1.0
    look.apply()
    assert sizes() == small
    assert quiet.sizeHint() == hint
    assert all(part.updatesEnabled() for part in shown.findChildren(QWidget))


def test_a_window_of_least_size_keeps_it_when_the_type_gets_smaller(shown: QWidget, qtbot: QtBot) -> None:
    look = theme.current()
    shown.resize(shown.minimumSizeHint())
    before = shown.size()
    look.scale = 0.8
    with qtbot.waitSignal(look.recolouring.finished):
        look.switch()
    assert shown.size() == before
    assert shown.minimumSizeHint().height() < before.height()
    look.scale = 1.5
    with qtbot.waitSignal(look.recolouring.finished):
        look.switch()
    qtbot.waitUntil(lambda: shown.height() >= shown.minimumSizeHint().height() > before.height())


def test_another_theme_ends_a_switch_that_is_under_way(shown: QWidget) -> None:
    look = theme.current()
    look.appearance = "dark"
    look.switch()
    theme.install("dark")
    assert all(part.updatesEnabled() for part in shown.findChildren(QWidget))
    assert ground(shown.findChildren(QPushButton)[0]) == DARK.field


def test_updates_that_another_has_switched_off_stay_off(shown: QWidget, qtbot: QtBot) -> None:
    held = shown.findChildren(QLabel)[2]
    held.setUpdatesEnabled(False)
    look = theme.current()
    look.appearance = "dark"
    with qtbot.waitSignal(look.recolouring.finished):
        look.switch()
    assert [part for part in shown.findChildren(QWidget) if not part.updatesEnabled()] == [held]
