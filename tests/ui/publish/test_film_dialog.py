"""The dialog of animations: what it wishes, its preview, progress and Cancel; the engine is real."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import JacobianTask
from jacviz.export.film import video
from jacviz.session.document import Document
from jacviz.session.film import FilmSettings, Sweep, shots
from jacviz.session.landscape.settings import Landscape
from jacviz.session.picture import Extent, PictureSettings
from jacviz.session.shown import Filmed
from jacviz.ui import theme
from jacviz.ui.publish.film_dialog import FilmDialog
from jacviz.ui.publish.film_preview import shrunk, thinned
from jacviz.ui.publish.rehearsal import Key, Rehearsal
from jacviz.ui.studio import Studio

LONGEST = 60_000
BOTH = Document(title="Line experiment", maths="x1^2 + x2 + x3\nx1 - x2 + x3", landscape=Landscape(steps=40))


@pytest.fixture(scope="module")
def lasting(qapp: QApplication) -> Iterator[Studio]:
    theme.install("light")
    studio = Studio(BOTH)
    studio.landscape.activate()
    yield studio
    studio.close()


@pytest.fixture
def dialog(lasting: Studio, qtbot: QtBot, tmp_path: Path) -> Iterator[FilmDialog]:
    results = lasting.landscape
    qtbot.waitUntil(
        lambda: (
            results.results.surface is not None
            and not results.results.descending
            and lasting.results.jacobian is not None
        ),
        timeout=LONGEST,
    )
    lasting.landscape.playhead.pause()
    made = FilmDialog(lasting, lambda *asked: tmp_path / asked[1])
    made.form.size_box.setText("320 x 200")
    made.show()
    qtbot.waitUntil(lambda: made.preview.image is not None, timeout=LONGEST)
    yield made
    made.end()
    made.deleteLater()


def choose(dialog: FilmDialog, qtbot: QtBot, view: str) -> None:
    dialog.form.view.set_choice(view)
    dialog.form.view.chosen.emit(view)
    dialog._wait.timeout.emit()


def pixels(image: QImage | None) -> bytes:
    return b"" if image is None else bytes(image.constBits())


def test_the_preview_moves(dialog: FilmDialog, qtbot: QtBot) -> None:
    first = pixels(dialog.preview.image)
    qtbot.waitUntil(lambda: pixels(dialog.preview.image) != first, timeout=LONGEST)


@pytest.mark.parametrize("view", ["surface3d", "losses", "jacobian", "heatmap"])
def test_every_view_is_shown(dialog: FilmDialog, qtbot: QtBot, view: str) -> None:
    dialog.preview.show_image(None)
    choose(dialog, qtbot, view)
    qtbot.waitUntil(lambda: dialog.preview.image is not None, timeout=LONGEST)
    assert dialog.sentence.text() == ""
    assert dialog.save.isEnabled()


def test_a_hidden_dialog_draws_nothing(dialog: FilmDialog, qtbot: QtBot) -> None:
    dialog.hide()
    assert not dialog._playing._timer.isActive()
    assert not dialog._wait.isActive()


def test_saving_writes_what_is_wished_and_says_so(dialog: FilmDialog, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.form.pace.set_choice("step")
    dialog.form.stride.setValue(10)
    dialog.form.plays.setValue(3)
    dialog.save.click()
    assert dialog.stop.isVisible()
    assert not dialog.save.isEnabled()
    qtbot.waitUntil(lambda: not dialog.stop.isVisible(), timeout=LONGEST)
    assert dialog.sentence.text() == "Written to Line experiment.gif."
    assert dialog.progress.share is None
    with Image.open(tmp_path / "Line experiment.gif") as image:
        assert (image.size, image.n_frames, image.info["loop"]) == ((320, 200), 5, 2)


def test_progress_tells_the_time_that_is_left(dialog: FilmDialog, qtbot: QtBot, tmp_path: Path) -> None:
    told: list[str] = []
    dialog.save_to(tmp_path / "film.apng")
    assert dialog.job is not None
    dialog.job.progress.connect(lambda *_: told.append(dialog.sentence.text()))
    qtbot.waitUntil(lambda: not dialog.stop.isVisible(), timeout=LONGEST)
    assert told[0] == "Frame 1 of 150"
    assert told[1].startswith("Frame 2 of 150, ")
    assert told[1].endswith(" left")


def test_cancel_leaves_nothing(dialog: FilmDialog, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.form.size_box.setText("1920 x 1080")
    dialog.save_to(tmp_path / "film.webp")
    assert dialog.job is not None
    with qtbot.waitSignal(dialog.job.progress, timeout=LONGEST):
        pass
    dialog.stop.click()
    assert dialog.sentence.text() == "Cancelled; nothing was written."
    assert dialog.save.isEnabled()
    qtbot.waitUntil(lambda: list(tmp_path.iterdir()) == [], timeout=LONGEST)


def test_a_second_film_waits_for_the_first(dialog: FilmDialog, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.save_to(tmp_path / "one.gif")
    dialog.save_to(tmp_path / "other.gif")
    assert "in the making already" in dialog.sentence.text()
    qtbot.waitUntil(lambda: not dialog.stop.isVisible(), timeout=LONGEST)
    assert [path.name for path in tmp_path.iterdir()] == ["one.gif"]


def test_what_changes_meanwhile_is_not_filmed(dialog: FilmDialog, qtbot: QtBot, tmp_path: Path) -> None:
    choose(dialog, qtbot, "jacobian")
    dialog.save_to(tmp_path / "film.gif")
    studio = dialog._studio
    before = studio.document
    studio.update(replace(before, u=before.u.with_entry(1, 9.0)))
    studio.update(before)
    qtbot.waitUntil(lambda: not dialog.stop.isVisible(), timeout=LONGEST)
    assert dialog.sentence.text() == "Written to film.gif."
    dialog._wait.timeout.emit()  # the preview is drawn anew
    assert dialog.sentence.text() == "Written to film.gif."
    choose(dialog, qtbot, "heatmap")
    assert dialog.sentence.text() == ""


def test_the_preview_of_a_way_of_x_moves_and_asks_once(dialog: FilmDialog, qtbot: QtBot) -> None:
    told: list[str] = []
    dialog._playing.told.connect(told.append)
    dialog.form.role.set_choice("x")
    choose(dialog, qtbot, "jacobian")
    assert dialog.save.isEnabled()
    qtbot.waitUntil(lambda: any("48 of 48" in one for one in told), timeout=LONGEST)
    seen = set()

    def moves() -> bool:
        seen.add(pixels(dialog.preview.image))
        return len(seen) >= 4

    qtbot.waitUntil(moves, timeout=LONGEST)
    assert dialog.sentence.text() == ""
    dialog.form.title.toggle()  # the same questions: the answers are there
    dialog._wait.timeout.emit()
    rehearsal = dialog._playing.rehearsal
    assert rehearsal._key is not None
    assert not rehearsal._wait.isActive()
    choose(dialog, qtbot, "losses")
    assert rehearsal._asking is None


def test_a_rehearsal_that_is_not_wanted_any_more_asks_nothing(qapp: QApplication) -> None:
    rehearsal, document = Rehearsal(), Document()
    rehearsal.ask(Key((document,), (1,)), (), 1.0, 1)
    assert not rehearsal._wait.isActive()  # there is no question
    task = JacobianTask("maths", "x1")
    rehearsal.ask(Key((document,), (2,)), (task,), 1.0, 1)
    assert rehearsal._wait.isActive()
    rehearsal.stop()
    assert not rehearsal._wait.isActive()
    assert rehearsal.answers(Key((document,), (2,))) is None
    assert not Key((document,), (2,)).fits(Key((Document(),), (2,)))


def test_a_thinned_film_takes_as_long() -> None:
    made = shots(replace(FilmSettings(), seconds=4.0, hold=2.0, poster="last"), 100)
    few = thinned(made, 10)
    assert (len(few), few[0], few[-1].at) == (10, replace(made[0], seconds=few[0].seconds), 100)
    assert sum(one.seconds for one in few) == pytest.approx(sum(one.seconds for one in made))
    assert thinned(made[:1], 48) == made[:1]


def test_a_video_of_odd_sides_says_so(dialog: FilmDialog, qtbot: QtBot) -> None:
    dialog.form.size_box.setText("321 x 201")
    dialog.form.format.set_choice("mp4")
    choose(dialog, qtbot, "losses")
    assert dialog.sentence.text() == "The sides of a video are even: this one has 322 x 202 pixels."
    dialog.form.size_box.setText("320 x 200")
    choose(dialog, qtbot, "losses")
    assert dialog.sentence.text() == ""


OPENED = FilmSettings(
    PictureSettings("heatmap", extent=Extent(641, 480, 150), dress="paper", title=True, caption="Kept"),
    "sweep", sweep=Sweep("x", 2, 1e-7, -3), fps=12, plays=3, seconds=2.25, hold=0.25, poster="last", first=3,
)  # fmt: skip


def test_a_film_that_was_opened_is_wished_again(dialog: FilmDialog) -> None:
    dialog.begin_with(Filmed(OPENED, "webp"))
    assert (dialog.form.kind, dialog.form.settings()) == ("webp", OPENED)
    assert (dialog.form.entry.text(), dialog.form.size_box.text()) == ("x3", "641 x 480")
    dialog.form.fps.setValue(20)  # other wishes are taken, and what the form does not show stays
    assert dialog.form.settings() == replace(OPENED, fps=20)
    dialog.form.view.set_choice("losses")
    assert dialog.form.settings().moves == "steps"
    assert dialog.form.settings().picture.caption == "Kept"


def test_a_slider_is_chosen_by_name(dialog: FilmDialog, qtbot: QtBot) -> None:
    choose(dialog, qtbot, "jacobian")
    dialog.form.role.set_choice("v")
    dialog.form.role.chosen.emit("v")
    assert dialog.form.entry.keys() == ("0", "1", "2")
    dialog.form.entry.set_choice("2")
    dialog.form.begin.setText("−2,5")
    dialog.form.end.setText("3")
    film = dialog.form.settings()
    assert film.moves == "sweep"
    assert film.sweep == Sweep("v", 2, -2.5, 3.0)


@pytest.mark.parametrize(
    ("box", "text", "told"),
    [
        ("size_box", "0 x 0", "0 x 0 was asked for"),
        ("size_box", "100000x100000", "100000 x 100000 was asked for"),
        ("size_box", "wide", "got wide"),
        ("end", "far", "got far"),
        ("end", "−1", "two different numbers"),
    ],
)
def test_what_cannot_be_is_said(dialog: FilmDialog, qtbot: QtBot, box: str, text: str, told: str) -> None:
    choose(dialog, qtbot, "jacobian")
    field = getattr(dialog.form, box)
    field.setText(text)
    field.textEdited.emit(text)
    dialog._wait.timeout.emit()
    assert told in dialog.sentence.text()
    assert not dialog.save.isEnabled()


def test_an_unknown_ending_is_said(dialog: FilmDialog, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.save_to(tmp_path / "film.avi")
    assert "expected a name that ends in one of .gif, .apng, .webp, .mp4, .webm" in dialog.sentence.text()


def test_a_format_that_cannot_be_had_says_how_to_get_it(
    dialog: FilmDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(video, "find_spec", lambda name: None)
    dialog.form.format.set_choice("mp4")
    dialog.form.format.chosen.emit("mp4")
    assert "-m pip install av" in dialog.form.format_note.text()
    assert dialog.form.format_note.isVisible()
    dialog._wait.timeout.emit()
    assert not dialog.save.isEnabled()


def test_rows_that_do_not_matter_are_hidden(dialog: FilmDialog, qtbot: QtBot) -> None:
    assert dialog.form.seconds.isVisible()
    assert not dialog.form.stride.isVisible()
    assert not dialog.form.role.isVisible()
    dialog.form.pace.set_choice("step")
    dialog.form.pace.chosen.emit("step")
    assert dialog.form.stride.isVisible()
    choose(dialog, qtbot, "jacobian")
    assert dialog.form.role.isVisible()
    assert not dialog.form.tail.isVisible()


@pytest.mark.parametrize(
    "extent", [Extent(800, 600), Extent(3840, 2160, 192), Extent(8192, 150), Extent(200, 150)]
)
def test_a_small_film_keeps_the_layout(extent: Extent) -> None:
    film = FilmSettings(picture=PictureSettings(view="trajectories", extent=extent))
    small, ratio = shrunk(film, QSize(600, 400), 1.0)
    made = small.picture.extent
    assert made.width / ratio <= 601
    assert made.height / ratio <= 401
    assert made.logical == pytest.approx(extent.logical, rel=0.02)
