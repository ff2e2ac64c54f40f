from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from jacviz.ui.plot.frame import Frame, fitted, paint_axes
from jacviz.ui.plot.look import look
from jacviz.ui.plot.names import parameter
from jacviz.ui.plot.scale import Scale

FRAME = Frame(QRectF(40, 10, 200, 100), Scale(-1, 3), Scale(0.1, 1000, "log"))


def test_values_lie_where_the_scales_say() -> None:
    places = FRAME.place([-1, 3, 1], [0.1, 1000, 10])
    np.testing.assert_allclose(places, [[40, 110], [240, 10], [140, 60]])
    assert np.isnan(FRAME.place(0.0, -1.0)[0, 1])


@given(st.floats(-1, 3), st.floats(0.1, 1000))
def test_at_undoes_place(x: float, y: float) -> None:
    assert FRAME.at(FRAME.point(x, y)) == (pytest.approx(x, abs=1e-9), pytest.approx(y, rel=1e-9))


def test_at_is_known_outside_too() -> None:
    assert FRAME.at(QPointF(40 - 50, 110))[0] == pytest.approx(-2)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize(("width", "height"), [(120, 60), (420, 200), (900, 500)])
def test_labels_and_names_stay_within_the_rectangle(
    qapp: QApplication, scale: float, width: int, height: int
) -> None:
    ours = look(scale=scale)
    names = parameter("x1"), parameter("w[1,2]")
    outer = QRectF(20, 20, width * scale, height * scale)
    frame = fitted(outer, Scale(-1234, 98765), Scale(-0.001, 0.001), ours, *names)
    assert outer.contains(frame.rect)
    image = QImage(int(outer.right()) + 20, int(outer.bottom()) + 20, QImage.Format.Format_RGB32)
    image.fill(ours.panel)
    painter = QPainter(image)
    paint_axes(painter, frame, ours, *names)
    painter.end()
    pixels = np.asarray(image.constBits()).reshape(image.height(), image.width(), 4)
    marked = (pixels != pixels[0, 0]).any(axis=2)
    assert marked.any()
    marked[20 : int(outer.bottom()) + 1, 20 : int(outer.right()) + 1] = False
    assert not marked.any()


def test_a_frame_without_room_is_painted_without_an_error(qapp: QApplication) -> None:
    frame = fitted(QRectF(0, 0, 3, 2), Scale(0, 1), Scale(0, 1), look(), "step", "loss")
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint_axes(painter, frame, look(), "step", "loss", outline=True)
    painter.end()


@pytest.mark.parametrize("width", [150, 170, 200])
@pytest.mark.parametrize("ends", [(-1.8, 1.95), (-0.9, 0.8), (0.2, 7.4), (-13.0, 4.0)])
def test_a_narrow_axis_has_at_least_two_ticks(
    qapp: QApplication, width: int, ends: tuple[float, float]
) -> None:
    frame = Frame(QRectF(0, 0, width, 100), Scale(*ends), Scale(0, 1))
    ticks = frame.x_ticks(look())
    assert 2 <= len(ticks) <= 7
    metrics = look().metrics()
    edges = [(frame.point(tick.value, 0).x(), metrics.horizontalAdvance(tick.label)) for tick in ticks]
    for (one, wide), (other, wider) in pairwise(edges):
        assert other - one >= (wide + wider) / 2 + 4
