from __future__ import annotations

import errno
import gc
import json
import math
import os
import sys
import typing
import xml.etree.ElementTree as ET
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import pytest
from hypothesis import given, settings

from jacviz.experiment.data import Dataset
from jacviz.experiment.recipes import SGD, Adam
from jacviz.experiment.schedules import Cosine
from jacviz.experiment.settings import RiskSettings, Source
from jacviz.session.document import Document
from jacviz.session.document_file import (
    LARGEST_FILE,
    document_from,
    document_of,
    document_text,
    is_document,
    read_document_file,
    write_document_file,
)
from jacviz.session.examples import read_source
from jacviz.session.landscape.settings import Landscape, Starts
from jacviz.session.plain_reading import _choices
from jacviz.session.source_files import SourceFileError
from jacviz.session.text_limits import title_of
from jacviz.session.vectors import Vector, frozen
from tests.session.documents import documents, same

WORKED = Document(title="Worked example", maths="x1^2 + x2 + x3\nx1 - x2 + x3", x=Vector(frozen([2, 3, 1])))


def changed(change: Any) -> str:
    """The worked example's file with something else in it."""
    plain = json.loads(document_text(WORKED))
    change(plain)
    return json.dumps(plain)


def refused(text: str) -> str:
    with pytest.raises(SourceFileError) as caught:
        document_of(text, "mine.jacviz")
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert len(sentence) < 300
    return sentence


@settings(max_examples=150, deadline=None)
@given(document=documents)
def test_a_document_comes_back_to_the_last_bit(document: Document) -> None:
    text = document_text(document)
    text.encode()
    opened = document_of(text, "random.jacviz")
    assert opened.notes == ()
    assert same(opened.document, document)
    assert document_text(opened.document) == text


def test_every_field_of_the_document_is_in_its_file() -> None:
    plain = json.loads(document_text(WORKED))["document"]
    of_the_session = {"origin", "foreign"}
    assert [*plain][1:] == [field.name for field in fields(Document) if field.name not in of_the_session]


def test_arrays_are_lists_of_numbers_and_long_ones_say_what_they_are() -> None:
    long = np.linspace(-1, 1, 1000).reshape(500, 2)
    data = Dataset(long, long[:, 0], ("a", "b"), classes=(), title="mine.csv")
    starts = Starts(placed=np.array([[1.0, -0.0], [np.pi, 1e-310]]))
    document = replace(WORKED, landscape=Landscape(problem=RiskSettings(data=data), starts=starts))
    plain = json.loads(document_text(document))["document"]
    assert plain["x"]["values"] == [2, 3, 1]
    assert plain["landscape"]["starts"]["placed"] == [[1.0, -0.0], [np.pi, 1e-310]]
    assert plain["landscape"]["problem"]["data"]["inputs"]["is"] == "base64 of little-endian float64"
    assert plain["landscape"]["problem"]["data"]["inputs"]["shape"] == [500, 2]
    back = document_of(document_text(document), "d").document
    assert same(back, document)
    assert not back.x.values.flags.writeable


def test_what_is_not_finite_is_a_text() -> None:
    document = replace(WORKED, x=Vector(frozen([np.nan, np.inf, -np.inf])))
    text = document_text(document)
    assert '["nan", "inf", "-inf"]' in text
    assert same(document_of(text, "d").document, document)


def test_a_field_that_is_missing_takes_its_default() -> None:
    opened = document_of(changed(lambda plain: plain["document"].pop("landscape")), "older.jacviz")
    assert same(opened.document, WORKED)
    assert opened.notes == ()


def test_a_newer_file_is_read_as_far_as_it_is_known() -> None:
    def newer(plain: dict[str, Any]) -> None:
        plain["format"] = 7
        plain["document"]["colour_of_the_sky"] = {"is": "Colour", "value": "blue"}

    opened = document_of(changed(newer), "new.jacviz")
    assert same(opened.document, WORKED)
    assert opened.notes == (
        "new.jacviz was written by a newer jacviz; it was opened as far as this one knows it without "
        "colour_of_the_sky.",
    )


