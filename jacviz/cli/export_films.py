"""Animations and web pages for `jacviz export`: GIF, APNG, WebP, MP4, WebM and HTML."""

from __future__ import annotations

import re
import sys
import time
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Any

from jacviz.cli.arguments import whole
from jacviz.cli.export_pictures import settings_of as picture_of
from jacviz.cli.progress_line import ProgressLine
from jacviz.cli.sources import UsageError
from jacviz.session.film import FILM_FORMATS, FilmFormat, FilmSettings, Sweep
from jacviz.session.picture import PictureError

if TYPE_CHECKING:
    from jacviz.cli.computing import Computed, Computing
    from jacviz.session.document import Role

STEPPING, SWEPT = ("trajectories", "surface3d", "losses", "fit"), ("jacobian", "heatmap")
ON_PAGES = {"trajectories", "losses"}  # which a web page shows: the losses below the trajectories
ENDINGS: dict[str, FilmFormat] = {f".{kind}": kind for kind in FILM_FORMATS}
_OWN = ("fps", "seconds", "stride", "loop", "tail", "hold", "poster", "sweep")
_SIZE = "1280x800"
_SWEEP = re.compile(r"([uvx])(\d+)=([^:]+):([^:]+)")
# What pictures and animations alone take; None where it is not given.
_LOOKS = ("size", "mm", "dpi", "theme", "font_scale", "caption", "camera", *_OWN)
_BAR = 24  # letters


def add_options(parser: ArgumentParser) -> None:
    """The options of animations.

    Args:
        parser: Of `jacviz export`.
    """
    group = parser.add_argument_group("animations (.gif .apng .webp .mp4 .webm)")
    add = group.add_argument
    add("--fps", metavar="N", type=whole, help="frames a second, 1 to 60 (default 30)")
    add("--seconds", metavar="S", type=_number, help="how long it moves (default 5)")
    add("--stride", metavar="K", type=whole, help="frames by step instead: one every K steps")
    add("--loop", metavar="N", type=whole, help="how often it is played (default 0: without an end)")
    add("--tail", metavar="K", type=whole, help="steps that stay visible behind the heads; 0: all")
    add("--hold", metavar="S", type=_number, help="seconds that the last frame stays (default 1)")
    front = "the frame that stands in front (default: the first); all but an APNG begin with it for one frame"
    add("--poster", choices=("first", "last"), help=front)
    add("--sweep", metavar="E=A:B", help="move a slider, such as u2=-1:1 or x1=0:3, in views of J")


def wants_film(options: Namespace) -> bool:
    """Whether a .webp is to move: some option of animations is given, or what was opened moves.

    Returns:
        True for an animation.
    """
    return options.film is not None or any(getattr(options, name) is not None for name in _OWN)


def film_of(options: Namespace) -> FilmSettings:
    """The film that the options ask for.

    Args:
        options: Of `jacviz export`.

    Returns:
        Its settings.

    Raises:
        UsageError: There can be no such film.
    """
    before: FilmSettings = options.film or FilmSettings()
    swept = options.sweep is not None or (options.view in SWEPT and before.moves == "sweep")
    if options.view in SWEPT and not swept:
        raise UsageError(
            f"--view {options.view}: what moves in it is a slider; expected --sweep u1=-1:1 or so"
        )
    sized = options if options.size or options.mm or options.shown else _with(options, size=_SIZE)
    wished: dict[str, Any] = {
        "fps": options.fps, "seconds": options.seconds, "stride": options.stride, "plays": options.loop,
        "tail": options.tail, "hold": options.hold, "poster": options.poster,
        "pace": "step" if options.stride is not None else None if options.seconds is None else "time",
        "moves": "sweep" if swept else "steps",
    }  # fmt: skip
    given = {name: value for name, value in wished.items() if value is not None}
    try:
        if options.sweep is not None:
            given["sweep"] = _sweep(options.sweep)
        return replace(before, picture=replace(picture_of(sized), step=None), **given)
    except PictureError as error:
        raise UsageError(str(error)) from error


def check(kind: FilmFormat, options: Namespace) -> None:
    """Refuse what cannot be filmed, before anything is computed.

    Args:
        kind: The format.
        options: Of `jacviz export`.

    Raises:
        UsageError: There can be no such film.
    """
    from jacviz.export.film.encoders import problem_of

    film_of(options)
    problem = problem_of(kind)
    if problem:
        raise UsageError(f"-o {options.output}: {problem}")


