"""The playhead: frames by step, waiting for what is computed, and no timer at rest."""

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from jacviz.ui.landscape.timeline.playhead import Playhead


@pytest.fixture
def playhead(qtbot: QtBot) -> Playhead:
    made = Playhead()
    made.set_length(100)
    made.set_available(100)
    return made


def runs(playhead: Playhead) -> bool:
    return any(timer.isActive() for timer in playhead.findChildren(QTimer))


def frames(playhead: Playhead, count: int) -> list[int]:
    """The steps shown after each of some frames, with the timer out of the way."""
    shown = []
    for _ in range(count):
        playhead.advance()
        shown.append(playhead.step)
    playhead.pause()
    return shown


def test_is_a_qobject_without_a_running_timer(playhead: Playhead) -> None:
    assert isinstance(playhead, QObject)
    assert (playhead.step, playhead.length, playhead.playing) == (0, 100, False)
    assert not runs(playhead)


def test_plays_to_the_end_and_stops_there(playhead: Playhead, qtbot: QtBot) -> None:
    shown: list[int] = []
    playhead.moved.connect(shown.append)
    playhead.set_length(12)
    playhead.play()
    assert runs(playhead)
    qtbot.waitUntil(lambda: not playhead.playing)
    assert shown == list(range(1, 13))
    assert not runs(playhead)


@pytest.mark.parametrize(
    ("speed", "shown"),
    [
        (1, [1, 2, 3, 4, 5]),
        (2, [2, 4, 6, 8, 10]),
        (0.5, [0, 1, 1, 2, 2]),
        (0.25, [0, 0, 0, 1, 1]),
        (25, [25, 50, 75, 100, 100]),
    ],
)
def test_moves_by_its_speed_in_each_frame(playhead: Playhead, speed: float, shown: list[int]) -> None:
    playhead.set_speed(speed)
    playhead.play()
    assert frames(playhead, 5) == shown


def test_a_tenth_of_a_step_makes_a_step_in_ten_frames(playhead: Playhead) -> None:
    playhead.set_speed(0.1)
    playhead.play()
    assert frames(playhead, 60)[9::10] == [1, 2, 3, 4, 5, 6]


def test_starts_again_at_the_end_when_looping(playhead: Playhead) -> None:
    playhead.set_looping(True)
    playhead.go_to(98)
    playhead.play()
    for expected in (99, 100, 0, 1):
        playhead.advance()
        assert playhead.step == expected
        assert playhead.playing
    playhead.pause()


def test_play_at_the_end_begins_at_the_start(playhead: Playhead) -> None:
    playhead.to_end()
    playhead.toggle()
    assert (playhead.step, playhead.playing) == (0, True)
    playhead.toggle()
    assert not playhead.playing
    assert not runs(playhead)


def test_waits_for_steps_that_are_not_computed_and_goes_on(playhead: Playhead, qtbot: QtBot) -> None:
    playhead.set_available(3)
    playhead.play()
    qtbot.waitUntil(lambda: playhead.waiting)
    assert (playhead.step, playhead.playing, runs(playhead)) == (3, True, False)
    playhead.set_available(5)
    qtbot.waitUntil(lambda: playhead.waiting and playhead.step == 5)
    playhead.set_available(100)
    assert runs(playhead)
    playhead.pause()
    assert not runs(playhead)


def test_plays_as_soon_as_a_descent_begins(qtbot: QtBot) -> None:
    playhead = Playhead()
    playhead.play()
    assert not playhead.playing  # there is nothing to play yet
    playhead.set_length(4)
    playhead.play()
    assert playhead.waiting
    assert not runs(playhead)
    playhead.set_available(4)
    qtbot.waitUntil(lambda: not playhead.playing)
    assert playhead.step == 4


def test_the_step_stays_while_the_descent_is_computed_again(playhead: Playhead) -> None:
    playhead.go_to(60)
    playhead.play()
    playhead.set_available(20)
    assert (playhead.step, playhead.waiting, runs(playhead)) == (60, True, False)
    playhead.advance()
    assert playhead.step == 60
    playhead.set_available(100)
    playhead.advance()
    assert playhead.step == 61
    playhead.pause()


def test_a_shorter_descent_takes_the_step_along(playhead: Playhead) -> None:
    playhead.go_to(60)
    playhead.set_length(40)
    assert (playhead.step, playhead.available) == (40, 40)
    playhead.set_length(0)
    assert (playhead.step, playhead.playing) == (0, False)


def test_a_step_by_hand_ends_the_playing_and_stays_within_what_is_there(playhead: Playhead) -> None:
    playhead.set_available(30)
    playhead.play()
    playhead.step_by(10)
    assert (playhead.step, playhead.playing) == (10, False)
    playhead.step_by(100)
    assert playhead.step == 30
    playhead.step_by(-100)
    assert playhead.step == 0
    playhead.go_to(17)
    playhead.to_start()
    assert playhead.step == 0
    playhead.to_end()
    assert playhead.step == 30


def test_late_frames_are_not_made_up_for(playhead: Playhead, qtbot: QtBot) -> None:
    # Each frame's handler lets events through, as a slow one does that draws: frames never nest or pile up.
    depth, deepest = 0, 0

    def draw_slowly(_step: int) -> None:
        nonlocal depth, deepest
        depth += 1
        deepest = max(deepest, depth)
        qtbot.wait(40)
        depth -= 1

    playhead.moved.connect(draw_slowly)
    playhead.set_length(4)
    playhead.play()
    qtbot.waitUntil(lambda: not playhead.playing)
    assert deepest == 1


def test_signals_tell_what_is_another(playhead: Playhead, qtbot: QtBot) -> None:
    told: list[str] = []
    playhead.changed.connect(lambda: told.append("changed"))
    playhead.moved.connect(lambda step: told.append(f"moved {step}"))
    playhead.set_speed(1)
    playhead.set_looping(False)
    playhead.set_length(100)
    playhead.set_available(100)
    playhead.go_to(0)
    playhead.pause()
    assert told == []
    playhead.set_speed(1000)
    playhead.go_to(5)
    assert told == ["changed", "moved 5"]
    assert playhead.speed == 100
