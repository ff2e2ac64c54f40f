"""The document inside a picture, so that the picture can be opened again: PNG text, SVG metadata.

What is read from a picture is text; whoever reads it treats it as a file from a stranger.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from html import escape, unescape

KEYWORD = "jacviz"
LARGEST = 64 << 20  # bytes of a document's text
_ANY_RATIO = 4 << 20  # bytes that may come from however few
_LARGEST_RATIO = 100  # to which more is unpacked; numbers and texts stay far below
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_NAMESPACE = "urn:jacviz:document"
_IN_SVG = re.compile(rb"<jacviz:document[^>]*>(.*?)</jacviz:document>", re.DOTALL)
_SVG_OPENING = re.compile(rb"<svg\b[^>]*>")


class EmbeddingError(ValueError):
    """The bytes are not the picture that they should be; the text is a clause for the user."""


def in_png(picture: bytes, text: str, about: dict[str, str]) -> bytes:
    """A PNG that carries a document.

    Args:
        picture: A PNG.
        text: The document's file as text.
        about: Further entries of the PNG's text, by keyword.

    Returns:
        The same picture with text chunks before its pixels; the same bytes for the same input.

    Raises:
        EmbeddingError: It is no PNG.
    """
    if not picture.startswith(_SIGNATURE):
        raise EmbeddingError("it is no PNG")
    chunks = b"".join(_international_text(key, value) for key, value in {**about, KEYWORD: text}.items())
    head = 8 + 4 + 4 + 13 + 4  # signature and IHDR
    return picture[:head] + chunks + picture[head:]


def in_svg(picture: bytes, text: str) -> bytes:
    """An SVG that carries a document in its metadata.

    Args:
        picture: An SVG.
        text: The document's file as text.

    Returns:
        The same picture with a `metadata` element.

    Raises:
        EmbeddingError: It is no SVG.
    """
    opening = _SVG_OPENING.search(picture)
    if opening is None:
        raise EmbeddingError("it is no SVG")
    inside = escape(text, quote=False).encode()
    element = b'\n<metadata><jacviz:document xmlns:jacviz="%s">%s</jacviz:document></metadata>'
    return picture[: opening.end()] + element % (_NAMESPACE.encode(), inside) + picture[opening.end() :]


def document_in(picture: bytes) -> str | None:
    """The document that a picture carries.

    Args:
        picture: A PNG or an SVG.

    Returns:
        The text of its file; None where the picture carries none.

    Raises:
        EmbeddingError: The picture is damaged.
    """
    if picture.startswith(_SIGNATURE):
        return _text_of_png(picture)
    found = _IN_SVG.search(picture)
    if found is None:
        return None
    if len(found[1]) > LARGEST:
        raise EmbeddingError("the document in it is too large")
    try:
        return unescape(found[1].decode())
    except UnicodeDecodeError:
        raise EmbeddingError("its metadata are no UTF-8") from None


def _text_of_png(picture: bytes) -> str | None:
    wanted = KEYWORD.encode() + b"\0"
    for kind, data in _chunks(picture):
        if kind == b"iTXt" and data.startswith(wanted):
            return _international(data[len(wanted) :])
    return None


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at + 12 <= len(picture):
        (length,) = struct.unpack_from(">I", picture, at)
        kind, data = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        if len(data) < length:
            raise EmbeddingError("it ends in the middle")
        yield kind, data
        if kind in {b"IDAT", b"IEND"}:
            return  # our text stands before the pixels
        at += 12 + length


def _international(data: bytes) -> str:
    # flag, method, language, 0, translated keyword, 0, text
    packed, rest = data[:1] == b"\1", data[2:]
    try:
        _, _, text = rest.split(b"\0", 2)
        if packed:
            unpacker = zlib.decompressobj()
            most = min(LARGEST, max(_ANY_RATIO, _LARGEST_RATIO * len(text)))
            text = unpacker.decompress(text, most)
            if unpacker.unconsumed_tail:
                raise EmbeddingError("the document in it is too large")
        if len(text) > LARGEST:
            raise EmbeddingError("the document in it is too large")
        return text.decode()
    except (ValueError, zlib.error) as error:
        if isinstance(error, EmbeddingError):
            raise
        raise EmbeddingError("its text is damaged") from error


def _international_text(keyword: str, text: str) -> bytes:
    packed = zlib.compress(text.encode(), 9)
    data = keyword.encode("latin-1") + b"\0\1\0\0\0" + packed
    body = b"iTXt" + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
