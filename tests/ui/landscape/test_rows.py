"""The painted table and the paragraphs above it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jacviz.ui import theme
from jacviz.ui.landscape.step.cells import Column, Row, Words
from jacviz.ui.landscape.step.prose import Paragraph, Prose
from jacviz.ui.landscape.step.rows import Rows
from jacviz.ui.matrix import typeset

COLUMNS = (
    Column(typeset.words("term"), "words"), Column(typeset.name("a"), "number"), Column((), "picture", 20),
)  # fmt: skip


def row(name: str, value: float) -> Row:
    line = typeset.words(name)
    return Row((Words(line, typeset.words("made of this and that")), value, None), f"{name}: {value}")


@pytest.fixture
def rows(qtbot: QtBot) -> Rows:
    theme.install("light")
    made = Rows("Terms")
    qtbot.addWidget(made)
    made.set_rows(COLUMNS, [row("gradient", 12.5), row("momentum", -0.25), row("step", 1e-8)])
    made.resize(300, made.sizeHint().height())
    made.show()
    return made


def test_it_is_as_high_as_its_rows(rows: Rows) -> None:
    before = rows.sizeHint().height()
    rows.set_rows(COLUMNS, [row("gradient", 1.0)])
    assert rows.sizeHint().height() < before
    rows.set_rows(COLUMNS, [])
    assert not rows.grab().isNull()


def test_decimal_points_stand_in_line(rows: Rows) -> None:
    fitted, starts = rows._numbers[1]
    first, second, _ = (row[0] for row in fitted.figures)
    points = [start + f.sign + f.before for start, f in zip(starts, (first, second), strict=False)]
    assert points[0] == pytest.approx(points[1], abs=0.6)


@pytest.mark.parametrize("width", [120, 180, 430, 900])
def test_columns_keep_within_the_width(rows: Rows, width: int) -> None:
    rows.resize(width, 200)
    assert rows.grab().toImage().format() != QImage.Format.Format_Invalid
    left, wide = rows._places[-1]
    if width >= 180:
        assert left + wide <= width


def test_mouse_and_keyboard_light_and_choose(qtbot: QtBot, rows: Rows) -> None:
    lit: list[int] = []
    rows.lit.connect(lit.append)
    qtbot.mouseMove(rows, rows.box_of(1).center().toPoint())
    assert rows.row_at(rows.box_of(2).center()) == 2
    assert rows.row_at(QPointF(5, 2)) == -1
    rows.setFocus()
    qtbot.waitUntil(rows.hasFocus)
    qtbot.keyClick(rows, Qt.Key.Key_Home)
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    assert lit[-1] == 1
    assert rows.accessibleDescription() == "momentum: -0.25"
    with qtbot.waitSignal(rows.chosen) as chosen:
        qtbot.keyClick(rows, Qt.Key.Key_Space)
    assert chosen.args == [1]
    rows.set_rows(COLUMNS, [row("gradient", 1.0)])
    assert lit[-1] == -1


def test_the_look_may_change(rows: Rows, qapp: QApplication) -> None:
    light = rows.grab().toImage()
    theme.install("dark")
    assert rows.grab().toImage() != light
    before = rows.row_height
    theme.current().set_scale(1.5)
    assert rows.row_height > before
    theme.install("light")


def test_paragraphs_do_not_shrink_until_they_are_about_something_else(qtbot: QtBot) -> None:
    theme.install("light")
    prose = Prose("About a step")
    qtbot.addWidget(prose)
    long = Paragraph(typeset.words("many words about one number " * 8))
    short = Paragraph(typeset.words("few words"))
    prose.say([long])
    high = prose.heightForWidth(300)
    prose.say([short])
    assert prose.heightForWidth(300) == high
    prose.say([short], settle=True)
    assert prose.heightForWidth(300) < high
    assert prose.text == "few words"
