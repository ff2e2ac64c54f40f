"""Pages without a window: Qt's offscreen platform, the bundled faces, and nothing of the theme."""

from __future__ import annotations

import os
from collections.abc import Callable

from PySide6.QtCore import QHashSeed
from PySide6.QtWidgets import QApplication

from jacviz.session.picture import PictureFormat, PictureSettings
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.pages import picture_bytes
from jacviz.ui.typeface import load_fonts

__all__ = ["Material", "begin", "picture"]

_applications: list[QApplication] = []  # Qt's, which must stay as long as anything is painted


def begin() -> None:
    """Make ready to paint; a second time it costs nothing."""
    QHashSeed.setDeterministicGlobalSeed()  # Qt writes the fonts of a PDF in the order of a hash table
    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        _applications.append(QApplication(["jacviz"]))
    load_fonts()


def picture(
    material: Material, settings: PictureSettings, kind: PictureFormat, tell: Callable[[str], object]
) -> bytes:
    """A picture as a file.

    Args:
        material: What is drawn.
        settings: How.
        kind: The file's format.
        tell: Gets a sentence where the picture cannot carry its document.

    Returns:
        The file.
    """
    begin()
    return picture_bytes(material, settings, kind, tell)
