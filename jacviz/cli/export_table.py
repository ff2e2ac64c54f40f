"""What can be exported of each view, and how: the table that `jacviz export --list` prints.

A further kind of file is a further Format here; it is written from what was computed and the options.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import IO, TYPE_CHECKING, Any, TypeAlias

from jacviz.cli import export_films, export_pictures
from jacviz.cli.export_pictures import NEEDS, prepare
from jacviz.cli.sources import UsageError

if TYPE_CHECKING:
    from jacviz.cli.computing import Computed, Computing, Need

Write: TypeAlias = "Callable[[Computed, Namespace, IO[bytes]], None]"


@dataclass(frozen=True)
class Format:
    """One kind of file of one view.

    Attributes:
        about: What it holds, in a few words.
        needs: What must be computed for it.
        write: Writes it; a UsageError says why it cannot be.
        is_text: Whether a terminal can show it.
        check: Refuses options with a UsageError, before anything is computed; None: takes all.
        prepare: Loads what writing needs, while the engine starts; None: nothing.
        compute: Has more computed than `needs` says; None: nothing.
    """

    about: str
    needs: frozenset[Need]
    write: Write
    is_text: bool = True
    check: Callable[[Namespace], object] | None = None
    prepare: Callable[[], None] | None = None
    compute: Callable[[Computing, Computed, Namespace], Computed] | None = None


def table() -> Mapping[str, Mapping[str, Format]]:
    """All that can be written.

    Returns:
        A Format by view and ending.
    """
    jacobian = _jacobian() | {".py": _code(frozenset({"jacobian"}), _write_jacobian_code)}
    descent = {".py": _code(frozenset({"run"}), _write_descent_code)}
    document = _document()
    made = {
        "jacobian": jacobian | document,
        "heatmap": jacobian | document,
        "trajectories": _of_run("TRAJECTORY_WRITERS", "points and losses") | descent | document,
        "surface3d": _surface() | descent | document,
        "losses": _of_run("LOSSES_WRITERS", "losses and gradient norms") | descent | document,
        "fit": _fit() | descent | document,
        "window": document,
    }
    return {view: formats | _drawn((view,)) for view, formats in made.items()}


def listed() -> str:
    """The table as text.

    Returns:
        A line for each view.
    """
    lines = [f"{'view':<14}files"]
    lines += [f"{view:<14}{' '.join(formats)}" for view, formats in table().items()]
    return "\n".join(lines)


def format_of(views: Sequence[str], output: str, wished: str | None) -> Format:
    """The kind of file that was asked for.

    Args:
        views: What it shows; pictures can show several.
        output: Its name, or "-".
        wished: The option --format, or None.

    Returns:
        How it is written.

    Raises:
        UsageError: The view has no such file.
    """
    view = " and ".join(views)
    if len(views) > 1:
        formats: Mapping[str, Format] = _drawn(views) | _document()
    else:
        formats = table()[view]
    endings = ", ".join(formats)
    if wished is None and output == "-":
        raise UsageError(f"-o -: expected --format, too; {view} can be written as {endings}")
    ending = f".{wished.lstrip('.').lower()}" if wished else _ending(output)
    if ending not in formats:
        asked = f"--format {wished}" if wished else f"-o {output}"
        if ending == ".html":
            shows = "a web page shows the trajectories on the flat surface, and the losses below it"
            raise UsageError(f"{asked}: {shows}; expected --view trajectories, got {view}")
        raise UsageError(f"{asked}: {view} can be written as {endings}")
    return formats[ending]


def _document() -> dict[str, Format]:
    return {".jacviz": Format("the document", frozenset(), _write_document)}


def _ending(name: str) -> str:
    from pathlib import Path

    return Path(name).suffix.lower()


# --- the Jacobian ----------------------------------------------------------------------------------------


def _jacobian() -> dict[str, Format]:
    from jacviz.export.data.jacobian import JACOBIAN_WRITERS

    def write(writer: Callable[..., None], found: Computed, options: Namespace, file: IO[bytes]) -> None:
        del options
        writer(found.results.jacobian, found.results.products, file)

    return _formats(JACOBIAN_WRITERS, write, "J, its vectors and products", frozenset({"jacobian"}))


def _write_jacobian_code(found: Computed, options: Namespace, file: IO[bytes]) -> None:
    from jacviz.export.code.jacobian import jacobian_code

    answer, weighed = found.results.jacobian, found.results.products
    assert answer is not None
    assert weighed is not None
    file.write(jacobian_code(options.library, found.document, answer, weighed).encode())


# --- the descent -----------------------------------------------------------------------------------------


def _of_run(writers: str, about: str) -> dict[str, Format]:
    from jacviz.export.data import trajectories

    def write(writer: Callable[..., None], found: Computed, options: Namespace, file: IO[bytes]) -> None:
        del options
        assert found.landscape.run is not None
        writer(trajectories.Trajectories.of(found.landscape.run), file)

    return _formats(getattr(trajectories, writers), write, about, frozenset({"run"}))


def _surface() -> dict[str, Format]:
    from jacviz.export.data.surface import SURFACE_WRITERS

    def write(writer: Callable[..., None], found: Computed, options: Namespace, file: IO[bytes]) -> None:
        del options
        writer(found.landscape.surface, file)

    return _formats(SURFACE_WRITERS, write, "the loss on a grid", frozenset({"run", "surface"}))


def _fit() -> dict[str, Format]:
    from jacviz.export.data.fit import FIT_WRITERS
    from jacviz.export.data.trajectories import Trajectories

    def write(writer: Callable[..., None], found: Computed, options: Namespace, file: IO[bytes]) -> None:
        del options
        run, moment = found.landscape.run, found.landscape.moment
        assert run is not None
        if run.begun.sample is None:
            raise UsageError("--view fit: an objective alone has no data; expected a model with data")
        names = Trajectories.of(run).optimisers
        heads = [(names[head.optimiser], head.start) for head in found.landscape.moment_heads]
        writer(run.begun.sample, moment, heads, file)

    return _formats(FIT_WRITERS, write, "the samples and the predictions", frozenset({"run", "moment"}))


def _write_descent_code(found: Computed, options: Namespace, file: IO[bytes]) -> None:
    from jacviz.export.code.descent import descent_code

    if options.library != "torch":
        raise UsageError("--library: a descent is written as PyTorch code alone; expected torch")
    run = found.landscape.run
    assert run is not None
    file.write(descent_code(run.task, run.begun).encode())


# --- pictures --------------------------------------------------------------------------------------------


def _drawn(views: Sequence[str]) -> dict[str, Format]:
    needs: frozenset[Need] = frozenset().union(*(NEEDS[view] for view in views))
    pictures, films = _pictures(needs), _films(views, needs)
    if ".webp" in films:
        films[".webp"] = _either(pictures[".webp"], films[".webp"])
    return pictures | films


def _films(views: Sequence[str], needs: frozenset[Need]) -> dict[str, Format]:
    steps = set(views) <= set(export_films.STEPPING)
    if not steps and not set(views) <= set(export_films.SWEPT):
        return {}
    made = {
        ending: Format(
            "an animation", needs, partial(export_films.write, kind), is_text=False,
            check=partial(export_films.check, kind), prepare=prepare, compute=export_films.compute,
        )
        for ending, kind in export_films.ENDINGS.items()
    }  # fmt: skip
    if "trajectories" in views and set(views) <= export_films.ON_PAGES:
        whole: frozenset[Need] = needs | {"surface", "survey"}
        made[".html"] = Format(
            "a web page that plays", whole, export_films.write_page,
            check=export_films.check_page, prepare=prepare,
        )  # fmt: skip
    return made


def _check_picture(options: Namespace) -> None:
    export_films.require_still(options)
    export_pictures.settings_of(options)


def _either(picture: Format, film: Format) -> Format:
    """One ending for both: what moves is an animation.

    Returns:
        The picture's format, which makes a film where an option of films is given.
    """

    def check(options: Namespace) -> object:
        chosen = film if export_films.wants_film(options) else picture
        return None if chosen.check is None else chosen.check(options)

    def compute(computing: Computing, found: Computed, options: Namespace) -> Computed:
        wished = export_films.wants_film(options)
        return export_films.compute(computing, found, options) if wished else found

    def write(found: Computed, options: Namespace, file: IO[bytes]) -> None:
        (film if export_films.wants_film(options) else picture).write(found, options, file)

    return replace(picture, check=check, compute=compute, write=write)


def _pictures(needs: frozenset[Need]) -> dict[str, Format]:
    return {
        ending: Format("a picture", needs, write, ending == ".svg", _check_picture, prepare)
        for ending, write in export_pictures.writers().items()
    }


# --- all views -------------------------------------------------------------------------------------------


def _write_document(found: Computed, options: Namespace, file: IO[bytes]) -> None:
    from jacviz.session.document_file import document_text

    del options
    file.write(document_text(found.document).encode())


def _code(needs: frozenset[Need], write: Write) -> Format:
    return Format("a script that computes it", needs, write)


def _formats(
    writers: Mapping[str, Callable[..., None]], write: Callable[..., None], about: str, needs: frozenset[Need]
) -> dict[str, Format]:
    made: dict[str, Any] = {ending: partial(write, writer) for ending, writer in writers.items()}
    text = {".csv", ".json", ".tex"}
    return {ending: Format(about, needs, made[ending], ending in text) for ending in writers}
