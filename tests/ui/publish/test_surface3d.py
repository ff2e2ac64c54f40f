"""The surface in three dimensions: from where it is wished, and in small files of real vectors and text."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QLineF, QRectF
from PySide6.QtGui import QImage, QPainter, QPicture
from PySide6.QtSvg import QSvgGenerator, QSvgRenderer
from PySide6.QtWidgets import QApplication

from jacviz.session.picture import Dress, Extent, Eye, PictureError, PictureSettings, eye_of
from jacviz.session.shown import Shown, shown_of, shown_text
from jacviz.ui.landscape.solid.box import axes, nearest_corner
from jacviz.ui.landscape.solid.overlay import Lettering, paint_lettering
from jacviz.ui.publish.dress import dressed
from jacviz.ui.publish.pages import picture_bytes, picture_image
from jacviz.ui.publish.views.camera import CORNERS, Camera, cut_line, framed, standing
from jacviz.ui.publish.views.fitting import fitted, used_by
from tests.ui.publish.films import descent
from tests.ui.publish.lettering import overlapping, words

SOLID = PictureSettings(view="surface3d", extent=Extent(640, 400))


def pixels(image: QImage) -> NDArray[np.int64]:
    made = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(made.constBits(), np.uint8).reshape(made.height(), made.width(), 4)
    return flat[..., :3].astype(np.int64)


def rendered(svg: bytes, width: int, height: int) -> NDArray[np.int64]:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg)).render(painter)
    painter.end()
    return pixels(image)


NEAR = replace(SOLID, eye=Eye(-20, 30, 1.8))


@pytest.fixture(scope="module")
def home_svg(qapp: QApplication) -> bytes:
    return picture_bytes(descent(), SOLID, "svg")


@pytest.fixture(scope="module")
def near_svg(qapp: QApplication) -> bytes:
    return picture_bytes(descent(), NEAR, "svg")


def test_an_svg_is_small_and_has_real_vectors_and_text(home_svg: bytes) -> None:
    assert len(home_svg) < 800_000
    names = [element.tag.rpartition("}")[2] for element in ET.fromstring(home_svg).iter()]
    assert "image" not in names
    assert names.count("path") > 1000
    assert names.count("text") > 10


def test_an_svg_shows_what_a_png_shows(near_svg: bytes) -> None:
    svg, image = rendered(near_svg, 640, 400), pixels(picture_image(descent(), NEAR))
    assert np.abs(svg - image).mean() < 3
    assert (np.abs(svg - image).max(axis=2) > 90).mean() < 0.02


def test_a_turned_box_is_seen_as_a_whole(home_svg: bytes) -> None:
    home = rendered(home_svg, 640, 400)
    turned = rendered(picture_bytes(descent(), replace(SOLID, eye=Eye(200, -15)), "svg"), 640, 400)
    assert (turned != home).any(axis=2).mean() > 0.1
    edge = np.concatenate([turned[:, 0], turned[:, -1], turned[0], turned[-1]])
    assert (edge == turned[-1, 0]).all()


def test_a_near_eye_sees_nothing_outside_its_room(home_svg: bytes, near_svg: bytes) -> None:
    # An SVG cannot be clipped: what is outside must not have been drawn. The bar is beside the room.
    near, home = (rendered(svg, 640, 400) for svg in (near_svg, home_svg))
    assert (near[40:, 592:] == home[40:, 592:]).all()
    assert (near != home)[:, :580].any(axis=2).mean() > 0.5


def test_text_of_a_near_picture_is_inside(near_svg: bytes) -> None:
    texts = [element for element in ET.fromstring(near_svg).iter() if element.tag.endswith("}text")]
    assert texts
    for element in texts:
        assert 0 <= float(element.attrib["x"]) < 640
        assert 0 <= float(element.attrib["y"]) < 400


def test_the_same_angle_as_the_window_s() -> None:
    camera = standing(Eye(0, 0, 4.0), QRectF(0, 0, 300, 200))
    x, y, away = camera.project(np.array([[0.0, 4 * np.tan(np.radians(15)), 0.0]]))[0]
    assert (x, y, away) == pytest.approx((250, 100, 4))  # half the smaller side beside the middle
    moved = standing(Eye(70, 20, 3.0, (0.5, -0.25, 0.1)), QRectF(10, 20, 300, 200))
    assert moved.project(np.array([[0.5, -0.25, 0.1]]))[0] == pytest.approx([160, 120, 3])
    assert (moved.project(CORNERS)[:, 2] > 0).all()


@given(st.tuples(*[st.floats(-50, 150)] * 4))
def test_a_cut_line_is_a_part_of_it_inside(ends: tuple[float, float, float, float]) -> None:
    line, rect = QLineF(*ends), QRectF(0, 0, 100, 80)
    found = cut_line(line, rect)
    if not found.isNull():
        assert rect.adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(found.p1())
        assert rect.adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(found.p2())
    shares = np.linspace(0, 1, 41)
    inside = [rect.contains(line.pointAt(float(share))) for share in shares]
    assert not (sum(inside) > 1 and found.isNull() and line.length() > 1e-9)


def test_an_eye_is_typed_kept_and_refused() -> None:
    assert eye_of("-56,36") == Eye()
    assert eye_of("30, 20.5, 4") == Eye(30, 20.5, 4.0)
    settings = replace(SOLID, eye=Eye(12.5, -3, 2.5, (0.1, -0.2, 0.3)))
    assert shown_of(shown_text(Shown(settings))).picture == settings
    for text, told in (
        ("north", "got north"), ("1,2,3,4", "such as -56,36"), ("1,95", "-89 to 89 degrees; 95"),
        ("1,nan", "elevation"), ("inf,2", "azimuth"), ("1,2,0.5", "1.6 to 20; 0.5"), ("1,2,nan", "distance"),
    ):  # fmt: skip
        with pytest.raises(PictureError, match=told):
            eye_of(text)
    with pytest.raises(PictureError, match="looked at"):
        Eye(centre=(0, float("nan"), 0))


@pytest.mark.parametrize("dress", ["screen", "slide", "paper"])
def test_words_round_the_box_fit_whatever_the_size(qapp: QApplication, dress: Dress) -> None:
    # Labels come and go with the room, so that box and words have a size to find for each page anew.
    home = Camera(Eye().elevation, Eye().azimuth)
    corner = nearest_corner(home.azimuth)
    values = np.linspace(-1, 1, 9).tolist()
    lettering = Lettering(
        axes=axes(corner, values, values, values),
        labels=[[f"{10 * value:g}" for value in values]] * 3,
        titles=["direction 1", "direction 2", "loss"],
    )
    for width in range(240, 800, 24):
        settings = replace(SOLID, dress=dress, extent=Extent(width, round(width * 0.7)))
        rect = QRectF(0, 0, *settings.extent.logical)
        look = dressed(settings).look
        camera = fitted(home, rect, lettering, look)
        assert rect.adjusted(-1, -1, 1, 1).contains(used_by(camera, lettering, look)), width


def test_long_names_of_axes_end_within_the_window(qapp: QApplication) -> None:
    values = np.linspace(-0.95, 0.95, 3).tolist()
    rect, look = QRectF(0, 0, 360, 240), dressed(SOLID).look
    names = [f"component {place}, {share} % of the variance" for place, share in ((1, 45), (2, 23))]
    for azimuth in range(-180, 180, 24):
        lettering = Lettering(
            axes=axes(nearest_corner(azimuth), values, values, values),
            labels=[["-6", "0", "6"]] * 3, titles=[*names, "loss"],
        )  # fmt: skip
        camera = framed(Camera(35.0, azimuth), rect.adjusted(20, 20, -20, -20))
        picture = QPicture()  # it has to outlive its painter
        painter = QPainter(picture)
        used = paint_lettering(painter, lettering, camera.project, rect.size(), look)
        painter.end()
        assert used.left() >= 0, azimuth
        assert used.right() <= rect.width(), azimuth


def test_labels_of_different_axes_keep_apart_from_every_side(qapp: QApplication) -> None:
    values = np.linspace(-0.95, 0.95, 7).tolist()
    rect, look = QRectF(0, 0, 400, 280), dressed(SOLID).look
    for azimuth in range(-180, 180, 12):
        for elevation in (8.0, 35.0, 70.0):
            lettering = Lettering(
                axes=axes(nearest_corner(azimuth), values, values, values),
                labels=[[f"{name}{10 * value:.2f}" for value in values] for name in "xyz"],
                titles=["a", "b", "loss"],
            )
            camera = framed(Camera(elevation, azimuth), rect.adjusted(50, 30, -50, -30))
            page = QByteArray()
            buffer = QBuffer(page)
            generator = QSvgGenerator()
            generator.setOutputDevice(buffer)
            generator.setSize(rect.size().toSize())
            generator.setViewBox(rect)
            painter = QPainter(generator)
            paint_lettering(painter, lettering, camera.project, rect.size(), look)
            painter.end()
            assert len(words(page.data())) > 8
            assert overlapping(page.data(), 0.0) == [], (azimuth, elevation)