def test_a_newer_file_that_cannot_be_understood_says_so() -> None:
    def newer(plain: dict[str, Any]) -> None:
        plain["format"] = 2
        plain["document"]["landscape"]["recipes"][0]["is"] = "Muon"

    assert refused(changed(newer)).startswith(
        "mine.jacviz cannot be opened: it was written by a newer jacviz; document.landscape.recipes[0]: "
    )


WRONG: list[tuple[str, Any, str]] = [
    ("title", 3, "document.title: expected a text, got 3"),
    ("title", "two\nlines", "title: expected one line"),
    ("title", "half \ud800", "document.title: expected whole characters"),
    ("maths", "a # \udfff", "document.maths: expected whole characters"),
    ("python", "# \ud800", "document.python: expected whole characters"),
    ("language", "perl", "document.language: expected 'maths' or 'python', got 'perl'"),
    ("contributions", 1, "document.contributions: expected true or false, got 1"),
    ("seed", True, "document.seed: expected a whole number, got True"),
    ("seed", -1, "seed: expected a whole number from 0, got -1"),
    ("seed", 1.5, "document.seed: expected a whole number, got 1.5"),
    ("device", "cpu; rm -rf /", "device: expected cpu"),
    ("x", None, "document.x: expected a Vector, got None"),
    ("x", {"is": "Document"}, "document.x: expected a Vector, got a Document"),
    ("x", {"is": "Vector", "values": "abc"}, "document.x.values: expected a list of numbers, got 'abc'"),
    ("x", {"is": "Vector", "values": [1, "2"]}, "document.x.values[1]: expected a number, got '2'"),
    ("x", {"is": "Vector", "values": [[1, 2], [3]]}, "document.x.values: expected rows of the same length"),
    ("x", {"is": "Vector", "values": [[1, 2]]}, "x.values: expected a list of numbers, got 2 dimensions"),
    ("x", {"is": "Vector", "values": [1], "names": ["a", "b"]}, "as many names as values, got 2 and 1"),
    ("x", {"is": "Vector", "span": {"is": "Span", "minimum": 2, "maximum": 1}}, "x.span: a range needs"),
    ("limits", {"is": "Limits", "bound": 0}, "limits.bound: expected a number above 0, got 0"),
    ("maths", "x" * 30_000, "maths: The text has a line of 30,000 characters"),
    ("maths", "a\rb", "maths: expected lines that end with line feeds"),
    ("landscape", {"is": "Landscape", "recipes": []}, "landscape.recipes: expected at least one optimiser"),
    ("landscape", {"is": "Landscape", "recipes": [{"is": "Recipe"}]}, "landscape.recipes[0]: expected a"),
    ("landscape", {"is": "Landscape", "recipes": [{"is": "SGD", "lr": -1}]}, "The learning rate must be"),
    ("landscape", {"is": "Landscape", "batch": 0}, "landscape.batch: expected a whole number from 1, got 0"),
    ("landscape", {"is": "Landscape", "batch": "all"}, "landscape.batch: expected a whole number or"),
    ("landscape", {"is": "Landscape", "steps": 10**400}, "landscape.steps: too large"),
    (
        "landscape",
        {"is": "Landscape", "problem": {"is": "RiskSettings", "data": {"is": "DataSettings"}}},
        "document.landscape.problem.data: expected",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value", "sentence"), WRONG)
def test_a_wrong_value_is_one_sentence(field: str, value: Any, sentence: str) -> None:
    def wrong(plain: dict[str, Any]) -> None:
        plain["document"][field] = value

    assert sentence in refused(changed(wrong))


def array(**fields_: Any) -> dict[str, Any]:
    kind = {"is": "base64 of little-endian float64", "shape": [1], "base64": "AAAAAAAA8D8="}
    return {"is": "Vector", "values": kind | fields_}


@pytest.mark.parametrize(
    "values",
    [
        array(shape=[10**18, 10**18]),
        array(shape=[0, 10**30], base64=""),
        array(shape=[0, int("9" * 4000)], base64=""),
        array(shape=[int("9" * 4000)]),
        array(shape=[-1]),
        array(shape=[1.0]),
        array(shape=[1] * 1000),
        array(shape=None),
        array(base64="AAAA"),
        array(base64="?" * 12),
        array(base64=None),
        array(**{"is": "pickle"}),
    ],
)
def test_an_array_that_is_none_is_refused(values: Any) -> None:
    def wrong(plain: dict[str, Any]) -> None:
        plain["document"]["x"] = values

    assert "document.x.values" in refused(changed(wrong))
    assert document_of(
        changed(lambda p: p["document"].update(x=array())), "d"
    ).document.x.values.tolist() == [1]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "mine.jacviz, line 1: expected a jacviz document, this is not JSON"),
        ("{", "mine.jacviz, line 1: expected a jacviz document, this is not JSON"),
        ("[]", "mine.jacviz: expected a jacviz document, this is other JSON"),
        ('{"jacviz": "document"}', "mine.jacviz: expected a jacviz document, this is other JSON"),
        ('{"jacviz": "document", "document": {}}', "mine.jacviz: expected the number of a format"),
        (
            '{"jacviz": "document", "format": true, "document": {}}',
            "mine.jacviz: expected the number of a format",
        ),
        ("[" * 200_000, "mine.jacviz cannot be opened: it is nested too deeply"),
        ('{"a":' * 200_000, "mine.jacviz cannot be opened: it is nested too deeply"),
        ("1" * 10_000, "mine.jacviz: expected a jacviz document, this is not JSON"),
        ("NaN", "mine.jacviz: expected a jacviz document, this is not JSON"),
        ("cos\nsystem\n(S'true'\ntR.", "mine.jacviz, line 1: expected a jacviz document, this is not JSON"),
    ],
)
def test_what_is_no_document_is_one_sentence(text: str, sentence: str) -> None:
    assert refused(text).startswith(sentence)


