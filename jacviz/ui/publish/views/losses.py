"""The losses of the trajectories against the step, by the same code as the window's."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from jacviz.session.landscape.results import Selection
from jacviz.session.landscape.run import Run
from jacviz.session.picture import PictureSettings
from jacviz.ui.landscape.colouring import colouring, shown
from jacviz.ui.landscape.curves.curve_paint import (
    Curves,
    paint_crosses,
    paint_curves,
    paint_dot,
    paint_playhead,
    y_name,
)
from jacviz.ui.landscape.curves.curves import Gathered, Wanted, has_logarithm, least_loss
from jacviz.ui.landscape.surface import legend_row
from jacviz.ui.plot.frame import fitted, paint_axes
from jacviz.ui.plot.look import Look
from jacviz.ui.plot.scale import Kind, Scale
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.views.cells import sharpness
from jacviz.ui.publish.views.trajectories import emphasised

_MOST_SHAPED, _SHAPES_A_CURVE = 12, 5
_FAINT, _ROW = "faint: each step's minibatch", 20.0
_NOBODY = Selection(1 << 40, 0)


def paint_losses(
    painter: QPainter, rect: QRectF, material: Material, settings: PictureSettings, look: Look
) -> None:
    """Paint the curves.

    Args:
        painter: Its state is kept.
        rect: Where.
        material: With a run.
        settings: Whether there is a legend.
        look: Colours and type.
    """
    curves = paint_still(painter, rect, material, settings, look)
    if curves is not None:
        paint_moving(painter, curves, material, material.step)


def paint_still(
    painter: QPainter, rect: QRectF, material: Material, settings: PictureSettings, look: Look
) -> Curves | None:
    """Paint what is the same at each step; the arguments are those of `paint_losses`.

    Returns:
        What `paint_moving` needs; None without a run.
    """
    run = material.landscape.run
    if run is None:
        return None
    sight = material.sight
    items: tuple[legend_row.Item, ...] = ()
    high = 0.0
    if settings.legend:
        items, high = legend_row.arranged(legend_row.entries(run, sight, look), rect, look)
    if high > rect.height() / 3:
        items, high = (), 0.0
    faint = QPointF()
    if settings.legend and _has_batches(run, settings):
        faint, high = _place_of_faint(items, rect, high, look)
    picture = rect.adjusted(0, high + 2 if high else 0, 0, 0)
    curves = _curves(painter, picture, run, material, settings, look)
    name = y_name(curves.gathered.wanted) or "loss"
    paint_axes(painter, curves.frame, look, "step", name)
    paint_curves(painter, curves)
    paint_crosses(painter, curves)
    if look.shapes:
        _paint_shapes(painter, curves)
    left = curves.frame.rect.left() - rect.left()  # the legend begins where the picture does
    ends = [item.rect.right() for item in items]
    if not faint.isNull():
        ends.append(faint.x() + look.metrics().horizontalAdvance(_FAINT))
    if max(ends, default=rect.right()) + left <= rect.right():
        items = tuple(item.shifted(left) for item in items)
        faint += QPointF(left, 0)
    if items:
        legend_row.paint_legend(painter, items, look, colouring(run, sight, look).colours)
    if faint.y():
        _paint_faint(painter, faint, look)
    return curves


def paint_moving(painter: QPainter, curves: Curves, material: Material, step: int) -> None:
    """Paint where the trajectories are; at the end there is nothing to be told.

    Args:
        painter: Its state is kept.
        curves: From `paint_still`.
        material: Tells where the end is.
        step: The step.
    """
    run = material.landscape.run
    if run is not None and step < run.computed:
        paint_playhead(painter, curves, step)


def _curves(
    painter: QPainter, rect: QRectF, run: Run, material: Material, settings: PictureSettings, look: Look
) -> Curves:
    sight = material.sight
    above = 0.0 if has_logarithm(run) else least_loss(run) or 0.0
    kind: Kind = "log" if has_logarithm(run) or least_loss(run) is not None else "linear"
    chosen = emphasised(run, material, settings) or _NOBODY
    batches = _has_batches(run, settings)
    gathered = Gathered(run, Wanted("loss", batches, sight.hidden, chosen, above), shown(run, sight))
    x, y = Scale(0, max(run.steps, 1)), gathered.scale(kind)
    frame = fitted(rect, x, y, look, "step", y_name(gathered.wanted) or "loss")
    return Curves(frame, look, gathered, colouring(run, sight, look), sharpness(painter))


def _has_batches(run: Run, settings: PictureSettings) -> bool:
    # Minibatches' losses are a thicket in print and on a slide; on the screen they are there.
    return settings.dress == "screen" and 0 < run.begun.batch < run.begun.samples


def _place_of_faint(
    items: tuple[legend_row.Item, ...], rect: QRectF, high: float, look: Look
) -> tuple[QPointF, float]:
    """Where the legend goes on with what faint lines are: behind its last entry, or in another row.

    Returns:
        Left end of the base line, and the height of the legend.
    """
    wide, row = look.metrics().horizontalAdvance(_FAINT), look.pixels(_ROW)
    left = items[-1].rect.right() + look.pixels(_ROW) if items else rect.left()
    if not items or left + wide > rect.right():
        left, high = rect.left(), high + row
    baseline = rect.top() + high - row / 2 + look.metrics().capHeight() / 2
    return QPointF(left, baseline), high


def _paint_faint(painter: QPainter, place: QPointF, look: Look) -> None:
    painter.setFont(look.font())
    painter.setPen(look.quiet)
    painter.drawText(place, _FAINT)


def _paint_shapes(painter: QPainter, curves: Curves) -> None:
    """Some shapes on each curve, those of one between those of the others: they tell curves apart in grey."""
    lines, count = len(curves.gathered.pairs), curves.gathered.count
    if not 1 < lines <= _MOST_SHAPED:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for line in range(lines):
        for k in range(_SHAPES_A_CURVE):
            at = round((k + (line + 0.5) / lines) / _SHAPES_A_CURVE * (count - 1))
            known = curves.gathered.known(line, at)
            if known is not None:
                paint_dot(painter, curves, line, known)
    painter.restore()
