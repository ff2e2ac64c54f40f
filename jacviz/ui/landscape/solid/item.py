"""What every item of the picture shares: a program, buffers that are uploaded once, ways to draw lines."""

from __future__ import annotations

from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from OpenGL import GL  # type: ignore[import-untyped]
from pyqtgraph.opengl.GLGraphicsItem import GLGraphicsItem  # type: ignore[import-untyped]
from PySide6.QtGui import QOpenGLContext
from PySide6.QtOpenGL import QOpenGLBuffer

from jacviz.ui.landscape.solid import glsl

Array: TypeAlias = NDArray[Any]

OPAQUE = {GL.GL_DEPTH_TEST: True, GL.GL_BLEND: False, GL.GL_CULL_FACE: False}
BLENDED = {
    GL.GL_DEPTH_TEST: True,
    GL.GL_BLEND: True,
    GL.GL_CULL_FACE: False,
    "glBlendFuncSeparate": (
        GL.GL_SRC_ALPHA, GL.GL_ONE_MINUS_SRC_ALPHA, GL.GL_ONE, GL.GL_ONE_MINUS_SRC_ALPHA,
    ),
}  # fmt: skip


class Item(GLGraphicsItem):  # type: ignore[misc]  # pyqtgraph has no types
    """An item with a program of its own; made anew for each OpenGL context."""

    def __init__(self, source: glsl.Source) -> None:
        super().__init__()
        self._source = source
        self._program: Any = None
        self._buffers: dict[str, QOpenGLBuffer] = {}
        self._pending: dict[str, Array] = {}

    @property
    def begun(self) -> bool:
        """Whether it has been drawn in this context."""
        return self._program is not None

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
            if not self.view().may_begin():
                return
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


def draw_many(mode: int, firsts: Array, count: int) -> None:
    """Draw several stretches of the same length.

    Args:
        mode: GL_LINE_STRIP or GL_POINTS.
        firsts: The first vertex of each.
        count: Vertices of each.
    """
    counts = np.full(len(firsts), count, dtype=np.int32)
    if QOpenGLContext.currentContext().isOpenGLES():  # which has no call for many at once
        for first in firsts.tolist():
            GL.glDrawArrays(mode, first, count)
    else:
        GL.glMultiDrawArrays(mode, np.ascontiguousarray(firsts, dtype=np.int32), counts, len(firsts))


def smooth_lines() -> None:
    """Have lines drawn without steps, where that is possible."""
    if not QOpenGLContext.currentContext().isOpenGLES():
        GL.glEnable(GL.GL_LINE_SMOOTH)  # counts where there are no samples


def widen_lines(pixels: float) -> None:
    """Set the width of lines, in device pixels, where that is possible."""
    form = QOpenGLContext.currentContext().format()
    core = form.profile() == form.OpenGLContextProfile.CoreProfile
    if not core:  # there, other widths than 1 are an error
        GL.glLineWidth(pixels)
