"""A drawn page as the bytes of a file: PNG, WebP, SVG or PDF, with its provenance, the same each time.

Text is real text in SVG and PDF. Of Inter's contextual alternates and tabular figures a PDF knows only the
glyphs, not what they stand for: fonts of pages have the features "calt" and "tnum" switched off, so that
numbers can be copied and found.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize, QSizeF, QUuid
from PySide6.QtGui import QColor, QImage, QImageWriter, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from jacviz import __version__
from jacviz.session.embedding import in_png, in_svg
from jacviz.session.picture import MM_PER_INCH, Extent, PictureFormat
from jacviz.ui.publish.interrupts import painter_on
from jacviz.ui.publish.portable_svg import portable

# Draws a page: with the painter, within a rectangle in logical pixels.
Paint: TypeAlias = Callable[[QPainter, QRectF], None]

_SOFTWARE = f"jacviz {__version__}"
_EPOCH = b"20000101000000Z"
_DATES = re.compile(rb"\(D:\d{14}[^)]*\)")
_XMP = """<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<xmp:CreatorTool>{software}</xmp:CreatorTool>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>
"""


@dataclass(frozen=True)
class Provenance:
    """Where a picture comes from.

    Attributes:
        title: The document's title.
        seed: What reproduces its random numbers.
        document: The document's file as text.
    """

    title: str
    seed: int
    document: str

    @property
    def about(self) -> dict[str, str]:
        """What a file says of itself besides the document, by the usual keywords."""
        return {"Title": self.title, "Software": _SOFTWARE, "Seed": str(self.seed)}


def written(
    paint: Paint, extent: Extent, kind: PictureFormat, provenance: Provenance, ground: QColor | None
) -> bytes:
    """A page as a file.

    Args:
        paint: Draws the page.
        extent: How large it is.
        kind: The file's format.
        provenance: What the file says of itself.
        ground: The colour behind everything; None: transparent.

    Returns:
        The file; the same page gives the same bytes.
    """
    if kind == "svg":
        return _svg(paint, extent, provenance, ground)
    if kind == "pdf":
        return _pdf(paint, extent, provenance, ground)
    image = drawn(paint, extent, ground)
    return _png(image, provenance) if kind == "png" else _webp(image, provenance)


def drawn(paint: Paint, extent: Extent, ground: QColor | None) -> QImage:
    """A page as an image.

    Args:
        paint: Draws the page.
        extent: How large it is.
        ground: The colour behind everything; None: transparent.

    Returns:
        As many pixels as the extent has.
    """
    image = QImage(extent.width, extent.height, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDotsPerMeterX(round(extent.dpi / MM_PER_INCH * 1000))
    image.setDotsPerMeterY(round(extent.dpi / MM_PER_INCH * 1000))
    image.fill(ground if ground is not None else QColor(0, 0, 0, 0))
    with painter_on(image) as painter:
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.scale(extent.scale, extent.scale)
        paint(painter, QRectF(0, 0, *extent.logical))
    return image


def _png(image: QImage, provenance: Provenance) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    buffer.close()
    return in_png(bytes(data.data()), provenance.document, provenance.about)


def _webp(image: QImage, provenance: Provenance) -> bytes:
    from PIL import Image

    straight = image.convertToFormat(QImage.Format.Format_RGBA8888)
    pixels = bytes(straight.constBits())
    made = Image.frombytes("RGBA", (straight.width(), straight.height()), pixels)
    out = io.BytesIO()
    xmp = _XMP.format(title=_escaped(provenance.title), software=_SOFTWARE)
    made.save(out, "WEBP", lossless=True, quality=60, method=4, xmp=xmp.encode())
    return out.getvalue()


def _svg(paint: Paint, extent: Extent, provenance: Provenance, ground: QColor | None) -> bytes:
    width, height = extent.logical
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(96)
    generator.setSize(QSize(round(width), round(height)))
    generator.setViewBox(QRectF(0, 0, width, height))
    generator.setTitle(provenance.title)
    generator.setDescription(f"{_SOFTWARE}, seed {provenance.seed}")
    with painter_on(generator) as painter:
        if ground is not None:
            painter.fillRect(QRectF(0, 0, width, height), ground)
        paint(painter, QRectF(0, 0, width, height))
    buffer.close()
    return in_svg(portable(bytes(data.data())), provenance.document)


def _pdf(paint: Paint, extent: Extent, provenance: Provenance, ground: QColor | None) -> bytes:
    width, height = extent.logical
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    points = QSizeF(width * 72 / 96, height * 72 / 96)
    writer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)
    writer.setResolution(1200)
    writer.setTitle(provenance.title)
    writer.setCreator(f"{_SOFTWARE}, seed {provenance.seed}")
    writer.setDocumentId(QUuid("{00000000-0000-4000-8000-6a6163766970}"))
    writer.setDocumentXmpMetadata(
        QByteArray(_XMP.format(title=_escaped(provenance.title), software=_SOFTWARE).encode())
    )
    writer.addFileAttachment("document.jacviz", QByteArray(provenance.document.encode()), "application/json")
    with painter_on(writer) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(writer.width() / width, writer.height() / height)
        if ground is not None:
            painter.fillRect(QRectF(0, 0, width, height), ground)
        paint(painter, QRectF(0, 0, width, height))
    buffer.close()
    # Qt writes today's date; one of the same length keeps every offset in the file where it is.
    return _DATES.sub(_timeless, bytes(data.data()))


def _timeless(date: re.Match[bytes]) -> bytes:
    fixed = b"(D:" + _EPOCH
    return fixed + b" " * (len(date[0]) - len(fixed) - 1) + b")"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
