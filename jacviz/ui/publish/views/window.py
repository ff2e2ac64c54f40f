"""The whole window on a page: the function, the Jacobian, the surface with curves and fit below it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from jacviz.session.picture import PictureSettings
from jacviz.ui.landscape.curves.fit_view import sentence
from jacviz.ui.landscape.wording import summary
from jacviz.ui.plot.look import Look
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.views.fit import paint_fit
from jacviz.ui.publish.views.function import paint_function, paint_heading
from jacviz.ui.publish.views.losses import paint_losses
from jacviz.ui.publish.views.product import paint_jacobian
from jacviz.ui.publish.views.surface3d import paint_surface3d
from jacviz.ui.publish.views.trajectories import paint_trajectories

_SHARES = (0.2, 0.42, 0.38)  # of the width, as the window begins: function, Jacobian, loss surface
_GAP, _INSIDE = 8.0, 14.0
_LANDSCAPE = 0.62  # of the height of the surface's panel that the surface has
_TALLEST = 0.9  # height of the Jacobian, as a share of its width
_LEAST, _LEAST_UPRIGHT = (1120.0, 680.0), (600.0, 1200.0)  # pixels of a window, and of one on end


def paint_window(
    painter: QPainter, rect: QRectF, material: Material, settings: PictureSettings, look: Look
) -> None:
    """Paint the panels.

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
    panels = _panels(rect, look)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for panel in panels:
        painter.setPen(QPen(look.line, 1.0))
        painter.setBrush(look.panel if settings.ground == "solid" else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(panel.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inside = look.pixels(_INSIDE)
    function, jacobian, landscape = (
        panel.adjusted(inside, inside, -inside, -inside * 0.8) for panel in panels
    )
    function.setTop(function.top() + paint_heading(painter, function, "Function", look))
    paint_function(painter, function, material.document, look)
    jacobian.setTop(jacobian.top() + paint_heading(painter, jacobian, "Jacobian", look))
    jacobian.setHeight(min(jacobian.height(), _TALLEST * jacobian.width()))  # at the top, as on the screen
    paint_jacobian(painter, jacobian, material, settings, look)
    told = summary(material.landscape)
    title = f"Loss surface: {told}" if told else "Loss surface"
    landscape.setTop(landscape.top() + paint_heading(painter, landscape, title, look))
    _paint_landscape(painter, landscape, material, settings, look)
    painter.restore()


def _zoom(rect: QRectF, look: Look) -> float:
    # A window has a least size: on a smaller page all of it is smaller.
    upright = rect.height() > rect.width()
    wide, high = _LEAST_UPRIGHT if upright else _LEAST
    return min(rect.width() / (wide * look.scale), rect.height() / (high * look.scale), 1.0)


def _panels(rect: QRectF, look: Look) -> tuple[QRectF, QRectF, QRectF]:
    gap = look.pixels(_GAP)
    if rect.width() >= rect.height():
        room = rect.width() - 2 * gap
        wide = [share * room for share in _SHARES]
        x = [rect.left(), rect.left() + wide[0] + gap, rect.left() + wide[0] + wide[1] + 2 * gap]
        one, two, three = (QRectF(x[i], rect.top(), wide[i], rect.height()) for i in range(3))
        return one, two, three
    room = rect.height() - 2 * gap
    high = [share * room for share in (0.16, 0.38, 0.46)]
    y = [rect.top(), rect.top() + high[0] + gap, rect.top() + high[0] + high[1] + 2 * gap]
    one, two, three = (QRectF(rect.left(), y[i], rect.width(), high[i]) for i in range(3))
    return one, two, three


def _paint_landscape(
    painter: QPainter, rect: QRectF, material: Material, settings: PictureSettings, look: Look
) -> None:
    gap = look.pixels(12)
    upper = QRectF(rect.left(), rect.top(), rect.width(), rect.height() * _LANDSCAPE - gap / 2)
    lower = QRectF(rect.left(), upper.bottom() + gap, rect.width(), rect.bottom() - upper.bottom() - gap)
    paint_surface = paint_surface3d if material.sight.three_d else paint_trajectories
    paint_surface(painter, upper, material, settings, look)
    run = material.landscape.run
    has_fit = run is not None and run.begun.sample is not None and not sentence(material.landscape)
    plain = replace(settings, legend=False)  # the surface's legend holds for the curves, too
    if not has_fit:
        paint_losses(painter, lower, material, plain, look)
        return
    half = (lower.width() - gap) / 2
    paint_losses(painter, QRectF(lower.left(), lower.top(), half, lower.height()), material, plain, look)
    right = QRectF(lower.left() + half + gap, lower.top(), half, lower.height())
    paint_fit(painter, right, material, plain, look)
