"""Runs scripts as a user would, in a process of their own, and reads what they print."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import Any

from jacviz.calculus.evaluate import evaluate
from jacviz.engine.messages import JacobianAnswer, Partial, Progress
from jacviz.engine.training_messages import DescentAnswer, DescentBegun, DescentChunk, DescentTask
from jacviz.engine.worker import training
from jacviz.engine.worker.experiments import Experiments
from jacviz.engine.worker.talking import Talk
from jacviz.session.document import Document
from jacviz.session.landscape.run import Run
from jacviz.session.planning import jacobian_task, settled
from jacviz.session.products import Products, products

# Scripts share one process, since each imports torch: each in a module of its own, with its output apart.
_DRIVER = """
import contextlib, io, json, sys, traceback
told = []
for script in json.load(sys.stdin):
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(script, "<script>", "exec"), {"__name__": "__main__"})
    except BaseException:
        told.append(traceback.format_exc())
    else:
        told.append(out.getvalue())
json.dump(told, sys.stdout)
"""


def run_all(scripts: list[str], python: str = sys.executable) -> list[str]:
    """What each of some scripts prints."""
    made = subprocess.run(
        [python, "-W", "ignore", "-c", _DRIVER], input=json.dumps(scripts), capture_output=True, text=True,
        check=True, encoding="utf-8",
    )  # fmt: skip
    told: list[str] = json.loads(made.stdout)
    return told


def printed(output: str) -> dict[str, Any]:
    """The values that a script prints, by the names in front of them."""
    assert "Traceback" not in output, output
    values = {}
    for line in output.splitlines():
        name, _, text = line.partition(" = ")
        values[name] = eval(text, {"nan": float("nan"), "inf": float("inf")})  # of a test's own script
    return values


def evaluated(document: Document) -> tuple[Document, JacobianAnswer, Products]:
    """A document as the window has it, with what is on the screen."""
    answer = evaluate(jacobian_task(document, 4 << 30))
    assert isinstance(answer, JacobianAnswer), answer
    document = settled(document, answer)
    return document, answer, products(answer.jacobian, document.u.weights, document.tangent.weights)


def descended(task: DescentTask) -> Run:
    """A descent by the engine's own functions, put together as the window does."""
    run: Run | None = None

    def say(message: Partial | Progress) -> None:
        nonlocal run
        match message:
            case Partial(content=DescentBegun() as begun):
                run = Run.begin(task, begun)
            case Partial(content=DescentChunk() as chunk):
                assert run is not None
                run = run.with_chunk(chunk)

    found = training.answer(task, Experiments(), Talk(1, say, lambda _: False))
    assert isinstance(found, DescentAnswer), found
    assert run is not None
    return replace(run, answer=found)
