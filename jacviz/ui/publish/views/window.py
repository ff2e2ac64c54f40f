"""The whole window on a page: the function, the Jacobian, the surface with curves and fit below it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from jacviz.session.document import Document
from jacviz.session.picture import WINDOW_MARGIN, PictureSettings, window_size
from jacviz.ui.landscape.curves.fit_picture import sentence
from jacviz.ui.landscape.wording import summary
from jacviz.ui.plot.look import Look
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.views.fit import paint_fit
from jacviz.ui.publish.views.function import paint_function, paint_heading, text_height
from jacviz.ui.publish.views.losses import paint_losses
from jacviz.ui.publish.views.product import paint_jacobian
from jacviz.ui.publish.views.surface3d import paint_surface3d
from jacviz.ui.publish.views.trajectories import paint_trajectories

_SHARES = (0.2, 0.42, 0.38)  # of the width, as the window begins: function, Jacobian, loss surface
_GAP, _INSIDE = 8.0, 14.0
_LANDSCAPE = 0.62  # of the height of the surface's panel that the surface has
_BESIDE = 1.25  # times as wide as high, from which on curves stand beside the surface
_UPRIGHT = 0.2  # the same on a page on end, whatever it is
_SHORT = 0.38  # of the height that a text may take over its Jacobian; a longer one stands at the left


def paint_window(
    painter: QPainter, rect: QRectF, material: Material, settings: PictureSettings, look: Look
) -> None:
    """Paint the panels, without what is empty: a page has no use for room that something may come into.

    Args:
        painter: Its state is kept.
        rect: Where.
        material: What there is; a panel without an answer keeps its title alone.
        settings: As for the views.
        look: Colours and type.
    """
    painter.save()
    zoom = _zoom(rect, look)
    painter.scale(zoom, zoom)
    rect = QRectF(rect.left() / zoom, rect.top() / zoom, rect.width() / zoom, rect.height() / zoom)
    inside = look.pixels(_INSIDE)
    panels = _panels(rect, material.document, look)
    _paint_grounds(painter, panels, settings, look)
    *first, landscape = (panel.adjusted(inside, inside, -inside, -inside * 0.8) for panel in panels)
    if first:
        function, jacobian = first
        function.setTop(function.top() + paint_heading(painter, function, "Function", look))
        paint_function(painter, function, material.document, look)
        jacobian.setTop(jacobian.top() + paint_heading(painter, jacobian, "Jacobian", look))
        if material.results.failure is None:  # else what may be there still is of another text
            paint_jacobian(painter, jacobian, material, settings, look)
    told = summary(material.landscape)
    title = f"Loss surface: {told}" if told else "Loss surface"
    landscape.setTop(landscape.top() + paint_heading(painter, landscape, title, look))
    _paint_landscape(painter, landscape, material, settings, look)
    painter.restore()


def _zoom(rect: QRectF, look: Look) -> float:
    # A window has a least size: on a smaller page all of it is smaller.
    wide, high = window_size(rect.width(), rect.height())
    room = WINDOW_MARGIN
    return min(rect.width() / ((wide - room) * look.scale), rect.height() / ((high - room) * look.scale), 1.0)


def _paint_grounds(
    painter: QPainter, panels: tuple[QRectF, ...], settings: PictureSettings, look: Look
) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.line, 1.0))
    painter.setBrush(look.panel if settings.ground == "solid" else Qt.BrushStyle.NoBrush)
    for panel in panels:
        painter.drawRoundedRect(panel.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _panels(rect: QRectF, document: Document, look: Look) -> tuple[QRectF, ...]:
    """Function, Jacobian, loss surface; the last alone where there is no function.

    Returns:
        Three rectangles, or one.
    """
    gap, inside = look.pixels(_GAP), look.pixels(_INSIDE)
    if not document.source.strip():
        return (rect,)
    if rect.height() > rect.width():
        wanted = text_height(document, rect.width() - 2 * inside, look) + 1.8 * inside
        tall = min(wanted, _UPRIGHT * rect.height())
        rest = rect.height() - tall - 2 * gap
        return _stacked(rect, (tall, 0.42 * rest, 0.58 * rest), gap)
    half = (rect.width() - gap) / 2
    tall = text_height(document, half - 2 * inside, look) + 1.8 * inside
    if tall <= _SHORT * rect.height():
        left = QRectF(rect.left(), rect.top(), half, rect.height())
        right = QRectF(left.right() + gap, rect.top(), half, rect.height())
        return (*_stacked(left, (tall, rect.height() - tall - gap), gap), right)
    room, x, made = rect.width() - 2 * gap, rect.left(), []
    for share in _SHARES:
        made.append(QRectF(x, rect.top(), share * room, rect.height()))
        x += share * room + gap
    return tuple(made)


def _stacked(rect: QRectF, heights: tuple[float, ...], gap: float) -> tuple[QRectF, ...]:
    made, y = [], rect.top()
    for high in heights:
        made.append(QRectF(rect.left(), y, rect.width(), high))
        y += high + gap
    return tuple(made)


def _paint_landscape(
    painter: QPainter, rect: QRectF, material: Material, settings: PictureSettings, look: Look
) -> None:
    gap = look.pixels(12)
    run = material.landscape.run
    has_fit = run is not None and run.begun.sample is not None and not sentence(material.landscape)
    if rect.width() > _BESIDE * rect.height():
        wide = rect.width() * _LANDSCAPE
        first = QRectF(rect.left(), rect.top(), wide, rect.height())
        rest = QRectF(first.right() + 2 * gap, rect.top(), rect.width() - wide - 2 * gap, rect.height())
        half = (rest.height() - gap) / 2
        others = _stacked(rest, (half, half) if has_fit else (rest.height(),), gap)
    else:
        first = QRectF(rect.left(), rect.top(), rect.width(), rect.height() * _LANDSCAPE - gap / 2)
        rest = QRectF(rect.left(), first.bottom() + gap, rect.width(), rect.bottom() - first.bottom() - gap)
        half = (rest.width() - gap) / 2
        others = (rest,)
        if has_fit:
            others = (
                QRectF(rest.left(), rest.top(), half, rest.height()),
                QRectF(rest.left() + half + gap, rest.top(), half, rest.height()),
            )
    surface = material.landscape.surface
    solid = material.sight.three_d and not (surface is not None and surface.plane.is_line)
    paint_surface = paint_surface3d if solid else paint_trajectories
    paint_surface(painter, first, material, settings, look)
    plain = replace(settings, legend=False)  # the surface's legend holds for the curves, too
    paint_losses(painter, others[0], material, plain, look)
    if has_fit:  # whose fit it is and what colours of classes mean is said nowhere else
        paint_fit(painter, others[1], material, settings, look)
