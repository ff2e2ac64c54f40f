from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jacviz.export.text import FORMS, Form
from jacviz.session.results import Results
from jacviz.ui import theme
from jacviz.ui.matrix.copying import WHAT, CopyButton, What, text_of
from tests.ui.matrix.answers import WORKED, answer_of, products_of

RESULTS = Results(jacobian=answer_of(WORKED), products=products_of(WORKED, (0.5, 1), (0.5, 1, 2)))


@pytest.mark.parametrize(
    ("what", "values"),
    [("J", WORKED), ("point", [1, 2, 3]), ("u", [0.5, 1]), ("v", [0.5, 1, 2]), ("vjp", [3, -0.5, 1.5]),
     ("jvp", [5, 1.5])],
)  # fmt: skip
def test_numpy_text_gives_the_same_numbers(what: What, values: object) -> None:
    text = text_of(what, "numpy", RESULTS)
    np.testing.assert_array_equal(eval(text, {"np": np}), values)


@pytest.mark.parametrize("what", get_args(What))
@pytest.mark.parametrize("form", FORMS)
def test_everything_can_be_copied_in_every_form(what: What, form: Form) -> None:
    assert what in WHAT
    assert text_of(what, form, RESULTS)


def test_nothing_yet_is_no_text() -> None:
    assert text_of("J", "csv", Results()) == ""
    assert text_of("vjp", "csv", replace(RESULTS, products=None)) == ""


class Source(QObject):
    """Results, and the sentences that are said about them."""

    message = Signal(str)

    def __init__(self, results: Results) -> None:
        super().__init__()
        self.results = results


@pytest.fixture
def large(qtbot: QtBot) -> Iterator[tuple[CopyButton, Source]]:
    theme.install("light")
    source = Source(Results(jacobian=answer_of(np.random.default_rng(0).standard_normal((150, 400)))))
    button = CopyButton(source)  # type: ignore[arg-type]  # all that it asks for
    qtbot.addWidget(button)
    QGuiApplication.clipboard().setText("before")
    yield button, source
    button.stop()


def test_a_large_matrix_is_written_between_events_and_then_copied(
    qtbot: QtBot, large: tuple[CopyButton, Source]
) -> None:
    button, source = large
    said: list[str] = []
    source.message.connect(said.append)
    button.copy("J", "csv")
    assert QGuiApplication.clipboard().text() == "before"
    assert "so far. The same button stops it." in said[0]
    qtbot.waitUntil(lambda: said[-1] == "The Jacobian copied as CSV.", timeout=30_000)
    assert QGuiApplication.clipboard().text() == text_of("J", "csv", source.results)
    assert button.menu() is not None
    assert button.accessibleName() == "Copy the matrix or a vector as text"


def test_a_click_meanwhile_stops_it(qtbot: QtBot, large: tuple[CopyButton, Source]) -> None:
    button, source = large
    button.copy("J", "markdown")
    assert button.accessibleName() == "Stop copying"
    with qtbot.waitSignal(source.message) as told:
        button.click()
    assert told.args == ["Nothing was copied."]
    assert QGuiApplication.clipboard().text() == "before"
    assert button.menu() is not None


def test_the_newest_wish_is_what_is_copied(large: tuple[CopyButton, Source]) -> None:
    button, source = large
    button.copy("J", "csv")
    button.copy("y", "numpy")
    assert QGuiApplication.clipboard().text() == text_of("y", "numpy", source.results)
    QApplication.processEvents()
    assert QGuiApplication.clipboard().text() == text_of("y", "numpy", source.results)
