"""`jacviz eval`: a Jacobian and its products on standard output, by the same engine as the window's."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from jacviz.cli.arguments import positive, with_values_attached
from jacviz.engine.launch import launch
from jacviz.notation import ended

if TYPE_CHECKING:
    from jacviz.engine.client import Launch
    from jacviz.engine.messages import Answer, Failure, JacobianAnswer
    from jacviz.session.document import Document

INTERRUPTED = 130
_HOPELESS = {"syntax", "deadline", "memory", "died"}  # failures that have nothing to do with the point
_VECTORS = ("at", "theta", "u", "v")
_VALUED = ("--maths", "--at", "--theta", "--u", "--v")
_EPILOG = """examples:
  jacviz eval --maths "x1^2 + x2 + x3; x1 - x2 + x3" --at 2,3,1 --u 0.5,1 --v 0.5,1,2
  jacviz eval network.py --wrt theta --mode reverse --json

Without --at and --theta the function's own point is taken. Without --u and --v (and where the file sets none)
they are all ones. JSON: a number that is not finite is written "nan", "inf" or "-inf". A function with
parameters adds "parameters" and "theta"; --wrt theta differentiates with respect to them.
Exit status: 0; 1 where the function fails; 2 for wrong usage; 3 where a document's Python needs --trust.
"""


def main(arguments: Sequence[str]) -> int:
    """Evaluate, print, end.

    Args:
        arguments: What follows `eval`.

    Returns:
        The exit status: 0; 1 where the function fails; 2 for wrong usage; 3 where --trust is missing.
    """
    options = _parser().parse_args(with_values_attached(arguments, _VALUED))
    if sum(map(bool, (options.file, options.maths, options.example))) != 1:
        return _refuse("expected one of FILE, --maths and --example; see jacviz eval --help")
    launched = launch()  # torch is imported there while numpy and the rest are imported here
    from jacviz.cli.sources import UNTRUSTED, UntrustedError, UsageError, require_trust
    from jacviz.session.trust import waits

    try:
        document = _document(options)
        require_trust(options.file, waits(document), options.trust)
    except (UsageError, UntrustedError) as error:
        launched.close()
        return _refuse(str(error), UNTRUSTED if isinstance(error, UntrustedError) else 2)
    try:
        return _report(_answer(document, options, launched), document, options)
    except UsageError as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # what reads standard output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _document(options: Namespace) -> Document:
    from jacviz.cli.sources import read_example, read_file, read_maths, read_numbers

    if options.maths:
        document = read_maths(options.maths)
    else:
        document = read_example(options.example) if options.example else read_file(options.file)
    for name in ("wrt", "mode", "precision"):
        if getattr(options, name):
            document = replace(document, **{name: getattr(options, name)})
    if options.at:
        document = replace(document, x=read_numbers(options.at, "--at"))
    if options.theta:
        document = replace(document, theta=read_numbers(options.theta, "--theta"))
    if options.u:
        document = replace(document, u=read_numbers(options.u, "--u"))
    return document.with_tangent(read_numbers(options.v, "--v")) if options.v else document


def _answer(document: Document, options: Namespace, launched: Launch) -> Answer:
    import queue

    from jacviz.engine.client import EngineClient, Event
    from jacviz.engine.messages import Failure, JacobianAnswer, JacobianTask, Reply
    from jacviz.session.planning import jacobian_task

    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    memory = round(options.memory * 1e9)

    def ask(task: JacobianTask) -> Answer:
        generation = client.submit(task)
        while not (isinstance(event := events.get(), Reply) and event.generation == generation):
            pass
        return event.answer

    client = EngineClient(events.put, deadline=options.deadline, memory_limit=memory, launch=launched)
    client.start()
    try:
        task = jacobian_task(document, memory)
        answer = ask(task)
        if isinstance(answer, Failure) and answer.kind not in _HOPELESS and (options.at or options.theta):
            # A point of the wrong length is wrong usage; the function's own point tells what it takes.
            usual = ask(replace(task, x=None, theta=None, wrt="x"))
            if isinstance(usual, JacobianAnswer):
                _check_lengths(usual, document, options, ("at", "theta"))
        return answer
    finally:
        client.close()


def _check_lengths(
    answer: JacobianAnswer, document: Document, options: Namespace, names: Sequence[str] = _VECTORS
) -> None:
    from jacviz.cli.report import check_length

    given = (
        ("at", document.x, answer.inputs, "the inputs"),
        ("theta", document.theta, answer.parameters, "the parameters"),
        ("u", document.u, answer.outputs, "the outputs"),
        ("v", document.tangent, answer.columns, "the columns of J"),
    )
    for name, vector, space, whose in given:
        if name in names and getattr(options, name):
            check_length(f"--{name}", len(vector), space.names, whose)


def _report(answer: Answer, document: Document, options: Namespace) -> int:
    from jacviz.cli import report
    from jacviz.cli.standard_output import writing
    from jacviz.engine.messages import JacobianAnswer

    if not isinstance(answer, JacobianAnswer):
        _complain(answer, options)  # type: ignore[arg-type]  # a JacobianTask is answered so or so
        return 1
    _check_lengths(answer, document, options)
    weighed = report.weigh(answer, document.u, document.tangent)
    with writing():
        if options.json:
            print(report.as_json(answer, weighed))
        else:
            print(report.as_text(answer, weighed, document.title))
    return 0


def _refuse(sentence: str, status: int = 2) -> int:
    print(f"jacviz eval: {ended(sentence)}", file=sys.stderr)
    return status


def _complain(failure: Failure, options: Namespace) -> None:
    where = "" if failure.line is None else f"line {failure.line + 1}: "
    if options.file and options.file != "-":
        where = f"{options.file}, {where}" if where else f"{options.file}: "
    sentence = ended(" ".join(failure.sentence.split()))
    print(f"jacviz eval: {where}{sentence}", file=sys.stderr)
    if options.debug and failure.detail:
        print(failure.detail, file=sys.stderr)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="jacviz eval",
        description="Print a function's Jacobian J at a point, u^T J, J v and u^T J v.",
        epilog=_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("file", nargs="?", metavar="FILE", help="a .py, .jac or .jacviz file; - for standard input")
    add("--maths", metavar="TEXT", help='outputs apart by semicolons: "x1^2 + x2; x1 - x2"')
    add("--example", metavar="NAME", help="an example, such as worked-example")
    add("--at", metavar="X", help="the point x: numbers or expressions apart by commas, such as 2,pi/4,-1")
    add("--theta", metavar="T", help="the parameters")
    add("--wrt", choices=("x", "theta"), help="what J is taken with respect to (default x)")
    add("--u", metavar="U", help="weights on the rows of J")
    add("--v", metavar="V", help="weights on the columns of J")
    add("--dtype", dest="precision", choices=("float64", "float32"), help="default float64")
    add("--mode", choices=("auto", "forward", "reverse"), help="default auto: the faster one")
    add("--deadline", metavar="S", type=positive, default=5.0, help="seconds it may take (default 5)")
    add("--memory", metavar="GB", type=positive, default=4.0, help="GB the engine may hold (default 4)")
    add("--json", action="store_true", help="print JSON")
    add("--trust", action="store_true", help="run the Python that a document holds")
    add("--debug", action="store_true", help="print the traceback too where the function fails")
    return parser
