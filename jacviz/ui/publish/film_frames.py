"""The frames of a film: drawn one at a time, as whoever asks for them has the time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol, TypeAlias

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from jacviz.engine.messages import JacobianAnswer
from jacviz.engine.training_messages import MomentAnswer
from jacviz.export.film.frames import Frame
from jacviz.session.document import vector_of
from jacviz.session.film import FilmError, FilmSettings, Shot, shots
from jacviz.session.picture import PictureSettings, View
from jacviz.ui.plot.look import Look
from jacviz.ui.publish.dress import dressed
from jacviz.ui.publish.interrupts import painter_on
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.moving import STEPPING, Move, Still
from jacviz.ui.publish.pages import PaintView, ground_of, paint_page, painting, require
from jacviz.ui.publish.questions import steps_of
from jacviz.ui.publish.sweeps import require_entry, swept, with_steady_colours
from jacviz.ui.publish.views.steady import spans_of

# To the questions of a film, in their order.
Answers: TypeAlias = Sequence[JacobianAnswer | MomentAnswer]
_LOOKED_AT = 33  # shots that tell how far numbers move, where looking at all of them takes too long
_MOST_LOOKED_AT = 2_000_000  # entries of J in all shots
SWEPT: tuple[View, ...] = ("jacobian", "heatmap", "window")


class Frames(Protocol):
    """Frames by their place in the film."""

    @property
    def shots(self) -> Sequence[Shot]:
        """When each frame is, and how long it is seen."""

    def frame(self, place: int) -> Frame:
        """Draw a frame.

        Args:
            place: Its index in `shots`.

        Returns:
            Its pixels, which nobody changes any more.
        """


def frames_of(
    material: Material, film: FilmSettings, answers: Answers = (), made: Sequence[Shot] = ()
) -> Frames:
    """The frames of a film.

    Args:
        material: What is drawn.
        film: What moves.
        answers: To what `questions` has asked; none: what is there already stands still.
        made: The shots of which it asked; none: all of them.

    Returns:
        Frames that draw themselves when they are asked for. What `check` refuses is refused.
    """
    made = made or check(material, film)
    if film.moves == "sweep":
        return SweptFrames(material, film, made, [one for one in answers if isinstance(one, JacobianAnswer)])
    moments = [one for one in answers if isinstance(one, MomentAnswer)]
    known = dict(zip(steps_of(made), moments, strict=True)) if moments else {}
    return StepFrames(replace(material, moments=known), film, made)


def check(material: Material, film: FilmSettings) -> tuple[Shot, ...]:
    """Refuse what cannot be filmed.

    Args:
        material: What there is.
        film: What is wished.

    Returns:
        The film's shots.

    Raises:
        FilmError: The view does not move in this way, or what moves is not there.
    """
    moving: tuple[View, ...] = tuple(STEPPING) if film.moves == "steps" else SWEPT
    for view in film.picture.views:
        if view not in moving:
            what = "The steps of a descent move" if film.moves == "steps" else "A slider moves"
            *most, last = moving
            raise FilmError(f"{what} {', '.join(most)} and {last}; {view} was asked for.")
    require(material, film.picture)
    if film.moves == "sweep":
        require_entry(material.document, film.sweep)
        return shots(film)
    run = material.landscape.run
    return shots(film, 0 if run is None else run.computed)


def still_frame(material: Material, film: FilmSettings) -> Frames:
    """A slider where it is now.

    Args:
        material: What is drawn.
        film: Which slider.

    Returns:
        One frame. What `check` refuses is refused.
    """
    check(material, film)
    now = float(vector_of(material.document, film.sweep.role).values[film.sweep.index])
    return SweptFrames(material, film, (Shot(now, 1.0),), ())


class StepFrames:
    """The steps of a descent. A frame after the one before costs only what is new in it."""

    def __init__(self, material: Material, film: FilmSettings, made: Sequence[Shot]) -> None:
        """Paint what stands still.

        Args:
            material: With what the views need.
            film: Which steps.
            made: From `check`.
        """
        self.shots = made
        self._settings = film.picture
        self._moves: list[Move] = []
        if film.tail is not None:
            material = _with_tail(material, film.tail or None)
        still = {view: self._still(paint) for view, paint in STEPPING.items()}
        self._canvas = _Canvas(film.picture)

        def paint(painter: QPainter, page: QRectF) -> None:
            for _ in painting(painter, page, material, film.picture, still):
                pass

        self._ground = self._canvas.draw(paint)

    def frame(self, place: int) -> Frame:
        """Draw a frame.

        Args:
            place: Its index in `shots`.

        Returns:
            Its pixels.
        """
        zoom, step = dressed(self._settings).zoom, int(self.shots[place].at)

        def paint(painter: QPainter, page: QRectF) -> None:
            del page
            painter.scale(zoom, zoom)
            for move in self._moves:
                move(painter, step)

        return self._canvas.draw(paint, self._ground)

    def _still(self, paint: Still) -> PaintView:
        def paint_still(
            painter: QPainter, rect: QRectF, material: Material, settings: PictureSettings, look: Look
        ) -> None:
            self._moves.append(paint(painter, rect, material, settings, look))

        return paint_still


class SweptFrames:
    """The way of a slider: each frame is a page of its own."""

    def __init__(
        self,
        material: Material,
        film: FilmSettings,
        made: Sequence[Shot],
        answers: Sequence[JacobianAnswer],
    ) -> None:
        """Draw nothing yet.

        Args:
            material: With what the views need.
            film: Which slider.
            made: From `check`.
            answers: Where x is swept, the Jacobian of each shot.
        """
        self.shots = made
        self._film, self._answers = film, answers
        steady = with_steady_colours(material.document, answers)
        self._material = replace(material, document=steady)
        if len(made) > 1:
            entries = 0 if material.results.jacobian is None else material.results.jacobian.jacobian.size
            most = len(made) if entries * len(made) <= _MOST_LOOKED_AT else _LOOKED_AT
            seen = sorted(set(np.linspace(0, len(made) - 1, most).round().astype(int).tolist()))
            spans = spans_of([self._seen(place).results for place in seen])
            self._material = replace(self._material, spans=spans)
        self._canvas = _Canvas(film.picture)

    def frame(self, place: int) -> Frame:
        """Draw a frame.

        Args:
            place: Its index in `shots`.

        Returns:
            Its pixels.
        """
        seen = self._seen(place)
        return self._canvas.draw(lambda painter, page: paint_page(painter, page, seen, self._film.picture))

    def _seen(self, place: int) -> Material:
        answer = self._answers[place] if self._answers else None
        return swept(self._material, self._film.sweep, self.shots[place].at, answer)


class _Canvas:
    """Pages as arrays of pixels."""

    def __init__(self, settings: PictureSettings) -> None:
        self._extent = settings.extent
        self._ground = ground_of(settings) or QColor("white")

    def draw(self, paint: Callable[[QPainter, QRectF], None], ground: Frame | None = None) -> Frame:
        width, height = self._extent.width, self._extent.height
        empty = np.full((height, width), self._ground.rgb(), np.uint32) if ground is None else ground
        pixels = empty.copy()
        image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        with painter_on(image) as painter:
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
            painter.scale(self._extent.scale, self._extent.scale)
            paint(painter, QRectF(0, 0, *self._extent.logical))
        return pixels


def _with_tail(material: Material, tail: int | None) -> Material:
    landscape = material.document.landscape
    sight = replace(landscape.sight, tail=tail)
    return replace(material, document=replace(material.document, landscape=replace(landscape, sight=sight)))
