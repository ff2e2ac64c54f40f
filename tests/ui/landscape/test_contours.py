"""Contours, basins and their painting: the colours stand where the loss says so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication

from jacviz.engine.training_messages import BasinsAnswer, SurfaceAnswer
from jacviz.session.landscape.settings import Sight
from jacviz.ui.landscape.surface.basin_wash import paint_wash, wash, wash_layers
from jacviz.ui.landscape.surface.contours import band_colours, paint_bands, pixel_lines, trace, tracing
from jacviz.ui.landscape.surface.line_labels import labelled
from jacviz.ui.landscape.surface.ramp import hue, ramp
from jacviz.ui.landscape.surface.scene import Scene, paint_scene
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import look
from jacviz.ui.plot.scale import Scale
from tests.ui.landscape.surfaces import line_surface, own_surface, pixels, surface
from tests.ui.landscape.trained import line_run

pytestmark = pytest.mark.usefixtures("qapp")


def frame_of(answer: SurfaceAnswer, width: int = 200, height: int = 160) -> Frame:
    return Frame(QRectF(0, 0, width, height), Scale(*answer.window[0]), Scale(*answer.window[1]))


def painted(answer: SurfaceAnswer, *, dark: bool = False) -> QImage:
    frame = frame_of(answer)
    image = QImage(200, 160, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    painter = QPainter(image)
    paint_bands(painter, frame, trace(answer, "log", 10), look(dark=dark))
    painter.end()
    return image


@pytest.mark.parametrize("dark", [False, True])
def test_each_place_has_the_colour_of_its_band(dark: bool) -> None:
    answer = surface("himmelblau", 161)
    contours = trace(answer, "log", 10)
    colours = band_colours(contours, look(dark=dark))
    image, right = painted(answer, dark=dark), 0
    places = np.random.default_rng(0).integers(2, 158, (300, 2)).tolist()
    for x, y in places:
        alpha, beta = frame_of(answer).x.value((x + 0.5) / 200), frame_of(answer).y.value(1 - (y + 0.5) / 160)
        loss = (alpha**2 + beta - 11) ** 2 + (alpha + beta**2 - 7) ** 2
        right += image.pixelColor(x, y) == colours[int(np.searchsorted(contours.levels, loss))]
    assert right > 265  # the others lie on a border, which is antialiased


def test_bands_leave_no_seams() -> None:
    answer = line_surface(40)
    known = {colour.rgb() for colour in band_colours(trace(answer, "log", 10), look())}
    grey = pixels(painted(answer))[..., :3]
    low, high = (np.array(QColor(rgb).getRgb()[:3]) for rgb in (max(known), min(known)))
    assert (grey <= low).all()
    assert (grey >= high - 1).all()


def test_what_is_not_finite_is_hatched() -> None:
    answer = own_surface("sqrt(x) + y^2", 60)
    contours = trace(answer, "log", 10)
    assert contours.known is not None
    assert answer.notes == ("The loss is not finite at 1,800 of 3,600 points (50 %).",)
    colours = {colour.rgb() for colour in band_colours(contours, look())}
    image = painted(answer)
    left = {image.pixelColor(x, y).rgb() for x in range(10, 90) for y in range(5, 150, 7)}
    right = {image.pixelColor(x, y).rgb() for x in range(110, 190) for y in range(5, 150, 7)}
    assert not right & {QColor("red").rgb()}
    assert len(left & colours) <= 1  # the ground between hatches is white, as the lowest band is
    assert len(right & colours) > 5


def test_a_constant_surface_has_no_levels_and_one_colour() -> None:
    answer = own_surface("3 + 0 x + 0 y")
    contours = trace(answer, "log", 10)
    assert not len(contours.levels)
    assert len({painted(answer).pixelColor(x, 80).rgb() for x in range(200)}) == 1


def test_nothing_finite_at_all() -> None:
    answer = own_surface("log(-1 - x^2 - y^2)")
    assert trace(answer, "log", 10).known is not None
    painted(answer)


def test_tracing_can_be_interrupted() -> None:
    answer = line_surface(50)
    parts = list(tracing(answer, "log", 10))
    assert len(parts) > 5
    assert parts[-1] is not None
    assert not any(parts[:-1])


def test_a_coarse_surface_has_smooth_contours() -> None:
    coarse, fine = trace(line_surface(25), "log", 10), trace(line_surface(200), "log", 10)
    levels = sorted(set(coarse.levels.tolist()) & set(fine.levels.tolist()))
    assert levels
    frame = frame_of(line_surface(25))
    for level in levels[-2:]:
        one, other = (
            np.concatenate(pixel_lines(frame, some)[some.levels.tolist().index(level)])
            for some in (coarse, fine)
        )
        away = np.hypot(*(one[:, None] - other[None]).transpose(2, 0, 1)).min(axis=1)
        assert away.max() < 1.5  # pixels


def test_labels_stand_on_their_lines_upright_and_apart() -> None:
    answer, style = line_surface(150), look()
    frame = frame_of(answer, 600, 500)
    contours = trace(answer, "log", 14)
    lines = pixel_lines(frame, contours)
    made = labelled(lines, contours, frame, style)
    assert len(made.labels) >= 6
    for label in made.labels:
        near = np.concatenate(lines[label.level]) - (label.x, label.y)
        assert np.hypot(*near.T).min() < 4
        gap = np.concatenate(made.lines[label.level]) - (label.x, label.y)
        assert np.hypot(*gap.T).min() > 6
        assert -90 < label.angle <= 90
        assert frame.rect.contains(label.x, label.y)
    places = np.array([(label.x, label.y) for label in made.labels])
    apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) + 1e9 * np.eye(len(places))
    assert apart.min() > 50


def test_the_ramp_is_even_to_the_eye() -> None:
    from jacviz.ui.landscape.surface.ramp import _lab

    for dark in (False, True):
        labs = np.array([_lab(colour) for colour in ramp(look(dark=dark).risk, 12)])
        steps = np.linalg.norm(np.diff(labs, axis=0), axis=1)
        assert steps.max() < 1.35 * steps.min()  # colours are whole numbers


def test_basins_have_a_hue_each(qapp: QApplication) -> None:
    answer = line_surface(20)
    labels = np.zeros((10, 10), dtype=np.int64)
    labels[:, 5:] = 1
    labels[:3] = -1
    labels[7:, :5] = -2
    (left, right), (bottom, top) = answer.window
    cells = (np.arange(10) + 0.5) / 10
    basins = BasinsAnswer(
        labels, left + (right - left) * cells, bottom + (top - bottom) * cells, np.zeros((2, 2)), True
    )
    frame, image = frame_of(answer), QImage(200, 160, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    made = wash(basins)
    assert made is not None
    paint_wash(painter, frame, made, look())
    painter.end()

    def share(place: int) -> QColor:
        tint = hue(place, dark=False)
        return QColor.fromRgbF(
            *(1 - 0.34 * (1 - part) for part in (tint.redF(), tint.greenF(), tint.blueF()))
        )

    def near(one: QColor, other: QColor) -> bool:
        return max(abs(a - b) for a, b in zip(one.getRgb(), other.getRgb(), strict=True)) <= 2

    assert near(image.pixelColor(50, 80), share(0))
    assert near(image.pixelColor(199, 0), share(1))  # up to the edge
    assert near(image.pixelColor(150, 80), share(1))
    assert image.pixelColor(50, 10) == QColor("white")  # on the way
    hatched = {image.pixelColor(x, y).rgb() for x in range(20, 180) for y in range(125, 155)}
    assert QColor("white").rgb() in hatched
    assert len(hatched) > 1


@pytest.mark.parametrize(("ratio", "left"), [(1.0, 0.0), (1.5, 0.3), (2.0, 0.5)])
def test_basins_in_tiles_show_no_seam(ratio: float, left: float) -> None:
    answer, count = line_surface(20), 60
    across, along = np.meshgrid(np.linspace(-1, 1, count), np.linspace(-1, 1, count))
    labels = np.floor(3 * np.hypot(across, along) + np.arctan2(along, across)).astype(np.int64)
    (low, high), (bottom, top) = answer.window
    cells = (np.arange(count) + 0.5) / count
    alpha, beta = low + (high - low) * cells, bottom + (top - bottom) * cells
    basins = wash(BasinsAnswer(labels - labels.min() - 2, alpha, beta, np.zeros((9, 2)), True))
    assert basins is not None
    frame = Frame(QRectF(left, 0, 301, 223), Scale(low, high), Scale(bottom, top))
    images = []
    for side in (0, 16):
        image = QImage(round(302 * ratio), round(223 * ratio), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(QColor("white"))
        painter = QPainter(image)
        layers = list(wash_layers(frame, basins, look(), side))
        for paint in layers:
            paint(painter)
        painter.end()
        images.append(pixels(image).astype(int))
    assert len(layers) > 16
    apart = np.abs(images[0] - images[1]).max(axis=-1)
    assert np.count_nonzero(apart > 3) <= 4  # where an edge runs along a tile's


def test_a_scene_is_painted_as_lines_into_a_file() -> None:
    answer, run = line_surface(60), line_run(steps=30)
    whole = Scene(trace(answer, "log", 10), answer.plane, answer.window, Sight(ticks=5), run, 30)
    written = QByteArray()
    buffer = QBuffer(written)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    device = QSvgGenerator()
    device.setOutputDevice(buffer)
    painter = QPainter(device)
    paint_scene(painter, QRectF(0, 0, 430, 360), whole, look(dark=True))
    paint_scene(painter, QRectF(0, 0, 430, 360), replace(whole, sight=Sight(tail=10), run=None), look())
    painter.end()
    text = bytes(written.data()).decode()
    assert "<image" not in text
    assert text.count("<path") > 20
