"""The tables of system libraries are what the installed Qt asks for; what is missing is named in a line."""

from __future__ import annotations

import os
import re
import shutil
import struct
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Qt brings all elsewhere")

# What any Linux has that runs Python, or what PySide6's own wheels hold.
ANYWHERE = re.compile(r"lib(Qt6|pyside6|shiboken6|icu|c\.|m\.|gcc_s|pthread|dl\.|rt\.|resolv\.)|ld-linux")


@pytest.fixture
def libraries(scripts: dict[str, ModuleType]) -> ModuleType:
    """packaging/qt_libraries.py of a checkout of its own."""
    return scripts["qt_libraries"]


def needed(path: Path) -> set[str]:
    """The libraries that an ELF file names as needed, from its dynamic section (64 bit, little endian)."""
    data = path.read_bytes()
    assert data[:6] == b"\x7fELF\x02\x01"
    headers, size, count = struct.unpack_from("<Q", data, 32)[0], *struct.unpack_from("<HH", data, 54)
    segments = [struct.unpack_from("<IIQQQQ", data, headers + size * index) for index in range(count)]
    start, length = next((segment[2], segment[5]) for segment in segments if segment[0] == 2)
    dynamic = list(struct.iter_unpack("<QQ", data[start : start + length]))
    address = next(value for tag, value in dynamic if tag == 5)
    strings = next(
        address - at + offset
        for kind, _, offset, at, _, extent in segments
        if kind == 1 and at <= address < at + extent
    )
    starts = [strings + value for tag, value in dynamic if tag == 1]
    return {data[start : data.index(b"\0", start)].decode() for start in starts}


def qt() -> Path:
    import PySide6

    return Path(str(PySide6.__file__)).parent


def asked_for(*files: str) -> set[str]:
    paths = [path for pattern in files for path in qt().glob(pattern)]
    assert len(paths) >= len(files)
    return {name for path in paths for name in needed(path) if not ANYWHERE.match(name)}


def test_the_first_table_is_what_every_qt_program_asks_for(libraries: ModuleType) -> None:
    used = [f"Qt/lib/libQt6{name}.so.6" for name in ("Core", "Gui", "Widgets", "Svg", "DBus", "OpenGL")]
    plugins = ["Qt/plugins/platforms/libqoffscreen.so", "Qt/plugins/imageformats/libqsvg.so"]
    assert asked_for("QtGui.*.so", "QtWidgets.*.so", *used, *plugins) == set(libraries.NEEDED_ALWAYS)


def test_the_second_table_is_what_windows_on_x11_ask_for_beside(libraries: ModuleType) -> None:
    asked = asked_for("Qt/plugins/platforms/libqxcb.so", "Qt/lib/libQt6XcbQpa.so.6")
    assert asked - set(libraries.NEEDED_ALWAYS) == set(libraries.NEEDED_ON_SCREEN)


def test_only_what_is_missing_is_missing(libraries: ModuleType) -> None:
    assert libraries.missing(["libc.so.6", "libsurely-not-there.so.6"]) == ["libsurely-not-there.so.6"]


def test_packages_are_named_once(libraries: ModuleType) -> None:
    lacking = ["libgthread-2.0.so.0", "libglib-2.0.so.0", "libEGL.so.1"]
    assert libraries.packages(lacking) == ["libegl1", "libglib2.0-0"]


@pytest.mark.parametrize(
    ("tool", "user", "line"),
    [
        ("apt-get", 1000, "sudo apt-get install -y libegl1 libxcb-cursor0"),
        ("dnf", 1000, "sudo dnf install -y 'libEGL.so.1()(64bit)' 'libxcb-cursor.so.0()(64bit)'"),
        ("dnf", 0, ": dnf install -y"),
        ("", 1000, "Install the packages that hold them: libEGL.so.1, libxcb-cursor.so.0"),
    ],
)
def test_the_line_to_paste(
    libraries: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tool: str, user: int, line: str
) -> None:
    if tool:
        (tmp_path / tool).write_text("#!/bin/sh\n")
        (tmp_path / tool).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert line in libraries.advice(["libEGL.so.1", "libxcb-cursor.so.0"])


def lacking(libraries: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    table = {"libc.so.6": "libc6", "libsurely-not-there.so.6": "libsurely-not-there6"}
    monkeypatch.setattr(libraries, "NEEDED_ON_SCREEN", table)


def test_without_roots_rights_nothing_is_installed(
    libraries: ModuleType, monkeypatch: pytest.MonkeyPatch, elsewhere: Path
) -> None:
    lacking(libraries, monkeypatch)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    libraries.ensure(on_screen=False)
    with pytest.raises(libraries.SetupError, match="libsurely-not-there"):
        libraries.ensure(on_screen=True)
    assert not (elsewhere / ".venv").exists()


def test_root_installs_and_fetches_the_lists_where_needed(
    libraries: ModuleType, monkeypatch: pytest.MonkeyPatch, elsewhere: Path, tmp_path: Path
) -> None:
    """A stand-in for apt-get knows the package only after an update, and even then brings no library."""
    stand_in = '#!/bin/sh\necho "$@" >> "$0.calls"\n[ "$1" = update ] || grep -q update "$0.calls"\n'
    apt = tmp_path / "apt-get"
    apt.write_text(stand_in)
    apt.chmod(0o755)
    lacking(libraries, monkeypatch)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert shutil.which("apt-get") == str(apt)
    with pytest.raises(libraries.SetupError, match=r"apt-get install -y libsurely-not-there6$"):
        libraries.ensure(on_screen=True)
    install = "install --yes --no-install-recommends libsurely-not-there6"
    assert (tmp_path / "apt-get.calls").read_text().splitlines() == [install, "update", install]
