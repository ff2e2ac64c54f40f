"""Whether there is a display to open a window on, known before Qt is loaded (Qt itself would abort)."""

from __future__ import annotations

import os
import re
import socket
import sys

_NEEDS_DISPLAY = {"", "xcb", "wayland", "wayland-egl"}
_LOCAL_X11 = re.compile(r"(?:unix)?:(\d+)(?:\.\d+)?")
_ADVICE = "set DISPLAY or WAYLAND_DISPLAY, or lend it a virtual one with `xvfb-run -a jacviz` (package xvfb)"


def problem() -> str | None:
    """Why no window can be opened.

    Returns:
        One sentence, or None where nothing speaks against it.
    """
    if not sys.platform.startswith("linux"):
        return None
    chosen = os.environ.get("QT_QPA_PLATFORM", "").split(";")  # Qt tries them in turn, each with :options
    if not all(name.partition(":")[0] in _NEEDS_DISPLAY for name in chosen):
        return None
    if os.environ.get("WAYLAND_DISPLAY"):
        return None
    display = os.environ.get("DISPLAY", "")
    if not display:
        return f"jacviz opens a window and found no display to open it on: {_ADVICE}."
    if not _answers(display):
        return f"jacviz opens a window, and the display {display} does not answer: {_ADVICE}."
    return None


def _answers(display: str) -> bool:
    local = _LOCAL_X11.fullmatch(display)
    if local is None:  # on another machine, or named in another way: Qt will find out
        return True
    path = f"/tmp/.X11-unix/X{local[1]}"
    return any(_accepts(address) for address in (f"\0{path}", path))


def _accepts(address: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(1.0)
        try:
            connection.connect(address)
        except OSError:
            return False
        return True
