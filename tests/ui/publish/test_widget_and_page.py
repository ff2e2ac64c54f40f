"""The picture of the trajectories in the screen's dress against the widget that shows them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from jacviz.session.picture import PictureSettings
from jacviz.ui import theme
from jacviz.ui.plot.look import Look, look_now
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.views.trajectories import paint_trajectories
from tests.ui.landscape.surfaces import NotingStudio, SurfaceLoop, shown_view
from tests.ui.publish.pictures import everything

WIDE, HIGH = 640, 460


def pixels(image: QImage) -> np.ndarray:
    straight = image.convertToFormat(QImage.Format.Format_RGBA8888)
    whole = np.frombuffer(straight.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return whole[..., :3].astype(int)


def grabbed(qtbot: QtBot, material: Material) -> np.ndarray:
    loop = SurfaceLoop()
    view = shown_view(qtbot, NotingStudio(), loop, (WIDE, HIGH))
    loop.show(run=material.landscape.run, surface=material.landscape.surface)
    loop.playhead.go_to(material.step)
    image = view.grab().toImage()
    view.close()
    return pixels(image)


def painted(material: Material, look: Look) -> np.ndarray:
    image = QImage(WIDE, HIGH, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(look.panel)
    painter = QPainter(image)
    paint_trajectories(painter, QRectF(0, 0, WIDE, HIGH), material, PictureSettings("trajectories"), look)
    painter.end()
    return pixels(image)


def test_the_picture_is_what_the_widget_shows(qtbot: QtBot) -> None:
    for appearance in ("light", "dark"):
        theme.install(appearance, 1.0, True)  # type: ignore[arg-type]
        away = np.abs(painted(everything(), look_now()) - grabbed(qtbot, everything())).max(axis=2)
        # The head of the selected trajectory is larger in the widget: a ring of some pixels.
        assert (away > 8).sum() <= 150, ((away > 8).sum(), away.max())
