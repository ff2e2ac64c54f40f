"""The web page in a real browser: it plays, steps, reads, and runs nothing that a document smuggles in."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from jacviz.export.page_html import (
    Page,
    PageBar,
    PageColours,
    PageError,
    PageMark,
    PagePath,
    PageSurface,
    page_html,
)
from tests.export.browser import Browser

pytestmark = pytest.mark.timeout(600)  # the first test that opens a browser may have to install it
STEPS = 40
EVIL = (
    '</title></script><script>document.documentElement.dataset.evil = "1"</script><img src=x onerror=evil()>'
)
DOCUMENT = json.dumps({"jacviz": "document", "title": EVIL, "note": "\u2028<!--<script>"})


def page(**changes: object) -> Page:
    a, b = np.meshgrid(np.linspace(-2, 2, 41), np.linspace(-1, 3, 41))
    values = (a - 1) ** 2 + 2 * (b - 1) ** 2
    turn = np.linspace(0, 2 * np.pi, 60)
    rings = [np.stack([0.75 + r * np.cos(turn), 0.5 + r * np.sin(turn)], axis=1) for r in (0.4, 0.2)]
    whole = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], float)
    k = np.arange(STEPS + 1)[:, None]
    paths = [
        PagePath(
            f"start {s + 1}",
            f"start {s}",
            s,
            np.hstack([1 - 0.9**k * (2 - s), 1 + 0.8**k * s]),
            0.8 ** k[:, 0] * 5,
        )
        for s in range(3)
    ]
    dark = PageColours(("#202830", "#303a48", "#404c60"), ("#8090a0",) * 2, ("#7FA6FF", "#FF9A6B", "#4FD1AE"))
    light = PageColours(
        ("#ffffff", "#dde3e8", "#b0bcc8"), ("#708090",) * 2, ("#3C6FD9", "#C2410C", "#0E8F6E")
    )
    made = Page(
        title="Line experiment", about="Line: SGD, 3 starts, 40 steps", caption="",
        surface=PageSurface(
            ((-2.0, 2.0), (-1.0, 3.0)), ("a", "b"), values, ("0.5", "2"), True, PageBar(("0.5", "2")), None,
            ([whole, rings[1]], [whole, rings[0]]), ([rings[1]], [rings[0]]),
        ),
        paths=paths, legend=[(f"start {s}", f"start {s + 1}", s) for s in range(3)], hidden=(), said="",
        marks=[PageMark(1.0, 1.0, "optimum", "A known minimum.")], tail=None, ticks=0,
        light=light, dark=dark, seed=7, document=DOCUMENT,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as made:
        yield made


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Callable[..., Browser]:
    def open_it(wish: str = "", **changes: object) -> Browser:
        file = tmp_path / "page.html"
        file.write_bytes(page_html(page(**changes)))
        browser.asked.clear()
        browser.said.clear()
        browser.open(file, wish)
        return browser

    return open_it


def test_it_begins_at_the_end_asks_for_nothing_and_complains_of_nothing(
    opened: Callable[..., Browser],
) -> None:
    seen = opened()
    assert seen.get("document.documentElement.dataset.step") == str(STEPS)
    assert [url for url in seen.asked if not url.startswith("file:")] == []
    assert len(seen.asked) == 1
    assert seen.said == []


def test_a_step_is_shown_by_the_address(opened: Callable[..., Browser]) -> None:
    seen = opened("#step=12")
    assert seen.get("document.getElementById('step').textContent") == "step 12 of 40"
    assert seen.get("document.getElementById('scrub').value") == "12"


def test_it_plays_to_the_end_and_stops(opened: Callable[..., Browser]) -> None:
    seen = opened("#step=0")
    seen.get("setSpeed(SPEEDS.indexOf(4))")
    seen.get(
        "window.told = []; const play = document.getElementById('play');"
        "new MutationObserver(() => told.push(play.textContent)).observe(play, { childList: true })"
    )
    seen.click("#play")
    seen.wait("document.documentElement.dataset.playing === 'false'")
    assert seen.get("told") == ["Pause", "Play"]
    assert seen.get("document.documentElement.dataset.step") == str(STEPS)
    assert seen.get("document.getElementById('play').textContent") == "Play"


def test_keys_step_jump_play_and_change_the_speed(opened: Callable[..., Browser]) -> None:
    seen = opened("#step=5")
    step = "Number(document.documentElement.dataset.step)"
    for key, expected in (("ArrowRight", 6), ("ArrowLeft", 5), ("Home", 0), ("ArrowLeft", 0), ("End", STEPS)):
        seen.key(key)
        assert seen.get(step) == expected
    seen.key("+")
    assert seen.get("document.getElementById('speed').value") == "2 ×"
    seen.key("-")
    seen.key("-")
    assert seen.get("document.getElementById('speed').value") == "0.5 ×"
    seen.key(" ", "Space")
    seen.wait("document.documentElement.dataset.playing === 'true'")
    seen.key(" ", "Space")
    assert seen.get("document.documentElement.dataset.playing") == "false"


def test_it_begins_anew_where_it_loops(opened: Callable[..., Browser]) -> None:
    seen = opened(f"#step={STEPS - 1}")
    seen.get("setSpeed(SPEEDS.indexOf(10))")
    seen.key("l")
    assert seen.get("document.getElementById('loop').checked")
    seen.click("#play")
    seen.wait(f"document.documentElement.dataset.step === '{STEPS}'")
    assert seen.get("document.documentElement.dataset.playing") == "true"
    seen.wait(f"Number(document.documentElement.dataset.step) < {STEPS}")
    seen.key(" ", "Space")
    assert seen.get("document.documentElement.dataset.playing") == "false"


def test_speed_changes_how_far_a_moment_gets(opened: Callable[..., Browser]) -> None:
    seen = opened("#step=0")
    ways = []
    for speed in ("0.5", "2"):
        play = f"setSpeed(SPEEDS.indexOf({speed})); goTo(0); playing = true; last = 1000; tick(1100)"
        ways.append(seen.get(f"(() => {{ {play}; setPlaying(false); return exact; }})()"))
    assert ways[1] == pytest.approx(4 * ways[0])


def test_scrubbing(opened: Callable[..., Browser]) -> None:
    seen = opened()
    seen.get("const s = document.getElementById('scrub'); s.value = 7; s.dispatchEvent(new Event('input'))")
    assert seen.get("document.documentElement.dataset.step") == "7"
    box = seen.get("(() => { const b = document.getElementById('losses').getBoundingClientRect();"
                   "return [b.x + lossX(12), b.y + 40]; })()")  # fmt: skip
    for kind in ("mousePressed", "mouseReleased"):
        place = {"x": box[0], "y": box[1], "button": "left", "buttons": 1, "clickCount": 1}
        seen("Input.dispatchMouseEvent", type=kind, **place)
    assert seen.get("document.documentElement.dataset.step") == "12"


def test_who_wants_less_motion_starts_it_by_hand(opened: Callable[..., Browser]) -> None:
    seen = opened("#step=0")
    seen("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": "reduce"}])
    seen.open(Path(seen.get("location.pathname")), "#step=0&play")
    assert seen.get("document.documentElement.dataset.playing") is None
    seen("Emulation.setEmulatedMedia", features=[])
    seen.key(" ", "Space")
    assert seen.get("document.documentElement.dataset.playing") == "true"


def test_the_numbers_at_the_step_are_listed(opened: Callable[..., Browser]) -> None:
    seen = opened("#step=3")
    seen.click("summary")
    seen.wait("document.querySelectorAll('#numbers td').length > 0")
    told = seen.get("[...document.querySelectorAll('#numbers td')].slice(4, 8).map(cell => cell.textContent)")
    path = page().paths[1]
    shown = [float(text.replace("\N{MINUS SIGN}", "-")) for text in told[1:]]
    assert told[0] == "start 2"
    assert shown == pytest.approx([*path.points[3], path.losses[3]], rel=1e-5)


def test_everything_can_be_reached_by_the_keyboard(opened: Callable[..., Browser]) -> None:
    seen = opened()
    seen.get("document.activeElement.blur()")
    reached = []
    for _ in range(9):
        seen.key("Tab")
        reached.append(seen.get("document.activeElement.id || document.activeElement.tagName"))
    assert reached == ["BUTTON"] * 3 + ["picture", "play", "scrub", "speed", "loop", "SUMMARY"]


def test_words_stand_beside_the_curves_and_labels_apart(opened: Callable[..., Browser]) -> None:
    seen = opened()
    seen.get(
        "window.told = []; { const own = CanvasRenderingContext2D.prototype.fillText;"
        "CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {"
        "told.push([this.canvas.id, text, x, y]); own.call(this, text, x, y); }; begin(); }"
    )
    ((_, _, _, y),) = [one for one in seen.get("told") if one[:2] == ["curves", "step"]]
    assert y >= seen.get("curves.box.y + curves.box.h")
    labels = seen.get("plane.written")
    assert {label["text"] for label in labels} == {"0.5", "2"}
    box = seen.get("plane.box")
    near = seen.get("taken(plane)")
    for label in labels:
        assert box["x"] < label["x"] < box["x"] + box["w"]
        assert box["y"] < label["y"] < box["y"] + box["h"]
        assert abs(label["angle"]) <= np.pi / 2 + 1e-9
        assert min(np.hypot(x - label["x"], y - label["y"]) for x, y in near) > 8


def test_marks_say_what_they_are(opened: Callable[..., Browser]) -> None:
    kinds = ("optimum", "minimum", "maximum", "saddle", "degenerate")
    marks = [PageMark(0.8 * k - 1.6, 2.0, kind, f"This is a {kind}.") for k, kind in enumerate(kinds)]
    seen = opened("#step=0", marks=marks)
    for mark in marks:
        at = f"[b.x + plane.x({mark.x}), b.y + plane.y({mark.y})]"
        x, y = seen.get(
            "(() => { const b = document.getElementById('picture').getBoundingClientRect();"
            f"return {at} }})()"
        )
        seen.point(x, y)
        assert seen.get("document.getElementById('reading').textContent") == mark.told


def test_basins_and_ticks_are_drawn(opened: Callable[..., Browser]) -> None:
    half = np.array([(0, 0), (0.5, 0), (0.5, 1), (0, 1)], float)
    basins = ([half], [half + np.array([0.5, 0])])
    surface = replace(page().surface, labels=(), bar=PageBar(), above=(), lines=(), basins=basins)
    plain = PageColours(("#ffffff",), (), page().light.paths, ("rgb(255 0 0 / 1.000)", ""))
    seen = opened(surface=surface, light=plain, dark=plain)
    assert seen.said == []
    found = []
    for share in (0.25, 0.75):
        found.append(seen.get(
            f"(() => {{ const b = plane.box, r = devicePixelRatio, c = document.getElementById('ground');"
            f"const x = (b.x + {share} * b.w) * r, y = (b.y + 9) * r;"
            "return [...c.getContext('2d').getImageData(x, y, 16, 16).data]"
            ".filter((_, k) => k % 4 < 3); })()"
        ))  # fmt: skip
    assert set(map(tuple, np.reshape(found[0], (-1, 3)).tolist())) == {(255, 0, 0)}
    assert len(set(map(tuple, np.reshape(found[1], (-1, 3)).tolist()))) > 1  # lines, and what is between them
    heads = "document.getElementById('heads').toDataURL()"
    without = seen.get(heads)
    assert opened(surface=surface, light=plain, dark=plain, ticks=5).get(heads) != without


def test_the_pointer_reads_parameters_loss_and_the_nearest_trajectory(opened: Callable[..., Browser]) -> None:
    seen = opened()
    at = "(() => { const b = document.getElementById('picture').getBoundingClientRect();"
    x, y = seen.get(at + "return [b.x + plane.x(0), b.y + plane.y(0)] })()")
    seen.point(x, y)
    said = seen.get("document.getElementById('reading').textContent")
    a, b, loss = (float(n.replace("−", "-")) for n in re.findall(r"[−\d.]+", said)[:3])
    assert abs(a) < 0.02
    assert abs(b) < 0.02
    assert loss == pytest.approx(3, abs=0.1)  # (0 - 1)² + 2 (0 - 1)²
    x, y = seen.get(at + "return [b.x + plane.x(1 - 2 * 0.9), b.y + plane.y(1)] })()")
    seen.point(x, y)
    said = seen.get("document.getElementById('reading').textContent")
    assert "start 1, step 1\na = −0.8, b = 1\nloss 4" in said
    seen.point(1, 1)
    assert seen.get("document.getElementById('reading').hidden") is True


def test_the_legend_switches_trajectories(opened: Callable[..., Browser]) -> None:
    seen = opened()
    counted = "Object.keys([...document.querySelectorAll('.legend button')]).length"
    assert seen.get(counted) == 3
    before = inked(seen)
    seen.click(".legend button:nth-child(2)")
    assert seen.get("document.querySelector('.legend button:nth-child(2)').ariaPressed") == "false"
    assert inked(seen) < before
    seen.click(".legend button:nth-child(2)")
    assert inked(seen) == before


def inked(seen: Browser) -> int:
    counted: int = seen.get(
        "(() => { const c = document.getElementById('trails');"
        "const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let n = 0;"
        "for (let i = 3; i < d.length; i += 4) n += d[i] > 0; return n; })()"
    )
    return counted


def test_a_trail_is_the_same_whichever_way_its_step_was_reached(opened: Callable[..., Browser]) -> None:
    seen = opened("#step=20")
    jumped = inked(seen)
    seen.key("End")
    seen.get("goTo(20)")
    assert inked(seen) == jumped


def test_a_tail_leaves_the_rest_out(opened: Callable[..., Browser]) -> None:
    assert inked(opened("#step=30", tail=3)) < inked(opened("#step=30"))


def test_a_stopped_trajectory_and_values_that_are_not_finite(opened: Callable[..., Browser]) -> None:
    paths = list(page().paths)
    points = paths[0].points.copy()
    points[21:] = 1e30
    losses = np.where(np.arange(STEPS + 1) > 20, np.inf, paths[0].losses)
    values = page().surface.values.copy()
    values[:5] = np.nan
    surface = replace(page().surface, values=values)
    seen = opened(
        paths=[replace(paths[0], points=points, losses=losses, stopped=21), *paths[1:]], surface=surface
    )
    assert seen.said == []


def test_what_diverges_does_not_press_other_losses_to_the_floor(opened: Callable[..., Browser]) -> None:
    one, other, third = page().paths
    wild = replace(one, losses=10.0 ** np.arange(STEPS + 1), stopped=30)
    still = replace(other, losses=np.where(np.arange(STEPS + 1) > 20, 0.0, other.losses))
    seen = opened(paths=[wild, still, third])
    assert seen.get("curves.log")
    low, high = seen.get("[curves.low, curves.high]")
    assert 10**high == pytest.approx(5, rel=1e-5)
    assert 10**low == pytest.approx(third.losses[-1], rel=1e-5)
    bottom = seen.get("curves.box.y + curves.box.h")
    assert seen.get("lossY(runs[1].losses[40])") == pytest.approx(bottom)


def test_without_trajectories_losses_or_levels(opened: Callable[..., Browser]) -> None:
    surface = replace(page().surface, labels=(), bar=PageBar(), above=(), lines=())
    bare = PageColours(("#ffffff",), (), ("#3C6FD9",))
    one = replace(page().paths[0], losses=np.full(STEPS + 1, np.nan))
    seen = opened(paths=[one], legend=[], surface=surface, light=bare, dark=bare)
    assert seen.said == []


def test_titles_and_captions_are_text_and_nothing_else(opened: Callable[..., Browser]) -> None:
    path = replace(page().paths[0], label=EVIL)
    seen = opened(
        title=EVIL, about=EVIL, caption=EVIL + "\n{document}", paths=[path], legend=[("start 0", EVIL, 0)]
    )
    assert seen.get("document.documentElement.dataset.evil") is None
    assert seen.get("document.querySelector('h1').textContent") == EVIL
    assert seen.get("document.title") == EVIL
    assert seen.get("document.querySelector('.caption').textContent") == EVIL + "\n{document}"
    assert seen.get("document.querySelector('.legend button').textContent") == EVIL
    assert seen.get("document.querySelectorAll('script').length") == 3
    assert seen.get("document.querySelectorAll('img').length") == 0
    assert seen.get("JSON.parse(document.getElementById('document').textContent).title") == EVIL
    assert seen.asked == [seen.get("location.href")]


def test_the_policy_lets_no_other_script_run(opened: Callable[..., Browser]) -> None:
    seen = opened()
    seen.get(
        "(() => { const s = document.createElement('script');"
        "s.textContent = 'document.documentElement.dataset.evil = 1'; document.body.append(s); })()"
    )
    assert seen.get("document.documentElement.dataset.evil") is None


def test_light_and_dark(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(page_html(page()))
    ground = []
    for dark in (False, True):
        with Browser(tmp_path / str(dark), dark=dark) as seen:
            seen.open(file)
            with Image.open(io.BytesIO(seen.picture())) as image:
                ground.append(np.asarray(image.convert("L"))[5, 5])
            assert seen.get("colours() === content.colours.dark") is dark
    assert ground[0] > 200 > 60 > ground[1]


def test_a_narrow_window(opened: Callable[..., Browser]) -> None:
    seen = opened()
    seen("Emulation.setDeviceMetricsOverride", width=380, height=700, deviceScaleFactor=2, mobile=False)
    seen.wait("document.getElementById('ground').width < 760")
    assert seen.get("document.documentElement.scrollWidth <= 380")
    assert seen.said == []
    seen("Emulation.clearDeviceMetricsOverride")


# --- without a browser -----------------------------------------------------------------------------------


class _Read(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not {"src", "href", "onerror"} & {name for name, _ in attrs}


def test_one_file_without_anything_from_elsewhere() -> None:
    text = page_html(page(title=EVIL)).decode()
    reader = _Read()
    reader.feed(text)
    assert reader.tags.count("script") == 3
    assert "http:" not in text
    assert "https:" not in text


def test_the_same_page_gives_the_same_bytes() -> None:
    assert page_html(page()) == page_html(page())


def test_too_many_numbers_are_refused() -> None:
    path = replace(page().paths[0], points=np.zeros((3_000_000, 2)), losses=np.zeros(3_000_000))
    with pytest.raises(PageError, match=r"9,000,000\. Take fewer"):
        page_html(page(paths=[path]))
