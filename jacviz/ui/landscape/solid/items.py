"""What OpenGL draws: the surface with its bands and contour lines, trajectories as far as a step, thin lines.

Everything is uploaded once; a frame of the animation is a few calls with other offsets.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from OpenGL import GL  # type: ignore[import-untyped]
from pyqtgraph.opengl.GLGraphicsItem import GLGraphicsItem  # type: ignore[import-untyped]
from PySide6.QtGui import QColor, QOpenGLContext
from PySide6.QtOpenGL import QOpenGLBuffer

from jacviz.ui.landscape.solid import glsl
from jacviz.ui.landscape.solid.shapes import PathShapes, SurfaceShape

Array: TypeAlias = NDArray[Any]

_OPAQUE = {GL.GL_DEPTH_TEST: True, GL.GL_BLEND: False, GL.GL_CULL_FACE: False}
_BLENDED = {
    GL.GL_DEPTH_TEST: True,
    GL.GL_BLEND: True,
    GL.GL_CULL_FACE: False,
    "glBlendFuncSeparate": (
        GL.GL_SRC_ALPHA, GL.GL_ONE_MINUS_SRC_ALPHA, GL.GL_ONE, GL.GL_ONE_MINUS_SRC_ALPHA,
    ),
}  # fmt: skip
_HIDDEN_ALPHA = 0.22  # of a trajectory behind the surface
_FLOAT = 4  # bytes


class Item(GLGraphicsItem):  # type: ignore[misc]  # pyqtgraph has no types
    """An item with a program of its own; made anew for each OpenGL context."""

    def __init__(self, source: glsl.Source) -> None:
        super().__init__()
        self._source = source
        self._program: Any = None
        self._buffers: dict[str, QOpenGLBuffer] = {}
        self._pending: dict[str, Array] = {}

    def load(self, name: str, array: Array) -> None:
        """Have an array uploaded with the next frame."""
        self._pending[name] = array
        self.update()

    def bind(self, name: str) -> None:
        """Bind a buffer."""
        self._buffers[name].bind()

    def _upload(self) -> None:
        for name, array in self._pending.items():
            kind = QOpenGLBuffer.Type.IndexBuffer if name == "faces" else QOpenGLBuffer.Type.VertexBuffer
            if name not in self._buffers:
                self._buffers[name] = QOpenGLBuffer(kind)
                self._buffers[name].create()
            buffer, data = self._buffers[name], cast(Any, array)  # the stubs know of bytes only
            buffer.bind()
            if buffer.size() == array.nbytes:
                buffer.write(0, data, array.nbytes)
            else:
                buffer.allocate(data, array.nbytes)
            buffer.release()
        self._pending.clear()

    def paint(self) -> None:  # noqa: D102
        if self._program is None:
            self._program = glsl.built(self._source)
        self._upload()
        if not self._buffers:
            return
        self.setupGLState()
        with self._program:
            matrix = np.array(self.mvpMatrix().data(), dtype=np.float32)
            GL.glUniformMatrix4fv(self.uniform("u_mvp"), 1, False, matrix)
            self.draw()
        GL.glDisable(GL.GL_BLEND)

    def draw(self) -> None:
        """Draw, with the program in use."""
        raise NotImplementedError

    def uniform(self, name: str) -> int:
        """The place of a uniform variable.

        Returns:
            -1 where the program does not use it.
        """
        return int(GL.glGetUniformLocation(self._program, name))


class SurfaceItem(Item):
    """The surface: bands in the colours of the flat picture, lines between them, a little light."""

    def __init__(self) -> None:
        super().__init__(glsl.SURFACE)
        # Moved back a little, so that what lies on the surface is not pierced by it.
        self.setGLOptions(_OPAQUE | {GL.GL_POLYGON_OFFSET_FILL: True, "glPolygonOffset": (1.0, 1.0)})
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
        self.setGLOptions(_BLENDED)
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
        _smooth()
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
            _widen((1.0 + 0.7 * self._crowd(0.5)) * self.scale)
            _draw_many(GL.GL_LINE_STRIP, self._shown * self._size + first, last - first + 1)
            if self._chosen is not None:
                _widen(2.6 * self.scale)
                GL.glUniform1f(self.uniform("u_alpha"), alpha)
                GL.glDrawArrays(GL.GL_LINE_STRIP, self._chosen * self._size + first, last - first + 1)
            _widen(1.0)

    def _draw_heads(self, alpha: float) -> None:
        GL.glUniform1f(self.uniform("u_alpha"), alpha)
        GL.glUniform1f(self.uniform("u_size"), (3.0 + 8.0 * self._crowd(0.25)) * self.scale)
        _draw_many(GL.GL_POINTS, self._shown * self._size + self._range[1], 1)
        if self._chosen is not None:
            GL.glUniform1f(self.uniform("u_size"), 15.0 * self.scale)
            GL.glDrawArrays(GL.GL_POINTS, self._chosen * self._size + self._range[1], 1)


class LinesItem(Item):
    """Thin straight lines of one colour: the grid on the walls of the box."""

    def __init__(self) -> None:
        super().__init__(glsl.LINES)
        self.setGLOptions(_BLENDED)
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
        _smooth()
        _widen(self.scale)
        GL.glDrawArrays(GL.GL_LINES, 0, self._count)
        _widen(1.0)
        GL.glDepthMask(True)
        GL.glDisableVertexAttribArray(0)


def _draw_many(mode: int, firsts: Array, count: int) -> None:
    counts = np.full(len(firsts), count, dtype=np.int32)
    if QOpenGLContext.currentContext().isOpenGLES():  # which has no call for many at once
        for first in firsts.tolist():
            GL.glDrawArrays(mode, first, count)
    else:
        GL.glMultiDrawArrays(mode, np.ascontiguousarray(firsts, dtype=np.int32), counts, len(firsts))


def _smooth() -> None:
    if not QOpenGLContext.currentContext().isOpenGLES():
        GL.glEnable(GL.GL_LINE_SMOOTH)  # counts where there are no samples


def _widen(pixels: float) -> None:
    form = QOpenGLContext.currentContext().format()
    core = form.profile() == form.OpenGLContextProfile.CoreProfile
    if not core:  # there, other widths than 1 are an error
        GL.glLineWidth(pixels)
