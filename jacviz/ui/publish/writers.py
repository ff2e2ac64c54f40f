"""A drawn page as the bytes of a file: PNG, WebP, SVG or PDF, with its provenance, the same each time.

Text is real text in SVG and PDF. Of Inter's contextual alternates and tabular figures a PDF knows only the
glyphs, not what they stand for: fonts of pages have the features "calt" and "tnum" switched off, so that
numbers can be copied and found.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize, QSizeF, QUuid
from PySide6.QtGui import QColor, QImage, QImageWriter, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from jacviz.export.origin import Origin
from jacviz.session.embedding import in_png, in_svg
from jacviz.session.picture import MM_PER_INCH, Extent, PictureFormat
from jacviz.ui.publish.interrupts import painter_on
from jacviz.ui.publish.lasting_pdf import mended
from jacviz.ui.publish.portable_svg import portable
from jacviz.ui.publish.terse_svg import terse

# Draws a page: with the painter, within a rectangle in logical pixels.
Paint: TypeAlias = Callable[[QPainter, QRectF], None]


def written(
    paint: Paint, extent: Extent, kind: PictureFormat, origin: Origin, ground: QColor | None
) -> bytes:
    """A page as a file.

    Args:
        paint: Draws the page.
        extent: How large it is.
        kind: The file's format.
        origin: What the file says of itself.
        ground: The colour behind everything; None: transparent.

    Returns:
        The file; the same page gives the same bytes.
    """
    if kind == "svg":
        return _svg(paint, extent, origin, ground)
    if kind == "pdf":
        return _pdf(paint, extent, origin, ground)
    image = drawn(paint, extent, ground)
    return _png(image, origin) if kind == "png" else _webp(image, origin)


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


def _png(image: QImage, origin: Origin) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    buffer.close()
    return in_png(bytes(data.data()), origin.document, origin.about, origin.shown)


def _webp(image: QImage, origin: Origin) -> bytes:
    from PIL import Image

    straight = image.convertToFormat(QImage.Format.Format_RGBA8888)
    pixels = bytes(straight.constBits())
    made = Image.frombytes("RGBA", (straight.width(), straight.height()), pixels)
    out = io.BytesIO()
    made.save(out, "WEBP", lossless=True, quality=60, method=4, xmp=origin.xmp(carrying=True))
    return out.getvalue()


def _svg(paint: Paint, extent: Extent, origin: Origin, ground: QColor | None) -> bytes:
    width, height = extent.logical
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(96)
    generator.setSize(QSize(round(width), round(height)))
    generator.setViewBox(QRectF(0, 0, width, height))
    generator.setTitle(origin.title)
    generator.setDescription(origin.made_by)
    with painter_on(generator) as painter:
        if ground is not None:
            painter.fillRect(QRectF(0, 0, width, height), ground)
        paint(painter, QRectF(0, 0, width, height))
    buffer.close()
    return in_svg(terse(portable(bytes(data.data()))), origin.document, origin.shown)


def _pdf(paint: Paint, extent: Extent, origin: Origin, ground: QColor | None) -> bytes:
    width, height = extent.logical
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    points = QSizeF(width * 72 / 96, height * 72 / 96)
    writer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)
    writer.setResolution(1200)
    writer.setTitle(origin.title)
    writer.setCreator(origin.made_by)
    writer.setDocumentId(QUuid("{00000000-0000-4000-8000-6a6163766970}"))
    writer.setDocumentXmpMetadata(QByteArray(origin.xmp()))
    for name, text in (("document.jacviz", origin.document), ("shown.json", origin.shown)):
        if text:
            writer.addFileAttachment(name, QByteArray(text.encode()), "application/json")
    with painter_on(writer) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(writer.width() / width, writer.height() / height)
        if ground is not None:
            painter.fillRect(QRectF(0, 0, width, height), ground)
        paint(painter, QRectF(0, 0, width, height))
    buffer.close()
    return mended(bytes(data.data()))
