"""Pictures for `jacviz export`: PNG, SVG, PDF and WebP of every view, by the export dialog's renderer."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, BooleanOptionalAction, Namespace
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import IO, TYPE_CHECKING, Any

from jacviz.cli.arguments import positive
from jacviz.cli.sources import UsageError
from jacviz.session.picture import (
    DRESSES,
    PICTURE_FORMATS,
    Extent,
    PictureError,
    PictureFormat,
    PictureSettings,
    extent_of,
    eye_of,
    millimetres_of,
)

if TYPE_CHECKING:
    from jacviz.cli.computing import Computed, Need

NEEDS: dict[str, frozenset[Need]] = {
    "jacobian": frozenset({"jacobian"}),
    "heatmap": frozenset({"jacobian"}),
    "trajectories": frozenset({"run", "surface", "survey"}),
    "surface3d": frozenset({"run", "surface", "survey"}),
    "losses": frozenset({"run"}),
    "fit": frozenset({"run", "moment"}),
    "window": frozenset({"jacobian", "run", "surface", "survey", "moment"}),
}
ENDINGS = tuple(f".{kind}" for kind in PICTURE_FORMATS)
_DPI = 300.0  # of a size in millimetres


def add_options(parser: ArgumentParser) -> None:
    """The options of pictures; what is not given is as in the picture that is opened, or the default.

    Args:
        parser: Of `jacviz export`.
    """
    add = parser.add_argument_group("pictures (.png .svg .pdf .webp)").add_argument
    add("--size", metavar="WxH", help="pixels, such as 1920x1080 (default 1600x1000)")
    add("--mm", metavar="WxH", help="millimetres instead, such as 85x60 for a column of print")
    add("--dpi", metavar="D", type=positive, help="pixels an inch (default 300 with --mm, else as fits)")
    add("--theme", choices=DRESSES, help="screen (default), slide or paper")
    add("--font-scale", metavar="F", type=positive, help="factor of all type (default 1)")
    add("--caption", metavar="TEXT", help="text below")
    seen = "azimuth and elevation, in degrees, and a distance from where surface3d is seen (default -56,36)"
    add("--camera", metavar="A,E[,D]", help=seen)

    def switch(option: str, help_text: str) -> None:
        add(option, action=BooleanOptionalAction, help=help_text)

    switch("--dark", "light type on a dark ground (default: dark on light)")
    switch("--transparent", "no ground (default: a solid one)")
    switch("--title", "the document's title above (default: none)")
    switch("--legend", "colours are explained (default)")
    switch("--colour-bar", "the scale of the colours (default)")
    switch("--cells", "J as cells in SVG and PDF (default), or as one image")


def settings_of(options: Namespace) -> PictureSettings:
    """The picture that the options ask for.

    Args:
        options: Of `jacviz export`; what it has in `shown` is how the picture that was opened was shown.

    Returns:
        Its settings.

    Raises:
        UsageError: There can be no such picture.
    """
    ground = None if options.transparent is None else "transparent" if options.transparent else "solid"
    wished = {
        "dress": options.theme, "dark": options.dark, "ground": ground, "font_scale": options.font_scale,
        "title": options.title, "legend": options.legend, "colour_bar": options.colour_bar,
        "caption": options.caption, "cells": options.cells, "step": options.step,
    }  # fmt: skip
    given: dict[str, Any] = {name: value for name, value in wished.items() if value is not None}
    before = options.shown or PictureSettings()
    try:
        extent = _extent(options)
        if options.camera is not None:
            given["eye"] = eye_of(options.camera)
        return replace(before, view=options.view, beside=tuple(options.beside), extent=extent, **given)
    except PictureError as error:
        raise UsageError(str(error)) from error


def _extent(options: Namespace) -> Extent:
    before: PictureSettings | None = options.shown
    if options.size and options.mm:
        raise UsageError("expected one of --size and --mm, got both")
    if options.mm:
        return millimetres_of(options.mm, options.dpi or _DPI)
    if before is not None and not options.size:
        return before.extent if options.dpi is None else replace(before.extent, dpi=options.dpi)
    return extent_of(options.size or "1600x1000", options.dpi, (options.view, *options.beside))


def prepare() -> None:
    """Load Qt and all that paints: what takes time happens while the engine imports torch."""
    from jacviz.ui.publish import headless

    headless.begin()


def write(kind: PictureFormat, found: Computed, options: Namespace, file: IO[bytes]) -> None:
    """Write a picture.

    Args:
        kind: The file's format.
        found: What was computed.
        options: Of `jacviz export`.
        file: Where to.

    Raises:
        UsageError: There is nothing to be drawn.
    """
    from jacviz.ui.publish.headless import Material, picture

    material = Material(found.document, found.results, found.landscape, found.step)
    try:
        file.write(picture(material, settings_of(options), kind, partial(print, file=sys.stderr)))
    except PictureError as error:
        raise UsageError(f"--view {options.view}: {error}") from error


def writers() -> dict[str, Callable[[Computed, Namespace, IO[bytes]], None]]:
    """How each kind of picture is written.

    Returns:
        By ending.
    """
    return {f".{kind}": partial(write, kind) for kind in PICTURE_FORMATS}
