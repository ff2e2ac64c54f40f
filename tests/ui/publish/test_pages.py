"""Pages: every view in every format, read back by other libraries; no word outside a page or over another."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pypdf
import pytest
from PIL import Image
from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from jacviz.engine.messages import Failure
from jacviz.session.document import Document
from jacviz.session.document_file import document_of
from jacviz.session.embedding import document_in
from jacviz.session.picture import (
    DRESSES,
    PICTURE_FORMATS,
    VIEWS,
    Dress,
    Extent,
    PictureError,
    PictureFormat,
    PictureSettings,
    View,
)
from jacviz.ui import theme
from jacviz.ui.publish.data_export import _writers
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.pages import picture_bytes, picture_image, why_not
from tests.ui.publish.lettering import outside, overlapping, words
from tests.ui.publish.pictures import PRESETS, classes, computed, everything, large, optimisers

SVG = "{http://www.w3.org/2000/svg}"
SMALL = Extent(640, 420, 96)
SAID = {  # words that a view writes
    "jacobian": "−1", "heatmap": "−2", "trajectories": "loss", "surface3d": "loss", "losses": "step",
    "fit": "0", "window": "Function",
}  # fmt: skip
CAPTION = "What is seen here, in so many words that they have to be broken into lines where a page is narrow."


BUNDLED = {
    "Inter-Regular", "Inter-Medium", "Inter-SemiBold", "STIXGeneral-Regular", "STIXGeneral-Italic",
    "JetBrainsMono-Regular",
}  # fmt: skip


def faces(page: pypdf.PageObject) -> set[str]:
    fonts = page["/Resources"]["/Font"]
    return {fonts[name]["/BaseFont"].removeprefix("/") for name in fonts}


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> None:
    theme.install("light")


def pixels(image: QImage) -> np.ndarray:
    straight = image.convertToFormat(QImage.Format.Format_RGBA8888)
    whole = np.frombuffer(straight.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return whole.copy()  # while the image is there


def rendered(svg: bytes, size: QSize) -> np.ndarray:
    renderer = QSvgRenderer(QByteArray(svg))
    assert renderer.isValid()
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return pixels(image)


# --- files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("kind", ["png", "webp"])
def test_images_are_read_back_in_their_size_with_what_was_drawn(view: View, kind: PictureFormat) -> None:
    settings = PictureSettings(view=view, extent=Extent(660, 470, 120))
    with Image.open(io.BytesIO(picture_bytes(everything(), settings, kind))) as image:
        assert image.size == (660, 470)
        if kind == "png":
            assert image.info["dpi"] == pytest.approx((120, 120), abs=0.1)
            assert image.info["Title"] == "Worked example"
        found = np.asarray(image.convert("RGBA"))
    assert np.array_equal(found, pixels(picture_image(everything(), settings)))
    assert len(np.unique(found.reshape(-1, 4), axis=0)) > 20


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("view", VIEWS)
def test_an_svg_renders_as_the_image_and_has_real_text(view: View, dress: Dress) -> None:
    settings = PictureSettings(view=view, extent=SMALL, dress=dress)
    svg = picture_bytes(everything(), settings, "svg")
    assert SAID[view] in {word.text for word in words(svg)}
    image = picture_image(everything(), settings)
    away = np.abs(rendered(svg, image.size()).astype(int) - pixels(image)).max(axis=2)
    assert (away > 96).mean() < 0.02  # rims of letters and of lines


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("view", VIEWS)
def test_a_pdf_has_one_page_of_its_size_and_text_that_can_be_found(view: View, dress: Dress) -> None:
    extent = Extent.of_millimetres(170, 110, 300)
    settings = PictureSettings(view=view, extent=extent, dress=dress, caption="step 120, loss 0.25")
    reader = pypdf.PdfReader(io.BytesIO(picture_bytes(everything(), settings, "pdf")))
    page = reader.pages[0]
    assert len(reader.pages) == 1
    assert float(page.mediabox.width) == pytest.approx(170 / 25.4 * 72, abs=1)
    assert float(page.mediabox.height) == pytest.approx(110 / 25.4 * 72, abs=1)
    said = page.extract_text()
    assert "step 120, loss 0.25" in said
    assert "\t" not in said
    assert SAID[view] in said
    assert faces(page) <= BUNDLED  # any other would come from this machine


@pytest.mark.parametrize("kind", PICTURE_FORMATS)
@pytest.mark.parametrize("view", VIEWS)
def test_the_same_document_gives_the_same_bytes(view: View, kind: PictureFormat) -> None:
    settings = PictureSettings(view=view, extent=SMALL, dress="paper")
    material = everything()
    again = Material(material.document, material.results, material.landscape, material.step)
    assert picture_bytes(material, settings, kind) == picture_bytes(again, settings, kind)


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_document_can_be_read_out_of_a_picture(kind: PictureFormat) -> None:
    text = document_in(picture_bytes(everything(), PictureSettings(extent=SMALL), kind))
    assert text is not None
    document = everything().document
    assert not document_of(text, "picture").document.differing(document) - {"landscape", "limits"}


def test_transparent_pages_are_so_between_what_is_drawn() -> None:
    for view in VIEWS:
        image = pixels(picture_image(everything(), PictureSettings(view, extent=SMALL, ground="transparent")))
        assert image[2, 2, 3] == 0
        assert (image[..., 3] == 255).any()


def test_a_jacobian_of_another_text_is_not_exported() -> None:
    found = everything()
    failed = replace(found.results, failure=Failure("syntax", "the text ends too early"))
    waiting = replace(found.results, jacobian=None, products=None, waits=True)
    for view in ("jacobian", "heatmap"):
        assert why_not(replace(found, results=failed), view) == "The text ends too early."
        assert "press Run" in why_not(replace(found, results=waiting), view)
    whole = (found, replace(found, results=failed))
    here, gone = (
        {word.text for word in words(picture_bytes(one, PictureSettings("window"), "svg"))} for one in whole
    )
    assert {"v", "the point"} <= here - gone
    assert not _writers("jacobian", failed, found.landscape)


# --- words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("view", VIEWS)
def test_no_word_leaves_the_page_or_lies_over_another(view: View, preset: str, dress: Dress) -> None:
    if (view, preset) == ("window", "column"):  # which is refused: tests/session/test_picture.py
        preset = "page"
    for material in (everything(), optimisers()):
        if why_not(material, view):
            continue
        for scale in (1.0, 1.5):
            settings = PictureSettings(
                view, extent=PRESETS[preset], dress=dress, title=True, caption=CAPTION, font_scale=scale
            )
            svg = picture_bytes(material, settings, "svg")
            assert not outside(svg), (preset, scale)
            assert not overlapping(svg), (preset, scale)


@pytest.mark.parametrize("material", [classes, large])
@pytest.mark.parametrize("preset", ["screen", "column"])
def test_nor_where_there_are_classes_or_a_large_jacobian(material: object, preset: str) -> None:
    found: Material = material()  # type: ignore[operator]
    for view in VIEWS if preset == "screen" else VIEWS[:-1]:
        if not why_not(found, view):
            svg = picture_bytes(found, PictureSettings(view, extent=PRESETS[preset], dress="paper"), "svg")
            assert not outside(svg), view
            assert not overlapping(svg), view


@pytest.mark.parametrize("size", [(300, 900), (900, 260), (260, 200), (200, 150)])
@pytest.mark.parametrize("view", VIEWS)
def test_nor_on_pages_of_odd_shapes(view: View, size: tuple[int, int]) -> None:
    if view == "window":
        size = max(size[0], 530), max(size[1], 600)
    svg = picture_bytes(everything(), PictureSettings(view, extent=Extent(*size)), "svg")
    assert not outside(svg)
    assert not overlapping(svg)


def test_several_views_stand_beside_each_other_and_explain_colours_once() -> None:
    settings = PictureSettings("trajectories", beside=("losses", "heatmap"), extent=PRESETS["screen"])
    svg = picture_bytes(everything(), settings, "svg")
    said = [word.text for word in words(svg)]
    assert said.count("start 1") == 1
    assert {"step", "loss", "−2"} <= set(said)
    assert not outside(svg)
    assert not overlapping(svg)


@pytest.mark.parametrize("beside", [(), ("jacobian",), ("losses",)])
def test_the_curves_of_fits_are_explained_once(beside: tuple[View, ...]) -> None:
    svg = picture_bytes(everything(), PictureSettings(view="fit", beside=beside), "svg")
    assert [word.text for word in words(svg)].count("start 1") == 1


@pytest.mark.parametrize(("legend", "times"), [(True, 1), (False, 0)])
def test_the_window_says_whose_classes_are_shown(legend: bool, times: int) -> None:
    svg = picture_bytes(classes(), PictureSettings(view="window", legend=legend), "svg")
    assert [word.text for word in words(svg)].count("data and fit of start 1") == times
    assert not overlapping(svg)


@pytest.mark.parametrize("view", ["trajectories", "losses", "fit"])
def test_a_column_with_title_and_caption_leaves_the_picture_its_scale(view: View) -> None:
    settings = PictureSettings(
        view=view, extent=PRESETS["column"], dress="paper", title=True, caption=CAPTION[:70]
    )
    found = words(picture_bytes(everything(), settings, "svg"))
    legend = [word for word in found if word.text in {"start 1", "2", "3", "4", "5"}]
    first = next(word for word in legend if word.text == "start 1")
    row = [word for word in legend if abs(word.box.bottom() - first.box.bottom()) < 3]
    assert len(row) == 5  # the legend is one row
    left = [word for word in found if word.text.lstrip("−").replace(".", "").isdigit()]
    left = [
        word for word in left if word.box.right() < first.box.left() and word.box.top() > first.box.bottom()
    ]
    assert len(left) >= 2 or view == "fit"


def headings(material: Material) -> dict[str, QRectF]:
    found = words(picture_bytes(material, PictureSettings("window", extent=PRESETS["screen"]), "svg"))
    return {word.text.partition(":")[0]: word.box for word in found}


def test_a_window_stacks_a_short_function_over_its_jacobian_and_sets_a_long_one_beside_it() -> None:
    some = everything()
    short, long = (
        headings(replace(some, document=replace(some.document, maths=text)))
        for text in (some.document.maths, some.document.maths + "\n" * 20 + "0")
    )
    assert short["Function"].left() == pytest.approx(short["Jacobian"].left(), abs=3)
    assert long["Function"].bottom() == pytest.approx(long["Jacobian"].bottom(), abs=3)
    without = headings(replace(some, document=replace(some.document, maths="")))
    assert "Loss surface" in without
    assert not {"Function", "Jacobian"} & set(without)


def test_the_legend_says_what_faint_curves_are() -> None:
    for dress, extent in ((dress, PRESETS[preset]) for dress in DRESSES for preset in ("screen", "column")):
        svg = picture_bytes(everything(), PictureSettings("losses", extent=extent, dress=dress), "svg")
        told = "faint: each step's minibatch" in {word.text for word in words(svg)}
        assert told == (dress == "screen")
        assert not overlapping(svg)


def test_a_caption_is_broken_into_lines_without_a_loss() -> None:
    told = " ".join(f"{'ab' * (1 + i % 4)}{i}" for i in range(24))
    for width in range(600, 640, 5):  # at some of them a line is as long as the page is wide
        settings = PictureSettings("heatmap", extent=Extent(width, 420), caption=told)
        said = " ".join(word.text for word in words(picture_bytes(everything(), settings, "svg")))
        assert told in said, width


def test_title_legend_colour_bar_and_caption_can_be_left_out() -> None:
    everywhere = PictureSettings("trajectories", extent=SMALL, title=True, caption="A caption")
    bare = replace(everywhere, title=False, caption="", legend=False, colour_bar=False)
    full_words, bare_words = (
        {word.text for word in words(picture_bytes(everything(), settings, "svg"))}
        for settings in (everywhere, bare)
    )
    assert {"Worked example", "A caption", "start 1", "loss"} <= full_words
    assert not {"Worked example", "A caption", "start 1", "loss"} & bare_words


# --- J ---------------------------------------------------------------------------------------------------


def shapes(svg: bytes) -> tuple[int, int]:
    root = ET.fromstring(svg)
    return len(list(root.iter(f"{SVG}image"))), len(list(root.iter(f"{SVG}rect")))


def test_a_small_jacobian_is_drawn_as_cells_and_a_large_one_as_one_image() -> None:
    settings = PictureSettings("heatmap", extent=SMALL, cells=True)
    images, _ = shapes(picture_bytes(everything(), settings, "svg"))
    assert images == 0
    images, rectangles = shapes(picture_bytes(large(), settings, "svg"))
    assert images == 1
    assert rectangles < 20


def test_on_paper_small_cells_below_zero_have_a_stroke_and_others_have_none() -> None:
    text = "\n".join(f"{'-' if i % 2 else ''}{i + 1} x{i + 1}" for i in range(40))
    material = computed(Document(title="Signs", maths=text), ("jacobian",))
    strokes = {}
    for dress in DRESSES:
        settings = PictureSettings("heatmap", extent=Extent(300, 300), dress=dress)
        root = ET.fromstring(picture_bytes(material, settings, "svg"))
        paths = [path.attrib["d"] for path in root.iter(f"{SVG}path")]
        strokes[dress] = sum(re.fullmatch(r"m[\d.]+ [\d.]+l[\d.]+ 0", path) is not None for path in paths)
    assert 15 <= strokes["paper"] <= 20  # of 20, of which some are as good as zero
    assert strokes["slide"] == strokes["screen"] == 0


def test_cells_in_an_image_are_crisp() -> None:
    answer = large().results.jacobian
    assert answer is not None
    image = pixels(picture_image(large(), PictureSettings("heatmap", extent=Extent(1280, 1440))))
    colours = len(np.unique(image[300:1000, 300:1000].reshape(-1, 4), axis=0))
    assert colours <= 2 * len(np.unique(answer.jacobian)) + 8  # nothing is blended between cells


# --- paper -----------------------------------------------------------------------------------------------


def test_a_view_without_an_answer_is_refused_in_one_sentence() -> None:
    empty = Material(everything().document)
    for view in VIEWS:
        if view == "window":
            continue
        with pytest.raises(PictureError) as refused:
            picture_bytes(empty, PictureSettings(view, extent=SMALL), "png")
        assert str(refused.value).endswith(".")
        assert str(refused.value).count(".") == 1
    with pytest.raises(PictureError, match="has no data"):
        picture_bytes(optimisers(), PictureSettings("fit", extent=SMALL), "png")
