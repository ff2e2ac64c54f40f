"""Documents inside pictures: what Pillow and an XML parser read is what was put in, and damage is told."""

from __future__ import annotations

import io
import struct
import xml.etree.ElementTree as ET
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from jacviz.session.document import Document
from jacviz.session.document_file import document_text
from jacviz.session.embedding import EmbeddingError, as_xml, document_in, in_png, in_svg, shown_in
from jacviz.session.opening import open_file

texts = st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=300)
SVG = b'<?xml version="1.0"?>\n<svg width="3" height="2" xmlns="http://www.w3.org/2000/svg"><rect/></svg>'


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (3, 2), "teal").save(out, "PNG")
    return out.getvalue()


@given(texts)
def test_pillow_reads_what_was_put_into_a_png(text: str) -> None:
    picture = in_png(png(), text, {"Title": "Worked − example"})
    assert document_in(picture) == text
    with Image.open(io.BytesIO(picture)) as image:
        image.load()
        assert image.info["jacviz"] == text
        assert image.info["Title"] == "Worked − example"
        assert image.getpixel((0, 0)) == (0, 128, 128)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=300))
def test_an_xml_parser_reads_what_was_put_into_an_svg(text: str) -> None:
    picture = in_svg(SVG, text)
    assert document_in(picture) == text
    found = ET.fromstring(picture).find(".//{urn:jacviz:document}document")
    assert found is not None
    assert (found.text or "") == text


def test_a_picture_without_a_document_has_none() -> None:
    assert document_in(png()) is None
    assert document_in(SVG) is None
    assert document_in(b"") is None


@pytest.mark.parametrize("put", [lambda: in_png(b"GIF89a", "{}", {}), lambda: in_svg(b"<html>", "{}")])
def test_nothing_is_put_into_what_is_no_picture(put: object) -> None:
    with pytest.raises(EmbeddingError, match="it is no"):
        put()  # type: ignore[operator]


def test_a_png_that_was_cut_off_is_damaged() -> None:
    picture = in_png(png(), "x" * 5000, {})
    with pytest.raises(EmbeddingError, match="ends in the middle"):
        document_in(picture[:60])


def chunk(data: bytes) -> bytes:
    body = b"iTXt" + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


@pytest.mark.parametrize(
    "data",
    [b"jacviz\0\1\0\0\0no zlib", b"jacviz\0\0\0\0\0\xff\xfe", b"jacviz\0"],
    ids=["packed", "utf-8", "short"],
)
def test_damaged_text_is_told(data: bytes) -> None:
    whole = png()
    with pytest.raises(EmbeddingError, match="damaged"):
        document_in(whole[:33] + chunk(data) + whole[33:])


def test_text_that_unpacks_to_very_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jacviz.session.embedding.LARGEST", 1000)
    with pytest.raises(EmbeddingError, match="too large"):
        document_in(in_png(png(), "x" * 100_000, {}))
    with pytest.raises(EmbeddingError, match="too large"):
        document_in(in_svg(SVG, "x" * 100_000))


def test_few_bytes_do_not_become_very_many() -> None:
    assert document_in(in_png(png(), "x" * 1_000_000, {})) == "x" * 1_000_000
    bomb = chunk(b"jacviz\0\1\0\0\0" + zlib.compress(b"x" * 20_000_000))
    with pytest.raises(EmbeddingError, match="too large"):
        document_in(png()[:33] + bomb + png()[33:])


def webp(xmp: bytes) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (3, 2), "teal").save(out, "WEBP", lossless=True, xmp=xmp)
    return out.getvalue()


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=300))
def test_a_webp_carries_the_same_as_an_svg(text: str) -> None:
    picture = webp(b"<x>" + as_xml(text, text[::-1]) + b"</x>")
    assert (document_in(picture), shown_in(picture)) == (text, text[::-1])
    assert shown_in(in_svg(SVG, text)) is None
    assert shown_in(in_svg(SVG, text, text[::-1])) == text[::-1]
    assert shown_in(in_png(png(), text, {}, text[::-1])) == text[::-1]


def test_what_packs_too_well_is_not_packed() -> None:
    text = "x" * 20_000_000
    assert document_in(in_png(png(), text, {})) == text


@pytest.mark.parametrize("name", ["a.png", "a.APNG", "a.svg"])
def test_pictures_are_opened_by_their_ending(tmp_path: Path, name: str) -> None:
    text = document_text(Document(title="Carried", maths="a b"))
    carrying = in_svg(SVG, text) if name == "a.svg" else in_png(png(), text, {})
    (tmp_path / name).write_bytes(carrying)
    assert open_file(tmp_path / name).document.title == "Carried"
