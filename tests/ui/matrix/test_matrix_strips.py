"""The strips of the products, the outputs, the images: pixels and clicks."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from jacviz.session.document import Limits
from jacviz.ui import theme
from jacviz.ui.matrix import bars, typeset
from jacviz.ui.matrix.axis import Axis
from jacviz.ui.matrix.colour_bar import ColourBar
from jacviz.ui.matrix.corner import Corner
from jacviz.ui.matrix.image_view import ImageView, image_shape
from jacviz.ui.matrix.outputs import Outputs
from jacviz.ui.matrix.strips import Hue, Orientation, ProductStrip
from tests.ui.matrix.answers import colour_at
from tests.ui.vectors.hands import Hand

pytestmark = pytest.mark.usefixtures("light")


def strip_of(
    qtbot: QtBot, values: list[float] | np.ndarray, length: int, terms: np.ndarray | None = None,
    orientation: Orientation = "horizontal", hue: Hue = "input",
) -> ProductStrip:  # fmt: skip
    made = ProductStrip(orientation, hue, "u transposed J")
    qtbot.addWidget(made)
    across = orientation == "horizontal"
    made.setFixedSize(length if across else 78, 60 if across else length)
    count = len(values)
    made.set_axis(Axis(count, 0, count, length, 2.0 if length / count >= 24 else 0.0))
    made.set_values(np.array(values, dtype=float), terms)
    made.show()
    return made


def colours_of(made: ProductStrip) -> set[str]:
    image = made.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


@pytest.mark.parametrize(("hue", "orientation"), [("input", "horizontal"), ("output", "vertical")])
def test_a_strip_wears_the_hue_of_its_space(qtbot: QtBot, hue: Hue, orientation: Orientation) -> None:
    made = strip_of(qtbot, [5, 0, 2], 300, orientation=orientation, hue=hue)
    assert made.shows_numbers
    assert colour_at(made, 8, 8) == getattr(theme.tokens(), f"{hue}_wash").lower()
    assert getattr(theme.tokens(), f"{hue}_mark").lower() in colours_of(made)


def test_narrow_entries_have_bars_on_their_own_pixels(qtbot: QtBot) -> None:
    made = strip_of(qtbot, [1, -1, 0, 1] * 16, 640)
    assert not made.shows_numbers
    mark = theme.tokens().input_mark.lower()
    assert colour_at(made, 4, 15) == mark  # entry 0, above zero
    assert colour_at(made, 14, 45) == mark  # entry 1, below
    assert colour_at(made, 14, 15) != mark
    assert colour_at(made, 24, 15) != mark  # entry 2 is zero
    assert colour_at(made, 24, 45) != mark


def test_bars_of_the_right_strip_lie_across(qtbot: QtBot) -> None:
    made = strip_of(qtbot, [1, -1] * 32, 640, orientation="vertical", hue="output")
    mark = theme.tokens().output_mark.lower()
    assert colour_at(made, 60, 4) == mark
    assert colour_at(made, 18, 14) == mark
    assert colour_at(made, 18, 4) != mark


def test_terms_are_stacked_to_both_sides_of_zero(qtbot: QtBot) -> None:
    terms = np.array([[1.0, 1.0], [1.0, -1.0]])
    made = strip_of(qtbot, terms.sum(axis=0), 300, terms)
    plain = strip_of(qtbot, terms.sum(axis=0), 300)
    assert len(colours_of(made)) > len(colours_of(plain))
    tones = made._tones(2)
    row = next(y for y in range(59, 0, -1) if colour_at(made, 70, y) == tones[0].name())
    # One scale for all: zero at a third of each cell, both terms to the right in the first one.
    assert colour_at(made, 70, row) == tones[0].name()
    assert colour_at(made, 120, row) == tones[1].name()
    assert colour_at(made, 150 + 20, row) == tones[1].name()


def test_more_entries_than_pixels_keep_their_extremes(qtbot: QtBot) -> None:
    values = np.zeros(4096)
    values[2048] = 1
    made = strip_of(qtbot, values, 512)
    mark = theme.tokens().input_mark.lower()
    drawn = [x for x in range(512) if colour_at(made, x, 20) == mark]
    assert drawn == [256]


def test_what_is_not_finite_is_written_in_the_errors_colour(qtbot: QtBot) -> None:
    assert theme.tokens().error.lower() in colours_of(strip_of(qtbot, [np.nan, 1, 2], 300))


def test_an_entry_is_lit(qtbot: QtBot) -> None:
    made = strip_of(qtbot, [5, 0, 2], 300)
    before = colour_at(made, 108, 8)
    made.set_lit(1)
    assert colour_at(made, 108, 8) != before
    assert colour_at(made, 8, 8) == theme.tokens().input_wash.lower()


def test_a_pointer_that_moves_leaves_the_bars_as_they_are(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    original = bars.raster
    monkeypatch.setattr(bars, "raster", lambda *of: (drawn.append(1), original(*of))[1])
    made = strip_of(qtbot, [1, -1, 0, 1] * 16, 640)
    mark = theme.tokens().input_mark.lower()
    assert colour_at(made, 4, 15) == mark
    for entry in range(8):
        made.set_lit(entry)
        lit = [x for x in range(0, 640, 2) if colour_at(made, x, 15) == mark]
        assert {x // 10 for x in lit} == ({entry} if entry % 4 in (0, 3) else set())
    assert len(drawn) <= 3  # plain, paler, and in the full tone
    made.set_values(np.ones(64))
    made.grab()
    assert len(drawn) > 3


def test_a_strip_of_another_function_stays_blank(qtbot: QtBot) -> None:
    made = strip_of(qtbot, [5, 0, 2], 300)
    made.set_axis(Axis(4, 0, 4, 300, 2))
    assert colours_of(made) == {theme.tokens().panel.lower()}


@pytest.mark.parametrize(
    ("orientation", "place"), [("horizontal", QPoint(150, 30)), ("vertical", QPoint(30, 150))]
)
def test_pointing_and_picking(qtbot: QtBot, orientation: Orientation, place: QPoint) -> None:
    made = strip_of(qtbot, [5, 0, 2], 300, orientation=orientation)
    with qtbot.waitSignal(made.pointed) as pointed:
        Hand(made).move(place.toTuple())
    assert pointed.args == [1]
    with qtbot.waitSignal(made.picked) as picked:
        qtbot.mouseClick(made, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, place)
    assert picked.args == [1, True]


def test_the_corner_shows_its_number(qtbot: QtBot) -> None:
    made = Corner()
    qtbot.addWidget(made)
    made.setFixedSize(78, 60)
    made.set_value(-0.5)
    assert made.text == "−0.5"
    assert colour_at(made, 6, 6) == theme.tokens().field.lower()


def test_outputs_are_named_where_rows_are_high_enough(qtbot: QtBot) -> None:
    made = Outputs()
    qtbot.addWidget(made)
    made.setFixedSize(70, 200)
    names = tuple(f"y{i}" for i in range(64))
    made.set_outputs(names, np.zeros(64))
    made.set_axis(Axis(64, 0, 64, 200))
    assert not made.shows_words
    made.set_axis(Axis(64, 0, 8, 200))
    assert made.shows_words
    with qtbot.waitSignal(made.picked) as signal:
        qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=QPoint(20, 30))
    assert signal.args == [1, False]


def test_the_colour_bar_is_symmetric(qtbot: QtBot) -> None:
    made = ColourBar()
    qtbot.addWidget(made)
    made.setFixedSize(301, 30)
    made.set_scale(4.0, Limits())
    zero = made.grab().toImage().pixelColor(150, 4)
    assert abs(zero.lightness() - theme.colour("zero").lightness()) < 3
    assert "−4" in made.accessibleDescription()
    negative, positive = theme.colour("negative"), theme.colour("positive")
    ends = [made.grab().toImage().pixelColor(x, 4) for x in (4, 296)]
    for end, token in zip(ends, (negative, positive), strict=True):
        assert abs(end.red() - token.red()) < 8
        assert abs(end.green() - token.green()) < 8


# --- images


@pytest.mark.parametrize(
    ("shape", "image"),
    [((8, 8), (8, 8)), ((1, 8, 6), (8, 6)), ((1, 1, 5, 4), (5, 4)),
     ((64,), None), ((), None), ((3, 8, 8), None), ((1, 64), None)],
)  # fmt: skip
def test_an_image_is_known_by_its_shape(shape: tuple[int, ...], image: tuple[int, int] | None) -> None:
    assert image_shape(shape) == image


def test_a_sensitivity_map_shows_the_entries_in_their_places(qtbot: QtBot) -> None:
    made = ImageView(typeset.words("map"), "map", signed=True)
    qtbot.addWidget(made)
    values = np.zeros(12)
    values[[1, 11]] = 2, -2
    made.set_image(values, (3, 4))
    made.setFixedSize(80, 80)
    made.show()
    assert colour_at(made, 30, 30) == theme.tokens().positive.lower()
    assert colour_at(made, 70, 70) == theme.tokens().negative.lower()
    assert colour_at(made, 10, 30) == theme.tokens().zero.lower()
    with qtbot.waitSignal(made.picked) as signal:
        qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=QPoint(70, 70))
    assert signal.args == [11, False]
    with qtbot.waitSignal(made.pointed) as pointed:
        Hand(made).move((70, 10))
    assert pointed.args == [-1]
