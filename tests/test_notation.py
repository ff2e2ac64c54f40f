"""Numbers, names, spaces and times as the user reads them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jacviz.engine.client import sentences
from jacviz.engine.messages import Failure, JacobianTask
from jacviz.engine.training_messages import CsvLayoutTask
from jacviz.notation import capitalised, duration, ended, number, parts, passes, space, subscripted, weight_on


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (-0.5, 4, "−0.5"),
        (-0.0, 4, "0"),
        (1.23456, 4, "1.235"),
        (1.2e-7, 4, "1.2e−7"),
        (1e20, 4, "1e20"),
        (-math.inf, 4, "−∞"),
        (math.nan, 4, "nan"),
        (123.4, 2, "123"),
        (10004.0, 4, "10004"),
        (1234567.0, 4, "1.235e6"),
    ],
)
def test_numbers(value: float, digits: int, text: str) -> None:
    assert number(value, digits) == text


def test_names() -> None:
    assert parts("x12") == ("x", "12")
    assert parts("w[1,2]") == ("w", "1,2")
    assert parts("speed") == ("speed", "")
    assert [subscripted(name) for name in ("x12", "w[1,2]", "speed")] == ["x₁₂", "w[1,2]", "speed"]


def test_spaces() -> None:
    assert [space(n) for n in (1, 2, 64, 4096)] == ["R", "R²", "R⁶⁴", "R⁴⁰⁹⁶"]


def test_passes() -> None:
    assert [passes(count) for count in (1, 2, 4096)] == ["1 pass", "2 passes", "4,096 passes"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0 ms"),
        (2.1e-4, "0.2 ms"),
        (0.9996e-3, "1 ms"),
        (1.26e-3, "1.3 ms"),
        (0.00999, "10 ms"),
        (0.1234, "123 ms"),
        (0.9996, "1 s"),
        (0.99999, "1 s"),
        (1.234, "1.2 s"),
        (12.34, "12.3 s"),
        (123.4, "123 s"),
        (3600.0, "3,600 s"),
    ],
)
def test_times(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@given(st.floats(1e-6, 1e5))
def test_no_time_is_far_off_or_written_with_an_exponent(seconds: float) -> None:
    value, unit = duration(seconds).replace(",", "").split()
    assert "e" not in value
    shown = float(value) / (1e3 if unit == "ms" else 1)
    assert shown == pytest.approx(seconds, rel=0.05 if seconds > 1e-3 else 0.5)


@pytest.mark.parametrize(
    "failure",
    [
        sentences.past_deadline(2.0, JacobianTask("maths", "x")),
        sentences.past_deadline(2.0, CsvLayoutTask("data.csv")),
        sentences.past_memory(4 << 30, JacobianTask("maths", "x")),
        sentences.died(1, JacobianTask("maths", "x")),
        sentences.died(None, CsvLayoutTask("data.csv")),
        sentences.talked_nonsense("?"),
        sentences.cannot_stay_alive(),
    ],
)
def test_what_the_engine_says_begins_with_a_capital_letter_where_it_stands_alone(failure: Failure) -> None:
    shown = capitalised(failure.sentence)
    assert shown[0].isupper()
    assert shown[1:] == failure.sentence[1:]


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("there is no function yet; write one", "There is no function yet; write one"),
        ("expected a function named f, got g", "Expected a function named f, got g"),
        ("two floating types meet (...)", "Two floating types meet (...)"),
    ],
)
def test_plain_words_begin_with_a_capital_letter(sentence: str, shown: str) -> None:
    assert capitalised(sentence) == shown


@pytest.mark.parametrize(
    "sentence",
    [
        "f(x): expected a tensor, got None",
        "f has no inputs to differentiate with respect to",
        "sine is not known; did you mean sin?",
        "two is not known; define it, or import it",
        "there: is not known; write inputs: there",
        "theta0: expected numbers, got str",
        "torch has no derivative for aten::nextafter",
        "stoppedness is not known",
        "'Tensor' object has no attribute 'foo'",
        "",
    ],
)
def test_names_and_what_python_says_stay_as_they_are(sentence: str) -> None:
    assert capitalised(sentence) == sentence


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("the engine cannot start", "the engine cannot start."),
        ("write x0 = torch.ones(3)", "write x0 = torch.ones(3)."),
        ("Edit the function.", "Edit the function."),
        ("sine is not known; did you mean sin?", "sine is not known; did you mean sin?"),
        ("", ""),
    ],
)
def test_a_sentence_has_one_end(sentence: str, shown: str) -> None:
    assert ended(sentence) == shown


@pytest.mark.parametrize(
    ("outputs", "weights"),
    [
        (["y1", "y2"], ["u1", "u2"]), (["y109", "y3"], ["u109", "u3"]),
        (["y17[2]", "y4[1]"], ["u17[2]", "u4[1]"]),
        (["speed", "yaw", "a5"], ["u1", "u2", "u3"]), (["speed", "y1", "y2"], ["u1", "u2", "u3"]),
    ],
)  # fmt: skip
def test_a_weight_wears_the_number_of_what_it_weighs(outputs: list[str], weights: list[str]) -> None:
    assert [weight_on(outputs, index) for index in range(len(outputs))] == weights
