"""An engine that cannot start: one sentence, no busy loop, and another try when the user asks later."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from jacviz.engine.client import StateChanged, staffing
from jacviz.engine.launch import Launch, launch_fork_server, launch_fresh
from tests.engine.conftest import WORKED, Engine, failure, linux_only, maths

LAUNCHES = [
    pytest.param(launch_fork_server, id="fork", marks=linux_only),
    pytest.param(launch_fresh, id="fresh"),
]


@pytest.fixture
def without_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Processes started from here on find a torch that raises what its content says."""
    module = tmp_path / "torch.py"
    module.write_text("raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    return module


@pytest.mark.parametrize("start", LAUNCHES)
def test_without_torch_it_says_so(without_torch: Path, start: Callable[[], Launch]) -> None:
    before = set(psutil.Process().children())
    engine = Engine(launch=start())
    generation = engine.client.submit(maths(WORKED))
    engine.client.start()
    try:
        answer = failure(engine.reply(generation))
        assert answer.kind == "internal"
        assert answer.sentence.startswith("the engine cannot start: torch is not installed in this Python")
        assert failure(engine.ask(maths(WORKED))).sentence == answer.sentence
        states = [event.state for event in engine.events if isinstance(event, StateChanged)]
        assert states == ["failed"]
        _, alive = psutil.wait_procs(set(psutil.Process().children()) - before, timeout=30)
        assert not alive
    finally:
        engine.client.close()


@pytest.mark.parametrize("start", LAUNCHES)
def test_an_engine_that_dies_at_each_start_is_given_up(
    without_torch: Path, start: Callable[[], Launch], monkeypatch: pytest.MonkeyPatch
) -> None:
    without_torch.write_text("import os; os._exit(7)")
    monkeypatch.setattr(staffing, "RETRIES", (0, 0.01, 0.01))
    engine = Engine(launch=start())
    generation = engine.client.submit(maths(WORKED))
    engine.client.start()
    try:
        answer = failure(engine.reply(generation))
        assert answer.sentence.startswith("the engine ends each time while it starts")
    finally:
        engine.client.close()


def test_a_task_that_comes_later_tries_again(without_torch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staffing, "RETRY_AFTER", 0.0)
    engine = Engine()
    engine.client.start()
    try:
        engine.state("failed")
        without_torch.unlink()
        assert engine.alive()
    finally:
        engine.client.close()
