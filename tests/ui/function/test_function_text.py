"""The parts of the editor that know no widget: places, pieces of lines, names, slices, the typeface."""

from __future__ import annotations

import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontInfo, QFontMetricsF
from PySide6.QtWidgets import QApplication

from jacviz import resources
from jacviz.engine.messages import JacobianAnswer, Space, flat
from jacviz.ui import theme
from jacviz.ui.function import typeface, wording
from jacviz.ui.function.filling import SLICE_CHARACTERS, SLICE_LINES, slices
from jacviz.ui.function.indentation import indent_after
from jacviz.ui.function.lexing import Token, maths_tokens, python_tokens
from jacviz.ui.function.offsets import Offsets
from jacviz.ui.function.text import moved
from jacviz.ui.function.vocabulary import Candidate, fitting, maths_candidates, python_candidates, word_before

TEXT = st.text(alphabet="ab𝑥θ\n😀", max_size=12)


@given(TEXT)
def test_places_agree_with_utf_16_and_come_back(text: str) -> None:
    offsets = Offsets(text)
    for index in range(len(text) + 1):
        assert offsets.units(index) == len(text[:index].encode("utf-16-le")) // 2
        assert offsets.characters(offsets.units(index)) == index


@given(TEXT, TEXT, TEXT, TEXT)
def test_a_cursor_stays_beside_its_character_when_a_text_is_replaced(
    start: str, end: str, old: str, new: str
) -> None:
    before, after = start + old + end, start + new + end
    for index in range(len(start)):
        units = Offsets(before).units(index)
        assert moved(before, after, units) == Offsets(after).units(index)
    place = moved(before, after, Offsets(before).units(len(before)))
    assert 0 <= place <= Offsets(after).units(len(after))


def test_a_cursor_behind_the_change_keeps_its_distance_from_the_end() -> None:
    assert moved("x1 + x2\nx3", "x1 - 3 x2\nx3", 9) == 11


def kinds(tokens: list[Token], line: str) -> dict[str, str]:
    return {line[token.start : token.start + token.length]: token.kind for token in tokens}


def test_maths_pieces() -> None:
    line = "y = 2.5e3 sin(x1) + where(a > 0, pi, θ)  # sin 3"
    found = kinds(maths_tokens(line, 0)[0], line)
    assert found == {
        "2.5e3": "number",
        "sin": "function",
        "where": "function",
        "0": "number",
        "pi": "number",
        "# sin 3": "comment",
    }
    assert kinds(maths_tokens("inputs: x, y", 0)[0], "inputs: x, y") == {"inputs": "keyword"}
    assert maths_tokens("inputs + 1", 0)[0] == [Token(9, 1, "number")]


def test_python_pieces() -> None:
    line = 'def f(x): return "a" + 3  # note'
    found = kinds(python_tokens(line, 0)[0], line)
    assert found["def"] == found["return"] == "keyword"
    assert found["f"] == "function"
    assert found["3"] == "number"
    assert found["# note"] == "comment"


@pytest.mark.parametrize(
    ("line", "before", "after"),
    [
        ('x = """open', 0, 1),
        ("x = '''open", 0, 2),
        ('still """ done', 1, 0),
        ('still """ here', 2, 2),
        ('"""one line"""', 0, 0),
        ('# """ only a comment', 0, 0),
        ('\'"""\'', 0, 0),
        ('escaped \\""" still', 1, 1),
        ('end""" + """again', 1, 1),
    ],
)
def test_strings_over_several_lines_carry_their_state(line: str, before: int, after: int) -> None:
    assert python_tokens(line, before)[1] == after


@given(st.text(max_size=60), st.sampled_from([0, 1, 2]))
def test_pieces_lie_in_the_line_in_order(line: str, state: int) -> None:
    line = "".join(line.splitlines())
    for tokens, after in (maths_tokens(line, 0), python_tokens(line, state)):
        assert after in (0, 1, 2)
        end = 0
        for token in tokens:
            assert end <= token.start
            end = token.start + token.length
            assert token.length > 0
        assert end <= len(line)


@pytest.mark.parametrize(
    ("line", "indent"),
    [
        ("x = 1", 0),
        ("def f(x):", 4),
        ("    if x:  # why:", 8),
        ("    return x", 0),
        ("        raise ValueError", 4),
        ("y = torch.stack([", 4),
        ('s = "a:"', 0),
        ("# note:", 0),
        ("    x = 1  # return", 4),
    ],
)
def test_indent_of_a_new_line(line: str, indent: int) -> None:
    assert indent_after(line) == " " * indent


