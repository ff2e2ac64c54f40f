"""Pages of a descent over a single parameter: the curve that the window shows, from the real engine."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pypdf
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from jacviz.experiment.recipes import SGD
from jacviz.experiment.settings import ObjectiveSettings, Source
from jacviz.session.document import Document
from jacviz.session.landscape.settings import Landscape, Sight
from jacviz.session.picture import Extent, PictureError, PictureSettings
from jacviz.ui.plot.look import look
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.moving import STEPPING
from jacviz.ui.publish.pages import picture_bytes, picture_image, why_not
from jacviz.ui.publish.views.trajectories import paint_trajectories
from tests.ui.landscape.surfaces import pixels
from tests.ui.publish.pictures import computed

SMALL = Extent(640, 420, 96)


@lru_cache(maxsize=1)
def waves() -> Material:
    landscape = Landscape(
        problem=ObjectiveSettings(objective=Source(text="sin(3x) + x^2/5")), recipes=(SGD(lr=0.05),),
        suggest_rate=False, steps=30, sight=Sight(basins=True),
    )  # fmt: skip
    return computed(Document(title="Waves", maths="x^2", landscape=landscape), ("run", "surface", "survey"))


def settings(**fields: object) -> PictureSettings:
    return replace(PictureSettings(view="trajectories", extent=SMALL), **fields)  # type: ignore[arg-type]


def test_the_engine_was_asked_for_a_fine_curve() -> None:
    surface = waves().landscape.surface
    assert surface is not None
    assert surface.values.shape == (1, 1500)


@pytest.mark.parametrize("dark", [False, True])
def test_a_picture_has_the_curve_and_every_trajectory(qapp: QApplication, dark: bool) -> None:
    seen = pixels(picture_image(waves(), settings(dark=dark)))[..., :3]
    style = look(dark=dark)
    for colour in style.trajectories[:5]:
        assert (np.abs(seen - colour.getRgb()[:3]).max(axis=2) <= 2).sum() >= 8


def test_files_of_lines_hold_the_curve_in_one_piece(qapp: QApplication) -> None:
    svg = picture_bytes(waves(), settings(), "svg")
    assert b"loss" in svg
    assert len(svg) < 400_000
    (page,) = pypdf.PdfReader(io.BytesIO(picture_bytes(waves(), settings(), "pdf"))).pages
    assert "loss" in page.extract_text()


def test_a_film_shows_at_a_step_what_a_picture_of_that_step_shows(qapp: QApplication) -> None:
    rect = QRectF(0, 0, 400, 300)

    def painted(step: int, *, moving: bool) -> np.ndarray:
        image = QImage(400, 300, QImage.Format.Format_RGB32)
        image.fill(look().panel)
        painter = QPainter(image)
        if moving:
            STEPPING["trajectories"](painter, rect, waves().at(0), settings(), look())(painter, step)
        else:
            paint_trajectories(painter, rect, waves().at(step), settings(), look())
        painter.end()
        return pixels(image)[..., :3]

    apart = np.abs(painted(7, moving=True) - painted(7, moving=False)).max(axis=2)
    assert (apart > 40).mean() < 0.002
    assert (np.abs(painted(7, moving=True) - painted(30, moving=True)).max(axis=2) > 40).sum() > 50


def test_what_needs_two_parameters_says_so(qapp: QApplication) -> None:
    told = "The surface in three dimensions needs two parameters; this function has one."
    assert why_not(waves(), "surface3d") == told
    assert why_not(waves(), "trajectories") == ""
    with pytest.raises(PictureError, match="needs two parameters"):
        picture_image(waves(), settings(view="surface3d"))
