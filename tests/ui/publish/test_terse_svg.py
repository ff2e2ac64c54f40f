"""An SVG that was shortened is the same picture, and much smaller."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtSvg import QSvgGenerator, QSvgRenderer

from jacviz.ui.publish.terse_svg import terse

SIZE = 200


def drawing() -> bytes:
    """All kinds of elements that pages have."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(SIZE, SIZE))
    generator.setViewBox(QRectF(0, 0, SIZE, SIZE))
    painter = QPainter(generator)
    painter.fillRect(QRectF(0, 0, SIZE, SIZE), QColor("#f0f0e0"))
    generated = np.random.default_rng(0)
    for k in range(60):
        corners = generated.uniform(5, 195, (5, 2))
        points = [QPointF(x, y) for x, y in corners.tolist()]
        painter.setPen(QPen(QColor.fromHsv(6 * k, 200, 180), 0.4 + k % 3, Qt.PenStyle.SolidLine))
        painter.setBrush(QColor.fromHsv(6 * k, 90, 230) if k % 2 else Qt.BrushStyle.NoBrush)
        if k % 5 == 0:
            painter.drawPolygon(QPolygonF(points))
        elif k % 5 == 1:
            painter.drawPolyline(QPolygonF(points))
        elif k % 5 == 2:
            path = QPainterPath(points[0])
            path.cubicTo(points[1], points[2], points[3])
            path.lineTo(points[4])
            path.closeSubpath()
            path.addEllipse(points[2], 9, 5)
            path.setFillRule(Qt.FillRule.WindingFill if k % 2 else Qt.FillRule.OddEvenFill)
            painter.drawPath(path)
        elif k % 5 == 3:
            painter.drawPoint(points[0])
            painter.drawEllipse(points[1], 4, 4)
        else:
            painter.save()
            painter.setOpacity(0.5)
            painter.translate(points[0])
            painter.rotate(30)
            painter.scale(0.5 if k % 2 else 12, 0.5)
            painter.drawLine(QPointF(0, 0), QPointF(0.02, 30))
            painter.drawRoundedRect(QRectF(0, 0, 3, 20), 1, 2)
            painter.restore()
    painter.end()
    buffer.close()
    return bytes(data.data())


def seen(svg: bytes) -> NDArray[np.int64]:
    image = QImage(4 * SIZE, 4 * SIZE, QImage.Format.Format_RGB32)
    renderer = QSvgRenderer(QByteArray(svg))
    assert renderer.isValid()
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(4 * SIZE, 4 * SIZE, 4)[..., :3].astype(np.int64)


def test_the_same_picture_in_fewer_bytes(qapp: object) -> None:
    svg = drawing()
    short = terse(svg)
    assert len(short) < 0.5 * len(svg)
    apart = np.abs(seen(short) - seen(svg)).max(axis=2)
    assert (apart > 40).mean() < 2e-4
    assert apart.mean() < 0.2


def test_what_is_built_otherwise_stays_as_it_is(qapp: object) -> None:
    svg = drawing()
    inner = b'<g fill="#123456"><rect x="1" y="1" width="2" height="2"/></g>\n<rect '
    nested = svg.replace(b"<rect ", inner, 1)
    assert terse(nested) == nested
    assert terse(b"<svg></svg>") == b"<svg></svg>"


def test_a_line_in_pieces_becomes_one(qapp: object) -> None:
    piece = b'<path vector-effect="none" fill-rule="evenodd" d="M1,2 L3,4 M3,4 L5.004,4.996 M9,9 L9,9 Z "/>'
    outer = (
        b'<g fill="none" stroke="black" stroke-width="1" fill-rule="evenodd" stroke-linecap="square" '
        b'stroke-linejoin="bevel" >\n<g fill="none" stroke="#7f8b94" stroke-width="0.8" >\n%s\n</g>\n</g>\n'
        b"</svg>\n"
    )
    made = terse(outer % piece)
    assert re.findall(rb' d="([^"]*)"', made) == [b"m1 2l2 2 2 1m4 4l0 0z"]
    assert b'stroke="#7f8b94"' in made
