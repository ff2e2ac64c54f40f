"""Whether this machine can draw in three dimensions, tried once."""

from __future__ import annotations

import os
import sys
from functools import lru_cache

from PySide6.QtGui import QGuiApplication, QOffscreenSurface, QOpenGLContext

_WITHOUT = {"offscreen": "offscreen", "minimal": "minimal", "vnc": "VNC", "linuxfb": "frame-buffer"}
_RENDERER = 0x1F01  # GL_RENDERER
_SOFTWARE = ("llvmpipe", "softpipe", "swiftshader", "software")
_renderers: list[str] = []
_LEAST, _LEAST_ES = (2, 1), (3, 0)


@lru_cache(maxsize=1)
def opengl_problem() -> str | None:
    """Why there is no picture in three dimensions here.

    Returns:
        A sentence, or None where there is no reason.
    """
    platform = QGuiApplication.platformName()
    if platform in _WITHOUT:
        return f"Three dimensions need OpenGL, which Qt's {_WITHOUT[platform]} platform does not offer."
    return _context_problem() or _package_problem()


def prepare_import() -> bool:
    """See to it that PyOpenGL, once imported, asks the same library as Qt for its functions.

    Its own guess goes by the session's type.

    Returns:
        Whether Qt's platform offers OpenGL at all; else nothing of it need be imported.
    """
    platform = QGuiApplication.platformName()
    if sys.platform.startswith("linux") and "QT_XCB_GL_INTEGRATION" not in os.environ:
        os.environ.setdefault("PYOPENGL_PLATFORM", "glx" if platform == "xcb" else "egl")
    return platform not in _WITHOUT


def draws_in_software() -> bool:
    """Whether the processor draws, for want of a graphics card.

    Returns:
        False where nobody has asked for `opengl_problem` yet.
    """
    return any(word in name.lower() for name in _renderers for word in _SOFTWARE)


def _context_problem() -> str | None:
    context = QOpenGLContext()
    surface = QOffscreenSurface()
    surface.create()
    try:
        if not context.create() or not context.makeCurrent(surface):
            return "Three dimensions need OpenGL, which this system's graphics driver does not offer."
        version = context.format().version()
        least = _LEAST_ES if context.isOpenGLES() else _LEAST
        if tuple(version) < least:
            kind = "OpenGL ES" if context.isOpenGLES() else "OpenGL"
            wanted, found = (".".join(map(str, some)) for some in (least, version))
            return f"Three dimensions need {kind} {wanted} or newer; this system offers {found}."
        _renderers.append(str(context.functions().glGetString(_RENDERER)))
        context.doneCurrent()
    finally:
        surface.destroy()
    return None


def _package_problem() -> str | None:
    prepare_import()
    try:
        import pyqtgraph.opengl  # type: ignore[import-untyped] # noqa: F401
    except Exception as error:  # a broken installation may raise anything
        package = "PyOpenGL" if "OpenGL" in str(error) else "pyqtgraph"
        return f"Three dimensions need the package {package}, which cannot be imported here: {error}."
    return None