def compute(computing: Computing, found: Computed, options: Namespace) -> Computed:
    """The Jacobians along the way of x, or the fit at every step.

    Args:
        computing: Asks the engine.
        found: What was computed already.
        options: Of `jacviz export`.

    Returns:
        The same with them, where the film needs them.

    Raises:
        UsageError: There is no such slider, or they are too many.
    """
    film = film_of(options)
    if not (film.moves == "sweep" and film.sweep.role == "x") and "fit" not in film.picture.views:
        return found
    from jacviz.ui.publish.film_frames import check
    from jacviz.ui.publish.headless import Material
    from jacviz.ui.publish.questions import accepted, questions

    material = Material(found.document, found.results, found.landscape, found.step)
    try:
        asked = questions(material, film, check(material, film), round(options.memory * 1e9))
        answers = computing.answers(asked, "Jacobian" if film.moves == "sweep" else "fit")
        return replace(found, along=tuple(accepted(answer, len(asked)) for answer in answers))
    except PictureError as error:
        raise UsageError(str(error)) from error


def write(kind: FilmFormat, found: Computed, options: Namespace, file: IO[bytes]) -> None:
    """Write a film.

    Args:
        kind: Its format.
        found: What was computed.
        options: Of `jacviz export`.
        file: Where to.

    Raises:
        UsageError: There is nothing to be filmed, or it cannot be written.
    """
    from jacviz.export.origin import why_without_document
    from jacviz.ui.publish.film_frames import frames_of
    from jacviz.ui.publish.filming import film_into, fitted, reel_of, why_even
    from jacviz.ui.publish.headless import Material, begin

    begin()
    material = Material(found.document, found.results, found.landscape, found.step)
    told: list[float] = []
    line = ProgressLine()

    def tell(done: int, total: int) -> None:
        told.append(time.monotonic())  # before a first frame much is made that serves all of them
        line.show(_bar(done, total, told[-1] - told[0]))

    try:
        wished = film_of(options)
        film = fitted(wished, kind)
        if note := why_even(wished, film):
            print(note, file=sys.stderr)
        frames = frames_of(material, film, found.along)
        reel = reel_of(material, film, kind)
        film_into(file, options.output, frames, reel, tell)
        if note := why_without_document(reel.origin):
            print(note, file=sys.stderr)
    except PictureError as error:
        raise UsageError(str(error)) from error
    finally:
        line.clear()


def write_page(found: Computed, options: Namespace, file: IO[bytes]) -> None:
    """Write the web page of a descent.

    Args:
        found: With a run and a surface.
        options: Of `jacviz export`.
        file: Where to.

    Raises:
        UsageError: It would be too large.
    """
    from jacviz.export.page_html import PageError
    from jacviz.ui.publish.headless import Material, begin
    from jacviz.ui.publish.web_page import web_page

    begin()
    material = Material(found.document, found.results, found.landscape, found.step)
    try:
        file.write(web_page(material, picture_of(options).caption))
    except PageError as error:
        raise UsageError(str(error)) from error


def require_no_looks(options: Namespace, *but: str) -> None:
    """Refuse what pictures and animations alone take.

    Args:
        options: Of `jacviz export`.
        *but: Options that are taken nevertheless.

    Raises:
        UsageError: One of them is given.
    """
    given = [name for name in _LOOKS if name not in but and getattr(options, name) is not None]
    if given:
        option = "--" + given[0].replace("_", "-")
        raise UsageError(f"{option} is for pictures and animations; {options.output} is neither")


def require_still(options: Namespace) -> None:
    """Refuse what animations alone take.

    Args:
        options: Of `jacviz export`.

    Raises:
        UsageError: One of them is given.
    """
    given = [name for name in _OWN if getattr(options, name) is not None]
    if given:
        raise UsageError(f"--{given[0]} is for animations; {options.output} is a picture")


def check_page(options: Namespace) -> None:
    """Refuse what a web page does not take: it has a size, a pace and a theme of its reader's own.

    Args:
        options: Of `jacviz export`.

    Raises:
        UsageError: One of those is given.
    """  # noqa: DOC502  # raised by require_no_looks
    require_no_looks(options, "caption")


def _bar(done: int, total: int, spent: float) -> str:
    full = round(_BAR * done / total)
    left = f", {spent / (done - 1) * (total - done):.0f} s left" if done > 1 else ""
    return f"[{'#' * full}{'.' * (_BAR - full)}] frame {done:,} of {total:,}{left}"


def _sweep(text: str) -> Sweep:
    found = _SWEEP.fullmatch(text.replace(" ", ""))
    try:
        if found is None or int(found[2]) < 1:
            raise ValueError
        role: Role = found[1]  # type: ignore[assignment]  # the pattern knows no other
        return Sweep(role, int(found[2]) - 1, float(found[3]), float(found[4]))
    except PictureError:
        raise
    except ValueError:
        raise UsageError(f"--sweep: expected a slider and two numbers such as u2=-1:1, got {text}") from None


def _with(options: Namespace, **changes: object) -> Namespace:
    return Namespace(**{**vars(options), **changes})


def _number(text: str) -> float:
    from argparse import ArgumentTypeError

    try:
        return float(text)
    except ValueError:
        raise ArgumentTypeError(f"expected a number, got {text}") from None