def test_lists_in_lists_in_a_field_are_refused_before_the_stack_ends() -> None:
    depth = sys.getrecursionlimit() - 200
    text = changed(lambda plain: plain["document"]["x"].update(values="HERE"))
    assert refused(text.replace('"HERE"', "[" * depth + "]" * depth))


def test_more_than_fits_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(SourceFileError, match="holds more than 6,000,000 values"):
        document_from(b"[" + b"[]," * 6_000_001, "big.jacviz")
    assert LARGEST_FILE < 1 << 30


def test_what_no_file_or_picture_can_hold_is_written_so_that_it_can_be_opened() -> None:
    held = replace(WORKED, title="a\nb \ufffe\udc80", maths="a # \udfff and \ufffe\uffff", python="")
    text = document_text(replace(held, title=title_of(held.title)))
    ET.fromstring(f"<text>{escape(text)}</text>")
    back = document_of(text, "odd.jacviz").document
    assert back.maths == "a # \N{REPLACEMENT CHARACTER} and \ufffe\uffff"
    assert back.title == "a b"
    assert title_of("\ufffe\n") == "Untitled"
    assert read_source("a", "maths", "a\nb").title == "a b"


def test_a_title_from_a_file_is_without_what_xml_forbids() -> None:
    text = changed(lambda plain: plain["document"].update(title="odd \uffff title"))
    assert document_of(text, "odd.jacviz").document.title == "odd   title"


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(SourceFileError, match="expected UTF-8 text, byte 0 is none"):
        document_from(b"\x80\x04\x95", "pickle.jacviz")


def test_a_document_is_known_by_how_it_begins() -> None:
    assert is_document(document_text(WORKED).encode())
    assert is_document(b'\xef\xbb\xbf { "jacviz" :')
    assert not is_document(b"x1^2 + x2")
    assert not is_document(b'{"x": 1}')


def test_a_file_is_written_and_opened(tmp_path: Path) -> None:
    path = tmp_path / "mine.jacviz"
    write_document_file(path, WORKED)
    assert same(read_document_file(path).document, WORKED)
    write_document_file(path, replace(WORKED, title="π"))
    assert read_document_file(path).document.title == "π"
    assert [one.name for one in tmp_path.iterdir()] == ["mine.jacviz"]


def test_a_full_disk_harms_no_file_that_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.jacviz"
    write_document_file(path, WORKED)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(SourceFileError, match=r"mine.jacviz cannot be written: no space left on device$"):
        write_document_file(path, replace(WORKED, title="other"))
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["mine.jacviz"]


