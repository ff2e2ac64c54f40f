"""`jacviz [FILE]`: opens the window. The engine is started first of all: it is what takes longest."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from jacviz.cli import display
from jacviz.engine.launch import launch
from jacviz.notation import ended

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from pathlib import Path

    from jacviz.session.document_file import Opened

INTERRUPTED = 130
_COMMANDS = """commands:
  jacviz [FILE]         open the window
  jacviz eval ...       print a Jacobian and its products (jacviz eval --help)
  jacviz descend ...    print where optimisers end, from many starts (jacviz descend --help)
  jacviz export ...     write what a panel shows into a file (jacviz export --help)
  jacviz bench ...      measure this machine (jacviz bench --help)
"""
_LINE = "line"  # the experiment that the window opens with


def main(arguments: Sequence[str]) -> int:
    """Open the window and stay until it is closed.

    Args:
        arguments: The command line.

    Returns:
        The exit status: 0; 2 for wrong usage or where no window can be opened; 130 after Ctrl+C.
    """
    if {"-h", "--help", "--version"} & set(arguments):
        _parser().parse_args(arguments)  # which prints and ends
    problem = display.problem()
    if problem:
        _parser().parse_args(arguments)  # wrong usage is told first
        print(problem, file=sys.stderr)
        return 2
    launched = launch()
    # numpy's threads wait for each other where cores are taken: 20 ms for a product that takes one 0.3 ms.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with contextlib.ExitStack() as unless_taken_over:
        unless_taken_over.callback(launched.close)
        try:
            opened, path = _opened(_parser().parse_args(arguments))
            from jacviz.ui.app import run
        except ValueError as error:
            print(f"jacviz: {ended(str(error))}", file=sys.stderr)
            return 2
        except ImportError as error:
            print(f"jacviz: Qt cannot be loaded ({error}); install what it names.", file=sys.stderr)
            return 2
        except KeyboardInterrupt:
            return INTERRUPTED
        unless_taken_over.pop_all()
    try:
        if opened is None:
            return run(None, launched)
        return run(opened.document, launched, path, opened.notes, opened.shown)
    except KeyboardInterrupt:  # before there was a window to close
        return INTERRUPTED


def _opened(options: Namespace) -> tuple[Opened | None, Path | None]:
    """What the command line asks for.

    Returns:
        A document, or None for the usual one; and the `.jacviz` file that it lies in, or None.

    Raises:
        UsageError: It cannot be opened.
    """
    if not (options.file or options.example):
        return None, None
    from pathlib import Path

    from jacviz.cli import sources
    from jacviz.session.document_file import ENDING, Opened

    if options.file and options.example:
        raise sources.UsageError("expected a file or --example, got both")
    if options.example == _LINE:  # as `jacviz descend` and `jacviz export` call it
        return None, None
    if options.example:
        return Opened(sources.read_example(options.example)), None
    path = Path(options.file)
    return sources.open_source(options.file), path if path.suffix.lower() == ENDING else None


def _parser() -> ArgumentParser:
    from argparse import ArgumentParser, RawDescriptionHelpFormatter

    from jacviz import __version__

    parser = ArgumentParser(
        prog="jacviz",
        description="Write a function, see its Jacobian live, weigh its rows and columns by hand.",
        epilog=_COMMANDS,
        formatter_class=RawDescriptionHelpFormatter,
    )
    file_help = "a .jacviz, .py or .jac file, or a picture of jacviz to open; - reads standard input"
    parser.add_argument("file", nargs="?", metavar="FILE", help=file_help)
    parser.add_argument("--example", metavar="NAME", help="open an example instead, such as worked-example")
    parser.add_argument("--version", action="version", version=f"jacviz {__version__}")
    return parser
