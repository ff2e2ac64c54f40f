"""Make the pictures of the README from the real window: `.venv/bin/python packaging/screenshots.py`.

Runs without a display. The real engine answers; nothing is drawn by hand.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

PICTURES = Path(__file__).resolve().parent / "screenshots"
LONGEST = 60.0  # seconds that an answer may take


@dataclass(frozen=True)
class Shot:
    """One picture: which example, in which appearance, how large (logical pixels)."""

    name: str
    example: str
    appearance: str
    width: int = 1280
    height: int = 800


SHOTS = (
    Shot("worked-example-light", "worked-example", "light"),
    Shot("worked-example-dark", "worked-example", "dark"),
    Shot("image-to-class-light", "image-to-class", "light"),
    Shot("softmax-dark", "softmax", "dark"),
)


def main() -> int:
    """Write every picture.

    Returns:
        Exit status 0.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_SCALE_FACTOR", "1.5")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["JACVIZ_CONFIG_DIR"] = folder
        _shoot()
    return 0


def _shoot() -> None:
    from PySide6.QtCore import QCoreApplication, QEvent

    from jacviz.session.examples import all_examples, load
    from jacviz.ui import theme
    from jacviz.ui.app import application, open_window

    app = application()
    names = [example.name for example in all_examples()]
    PICTURES.mkdir(exist_ok=True)
    for shot in SHOTS:
        example = next(name for name in names if shot.example in name)
        window = open_window(load(example))
        theme.current().set_appearance(shot.appearance)  # type: ignore[arg-type]
        window.resize(shot.width, shot.height)
        window.show()
        deadline = time.monotonic() + LONGEST
        while window.studio.results.products is None or window.studio.results.engine != "ready":
            if time.monotonic() > deadline:
                raise TimeoutError(f"{example} was not drawn within {LONGEST:.0f} s")
            app.processEvents()
            time.sleep(0.01)
        settle = time.monotonic() + 0.5  # motions come to rest
        while time.monotonic() < settle:
            app.processEvents()
            time.sleep(0.01)
        window.grab().save(str(PICTURES / f"{shot.name}.png"))
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


if __name__ == "__main__":
    sys.exit(main())
