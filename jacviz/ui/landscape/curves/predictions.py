"""Data of three and more inputs, and what the models at the heads make of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from jacviz.engine.training_messages import Array, Predictions
from jacviz.experiment.data import Dataset
from jacviz.session.landscape.moments import within
from jacviz.session.landscape.results import LandscapeResults
from jacviz.ui.landscape.curves.fit_curves import Fitted
from jacviz.ui.landscape.curves.predictions_paint import (
    against_frame,
    confusion,
    paint_against,
    paint_against_axes,
    paint_confusion,
    paint_diagonal,
)
from jacviz.ui.plot.look import Look


def has_many_inputs(sample: Dataset) -> bool:
    """Whether data have too many inputs to be drawn themselves: what models make of them is.

    Args:
        sample: The data.

    Returns:
        True for three and more.
    """
    return len(sample.input_names) > 2


def paint_predictions(
    painter: QPainter,
    outer: QRectF,
    sample: Dataset,
    results: LandscapeResults,
    models: Sequence[Fitted],
    look: Look,
) -> None:
    """What models of many inputs make of the samples: predictions against targets, or classes.

    Args:
        painter: Its state is kept.
        outer: Where.
        sample: The data.
        results: The moment at the heads.
        models: From `fits`.
        look: Colours and type.
    """
    seen = _predictions(results, sample)
    classes = seen.classes if seen is not None else sample.classes
    if classes:
        matrix = chosen_confusion(results, sample)
        paint_confusion(painter, outer, matrix, classes, look)
        return
    frame = against_frame(outer, sample, look)
    paint_against_axes(painter, frame, sample, look)
    if seen is not None:
        paint_against(painter, frame, sample.targets[seen.samples], models, look)
    paint_diagonal(painter, frame, look)


def _predictions(results: LandscapeResults, sample: Dataset) -> Predictions | None:
    seen = results.moment.predictions if results.moment is not None else None
    fits_data = seen is not None and (not len(seen.samples) or seen.samples[-1] < len(sample))
    return seen if fits_data else None


def chosen_confusion(results: LandscapeResults, sample: Dataset) -> Array | None:
    """What the selected trajectory's model takes the samples of each class for.

    Args:
        results: The moment at the heads.
        sample: The data.

    Returns:
        Shape (k, k): rows are true classes; None where it is not known, or numbers are predicted.
    """
    run, seen = results.run, _predictions(results, sample)
    if run is None or seen is None or not seen.classes:
        return None
    chosen = within(results.selection, run)
    if chosen not in results.moment_heads:
        return None
    predicted = seen.values[results.moment_heads.index(chosen)]
    return confusion(sample.targets[seen.samples], predicted, len(seen.classes))
