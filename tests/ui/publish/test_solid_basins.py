"""Basins, ticks and crosses on the exported surface in three dimensions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from jacviz.engine.training_messages import BasinsAnswer
from jacviz.session.landscape.settings import Sight
from jacviz.ui.landscape.solid.heights import heights
from jacviz.ui.landscape.surface.basin_wash import wash_colour
from jacviz.ui.plot.look import look
from jacviz.ui.publish.views.camera import Camera, framed
from jacviz.ui.publish.views.relief import relief
from jacviz.ui.publish.views.relief_basins import NOWHERE, hatching, square_labels, washed
from jacviz.ui.publish.views.relief_paint import paint_relief
from jacviz.ui.publish.views.solid import Solid
from jacviz.ui.publish.views.solid_paths import course, paint_course
from tests.ui.landscape.standins import made_run, made_surface
from tests.ui.landscape.surfaces import pixels

pytestmark = pytest.mark.usefixtures("qapp")

SIDE = 400


def scene(squares: int = 20) -> Solid:
    surface = made_surface()
    scale = heights(surface.values, "log", 14)
    camera = framed(Camera(), QRectF(20, 20, SIDE - 40, SIDE - 40))
    return Solid(surface, scale, relief(surface, scale, squares), camera, look())


def basins(labels: np.ndarray) -> BasinsAnswer:
    """Over the window of `made_surface`."""
    rows, cols = labels.shape
    alpha = -1 + 6 * (np.arange(cols) + 0.5) / cols
    beta = -2 + 5 * (np.arange(rows) + 0.5) / rows
    return BasinsAnswer(labels, alpha, beta, np.zeros((2, 2)), True)


def drawn(paint: Callable[[QPainter], None]) -> QImage:
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter)
    painter.end()
    return image


def test_each_square_has_the_label_of_the_start_nearest_to_it() -> None:
    made = scene()
    labels = np.zeros((10, 10), dtype=np.int64)
    labels[:, 5:] = 1
    labels[8:] = -1
    found = square_labels(made, basins(labels)).reshape(20, 20)
    assert (found[:16, :10] == 0).all()
    assert (found[:16, 10:] == 1).all()
    assert (found[16:] == -1).all()
    assert (square_labels(made, None) == NOWHERE).all()


def test_squares_outside_the_grid_of_starts_have_none() -> None:
    made, whole = scene(), basins(np.zeros((10, 10), dtype=np.int64))
    part = BasinsAnswer(whole.labels[:, :5], whole.alpha[:5], whole.beta, whole.minima, True)
    found = square_labels(made, part).reshape(20, 20)
    assert (found[:, :10] == 0).all()
    assert (found[:, 12:] == NOWHERE).all()


def test_hatching_goes_on_from_square_to_square() -> None:
    made = scene()
    lines = hatching(made, np.full(400, -1))
    assert len(lines) == 200
    np.testing.assert_allclose(lines[0][2:], lines[21][:2])
    assert not hatching(made, np.zeros(400, dtype=int))


def test_basins_colour_the_surface() -> None:
    made = scene()
    labels = np.zeros((10, 10), dtype=np.int64)
    labels[:, 5:] = 1
    plain = pixels(drawn(lambda painter: paint_relief(painter, made, lines=False)))
    told = pixels(
        drawn(lambda painter: paint_relief(painter, made, lines=False, basins=basins(labels)))
    )
    changed = np.abs(plain - told).max(axis=2) > 8
    assert 0.5 < changed.sum() / (plain[..., :3] < 250).any(axis=2).sum() <= 1.01
    ground = QColor("#ccd4da")
    for label in (0, 1):
        over = wash_colour(label, look())
        assert over is not None
        wanted = [g + (o - g) * over.alphaF() for g, o in zip(ground.getRgb(), over.getRgb(), strict=True)]
        assert washed(ground, label, look()).getRgb()[:3] == pytest.approx(wanted[:3], abs=1)
    assert washed(ground, -1, look()) == washed(ground, NOWHERE, look()) == ground


def test_ticks_and_crosses_are_drawn_up_to_the_step() -> None:
    made, run = scene(), made_run(starts=4, steps=40)
    run.diverged_at[0, 1] = 9
    run.points[0, 1, 8:], run.losses[0, 1, 8:] = [1e200, 0.5], np.inf
    sight = Sight(ticks=5)
    whole = course(made, run, sight, 0, 40)
    assert whole.ticks.steps.tolist() == [5, 10, 15, 20, 25, 30, 35, 40]
    assert np.isnan(whole.ends[[0, 2, 3]]).all()
    assert (whole.end_kinds[1] in {0, 1})
    assert np.isfinite(whole.ends[1]).all()
    x, y = np.round(whole.ends[1]).astype(int).tolist()
    assert 0 <= x < SIDE
    assert 0 <= y < SIDE

    def at(step: int) -> QImage:
        return drawn(lambda painter: paint_course(painter, made, whole, step))

    before, after = at(8), at(9)
    assert before.pixelColor(x, y) == QColor("white")
    assert after.pixelColor(x, y) != QColor("white")
    bare = course(made, run, Sight(), 0, 40)
    assert not len(bare.ticks.steps)
    without = drawn(lambda painter: paint_course(painter, made, bare, 20))
    assert (pixels(at(20)) != pixels(without)).any()
    assert (pixels(at(4)) == pixels(drawn(lambda painter: paint_course(painter, made, bare, 4)))).all()
