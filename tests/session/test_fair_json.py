"""JSON read a piece at a time: the same as by the standard library, refusals included."""

from __future__ import annotations

import json

import pytest

from jacviz.session import fair_json
from jacviz.session.fair_json import UnlikelyError, count_of, decoded, loads


def refuse(word: str) -> float:
    raise ValueError(word)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fair_json, "PIECE", 7)


@pytest.mark.parametrize(
    "value",
    [
        {"a": [1, -2.5e-30, 10**40, True, False, None], "": {}, "ü\"\\\n": [[], [[]], "x" * 30]},
        ["", "\ud800", "😀" * 9, "\x00\t/"],
        "a text alone, longer than a piece",
    ],
    ids=range(3),
)
def test_large_files_are_read_as_small_ones(value: object) -> None:
    for text in (json.dumps(value), json.dumps(value, ensure_ascii=False), json.dumps(value, indent=3)):
        assert loads(" " * 9 + text, refuse) == value


BROKEN = [
    '{"a": 1', '["' + "x" * 50, '["' + "x" * 50 + '\n"]', '["\\q"]', "[1,]", "[NaN]", "nothing", '{"a" 1}',
]  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_no_json_is_none_here(text: str) -> None:
    told = []
    whole = text + " " * 9
    for read in (lambda: json.loads(whole, parse_constant=refuse), lambda: loads(whole, refuse)):
        with pytest.raises(ValueError, match=r".") as error:
            read()
        told.append((type(error.value), str(error.value)))
    assert told[0] == told[1]


def test_long_texts_are_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    for long in ("A+/=" * 20, "ü" * 20, 'a"b' * 9, "a\\" * 9, "x" * 13 + "ü" + "x" * 13):
        assert loads(json.dumps([long, 1]), refuse) == [long, 1]
        assert loads(json.dumps([long, 1], ensure_ascii=False), refuse) == [long, 1]
    monkeypatch.setattr(fair_json, "_LONGEST_TEXT", 30)
    assert loads(json.dumps(["x" * 99]), refuse) == ["x" * 99]
    with pytest.raises(UnlikelyError, match="longer than any text"):
        loads(json.dumps(["ü" + "x" * 99]), refuse)


@pytest.mark.parametrize("before", ["", "x", "xx", "xxx", "xxxx", "xxxxxx"])
def test_utf_8_is_read_across_pieces_and_the_byte_that_is_none_is_named(before: str) -> None:
    text = before + "ü½😀" * 5
    assert decoded(b"\xef\xbb\xbf" + text.encode()) == text
    harmed = before.encode() + "ü½😀".encode() * 2 + b"\xffabc"
    with pytest.raises(UnicodeDecodeError) as told:
        decoded(harmed)
    assert told.value.start == harmed.index(b"\xff")


def test_marks_are_counted_and_blanks_without_end_refused() -> None:
    assert count_of(b"[[1, 2], {}, {}]" * 3, b"[{,") == 21
    for filled in (b" " * 20, b"7" * 20):
        with pytest.raises(UnlikelyError, match="is no JSON"):
            count_of(b"[" + filled, b"[")
