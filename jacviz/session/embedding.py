"""The document inside a picture, so that the picture can be opened again, and beside it how it is shown.

PNG has them as text chunks, SVG in its metadata, WebP in its XMP. What is read from a picture is text;
whoever reads it treats it as a file from a stranger.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from html import escape, unescape

KEYWORD, KEYWORD_SHOWN = "jacviz", "jacviz shown"
LARGEST = 64 << 20  # bytes of a document's text
_ANY_RATIO = 4 << 20  # bytes that may come from however few
_LARGEST_RATIO = 100  # to which more is unpacked; numbers and texts stay far below
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_NAMESPACE = b"urn:jacviz:document"
_ELEMENTS = {KEYWORD: b"jacviz:document", KEYWORD_SHOWN: b"jacviz:shown"}
_ESCAPED = 5  # bytes that one of a text can become in XML
_SVG_OPENING = re.compile(rb"<svg\b[^>]*>")


class EmbeddingError(ValueError):
    """The bytes are not the picture that they should be; the text is a clause for the user."""


def in_png(picture: bytes, text: str, about: dict[str, str], shown: str = "") -> bytes:
    """A PNG that carries a document.

    Args:
        picture: A PNG.
        text: The document's file as text; "" for none.
        about: Further entries of the PNG's text, by keyword.
        shown: How it shows the document, as `session.shown` writes it; "" for nothing.

    Returns:
        The same picture with text chunks before its pixels; the same bytes for the same input.

    Raises:
        EmbeddingError: It is no PNG.
    """
    if not picture.startswith(_SIGNATURE):
        raise EmbeddingError("it is no PNG")
    entries = about | {key: value for key, value in ((KEYWORD, text), (KEYWORD_SHOWN, shown)) if value}
    chunks = b"".join(_international_text(key, value) for key, value in entries.items())
    head = 8 + 4 + 4 + 13 + 4  # signature and IHDR
    return picture[:head] + chunks + picture[head:]


def in_svg(picture: bytes, text: str, shown: str = "") -> bytes:
    """An SVG that carries a document in its metadata.

    Args:
        picture: An SVG.
        text: The document's file as text; "" for none.
        shown: How it shows the document, as `session.shown` writes it; "" for nothing.

    Returns:
        The same picture with a `metadata` element.

    Raises:
        EmbeddingError: It is no SVG.
    """
    opening = _SVG_OPENING.search(picture)
    if opening is None:
        raise EmbeddingError("it is no SVG")
    inside = b"\n<metadata>%s</metadata>" % as_xml(text, shown)
    return picture[: opening.end()] + inside + picture[opening.end() :]


def as_xml(text: str, shown: str) -> bytes:
    """What a picture carries as elements of XML: in the metadata of an SVG, in XMP.

    Args:
        text: The document's file as text; "" for none.
        shown: How it shows the document; "" for nothing.

    Returns:
        UTF-8.
    """
    parts = ((_ELEMENTS[key], value) for key, value in ((KEYWORD, text), (KEYWORD_SHOWN, shown)) if value)
    return b"".join(
        b'<%s xmlns:jacviz="%s">%s</%s>' % (name, _NAMESPACE, escape(value, quote=False).encode(), name)
        for name, value in parts
    )


def document_in(picture: bytes) -> str | None:
    """The document that a picture carries.

    Args:
        picture: A PNG, an SVG or a WebP.

    Returns:
        The text of its file; None where the picture carries none. A damaged picture is an EmbeddingError.
    """
    return _carried(picture, KEYWORD)


def shown_in(picture: bytes) -> str | None:
    """How a picture shows the document that it carries.

    Args:
        picture: A PNG, an SVG or a WebP.

    Returns:
        What `session.shown` reads; None where there is nothing. A damaged picture is an EmbeddingError.
    """
    return _carried(picture, KEYWORD_SHOWN)


def _carried(picture: bytes, keyword: str) -> str | None:
    if picture.startswith(_SIGNATURE):
        return _text_of_png(picture, keyword)
    if picture[:4] == b"RIFF" and picture[8:12] == b"WEBP":
        return _text_of_xml(_xmp_of_webp(picture), keyword)
    return _text_of_xml(picture, keyword)


def _text_of_xml(data: bytes, keyword: str) -> str | None:
    name = _ELEMENTS[keyword]
    opening = data.find(b"<%s " % name)
    begin = data.find(b">", opening) + 1
    end = data.find(b"</%s>" % name, begin)
    if opening < 0 or not begin or end < 0:
        return None
    if end - begin > _ESCAPED * LARGEST:
        raise EmbeddingError("the document in it is too large")
    try:
        text = unescape(data[begin:end].decode())
    except UnicodeDecodeError:
        raise EmbeddingError("its metadata are no UTF-8") from None
    if len(text) > LARGEST:
        raise EmbeddingError("the document in it is too large")
    return text


def _xmp_of_webp(picture: bytes) -> bytes:
    at = 12
    while at + 8 <= len(picture):
        kind, length = struct.unpack_from("<4sI", picture, at)
        if kind == b"XMP ":
            return picture[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    return b""


def _text_of_png(picture: bytes, keyword: str) -> str | None:
    wanted = keyword.encode() + b"\0"
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
    plain = text.encode()
    packed = zlib.compress(plain, 9)
    if len(plain) > max(_ANY_RATIO, _LARGEST_RATIO * len(packed)):  # it would be refused when it is read
        data = keyword.encode("latin-1") + b"\0\0\0\0\0" + plain
    else:
        data = keyword.encode("latin-1") + b"\0\1\0\0\0" + packed
    body = b"iTXt" + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
