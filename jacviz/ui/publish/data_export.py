"""File > Export data: asks for a place, writes numbers beside the event loop, says what came of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal, TypeAlias

from jacviz.export.data.fit import FIT_WRITERS
from jacviz.export.data.jacobian import JACOBIAN_WRITERS
from jacviz.export.data.surface import SURFACE_WRITERS
from jacviz.export.data.trajectories import LOSSES_WRITERS, TRAJECTORY_WRITERS, Trajectories
from jacviz.session.source_files import plain_name, replacing
from jacviz.ui.publish.file_export import FileExport

if TYPE_CHECKING:
    from jacviz.session.landscape.results import LandscapeResults
    from jacviz.session.results import Results

Content: TypeAlias = Literal["jacobian", "trajectories", "losses", "surface", "fit"]
Write: TypeAlias = Callable[[IO[bytes]], None]

_KINDS = {".csv": "CSV", ".npz": "NumPy", ".npy": "NumPy, J alone", ".json": "JSON", ".tex": "LaTeX"}
_MISSING: dict[Content, str] = {
    "jacobian": "There is no Jacobian of the text as it is now.",
    "trajectories": "There are no trajectories yet.",
    "losses": "There are no losses yet.",
    "surface": "There is no loss surface yet.",
    "fit": "There is no fit to export: an objective alone has no data, or it is not computed yet.",
}


class DataExport(FileExport):
    """Writes numbers as they are on the screen."""

    thing = "data file"

    def export(self, content: Content) -> None:
        """Ask for a place and write there; the name's ending says how.

        Args:
            content: Which numbers.
        """
        writers = _writers(content, self._studio.results, self._studio.landscape.results)
        if not writers:
            self._say(_MISSING[content])
            return
        kinds = ";;".join(f"{_KINDS[ending]} (*{ending})" for ending in writers)
        proposed = f"{plain_name(self._studio.document.title)} {content}.csv"
        chosen = self._ask("Export data", proposed, kinds, ".csv")
        if chosen is None:
            return
        write = writers.get(chosen.suffix.lower())
        if write is None:
            *most, last = writers
            self._say(f"{chosen.name}: expected a name that ends in {', '.join(most)} or {last}.")
        else:
            self._begin(chosen, partial(_written, chosen, write))


def _writers(content: Content, results: Results, landscape: LandscapeResults) -> dict[str, Write]:
    """What writes some numbers.

    Returns:
        By ending; empty where the numbers are not there.
    """
    answer, run, surface = results.jacobian, landscape.run, landscape.surface
    if content == "jacobian":
        if answer is None or results.products is None or results.stale:
            return {}
        return {end: partial(write, answer, results.products) for end, write in JACOBIAN_WRITERS.items()}
    if content == "surface":
        if surface is None:
            return {}
        return {end: partial(write, surface) for end, write in SURFACE_WRITERS.items()}
    if run is None:
        return {}
    if content == "fit":
        return _fit_writers(landscape)
    every = TRAJECTORY_WRITERS if content == "trajectories" else LOSSES_WRITERS
    return {end: _of_run(write, landscape) for end, write in every.items()}


def _of_run(write: Callable[[Trajectories, IO[bytes]], None], landscape: LandscapeResults) -> Write:
    run = landscape.run
    assert run is not None
    return lambda file: write(Trajectories.of(run), file)


def _fit_writers(landscape: LandscapeResults) -> dict[str, Write]:
    run, moment = landscape.run, landscape.moment
    sample = None if run is None else run.begun.sample
    if run is None or sample is None or moment is None:
        return {}
    names = Trajectories.of(run).optimisers
    heads = [(names[head.optimiser], head.start) for head in landscape.moment_heads]
    return {end: partial(write, sample, moment, heads) for end, write in FIT_WRITERS.items()}


def _written(path: Path, write: Write) -> None:
    with replacing(path) as file:
        write(file)
