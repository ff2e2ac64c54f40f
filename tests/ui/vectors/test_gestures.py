"""Gestures on the panel: what reaches the document, and how undo takes it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import JacobianAnswer
from jacviz.ui.matrix.panel import JacobianPanel
from jacviz.ui.studio import Studio
from jacviz.ui.vectors.entry import EntryControl
from jacviz.ui.vectors.strip import PaintedStrip
from tests.ui.vectors.hands import Hand

Answer = Callable[[Studio], JacobianAnswer]


@pytest.fixture
def panel(studio: Studio, answer: Answer, qtbot: QtBot) -> Iterator[JacobianPanel]:
    made = JacobianPanel(studio)
    qtbot.addWidget(made)
    made.resize(800, 760)
    made.show()
    answer(studio)
    qtbot.waitUntil(lambda: bool(made.findChildren(EntryControl)))
    yield made
    made.close()


def control(panel: JacobianPanel, name: str) -> EntryControl:
    controls = panel.findChildren(EntryControl)
    return next(c for c in controls if c.adjustable_name().startswith(f"{name[0]} {name[1:]},"))


def test_a_drag_moves_the_products_at_once_and_is_one_undo_step(panel: JacobianPanel, studio: Studio) -> None:
    before = studio.document
    slider = control(panel, "u2")
    hand = Hand(slider)
    track = slider.height() / 2 + 9.5
    hand.press((slider.margin, track))
    seen = []
    for x in range(slider.margin, slider.width() - slider.margin + 1, 5):
        hand.move((x, track))
        assert studio.results.products is not None
        seen.append(studio.results.products.u[1])
    hand.release((slider.width(), track))
    assert seen == sorted(seen)
    assert seen[0] == studio.document.u.span.minimum
    assert len(set(seen)) > 8
    studio.undo()
    assert studio.document is before


def test_two_drags_are_two_undo_steps(panel: JacobianPanel, studio: Studio) -> None:
    slider = control(panel, "v1")
    hand, track = Hand(slider), slider.height() / 2 + 9.5
    hand.drag([(slider.margin, track), (slider.margin + 8, track)])
    between = studio.document
    hand.drag([(slider.width() - slider.margin, track), (slider.width() // 2, track)])
    studio.undo()
    assert studio.document is between


def test_a_held_key_is_one_undo_step(panel: JacobianPanel, studio: Studio, qtbot: QtBot) -> None:
    before = studio.document
    slider = control(panel, "x3")
    slider.setFocus()
    for _ in range(5):
        qtbot.keyPress(slider, Qt.Key.Key_Right)
    qtbot.keyRelease(slider, Qt.Key.Key_Right)
    assert studio.document.x.values[2] == before.x.values[2] + 0.5
    studio.undo()
    assert studio.document is before


def test_a_typed_value_outside_widens_the_range(panel: JacobianPanel, studio: Studio, qtbot: QtBot) -> None:
    slider = control(panel, "x1")
    box = slider.open_box("12.5")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert studio.document.x.values[0] == 12.5
    assert slider.adjustable_span().maximum == 15
    assert slider.value == 12.5


def test_a_long_vector_is_painted(panel: JacobianPanel, studio: Studio, answer: Answer, qtbot: QtBot) -> None:
    text = "\n".join(f"x{i + 1} * x{(i + 1) % 20 + 1}" for i in range(20))
    studio.update(studio.document.with_source(text))
    answer(studio)
    strips = panel.board.findChildren(PaintedStrip)
    qtbot.waitUntil(lambda: [s.isVisible() for s in strips] == [True, True, True])
    strip = next(s for s in strips if s.adjustable_name().startswith("u 1,"))
    before = studio.document
    Hand(strip).drag([(strip.width() - 6, 4), (strip.width() - 6, strip.height() - 4)])
    assert np.ptp(studio.document.u.values) == 0
    assert studio.document.u.values[0] > 2
    studio.undo()
    assert studio.document is before
    studio.update(replace(studio.document, u=studio.document.u.one_hot(3)))
    assert strip.values is studio.document.u.values
