"""Many curves drawn at once look as if each were drawn by itself."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from jacviz.ui.landscape.curves import fit_curves
from jacviz.ui.landscape.curves.fit_curves import Fitted, paint_fits
from jacviz.ui.landscape.curves.polylines import draw_rows, draw_values
from jacviz.ui.landscape.surface.strokes import pen
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import look
from jacviz.ui.plot.scale import Scale
from tests.ui.landscape.surfaces import difference, pixels

pytestmark = pytest.mark.usefixtures("qapp")

FRAME = Frame(QRectF(10, 10, 220, 160), Scale(0, 1), Scale(-1, 1))
INPUTS = np.linspace(0, 1, 101)
ROWS = np.sin(6 * INPUTS + np.linspace(0, 3, 30)[:, None]) * 1.5


def picture(paint: Callable[[QPainter], None]) -> QImage:
    image = QImage(240, 180, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter)
    painter.end()
    return image


def test_rows_are_drawn_like_lines_one_by_one() -> None:
    pens = [pen(QColor(200, 5 * k, 0), 1.0) for k in range(len(ROWS))]

    def one_by_one(painter: QPainter) -> None:
        for one, row in zip(pens, ROWS, strict=True):
            painter.setPen(one)
            draw_values(painter, FRAME, INPUTS, row)

    at_once = picture(lambda painter: draw_rows(painter, FRAME, INPUTS, ROWS, pens))
    assert difference(at_once, picture(one_by_one)) == (0, 0)


def test_curves_that_end_and_the_chosen_one_are_drawn_with_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = ROWS.copy()
    rows[3, 50:] = np.nan
    blue, red = QColor(0, 0, 200), QColor(200, 0, 0)
    fits = [Fitted(row, red if k == 7 else blue, emphasised=k == 7) for k, row in enumerate(rows)]
    quick = picture(lambda painter: paint_fits(painter, FRAME, INPUTS, fits, look()))
    monkeypatch.setattr(fit_curves, "_paint_quickly", lambda painter, frame, inputs, fits, look: fits)
    slow = picture(lambda painter: paint_fits(painter, FRAME, INPUTS, fits, look()))
    assert (np.abs(pixels(quick) - pixels(slow)).max(axis=2) > 40).mean() < 0.01
    assert (np.abs(pixels(quick)[..., :3] - red.getRgb()[:3]).max(axis=2) <= 2).sum() > 30
