"""Which rows and columns have their names written."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtGui import QImage, QPainter

from jacviz.ui import theme
from jacviz.ui.matrix.axis import Axis, Grid
from jacviz.ui.matrix.axis_names import named, paint_column_names, paint_row_names
from jacviz.ui.matrix.geometry import Measures, arrange
from jacviz.ui.matrix.window import Visible


def shown(count: int, first: float, last: float, lit: int | None = None, room: float = 40) -> list[int]:
    return sorted(i + 1 for i in named(Axis(count, first, last, 400), lambda _: room, 12, lit))


def test_each_has_its_name_where_each_fits() -> None:
    assert shown(13, 0, 10) == list(range(1, 11))
    assert shown(1024, 700.6, 710.4) == list(range(702, 711))  # not those whose middles are out of sight


@pytest.mark.parametrize(
    ("count", "numbers"),
    [(20, range(2, 21, 2)), (64, range(10, 65, 10)),
     (1024, range(200, 1025, 200)), (4096, range(500, 4096, 500))],
)
def test_else_those_with_round_numbers_have(count: int, numbers: range) -> None:
    assert shown(count, 0, count) == list(numbers)


def test_the_one_that_is_pointed_at_has_its_name_and_none_touches_another() -> None:
    for lit in range(64):
        found = shown(64, 0, 64, lit)
        assert lit + 1 in found
        middles = [Axis(64, 0, 64, 400).middle(number - 1) for number in found]
        assert all(other - one >= 40 for one, other in pairwise(middles))


def test_names_at_the_ends_are_moved_inside_and_touch_none() -> None:
    for lit in (None, 0, 1, 640, 648, 649):
        found = named(Axis(650, 0, 650, 200), lambda _: 77, 12, lit, inside=True)
        assert lit is None or lit in found
        places = sorted(found.values())
        assert places[0] >= 30
        assert places[-1] <= 170
        assert all(other - one >= 76 for one, other in pairwise(places))


def test_one_out_of_sight_is_not_named() -> None:
    assert 5 not in shown(1024, 700, 710, 4)


def test_names_too_long_for_any_step_leave_one_or_none() -> None:
    assert len(shown(30, 0, 30, room=1000)) <= 1


def test_names_are_looked_at_only_where_there_may_be_room(light: theme.Theme) -> None:
    asked: list[int] = []

    def extent(index: int) -> float:
        asked.append(index)
        return 40.0

    named(Axis(4096, 0, 4096, 400), extent, 12, None)
    assert len(asked) < 200


@pytest.mark.parametrize("window", [(0.0, 1024.0), (700.5, 729.5), (700.2, 706.2)])
def test_a_large_matrix_has_names_at_every_zoom(light: theme.Theme, window: tuple[float, float]) -> None:
    visible = Visible(1024, 1024, window, window)
    g = arrange(visible, 800, 700, Measures(), Grid())
    names = [f"x{i + 1}" for i in range(1024)]
    for paint, box in (
        (paint_column_names, (g.matrix.x, g.heading[0], g.matrix.width, g.heading[1])),
        (paint_row_names, g.row_names),
    ):
        image = QImage(800, 700, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFFFF)
        painter = QPainter(image)
        paint(painter, g, names, None)
        painter.end()
        x, y, wide, high = box
        seen = [image.pixel(i, j) != 0xFFFFFFFF for i in range(x, x + wide) for j in range(y, y + high)]
        assert sum(seen) > 100
