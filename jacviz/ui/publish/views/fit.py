"""Data and what the models at the heads make of them, by the same code as the window's."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from jacviz.session.picture import PictureSettings
from jacviz.ui.landscape.colouring import colouring
from jacviz.ui.landscape.curves.fit_picture import (
    fits,
    frame_of,
    paint_above,
    paint_below,
    paint_data,
    paint_head,
    paint_sentence,
    picture_rect,
    sentence,
)
from jacviz.ui.landscape.curves.predictions import chosen_confusion, has_many_inputs, paint_predictions
from jacviz.ui.landscape.curves.shares_paint import has_shares
from jacviz.ui.landscape.surface import legend_row
from jacviz.ui.plot.look import Look
from jacviz.ui.publish.material import Material

_WITHOUT_TRAJECTORIES = frozenset({"fit", "jacobian", "heatmap"})


def paint_fit(
    painter: QPainter, rect: QRectF, material: Material, settings: PictureSettings, look: Look
) -> None:
    """Paint the data and the fits.

    Args:
        painter: Its state is kept.
        rect: Where.
        material: With a run and the moment at the step.
        settings: Whether colours are explained.
        look: Colours and type.
    """
    results = material.landscape
    sample = results.run.begun.sample if results.run is not None else None
    told = sentence(results)
    if sample is None or told:
        paint_sentence(painter, rect, told, look)
        return
    outer = rect
    many, moment = has_many_inputs(sample), results.moment
    shares = has_shares(sample, moment)
    classes = shares or (many and (len(sample.classes) > 0 or chosen_confusion(results, sample) is not None))
    if settings.legend and (sample.inputs.shape[1] == 2 or classes):  # whose fit it is, what colours mean
        paint_head(painter, rect, results, sample, look)
        outer = picture_rect(rect, look)
    curved = moment is not None and not classes and (len(moment.inputs) > 0 or many)
    items: tuple[legend_row.Item, ...] = ()
    alone = _WITHOUT_TRAJECTORIES.issuperset(settings.views)  # no other view has a legend of trajectories
    if settings.legend and alone and curved and results.run is not None:
        run, sight = results.run, material.sight
        items, high = legend_row.arranged(legend_row.entries(run, sight, look), rect, look)
        if items and high <= rect.height() / 3:
            legend_row.paint_legend(painter, items, look, colouring(run, sight, look).colours)
            outer = rect.adjusted(0, high + 2, 0, 0)
    curves = fits(results, material.sight, look) if curved else []
    if settings.dress != "screen":  # as on the screen the selected one stands out
        curves = [replace(curve, emphasised=False) for curve in curves]
    if many:
        paint_predictions(painter, outer, sample, results, curves, look)
        return
    frame = frame_of(outer, sample, results, look)
    paint_below(painter, frame, sample, results, look)
    paint_data(painter, outer, frame, sample, results, look)
    paint_above(painter, frame, results, curves, look)
