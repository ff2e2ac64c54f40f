"""Where a picture goes: into a file, or onto the clipboard. Made beside the event loop."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData

from jacviz.session.picture import PictureFormat, PictureSettings
from jacviz.session.source_files import replacing
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.pages import picture_bytes, picture_image


def written(path: Path, material: Material, settings: PictureSettings, kind: PictureFormat) -> list[str]:
    """Write a picture.

    Args:
        path: Where to.
        material: What can be drawn.
        settings: What is to be.
        kind: The file's format.

    Returns:
        What is to be told of it.
    """
    notes: list[str] = []
    data = picture_bytes(material, settings, kind, notes.append)
    with replacing(path) as file:
        file.write(data)
    return notes


class PictureCopy:
    """A picture for the clipboard, as programs like to take it."""

    def __init__(self, material: Material, settings: PictureSettings) -> None:
        """Paint it.

        Args:
            material: What can be drawn.
            settings: What is to be.
        """
        self.image = picture_image(material, settings)
        self.png, self.svg = (picture_bytes(material, settings, kind) for kind in ("png", "svg"))

    def mime_data(self) -> QMimeData:
        """The picture in each of its kinds.

        Returns:
            For the clipboard.
        """
        data = QMimeData()
        data.setImageData(self.image)
        data.setData("image/png", QByteArray(self.png))
        data.setData("image/svg+xml", QByteArray(self.svg))
        return data
