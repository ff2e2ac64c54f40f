"""The system libraries that PySide6's wheels expect of Linux, found missing before Qt finds out.

PySide6 brings Qt along but not what Qt itself stands on. Without one of these libraries the import of
QtWidgets fails, or worse, Qt ends the process because it "could not load the Qt platform plugin".
tests/packaging/test_qt_libraries.py compares the two tables with what the installed Qt asks for.
"""

import ctypes
import os
import shlex
import shutil
import sys
from collections.abc import Iterable

from venv_folder import LOG, SetupError, apt_install, locked, say

# Library: the Debian and Ubuntu package that holds it.
NEEDED_ALWAYS = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
NEEDED_ON_SCREEN = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def ensure(*, on_screen: bool) -> None:
    """See to it that Qt can start: install what is missing where that is ours to do, else say how.

    Args:
        on_screen: Whether windows will be shown, rather than drawn offscreen.

    Raises:
        SetupError: Libraries are missing; the sentence holds the line to paste.
    """
    if not sys.platform.startswith("linux"):
        return
    wanted = NEEDED_ALWAYS | (NEEDED_ON_SCREEN if on_screen else {})
    lacking = missing(wanted)
    if lacking and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Installing system libraries that Qt needs: {' '.join(packages(lacking))}.")
        with locked():
            apt_install(packages(lacking))
        lacking = missing(wanted)
    if lacking:
        raise SetupError(f"Qt needs system libraries that are missing here. {advice(lacking)}")


def missing(libraries: Iterable[str]) -> list[str]:
    """The libraries that the dynamic linker cannot load; asking it is the one answer that counts.

    Args:
        libraries: Names such as "libEGL.so.1".

    Returns:
        Those among them that are missing, or stand on something missing.
    """
    lacking = []
    for library in libraries:
        try:
            ctypes.CDLL(library)
        except OSError:
            lacking.append(library)
    return lacking


def packages(lacking: Iterable[str]) -> list[str]:
    """The Debian packages that hold some libraries.

    Returns:
        Names in sorted order, each once.
    """
    known = NEEDED_ALWAYS | NEEDED_ON_SCREEN
    return sorted({known[library] for library in lacking})


def advice(lacking: list[str]) -> str:
    """What a user without root's rights can do.

    Args:
        lacking: Libraries that are missing.

    Returns:
        A sentence that ends with the line to paste, where the system's package manager is known.
    """
    sudo = "" if os.geteuid() == 0 else "sudo "
    if shutil.which("apt-get"):
        hint = f" (what apt-get said is in {LOG})" if not sudo else ""
        return f"Install them{hint}: {sudo}apt-get install -y {' '.join(packages(lacking))}"
    if shutil.which("dnf"):
        wanted = shlex.join(f"{library}()(64bit)" for library in lacking)
        return f"Install them: {sudo}dnf install -y {wanted}"
    return f"Install the packages that hold them: {', '.join(lacking)}"


