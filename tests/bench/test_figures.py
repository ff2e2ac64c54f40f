from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jacviz.bench.figures import Figure, median, percentile

values = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40)


def strict_json(text: str) -> Any:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)


@pytest.mark.parametrize(
    ("value", "goal", "reached"),
    [(2.0, 3.0, True), (3.0, 3.0, True), (3.1, 3.0, False), (3.0, math.nan, None)],
)
def test_a_goal_is_an_upper_bound(value: float, goal: float, reached: bool | None) -> None:
    assert Figure("a drag", value, "ms", goal).reached is reached


def test_the_line_says_what_it_is_what_it_should_be_and_whether_it_is() -> None:
    lines = {
        Figure("a drag", 2.5, "ms", 3.0, "p99 4.00 ms"): "a drag 2.50 ms goal 3 ms reached p99 4.00 ms",
        Figure("a drag", 3.5, "ms", 3.0): "a drag 3.50 ms goal 3 ms MISSED",
        Figure("import torch", 900.0, "ms"): "import torch 900.00 ms",
    }
    assert [" ".join(figure.line().split()) for figure in lines] == list(lines.values())


def test_lines_stand_in_columns() -> None:
    lines = [Figure(name, value, "ms", 3.0).line() for name, value in (("u", 1.0), ("a longer name", 1234.5))]
    assert len({line.index(" ms") for line in lines}) == 1
    assert len({line.index("goal") for line in lines}) == 1


@pytest.mark.parametrize("goal", [3.0, math.nan])
def test_json_is_valid_and_leads_back(goal: float) -> None:
    figure = Figure("a drag", 2.5, "ms", goal, "p99 4.00 ms")
    made = strict_json(json.dumps(figure.as_json()))
    assert made["goal"] == (None if math.isnan(goal) else goal)
    assert made["reached"] is (None if math.isnan(goal) else True)
    again = Figure.from_json(made)
    assert again.as_json() == figure.as_json()
    assert math.isnan(again.goal) == math.isnan(goal)


def test_the_median_of_an_even_number_of_values_lies_between_two() -> None:
    assert median([4.0, 1.0, 2.0]) == 2
    assert median([4.0, 1.0, 2.0, 3.0]) == 2.5


@given(values)
def test_half_of_the_values_lie_on_either_side_of_the_median(found: list[float]) -> None:
    middle = median(found)
    assert sum(value <= middle for value in found) * 2 >= len(found)
    assert sum(value >= middle for value in found) * 2 >= len(found)


def test_percentiles_are_values_that_were_measured() -> None:
    hundred = [float(k) for k in range(1, 101)]
    assert percentile(hundred, 0.99) == 99
    assert percentile(hundred, 0.5) == 50
    assert percentile(hundred, 1.0) == 100
    assert percentile([7.0], 0.99) == 7


@given(values, st.floats(0.01, 1.0))
def test_a_percentile_is_not_exceeded_by_its_share(found: list[float], share: float) -> None:
    bound = percentile(found, share)
    assert bound in found
    assert sum(value <= bound for value in found) >= share * len(found) - 1e-9
