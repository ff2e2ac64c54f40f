"""What is zero but for rounding is told apart from what is small."""

from __future__ import annotations

from math import pi

import numpy as np
import pytest

from jacviz.ui.matrix import figures, sentences, typeset
from jacviz.ui.matrix.pointing import Pointer
from jacviz.ui.matrix.traces import traces, traces_of_outputs
from tests.ui.matrix.answers import answer_of

TURN = pi / 2
POLAR = np.array([[np.cos(TURN), -2 * np.sin(TURN)], [np.sin(TURN), 2 * np.cos(TURN)]])


def test_the_cosine_of_a_right_angle_is_a_trace() -> None:
    assert traces(POLAR).tolist() == [[True, False], [False, True]]
    assert traces(POLAR.astype(np.float32)).tolist() == [[True, False], [False, True]]
    assert traces_of_outputs(POLAR @ [2, 0], POLAR, np.array([2, TURN])).tolist() == [True, False]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "jacobian",
    [
        [[1e20, 0], [0, 1]],  # each output in its own unit
        [[1e20, 1], [0, 1]],
        [[1, 1e-18]],  # a gradient: that input may have another unit
        [[1, 1e-12], [1, 1]],
        [[np.inf, 1], [1, np.nan]],
        [[0, 0], [0, 0]],
    ],
)
def test_what_is_merely_small_is_none(jacobian: list[list[float]]) -> None:
    assert not traces(np.array(jacobian, dtype=float)).any()


@pytest.mark.parametrize("scale", [1e-200, 1e-8, 1, 1e8, 1e200])
def test_units_of_outputs_and_inputs_decide_nothing(scale: float) -> None:
    assert not traces(np.diag([1.0, scale])).any()
    for unit in ([[scale], [1.0]], [[1.0], [scale]], [1.0, scale], [scale, 1.0]):
        assert not traces(np.array([[1.0, 2.0], [3.0, 4.0]]) * np.array(unit)).any()


def test_outputs_of_a_jacobian_that_overflows_are_no_traces() -> None:
    huge = np.full((2, 2), 1e300)
    assert traces_of_outputs(np.array([1.0, 0.0]), huge, np.full(2, 1e300)).tolist() == [False, False]  # type: ignore[union-attr]


def test_a_window_sees_the_traces_of_the_whole() -> None:
    wide = np.eye(40) + 1e-17
    assert traces(wide, slice(3, 5), slice(7, 9)).all()
    assert (traces(wide, slice(3, 9), slice(3, 9)) == traces(wide)[3:9, 3:9]).all()


@pytest.mark.usefixtures("light")
def test_a_trace_is_written_as_about_zero() -> None:
    written = figures.fit(POLAR, 90, 60, traces=traces(POLAR)).figures
    assert [[f.text for f in row] for row in written] == [[figures.TRACE, "−2"], ["1", figures.TRACE]]
    (line,) = sentences.about(Pointer(0, 0), answer_of(POLAR), None)
    assert typeset.plain(line) == (
        "∂y₁/∂x₁ = 6.123e−17: to first order x₁ moves y₁ by no more than rounding, "
        "beside the largest entries of this row and this column."
    )
