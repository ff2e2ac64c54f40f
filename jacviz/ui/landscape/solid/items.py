"""What OpenGL draws: the surface with its bands and contour lines, trajectories as far as a step, thin lines.

Everything is uploaded once; a frame of the animation is a few calls with other offsets.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from OpenGL import GL  # type: ignore[import-untyped]
from PySide6.QtGui import QColor, QOpenGLContext

from jacviz.ui.landscape.solid import glsl
from jacviz.ui.landscape.solid.item import BLENDED, OPAQUE, Item, draw_many, smooth_lines, widen_lines
from jacviz.ui.landscape.solid.shapes import PathShapes, SurfaceShape

Array: TypeAlias = NDArray[Any]

_HIDDEN_ALPHA = 0.22  # of a trajectory behind the surface
_FLOAT = 4  # bytes


class SurfaceItem(Item):
    """The surface: bands in the colours of the flat picture, lines between them, a little light."""

    def __init__(self) -> None:
        super().__init__(glsl.SURFACE)
        # Moved back a little, so that what lies on the surface is not pierced by it.
        self.setGLOptions(OPAQUE | {GL.GL_POLYGON_OFFSET_FILL: True, "glPolygonOffset": (1.0, 1.0)})
        self._texture: int | None = None
        self._colours = np.zeros((1, 4), dtype=np.uint8)
        self._pending_colours = True
        self._count = 0
        self._line = (0.0, 0.0, 0.0, 0.0)
        self._light = (0.75, 0.3)

    def show_shape(self, shape: SurfaceShape) -> None:
        """Draw another surface."""
        self._count = shape.faces.size
        if self._count:
            self.load("vertices", np.ascontiguousarray(shape.vertices))
            self.load("faces", np.ascontiguousarray(shape.faces))
        self.update()

    def show_colours(
        self, bands: Sequence[QColor], line: QColor, strength: float, light: tuple[float, float]
    ) -> None:
        """Draw in other colours.

        Args:
            bands: One for each band, from below.
            line: Of the lines between bands.
            strength: Opacity of the lines; 0: none.
            light: Brightness in the shade, and how much the light adds.
        """
        self._colours = np.array([colour.getRgb() for colour in bands], dtype=np.uint8)
        self._line = (line.redF(), line.greenF(), line.blueF(), strength)
        self._light = light
        self._pending_colours = True
        self.update()

    def _bind_texture(self) -> None:
        GL.glActiveTexture(GL.GL_TEXTURE0)
        if self._texture is None:
            self._texture = int(GL.glGenTextures(1))
        GL.glBindTexture(GL.GL_TEXTURE_2D, self._texture)
        if self._pending_colours:
            for key in (GL.GL_TEXTURE_MIN_FILTER, GL.GL_TEXTURE_MAG_FILTER):
                GL.glTexParameteri(GL.GL_TEXTURE_2D, key, GL.GL_NEAREST)
            for key in (GL.GL_TEXTURE_WRAP_S, GL.GL_TEXTURE_WRAP_T):
                GL.glTexParameteri(GL.GL_TEXTURE_2D, key, GL.GL_CLAMP_TO_EDGE)
            GL.glTexImage2D(
                GL.GL_TEXTURE_2D, 0, GL.GL_RGBA, len(self._colours), 1, 0, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE,
                self._colours,
            )  # fmt: skip
            self._pending_colours = False

    def draw(self) -> None:  # noqa: D102
        if not self._count:
            return
        self._bind_texture()
        GL.glUniform1i(self.uniform("u_colours"), 0)
        GL.glUniform1f(self.uniform("u_bands"), float(len(self._colours)))
        GL.glUniform4f(self.uniform("u_line"), *self._line)
        GL.glUniform2f(self.uniform("u_light"), *self._light)
        self.bind("vertices")
        GL.glVertexAttribPointer(0, 3, GL.GL_FLOAT, False, 5 * _FLOAT, None)
        GL.glVertexAttribPointer(1, 2, GL.GL_FLOAT, False, 5 * _FLOAT, ctypes.c_void_p(3 * _FLOAT))
        for place in (0, 1):
            GL.glEnableVertexAttribArray(place)
        self.bind("faces")
        GL.glDrawElements(GL.GL_TRIANGLES, self._count, GL.GL_UNSIGNED_INT, None)
        self._buffers["faces"].release()
        self._buffers["vertices"].release()
        for place in (0, 1):
            GL.glDisableVertexAttribArray(place)
        GL.glBindTexture(GL.GL_TEXTURE_2D, 0)
        GL.glDisable(GL.GL_POLYGON_OFFSET_FILL)


class PathsItem(Item):
    """Trajectories as far as a step, and their heads; what the surface hides shines through a little."""

    def __init__(self) -> None:
        super().__init__(glsl.PATHS)
        self.setGLOptions(BLENDED)
        self.setDepthValue(1)
        self._size = 0  # vertices of one trajectory
        self._shown = np.zeros(0, dtype=np.int32)
        self._chosen: int | None = None
        self._range = (0, 0)
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

    def show_range(self, first: int, last: int) -> None:
        """Draw the vertices from `first` to `last`, where the heads are."""
        self._range = (first, last)
        self.update()

    def draw(self) -> None:  # noqa: D102
        if not len(self._shown) or "colours" not in self._buffers:
            return
        context = QOpenGLContext.currentContext()
        if not context.isOpenGLES():
            GL.glEnable(GL.GL_PROGRAM_POINT_SIZE)
            if context.format().profile() != context.format().OpenGLContextProfile.CoreProfile:
                GL.glEnable(GL.GL_POINT_SPRITE)
        self.bind("vertices")
        GL.glVertexAttribPointer(0, 3, GL.GL_FLOAT, False, 0, None)
        self.bind("colours")
        GL.glVertexAttribPointer(1, 4, GL.GL_UNSIGNED_BYTE, True, 0, None)
        self._buffers["colours"].release()
        for place in (0, 1):
            GL.glEnableVertexAttribArray(place)
        GL.glDepthMask(False)
        smooth_lines()
        GL.glUniform3f(self.uniform("u_ring"), *self._ring)
        for alpha, test in ((_HIDDEN_ALPHA, GL.GL_GREATER), (1.0, GL.GL_LEQUAL)):
            GL.glDepthFunc(test)
            self._draw_lines(alpha)
            self._draw_heads(alpha)
        GL.glDepthFunc(GL.GL_LESS)
        GL.glDepthMask(True)
        for place in (0, 1):
            GL.glDisableVertexAttribArray(place)

    def _crowd(self, power: float) -> float:
        """What shrinks with the number of trajectories, so that many do not hide the surface.

        Returns:
            1 for a few, less for more.
        """
        return float(min(1.0, (60 / max(len(self._shown), 1)) ** power))

    def _draw_lines(self, alpha: float) -> None:
        GL.glUniform1f(self.uniform("u_size"), 0.0)
        GL.glUniform1f(self.uniform("u_alpha"), alpha * self._crowd(0.5))
        first, last = self._range
        if last > first:
            widen_lines((1.0 + 0.7 * self._crowd(0.5)) * self.scale)
            draw_many(GL.GL_LINE_STRIP, self._shown * self._size + first, last - first + 1)
            if self._chosen is not None:
                widen_lines(2.6 * self.scale)
                GL.glUniform1f(self.uniform("u_alpha"), alpha)
                GL.glDrawArrays(GL.GL_LINE_STRIP, self._chosen * self._size + first, last - first + 1)
            widen_lines(1.0)

    def _draw_heads(self, alpha: float) -> None:
        GL.glUniform1f(self.uniform("u_alpha"), alpha)
        GL.glUniform1f(self.uniform("u_size"), (3.0 + 8.0 * self._crowd(0.25)) * self.scale)
        draw_many(GL.GL_POINTS, self._shown * self._size + self._range[1], 1)
        if self._chosen is not None:
            GL.glUniform1f(self.uniform("u_size"), 15.0 * self.scale)
            GL.glDrawArrays(GL.GL_POINTS, self._chosen * self._size + self._range[1], 1)


class LinesItem(Item):
    """Thin straight lines of one colour: the grid on the walls of the box."""

    def __init__(self) -> None:
        super().__init__(glsl.LINES)
        self.setGLOptions(BLENDED)
        self.setDepthValue(-1)
        self._count = 0
        self._colour = (0.0, 0.0, 0.0, 1.0)
        self.scale = 1.0

    def show_lines(self, ends: Array, colour: QColor) -> None:
        """Draw other lines.

        Args:
            ends: Shape (2 k, 3): both ends of each.
            colour: Of all.
        """
        self._count = len(ends)
        self._colour = (colour.redF(), colour.greenF(), colour.blueF(), colour.alphaF())
        self.load("vertices", np.ascontiguousarray(ends, dtype=np.float32))

    def draw(self) -> None:  # noqa: D102
        GL.glUniform4f(self.uniform("u_colour"), *self._colour)
        self.bind("vertices")
        GL.glVertexAttribPointer(0, 3, GL.GL_FLOAT, False, 0, None)
        self._buffers["vertices"].release()
        GL.glEnableVertexAttribArray(0)
        GL.glDepthMask(False)
        smooth_lines()
        widen_lines(self.scale)
        GL.glDrawArrays(GL.GL_LINES, 0, self._count)
        widen_lines(1.0)
        GL.glDepthMask(True)
        GL.glDisableVertexAttribArray(0)
