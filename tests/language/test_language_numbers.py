from __future__ import annotations

import contextlib
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jacviz.language import MathsError, evaluate_number
from jacviz.notation import number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        (" -1e-3 ", -1e-3),
        ("+3", 3.0),
        ("−2.5", -2.5),
        ("1.2e−7", 1.2e-7),
        ("−1.2e−7", -1.2e-7),
        ("pi/4", math.pi / 4),
        ("2π", 2 * math.pi),
        ("2^0.5", math.sqrt(2)),
        ("2**0.5", math.sqrt(2)),
        ("1/3", 1 / 3),
        ("-2^2", -4.0),
        ("sqrt(2)/2", math.sqrt(2) / 2),
        ("e", math.e),
        ("min(3, 2)", 2.0),
        ("where(1 < 2, 5, 6)", 5.0),
        ("10²", 100.0),
        ("3 # three", 3.0),
    ],
)
def test_numbers_as_they_are_typed(text: str, value: float) -> None:
    assert evaluate_number(text) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "column", "sentence"),
    [
        ("", 0, "A number is expected, such as 0.5 or pi/4."),
        ("  \n", 0, "A number is expected, such as 0.5 or pi/4."),
        ("1 + x1", 4, "x1 is a name; a number is expected here, such as 0.5 or pi/4."),
        ("nan", 0, "nan is a name; a number is expected here, such as 0.5 or pi/4."),
        ("1/0", 0, "1/0 is not a finite number."),
        ("log(-1)", 0, "log(-1) is not a finite number."),
        ("10^400", 0, "10^400 is not a finite number."),
        ("9**9**9**9", 0, "9**9**9**9 is not a finite number."),
        ("1, 2", 1, "A comma does not separate outputs; write one output a line, decimals with a point."),
        ("1;2", 1, "; cannot stand here."),
        ("1 >", 3, "Something is missing after >."),
        ("x" * 2000, 0, "A number has at most 1,000 characters; 2,000 came."),
    ],
)
def test_what_is_no_number_is_refused(text: str, column: int, sentence: str) -> None:
    with pytest.raises(MathsError, match=f"^{re.escape(sentence)}$") as caught:
        evaluate_number(text)
    assert (caught.value.line, caught.value.column) == (0, column)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_that_is_shown_can_be_typed_again(value: float) -> None:
    assert evaluate_number(repr(value)) == value
    assert evaluate_number(number(value, 17)) == pytest.approx(value, rel=1e-12)


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    with contextlib.suppress(MathsError):
        assert math.isfinite(evaluate_number(text))
