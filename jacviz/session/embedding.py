"""The document inside a picture, so that the picture can be opened again, and beside it how it is shown.

PNG has them as text chunks, SVG in its metadata, WebP, GIF and MP4 in their XMP, WebM in a tag, PDF as
attachments. What is read from a picture is text; whoever reads it treats it as a file from a stranger.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from typing import IO

from jacviz.session import containers
from jacviz.session.containers import ContainerError

KEYWORD, KEYWORD_SHOWN = "jacviz", "jacviz shown"
LARGEST = 64 << 20  # bytes of a document's text
_ANY_RATIO = 4 << 20  # bytes that may come from however few
_LARGEST_RATIO = 100  # to which more is unpacked; numbers and texts stay far below
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_NAMESPACE = b"urn:jacviz:document"
_ELEMENTS = {KEYWORD: b"jacviz:document", KEYWORD_SHOWN: b"jacviz:shown"}
_ESCAPED = 5  # bytes that one of a text can become in XML
_MOST_XML = _ESCAPED * (LARGEST + (1 << 20))  # bytes of it that are read from a video
_HEAD = 12  # bytes that tell one format from another
_OF_VIDEOS = {"mp4": containers.xmp_of_mp4, "webm": containers.tags_of_webm}
_OF_PICTURES = {"webp": containers.xmp_of_webp, "gif": containers.xmp_of_gif}
_KIND = re.compile(rb'\s*\{\s*"jacviz"\s*:\s*"(\w+)"')  # of an attachment
_ATTACHED = {KEYWORD: b"document", KEYWORD_SHOWN: b"shown"}
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
        picture: A picture, or a film.

    Returns:
        The text of its file; None where the picture carries none. A damaged picture is an EmbeddingError.
    """
    return carried_in(io.BytesIO(picture), len(picture)).document


def shown_in(picture: bytes) -> str | None:
    """How a picture shows the document that it carries.

    Args:
        picture: A picture, or a film.

    Returns:
        What `session.shown` reads; None where there is nothing. A damaged picture is an EmbeddingError.
    """
    return carried_in(io.BytesIO(picture), len(picture)).shown


@dataclass(frozen=True, eq=False)
class Carried:
    """What lies in a picture, or in a film, besides its pixels.

    Attributes:
        document: The text of the document's file; None where there is none.
        shown: How it is shown; None where nothing says it.
        problem: A clause that says why the latter cannot be read; "" where it can.
    """

    document: str | None
    shown: str | None = None
    problem: str = ""


def carried_in(file: IO[bytes], most: int) -> Carried:
    """What a picture or a film carries.

    Args:
        file: It, from its beginning; it must be seekable.
        most: Bytes that are read of it at most; of a video, which can be longer, fewer are.

    Returns:
        What there is. A damaged document is an EmbeddingError.

    Raises:
        EmbeddingError: The document in it, or the picture, is damaged.
    """
    try:
        find = _finder(file, most)
        document = find(KEYWORD)
        if document is None:
            return Carried(None)
        try:
            return Carried(document, find(KEYWORD_SHOWN))
        except (EmbeddingError, ContainerError) as error:
            return Carried(document, problem=str(error))
    except ContainerError as error:
        raise EmbeddingError(str(error)) from error


def _finder(file: IO[bytes], most: int) -> Callable[[str], str | None]:
    """What looks for a text by its keyword.

    Returns:
        A function, which raises an EmbeddingError or a ContainerError where the text is damaged.
    """
    head = file.read(_HEAD)
    kind = containers.kind_of(head)
    if kind in _OF_VIDEOS:
        tags = _OF_VIDEOS[kind](file, _MOST_XML)
        return lambda keyword: _text_of_xml(tags, keyword)
    picture = head + file.read(max(most - len(head), 0))
    if head.startswith(_SIGNATURE):
        return lambda keyword: _text_of_png(picture, keyword)
    if kind == "pdf":
        return lambda keyword: _text_of_pdf(picture, keyword)
    xml = _OF_PICTURES[kind](picture) if kind in _OF_PICTURES else picture
    return lambda keyword: _text_of_xml(xml, keyword)


def _text_of_pdf(picture: bytes, keyword: str) -> str | None:
    for data in containers.attachments_of_pdf(picture, LARGEST):
        kind = _KIND.match(data[:200])
        if kind is not None and kind[1] == _ATTACHED[keyword]:
            try:
                return data.decode()
            except UnicodeDecodeError:
                raise EmbeddingError("its text is damaged") from None
    return None


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
