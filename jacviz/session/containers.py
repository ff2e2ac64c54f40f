"""Where files of pictures and films keep what they say of themselves: found by readers of our own.

They come from strangers: no length in them is trusted, and each search ends after a bounded number of steps.
"""

from __future__ import annotations

import os
import re
import struct
import zlib
from collections.abc import Iterator
from typing import IO

_MOST_PARTS = 200_000  # boxes or elements of a video that are looked at
_XMP_BOX = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")  # as the specification of XMP has it
_XMP_BLOCK = b"\x21\xff\x0bXMP DataXMP"  # of a GIF, likewise
# What is no chain of blocks ends here from wherever one falls into it: each byte leads to the zeros behind.
_XMP_TRAILER = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
_EXTENSION, _APPLICATION = 0x21, 0xFF
_SEGMENT, _TAGS = 0x18538067, 0x1254C367
_MOST_ATTACHMENTS = 16
_LONGEST_OBJECT = 4096  # bytes of a PDF's object round a word in it
_ATTACHED = re.compile(rb"/EF\s*<<[^>]{0,200}?/U?F\s+(\d{1,10})\s+(\d{1,5})\s+R")
_STREAM = re.compile(rb"\bstream\r?\n")


class ContainerError(ValueError):
    """A file is not what it must be; the text is a clause for the user."""


def kind_of(head: bytes) -> str:
    """What a file is.

    Args:
        head: Its first twelve bytes.

    Returns:
        One of "webp", "gif", "pdf", "mp4" and "webm"; "" for everything else.
    """
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return "mp4"
    beginnings = ((b"GIF87a", "gif"), (b"GIF89a", "gif"), (b"%PDF-", "pdf"), (b"\x1a\x45\xdf\xa3", "webm"))
    return next((kind for beginning, kind in beginnings if head.startswith(beginning)), "")


# --- pictures --------------------------------------------------------------------------------------------


