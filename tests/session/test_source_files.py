"""Files of the user's own, good and bad."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from jacviz.session.source_files import (
    LARGEST_FILE,
    SourceFileError,
    file_name,
    read_document,
    read_text_of,
    write_source,
)
from jacviz.session.text_limits import LONGEST_LINE


def test_a_file_is_read_by_its_ending(tmp_path: Path) -> None:
    maths, python = tmp_path / "a.jac", tmp_path / "b.PY"
    maths.write_bytes(b"# title: Mine\r\nx^2\r\n")
    python.write_text("f = lambda x: x")
    assert read_document(maths).title == "Mine"
    assert read_document(maths).maths == "# title: Mine\nx^2\n"
    assert read_document(python).language == "python"
    assert read_document(python).title == "b"


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.txt", b"x", "a.txt: expected a .py file"),
        ("a.jac", b"\xff", "expected UTF-8 text, byte 0 is none"),
        ("a.jac", b"x" * (LARGEST_FILE + 1), "larger than 4 MB"),
        ("a.jac", "θ\n".encode() * (LARGEST_FILE // 3 + 1), "larger than 4 MB"),
        ("a.jac", b"x + " * LONGEST_LINE, "a line of 80,000 characters"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, name: str, data: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SourceFileError, match=sentence):
        read_document(tmp_path / name)


def test_a_folder_and_nothing_at_all_are_said(tmp_path: Path) -> None:
    (tmp_path / "folder.jac").mkdir()
    for name in ("folder.jac", "nowhere.jac"):
        with pytest.raises(SourceFileError, match=f"{name} cannot be read"):
            read_document(tmp_path / name)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes in folders")
def test_a_pipe_is_written_into_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jac"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_source(pipe, "x1^2\n" * 100_000)
    reader.join()
    assert read == [b"x1^2\n" * 100_000]
    assert pipe.is_fifo()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has it")
def test_a_device_that_refuses_is_said_and_stays() -> None:
    write_source(Path(os.devnull), "x")
    with pytest.raises(SourceFileError, match=r"^full cannot be written: no space left on device$"):
        write_source(Path("/dev/full"), "x")
    assert Path("/dev/full").is_char_device()
    assert Path(os.devnull).is_char_device()


def test_half_a_character_from_the_editor_is_written_as_one_that_is_unknown(tmp_path: Path) -> None:
    write_source(tmp_path / "a.jac", "a # \ud800")
    assert read_document(tmp_path / "a.jac").maths == "a # \N{REPLACEMENT CHARACTER}"


def test_the_language_of_a_text_is_seen() -> None:
    assert read_text_of(b"x1^2 + x2", "standard input").language == "maths"
    assert read_text_of(b"def f(x):\n    return x", "standard input").language == "python"


def test_a_file_is_replaced_whole_and_nothing_stays_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.jac"
    path.write_text("old")
    write_source(path, "θ\n")
    assert path.read_bytes() == "θ\n".encode()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_stays_a_link_and_a_file_keeps_its_rights(tmp_path: Path) -> None:
    target, link = tmp_path / "target.jac", tmp_path / "link.jac"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    write_source(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert os.stat(target).st_mode & 0o777 == 0o640


def test_a_place_that_refuses_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "taken.jac").mkdir()
    with pytest.raises(SourceFileError, match=r"taken\.jac cannot be written"):
        write_source(tmp_path / "taken.jac", "x")
    assert [path.name for path in tmp_path.iterdir()] == ["taken.jac"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Polar", "Polar.jac"),
        ("../../etc/passwd", "etc passwd.jac"),
        ("", "function.jac"),
        ("a/b\\c", "a b c.jac"),
    ],
)
def test_a_title_makes_a_name_without_folders(title: str, name: str) -> None:
    assert file_name(title, "maths") == name
