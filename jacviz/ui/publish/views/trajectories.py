"""The loss surface with its trajectories, by the same code as the window's."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from jacviz.session.landscape.moments import within
from jacviz.session.landscape.results import Selection
from jacviz.session.landscape.run import Run
from jacviz.session.picture import PictureSettings
from jacviz.ui.landscape.surface.graph import drawn_plane, window_seen
from jacviz.ui.landscape.surface.scene import Scene, paint_scene
from jacviz.ui.plot.look import Look
from jacviz.ui.publish.material import Material

_NARROW = 200.0  # pixels of width below which there is no colour bar


def paint_trajectories(
    painter: QPainter, rect: QRectF, material: Material, settings: PictureSettings, look: Look
) -> None:
    """Paint the surface with its trajectories.

    Args:
        painter: Its state is kept.
        rect: Where.
        material: With a surface.
        settings: Whether there are a legend and a colour bar.
        look: Colours and type.
    """
    scene = scene_of(material, settings)
    if scene is not None:
        narrow = narrowest(settings, look)
        paint_scene(painter, rect, scene, look, legend=settings.legend, narrow=narrow)


def scene_of(material: Material, settings: PictureSettings) -> Scene | None:
    """All that the picture shows.

    Args:
        material: What there is.
        settings: Tells the dress.

    Returns:
        None without a surface.
    """
    surface, contours = material.landscape.surface, material.contours
    if surface is None or contours is None:
        return None
    return Scene(
        contours, drawn_plane(surface), window_seen(surface, surface.window), material.sight,
        material.run, material.step, emphasised(material.run, material, settings), material.wash,
        material.landscape.critical,
    )  # fmt: skip


def narrowest(settings: PictureSettings, look: Look) -> float:
    """Below which width there is no colour bar.

    Args:
        settings: Whether one is wished.
        look: Tells the size of type.

    Returns:
        Pixels.
    """
    return _NARROW * look.scale if settings.colour_bar else float("inf")


def emphasised(run: Run | None, material: Material, settings: PictureSettings) -> Selection | None:
    """The trajectory that stands out: the selected one, where the picture is to be as on the screen.

    Args:
        run: The trajectories.
        material: Tells the selection.
        settings: Tells the dress.

    Returns:
        A selection that exists, or None.
    """
    if run is None or settings.dress != "screen":
        return None
    return within(material.landscape.selection, run)
