from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from cmap import Colormap
from PySide6.QtGui import QColor, QFontInfo, QTextLayout
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jacviz import resources
from jacviz.ui import theme
from jacviz.ui.tokens import DARK, LIGHT, Tokens


def luminance(name: str) -> float:
    colour = QColor(name)
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
              for c in (colour.redF(), colour.greenF(), colour.blueF())]  # fmt: skip
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("text", "panel"), ("text", "field"), ("quiet", "panel"), ("on_accent", "accent"), ("error", "panel"),
        ("input_mark", "panel"), ("input_mark", "input_wash"), ("output_mark", "panel"),
        ("output_mark", "output_wash"), ("code_keyword", "panel"), ("code_number", "panel"),
        ("code_comment", "panel"), ("code_string", "panel"), ("code_function", "panel"),
        ("error", "error_wash"),
    ],
)  # fmt: skip
def test_words_can_be_read(tokens: Tokens, ink: str, paper: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, paper)) >= 4.5


def test_every_token_is_a_colour() -> None:
    for tokens in (LIGHT, DARK):
        for field in fields(Tokens):
            value = getattr(tokens, field.name)
            for one in (value,) if isinstance(value, str) else value:
                assert QColor(one).isValid()


@pytest.mark.usefixtures("qtbot")
def test_the_map_of_j_is_symmetric_about_its_middle() -> None:
    theme.install("light")
    table = theme.diverging(511)
    assert table.shape == (511, 4)
    assert tuple(table[255][:3]) == QColor(LIGHT.zero).getRgb()[:3]
    assert tuple(table[0][:3]) == QColor(LIGHT.negative).getRgb()[:3]
    assert tuple(table[510][:3]) == QColor(LIGHT.positive).getRgb()[:3]


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("size", [3, 255, 511])
def test_the_map_of_j_is_the_one_that_cmap_makes_of_the_three_colours(tokens: Tokens, size: int) -> None:
    stops = [tokens.negative, tokens.zero, tokens.positive]
    wanted = np.rint(Colormap(stops, interpolation="linear").lut(size) * 255)
    np.testing.assert_array_equal(theme.diverging_of(*stops, size), wanted)


@pytest.mark.usefixtures("qtbot")
def test_the_bundled_fonts_are_the_ones_drawn_with() -> None:
    theme.install("light")
    assert QFontInfo(theme.interface_font()).family() == "Inter"
    assert QFontInfo(theme.code_font()).family() == "JetBrains Mono"
    assert QFontInfo(theme.maths_font()).family() == "STIXGeneral"
    assert QFontInfo(theme.interface_font()).pixelSize() == theme.BODY


def test_type_grows_with_the_scale(qtbot: QtBot) -> None:
    look = theme.install("light")
    look.set_scale(2.0)
    assert theme.interface_font(13).pixelSize() == 26
    look.set_scale(99)
    assert look.scale == 2.5
    with qtbot.waitSignal(look.changed):
        look.set_scale(1.0)


@pytest.mark.usefixtures("qtbot")
def test_every_icon_draws_something_in_the_colour_asked_for() -> None:
    theme.install("light")
    for name in resources.names("icons"):
        image = theme.icon(name.removesuffix(".svg"), "error").pixmap(36, 36).toImage()
        colours = {
            image.pixelColor(x, y).name().upper()
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() > 200
        }
        assert LIGHT.error in colours, name


def test_an_x_between_digits_stays_an_x(qapp: QApplication) -> None:
    theme.install("light")

    def glyphs(text: str) -> list[int]:
        layout = QTextLayout(text, theme.interface_font())
        layout.beginLayout()
        layout.createLine()
        layout.endLayout()
        return [glyph for run in layout.glyphRuns() for glyph in run.glyphIndexes()]

    assert glyphs("x1x2 1 x2") == [glyphs(letter)[0] for letter in "x1x2 1 x2"]
