"""What a document must keep to beyond the types of its fields, so that no panel meets what it cannot draw."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from jacviz.experiment.settings import ObjectiveSettings, Source
from jacviz.experiment.starts import MOST_STARTS
from jacviz.session.document import Document
from jacviz.session.landscape.settings import Landscape
from jacviz.session.text_limits import LONGEST_TITLE, refusal, with_line_feeds
from jacviz.session.vectors import Vector

MOST_STEPS = 10_000_000
_VECTORS = ("x", "theta", "u", "v", "v_theta", "x_start", "theta_start")
_DEVICE = re.compile(r"cpu|mps|(?:cuda|xpu)(?::\d{1,3})?")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


def problem_of(document: Document) -> str | None:
    """What no document can be, though its types are right.

    Args:
        document: As it was read.

    Returns:
        A sentence without its full stop, or None where all is well.
    """
    return next(_problems(document), None)


def _problems(document: Document) -> Iterator[str]:
    if len(document.title) > LONGEST_TITLE or _CONTROLS.search(document.title):
        yield f"title: expected one line of at most {LONGEST_TITLE:,} characters"
    if not _DEVICE.fullmatch(document.device):
        yield f"device: expected cpu, cuda or the like, got {document.device[:40]!r}"
    for language, text in (("maths", document.maths), ("python", document.python)):
        yield from _of_text(language, text)
    for name in _VECTORS:
        yield from _of_vector(name, getattr(document, name))
    limits = document.limits
    if not (limits.bound > 0 and np.isfinite(limits.bound)):
        yield f"limits.bound: expected a number above 0, got {limits.bound:g}"
    if not 0 <= limits.percentile <= 100:
        yield f"limits.percentile: expected 0 to 100, got {limits.percentile:g}"
    if not 0 < limits.linear <= 1:
        yield f"limits.linear: expected a share above 0, at most 1, got {limits.linear:g}"
    yield from _whole("seed", document.seed, 0)
    yield from _of_landscape(document.landscape)


def _of_text(name: str, text: str) -> Iterator[str]:
    problem = refusal(text)
    if problem:
        yield f"{name}: {problem.rstrip('.')}"
    elif with_line_feeds(text) != text:
        yield f"{name}: expected lines that end with line feeds"


def _of_vector(name: str, vector: Vector) -> Iterator[str]:
    count = len(vector.values)
    if vector.values.ndim != 1:
        yield f"{name}.values: expected a list of numbers, got {vector.values.ndim} dimensions"
    if vector.names and len(vector.names) != count:
        yield f"{name}: expected as many names as values, got {len(vector.names):,} and {count:,}"


def _of_landscape(landscape: Landscape) -> Iterator[str]:
    if not landscape.recipes:
        yield "landscape.recipes: expected at least one optimiser, got none"
    yield from _whole("landscape.starts.count", landscape.starts.count, 1, MOST_STARTS)
    placed = landscape.starts.placed
    if placed is not None and (placed.ndim != 2 or not placed.size or not np.isfinite(placed).all()):
        yield "landscape.starts.placed: expected finite numbers, a row for each start"
    yield from _whole("landscape.steps", landscape.steps, 0, MOST_STEPS)
    if isinstance(landscape.batch, int):
        yield from _whole("landscape.batch", landscape.batch, 1)
    yield from _whole("landscape.seed", landscape.seed, 0)
    yield from _of_sight(landscape)
    problem = landscape.problem
    source = problem.objective if isinstance(problem, ObjectiveSettings) else problem.model
    if isinstance(source, Source):
        yield from _of_text("landscape.problem", source.text)


def _of_sight(landscape: Landscape) -> Iterator[str]:
    sight, plane = landscape.sight, landscape.plane
    yield from _whole("landscape.plane.first", plane.first, 0)
    yield from _whole("landscape.plane.second", plane.second, 0)
    if plane.first == plane.second:
        yield "landscape.plane: expected two different parameters, got the same one twice"
    yield from _whole("landscape.plane.seed", plane.seed, 0)
    yield from _whole("landscape.plane.step", plane.step, 0, MOST_STEPS)
    for low, high in sight.window or ():
        if not (low < high and np.isfinite([low, high, high - low]).all()):
            yield f"landscape.sight.window: expected from a number to a larger one, got {low:g} to {high:g}"
    yield from _whole("landscape.sight.level_count", sight.level_count, 1, 1_000)
    yield from _whole("landscape.sight.tail", sight.tail or 0, 0, MOST_STEPS)
    yield from _whole("landscape.sight.ticks", sight.ticks, 0, MOST_STEPS)


def _whole(name: str, value: int, least: int, most: int = 2**63 - 1) -> Iterator[str]:
    if not least <= value <= most:
        bounds = f"a whole number from {least:,}" if most == 2**63 - 1 else f"{least:,} to {most:,}"
        yield f"{name}: expected {bounds}, got {value:,}" if abs(value) < 10**30 else f"{name}: too large"
