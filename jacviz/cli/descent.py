"""`jacviz descend`: trajectories of optimisers without a window, by the same code as the window's."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from jacviz.cli.descent_options import read
from jacviz.cli.descent_process import DescentProcess
from jacviz.cli.progress_line import ProgressLine
from jacviz.notation import ended

if TYPE_CHECKING:
    from argparse import Namespace

    from jacviz.engine.messages import Failure
    from jacviz.engine.worker.descent_messages import Outcome
    from jacviz.session.document import Document

INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Descend, print, write, end.

    Args:
        arguments: What follows `descend`.

    Returns:
        The exit status: 0; 1 where the function fails; 2 for wrong usage; 3 where --trust is missing; 130
        after Ctrl+C.
    """
    try:
        return _run(read(arguments))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # what reads standard output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(options: Namespace) -> int:
    given = (options.source, options.maths, options.objective, options.example)
    if sum(one is not None for one in given) != 1:
        asked = "expected one of SOURCE, --maths, --objective and --example line"
        return _refuse(f"{asked}; see jacviz descend --help")
    with DescentProcess() as process:  # torch is imported there while numpy and the rest are imported here
        from jacviz.cli.sources import UNTRUSTED, UntrustedError, UsageError

        try:
            outcome = _outcome(process, options)
        except UsageError as error:
            return _refuse(str(error))
        except UntrustedError as error:
            return _refuse(str(error), UNTRUSTED)
    return _report(outcome, options)


def _outcome(process: DescentProcess, options: Namespace) -> Outcome:
    from jacviz.cli import descent_files
    from jacviz.cli.descent_wish import wish_of

    if options.output is not None:
        descent_files.check(options.output)
    wish = wish_of(options, _document(options))
    line = ProgressLine()
    try:
        return process.run(
            wish, options.deadline, lambda taken: line.show(f"step {taken:,} of {wish.steps:,}")
        )
    finally:
        line.clear()


def _document(options: Namespace) -> Document | None:
    from jacviz.cli.sources import UsageError, read_file, read_maths, require_trust
    from jacviz.session.trust import waits

    if options.example not in {None, "line"}:
        raise UsageError(f"--example: there is no experiment {options.example!r} to descend; there is line")
    if options.maths is not None:
        return read_maths(options.maths)
    if options.source is None:
        return None
    document = read_file(options.source)
    require_trust(options.source, waits(document), options.trust)
    return document


def _report(outcome: Outcome, options: Namespace) -> int:
    from jacviz.cli import descent_files, descent_report
    from jacviz.cli.descent_wish import optimiser_names
    from jacviz.cli.sources import UsageError
    from jacviz.cli.standard_output import writing
    from jacviz.engine.messages import Failure
    from jacviz.engine.worker.descent_messages import Refusal

    if isinstance(outcome, Failure):
        _complain(outcome, options)
        return 1
    if isinstance(outcome, Refusal):
        return _refuse(outcome.sentence)
    names = optimiser_names(options)
    report = descent_report.Report(outcome, names, options.steps, options.seed, options.full)
    if options.output is not None:
        try:
            descent_files.write(report, options.output)
        except UsageError as error:
            return _refuse(str(error))
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # not every terminal has every letter of a title
    try:
        with writing():
            print(descent_report.as_json(report) if options.json else descent_report.as_text(report))
    except UsageError as error:
        return _refuse(str(error))
    return 0


def _refuse(sentence: str, status: int = 2) -> int:
    print(f"jacviz descend: {ended(sentence)}", file=sys.stderr)
    return status


def _complain(failure: Failure, options: Namespace) -> None:
    where = "" if failure.line is None else f"line {failure.line + 1}: "
    if options.source not in {None, "-"}:
        where = f"{options.source}, {where}" if where else f"{options.source}: "
    print(f"jacviz descend: {where}{ended(' '.join(failure.sentence.split()))}", file=sys.stderr)
    if options.debug and failure.detail:
        print(failure.detail, file=sys.stderr)
