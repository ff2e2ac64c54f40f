"""Make the pictures of the README from the real window: `.venv/bin/python packaging/screenshots.py`.

Runs without a display. The real engine answers; nothing is drawn by hand. Motion is off, the cursor does not
blink and the time of computing is a fixed one, so that a picture changes only where the window does.
`--all FOLDER` makes pictures of every designed state, light and dark, in two resolutions, to be looked at.
"""

from __future__ import annotations

import argparse
import os
import struct
import subprocess
import sys
import tempfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from screenshot_scenes import LONGEST, Scene, all_scenes, wait

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

    from jacviz.session.settings import Appearance
    from jacviz.ui.window import Window

PICTURES = Path(__file__).resolve().parent / "screenshots"
REST = 0.6  # seconds in which what was put off is drawn
SHOWN_SECONDS = 0.0004  # the time of computing that every picture shows


@dataclass(frozen=True)
class Format:
    """How large pictures are.

    Attributes:
        width: Of the window, in logical pixels.
        height: Of the window, in logical pixels.
        scale: Pixels of the picture for one of the window.
        only: The pictures wanted; all where empty.
    """

    width: int
    height: int
    scale: float
    only: tuple[str, ...] = ()


IN_README = ("descent-light", "worked-example-dark", "image-to-class-light", "basins-light", "linked-light")
EXPORTED = (
    "--example line --view trajectories --size 800x560 --seconds 4 exported-descent.gif",
    "--example worked-example --view jacobian --size 1200x720 --title exported-jacobian.png",
)
README = Format(1440, 900, 1.25, IN_README)
FORMATS = {
    "readme": README,
    "1440x900": Format(1440, 900, 1.0),
    "1280x800": Format(1280, 800, 1.0),
    "2560x1440": Format(1280, 720, 2.0),
}


def main() -> int:
    """Write the pictures of the README, or all.

    Returns:
        Exit status 0.
    """
    parser = argparse.ArgumentParser(description="Make the pictures of the README from the real window.")
    parser.add_argument("--all", metavar="FOLDER", type=Path, help="every state instead, into a folder")
    parser.add_argument("--format", choices=FORMATS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    folder: Path = options.all or PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    if options.format:
        _shoot(FORMATS[options.format], folder)
        return 0
    for name in [name for name in FORMATS if name != "readme"] if options.all else ["readme"]:
        _shoot_in_a_process(name, folder)
    if not options.all:
        _export(folder)
    return 0


def _export(folder: Path) -> None:
    """What `jacviz export` makes, for the README."""
    for arguments in EXPORTED:
        *wish, name = arguments.split()
        command = [sys.executable, "-m", "jacviz", "export", *wish, "-o", str(folder / name)]
        subprocess.run(command, cwd=PICTURES.parent.parent, check=True, stdin=subprocess.DEVNULL)


def _shoot_in_a_process(name: str, folder: Path) -> None:
    # Qt takes the scale over once, when it starts.
    with tempfile.TemporaryDirectory() as settings:
        environment = {
            "QT_QPA_PLATFORM": "offscreen",
            **os.environ,
            "QT_SCALE_FACTOR": str(FORMATS[name].scale),
            "JACVIZ_CONFIG_DIR": settings,
            "PYTHONPATH": str(PICTURES.parent.parent),
        }
        command = [sys.executable, __file__, "--all", str(folder), "--format", name]
        subprocess.run(command, env=environment, check=True, stdin=subprocess.DEVNULL)


# --- the pictures ----------------------------------------------------------------------------------------


def _shoot(wanted: Format, folder: Path) -> None:
    from PySide6.QtCore import QCoreApplication, QEvent

    from jacviz.ui.app import application, open_window

    app = application()
    app.setCursorFlashTime(0)
    window = open_window()
    window.resize(wanted.width, wanted.height)
    window.show()
    ending = "" if wanted.only else f"-{round(wanted.width * wanted.scale)}"
    appearances: tuple[Appearance, ...] = ("light", "dark")
    for scene in all_scenes():
        for appearance in appearances:
            name = f"{scene.name}-{appearance}"
            if not wanted.only or name in wanted.only:
                _play(window, scene, appearance)
                (folder / f"{name}{ending}.png").write_bytes(_png(_composed(window)))
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _play(window: Window, scene: Scene, appearance: Appearance) -> None:
    from PySide6.QtWidgets import QApplication

    studio = window.studio
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible():
            other.close()
    deadline = LONGEST if scene.waits else 600.0
    common = replace(studio.settings, appearance=appearance, reduced_motion=True, font_scale=1.0)
    studio.change_settings(replace(common, deadline=deadline))
    studio.landscape.set_link(False)
    studio.begin(scene.document)
    if scene.waits:
        wait(lambda: _answered(window))
        _fix_time(window)
        wait(lambda: False, REST)
    if scene.then:
        scene.then(window)
        _fix_time(window)
    wait(lambda: False, REST)


def _answered(window: Window) -> bool:
    results = window.studio.results
    if results.generation != results.wanted or results.engine not in {"ready", "busy"}:
        return False
    return results.jacobian is None or results.products is not None


def _fix_time(window: Window) -> None:
    studio = window.studio
    answer = studio.results.jacobian
    if answer is not None and answer.seconds != SHOWN_SECONDS:
        studio.results = replace(studio.results, jacobian=replace(answer, seconds=SHOWN_SECONDS))
        studio.changed.emit()


def _composed(window: Window) -> QPixmap:
    """The window with its pop-ups and dialogs where they stand.

    Returns:
        What a screen would show in the window's place.
    """
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QApplication

    picture = window.grab()
    painter = QPainter(picture)
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible():
            painter.drawPixmap(window.mapFromGlobal(other.mapToGlobal(other.rect().topLeft())), other.grab())
    painter.end()
    return picture


def _png(picture: QPixmap) -> bytes:
    """A PNG without row filters: flat areas and type come out a fifth smaller than Qt writes them.

    Returns:
        The file.
    """
    from PySide6.QtGui import QImage

    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB888)
    width, height, stride = image.width(), image.height(), image.bytesPerLine()
    pixels = bytes(image.constBits())
    rows = b"".join(b"\0" + pixels[y * stride : y * stride + 3 * width] for y in range(height))

    def chunk(name: bytes, content: bytes) -> bytes:
        checked = name + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)  # 8 bits a channel, RGB
    parts = chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows, 9)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


if __name__ == "__main__":
    sys.exit(main())
