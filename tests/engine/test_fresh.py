"""Workers as processes of their own: what macOS and Windows use, and runs everywhere."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import psutil
import pytest

from jacviz.engine.client import StateChanged
from jacviz.engine.launch import launch_fresh
from jacviz.engine.messages import Hello
from jacviz.engine.training_messages import DescentAnswer, DescentTask, SurfaceAnswer, SurfaceTask
from jacviz.experiment.recipes import SGD
from tests.engine.conftest import FOREVER, Engine, failure, python
from tests.engine.training import LINE, told


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = Engine(launch=launch_fresh())
    engine.client.start()
    yield engine
    engine.client.close()


def test_it_answers_and_comes_back_after_a_kill_and_a_death(engine: Engine) -> None:
    assert engine.alive()
    assert [type(event) for event in engine.events[:2]] == [Hello, StateChanged]
    engine.client.deadline = 0.5
    assert failure(engine.ask(python(FOREVER))).kind == "deadline"
    engine.client.deadline = 60
    assert engine.alive()
    answer = failure(engine.ask(python("import os\nos._exit(3)")))
    assert "exit status 3" in answer.sentence
    assert engine.alive()


def test_each_lane_has_a_process_of_its_own(engine: Engine) -> None:
    assert isinstance(told(engine, DescentTask(LINE, (SGD(),), steps=5)).answer, DescentAnswer)
    assert isinstance(engine.ask(SurfaceTask(LINE, stages=((5, 5),))), SurfaceAnswer)
    assert engine.alive()
    workers = [one for one in psutil.Process().children() if "worker.fresh" in " ".join(one.cmdline())]
    assert len(workers) >= 3


def test_a_worker_killed_before_its_hello_is_started_again(engine: Engine) -> None:
    newest = max(psutil.Process().children(), key=lambda process: process.create_time())
    newest.kill()
    assert engine.alive()


def test_a_stranger_without_the_token_is_sent_away() -> None:
    launched = launch_fresh()
    address = launched.listener.getsockname()
    stranger = socket.create_connection(address)
    stranger.sendall(b"x" * 32)
    engine = Engine(launch=launched)
    engine.client.start()
    try:
        stranger.settimeout(60)
        assert stranger.recv(1) == b""
        assert engine.alive()
        with pytest.raises(OSError, match=r"."):  # once the worker is here nobody else is let in
            socket.create_connection(address, timeout=1)
    finally:
        stranger.close()
        engine.client.close()


def test_what_was_launched_and_never_used_is_closed() -> None:
    launch_fresh().close()