def test_a_folder_that_is_not_there_or_refuses_is_one_sentence(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere" / "mine.jacviz", Path("/proc/mine.jacviz")):
        with pytest.raises(SourceFileError, match=r"^mine.jacviz cannot be written: [a-z ]+$"):
            write_document_file(path, WORKED)
    with pytest.raises(SourceFileError, match=r"^mine.jacviz cannot be read: no such file"):
        read_document_file(tmp_path / "mine.jacviz")


def test_python_in_a_file_is_marked_wherever_it_is() -> None:
    def foreign(document: Document) -> str:
        return document_of(document_text(document), "d").document.foreign

    code = "def f(x): return x"
    assert foreign(WORKED) == ""
    assert foreign(replace(WORKED, python=" \n")) == ""
    hidden = foreign(replace(WORKED, python=code))
    assert len(hidden) == 64
    assert foreign(replace(WORKED, python=code, language="python", title="other")) == hidden
    assert foreign(replace(WORKED, python=f"{code} + 1")) not in {"", hidden}
    model = RiskSettings(model=Source(language="python", text=code))
    assert foreign(replace(WORKED, landscape=Landscape(problem=model)))
    maths = RiskSettings(model=Source(language="maths", text="a x + b"))
    assert foreign(replace(WORKED, landscape=Landscape(problem=maths))) == ""


def test_a_file_cannot_say_of_itself_that_it_is_trusted() -> None:
    text = document_text(replace(WORKED, python="def f(x): return x"))
    plain = json.loads(text)
    plain["document"]["foreign"] = ""
    opened = document_of(json.dumps(plain), "d")
    assert opened.document.foreign
    assert opened.notes


def test_what_belongs_to_the_class_is_not_taken_from_the_file() -> None:
    recipe = Adam(lr=0.1, schedule=Cosine(T_max=7), lr_changes=((3, 0.2),))
    document = replace(WORKED, landscape=Landscape(recipes=(SGD(momentum=0.9, nesterov=True), recipe)))
    plain = json.loads(document_text(document))
    assert "title" not in plain["document"]["landscape"]["recipes"][0]
    assert document_of(json.dumps(plain), "d").document.landscape.recipes == document.landscape.recipes


def test_every_class_in_a_document_has_a_name_of_its_own() -> None:
    seen: dict[str, type] = {}
    waiting: list[Any] = [Document]
    while waiting:
        hint = waiting.pop()
        waiting += typing.get_args(hint)
        if not (isinstance(hint, type) and is_dataclass(hint)):
            continue
        for name, cls in _choices(hint).items():
            assert seen.get(name, cls) is cls
            if name not in seen:
                seen[name] = cls
                waiting += typing.get_type_hints(cls).values()
    assert {"Document", "Cosine", "AdamW", "SpiralData", "Dataset"} <= seen.keys()


def test_a_large_document_is_read_as_a_small_one() -> None:
    document = Document(title="Large", maths="a", seed=3, x=Vector(frozen([0.1, 2, 1e-300])))
    fields = json.loads(document_text(document))
    fields["document"]["more"] = "x" * (1 << 20)  # from a newer version; from here on others are let run
    opened = document_from(json.dumps(fields).encode(), "large")
    assert same(opened.document, document)
    assert gc.isenabled()
    fields["document"]["seed"] = math.nan
    with pytest.raises(SourceFileError, match="this is not JSON"):
        document_from(json.dumps(fields).encode(), "large")
    assert gc.isenabled()


def test_a_document_that_could_not_be_opened_again_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large.jacviz"
    path.write_text("precious")
    monkeypatch.setattr("jacviz.session.document_file.LARGEST_FILE", 500)
    with pytest.raises(SourceFileError, match="are opened again"):
        write_document_file(path, Document())
    assert path.read_text() == "precious"


def test_what_a_file_calls_its_classes_and_fields_does_not_break_sentences() -> None:
    fields = json.loads(document_text(Document()))
    fields["document"]["odd\nname"] = 1
    (note,) = document_of(json.dumps(fields), "a.jacviz").notes
    assert note == "a.jacviz: odd\\nname is not known here and was left out."
    fields["document"]["landscape"]["problem"] = {"is": "two\nlines"}
    with pytest.raises(SourceFileError, match=r"got a two\\nlines$"):
        document_of(json.dumps(fields), "a.jacviz")
