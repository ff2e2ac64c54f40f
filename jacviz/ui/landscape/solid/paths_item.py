"""What OpenGL draws of trajectories: lines as far as a step, ticks, starts, heads and where they diverged.

Lines and ticks are uploaded once; a frame of the animation is a few calls with other offsets.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from OpenGL import GL  # type: ignore[import-untyped]
from PySide6.QtGui import QColor, QOpenGLContext

from jacviz.ui.landscape.solid import glsl
from jacviz.ui.landscape.solid.item import BLENDED, Item, draw_many, smooth_lines, widen_lines
from jacviz.ui.landscape.solid.shapes import PathShapes

Array: TypeAlias = NDArray[Any]
Marks: TypeAlias = Literal["ticks", "starts", "others", "crosses"]

_HIDDEN_ALPHA = 0.22  # of what is behind the surface
_LINES, _DISCS, _CROSSES, _RINGS = 0.0, 1.0, 2.0, 3.0
_CHOSEN = 15.0  # pixels across the selected trajectory's head
_CROWDED = 0.65  # power by which many lines pale: where they meet, they add up
_STROKE = 0.9  # pixels: the lines of crosses and rings are a bit wider


class PathsItem(Item):
    """Trajectories as far as a step, and their heads; what the surface hides shines through a little."""

    def __init__(self) -> None:
        super().__init__(glsl.PATHS)
        self.setGLOptions(BLENDED)
        self.setDepthValue(1)
        self._size = 0  # vertices of one trajectory
        self._shown = self._moving = np.zeros(0, dtype=np.int32)
        self._chosen: int | None = None
        self._range = (0, 0)
        self._ticks = (0, 0)
        self._marks: dict[Marks, int] = {}  # vertices of each kind
        self._ring = (1.0, 1.0, 1.0)
        self.scale = 1.0  # device pixels in a logical one

    def show_shapes(self, shapes: PathShapes) -> None:
        """Upload trajectories."""
        self._size = shapes.vertices.shape[1]
        self.load("vertices", shapes.vertices)

    def show_colours(self, colours: Array, ring: QColor) -> None:
        """Give each trajectory a colour.

        Args:
            colours: Shape (T, 4), uint8.
            ring: Around the heads.
        """
        self.load("colours", np.ascontiguousarray(np.repeat(colours, self._size, axis=0)))
        self._ring = (ring.redF(), ring.greenF(), ring.blueF())

    def show_choice(self, shown: Array, chosen: int | None) -> None:
        """Draw some of the trajectories.

        Args:
            shown: Their indices.
            chosen: The one that is emphasised.
        """
        self._shown = np.ascontiguousarray(shown, dtype=np.int32)
        self._chosen = chosen if chosen is not None and chosen in shown else None
        self.update()

    def show_range(self, first: int, last: int, stopped: Array) -> None:
        """Draw the vertices from `first` to `last`, where the heads are.

        Args:
            first: A vertex of each trajectory.
            last: Another one.
            stopped: Which of all trajectories have no head any more, (T,), bool.
        """
        self._range = (first, last)
        self._moving = np.ascontiguousarray(self._shown[~stopped[self._shown]])
        self.update()

    def show_marks(self, kind: Marks, points: Array, colours: Array) -> None:
        """Upload what is marked beside the lines.

        Args:
            kind: "ticks" are both ends of lines, "others" heads of trajectories that have no line.
            points: Shape (k, 3).
            colours: Shape (k, 4), uint8.
        """
        self._marks[kind] = len(points)
        if len(points):
            self.load(kind, np.ascontiguousarray(points, dtype=np.float32))
            self.load(f"{kind} colours", np.ascontiguousarray(colours, dtype=np.uint8))
        self.update()

    def show_ticks(self, first: int, last: int) -> None:
        """Draw the vertices of ticks from `first` to before `last`."""
        self._ticks = (first, last)
        self.update()

    # --- drawing -----------------------------------------------------------------------------------------

    def draw(self) -> None:  # noqa: D102
        if not len(self._shown) or "colours" not in self._buffers:
            return
        context = QOpenGLContext.currentContext()
        if not context.isOpenGLES():
            GL.glEnable(GL.GL_PROGRAM_POINT_SIZE)
            if context.format().profile() != context.format().OpenGLContextProfile.CoreProfile:
                GL.glEnable(GL.GL_POINT_SPRITE)
        for place in (0, 1):
            GL.glEnableVertexAttribArray(place)
        GL.glDepthMask(False)
        smooth_lines()
        GL.glUniform3f(self.uniform("u_ring"), *self._ring)
        GL.glUniform1f(self.uniform("u_stroke"), _STROKE * self.scale)
        for alpha, test in ((_HIDDEN_ALPHA, GL.GL_GREATER), (1.0, GL.GL_LEQUAL)):
            GL.glDepthFunc(test)
            self._draw_ticks(alpha)
            self._draw_lines(alpha)
            self._draw_marks("starts", _RINGS, 4.0 + 8.0 * self._crowd(0.25), alpha)
            self._draw_heads(alpha)
            self._draw_marks("crosses", _CROSSES, 7.0 + 8.0 * self._crowd(0.25), alpha)
        GL.glDepthFunc(GL.GL_LESS)
        GL.glDepthMask(True)
        for place in (0, 1):
            GL.glDisableVertexAttribArray(place)

    def _read(self, points: str, colours: str) -> None:
        """Have the next calls draw from two buffers."""
        self.bind(points)
        GL.glVertexAttribPointer(0, 3, GL.GL_FLOAT, False, 0, None)
        self.bind(colours)
        GL.glVertexAttribPointer(1, 4, GL.GL_UNSIGNED_BYTE, True, 0, None)
        self._buffers[colours].release()

    def _style(self, shape: float, pixels: float, alpha: float) -> None:
        GL.glUniform1f(self.uniform("u_shape"), shape)
        GL.glUniform1f(self.uniform("u_size"), pixels * self.scale)
        GL.glUniform1f(self.uniform("u_alpha"), alpha)

    def _crowd(self, power: float) -> float:
        """What shrinks with the number of trajectories, so that many do not hide the surface.

        Returns:
            1 for a few, less for more.
        """
        count = len(self._shown) + self._marks.get("others", 0)
        return float(min(1.0, (60 / max(count, 1)) ** power))

    def _draw_lines(self, alpha: float) -> None:
        first, last = self._range
        if last <= first:
            return
        self._read("vertices", "colours")
        self._style(_LINES, 0.0, alpha * self._crowd(_CROWDED))
        widen_lines((1.0 + 0.7 * self._crowd(0.5)) * self.scale)
        draw_many(GL.GL_LINE_STRIP, self._shown * self._size + first, last - first + 1)
        if self._chosen is not None:
            widen_lines(2.6 * self.scale)
            self._style(_LINES, 0.0, alpha)
            GL.glDrawArrays(GL.GL_LINE_STRIP, self._chosen * self._size + first, last - first + 1)
        widen_lines(1.0)

    def _draw_ticks(self, alpha: float) -> None:
        first, last = self._ticks
        if last <= first or not self._marks.get("ticks"):
            return
        self._read("ticks", "ticks colours")
        self._style(_LINES, 0.0, alpha * self._crowd(_CROWDED))
        widen_lines(1.4 * self.scale)
        GL.glDrawArrays(GL.GL_LINES, first, last - first)
        widen_lines(1.0)

    def _draw_heads(self, alpha: float) -> None:
        pixels = 3.0 + 8.0 * self._crowd(0.25)
        self._draw_marks("others", _DISCS, pixels, alpha)
        self._read("vertices", "colours")
        self._style(_DISCS, pixels, alpha)
        draw_many(GL.GL_POINTS, self._moving * self._size + self._range[1], 1)
        if self._chosen is not None and self._chosen in self._moving:
            self._style(_DISCS, _CHOSEN, alpha)
            GL.glDrawArrays(GL.GL_POINTS, self._chosen * self._size + self._range[1], 1)

    def _draw_marks(self, kind: Marks, shape: float, pixels: float, alpha: float) -> None:
        count = self._marks.get(kind, 0)
        if count:
            self._read(kind, f"{kind} colours")
            self._style(shape, pixels, alpha)
            GL.glDrawArrays(GL.GL_POINTS, 0, count)
