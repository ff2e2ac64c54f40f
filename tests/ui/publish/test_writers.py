"""Files of a drawn page, read back by other libraries."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET

import numpy as np
import pypdf
import pytest
from PIL import Image
from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QTextLayout
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from jacviz.export.origin import Origin
from jacviz.session.embedding import document_in
from jacviz.session.picture import PICTURE_FORMATS, Extent, PictureFormat
from jacviz.ui import theme
from jacviz.ui.publish.lasting_pdf import mended
from jacviz.ui.publish.writers import drawn, written
from jacviz.ui.typeface import Typeface

TEXT = '{"jacviz": "document", "title": "Worked & <example>", "theta": "θ"}'
FROM = Origin("Worked & <example>", 7, TEXT)
WHITE = QColor("#FFFFFF")


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> None:
    theme.install("light")


def paint(painter: QPainter, page: QRectF) -> None:
    painter.fillRect(QRectF(20, 10, 40, 30), QColor("#1F6AB3"))
    painter.setPen(QColor("#B4530F"))
    font = QFont("Inter")
    font.setPixelSize(20)
    font.setFeature(QFont.Tag("calt"), 0)
    painter.setFont(font)
    painter.drawText(page, Qt.AlignmentFlag.AlignCenter, "step 120")


def pixels(image: QImage) -> np.ndarray:
    straight = image.convertToFormat(QImage.Format.Format_RGBA8888)
    whole = np.frombuffer(straight.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return whole.copy()  # while the image is there


@pytest.mark.parametrize("kind", PICTURE_FORMATS)
def test_the_same_page_gives_the_same_bytes(kind: PictureFormat) -> None:
    one, other = (written(paint, Extent(400, 300), kind, FROM, WHITE) for _ in range(2))
    assert one == other


@pytest.mark.parametrize("kind", ["png", "webp"])
def test_images_have_the_pixels_that_were_drawn(kind: PictureFormat) -> None:
    extent = Extent(800, 600, 192)
    data = written(paint, extent, kind, FROM, WHITE)
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (800, 600)
        found = np.asarray(image.convert("RGBA"))
    assert np.array_equal(found, pixels(drawn(paint, extent, WHITE)))
    assert found[40, 60].tolist() == [0x1F, 0x6A, 0xB3, 255]  # logical (30, 20) at two pixels each


def test_a_png_says_where_it_comes_from() -> None:
    data = written(paint, Extent(300, 200, 300), "png", FROM, WHITE)
    with Image.open(io.BytesIO(data)) as image:
        assert image.info["Title"] == FROM.title
        assert image.info["Seed"] == "7"
        assert image.info["Software"].startswith("jacviz ")
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    assert document_in(data) == TEXT


def test_a_transparent_ground_is_transparent() -> None:
    data = written(paint, Extent(300, 200), "png", FROM, None)
    with Image.open(io.BytesIO(data)) as image:
        assert np.asarray(image.convert("RGBA"))[199, 299].tolist() == [0, 0, 0, 0]


def test_an_svg_has_real_text_and_renders_as_drawn() -> None:
    data = written(paint, Extent(400, 300), "svg", FROM, WHITE)
    root = ET.fromstring(data)
    said = "".join("".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text"))
    assert said.split() == ["step", "120"]
    assert root.attrib["viewBox"] == "0 0 400 300"
    assert document_in(data) == TEXT
    image = QImage(400, 300, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(data)).render(painter)
    painter.end()
    away = np.abs(pixels(image).astype(int) - pixels(drawn(paint, Extent(400, 300), WHITE)))
    assert (away.max(axis=2) > 60).mean() < 0.005  # the rims of letters


def test_a_pdf_has_real_text_the_wished_size_and_the_document() -> None:
    extent = Extent.of_millimetres(85, 60, 600)
    data = written(paint, extent, "pdf", FROM, None)
    reader = pypdf.PdfReader(io.BytesIO(data))
    page = reader.pages[0]
    assert len(reader.pages) == 1
    assert float(page.mediabox.width) == pytest.approx(85 / 25.4 * 72, abs=1)
    assert float(page.mediabox.height) == pytest.approx(60 / 25.4 * 72, abs=1)
    assert page.extract_text().strip() == "step 120"
    assert reader.attachments["document.jacviz"] == [TEXT.encode()]
    again = io.BytesIO()
    pypdf.PdfWriter(clone_from=reader).write(again)  # as another program writes it
    assert document_in(data) == document_in(again.getvalue()) == TEXT
    assert reader.metadata is not None
    assert reader.metadata.title == FROM.title
    assert "seed 7" in str(reader.metadata.creator)


def test_of_a_pdf_the_dates_alone_are_taken_away() -> None:
    title = "/CreationDate (D:20240101000000) <0009> 年月"
    data = written(paint, Extent(400, 300), "pdf", Origin(title, 7, f"{title}\n{TEXT}"), WHITE)
    reader = pypdf.PdfReader(io.BytesIO(data), strict=True)
    assert reader.metadata is not None
    assert reader.metadata.title == title
    assert str(reader.metadata.creation_date) == "2000-01-01 00:00:00+00:00"
    assert reader.xmp_metadata is not None
    assert reader.xmp_metadata.dc_title == {"x-default": title}
    assert reader.attachments["document.jacviz"] == [f"{title}\n{TEXT}".encode()]
    assert reader.pages[0].extract_text().strip() == "step 120"


def test_a_pdf_is_the_same_whatever_the_clock_says() -> None:
    data = written(paint, Extent(400, 300), "pdf", FROM, WHITE)
    found = {mended(_dated(data, date)) for date in (b"Z", b"", b"+02'00'", b"-03'30'")}
    assert found == {data}


def _dated(pdf: bytes, zone: bytes) -> bytes:
    # The same, as Qt writes it elsewhere: pypdf, when strict, finds each object where the table says.
    dates = re.sub(rb"(?<=Date \(D:)20000101000000Z", b"20261125163010" + zone, pdf)
    longer = len(dates) - len(pdf)
    head, table = dates[: dates.rfind(b"\nxref\n")], dates[dates.rfind(b"\nxref\n") :]
    later = head.find(b"Date (D:")

    def moved(offset: re.Match[bytes]) -> bytes:
        place = int(offset[0])
        return b"%0*d" % (len(offset[0]), place + longer if place > later else place)

    written_there = head + re.sub(rb"(?<=\n)\d{10}(?= 00000 n)|(?<=startxref\n)\d+", moved, table)
    pypdf.PdfReader(io.BytesIO(written_there), strict=True).pages[0].extract_text()
    return written_there


@pytest.mark.parametrize("name", ["words", "maths", "code"])
def test_where_a_face_has_no_glyph_a_bundled_one_lends_it(name: str) -> None:
    font: QFont = getattr(Typeface(page=True, serif=True), name)(16)
    layout = QTextLayout("a\N{THIN SPACE}b\N{SUPERSCRIPT MINUS}\N{SUPERSCRIPT NINE}", font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    used = {run.rawFont().familyName() for run in layout.glyphRuns()}
    assert used == {font.family(), "Inter"}
