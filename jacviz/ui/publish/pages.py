"""Pages: the views that there are, a page painted, and a page as the bytes of a file or as an image.

picture_bytes(material, settings, "pdf")     the file
picture_image(material, settings)            the same as an image
why_not(material, view)                      a sentence where there is nothing to be drawn
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from jacviz.export.origin import origin_of, why_without_document
from jacviz.notation import capitalised, ended
from jacviz.session.picture import PictureError, PictureFormat, PictureSettings, View
from jacviz.session.shown import Shown
from jacviz.session.trust import SENTENCE
from jacviz.ui.landscape.curves.fit_picture import sentence
from jacviz.ui.plot.look import Look
from jacviz.ui.publish.dress import Dressed, dressed
from jacviz.ui.publish.layout import page_of, paint_caption, paint_title
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.views.fit import paint_fit
from jacviz.ui.publish.views.heatmap import paint_heatmap
from jacviz.ui.publish.views.losses import paint_losses
from jacviz.ui.publish.views.product import paint_jacobian
from jacviz.ui.publish.views.surface3d import paint_surface3d
from jacviz.ui.publish.views.trajectories import paint_trajectories
from jacviz.ui.publish.views.window import paint_window
from jacviz.ui.publish.writers import drawn, written

PaintView: TypeAlias = Callable[[QPainter, QRectF, Material, PictureSettings, Look], None]
Need: TypeAlias = Literal["jacobian", "descent", "surface", "moment"]


@dataclass(frozen=True)
class ViewKind:
    """A view.

    Attributes:
        title: In the dialog.
        paint: Draws it.
        needs: What must have been computed.
        explains: Whether its legend tells the colours of trajectories.
    """

    title: str
    paint: PaintView
    needs: tuple[Need, ...]
    explains: bool = False


VIEW_KINDS: dict[View, ViewKind] = {
    "jacobian": ViewKind("Jacobian with its vectors", paint_jacobian, ("jacobian",)),
    "heatmap": ViewKind("Jacobian alone", paint_heatmap, ("jacobian",)),
    "trajectories": ViewKind("Surface with trajectories", paint_trajectories, ("descent", "surface"), True),
    "surface3d": ViewKind("Surface in three dimensions", paint_surface3d, ("descent", "surface"), True),
    "losses": ViewKind("Loss curves", paint_losses, ("descent",), True),
    "fit": ViewKind("Data and fit", paint_fit, ("descent", "moment")),
    "window": ViewKind("Whole window", paint_window, ("jacobian", "descent", "surface", "moment"), True),
}


def why_not(material: Material, view: View) -> str:
    """Why a view cannot be drawn.

    Args:
        material: What there is.
        view: Which view.

    Returns:
        One sentence; "" where it can.
    """
    results, landscape = material.results, material.landscape
    if view == "window":
        return ""
    needs = VIEW_KINDS[view].needs
    if "jacobian" in needs and results.failure is not None:  # what may be there still is of another text
        return _ended(results.failure.sentence)
    if "jacobian" in needs and results.jacobian is None:
        return SENTENCE if results.waits else "There is no Jacobian yet."
    if "descent" in needs and landscape.run is None:
        failed = landscape.failure
        return _ended(failed.sentence if failed is not None else "there are no trajectories yet")
    if "surface" in needs and landscape.surface is None:
        failure = landscape.surface_failure
        return _ended(failure.sentence if failure is not None else "there is no loss surface yet")
    if view == "surface3d" and landscape.surface is not None and landscape.surface.plane.is_line:
        return "The surface in three dimensions needs two parameters; this function has one."
    return sentence(landscape) if view == "fit" else ""


def _ended(told: str) -> str:
    return ended(capitalised(told))


def paint_page(painter: QPainter, page: QRectF, material: Material, settings: PictureSettings) -> None:
    """Paint a page.

    Args:
        painter: Its state is kept.
        page: In logical pixels.
        material: What is drawn.
        settings: How.
    """
    for _ in painting(painter, page, material, settings):
        pass


def painting(
    painter: QPainter,
    page: QRectF,
    material: Material,
    settings: PictureSettings,
    instead: Mapping[View, PaintView] | None = None,
) -> Iterator[None]:
    """Paint a page a view at a time, so that other things can happen in between.

    Args:
        painter: Its state is kept.
        page: In logical pixels.
        material: What is drawn.
        settings: How.
        instead: What paints some of the views otherwise than in pictures.

    Yields:
        None after each part.
    """
    dress = dressed(settings)
    look = dress.look
    painter.save()
    painter.scale(dress.zoom, dress.zoom)
    title = material.document.title if settings.title else ""
    parts = page_of(_zoomed(page, dress), len(settings.views), title, settings.caption, look)
    if title:
        paint_title(painter, parts.title, title, look)
    paint_caption(painter, parts, look)
    explained = False
    for view, rect in zip(settings.views, parts.views, strict=True):
        kind = VIEW_KINDS[view]
        wished = replace(settings, legend=settings.legend and not (explained and kind.explains))
        explained = explained or kind.explains
        painter.save()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        (instead or {}).get(view, kind.paint)(painter, rect, material, wished, look)
        painter.restore()
        yield
    painter.restore()


def _zoomed(page: QRectF, dress: Dressed) -> QRectF:
    return QRectF(page.left(), page.top(), page.width() / dress.zoom, page.height() / dress.zoom)


def ground_of(settings: PictureSettings) -> QColor | None:
    """What lies behind a page.

    Args:
        settings: The picture.

    Returns:
        A colour; None where it is transparent.
    """
    if settings.ground == "transparent":
        return None
    look = dressed(settings).look
    return look.colour("window") if "window" in settings.views else look.panel


def picture_bytes(
    material: Material,
    settings: PictureSettings,
    kind: PictureFormat,
    tell: Callable[[str], object] | None = None,
) -> bytes:
    """A picture as a file.

    Args:
        material: What is drawn.
        settings: How.
        kind: The file's format.
        tell: Gets a sentence where the picture cannot carry its document.

    Returns:
        The file; the same for the same material and settings. What `require` refuses is refused.
    """
    require(material, settings)
    origin = origin_of(material.document, Shown(settings))
    if tell is not None and (note := why_without_document(origin)):
        tell(note)
    return written(
        lambda painter, page: paint_page(painter, page, material, settings),
        settings.extent, kind, origin, ground_of(settings),
    )  # fmt: skip


def picture_image(material: Material, settings: PictureSettings) -> QImage:
    """A picture as an image.

    Args:
        material: What is drawn.
        settings: How.

    Returns:
        As many pixels as the extent has. What `require` refuses is refused.
    """
    require(material, settings)
    return drawn(
        lambda painter, page: paint_page(painter, page, material, settings),
        settings.extent, ground_of(settings),
    )  # fmt: skip


def require(material: Material, settings: PictureSettings) -> None:
    """Refuse a picture of nothing.

    Args:
        material: What is drawn.
        settings: How.

    Raises:
        PictureError: A view cannot be drawn; the sentence says why.
    """
    for view in settings.views:
        told = why_not(material, view)
        if told:
            raise PictureError(told)
