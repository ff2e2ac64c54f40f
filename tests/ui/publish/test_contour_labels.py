"""Labels in the contour lines of a page: away from marks, heads and trails, the same at each step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QPainter, QPicture, QPolygonF, QTransform
from pytestqt.qtbot import QtBot

from jacviz.engine.training_messages import CriticalAnswer
from jacviz.session.landscape.settings import Sight
from jacviz.session.picture import DRESSES, Dress, PictureSettings
from jacviz.ui.landscape.colouring import colouring
from jacviz.ui.landscape.surface import heads
from jacviz.ui.landscape.surface.contours import pixel_lines
from jacviz.ui.landscape.surface.line_labels import labelled
from jacviz.ui.landscape.surface.making_way import MakingWay
from jacviz.ui.landscape.surface.obstacles import Occupied, obstacles_of
from jacviz.ui.landscape.surface.scene import paint_still, scene_marks, trails_of
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.scale import Scale
from jacviz.ui.publish.dress import dressed
from jacviz.ui.publish.layout import page_of
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.pages import picture_bytes
from jacviz.ui.publish.views.trajectories import scene_of
from tests.ui.publish.lettering import Word, words
from tests.ui.publish.pictures import PRESETS, everything, optimisers

pytestmark = pytest.mark.usefixtures("qapp")


def frame_on(material: Material, settings: PictureSettings) -> tuple[Frame, QTransform]:
    """Where the surface is, and from there to the page."""
    dress, scene = dressed(settings), scene_of(material, settings)
    assert scene is not None
    wide, high = (side / dress.zoom for side in settings.extent.logical)
    picture = QPicture()
    painter = QPainter(picture)
    (rect,) = page_of(QRectF(0, 0, wide, high), 1, "", "", dress.look).views
    frame = paint_still(painter, rect, scene, dress.look, narrow=200 * dress.look.scale)
    painter.end()
    return frame, QTransform.fromScale(dress.zoom, dress.zoom)


def labels_on(material: Material, settings: PictureSettings) -> list[Word]:
    frame, to_page = frame_on(material, settings)
    inner = to_page.mapRect(frame.rect)
    found = words(picture_bytes(material, settings, "svg"))
    return [word for word in found if inner.contains(word.box.center())]


def marks_on(material: Material, settings: PictureSettings) -> Iterator[QRectF]:
    """The rectangles of marks, starts, and heads at many steps."""
    frame, to_page = frame_on(material, settings)
    scene, look = scene_of(material, settings), dressed(settings).look
    assert scene is not None
    assert scene.run is not None
    spots = [(mark.x, mark.y, 6.5) for mark in scene_marks(scene, frame)]
    paths = trails_of(scene, frame, look)[0][0]
    index = colouring(scene.run, scene.sight, look).index
    for step in range(0, scene.run.computed + 1, 3):
        at = heads.spots(paths, index, step)
        for x, y in np.concatenate([at.starts, at.heads]).tolist():
            spots.append((x, y, heads.radius(paths.count) + 1))
    for x, y, half in spots:
        yield to_page.mapRect(QRectF(x - half, y - half, 2 * half, 2 * half))


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("preset", PRESETS)
def test_no_label_lies_under_a_mark_or_a_head_at_any_step(preset: str, dress: Dress) -> None:
    for material in (everything(), optimisers()):
        settings = PictureSettings("trajectories", extent=PRESETS[preset], dress=dress)
        labels = labels_on(material, settings)
        assert labels
        for mark in marks_on(material, settings):
            for label in labels:
                assert not label.shape.intersects(QPolygonF(mark)), (label.text, mark)


def test_labels_stand_in_the_same_places_at_each_step() -> None:
    settings = PictureSettings("trajectories")
    one, other = everything(), everything()
    early = Material(other.document, other.results, other.landscape, 3)
    places = [[(word.text, word.box) for word in labels_on(some, settings)] for some in (one, early)]
    assert places[0] == places[1]


def test_without_trajectories_a_label_may_stand_anywhere_on_its_line() -> None:
    settings = PictureSettings("trajectories")
    frame, _ = frame_on(everything(), settings)
    scene = scene_of(everything(), settings)
    assert scene is not None
    free = labelled(pixel_lines(frame, scene.contours), scene.contours, frame, dressed(settings).look)
    assert len(free.labels) >= len(labels_on(everything(), settings)) > 5


def test_labels_keep_away_from_critical_points_that_are_shown() -> None:
    run, surface = everything().run, everything().landscape.surface
    assert run is not None
    assert surface is not None
    found = CriticalAnswer(np.array([[1.0, 1.0]]), np.ones(1), np.ones((1, 2)), ("saddle",))
    without, with_point = (
        obstacles_of(run, surface.plane, Sight(critical=seen), found) for seen in (False, True)
    )
    assert len(with_point.marks) == len(without.marks) + 1
    frame = Frame(QRectF(0, 0, 300, 300), Scale(0, 2), Scale(0, 2))
    middle, edge = Occupied(with_point, frame, 4.0).at(np.array([[150.0, 150.0], [299.0, 1.0]])).tolist()
    assert middle
    assert not edge


def test_labels_in_the_window_make_way_once_trajectories_are_at_rest(qtbot: QtBot) -> None:
    material, told, owner = everything(), list[int](), QObject()
    run = material.run
    assert run is not None
    way = MakingWay(lambda: told.append(1), owner)
    way.follow(run, Sight(), material.landscape)
    first = way.obstacles
    assert len(first.marks)  # a new plane is taken at once
    way.held = True
    way.follow(replace(run, computed=3), Sight(), material.landscape)
    assert way.obstacles is first
    way.held = False
    qtbot.waitUntil(lambda: way.obstacles is not first)
    assert told == [1, 1]
    assert way.obstacles.trails.shape[1] == 4
