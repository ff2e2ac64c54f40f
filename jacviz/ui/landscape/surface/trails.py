"""Trails of trajectories: painted anywhere, and kept as a picture to which playing only adds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from jacviz.ui.landscape.surface import strokes, whole_lines
from jacviz.ui.landscape.surface.paths import Paths
from jacviz.ui.plot.look import Look, faded

_MANY = 100  # trajectories from which on lines are thin and have no halo
_BYTES = 64 << 20  # of pictures that are kept to scrub back to
_KEPT = 12  # such pictures at most
_WORTH_KEEPING = 20_000  # segments; fewer are drawn anew in no time
_SHEER, _SHEEREST = 0.5, 0.06  # opacity of many lines, and of very many
_THINNING = 0.45  # how fast it falls with their number: contours are to be seen through a thousand lines
_CROWD = 1000  # trajectories from which on lines are as thin as they get
_FINE, _WIDE = 10_000, 1200  # short segments drawn between two looks at the clock, without and with a halo
_SHORT, _SOME = 12.0, 1000  # pixels of the device that take as long as beginning a segment; looked at
_SHARP = 2.0  # pixels of the device in a logical pixel from which on the edge of a halo need not be smooth
FADES = 6  # shades of a tail


@dataclass(frozen=True, eq=False)
class Ink:
    """What trails are drawn with. Two are the same only if they are one object.

    Attributes:
        colours: By index.
        width: Of the lines, pixels.
        halo: What keeps them apart from the surface; None for none.
        halo_width: Pixels.
        dashes: How lines of each colour are broken, in widths of the line; () for whole ones.
    """

    colours: Sequence[QColor]
    width: float
    halo: QColor | None
    halo_width: float
    dashes: tuple[tuple[float, ...], ...] = ()


def ink(colours: Sequence[QColor], count: int, look: Look, *, bold: bool = False) -> Ink:
    """The ink for some number of trajectories: the more there are, the finer their lines.

    Args:
        colours: By index.
        count: How many trajectories.
        look: Tells the halo.
        bold: Whether they are to stand out.

    Returns:
        The ink.
    """
    width = 2.4 if bold else 1.6 if count <= 20 else 1.25
    if count > _MANY and not bold:
        width = 0.9 if count < _CROWD else 0.7
        sheer = max(_SHEER * (_MANY / count) ** _THINNING, _SHEEREST)
        colours = [faded(colour, sheer) for colour in colours]
    halo = look.panel if bold or count <= _MANY else None  # opaque: what is sheer takes four times as long
    dashes = tuple(look.dash(index) for index in range(len(colours))) if look.dashes else ()
    return Ink(colours, width, halo, width + (2.4 if bold else 1.7), dashes)


def paint_trails(painter: QPainter, paths: Paths, step: int, ink: Ink, tail: int | None = None) -> None:
    """Paint all trails up to a step.

    Args:
        painter: Its state is kept.
        paths: The trajectories in pixels.
        step: Where the heads are.
        ink: What they are drawn with.
        tail: Steps that stay visible behind the heads, fading; None: all.
    """
    painter.save()
    painter.setClipRect(paths.frame.rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    first = -1 if tail is None else step - tail
    if ink.halo is not None and tail is None:
        halo = Ink([ink.halo] * len(ink.colours), ink.halo_width, None, 0.0)
        draw_stretch(painter, paths, first, step, halo)
    if tail is None:
        draw_stretch(painter, paths, first, step, ink)
    else:
        for shade in range(FADES):
            begin, end = (first + tail * (shade + more) // FADES for more in (0, 1))
            painter.setOpacity((shade + 1) / FADES)
            draw_stretch(painter, paths, begin, end, ink)
    painter.restore()


def draw_stretch(painter: QPainter, paths: Paths, first: int, last: int, ink: Ink) -> None:
    """Draw the lines of some steps.

    Args:
        painter: Its pen is changed.
        paths: The trajectories in pixels.
        first: Steps up to it are left out.
        last: The last step.
        ink: What they are drawn with.
    """
    if strokes.keeps_lines(painter) or ink.dashes:
        _draw_whole(painter, paths, first, last, ink)
    else:
        draw_rows(painter, paths, paths.between(first, last), ink)


def draw_rows(painter: QPainter, paths: Paths, rows: slice, ink: Ink) -> None:
    """Draw some segments.

    Args:
        painter: Of a screen or a picture; its pen is changed.
        paths: The trajectories in pixels.
        rows: Which of their segments.
        ink: What they are drawn with; its lines are whole.
    """
    pens = [strokes.pen(colour, ink.width) for colour in ink.colours]
    segments, bounds, colours = paths.runs(rows)
    strokes.draw_runs(painter, segments, bounds, [pens[colour] for colour in colours])


def _draw_whole(painter: QPainter, paths: Paths, first: int, last: int, ink: Ink) -> None:
    for colour, points in paths.lines(first, last):
        pen = strokes.round_pen(ink.colours[colour], ink.width)
        if ink.dashes and ink.dashes[colour]:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern(list(ink.dashes[colour]))
        painter.setPen(pen)
        whole_lines.draw(painter, whole_lines.within(points, paths.frame.rect))


def add_trails(painter: QPainter, paths: Paths, first: int, last: int, ink: Ink) -> None:
    """Add a stretch of all trails to a picture that holds what came before; its halo goes below that.

    Args:
        painter: Of the picture, whose ground is transparent; the pen is changed.
        paths: The trajectories in pixels.
        first: Steps up to it are there already.
        last: The last step.
        ink: What they are drawn with; its lines are whole.
    """
    _add_rows(painter, paths, paths.between(first, last), ink, smooth=True)


def _add_rows(painter: QPainter, paths: Paths, rows: slice, ink: Ink, *, smooth: bool) -> None:
    # Where the pixels are fine the halo's edge need not be smooth, which takes ten times as long.
    if ink.halo is not None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOver)
        painter.setPen(strokes.pen(ink.halo, ink.halo_width))
        strokes.draw_segments(painter, paths.segments[rows])
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_rows(painter, paths, rows, ink)


def hairlines(ink: Ink, ratio: float) -> Ink:
    """Ink for a screen of fine pixels: many lines are a pixel of the device wide, and as strong as before.

    Args:
        ink: The ink.
        ratio: Pixels of the device in a logical pixel.

    Returns:
        The same ink where lines have a halo, or are no wider.
    """
    width = strokes.HAIR / ratio
    if ink.halo is not None or ink.width <= width:
        return ink
    stronger = [faded(colour, min(colour.alphaF() * ink.width / width, 1.0)) for colour in ink.colours]
    return replace(ink, colours=stronger, width=width)


def piece(paths: Paths, rows: slice, ink: Ink, ratio: float) -> slice:
    """How much to draw between two looks at the clock.

    Args:
        paths: The trajectories in pixels.
        rows: Which of their segments are to be drawn.
        ink: What they are drawn with.
        ratio: Pixels of the device in a logical pixel.

    Returns:
        The first of these rows: as many as take a few milliseconds.
    """
    some = paths.segments[rows][:_SOME]
    if not len(some):
        return rows
    long = float(np.abs(some[:, 2:] - some[:, :2]).sum()) / len(some) * ratio
    most = round((_FINE if ink.halo is None else _WIDE) / (1 + long / _SHORT))
    return slice(rows.start, min(rows.stop, rows.start + max(most, 1)))


class Trail:
    """The trails of one frame as a picture. A step forward adds its segments; a step back begins anew.

    The picture at a step is the same whichever way it was reached, and however often drawing it paused:
    lines lie over each other by the steps that end them, and all halos lie below all lines.
    """

    def __init__(self) -> None:
        self._paths: Paths | None = None
        self._ink: Ink | None = None
        self._hair: Ink | None = None  # the ink on this screen
        self._image = QImage()
        self._step = -1
        self._row = 0  # segments that are drawn: those up to the step, and maybe some of the next one
        self._kept: dict[int, QImage] = {}

    @property
    def step(self) -> int:
        """The step that the picture shows; -1 for none."""
        return self._step

    def forget(self) -> None:
        """Hold no picture any more."""
        self._paths, self._ink, self._image, self._step, self._row = None, None, QImage(), -1, 0
        self._kept.clear()

    def picture(self, paths: Paths, step: int, ink: Ink, ratio: float, until: float = math.inf) -> QImage:
        """The trails up to a step, on a transparent ground.

        Args:
            paths: The trajectories in pixels; the same object as before as long as they are the same.
            step: Where the heads are.
            ink: What they are drawn with, likewise.
            ratio: Pixels of the device in a logical pixel.
            until: When to pause, by `perf_counter`: the picture is of an earlier `step` then.

        Returns:
            A picture of the frame's rectangle.
        """
        rect = paths.frame.rect
        size = (math.ceil(rect.width() * ratio), math.ceil(rect.height() * ratio))
        same = paths is self._paths and ink is self._ink and self._image.devicePixelRatio() == ratio
        if not same or (self._image.width(), self._image.height()) != size:
            self.forget()
            self._paths, self._ink, self._hair = paths, ink, hairlines(ink, ratio)
            self._image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
            self._image.setDevicePixelRatio(ratio)
            self._image.fill(Qt.GlobalColor.transparent)
        step = min(step, paths.computed)
        if paths.between(-1, step).stop < self._row:
            self._go_back(paths, step)
        self._go_on(paths, step, self._hair or ink, until)
        return self._image

    def _go_back(self, paths: Paths, step: int) -> None:
        nearest = max((kept for kept in self._kept if kept <= step), default=-1)
        if nearest >= 0:
            self._image = self._kept[nearest].copy()
        else:
            self._image.fill(Qt.GlobalColor.transparent)
        self._step, self._row = nearest, paths.between(-1, nearest).stop

    def _go_on(self, paths: Paths, step: int, ink: Ink, until: float) -> None:
        stride, ratio = self._stride(paths), self._image.devicePixelRatio()
        painter = self._painter(paths.frame.rect)
        while self._step < step:
            # -1, no step at all, is rounded down like every other one.
            goal = step if not stride else min(step, (self._step // stride + 1) * stride)
            end = paths.between(-1, goal).stop
            rows = piece(paths, slice(self._row, end), ink, ratio)
            _add_rows(painter, paths, rows, ink, smooth=ratio < _SHARP)
            self._row = rows.stop
            self._step = goal if self._row == end else int(paths.steps[self._row]) - 1
            if stride and self._step == goal and goal and goal % stride == 0 and goal not in self._kept:
                painter.end()
                self._kept[goal] = self._image.copy()
                painter = self._painter(paths.frame.rect)
            if perf_counter() > until:
                break
        painter.end()
        self._step = min(self._step, step)

    def _stride(self, paths: Paths) -> int:
        """Steps between two pictures that are kept.

        Returns:
            0 where none are.
        """
        count = min(_BYTES // max(self._image.sizeInBytes(), 1), _KEPT)
        if len(paths.segments) < _WORTH_KEEPING or count < 1:
            return 0
        return max(1, -(-paths.run.steps // (count + 1)))

    def _painter(self, rect: QRectF) -> QPainter:
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-rect.topLeft())
        return painter
