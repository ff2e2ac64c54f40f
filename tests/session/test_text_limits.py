from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jacviz.session.text_limits import LARGEST_TEXT, LONGEST_LINE, refusal, with_line_feeds

BREAKS = ["\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize("line_end", BREAKS)
def test_any_line_end_ends_a_line(line_end: str) -> None:
    assert with_line_feeds(f"a{line_end}{line_end}b") == "a\n\nb"
    assert refusal(line_end.join(["x" * LONGEST_LINE] * 3)) is None


@given(st.lists(st.text(alphabet="xθ😀 ", max_size=5), min_size=1), st.sampled_from(BREAKS))
def test_lines_stay_as_they_are(lines: list[str], line_end: str) -> None:
    assert with_line_feeds(line_end.join(lines)) == "\n".join(lines)


def test_a_line_too_long_is_refused_with_a_sentence_wherever_it_stands() -> None:
    assert refusal("") is None
    said = refusal("x\n" * 100 + "x" * (LONGEST_LINE + 1) + "\nx")
    assert said == (
        "The text has a line of 20,001 characters; at most 20,000 can be edited: break it into several."
    )


def test_a_text_too_large_is_refused_with_what_it_comes_in_addition_to() -> None:
    text = ("x" * 99 + "\n") * (LARGEST_TEXT // 100)
    assert refusal(text) is None
    assert refusal(text, 1) == "The text has 4,000,001 characters; at most 4,000,000 can be edited."