def xmp_of_webp(picture: bytes) -> bytes:
    """The XMP of a WebP.

    Args:
        picture: The file.

    Returns:
        Its packet; empty where there is none.
    """
    at = 12
    while at + 8 <= len(picture):
        kind, length = struct.unpack_from("<4sI", picture, at)
        if kind == b"XMP ":
            return picture[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    return b""


def gif_block(xmp: bytes) -> bytes:
    """XMP as a block of a GIF, to stand before its first frame.

    Args:
        xmp: A packet in UTF-8, without a zero.

    Returns:
        The block.
    """
    return _XMP_BLOCK + xmp + _XMP_TRAILER


def xmp_of_gif(picture: bytes) -> bytes:
    """The XMP that stands before the first frame of a GIF.

    Args:
        picture: The file.

    Returns:
        Its packet and what ends it; empty where there is none.
    """
    at = 13
    if len(picture) > at and picture[10] & 0x80:
        at += 3 << (picture[10] & 7) + 1  # its palette
    while picture[at : at + 1] == b"\x21":
        begin = at + len(_XMP_BLOCK)
        is_xmp = picture[at:begin] == _XMP_BLOCK
        at += 2
        while at < len(picture) and picture[at]:
            at += picture[at] + 1
        at += 1
        if is_xmp:
            return picture[begin:at]
    return b""


def attachments_of_pdf(picture: bytes, most: int) -> Iterator[bytes]:
    """The files in a PDF.

    Args:
        picture: The PDF; one whose objects are packed, as other programs write some, shows none.
        most: Bytes that one may have.

    Yields:
        One after the other.

    Raises:
        ContainerError: One is damaged, or larger.
    """  # noqa: DOC502  # raised where it is unpacked
    at = len(picture)
    for _ in range(_MOST_ATTACHMENTS):  # what was written last is in force
        at = picture.rfind(b"/Filespec", 0, at)
        if at < 0:
            return
        begin = picture.rfind(b" obj", max(at - _LONGEST_OBJECT, 0), at)
        end = picture.find(b"endobj", at, at + _LONGEST_OBJECT)
        found = None if min(begin, end) < 0 else _ATTACHED.search(picture, begin, end)
        if found is not None:
            yield _unpacked(picture, b"%s %s obj" % (found[1], found[2]), most)


def _unpacked(picture: bytes, opening: bytes, most: int) -> bytes:
    begin = max(picture.rfind(line + opening) for line in (b"\n", b"\r"))
    stream = None if begin < 0 else _STREAM.search(picture, begin, begin + _LONGEST_OBJECT)
    if stream is None:
        raise ContainerError("an attachment in it is missing")
    if b"/FlateDecode" not in picture[begin : stream.start()]:
        end = picture.find(b"endstream", stream.end())
        data = picture[stream.end() : end] if end >= 0 else b""
        return _bounded(data.rstrip(b"\r\n"), most)
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(memoryview(picture)[stream.end() :], most + 1)
    except zlib.error as error:
        raise ContainerError("an attachment in it is damaged") from error
    if not unpacker.eof and len(data) <= most:
        raise ContainerError("an attachment in it ends in the middle")
    return _bounded(data, most)


def _bounded(data: bytes, most: int) -> bytes:
    if len(data) > most:
        raise ContainerError("the document in it is too large")
    return data


# --- videos ----------------------------------------------------------------------------------------------


def mp4_box(xmp: bytes) -> bytes:
    """XMP as a box of an MP4, to stand at its end.

    Args:
        xmp: A packet.

    Returns:
        The box.
    """
    return struct.pack(">I4s", 8 + len(_XMP_BOX) + len(xmp), b"uuid") + _XMP_BOX + xmp


def xmp_of_mp4(file: IO[bytes], most: int) -> bytes:
    """The XMP of an MP4.

    Args:
        file: The video, which is not read as a whole.
        most: Bytes that it may have.

    Returns:
        Its packet; empty where there is none.
    """
    at, length = 0, file.seek(0, os.SEEK_END)
    for _ in range(_MOST_PARTS):
        head = _read(file, at, 24)
        if len(head) < 8:
            return b""
        size, kind = struct.unpack_from(">I4s", head)
        begin = 8
        if size == 1 and len(head) >= 16:
            (size,), begin = struct.unpack_from(">Q", head, 8), 16
        size = size or length - at  # up to the end of the file
        if size < begin:
            return b""
        if kind == b"uuid" and head[begin:].startswith(_XMP_BOX):
            return _whole(file, at + begin + len(_XMP_BOX), at + size, most)
        at += size
    return b""


def tags_of_webm(file: IO[bytes], most: int) -> bytes:
    """The tags of a WebM.

    Args:
        file: The video, which is not read as a whole.
        most: Bytes that they may have.

    Returns:
        The element as it stands there; empty where there is none.
    """
    at = 0
    for _ in range(_MOST_PARTS):
        head = _read(file, at, 12)
        kind, used = _number(head, marked=True)
        size, more = _number(head[used:], marked=False)
        if not used or not more:
            return b""
        begin = at + used + more
        if kind == _TAGS:
            return _whole(file, begin, begin + size, most)
        at = begin if kind == _SEGMENT else begin + size
    return b""


def _number(data: bytes, *, marked: bool) -> tuple[int, int]:
    """A number of EBML, whose first bits say how many bytes it has.

    Args:
        data: It stands at their beginning.
        marked: Whether those bits belong to it, as they do to the name of an element.

    Returns:
        The number and its bytes; 0 bytes where there is none.
    """
    length = 9 - data[0].bit_length() if data and data[0] else 9
    if length > min(len(data), 8):
        return 0, 0
    number = int.from_bytes(data[:length], "big")
    return number if marked else number & (1 << 7 * length) - 1, length


def _whole(file: IO[bytes], begin: int, end: int, most: int) -> bytes:
    if end - begin > most:
        raise ContainerError("the document in it is too large")
    data = _read(file, begin, end - begin)
    if len(data) < end - begin:
        raise ContainerError("it ends in the middle")
    return data


def _read(file: IO[bytes], at: int, length: int) -> bytes:
    try:
        file.seek(at)
    except (OverflowError, ValueError, OSError):  # beyond what any file can have
        return b""
    return file.read(length)
