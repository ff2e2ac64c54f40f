from __future__ import annotations

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from jacviz.ui.landscape.asking.pacing import Pacing


def test_the_first_wish_goes_through_at_once(qtbot: QtBot) -> None:
    owner, asked = QObject(), []
    pacing = Pacing(owner)
    pacing.wish(lambda: asked.append(1))
    assert asked == [1]
    pacing.forget()


def test_of_those_that_wait_only_the_newest_is_asked_once_the_last_was_heard_of(qtbot: QtBot) -> None:
    owner, asked = QObject(), []
    pacing = Pacing(owner)
    for wish in range(5):
        pacing.wish(lambda wish=wish: asked.append(wish))  # type: ignore[misc]
    assert asked == [0]
    pacing.heard()
    assert asked == [0, 4]
    pacing.wish(lambda: asked.append(5))
    assert asked == [0, 4]  # the one that was let through has not been heard of
    pacing.heard()
    assert asked == [0, 4, 5]
    pacing.forget()


def test_what_says_nothing_does_not_hold_the_next_wish_for_ever(qtbot: QtBot) -> None:
    owner, asked = QObject(), []
    pacing = Pacing(owner)
    pacing.wish(lambda: asked.append(0))
    pacing.wish(lambda: asked.append(1))
    qtbot.waitUntil(lambda: asked == [0, 1])
    pacing.forget()


def test_forgotten_wishes_are_not_asked(qtbot: QtBot) -> None:
    owner, asked = QObject(), []
    pacing = Pacing(owner)
    pacing.wish(lambda: asked.append(0))
    pacing.wish(lambda: asked.append(1))
    pacing.forget()
    pacing.heard()
    assert asked == [0]
    pacing.wish(lambda: asked.append(2))
    assert asked == [0, 2]
    pacing.forget()
