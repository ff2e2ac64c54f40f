"""Frames of films: the same as pictures of their steps, whichever way they are reached."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from jacviz.engine.training_messages import MomentAnswer
from jacviz.export.film.frames import Frame
from jacviz.session.document import Limits
from jacviz.session.film import FilmError, FilmSettings, Sweep
from jacviz.session.landscape.moments import moment_heads
from jacviz.session.picture import Dress, Extent, PictureError, PictureSettings, View
from jacviz.ui import theme
from jacviz.ui.matrix.terms import reach
from jacviz.ui.publish.film_frames import Frames, check, frames_of
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.pages import picture_image
from jacviz.ui.publish.questions import steps_of
from jacviz.ui.publish.sweeps import swept, with_steady_colours
from jacviz.ui.publish.views.steady import fit, spans_of
from jacviz.ui.typeface import Typeface
from tests.ui.publish.films import descent, jacobian

SIZE = Extent(480, 320)


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> None:
    theme.install("light")


def film_of(view: View = "trajectories", **more: object) -> FilmSettings:
    picture = PictureSettings(view=view, extent=SIZE, title=True, caption="Five starts")
    return FilmSettings(picture=picture, pace="step", stride=10, hold=0, **more)  # type: ignore[arg-type]


def picture(material: Material, settings: PictureSettings) -> Frame:
    image = picture_image(material, settings).convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width()).copy()


def away(one: Frame, other: Frame) -> int:
    """The largest difference of a channel."""
    pairs = (frame.view(np.uint8).astype(int) for frame in (one, other))
    return int(np.abs(next(pairs) - next(pairs)).max())


@pytest.mark.parametrize("view", ["trajectories", "surface3d", "losses"])
@pytest.mark.parametrize("dress", ["screen", "slide", "paper"])
def test_a_frame_is_the_picture_of_its_step(view: View, dress: Dress) -> None:
    film = film_of(view)
    film = replace(film, picture=replace(film.picture, dress=dress, dark=dress == "screen"))
    made = frames_of(descent(), film)
    for place in (0, 3, 6):
        step = int(made.shots[place].at)
        expected = picture(replace(descent(), step=step), film.picture)
        assert away(made.frame(place), expected) <= 3, step  # trails are blended in another order


def test_several_views_on_a_page_move_together() -> None:
    film = film_of()
    film = replace(film, picture=replace(film.picture, beside=("losses",)))
    made = frames_of(descent(), film)
    assert away(made.frame(2), picture(replace(descent(), step=20), film.picture)) <= 3


def test_the_fit_of_a_frame_is_that_of_its_step() -> None:
    film = film_of("fit")
    film = replace(film, picture=replace(film.picture, beside=("losses",)))
    run, inputs, nothing = descent().run, np.linspace(-1, 4, 20), np.empty(0)
    assert run is not None
    landscape = replace(descent().landscape, moment_heads=moment_heads(descent().landscape, run))
    material = replace(descent(), landscape=landscape)
    steps = steps_of(check(material, film))
    slopes, offsets = run.points[0, :, steps].transpose(2, 1, 0)
    curves = slopes[:, :, None] * inputs + offsets[:, :, None]  # (starts, steps, inputs)
    losses = np.zeros(run.starts)
    moments = [
        MomentAnswer(losses, losses, inputs, curves[:, place], nothing, nothing, np.empty((0, 0)))
        for place in range(len(steps))
    ]
    made = frames_of(material, film, moments)
    for place in (0, 3, 6):
        moment, step = moments[place], steps[place]
        assert int(made.shots[place].at) == step
        there = replace(material, step=step, landscape=replace(landscape, moment=moment, moment_step=step))
        assert away(made.frame(place), picture(there, film.picture)) <= 3, step


def test_a_frame_is_the_same_whichever_way_it_was_reached() -> None:
    there, back = (frames_of(descent(), film_of()) for _ in range(2))
    last = len(there.shots) - 1
    forward = [there.frame(place) for place in range(last + 1)]
    backward = [back.frame(place) for place in reversed(range(last + 1))][::-1]
    for one, other in zip(forward, backward, strict=True):
        assert away(one, other) <= 2


def test_a_tail_leaves_the_rest_out() -> None:
    whole, tail = (frames_of(descent(), film_of(tail=tail)).frame(6) for tail in (None, 5))
    landscape = descent().document.landscape
    short = replace(landscape, sight=replace(landscape.sight, tail=5))
    document = replace(descent().document, landscape=short)
    expected = picture(replace(descent(), document=document, step=60), film_of().picture)
    assert np.array_equal(tail, expected)
    assert not np.array_equal(whole, tail)


def test_no_tail_where_the_document_has_one() -> None:
    landscape = descent().document.landscape
    short = replace(landscape, sight=replace(landscape.sight, tail=5))
    material = replace(descent(), document=replace(descent().document, landscape=short))
    assert np.array_equal(
        frames_of(material, film_of(tail=0)).frame(6), frames_of(descent(), film_of()).frame(6)
    )


def test_frames_stay_as_they_were() -> None:
    made = frames_of(descent(), film_of())
    first = made.frame(0)
    before = first.copy()
    made.frame(1)
    assert np.array_equal(first, before)


def sweeping(**more: object) -> FilmSettings:
    return film_of("jacobian", moves="sweep", sweep=Sweep("u", 1, -1.0, 2.0), seconds=0.2, **more)


def test_a_slider_of_u_moves_the_products() -> None:
    made = frames_of(jacobian(), sweeping())
    shown = swept(jacobian(), Sweep("u", 1, -1.0, 2.0), 2.0, None)
    assert shown.results.products is not None
    assert (
        shown.results.products.vjp.tolist() == (np.array([1, 2]) @ shown.results.jacobian.jacobian).tolist()
    )
    last = len(made.shots) - 1
    begun = swept(jacobian(), Sweep("u", 1, -1.0, 2.0), -1.0, None)
    shown = replace(shown, spans=spans_of([begun.results, shown.results]))
    assert np.array_equal(made.frame(last), picture(shown, sweeping().picture))
    assert not np.array_equal(made.frame(0), made.frame(last))


def test_the_range_of_a_slider_is_the_same_in_each_frame() -> None:
    sweep = Sweep("v", 0, -7.0, 9.0)
    spans = {swept(jacobian(), sweep, value, None).document.v.span_of(0) for value in (-7.0, 0.0, 9.0)}
    assert len(spans) == 1


def test_colours_mean_the_same_while_x_moves() -> None:
    answer = jacobian().results.jacobian
    assert answer is not None
    larger = replace(answer, jacobian=answer.jacobian * 3)
    steady = with_steady_colours(jacobian().document, [answer, larger])
    assert steady.limits == Limits("locked", float(np.abs(larger.jacobian).max()))
    chosen = replace(jacobian().document, limits=Limits("symlog"))
    assert with_steady_colours(chosen, [answer, larger]) is chosen


@pytest.mark.parametrize(
    ("film", "told"),
    [
        (film_of("jacobian"), "move trajectories, surface3d, losses and fit; jacobian was asked for"),
        (film_of(moves="sweep"), "A slider moves jacobian, heatmap and window; trajectories"),
        (film_of(last=100), "has 60 steps; 100 was asked for"),
    ],
)
def test_what_does_not_move_is_refused(film: FilmSettings, told: str) -> None:
    with pytest.raises(FilmError, match=told):
        frames_of(descent(), film)


def test_a_slider_that_is_not_there_is_refused() -> None:
    with pytest.raises(FilmError, match="u has 2 entries; number 6 was asked for"):
        frames_of(jacobian(), sweeping_of(5))


def sweeping_of(index: int) -> FilmSettings:
    return replace(sweeping(), sweep=Sweep("u", index, 0.0, 1.0))


def test_without_trajectories_there_is_no_film() -> None:
    with pytest.raises(PictureError, match="no trajectories yet"):
        frames_of(Material(descent().document), film_of())


def test_a_film_of_one_step() -> None:
    made: Frames = frames_of(descent(), film_of(first=7, last=7))
    assert [shot.at for shot in made.shots] == [7]
    assert away(made.frame(0), picture(replace(descent(), step=7), film_of().picture)) <= 3


def test_numbers_keep_decimals_size_and_place_while_a_slider_moves(qapp: QApplication) -> None:
    using, low, high = Typeface(1.0, page=True), np.array([[-1.0], [1.0]]), np.array([[2.0], [1.0]])
    seen = []
    for value in (-1.0, -0.166, 1.0, 1.234567, 2.0):
        made, starts = fit(np.array([[value], [1.0]]), (low, high), 60.0, 40.0, 20, 1.3, using)
        figure = made.figures[0][0]
        point = round(starts[0][0] + figure.sign + figure.before, 6)
        seen.append((made.size, len(figure.text.partition(".")[2]), point, starts[1][0]))
        assert made.figures[1][0].text == "1"
    assert len(set(seen)) == 1


@pytest.mark.parametrize("top", [0.0007, 0.03, 4.2, 73.0, 800.0, 4802.0, 64000.0, 3e8])
def test_numbers_of_any_magnitude_keep_their_size(qapp: QApplication, top: float) -> None:
    using = Typeface(1.0, page=True)
    low, high = np.array([[-top, 1.0]]), np.array([[top, 1.0]])
    seen, texts = set(), []
    for value in np.linspace(-top, top, 9).tolist():
        made, starts = fit(np.array([[value, 1.0]]), (low, high), 74.0, 40.0, 20, 1.3, using)
        one, other = made.figures[0]
        point = round(starts[0][0] + one.sign + one.before, 6) if top < 1e6 else 0
        seen.add((made.size, point, starts[0][1]))
        texts.append(one.text)
        assert starts[0][0] >= -37
        assert starts[0][0] + one.width <= 37
        assert other.text == "1"
    assert len(seen) == 1
    assert len(set(texts)) > 4


def test_bars_and_outputs_have_one_scale_while_x_moves() -> None:
    answer = jacobian().results.jacobian
    assert answer is not None
    larger = replace(answer, jacobian=answer.jacobian * 3, y=answer.y + 5)
    results = [swept(jacobian(), Sweep("x", 0, 0.0, 2.0), 0.0, one).results for one in (answer, larger)]
    spans = spans_of(results)
    assert [end.tolist() for end in spans["y"]] == [answer.y.tolist(), larger.y.tolist()]
    made = results[1].products
    assert made is not None
    low, high = reach(made.u[:, None] * larger.jacobian)
    assert spans["vjp terms"][0][0] == min(low, reach(made.u[:, None] * answer.jacobian)[0])
    assert spans["vjp terms"][1][1] == high


def test_a_film_of_a_slider_knows_between_which_values_numbers_move() -> None:
    results = [swept(jacobian(), Sweep("u", 1, -1.0, 2.0), value, None).results for value in (-1.0, 0.5, 2.0)]
    spans = spans_of(results)
    assert [end.tolist() for end in spans["u"]] == [[1.0, -1.0], [1.0, 2.0]]
    assert np.array_equal(*spans["j"])
