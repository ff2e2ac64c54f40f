"""Opens the application: one QApplication, one window, one engine that is already on its way."""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path

import numpy.ctypeslib  # noqa: F401  # the surface's first paths would wait for it
import numpy.ma  # noqa: F401  # numpy waits with it for the first quantile: 20 ms of some handler
from PySide6.QtCore import QCoreApplication, QEvent, QHashSeed, QLocale, QTimer
from PySide6.QtWidgets import QApplication

from jacviz import __version__
from jacviz.engine.client import Launch
from jacviz.session.document import Document
from jacviz.session.examples import all_examples, load
from jacviz.session.settings import read_settings
from jacviz.session.shown import Shown, as_shown
from jacviz.ui import theme
from jacviz.ui.studio import Studio
from jacviz.ui.window import Window


def run(
    document: Document | None = None,
    launch: Launch | None = None,
    path: Path | None = None,
    notes: tuple[str, ...] = (),
    shown: Shown | None = None,
) -> int:
    """Open the window and stay until it is closed.

    Args:
        document: What to show; the first example where None.
        launch: An engine process that was started before Qt was imported.
        path: The `.jacviz` file that the document comes from.
        notes: Sentences about how it was read.
        shown: How the picture or film shows it that it comes from.

    Returns:
        The exit status: 0 after an ordinary close.
    """
    app = application()
    window = open_window(document, launch, path, shown)
    if notes:
        window.status.say(" ".join(notes))
    _leave_marks(window)
    window.show()
    interrupt = _close_on_interrupt(window)
    status = app.exec()
    interrupt.stop()
    # Widgets torn down in the interpreter's order crash under some platforms: ours go first, by hand.
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return status


def application() -> QApplication:
    """The QApplication, with its names set.

    Returns:
        The one that is there, or a new one.
    """
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QHashSeed.setDeterministicGlobalSeed()  # else the PDFs of two processes differ
    app = QApplication(sys.argv[:1])
    app.setApplicationName("jacviz")
    app.setApplicationDisplayName("jacviz")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("jacviz")
    QLocale.setDefault(QLocale.c())  # numbers are written as mathematics and Python write them
    return app


def open_window(
    document: Document | None = None,
    launch: Launch | None = None,
    path: Path | None = None,
    shown: Shown | None = None,
) -> Window:
    """Make the window with the user's settings; the caller shows it.

    Args:
        document: What to show; the first example where None.
        launch: An engine process that was started before.
        path: The `.jacviz` file that the document comes from; saving writes there.
        shown: How the picture or film shows it that it comes from.

    Returns:
        The window, which owns its studio.
    """
    settings = read_settings()
    theme.install(settings.appearance, settings.font_scale, settings.reduced_motion)
    first = document or load(all_examples()[0].name)
    if shown is not None:
        first = as_shown(first, shown.picture)
    window = Window(Studio(first, settings, launch))
    if shown is not None:
        window.show_as(shown)
    if path is not None:
        window.files.belongs_to(path)
    gc.freeze()  # all of this stays: the garbage collector need not look at it while the window opens
    return window


def _leave_marks(window: Window) -> None:
    path = os.environ.get("JACVIZ_MARKS")
    if path:
        from jacviz.ui.marks import Marks

        Marks(window, Path(path), stay="JACVIZ_STAY" in os.environ)


def _close_on_interrupt(window: Window) -> QTimer:
    """Ctrl+C in the terminal closes the window as its button does.

    Returns:
        A slow timer that lets Python look at signals; stop it when the loop has ended.
    """
    signal.signal(signal.SIGINT, lambda *_: window.close())
    timer = QTimer(interval=500)
    timer.timeout.connect(lambda: None)
    timer.start()
    return timer
