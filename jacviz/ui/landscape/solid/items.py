"""What OpenGL draws and stands still: the surface with its bands, basins and contour lines; thin lines."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from OpenGL import GL  # type: ignore[import-untyped]
from PySide6.QtGui import QColor

from jacviz.ui.landscape.solid import glsl
from jacviz.ui.landscape.solid.item import BLENDED, OPAQUE, Item, smooth_lines, widen_lines
from jacviz.ui.landscape.solid.shapes import SurfaceShape

Array: TypeAlias = NDArray[Any]

_FLOAT = 4  # bytes


class SurfaceItem(Item):
    """The surface: bands in the colours of the flat picture, lines between them, a little light."""

    def __init__(self) -> None:
        super().__init__(glsl.SURFACE)
        # Moved back a little, so that what lies on the surface is not pierced by it.
        self.setGLOptions(OPAQUE | {GL.GL_POLYGON_OFFSET_FILL: True, "glPolygonOffset": (1.0, 1.0)})
        self._textures: list[int] = []  # of the bands' colours, and of the basins
        self._colours = np.zeros((1, 4), dtype=np.uint8)
        self._wash: Array | None = None
        self._pending_colours = self._pending_wash = True
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

    def show_wash(self, picture: Array | None) -> None:
        """Lay a picture over the surface.

        Args:
            picture: Shape (rows, cols, 4), uint8, premultiplied; the first row lies at y = 1. None: none.
        """
        self._wash = picture
        self._pending_wash = True
        self.update()

    def _bind_textures(self) -> None:
        if not self._textures:
            self._textures = [int(name) for name in GL.glGenTextures(2)]
        for unit, (name, smooth) in enumerate(zip(self._textures, (False, True), strict=True)):
            GL.glActiveTexture(GL.GL_TEXTURE0 + unit)
            GL.glBindTexture(GL.GL_TEXTURE_2D, name)
            large = GL.GL_LINEAR if smooth else GL.GL_NEAREST
            small = GL.GL_LINEAR_MIPMAP_LINEAR if smooth and _averages() else large
            GL.glTexParameteri(GL.GL_TEXTURE_2D, GL.GL_TEXTURE_MIN_FILTER, small)
            GL.glTexParameteri(GL.GL_TEXTURE_2D, GL.GL_TEXTURE_MAG_FILTER, large)
            for key in (GL.GL_TEXTURE_WRAP_S, GL.GL_TEXTURE_WRAP_T):
                GL.glTexParameteri(GL.GL_TEXTURE_2D, key, GL.GL_CLAMP_TO_EDGE)
        if self._pending_wash:
            _load_texture(np.zeros((1, 1, 4), dtype=np.uint8) if self._wash is None else self._wash)
            if _averages():
                GL.glGenerateMipmap(GL.GL_TEXTURE_2D)
            self._pending_wash = False
        GL.glActiveTexture(GL.GL_TEXTURE0)
        if self._pending_colours:
            _load_texture(self._colours[None])
            self._pending_colours = False

    def draw(self) -> None:  # noqa: D102
        if not self._count:
            return
        self._bind_textures()
        GL.glUniform1i(self.uniform("u_colours"), 0)
        GL.glUniform1i(self.uniform("u_wash"), 1)
        GL.glUniform1f(self.uniform("u_washed"), 0.0 if self._wash is None else 1.0)
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


def _averages() -> bool:
    """Whether a picture that is seen from afar can be averaged, so that fine lines do not fall into dots.

    Returns:
        False for the oldest OpenGL.
    """
    return bool(GL.glGenerateMipmap)


def _load_texture(picture: Array) -> None:
    rows, cols = picture.shape[:2]
    GL.glTexImage2D(
        GL.GL_TEXTURE_2D, 0, GL.GL_RGBA, cols, rows, 0, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE,
        np.ascontiguousarray(picture),
    )  # fmt: skip


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
