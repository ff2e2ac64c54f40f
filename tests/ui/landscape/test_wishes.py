"""What the mouse wishes for, as Documents."""

import numpy as np
import pytest

from jacviz.experiment.planes import Plane, parameter_plane
from jacviz.experiment.starts import MOST_STARTS
from jacviz.session.document import Document
from jacviz.ui.landscape.surface import wishes
from tests.ui.landscape.trained import line_run

TILTED = Plane(np.array([1.0, 2.0, 3.0]), np.array([[1.0, 1.0, 0.0], [0.0, 2.0, 1.0]]), ("one", "two"))
STARTS = np.array([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]])


def test_zooming_keeps_the_point_under_the_mouse() -> None:
    window = wishes.zoomed(((-1.0, 3.0), (0.0, 10.0)), (0.0, 5.0), 0.5)
    assert window == ((-0.5, 1.5), (2.5, 7.5))


def test_zooming_ends_where_numbers_do() -> None:
    window = ((1.0, 2.0), (1.0, 2.0))
    for factor in (0.5, 2.0):
        seen, count = window, 0
        while (next_one := wishes.zoomed(seen, (1.5, 1.5), factor)) is not None:
            seen, count = next_one, count + 1
            assert seen[0][0] < seen[0][1]
            assert count < 200
        assert count > 20


def test_panning() -> None:
    assert wishes.panned(((0.0, 4.0), (0.0, 2.0)), 0.5, -0.25) == ((2.0, 6.0), (-0.5, 1.5))


def test_a_start_moves_within_a_plane_of_parameters() -> None:
    plane = parameter_plane(("a", "b", "c"), np.zeros(3), 2, 0)
    moved = wishes.moved_start(STARTS, 1, plane, (7.0, -7.0))
    assert moved.tolist() == [[0.0, 1.0, 2.0], [-7.0, 4.0, 7.0]]
    assert STARTS[1].tolist() == [3.0, 4.0, 5.0]


def test_a_start_keeps_what_it_has_off_the_plane() -> None:
    moved = wishes.moved_start(STARTS, 0, TILTED, (0.5, -2.0))
    before, after = TILTED.project(STARTS[0]), TILTED.project(moved[0])
    np.testing.assert_allclose(after[0], [0.5, -2.0])
    np.testing.assert_allclose(after[1], before[1])


def test_starts_are_added_on_the_plane_and_removed() -> None:
    more = wishes.added_start(STARTS, TILTED, (1.0, 1.0))
    assert more is not None
    assert more[2].tolist() == [2.0, 5.0, 4.0]
    assert wishes.added_start(np.zeros((MOST_STARTS, 3)), TILTED, (0.0, 0.0)) is None
    fewer = wishes.removed_start(more, 0)
    assert fewer is not None
    assert fewer.tolist() == more[1:].tolist()
    assert wishes.removed_start(STARTS[:1], 0) is None
    assert wishes.removed_start(STARTS, 5) is None


def test_placed_starts_are_read_only_and_in_the_document() -> None:
    run, document = line_run(steps=1), Document()
    assert wishes.starts_now(document, run) is run.begun.starts
    placed = wishes.with_starts(document, run.begun.starts + 1)
    starts = placed.landscape.starts.placed
    assert starts is not None
    assert placed.landscape.starts.count == 5
    assert wishes.starts_now(placed, run) is starts
    with pytest.raises(ValueError, match="read-only"):
        starts[0] = 0


def test_a_click_on_the_legend_hides_and_shows() -> None:
    assert wishes.toggled((), "start 1") == ("start 1",)
    assert wishes.toggled(("start 0", "start 1"), "start 0") == ("start 1",)
