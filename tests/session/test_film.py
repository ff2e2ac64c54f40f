"""What a film may be, and when its frames are."""

from __future__ import annotations

import math
from typing import Any

import pytest

from jacviz.session.film import MOST_FRAMES, FilmError, FilmSettings, Sweep, shots
from jacviz.session.picture import Extent, PictureSettings


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"fps": 0}, "1 to 60 frames a second; 0 were"),
        ({"fps": 61}, "61 were"),
        ({"stride": 0}, "at least one step"),
        ({"first": -1}, "Steps go from 0"),
        ({"first": 5, "last": 4}, "5 to 4 was"),
        ({"seconds": 0.0}, "0 s was"),
        ({"seconds": math.nan}, "nan s was"),
        ({"seconds": 1e9}, "up to 667 s at 30 frames a second"),
        ({"hold": -1.0}, "0 to 60 s; -1 s"),
        ({"hold": math.inf}, "inf s"),
        ({"plays": -1}, "or 0 for ever"),
        ({"plays": 70_000}, "70,000 was"),
        ({"tail": -2}, "0 or more steps; -2"),
        ({"picture": PictureSettings(ground="transparent")}, "solid ground"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(wish: dict[str, Any], told: str) -> None:
    with pytest.raises(FilmError) as refused:
        FilmSettings(**wish)
    assert told in str(refused.value)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("ends", [(1.0, 1.0), (0.0, math.inf), (math.nan, 1.0)])
def test_a_slider_moves_between_two_numbers(ends: tuple[float, float]) -> None:
    with pytest.raises(FilmError, match="two different numbers"):
        Sweep("v", 0, *ends)


def test_frames_by_step_end_with_the_last_one() -> None:
    made = shots(FilmSettings(pace="step", stride=4, hold=0), 10)
    assert [shot.at for shot in made] == [0, 4, 8, 10]
    assert {shot.seconds for shot in made} == {1 / 30}


def test_frames_over_time_begin_slowly_and_go_forward() -> None:
    made = [shot.at for shot in shots(FilmSettings(seconds=2, fps=50), 500)]
    assert (made[0], made[-1], len(made)) == (0, 500, 100)
    assert made == sorted(made)
    assert made[25] - made[0] < made[-1] - made[-26]


def test_the_last_frame_is_held() -> None:
    assert shots(FilmSettings(pace="step", fps=10, hold=1.5), 3)[-1].seconds == pytest.approx(1.6)


def test_the_poster_stands_in_front() -> None:
    made = shots(FilmSettings(pace="step", poster="last"), 3)
    assert [shot.at for shot in made] == [3, 0, 1, 2, 3]


def test_a_part_of_the_descent() -> None:
    assert [s.at for s in shots(FilmSettings(pace="step", first=2, last=4), 9)] == [2, 3, 4]
    assert [s.at for s in shots(FilmSettings(first=2, last=2), 9)] == [2]


def test_steps_that_are_not_there_are_refused() -> None:
    with pytest.raises(FilmError, match="has 9 steps; 10 was"):
        shots(FilmSettings(last=10), 9)
    with pytest.raises(FilmError, match=r"2 to 10 was|12 to 9 was"):
        shots(FilmSettings(first=12), 9)


def test_too_many_frames_are_refused() -> None:
    with pytest.raises(FilmError, match="30,001 were asked for"):
        shots(FilmSettings(pace="step"), 30_000)
    assert len(shots(FilmSettings(pace="step", stride=2), 30_000)) < MOST_FRAMES


def test_a_sweep_goes_from_one_end_to_the_other() -> None:
    film = FilmSettings(moves="sweep", sweep=Sweep("v", 1, 2.0, -1.0), seconds=1, fps=20)
    made = [shot.at for shot in shots(film)]
    assert (made[0], made[-1], len(made)) == (2.0, -1.0, 20)
    assert made == sorted(made, reverse=True)
    assert all(value == round(value, 3) for value in made)


def test_a_tiny_sweep_has_values_of_its_own() -> None:
    film = FilmSettings(moves="sweep", sweep=Sweep("v", 1, 0.0, 1e-9), seconds=1, fps=20)
    assert len({shot.at for shot in shots(film)}) == 20


def test_videos_have_even_sides() -> None:
    film = FilmSettings(picture=PictureSettings(extent=Extent(801, 600)))
    assert film.even().picture.extent == Extent(802, 600)
