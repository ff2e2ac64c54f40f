from __future__ import annotations

import pytest

from jacviz.session.picture import (
    Extent,
    PictureError,
    PictureSettings,
    View,
    extent_of,
    millimetres_of,
)


def test_sizes_are_read_as_they_are_typed() -> None:
    assert extent_of("1920x1080", 96) == Extent(1920, 1080)
    assert extent_of("640 × 480") == Extent(640, 480)
    assert millimetres_of("85x60", 600) == Extent(2008, 1417, 600)


@pytest.mark.parametrize("text", ["", "1920", "axb", "1x2x3", "10.5x20", "x", "nanx100"])
def test_what_is_no_size_is_told_with_an_example(text: str) -> None:
    with pytest.raises(PictureError, match=r"1920x1080"):
        extent_of(text)


@pytest.mark.parametrize("text", ["0x0", "100000x100000", "8193x100", "10x2000"])
def test_sizes_out_of_bounds_are_refused(text: str) -> None:
    with pytest.raises(PictureError, match="64 to 8192 pixels"):
        extent_of(text)


@pytest.mark.parametrize(
    ("views", "extent", "least"),
    [
        (("fit",), Extent(64, 64), "This picture can be read from 53 x 40 mm on, which is 200 x 150 pixels"),
        (
            ("fit",),
            Extent.of_millimetres(30, 60, 600),
            "mm on, which is 1250 x 938 pixels at 600 dpi",
        ),
        (("fit", "losses"), Extent(220, 160), "75 x 57 mm"),
        (("window",), Extent.of_millimetres(85, 60), "The whole window can be read from 140 x 100 mm on"),
        (("window",), Extent.of_millimetres(85, 110), "82 x 155 mm"),
    ],
)
def test_a_page_too_small_to_be_read_is_refused_with_the_least_size(
    views: tuple[View, ...], extent: Extent, least: str
) -> None:
    with pytest.raises(PictureError, match=least) as refused:
        PictureSettings(views[0], views[1:], extent=extent)
    assert "were asked for." in str(refused.value)


def test_the_least_sizes_can_be_had() -> None:
    assert PictureSettings("fit", extent=Extent(200, 150)).extent.logical == (200, 150)
    assert PictureSettings("window", extent=Extent.of_millimetres(140, 100)).views == ("window",)
    assert PictureSettings("fit", ("losses",), extent=Extent.of_millimetres(75, 57)).views == (
        "fit",
        "losses",
    )


@pytest.mark.parametrize("text", ["0x10", "-3x10", "nanx10", "infx10"])
def test_a_print_needs_a_width_and_a_height(text: str) -> None:
    with pytest.raises(PictureError, match="needs a width and a height"):
        millimetres_of(text)


def test_large_pictures_are_laid_out_as_large_as_what_they_show_is_on_a_screen() -> None:
    for size in ("1600x1000", "3840x2160", "7680x4320"):
        assert max(extent_of(size).logical) == pytest.approx(950, rel=0.06)
    alone = extent_of("3840x2160").logical[0]
    assert extent_of("3840x2160", views=("window",)).logical[0] > 1.7 * alone
    assert extent_of("3840x2160", views=("losses", "fit")).logical[0] > 1.4 * alone
    assert extent_of("300x200").dpi == 96


def test_more_dots_an_inch_keep_the_layout() -> None:
    coarse, fine = Extent.of_millimetres(85, 60, 96), Extent.of_millimetres(85, 60, 600)
    assert fine.logical == pytest.approx(coarse.logical, rel=2e-3)
    assert fine.scale == 6.25


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"view": "picture"}, "There is no view 'picture'; there are jacobian, heatmap"),
        ({"dress": "tie"}, "There is no theme 'tie'; there are screen, slide, paper"),
        ({"font_scale": 0.0}, "font scale can be 0.5 to 4"),
        ({"font_scale": float("nan")}, "font scale"),
        ({"caption": "x" * 2001}, "2,000 characters"),
    ],
)
def test_wishes_that_cannot_be_fulfilled_are_told(fields: dict[str, object], sentence: str) -> None:
    with pytest.raises(PictureError, match=sentence):
        PictureSettings(**fields)  # type: ignore[arg-type]


def test_a_resolution_out_of_bounds_is_refused() -> None:
    with pytest.raises(PictureError, match="24 to 2400 dpi"):
        Extent(100, 100, 5000)
