"""What a screen reader is told about values."""

from __future__ import annotations

import numpy as np

from jacviz.ui.matrix.entries import told


def test_a_dozen_values_are_spelled_out() -> None:
    assert told(("x1", "speed"), np.array([-0.5, 1e-9])) == "x 1: −0.5, speed: 1e−9"
    assert told(tuple(f"x{i}" for i in range(12)), np.zeros(12)).count(":") == 12


def test_more_values_are_summed_up() -> None:
    names = tuple(f"y{i + 1}" for i in range(64))
    values = np.zeros(64)
    values[[3, 8]] = 2, -7
    assert told(names, values) == "64 values, largest −7 at y 9"
    values[[3, 4]] = np.nan, np.inf
    assert told(names, values) == "64 values, largest −7 at y 9, 2 not finite"
    assert told(names, np.full(64, np.nan)) == "64 values, 64 not finite"


def test_values_of_another_function_are_not_told() -> None:
    assert told(("x1",), np.zeros(2)) == ""
    assert told((), None) == ""
