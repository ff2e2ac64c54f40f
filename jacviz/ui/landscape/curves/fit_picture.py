"""The picture of data and fit, for the window and for exports: the samples, and what models make of them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from jacviz.experiment.data import Dataset
from jacviz.notation import share
from jacviz.session.landscape.moments import within
from jacviz.session.landscape.results import LandscapeResults
from jacviz.session.landscape.settings import Sight
from jacviz.ui.landscape.colouring import colouring, shown, trajectory_label
from jacviz.ui.landscape.curves.fit_curves import Fitted, paint_fits
from jacviz.ui.landscape.curves.fit_paint import data_frame, paint_key, paint_regions, paint_samples
from jacviz.ui.landscape.curves.predictions import chosen_confusion, has_many_inputs
from jacviz.ui.landscape.curves.shares_paint import (
    has_shares,
    paint_bands,
    paint_rows,
    paint_shares,
    shares_frame,
)
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look

_OF = "data and fit of "
HEAD = 30.0  # pixels before the scale: the words above the picture, as high as the buttons above curves


def picture_rect(outer: QRectF, look: Look) -> QRectF:
    """What the words above leave to the picture.

    Args:
        outer: All there is.
        look: Tells the size of words.

    Returns:
        The rectangle below them.
    """
    return outer.adjusted(0, min(look.pixels(HEAD), outer.height() / 2), 0, 0)


def frame_of(outer: QRectF, sample: Dataset, results: LandscapeResults, look: Look) -> Frame:
    """Where data of one or two inputs are drawn.

    Args:
        outer: All there is for the picture.
        sample: The data.
        results: The moment at the heads.
        look: Tells the room that labels need.

    Returns:
        A frame that holds all samples.
    """
    if has_shares(sample, results.moment):
        return shares_frame(outer, sample, len(names_of(sample, results)), look)
    return data_frame(outer, sample, look)


def names_of(sample: Dataset, results: LandscapeResults) -> tuple[str, ...]:
    """The classes that the picture tells apart.

    Args:
        sample: The data.
        results: The moment at the heads.

    Returns:
        Their names; () where the picture is of numbers.
    """
    shares = results.moment.shares if results.moment is not None else None
    return sample.classes if shares is None else shares.classes


def paint_below(
    painter: QPainter, frame: Frame, sample: Dataset, results: LandscapeResults, look: Look
) -> None:
    """What lies below the samples: where the selected trajectory's model predicts which class, or value.

    Args:
        painter: Its state is kept.
        frame: From `frame_of`.
        sample: The data.
        results: The moment at the heads.
        look: Colours.
    """
    moment = results.moment
    if moment is None:
        return
    if moment.shares is not None and sample.inputs.shape[1] == 1:
        paint_bands(painter, frame, moment.inputs, moment.shares, look)
    elif moment.regions.size and sample.inputs.shape[1] == 2:
        paint_regions(painter, frame, moment.alpha, moment.beta, moment.regions, sample, look)


def paint_data(
    painter: QPainter, outer: QRectF, frame: Frame, sample: Dataset, results: LandscapeResults, look: Look
) -> None:
    """Axes and samples.

    Args:
        painter: Its state is kept.
        outer: All there is for the picture.
        frame: From `frame_of`.
        sample: The data.
        results: The moment at the heads.
        look: Colours and type.
    """
    if has_shares(sample, results.moment):
        paint_rows(painter, outer, frame, sample, names_of(sample, results), look)
    else:
        paint_samples(painter, frame, sample, look)


def paint_above(
    painter: QPainter, frame: Frame, results: LandscapeResults, curves: list[Fitted], look: Look
) -> None:
    """What lies above the samples: for one input, the models' curves.

    Args:
        painter: Its state is kept.
        frame: From `frame_of`.
        results: The moment at the heads.
        curves: From `fits`.
        look: Colours and line widths.
    """
    moment = results.moment
    if moment is None or not len(moment.inputs):
        return
    if moment.shares is not None:
        paint_shares(painter, frame, moment.inputs, moment.shares, look)
    else:
        paint_fits(painter, frame, moment.inputs, curves, look)


def fits(results: LandscapeResults, sight: Sight, look: Look) -> list[Fitted]:
    """The curves, or the predictions of samples, of the trajectories that are not hidden.

    Args:
        results: The moment at the heads.
        sight: Colours, and what is hidden.
        look: Tells the hues.

    Returns:
        One a head that belongs to the run.
    """
    run, moment = results.run, results.moment
    if run is None or moment is None or moment.shares is not None:
        return []
    rows = moment.curves if moment.predictions is None else moment.predictions.values
    mask, colours, chosen = shown(run, sight), colouring(run, sight, look), within(results.selection, run)
    return [
        Fitted(
            values,
            colours.of(head.optimiser, head.start),
            head == chosen,
            int(colours.index[head.optimiser, head.start]),
            head,
        )
        for head, values in zip(results.moment_heads, rows, strict=False)
        if within(head, run) == head and mask[head.optimiser, head.start]
    ]


def sentence(results: LandscapeResults) -> str:
    """Why there is no picture.

    Args:
        results: The run and its data.

    Returns:
        One sentence; "" where there is a picture, or nothing has come back yet.
    """
    if results.run is None:
        return ""
    return "An objective alone has no data." if results.run.begun.sample is None else ""


def words(results: LandscapeResults) -> str:
    """What the picture shows.

    Args:
        results: The run and its data.

    Returns:
        "data and fit", for two inputs and for classes with the trajectory whose fit it is; for more inputs
        what stands in its place.
    """
    run = results.run
    sample = run.begun.sample if run is not None else None
    classes = sample is not None and has_shares(sample, results.moment)
    if run is None or sample is None or (sample.inputs.shape[1] == 1 and not classes):
        return "data and fit"
    chosen = within(results.selection, run)
    label = trajectory_label(run, chosen.optimiser, chosen.start)
    if not has_many_inputs(sample):
        return f"{_OF}{label}"
    matrix = chosen_confusion(results, sample)
    if matrix is None:
        return f"classes by {label}" if sample.classes else "prediction against target"
    return f"classes by {label}: {share(matrix.trace() / max(matrix.sum(), 1), 1)} right"


def paint_head(
    painter: QPainter, outer: QRectF, results: LandscapeResults, sample: Dataset | None, look: Look
) -> None:
    """The words above the picture, and what its colours mean.

    Args:
        painter: Its state is kept.
        outer: All there is.
        results: The run, its data and the moment at the heads.
        sample: The data whose colours are explained; None: none.
        look: Colours and type.
    """
    text = words(results)
    shorter = text.removeprefix(_OF)
    painter.save()
    size = look.small + 1
    metrics = look.metrics(size)
    baseline = outer.top() + (look.pixels(HEAD - 6) + metrics.capHeight()) / 2
    painter.setFont(look.font(size))
    painter.setPen(look.quiet)
    lines = sample is not None and has_shares(sample, results.moment)
    if sample is not None and (sample.inputs.shape[1] == 2 or lines):
        key, room = replace(sample, classes=names_of(sample, results)), outer.width() - look.pixels(12)
        least = metrics.elidedText(shorter, Qt.TextElideMode.ElideRight, outer.width() / 3)
        for told in (text, shorter, least):  # what colours mean is worth more than words
            left = room - metrics.horizontalAdvance(told)
            if paint_key(painter, outer.right() - 1, baseline, left, key, look, lines=lines):
                text = told
                break
    shown_text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, outer.width())
    painter.drawText(QPointF(outer.left(), baseline), shown_text)
    painter.restore()


def paint_sentence(painter: QPainter, outer: QRectF, text: str, look: Look) -> None:
    """One sentence in the middle of an empty picture.

    Args:
        painter: Its state is kept.
        outer: All there is.
        text: The sentence.
        look: Colours and type.
    """
    if not text:
        return
    painter.save()
    box = picture_rect(outer, look)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.field)
    painter.drawRoundedRect(box, 4, 4)
    painter.setFont(look.font(look.small + 1))
    painter.setPen(look.quiet)
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(box.adjusted(18, 6, -18, -6), flags, text)
    painter.restore()
