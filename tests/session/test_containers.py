"""What strangers can do to files of pictures and films: no length in them is believed."""

from __future__ import annotations

import io
import struct
import zlib

import pytest

from jacviz.session.containers import (
    ContainerError,
    attachments_of_pdf,
    gif_block,
    kind_of,
    mp4_box,
    tags_of_webm,
    xmp_of_gif,
    xmp_of_mp4,
)

GIF = b"GIF89a\1\0\1\0\xf7\0\0" + bytes(768)
FTYP = struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0)
WEBM = b"\x1a\x45\xdf\xa3\x80"
SEGMENT, TAGS = b"\x18\x53\x80\x67", b"\x12\x54\xc3\x67"


@pytest.mark.parametrize("xmp", [b"x", b"<a>\xc3\xbc</a>" * 500, bytes(range(1, 256)) * 9])
def test_a_gif_s_block_ends_where_it_should_whatever_is_in_it(xmp: bytes) -> None:
    comment = b"!\xfe\3abc\0"
    found = xmp_of_gif(GIF + comment + gif_block(xmp) + b",rest")
    assert found.startswith(xmp)
    assert found.endswith(b"\1\0\0")
    assert len(found) == len(xmp) + 258


def test_a_gif_without_such_a_block_or_with_half_of_one() -> None:
    assert xmp_of_gif(GIF + b",") == xmp_of_gif(GIF[:9]) == b""
    assert len(xmp_of_gif((GIF + gif_block(b"x" * 999))[:-700])) < 999


def test_an_mp4_is_read_box_by_box() -> None:
    big = struct.pack(">I4sQ", 1, b"mdat", 26) + b"0123456789"
    assert xmp_of_mp4(io.BytesIO(FTYP + big + mp4_box(b"<x/>")), 99) == b"<x/>"
    assert xmp_of_mp4(io.BytesIO(FTYP + big), 99) == b""
    to_the_end = b"\0\0\0\0" + mp4_box(b"<x/>")[4:]
    assert xmp_of_mp4(io.BytesIO(FTYP + to_the_end), 99) == b"<x/>"


@pytest.mark.parametrize("size", [b"\0\0\0\2mdat", b"\0\0\0\1mdat" + bytes(8), b"\0\0\0\1mdat" + b"\xff" * 8])
def test_boxes_that_lie_about_their_length_lead_nowhere(size: bytes) -> None:
    assert xmp_of_mp4(io.BytesIO(FTYP + size + mp4_box(b"<x/>")), 99) == b""


def test_a_video_without_end_is_given_up() -> None:
    boxes = struct.pack(">I4s", 8, b"free") * 200_001
    assert xmp_of_mp4(io.BytesIO(FTYP + boxes + mp4_box(b"<x/>")), 99) == b""


@pytest.mark.parametrize(
    ("read", "data"),
    [
        (xmp_of_mp4, FTYP + mp4_box(b"x" * 100)),
        (tags_of_webm, WEBM + SEGMENT + b"\x01" + b"\xff" * 7 + TAGS + b"\xe4" + b"x" * 100),
    ],
)
def test_what_is_too_large_or_ends_in_the_middle_is_told(read: object, data: bytes) -> None:
    assert read(io.BytesIO(data), 100) == b"x" * 100  # type: ignore[operator]
    with pytest.raises(ContainerError, match="too large"):
        read(io.BytesIO(data), 99)  # type: ignore[operator]
    with pytest.raises(ContainerError, match="in the middle"):
        read(io.BytesIO(data[:-1]), 100)  # type: ignore[operator]


@pytest.mark.parametrize("rest", [b"", b"\0" * 30, SEGMENT, SEGMENT + b"\xff", TAGS + b"\0"])
def test_a_webm_without_tags_has_none(rest: bytes) -> None:
    assert tags_of_webm(io.BytesIO(WEBM + rest), 99) == b""


def pdf(stream: bytes, packed: str = "/Filter /FlateDecode") -> bytes:
    return (
        b"%%PDF-1.4\n7 0 obj\n<<\n%s\n>>\nstream\n%s\nendstream\nendobj\n"
        b"8 0 obj\n<</EF <</F 7 0 R>>\n/Type/Filespec>>\nendobj\n" % (packed.encode(), stream)
    )


def test_attachments_of_a_pdf_packed_or_not() -> None:
    assert list(attachments_of_pdf(pdf(zlib.compress(b"abc")), 9)) == [b"abc"]
    assert list(attachments_of_pdf(pdf(b"abc", ""), 9)) == [b"abc"]
    assert list(attachments_of_pdf(b"%PDF-1.4\n/Filespec", 9)) == []


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (pdf(zlib.compress(b"x" * 10_000_000)), "too large"),
        (pdf(b"x" * 100, ""), "too large"),
        (pdf(b"no zlib"), "damaged"),
        (pdf(zlib.compress(b"abc")[:-5]), "damaged|in the middle"),
        (pdf(b"").replace(b"7 0 obj", b"9 0 obj"), "missing"),
    ],
)
def test_an_attachment_that_cannot_be_is_told(data: bytes, told: str) -> None:
    with pytest.raises(ContainerError, match=told):
        list(attachments_of_pdf(data, 99))


def test_files_are_known_by_their_beginning() -> None:
    assert [kind_of(one) for one in (GIF[:12], FTYP[:12], WEBM, b"%PDF-1.7", b"<svg", b"")] == [
        "gif", "mp4", "webm", "pdf", "", "",
    ]  # fmt: skip
