"""Completion of Python text in a lane of its own."""

from __future__ import annotations

import time

import pytest

from jacviz.engine.messages import CompletionAnswer, CompletionTask
from tests.engine.conftest import FOREVER, Engine, python


def complete(engine: Engine, text: str) -> CompletionAnswer:
    """What completes `text` where a | marks the cursor."""
    before, after = text.split("|")
    lines = before.split("\n")
    start = time.perf_counter()
    answer = engine.ask(CompletionTask(before + after, len(lines) - 1, len(lines[-1])))
    print(f"{(time.perf_counter() - start) * 1e3:.0f} ms")
    assert isinstance(answer, CompletionAnswer)
    return answer


@pytest.mark.parametrize(
    ("text", "prefix", "name", "kind"),
    [
        ("def f(x):\n    return torch.si|", "si", "sin", "function"),
        ("def f(x):\n    return torch.|", "", "abs", "function"),
        ("def f(x):\n    return x.su|", "su", "sum", "function"),
        ("def f(x):\n    return (x * 2).sh|", "sh", "shape", "variable"),
        ("F.soft|(x)", "soft", "softmax", "function"),
        ("nn.Lin|", "Lin", "Linear", "class"),
        ("math.p|", "p", "pi", "variable"),
        ("np.lin|", "lin", "linalg", "module"),
        ("weights = 3\nwei|", "wei", "weights", "variable"),
        ("ret|", "ret", "", ""),
        ("def f(x):\n    ret|", "ret", "return", "keyword"),
        ("import collect|", "collect", "collections", "module"),
        ("x = torch.ones(3)\nx.re|", "re", "reshape", "function"),
        ("names = 'ä'; names.enc|", "enc", "encode", "function"),
    ],
)
def test_names(engine: Engine, text: str, prefix: str, name: str, kind: str) -> None:
    answer = complete(engine, text)
    assert answer.prefix == prefix
    assert all(one.lower().startswith(prefix.lower()) for one in answer.names)
    assert len(answer.names) == len(answer.kinds) <= 200
    if name:
        assert dict(zip(answer.names, answer.kinds, strict=True))[name] == kind


NONSENSE = ["|", "def f(:\n  ((|", "\0|", "'unclosed |", "x = 1.|", "\t|\n  \n)", "lambda lambda|"]


@pytest.mark.parametrize("text", NONSENSE)
def test_text_that_makes_no_sense_completes_to_something_or_nothing(engine: Engine, text: str) -> None:
    complete(engine, text)


def test_a_cursor_outside_the_text_is_no_error(engine: Engine) -> None:
    for line, column in ((99, 0), (0, 99), (-1, -1)):
        assert isinstance(engine.ask(CompletionTask("torch.s", line, column)), CompletionAnswer)


def test_completion_does_not_wait_for_the_function(engine: Engine) -> None:
    engine.client.deadline = 600
    engine.client.submit(python(FOREVER))
    engine.state("busy")
    assert complete(engine, "torch.si|").names


def test_the_newest_wins(engine: Engine) -> None:
    for prefix in ("s", "si", "sin"):
        last = engine.client.submit(CompletionTask(f"torch.{prefix}", 0, 6 + len(prefix)))
    answer = engine.reply(last)
    assert isinstance(answer, CompletionAnswer)
    assert answer.prefix == "sin"


def test_the_text_is_read_and_never_run(engine: Engine) -> None:
    assert complete(engine, "import os\nos._exit(1)\nwhile True: pass\ntorch.si|").names
