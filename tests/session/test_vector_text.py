"""Vectors copied to text and read back from whatever people paste."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import jacviz.language
from jacviz.session import vector_text
from jacviz.session.vector_text import LONGEST_TEXT, VectorTextError, read_vector, write_vector


@given(arrays(np.float64, st.integers(1, 30), elements=st.floats(allow_nan=False, allow_infinity=False)))
def test_what_is_written_is_read_back_exactly(array: np.ndarray) -> None:
    read = read_vector(write_vector(array), len(array))
    assert read.tobytes() == array.tobytes()


@given(
    arrays(np.float64, st.integers(1, 12), elements=st.floats(-1e9, 1e9)),
    st.sampled_from([", ", ",", " ", "\n", ";", "; ", ",\n  ", "\t", " \r\n"]),
    st.sampled_from(["{}", "[{}]", "({})", "[ {} ]", "np.array([{}])", "tensor([{}])", "u=[{}]"]),
)
def test_every_separator_in_every_wrapping_is_read(array: np.ndarray, separator: str, around: str) -> None:
    text = around.format(separator.join(map(repr, array.tolist())))
    assert read_vector(text, len(array)).tolist() == array.tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1, 0.5", [1, 0.5]),
        ("1,0.5,", [1, 0.5]),
        (" [1., .5 ] ", [1, 0.5]),
        ("[1. 0.5]", [1, 0.5]),
        ("array([1.0, 0.5])", [1, 0.5]),
        ("array([1.0, 0.5], dtype=float32)", [1, 0.5]),
        ("np.asarray([1, 0.5])", [1, 0.5]),
        ("array([[1. ],\n       [0.5]])", [1, 0.5]),
        ("tensor([1.0000, 0.5000], dtype=torch.float64)", [1, 0.5]),
        ("tensor([1., 0.5], device='cuda:0', dtype=torch.float64, requires_grad=True)", [1, 0.5]),
        ("tensor([1., 0.5], grad_fn=<MulBackward0>)", [1, 0.5]),
        ("torch.tensor([1, 0.5])", [1, 0.5]),
        ("[np.float64(1.0), np.float64(0.5)]", [1, 0.5]),
        ("[tensor(1.), tensor(0.5000)]", [1, 0.5]),
        ("[[1], [0.5]]", [1, 0.5]),
        ("1\n0.5\n", [1, 0.5]),
        ("1; 0.5;", [1, 0.5]),
        ("1 -0.5", [1, -0.5]),
        ("−1, +2e−3", [-1, 2e-3]),
        ("1e3 2E-2", [1000, 0.02]),
        ("pi/4, 1/3", [np.pi / 4, 1 / 3]),
        ("1/3 2^0.5", [1 / 3, 2**0.5]),
        ("pi / 4, 1", [np.pi / 4, 1]),
        ("sqrt(2), atan2(1, 1)", [2**0.5, np.pi / 4]),
        ("max(1, 2), 3", [2, 3]),
        ("(1, 2)", [1, 2]),
        ("v = (1, 2);", [1, 2]),
    ],
)
def test_what_people_paste(text: str, expected: list[float]) -> None:
    assert read_vector(text, 2).tolist() == expected


def test_a_matrix_is_read_row_by_row() -> None:
    assert read_vector("tensor([[1, 2],\n        [3, 4]])", 4).tolist() == [1, 2, 3, 4]


def test_one_number_is_a_vector() -> None:
    assert read_vector("0.5", 1).tolist() == [0.5]
    assert read_vector("tensor(0.5)", 1).tolist() == [0.5]
    assert read_vector("(sqrt(4))", 1).tolist() == [2]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1, 2", "expected 3 numbers for u, got 2"),
        ("1 2 3 4", "expected 3 numbers for u, got more"),
        ("", "expected 3 numbers for u, got 0"),
        ("[]", "expected 3 numbers for u, got 0"),
        ("1, two, 3", "expected numbers for u, got “two”"),
        ("1,, 3", "a number of u is missing between two commas"),
        (", 2, 3", "a number of u is missing"),
        ("1, nan, 3", "expected finite numbers for u, got nan"),
        ("1, 2, -inf", "expected finite numbers for u, got -inf"),
        ("1e999, 2, 3", "expected finite numbers for u, got inf"),
        ("1/0, 2, 3", "expected numbers for u, got “1/0”"),
        ("[1, 2, 3", "the list for u has 1 “[” but 0 “]”"),
        ("tensor([1.0, 2.0, ..., 3.0])", "shortened by “…”: copy all 3 numbers of u"),
        ("1+2j, 0, 0", "expected numbers for u, got “1+2j”"),
        ("x1, x2, x3", "expected numbers for u, got “x1”"),
        ("{'a': 1}", "expected numbers for u"),
        ("0x10, 1, 2", "expected numbers for u, got “0x10”"),
        ("import os", "expected numbers for u, got “import”"),
        ("__import__('os').system('true')", "expected numbers for u"),
        ("array(open('/etc/passwd'))", "expected numbers for u"),
        ("a" * 100, "expected numbers for u, got “aaaaaaaaaaaaaaaaaaaaaaa…”"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(VectorTextError) as caught:
        read_vector(text, 3, "u")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_one_expected_number_is_named_in_the_singular() -> None:
    with pytest.raises(VectorTextError, match="expected 1 number for v, got more"):
        read_vector("1, 2", 1, "v")


@pytest.mark.parametrize(
    "text",
    [
        "9" * LONGEST_TEXT + "9",
        "1 " * (LONGEST_TEXT // 2),
        "(" * LONGEST_TEXT,
        "a." * 99_999,
        "a,b=" * 99_999,
    ],
)
def test_a_huge_text_is_refused(text: str) -> None:
    with pytest.raises(VectorTextError):
        read_vector(text, 3)


class Counted:
    """A pattern that counts how often it is tried."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        self.tried = 0

    def match(self, text: str, place: int) -> re.Match[str] | None:
        self.tried += 1
        return self._pattern.match(text, place)


def test_keywords_that_end_in_something_else_are_gone_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(vector_text._KEYWORD)
    monkeypatch.setattr(vector_text, "_KEYWORD", counted)
    with pytest.raises(VectorTextError):
        read_vector("array(1" + ", dtype=a" * 8000 + "!)", 3)
    assert counted.tried <= 8001


@pytest.mark.parametrize("text", ["pi " * 130_000, "pi," * 130_000, "pi\n" * 130_000, "1 2 3 pi"])
def test_no_more_is_worked_out_than_is_needed(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    worked_out: list[str] = []

    def evaluate(piece: str) -> float:
        worked_out.append(piece)
        return 1.0

    monkeypatch.setattr(jacviz.language, "evaluate_number", evaluate)
    with pytest.raises(VectorTextError, match="expected 3 numbers for the vector, got more"):
        read_vector(text, 3)
    assert len(worked_out) <= 4


@given(st.text(max_size=60) | st.text(alphabet="0123456789.,;[]()+-*/^ \nearytnso=πi", max_size=40))
def test_any_text_gives_numbers_or_a_sentence(text: str) -> None:
    try:
        values = read_vector(text, 2)
    except VectorTextError:
        return
    assert values.shape == (2,)
    assert np.isfinite(values).all()
