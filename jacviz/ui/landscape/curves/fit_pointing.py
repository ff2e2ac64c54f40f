"""What is said about the place under the mouse in the picture of data and fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from jacviz.engine.training_messages import MomentAnswer, Shares
from jacviz.experiment.data import Dataset
from jacviz.notation import number, share, subscripted
from jacviz.session.landscape.results import LandscapeResults
from jacviz.ui.landscape.colouring import trajectory_label
from jacviz.ui.landscape.curves.fit_curves import Fitted
from jacviz.ui.landscape.curves.fit_paint import class_colours
from jacviz.ui.landscape.surface.strokes import pen
from jacviz.ui.plot.bubble import paint_bubble
from jacviz.ui.plot.frame import Frame, crisp
from jacviz.ui.plot.look import Look

Array: TypeAlias = NDArray[Any]

_NEAR = 24.0  # pixels from which a curve counts as pointed at
_DOT = 3.5
_MOST_TOLD = 3  # classes that a sentence names
_LEAST_TOLD = 0.005
_SHORT = 5  # letters of a name that is said again


@dataclass(frozen=True)
class Pointed:
    """What is pointed at.

    Attributes:
        text: What is said.
        place: What it is about, pixels.
        dots: Dots on curves, and their colours.
        colour: Of the dot before the words; None: none.
        rule: Whether a rule stands at the place, from top to bottom.
    """

    text: str
    place: QPointF
    dots: tuple[tuple[QPointF, QColor], ...] = ()
    colour: QColor | None = None
    rule: bool = False


def pointed_at(
    mouse: QPointF | None,
    frame: Frame,
    sample: Dataset,
    results: LandscapeResults,
    models: Sequence[Fitted],
    look: Look,
) -> Pointed | None:
    """What lies under the mouse.

    Args:
        mouse: Pixels; None: it is elsewhere.
        frame: Of the picture.
        sample: The data, of one or two inputs.
        results: The moment at the heads.
        models: The curves that are drawn.
        look: Colours.

    Returns:
        None where there is nothing to say.
    """
    moment = results.moment
    if mouse is None or moment is None or not frame.rect.contains(mouse):
        return None
    if moment.shares is not None and len(moment.inputs) and sample.inputs.shape[1] == 1:
        return _among_classes(mouse, frame, sample, moment, moment.shares, look)
    if moment.regions.size and sample.inputs.shape[1] == 2:
        return _on_regions(mouse, frame, sample, moment, look)
    if moment.curves.size and models:
        return _on_curve(mouse, frame, sample, results, moment, models)
    return None


def _among_classes(
    mouse: QPointF, frame: Frame, sample: Dataset, moment: MomentAnswer, shares: Shares, look: Look
) -> Pointed | None:
    x = frame.at(mouse)[0]
    values = np.array([np.interp(x, moment.inputs, row) for row in shares.values])
    if not np.isfinite(values).all():
        return None
    hues = class_colours(len(values), look)
    dots = tuple((frame.point(x, y), hue) for y, hue in zip(values.tolist(), hues, strict=True))
    text = f"{_named(sample.input_names[0], number(x, 3))}: {likeliest(shares.classes, values)}"
    return Pointed(text, mouse, dots, rule=True)


def likeliest(classes: Sequence[str], values: Array) -> str:
    """The likeliest classes with their probabilities.

    Args:
        classes: Names, k.
        values: Probabilities, (k,).

    Returns:
        Text such as "versicolor 62 %, virginica 38 %".
    """
    first = np.argsort(-values, kind="stable")[:_MOST_TOLD].tolist()
    return ", ".join(f"{classes[k]} {share(float(values[k]))}" for k in first if values[k] >= _LEAST_TOLD)


def _on_regions(
    mouse: QPointF, frame: Frame, sample: Dataset, moment: MomentAnswer, look: Look
) -> Pointed | None:
    x, y = frame.at(mouse)
    row, column = int(np.abs(moment.beta - y).argmin()), int(np.abs(moment.alpha - x).argmin())
    value = float(moment.regions[row, column])
    where = ", ".join(map(_named, sample.input_names, (number(x, 3), number(y, 3))))
    if not np.isfinite(value):
        return None
    if not sample.classes:
        return Pointed(f"{where}: {_named(sample.target_name, number(value))}", mouse)
    label = min(max(int(value), 0), len(sample.classes) - 1)
    hue = class_colours(len(sample.classes), look)[label]
    return Pointed(f"{where}: {_named(sample.target_name, sample.classes[label])}", mouse, colour=hue)


def _on_curve(
    mouse: QPointF,
    frame: Frame,
    sample: Dataset,
    results: LandscapeResults,
    moment: MomentAnswer,
    models: Sequence[Fitted],
) -> Pointed | None:
    x = frame.at(mouse)[0]
    values = np.array([np.interp(x, moment.inputs, model.values) for model in models])
    far = np.abs(frame.place(x, values)[:, 1] - mouse.y())
    if results.run is None or np.isnan(far).all() or np.nanmin(far) > _NEAR:
        return None
    nearest = int(np.nanargmin(far))
    model, value = models[nearest], float(values[nearest])
    whose = trajectory_label(results.run, model.head.optimiser, model.head.start)
    place = frame.point(x, value)
    where = _named(sample.input_names[0], number(x, 3))
    text = f"{whose}, {where}: {_named(sample.target_name, number(value))}"
    return Pointed(text, place, ((place, model.colour),), model.colour)


def _named(name: str, value: str) -> str:
    # The axes say long names; here they would take the room of the value.
    return f"{subscripted(name)} {value}" if len(name) <= _SHORT else value


def paint_pointed(painter: QPainter, frame: Frame, pointed: Pointed, bounds: QRectF, look: Look) -> None:
    """Say what is pointed at.

    Args:
        painter: Its state is kept.
        frame: Of the picture.
        pointed: From `pointed_at`.
        bounds: Where there is room.
        look: Colours and type.
    """
    painter.save()
    if pointed.rule:
        across = crisp(painter, pointed.place.x(), look.thin)
        painter.setPen(pen(look.quiet, look.thin))
        painter.drawLine(QLineF(across, frame.rect.top(), across, frame.rect.bottom()))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen(look.panel, look.thin))
    for place, colour in pointed.dots:
        painter.setBrush(colour)
        painter.drawEllipse(place, _DOT, _DOT)
    painter.restore()
    paint_bubble(painter, pointed.place, pointed.text, bounds, look, pointed.colour)
