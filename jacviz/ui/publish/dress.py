"""The dress of a picture: colours, faces and how large its type is on the page."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

from jacviz.session.picture import Dress, PictureSettings, window_size
from jacviz.ui.plot.look import Look, look_of
from jacviz.ui.plot.shapes import SHAPES
from jacviz.ui.tokens import DARK, LIGHT, Tokens
from jacviz.ui.typeface import Typeface

# What a view on a slide is laid out in, however many pixels it has: less than a panel on the screen has
# (session/picture.py) by the factor by which type is larger than there.
_SLIDE_TYPE = 1.5
_SLIDE = (880.0 / _SLIDE_TYPE, 560.0 / _SLIDE_TYPE)
_PANELS = 3  # in the window
_COLUMN = 380.0  # pixels of width below which a figure in print has smaller type: about 8 points in a column
_LEAST_ZOOM = 0.8

# Black on white. The first five hues of trajectories differ in lightness by steps that a grey printer keeps,
# and are told apart by the colour-blind; all of them have dashes and shapes, too.
PAPER = Tokens(
    window="#FFFFFF", panel="#FFFFFF", field="#F3F3F3", text="#000000", quiet="#2B2B2B", line="#C4C4C4",
    input_mark="#0B3C7D", input_wash="#EDF2F8", output_mark="#7A3300", output_wash="#F8F0E8",
    negative="#3B0F56", zero="#FFFFFF", positive="#5DB06F", accent="#000000", on_accent="#FFFFFF",
    error="#A3140B", error_wash="#F7E4E2",
    trajectories=("#000000", "#1F4FA3", "#C8420A", "#159A72", "#E0A21B"), risk=("#FFFFFF", "#D9D9D9"),
    more_trajectories=("#5A1E5C", "#7B7B7B", "#7FB7DE", "#8C6D1F", "#3E2F8F", "#B85C8E", "#9CC93A"),
    code_keyword="#4B1E66", code_number="#0B3C7D", code_comment="#555555", code_string="#1B5E2E",
    code_function="#7A3300",
)  # fmt: skip
# A projector washes fine differences out: quiet words and lines are stronger.
_SLIDE_LIGHT = replace(LIGHT, quiet="#47505B", line="#CFD4D1", input_wash="#DCEAF8", output_wash="#FBE8D5")
_SLIDE_DARK = replace(DARK, quiet="#B9C2CE", line="#3A424C")
_DASHES = ((), (6.0, 2.2), (1.4, 1.6), (6.0, 1.8, 1.4, 1.8), (11.0, 2.6), (3.2, 1.6))


@dataclass(frozen=True)
class Dressed:
    """How a page is painted.

    Attributes:
        look: Colours, faces, lines.
        zoom: How much larger everything is than the look says.
    """

    look: Look
    zoom: float


def dressed(settings: PictureSettings) -> Dressed:
    """The dress that a picture is to have.

    Args:
        settings: The picture.

    Returns:
        Look and zoom.
    """
    zoom = 1.0
    width, height = settings.extent.logical
    if settings.dress == "slide":
        panels = sum(_PANELS if view == "window" else 1 for view in settings.views)
        zoom = max(min(width / _SLIDE[0], height / _SLIDE[1]) / math.sqrt(panels), 1.0)
    elif settings.dress == "paper":
        zoom = min(max(width / _COLUMN, _LEAST_ZOOM), 1.0)
    if settings.views == ("window",):  # which has a least size: title and caption are smaller with it
        wide, high = window_size(width, height)
        zoom = min(zoom, min(width / wide, height / high) / settings.font_scale)
    dark = settings.dark and settings.dress != "paper"
    return Dressed(_look(settings.dress, dark, settings.font_scale), zoom)


@lru_cache(maxsize=32)
def _look(dress: Dress, dark: bool, font_scale: float) -> Look:
    if dress == "paper":
        face = Typeface(font_scale, serif=True, page=True)
        made = look_of(PAPER, face, dark=False, dashes=_DASHES, shapes=SHAPES)
        return replace(made, thin=0.6)  # of a pixel, which is 0.45 points in print
    light, night = (_SLIDE_LIGHT, _SLIDE_DARK) if dress == "slide" else (LIGHT, DARK)
    return look_of(night if dark else light, Typeface(font_scale, page=True), dark=dark)
