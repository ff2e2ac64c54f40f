from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from jacviz.ui.actions import Actions, Entry
from jacviz.ui.palette import CommandPalette, ranked


def nothing() -> None:
    return


def test_two_entries_may_not_share_a_shortcut_or_an_id(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    with pytest.raises(ValueError, match=r"b\.x and a\.x share Ctrl\+T"):
        Actions(window, [Entry("a.x", "A", nothing, "Ctrl+T"), Entry("b.x", "B", nothing, "Ctrl+T")])
    with pytest.raises(ValueError, match="two actions"):
        Actions(window, [Entry("a.x", "A", nothing), Entry("a.x", "B", nothing)])


def test_an_action_follows_what_it_is_asked(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    state = {"on": False}
    table = Actions(
        window, [Entry("a.x", "A", nothing, enabled=lambda: state["on"], checked=lambda: state["on"])]
    )
    table.refresh()
    assert not table["a.x"].isEnabled()
    state["on"] = True
    table.refresh()
    assert table["a.x"].isEnabled()
    assert table["a.x"].isChecked()


def test_the_palette_ranks_what_begins_with_the_words_first() -> None:
    entries = (
        Entry("a", "Reset the view", nothing, menu="View"),
        Entry("b", "View the reset", nothing, menu="View"),
    )
    assert [e.id for e in ranked("view", entries)] == ["b", "a"]
    assert [e.id for e in ranked("reset the", entries)] == ["a", "b"]
    assert ranked("nowhere", entries) == []


def test_the_palette_takes_an_action_from_the_keyboard(qtbot: QtBot) -> None:
    window = QWidget()
    window.resize(800, 600)
    qtbot.addWidget(window)
    taken: list[str] = []
    table = Actions(
        window,
        [
            Entry("a", "Make it dark", lambda: taken.append("dark")),
            Entry("b", "Make it light", lambda: taken.append("light")),
            Entry("c", "Not now", lambda: taken.append("never"), enabled=lambda: False),
        ],
    )
    window.show()
    palette = CommandPalette(window, table)
    palette.open()
    assert palette.titles() == ["Make it dark", "Make it light"]
    qtbot.keyClicks(palette.field, "make")
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert taken == ["light"]
    assert not palette.isVisible()


def test_the_palette_says_where_nothing_matches_and_finds_more_than_it_lists(qtbot: QtBot) -> None:
    window = QWidget()
    window.resize(800, 600)
    qtbot.addWidget(window)
    taken: list[str] = []
    table = Actions(window, [Entry("a", "Make it dark", nothing)])
    more = (Entry("m", "Minimise: Rosenbrock", lambda: taken.append("rosenbrock")),)
    window.show()
    palette = CommandPalette(window, table, lambda: more)
    palette.open()
    assert palette.titles() == ["Make it dark"]
    assert palette._nothing.isHidden()
    qtbot.keyClicks(palette.field, "rosenq")
    assert palette.titles() == []
    assert palette._nothing.isVisible()
    assert palette._nothing.text() == "No command matches."
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.keyClick(palette.field, Qt.Key.Key_Backspace)
    assert palette.titles() == ["Minimise: Rosenbrock"]
    assert palette._nothing.isHidden()
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert taken == ["rosenbrock"]
