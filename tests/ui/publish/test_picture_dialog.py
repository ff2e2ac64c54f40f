"""The export dialog: what is chosen is what is painted and written; what cannot be is told in a sentence."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from jacviz.session.embedding import document_in
from jacviz.session.opening import open_file
from jacviz.session.picture import Extent, Eye
from jacviz.session.source_files import SourceFileError
from jacviz.ui.publish.dialog import PictureDialog
from jacviz.ui.studio import Studio
from jacviz.ui.window import Window
from tests.ui.conftest import LONGEST


class Asked:
    """Stands in for the question about a place."""

    def __init__(self) -> None:
        self.place: Path | None = None
        self.proposed = ""
        self.watched: list[bool] = []

    def ask(self, title: str, proposed: str, kinds: str, ending: str) -> Path | None:
        self.proposed = proposed
        return self.place


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def dialog(studio: Studio, asked: Asked, qtbot: QtBot, answer: object) -> Iterator[PictureDialog]:
    answer(studio)  # type: ignore[operator]
    made = PictureDialog(studio, asked.ask, asked.watched.append)
    made.show()
    seen(made, qtbot)
    yield made
    made.end()
    made.deleteLater()


def seen(dialog: PictureDialog, qtbot: QtBot) -> None:
    """Waits until the preview shows what is wished."""
    qtbot.waitUntil(lambda: not dialog._wait.isActive() and not dialog._painter.busy, timeout=LONGEST)


def done(dialog: PictureDialog, qtbot: QtBot) -> str:
    """Waits until what was begun is done; what is said of it."""
    qtbot.waitUntil(lambda: not dialog._writer.busy, timeout=LONGEST)
    return dialog.sentence.text()


def test_the_surface_is_seen_as_in_the_window(dialog: PictureDialog) -> None:
    settings = dialog._settings()
    assert settings is not None
    assert settings.eye == Eye()
    dialog.seen_from = lambda: Eye(10, 20, 3.0)
    settings = dialog._settings()
    assert settings is not None
    assert settings.eye == Eye(10, 20, 3.0)


def test_the_preview_is_the_page_in_the_shape_that_it_will_have(dialog: PictureDialog, qtbot: QtBot) -> None:
    image = dialog.preview.image
    assert image is not None
    assert image.width() / image.height() == pytest.approx(1.6, rel=0.01)
    dialog.form.size_fields.preset._picked("column")
    seen(dialog, qtbot)
    other = dialog.preview.image
    assert other is not None
    assert other.width() / other.height() == pytest.approx(85 / 60, rel=0.01)
    assert dialog.form.dress.choice() == "paper"


@pytest.mark.parametrize("kind", ["png", "svg", "pdf", "webp"])
def test_a_picture_is_saved_as_its_ending_says(
    kind: str, dialog: PictureDialog, asked: Asked, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog.form.format._picked(kind)
    asked.place = tmp_path / f"picture.{kind}"
    dialog.save.click()
    assert done(dialog, qtbot) == f"Written to picture.{kind}."
    assert asked.proposed == f"Worked example.{kind}"
    data = asked.place.read_bytes()
    if kind in {"png", "webp"}:
        with Image.open(io.BytesIO(data)) as image:
            assert image.size == (1600, 1000)
    if kind in {"png", "svg"}:
        assert open_file(asked.place).document.title == "Worked example"


def test_a_copy_is_an_image_and_an_svg_with_the_document(dialog: PictureDialog, qtbot: QtBot) -> None:
    dialog.copy.click()
    assert done(dialog, qtbot) == "Copied."
    held = QGuiApplication.clipboard().mimeData()
    assert held.hasImage()
    for kind in ("image/png", "image/svg+xml"):
        assert document_in(bytes(held.data(kind).data()))
    QGuiApplication.clipboard().clear()


def test_what_is_typed_wrongly_is_said_and_nothing_can_be_saved(dialog: PictureDialog, qtbot: QtBot) -> None:
    for width, sentence in (("0", "64 to 8192"), ("100000", "64 to 8192"), ("wide", "Expected a size")):
        dialog.form.size_fields.width_box.setText(width)
        dialog.form.size_fields._type()
        qtbot.waitUntil(lambda sentence=sentence: sentence in dialog.sentence.text(), timeout=LONGEST)
        assert not dialog.save.isEnabled()
        assert dialog.preview.image is None
    dialog.form.size_fields.preset._picked("slide")
    qtbot.waitUntil(lambda: dialog.save.isEnabled() and dialog.sentence.text() == "", timeout=LONGEST)


def test_places_that_cannot_be_written_are_said(dialog: PictureDialog, tmp_path: Path, qtbot: QtBot) -> None:
    dialog.save_to(tmp_path / "nowhere" / "a.png")
    told = "a.png cannot be written: no such file or directory."
    assert done(dialog, qtbot) == told
    dialog._wait.timeout.emit()  # the preview is drawn anew
    seen(dialog, qtbot)
    assert dialog.sentence.text() == told
    dialog.form.size_fields.preset._picked("slide")
    assert dialog.sentence.text() == ""
    dialog.save_to(tmp_path / "a.jpg")
    assert "expected a name that ends in .png, .svg, .pdf or .webp" in dialog.sentence.text()
    assert not list(tmp_path.iterdir())
    if os.name == "posix" and os.geteuid() != 0:
        tmp_path.chmod(0o500)
        dialog.save_to(tmp_path / "a.png")
        assert "cannot be written" in done(dialog, qtbot)
        tmp_path.chmod(0o700)


def test_a_full_disk_leaves_the_old_file_whole(
    dialog: PictureDialog, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"precious")

    def full(*_: object) -> None:
        raise SourceFileError("a.png cannot be written: no space left on device")

    monkeypatch.setattr("jacviz.ui.publish.picture_output.replacing", full)
    dialog.save_to(path)
    assert done(dialog, qtbot) == "a.png cannot be written: no space left on device."
    assert path.read_bytes() == b"precious"


def test_a_second_export_waits_for_the_first(dialog: PictureDialog, tmp_path: Path, qtbot: QtBot) -> None:
    dialog.save_to(tmp_path / "one.png")
    dialog.save_to(tmp_path / "two.png")
    assert "already" in dialog.sentence.text()
    done(dialog, qtbot)
    assert [path.name for path in tmp_path.iterdir()] == ["one.png"]


def test_a_view_that_has_nothing_yet_says_so(dialog: PictureDialog, qtbot: QtBot) -> None:
    dialog.form.views["trajectories"].click()
    dialog.form.views["jacobian"].click()
    qtbot.waitUntil(lambda: "no trajectories yet" in dialog.sentence.text(), timeout=LONGEST)


def test_some_view_stays_chosen(dialog: PictureDialog) -> None:
    dialog.form.views["jacobian"].click()
    assert dialog.form.chosen_views == ("jacobian",)


def test_millimetres_and_pixels_are_two_words_for_one_size(dialog: PictureDialog) -> None:
    dialog.form.size_fields.preset._picked("column")
    before = dialog.form.settings().extent
    dialog.form.size_fields.unit._picked("px")
    assert dialog.form.settings().extent == before == Extent.of_millimetres(85, 60, 300)
    dialog.form.size_fields.unit._picked("mm")
    assert dialog.form.settings().extent == before


def test_it_remembers_and_watches_the_fit_only_while_it_is_shown(dialog: PictureDialog, asked: Asked) -> None:
    dialog.form.caption.setPlainText("Seen")
    dialog.close()
    dialog.show()
    assert dialog.form.settings().caption == "Seen"
    dialog.close()
    assert asked.watched == [True, False, True, False]


def test_a_dialog_that_is_gone_follows_nothing(studio: Studio, asked: Asked, qtbot: QtBot) -> None:
    made = PictureDialog(studio, asked.ask, asked.watched.append)
    made.end()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not isValid(made)
    with qtbot.captureExceptions() as raised:
        studio.landscape.playhead.moved.emit(3)
        studio.landscape.changed.emit()
        studio.changed.emit()
    assert raised == []


def test_it_opens_from_the_file_menu_and_ends_with_the_window(window: Window, qtbot: QtBot) -> None:
    window.actions_table["file.export-picture"].trigger()
    dialog = window._picture
    assert dialog is not None
    assert dialog.isVisible()
    window.actions_table["file.export-picture"].trigger()
    assert window._picture is dialog
