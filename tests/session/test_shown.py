"""How a picture shows its document: written and read back, and nothing else is taken."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jacviz.session.document import Document
from jacviz.session.film import FilmSettings, Sweep
from jacviz.session.picture import DRESSES, VIEWS, Extent, PictureSettings
from jacviz.session.shown import Filmed, Shown, ShownError, as_shown, shown_of, shown_text

sides = st.integers(4000, 8192)  # where every view can be read
extents = st.builds(Extent, sides, sides, st.floats(24, 150))
pictures = st.builds(
    PictureSettings,
    view=st.just("losses"),
    beside=st.permutations([view for view in VIEWS if view != "losses"]).map(lambda views: tuple(views[:2])),
    extent=extents,
    dress=st.sampled_from(DRESSES),
    dark=st.booleans(),
    ground=st.sampled_from(["solid", "transparent"]),
    font_scale=st.floats(0.5, 4),
    legend=st.booleans(),
    caption=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"]), max_size=100),
    step=st.none() | st.integers(0, 10_000_000),
)


@given(pictures)
def test_what_is_written_is_read_back(settings: PictureSettings) -> None:
    text = shown_text(Shown(settings))
    assert text.isascii()
    assert shown_of(text) == Shown(settings)


FILM = FilmSettings(
    PictureSettings("jacobian", caption="ü", dark=True), "sweep", sweep=Sweep("x", 3, 0.1, 1e-30), fps=7,
    plays=3, seconds=1 / 3, pace="step", stride=4, tail=9, hold=0.25, poster="last", first=2, last=8,
)  # fmt: skip


@pytest.mark.parametrize("film", [FILM, FilmSettings()], ids=["all", "default"])
def test_a_film_is_read_back(film: FilmSettings) -> None:
    shown = Shown(film.picture, Filmed(film, "mp4"))
    assert shown_of(shown_text(shown)) == shown


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"film": 3}, "expected a FilmSettings, got 3"),
        ({"as": "mov"}, "no format of a film"),
        ({"as": ["gif"]}, "no format of a film"),
        ({"film": {"is": "FilmSettings", "fps": 1000}}, "1 to 60 frames"),
        ({"film": {"is": "FilmSettings", "sweep": {"is": "Sweep", "index": -1}}}, "counted from 0"),
        ({"picture": {"is": "PictureSettings", "ground": "transparent"}}, "solid ground"),
    ],
)
def test_a_film_that_cannot_be_is_refused(change: dict[str, Any], sentence: str) -> None:
    fields = json.loads(shown_text(Shown(FILM.picture, Filmed(FILM, "gif"))))
    with pytest.raises(ShownError, match=sentence):
        shown_of(json.dumps(fields | change))


def test_what_a_newer_jacviz_adds_is_passed_over() -> None:
    fields = json.loads(shown_text(Shown(PictureSettings("fit"))))
    fields |= {"format": 7, "more": [1]}
    fields["picture"]["frame"] = "gold"
    assert shown_of(json.dumps(fields)) == Shown(PictureSettings("fit"))


BAD: list[tuple[dict[str, Any], str]] = [
    ({"view": "everything"}, "picture.view"),
    ({"view": ["jacobian"]}, "picture.view"),
    ({"beside": ["jacobian"]}, "shows a view once"),
    ({"beside": "losses"}, "picture.beside"),
    ({"step": -1}, "a number from 0 to 10,000,000"),
    ({"step": 1.5}, "picture.step"),
    ({"step": True}, "picture.step"),
    ({"step": 10**400}, "a number from 0"),
    ({"caption": "\ud800"}, "half of a surrogate pair"),
    ({"caption": "\x00"}, "stands for no letter"),
    ({"caption": "x" * 2001}, "2,000 characters"),
    ({"font_scale": "nan"}, "font scale"),
    ({"font_scale": 1e999}, "font_scale"),
    ({"extent": {"is": "Extent", "width": 10**9}}, "64 to 8192 pixels"),
    ({"extent": {"is": "Extent", "dpi": "inf"}}, "24 to 2400 dpi"),
    ({"extent": None}, "picture.extent"),
    ({"dress": "naked"}, "picture.dress"),
    ({"dark": 1}, "picture.dark"),
    ({"is": "Document"}, "expected a PictureSettings"),
]


@pytest.mark.parametrize(("change", "sentence"), BAD, ids=[str(change)[:40] for change, _ in BAD])
def test_what_does_not_fit_is_refused(change: dict[str, Any], sentence: str) -> None:
    fields = json.loads(shown_text(Shown(PictureSettings())))
    fields["picture"] |= change
    with pytest.raises(ShownError, match=sentence):
        shown_of(json.dumps(fields))


@pytest.mark.parametrize(
    "text",
    ["", "{", "3", "[]", "{}", '{"jacviz": "document"}', '{"jacviz": "shown"}', "[" * 60_000, "x" * 70_000],
    ids=range(9),
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ShownError):
        shown_of(text)


def test_the_surface_is_solid_where_the_picture_shows_it_so() -> None:
    flat = Document()
    solid = as_shown(flat, PictureSettings("surface3d"))
    assert solid.landscape.sight.three_d
    assert not as_shown(solid, PictureSettings("losses", ("trajectories",))).landscape.sight.three_d
    for views in (("jacobian",), ("trajectories", "surface3d"), ("window",)):
        assert as_shown(solid, PictureSettings(views[0], views[1:])) is solid  # type: ignore[arg-type]
