"""The paper dress: what differs in colour differs in grey, too, or in dashes and shapes."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from jacviz.session.picture import DRESSES, Dress, Extent, PictureSettings, View, extent_of
from jacviz.ui import theme
from jacviz.ui.publish.dress import PAPER, dressed
from jacviz.ui.publish.pages import picture_bytes
from jacviz.ui.publish.views.shading import table_of
from tests.ui.publish.lettering import words
from tests.ui.publish.pictures import everything

# Machado, Oliveira and Fernandes (2009): what the two most common colour-blind eyes see, at full strength.
_BLIND = {
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
}


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> None:
    theme.install("light")


def linear(colour: QColor) -> list[float]:
    parts = colour.getRgbF()[:3]  # type: ignore[index]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]


def lightness(colour: QColor) -> float:
    """CIE L*, 0 to 100: what a grey printer keeps."""
    red, green, blue = linear(colour)
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def test_the_first_five_hues_are_apart_in_grey_and_each_stands_out_of_the_ground() -> None:
    look = dressed(PictureSettings(dress="paper")).look
    greys = [lightness(colour) for colour in look.trajectories[:5]]
    assert all(abs(one - other) >= 8 for one, other in combinations(greys, 2)), greys
    darkest_ground = lightness(look.risk[1])
    assert all(darkest_ground - grey >= 12 for grey in greys), (darkest_ground, greys)


@pytest.mark.parametrize("kind", _BLIND)
def test_the_first_five_hues_are_apart_for_the_colour_blind(kind: str) -> None:
    look = dressed(PictureSettings(dress="paper")).look

    def seen(colour: QColor) -> list[float]:
        light = linear(colour)
        return [sum(a * b for a, b in zip(row, light, strict=True)) for row in _BLIND[kind]]

    for one, other in combinations(look.trajectories[:5], 2):
        assert sum((a - b) ** 2 for a, b in zip(seen(one), seen(other), strict=True)) ** 0.5 > 0.08


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75, 1.0])
def test_an_entry_below_zero_is_darker_than_one_as_far_above_it(share: float) -> None:
    table = table_of(dressed(PictureSettings(dress="paper")).look, False)[:511]
    away = round(255 * share)
    below, above = (QColor.fromRgb(int(table[255 + sign * away])) for sign in (-1, 1))
    assert lightness(above) - lightness(below) >= 10
    for matrix in _BLIND.values():
        one, other = (
            [sum(a * b for a, b in zip(row, linear(colour), strict=True)) for row in matrix]
            for colour in (below, above)
        )
        assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 0.15


def test_entries_are_the_darker_the_farther_they_are_from_zero() -> None:
    table = table_of(dressed(PictureSettings(dress="paper")).look, False)[:511]
    greys = [lightness(QColor.fromRgb(int(colour))) for colour in table]
    assert greys[255] > 99
    assert greys[:256] == sorted(greys[:256])
    assert greys[255:] == sorted(greys[255:], reverse=True)


def test_no_two_trajectories_have_the_same_dashes_and_shape() -> None:
    look = dressed(PictureSettings(dress="paper")).look
    assert len({(look.dash(i), look.shape(i)) for i in range(12)}) == 12


def test_paper_is_black_on_white_and_serif_also_where_dark_is_asked_for() -> None:
    look = dressed(PictureSettings(dress="paper", dark=True)).look
    assert (look.panel.name(), look.text.name(), look.dark) == ("#ffffff", "#000000", False)
    assert look.font().family() == "STIXGeneral"
    assert PAPER.panel == "#FFFFFF"


def test_fonts_of_pages_have_no_figures_that_cannot_be_copied() -> None:
    for dress in ("screen", "slide", "paper"):
        look = dressed(PictureSettings(dress=dress)).look  # type: ignore[arg-type]
        assert look.type.page


@pytest.mark.parametrize("size", [(1920, 1080, 96), (3840, 2160, 96), (1280, 720, 72)])
def test_a_slide_is_laid_out_alike_however_many_pixels_it_has(size: tuple[int, int, float]) -> None:
    made = dressed(PictureSettings(dress="slide", extent=Extent(*size)))
    width, height = Extent(*size).logical
    assert (width / made.zoom, height / made.zoom) == pytest.approx((1120 / 1.5 * 8 / 9, 1120 / 3))
    smallest = made.look.small * made.zoom * Extent(*size).scale / size[1]
    assert smallest > 0.02  # of the height of the slide


@pytest.mark.parametrize("size", ["1280x800", "1600x1000", "1920x1080", "3840x2160", "7680x4320"])
@pytest.mark.parametrize("views", [("trajectories",), ("heatmap",), ("losses", "fit")])
def test_type_on_a_slide_is_larger_than_on_the_screen(size: str, views: tuple[View, ...]) -> None:
    extent = extent_of(size, None, views)
    screen = PictureSettings(view=views[0], beside=views[1:], extent=extent)
    larger = dressed(replace(screen, dress="slide")).zoom / dressed(screen).zoom
    assert larger == pytest.approx(1.5, rel=0.01)


@pytest.mark.parametrize("size", [(85, 60), (60, 45)])
def test_a_slide_as_large_as_a_column_has_no_smaller_type_than_the_screen(size: tuple[int, int]) -> None:
    assert dressed(PictureSettings(dress="slide", extent=Extent.of_millimetres(*size))).zoom >= 1


@pytest.mark.parametrize("dress", ["screen", "slide", "paper"])
def test_title_and_caption_of_a_small_window_are_small_with_it(dress: Dress) -> None:
    settings = PictureSettings(view="window", dress=dress, extent=Extent.of_millimetres(145, 105))
    assert dressed(settings).zoom == pytest.approx(settings.extent.logical[0] / 960, rel=0.05)


@pytest.mark.parametrize("dress", ["screen", "slide"])
def test_dark_pages_have_light_type(dress: Dress) -> None:
    look = dressed(PictureSettings(dress=dress, dark=True)).look
    assert lightness(look.text) - lightness(look.panel) > 60


@pytest.mark.parametrize("view", ["jacobian", "heatmap"])
def test_numbers_and_names_of_j_are_larger_on_a_slide(view: View) -> None:
    high = {}
    extent = extent_of("1600x1000", None, (view,))
    for dress in DRESSES[:2]:
        found = words(picture_bytes(everything(), PictureSettings(view, extent=extent, dress=dress), "svg"))
        high[dress] = [max(w.box.height() for w in found if w.text == what) for what in ("−1", "x", "y")]
    larger = [slide / screen for screen, slide in zip(high["screen"], high["slide"], strict=True)]
    assert min(larger) >= 1.3, larger
