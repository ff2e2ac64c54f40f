from __future__ import annotations

import math
import sys
from collections.abc import Callable

import pytest

from jacviz.language import MathsError, parse
from jacviz.language.arithmetic import evaluate
from jacviz.language.grammar import DEEPEST
from jacviz.language.lines import LONGEST_TEXT, MOST_TOKENS
from tests.language.printing import written


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("x" * 1_000_000, "at most 50,000"),
        ("(" * LONGEST_TEXT, "more than 20,000"),
        ("(" * 10_000, "nested too deep"),
        ("-" * 10_000 + "x", "nested too deep"),
        ("x^" * 9_000 + "x", "nested too deep"),
        ("sin(" * 9_000, "nested too deep"),
        ("where(" * 8_000, "nested too deep"),
        ("not " * 9_000, "nested too deep"),
        ("x\n" * (LONGEST_TEXT // 2), "more than 20,000"),
        ("9" * LONGEST_TEXT, "too large"),
        ("²" * LONGEST_TEXT, "too large"),
        ("é" * LONGEST_TEXT, "at most 64"),
    ],
)
def test_too_much_is_refused_with_a_sentence(text: str, part: str) -> None:
    with pytest.raises(MathsError, match=part):
        parse(text)


@pytest.mark.parametrize("opening", ["(", "sin(", "-", "2^", "max(1, ", "where(x > 0, 1, ", "x+2*("])
def test_nesting_is_read_up_to_the_bound_and_no_further(opening: str) -> None:
    def nested(depth: int) -> str:
        return opening * depth + "x" + ")" * (depth * opening.count("("))

    deepest = max(depth for depth in range(1, DEEPEST + 1) if _reads(nested(depth)))
    assert deepest >= (DEEPEST - 2) // (3 if "+" in opening else 1)
    assert not _reads(nested(deepest + 1))
    expression = parse(nested(deepest)).assignments[0].expression
    assert not math.isnan(evaluate(expression, {"x": 0.5}))
    assert parse(written(expression)).assignments[0].expression == expression


def _reads(text: str) -> bool:
    try:
        parse(text)
    except MathsError:
        return False
    return True


def within(frames: int, call: Callable[[], None]) -> None:
    """Call with room for no more than so many frames."""
    depth, frame = 0, sys._getframe()
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(depth + frames)
    try:
        call()
    finally:
        sys.setrecursionlimit(before)


@pytest.mark.parametrize("opening", ["2*max(1,3+", "-where(not (x<1 and ", "x^-(", "("])
@pytest.mark.parametrize("closing", [")", ")^2*2+1"])
def test_the_deepest_text_needs_little_of_the_stack(opening: str, closing: str) -> None:
    texts = [opening * n + "x" + closing * n for n in range(1, 2 * DEEPEST)]
    deepest = [text for text in texts if _reads(text)][-1:]

    def use() -> None:
        assert not _reads(texts[-1])
        for text in deepest:
            evaluate(parse(text).assignments[0].expression, {"x": 1.0})

    within(500, use)


def test_a_long_sum_is_one_level_deep() -> None:
    count = MOST_TOKENS // 2 - 10
    program = parse(" + ".join(["x"] * count))
    assert evaluate(program.assignments[0].expression, {"x": 1.0}) == count
    assert hash(program) == hash(parse(" + ".join(["x"] * count)))


def test_no_code_is_ever_made_of_text() -> None:
    happened: list[str] = []
    watching = False

    def watch(event: str, arguments: object) -> None:
        if watching and event in ("compile", "exec", "import", "object.__getattr__", "open"):
            happened.append(event)

    sys.addaudithook(watch)  # cannot be taken away again, so it rests outside this test
    texts = ["y = where(x > 0, sin(x)^2 + 2x, max(x, 1, e))", "__import__('os')", "x.__class__", "f(x)"]
    watching = True
    for text in texts:
        if _reads(text):
            evaluate(parse(text).assignments[0].expression, {"x": -1.0})
    assert not happened
    eval("1")
    watching = False
    assert happened == ["compile", "exec"], "the watch sees what it should"
