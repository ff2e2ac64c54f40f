"""Data and what the models at the heads make of them, by the same code as the window's."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from jacviz.session.picture import PictureSettings
from jacviz.ui.landscape.curves.fit_curves import paint_fits
from jacviz.ui.landscape.curves.fit_paint import data_frame, paint_samples
from jacviz.ui.landscape.curves.fit_view import (
    fits,
    paint_below,
    paint_head,
    paint_sentence,
    picture_rect,
    sentence,
    words,
)
from jacviz.ui.plot.look import Look
from jacviz.ui.publish.material import Material


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
    if settings.legend and sample.inputs.shape[1] == 2:  # whose fit it is, and what colours mean
        paint_head(painter, rect, words(results), sample, look)
        outer = picture_rect(rect, look)
    frame = data_frame(outer, sample, look)
    paint_below(painter, frame, sample, results, look)
    paint_samples(painter, frame, sample, look)
    if results.moment is not None and len(results.moment.inputs):
        curves = fits(results, material.sight, look)
        if settings.dress != "screen":  # as on the screen the selected one stands out
            curves = [replace(curve, emphasised=False) for curve in curves]
        paint_fits(painter, frame, results.moment.inputs, curves, look)