def test_maths_offers_its_own_names_first_and_explains_the_language() -> None:
    offered = maths_candidates("speed = x1 x2\ns", "y = ")
    names = [candidate.name for candidate in offered]
    assert names[:3] == ["speed", "x1", "x2"]
    assert "inputs:" not in names
    assert "inputs:" in [candidate.name for candidate in maths_candidates("", "")]
    assert all(candidate.explanation for candidate in offered)


def test_maths_offers_what_stands_alone_somewhere_and_no_function_misspelt() -> None:
    own = [one.name for one in maths_candidates("2speed + sine(x1) + rate(x1 + 1) - rate", "")]
    assert own[:3] == ["rate", "speed", "x1"]
    assert "sine" not in own


def test_names_of_a_long_text_are_found_in_one_go(capsys: pytest.CaptureFixture[str]) -> None:
    text = "\n".join(f"name{i} = abc{i} x{i} + foo(bar{i})" for i in range(3000))
    start = time.perf_counter()
    offered = maths_candidates(text, "")
    with capsys.disabled():
        print(f"\nnames in {len(text) // 1000} kB: {(time.perf_counter() - start) * 1e3:.0f} ms")
    assert sum(one.explanation == "in this text" for one in offered) == 12_000


def test_fitting_names_come_exact_first_then_with_the_same_capitals() -> None:
    offered = [Candidate("Tanh"), Candidate("tanh"), Candidate("tan"), Candidate("cos")]
    assert [one.name for one in fitting(offered, "tan")] == ["tan", "tanh", "Tanh"]
    assert [one.name for one in fitting(offered, "Tan")] == ["Tanh", "tanh", "tan"]


def test_python_offers_what_is_there_without_import() -> None:
    names = {candidate.name for candidate in python_candidates("weight = 3")}
    assert {"torch", "nn", "F", "math", "np", "return", "weight"} <= names


def test_the_word_before_the_cursor() -> None:
    assert word_before("2x1 + 3sig") == "sig"
    assert word_before("torch.") == ""
    assert word_before("θ₁") == "θ₁"


@given(st.text(alphabet="ab\n", max_size=400))
def test_slices_make_up_the_text(text: str) -> None:
    assert "".join(slices(text)) == text


def test_slices_are_small() -> None:
    pieces = list(slices("\n" * 10 * SLICE_LINES + "x" * 3 * SLICE_CHARACTERS))
    assert max(map(len, pieces)) <= SLICE_CHARACTERS
    assert max(piece.count("\n") for piece in pieces) <= SLICE_LINES


def test_the_editor_font_stands_on_taller_lines_and_is_a_sound_file(qapp: QApplication) -> None:
    theme.install("light")
    font = typeface.editor_font()
    assert QFontInfo(font).family() == "JetBrains Tall"
    plain = QFontMetricsF(theme.code_font())
    assert QFontMetricsF(font).height() == pytest.approx(theme.BODY * typeface.LINE_HEIGHT, abs=1)
    assert QFontMetricsF(font).horizontalAdvance("x1 + x2") == plain.horizontalAdvance("x1 + x2")
    made = typeface.taller(resources.read_bytes("fonts/JetBrainsMono-Regular.ttf"), 1.6)
    words = struct.unpack(f">{len(made) // 4}I", made[: len(made) // 4 * 4])
    assert len(made) % 4 == 0
    assert sum(words) % 2**32 == 0xB1B0AFBA  # what the whole file's checksum must come to


def answer_of(inputs: Space, outputs: Space, seconds: float = 0.0002) -> JacobianAnswer:
    n, m = len(inputs), len(outputs)
    return JacobianAnswer(
        inputs, Space((), ()), outputs, flat([0.0] * n), flat([]), flat([0.0] * m), "x",
        flat([0.0] * n * m).reshape(m, n), "reverse", m, n, seconds,
    )  # fmt: skip


def test_spaces_and_shapes_in_words() -> None:
    image = answer_of(Space(tuple(map(str, range(64))), (8, 8)), Space(tuple(map(str, range(10))), (10,)))
    assert wording.signature(image) == "R⁶⁴ → R¹⁰"
    assert wording.shapes(image) == "8 × 8 → 10"
    assert wording.other_mode(image) == "(forward: 64)"
    plain = answer_of(Space(("x",), (1,)), Space(("y",), ()))
    assert wording.signature(plain) == "R → R"
    assert wording.shapes(plain) == ""


def test_devices_in_words() -> None:
    words = [wording.device(name) for name in ("cpu", "cuda:0", "mps", "xpu")]
    assert words == ["CPU", "CUDA 0", "MPS", "xpu"]
