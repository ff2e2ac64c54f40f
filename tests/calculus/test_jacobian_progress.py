"""Word of the passes while they are made."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import pytest
import torch
from torch import Tensor

from jacviz.calculus import progress
from jacviz.calculus.lazy_parts import LAZY_PARTS, load
from jacviz.calculus.modes import Record, UsedMode
from jacviz.calculus.progress import Pace, Progress
from jacviz.calculus.strategy import compute

A = torch.randn(90, 70, dtype=torch.float64, generator=torch.Generator().manual_seed(0))


def linear(x: Tensor) -> Tensor:
    return A @ x


@pytest.mark.parametrize("mode", ["forward", "reverse"])
@pytest.mark.parametrize("chunk", [None, 7])
def test_every_batch_is_told_of_and_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, mode: UsedMode, chunk: int | None
) -> None:
    load(*LAZY_PARTS)
    monkeypatch.setattr(progress, "EVERY", 0.0)
    monkeypatch.setattr(progress, "BATCH", 0.0)
    monkeypatch.setattr(Record, "takes_long", lambda *_: True)
    told: list[tuple[int, int]] = []
    x = torch.ones(70, dtype=torch.float64)
    computed = compute(linear, x, mode, chunk, tell=lambda *passes: told.append(passes))
    torch.testing.assert_close(computed.matrix, A)
    total = 90 if mode == "reverse" else 70
    assert told[0] == (0, total)
    assert told[-1] == (total, total)
    first = chunk or 32
    assert [done for done, _ in told[1:3]] == [first, first + 1]  # a pace of no time at all


@pytest.mark.parametrize("mode", ["forward", "reverse"])
def test_passes_one_by_one_are_told_of(monkeypatch: pytest.MonkeyPatch, mode: UsedMode) -> None:
    load(*LAZY_PARTS)
    monkeypatch.setattr(progress, "EVERY", 0.0)
    told: list[tuple[int, int]] = []
    compute(torch.sin, torch.ones(2), mode, tell=lambda *passes: told.append(passes))
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_what_is_short_is_not_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    load(*LAZY_PARTS)
    monkeypatch.setattr(progress, "EVERY", 1e9)
    told: list[tuple[int, int]] = []
    compute(linear, torch.ones(70, dtype=torch.float64), tell=lambda *passes: told.append(passes))
    assert told == []


def test_imports_are_told_of_before_and_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "is_loaded", lambda part: False)
    monkeypatch.setattr(progress, "EVERY", 1e3)
    told: list[tuple[int, int]] = []
    compute(torch.sin, torch.ones(2), "forward", tell=lambda *passes: told.append(passes))
    assert set(told[:-1]) == {(0, 0)}
    assert told[-1] == (0, 2)


def test_the_pace_follows_the_time_that_batches_take(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = itertools.chain([0.0, 0.0, 1.0, 1.0], itertools.repeat(1.0))
    monkeypatch.setattr(progress, "time", SimpleNamespace(perf_counter=lambda: next(ticks)))
    pace = Pace(Progress(), 1000)
    assert pace.size == 32
    pace.made(32)  # in a second
    assert pace.size == 9
    pace.made(9)  # in no time
    assert pace.size == 72
    assert Pace(Progress(), 5).size == 5
