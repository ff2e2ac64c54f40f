"""Opening beside the event loop, and pictures that are shown again as they were."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import JacobianAnswer
from jacviz.session.document import Document
from jacviz.session.document_file import document_text, write_document_file
from jacviz.session.landscape.settings import Landscape
from jacviz.session.opening import open_file
from jacviz.session.picture import Extent, PictureSettings
from jacviz.session.shown import Shown
from jacviz.ui.app import open_window
from jacviz.ui.publish.dialog import PictureDialog
from jacviz.ui.publish.pages import picture_bytes
from jacviz.ui.studio import Studio
from jacviz.ui.window import Window
from tests.lasting import LastingEngine
from tests.ui.conftest import LONGEST
from tests.ui.opening import open_in, settled
from tests.ui.publish.pictures import everything

Answer = Callable[[Studio], JacobianAnswer]
pipes = pytest.mark.skipif(sys.platform == "win32", reason="files that make their reader wait")


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """A file that makes its reader wait until `write_into` is called."""
    path = tmp_path / "slow.jacviz"
    os.mkfifo(path)
    return path


def write_into(path: Path, title: str) -> None:
    path.write_text(document_text(Document(title=title, maths="p q")), encoding="utf-8")


@pipes
def test_the_window_lives_while_a_file_is_read(
    window: Window, answer: Answer, qtbot: QtBot, slow: Path
) -> None:
    answer(window.studio)
    said: list[str] = []
    window.status.said.connect(said.append)
    window.files.open_path(slow)
    document = window.studio.document
    window.studio.update(replace(document, x=document.x.with_values([3, 1, 1])))
    assert answer(window.studio).y.tolist() == [11, 3]
    qtbot.waitUntil(lambda: said == ["Opening slow.jacviz …"], timeout=LONGEST)
    write_into(slow, "Slow")
    settled(window)
    assert window.studio.document.title == "Slow"
    assert window.files.path == slow
    assert said[-1] == "Opened slow.jacviz."
    answer(window.studio)
    window.studio.undo()
    assert window.studio.document.x.values.tolist() == [3, 1, 1]


@pipes
def test_of_two_files_the_newer_one_is_opened(
    window: Window, answer: Answer, slow: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.jacviz"
    write_document_file(other, Document(title="Other", maths="r^2"))
    window.files.open_path(slow)
    open_in(window, other)
    assert window.studio.document.title == "Other"
    write_into(slow, "Slow")
    assert answer(window.studio).columns.names == ("r",)
    assert window.studio.document.title == "Other"


@pipes
def test_closing_does_not_wait_for_a_file_that_never_comes(window: Window, slow: Path) -> None:
    window.files.open_path(slow)
    window.close()
    assert not window.isVisible()
    write_into(slow, "Slow")  # the thread ends


# --- pictures --------------------------------------------------------------------------------------------


SHOWN = PictureSettings(
    "losses", ("surface3d",), Extent(1333, 901, 111.5), "slide", dark=True, ground="transparent",
    font_scale=1.2, title=True, legend=False, colour_bar=False, caption="As it was", step=7,
)  # fmt: skip


@pytest.fixture
def picture(tmp_path: Path, lasting_engine_of_all: LastingEngine) -> Path:
    """A picture at step 7 of a descent of 60."""
    del lasting_engine_of_all  # it is what `everything` asks
    path = tmp_path / "picture.png"
    path.write_bytes(picture_bytes(replace(everything(), step=7), SHOWN, "png"))
    return path


def descended(window: Window, qtbot: QtBot) -> None:
    loop = window.studio.landscape
    qtbot.waitUntil(lambda: loop.results.run is not None and not loop.results.descending, timeout=LONGEST)


def test_a_picture_opens_at_its_step_on_its_panel_and_is_exported_as_it_was(
    window: Window, answer: Answer, qtbot: QtBot, picture: Path, tmp_path: Path
) -> None:
    answer(window.studio)
    descended(window, qtbot)
    window._landscape_dock.hide()
    window.landscape_panel.show_page("settings")
    open_in(window, picture)
    answer(window.studio)
    loop = window.studio.landscape
    qtbot.waitUntil(lambda: loop.results.run is not None and loop.results.run.steps == 60, timeout=LONGEST)
    descended(window, qtbot)
    assert (loop.playhead.step, loop.playhead.playing) == (7, False)
    assert window._landscape_dock.isVisible()
    assert window.landscape_panel.tabs.choice() == "curves"
    assert window.studio.document.landscape.sight.three_d
    assert not window.isWindowModified()
    qtbot.waitUntil(lambda: loop.results.surface is not None and not loop.results.surfacing, timeout=LONGEST)
    window.actions_table["file.export-picture"].trigger()
    dialog = shown_dialog(window)
    qtbot.waitUntil(lambda: not dialog._wait.isActive() and not dialog._painter.busy, timeout=LONGEST)
    assert dialog.form.settings() == SHOWN
    again = tmp_path / "again.svg"
    dialog.save_to(again)
    qtbot.waitUntil(lambda: not dialog._writer.busy, timeout=LONGEST)
    assert open_file(again).shown == Shown(SHOWN)
    dialog.form.views["surface3d"].click()  # other wishes are taken as before
    dialog.form.size_fields.preset._picked("screen")
    assert dialog.form.settings().views == ("losses",)
    assert dialog.form.settings().extent.width == 1600


def shown_dialog(window: Window) -> PictureDialog:
    (dialog,) = window.findChildren(PictureDialog)
    assert dialog.isVisible()
    return dialog


def test_a_picture_of_the_last_step_opens_there_from_the_command_line(qtbot: QtBot) -> None:
    document = Document(title="Line", landscape=Landscape(steps=40))
    window = open_window(document, shown=Shown(PictureSettings("trajectories")))
    window.show()
    try:
        playhead = window.studio.landscape.playhead
        qtbot.waitUntil(lambda: playhead.step == 40, timeout=LONGEST)
        assert not playhead.playing
        descended(window, qtbot)
    finally:
        window.close()
        window.deleteLater()


def test_the_dialog_begins_with_what_is_on_the_screen(window: Window, answer: Answer, qtbot: QtBot) -> None:
    answer(window.studio)
    descended(window, qtbot)
    window.studio.update(window.studio.document.with_source(""))
    window.actions_table["file.export-picture"].trigger()
    dialog = shown_dialog(window)
    assert dialog.form.chosen_views == ("trajectories",)
    dialog.close()
    window.studio.undo()
    answer(window.studio)
    window.actions_table["file.export-picture"].trigger()
    assert dialog.form.chosen_views == ("trajectories",)  # what was chosen last can be drawn
    dialog.form.show_views(["heatmap"])
    window.actions_table["file.export-picture"].trigger()
    assert dialog.form.chosen_views == ("heatmap",)
