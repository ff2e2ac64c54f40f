"""`jacviz export`: what a panel shows as a file, without a window, by the same engine and writers."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from jacviz.cli.arguments import with_values_attached
from jacviz.cli.export_options import export_parser
from jacviz.engine.launch import launch

if TYPE_CHECKING:
    from jacviz.cli.computing import Computed
    from jacviz.cli.export_table import Format
    from jacviz.engine.client import Launch
    from jacviz.engine.messages import Failure
    from jacviz.session.document import Document
    from jacviz.session.document_file import Opened
    from jacviz.session.shown import Shown

INTERRUPTED = 130
_ABOUT_LINE = "line"


def main(arguments: Sequence[str]) -> int:
    """Compute, write, end.

    Args:
        arguments: What follows `export`.

    Returns:
        The exit status: 0; 1 where the function fails; 2 for wrong usage; 3 where --trust is missing; 130
        after Ctrl+C.
    """
    try:
        return _main(arguments)
    except KeyboardInterrupt:  # wherever it comes, while modules are imported, too
        return _refuse("Interrupted; nothing was written", INTERRUPTED)


def _main(arguments: Sequence[str]) -> int:
    options = export_parser().parse_args(with_values_attached(arguments, {"--camera"}))
    if options.list:
        from jacviz.cli.export_table import listed

        print(listed())
        return 0
    if (options.file is None) == (options.example is None):
        return _refuse("expected one of FILE and --example; see jacviz export --help")
    if not options.output:
        return _refuse(
            "expected -o and a file, such as -o jacobian.csv; jacviz export --list shows the formats"
        )
    launched = launch()  # torch is imported there while numpy and the rest are imported here
    with contextlib.ExitStack() as unless_taken_over:
        unless_taken_over.callback(launched.close)
        try:
            return _export(options, launched, unless_taken_over)
        except BrokenPipeError:  # what reads standard output has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0


def _export(options: Namespace, launched: Launch, unless_taken_over: contextlib.ExitStack) -> int:
    from dataclasses import replace

    from jacviz.cli.computing import Computed, ComputingError
    from jacviz.cli.export_films import require_no_looks
    from jacviz.cli.export_table import format_of
    from jacviz.cli.sources import UNTRUSTED, UntrustedError, UsageError
    from jacviz.export.code.dialects import CodeError

    try:
        opened = _opened(options)
        _show_as_before(options, opened.shown)
        _check_file(options.output)
        chosen = format_of((options.view, *options.beside), options.output, options.format)
        _check_place(options.output, chosen)
        if chosen.check is not None:
            chosen.check(options)
        else:
            require_no_looks(options)
        document = _document(options, opened.document)
        if options.view == "window" and not document.source.strip():
            chosen = replace(chosen, needs=chosen.needs - {"jacobian"})  # its panel stays empty
        _require_trust(options, document, chosen)
        _require_function(options, document, chosen)
        found = Computed(document)
        if chosen.needs:
            unless_taken_over.pop_all()
            found = _computed(options, document, chosen, launched)
        _write(found, chosen, options)
    except UsageError as error:
        return _refuse(str(error))
    except CodeError as error:
        return _refuse(f"-o {options.output}: {error}")
    except UntrustedError as error:
        return _refuse(str(error), UNTRUSTED)
    except ComputingError as error:
        _complain(error.failure, options)
        return 1
    return 0


def _opened(options: Namespace) -> Opened:
    from jacviz.cli.sources import read_example, read_opened
    from jacviz.session.document import Document
    from jacviz.session.document_file import Opened

    if options.example == _ABOUT_LINE:
        return Opened(Document(title="Line experiment"))
    if options.example is not None:
        return Opened(read_example(options.example))
    return read_opened(options.file)


def _show_as_before(options: Namespace, opened: Shown | None) -> None:
    """Let an opened file tell what the options do not: it shows the same when it is exported again."""
    options.shown = shown = None if opened is None else opened.picture
    options.film = None if opened is None or opened.film is None else opened.film.settings
    views = options.views or (["jacobian"] if shown is None else list(shown.views))
    options.view, options.beside = views[0], views[1:]
    if options.step is None and shown is not None:
        options.step = shown.step


def _document(options: Namespace, document: Document) -> Document:
    from dataclasses import replace

    from jacviz.cli.sources import UsageError
    from jacviz.session.document import Document

    is_text = options.file is not None and not options.file.lower().endswith(".jacviz")
    if is_text and document.landscape is Document().landscape:
        document = _on_its_own_function(document)
    wish = document.landscape
    if options.steps is not None:
        wish = replace(wish, steps=options.steps)
    if options.seed is not None:
        wish = replace(wish, seed=options.seed)
    told_before = options.shown is not None and options.step == options.shown.step
    if options.step is not None and options.step > wish.steps and not told_before:
        raise UsageError(f"--step {options.step}: the descent takes {wish.steps:,}; --steps asks for more")
    return replace(document, landscape=wish)


def _on_its_own_function(document: Document) -> Document:
    """A text whose own function is minimised: a model of the line experiment's data where it has parameters.

    Returns:
        The document with another landscape.
    """
    from dataclasses import replace

    from jacviz.cli.functions import is_model
    from jacviz.experiment.settings import ObjectiveSettings, RiskSettings, Source

    source = Source(language=document.language)
    problem = RiskSettings(model=source) if is_model(document) else ObjectiveSettings(objective=source)
    return replace(document, landscape=replace(document.landscape, problem=problem))


def _require_trust(options: Namespace, document: Document, chosen: Format) -> None:
    from jacviz.cli.sources import require_trust
    from jacviz.session.trust import landscape_waits, waits

    waiting = "jacobian" in chosen.needs and waits(document)
    waiting = waiting or (bool(chosen.needs - {"jacobian"}) and landscape_waits(document))
    require_trust(options.file, waiting, options.trust)


def _require_function(options: Namespace, document: Document, chosen: Format) -> None:
    from jacviz.cli.sources import UsageError

    if "jacobian" in chosen.needs and not document.source.strip():
        raise UsageError(f"--view {options.view}: the document holds no function; expected another view")


def _computed(options: Namespace, document: Document, chosen: Format, launched: Launch) -> Computed:
    from jacviz.cli.computing import Computing
    from jacviz.cli.progress_line import ProgressLine
    from jacviz.export.interrupts import uninterrupted

    line = ProgressLine()
    computing = Computing(launched, options.deadline, round(options.memory * 1e9), line.show)
    try:
        if chosen.prepare is not None:
            with uninterrupted():  # Qt aborts where its first import is broken off
                chosen.prepare()
        found = computing.compute(document, chosen.needs, options.step)
        return found if chosen.compute is None else chosen.compute(computing, found, options)
    finally:
        line.clear()
        computing.close()


def _check_file(output: str) -> None:
    from pathlib import Path

    from jacviz.cli.sources import UsageError

    if output != "-" and Path(output).is_dir():  # asked first: a folder's name seldom has an ending
        raise UsageError(f"-o {output}: that is a folder, a file is expected")


def _check_place(output: str, chosen: Format) -> None:
    from pathlib import Path

    from jacviz.cli.sources import UsageError

    if output == "-":
        if not chosen.is_text and sys.stdout.isatty():
            raise UsageError("-o -: a terminal cannot show this format; send it into a file or a pipe")
        return
    path = Path(output)
    if not path.parent.is_dir():
        raise UsageError(f"-o {output}: there is no folder {path.parent}")


def _write(found: Computed, chosen: Format, options: Namespace) -> None:
    from pathlib import Path

    from jacviz.cli.sources import UsageError
    from jacviz.cli.standard_output import writing
    from jacviz.session.source_files import SourceFileError, replacing

    if options.output == "-":
        whole_file = io.BytesIO()
        chosen.write(found, options, whole_file)
        with writing():
            sys.stdout.buffer.write(whole_file.getvalue())
        return
    try:
        with replacing(Path(options.output)) as file:
            chosen.write(found, options, file)
    except SourceFileError as error:
        raise UsageError(str(error)) from error


def _refuse(sentence: str, status: int = 2) -> int:
    print(f"jacviz export: {_ended(sentence)}", file=sys.stderr)
    return status


def _complain(failure: Failure, options: Namespace) -> None:
    where = "" if failure.line is None else f"line {failure.line + 1}: "
    if options.file not in {None, "-"}:
        where = f"{options.file}, {where}" if where else f"{options.file}: "
    print(f"jacviz export: {where}{_ended(' '.join(failure.sentence.split()))}", file=sys.stderr)
    if options.debug and failure.detail:
        print(failure.detail, file=sys.stderr)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."
