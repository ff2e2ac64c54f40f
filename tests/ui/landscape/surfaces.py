"""Surfaces that training itself has computed, and a surface view on stand-ins that note what is wished."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from jacviz.engine.training_messages import SurfaceAnswer, Window
from jacviz.experiment.planes import Plane, parameter_plane
from jacviz.experiment.settings import ObjectiveSettings, ProblemSettings, RiskSettings, Source
from jacviz.session.document import Document
from jacviz.training.building import build
from jacviz.training.surface import surfaces, view_of
from jacviz.ui.landscape.surface.surface_view import SurfaceView
from tests.ui.landscape.closely import StandInStudio
from tests.ui.landscape.standins import StandInLoop


def surface(
    problem: ProblemSettings | str, points: int = 60, window: Window | None = None, plane: Plane | None = None
) -> SurfaceAnswer:
    """The loss on a grid; a name means an objective of the gallery."""
    settings = ObjectiveSettings(objective=problem) if isinstance(problem, str) else problem
    built = build(settings)
    base = built.optimum if built.optimum is not None else built.region.centre
    plane = plane or parameter_plane(built.names, base)
    window = window or view_of(built, plane)
    made = next(iter(surfaces(built, plane, window, [(points, points)])))
    return SurfaceAnswer(
        plane, window, made.values, made.axes[0], made.axes[1], made.not_finite, made.notes, True
    )


def line_surface(points: int = 60, window: Window | None = None) -> SurfaceAnswer:
    return surface(RiskSettings(), points, window)


def own_surface(formula: str, points: int = 40, window: Window = ((-2.0, 2.0), (-2.0, 2.0))) -> SurfaceAnswer:
    return surface(ObjectiveSettings(objective=Source(text=formula)), points, window)


class NotingStudio(StandInStudio):
    """Notes the words of the gestures."""

    def __init__(self) -> None:
        super().__init__()
        self.merges: list[str | None] = []
        self.closed = 0

    def update(self, document: Document, *, merge: str | None = None) -> None:
        self.merges.append(merge)
        super().update(document, merge=merge)

    def close_gesture(self) -> None:
        self.closed += 1


class SurfaceLoop(StandInLoop):
    """Takes the resolution, too."""

    def __init__(self) -> None:
        super().__init__()
        self.resolution = (0, 0)

    def set_resolution(self, columns: int, rows: int) -> None:
        self.resolution = (columns, rows)


def shown_view(
    qtbot: QtBot, studio: NotingStudio, loop: SurfaceLoop, size: tuple[int, int] = (430, 360)
) -> SurfaceView:
    """A view on the screen, whose picture is complete whenever it is painted."""
    view = SurfaceView(studio, loop)  # type: ignore[arg-type]  # stand-ins
    view.slice = math.inf
    qtbot.addWidget(view)
    view.resize(*size)
    view.show()
    return view


def pixels(image: QImage) -> np.ndarray[Any, Any]:
    """Red, green, blue and alpha of each pixel, (rows, cols, 4)."""
    made = image.convertToFormat(QImage.Format.Format_RGBA8888)
    flat = np.frombuffer(made.constBits(), dtype=np.uint8)
    return flat.reshape(made.height(), made.bytesPerLine() // 4, 4)[:, : made.width()].astype(int)


def difference(one: QImage, other: QImage) -> tuple[int, int]:
    """How many numbers differ, and by how much at most."""
    assert one.size() == other.size()
    apart = np.abs(pixels(one) - pixels(other))
    return int((apart > 0).sum()), int(apart.max())
