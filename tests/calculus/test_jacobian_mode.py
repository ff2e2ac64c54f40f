"""Which mode is taken, how large the batches are, and what they hold in memory."""

from __future__ import annotations

import itertools

import pytest
import torch
from torch import Tensor, nn

import jacviz
from jacviz.calculus import strategy
from jacviz.calculus.modes import Record, by_shape, recall
from jacviz.calculus.passes import Sweep, Tape
from jacviz.calculus.refusals import bytes_per_pass


def network(n: int, m: int, hidden: int = 16) -> nn.Module:
    return nn.Sequential(nn.Linear(n, hidden), nn.Tanh(), nn.Linear(hidden, m)).requires_grad_(False)


@pytest.mark.parametrize(
    ("n", "m", "mode"),
    [
        (3, 2, "reverse"), (64, 64, "reverse"), (256, 256, "reverse"), (784, 10, "reverse"),
        (1024, 1024, "reverse"), (10, 4096, "forward"), (1, 1, "reverse"), (1, 2, "forward"),
        (262_912, 1, "reverse"), (1, 100_000, "forward"),
    ],
)  # fmt: skip
def test_the_mode_by_shape(n: int, m: int, mode: str) -> None:
    assert by_shape(m, n) == mode


@pytest.mark.parametrize(("n", "m", "mode"), [(200, 5, "reverse"), (5, 2000, "forward"), (6, 6, "reverse")])
def test_auto_uses_it(n: int, m: int, mode: str) -> None:
    f, x = network(n, m), torch.randn(n)
    j = jacviz.jacobian(f, x)
    assert (j.mode, j.passes, j.other_passes) == (mode, min(n, m), max(n, m))
    torch.testing.assert_close(j.matrix, torch.func.jacrev(f)(x), rtol=1e-4, atol=1e-6)
    assert jacviz.jacobian(f, x + 1).mode == mode


def modes_taken(record: Record, m: int, n: int, seconds: dict[str, float], times: int) -> list[str]:
    taken = []
    for _ in range(times):
        mode = record.fastest(m, n)
        record.took(mode, seconds[mode])
        taken.append(mode)
    return taken


def test_measured_times_decide_between_comparable_modes() -> None:
    taken = modes_taken(Record(), 256, 256, {"forward": 0.02, "reverse": 0.04}, 20)
    assert taken[:2] == ["reverse", "reverse"]
    assert set(taken[8:]) == {"forward"}
    assert len(set(taken[2:6])) == 2, "they take turns while both are measured"


def test_a_small_gain_or_a_short_time_changes_nothing() -> None:
    assert set(modes_taken(Record(), 256, 256, {"forward": 0.035, "reverse": 0.04}, 20)[8:]) == {"reverse"}
    assert set(modes_taken(Record(), 256, 256, {"forward": 0.001, "reverse": 0.019}, 20)) == {"reverse"}


def test_the_slower_mode_is_given_up_early() -> None:
    taken = modes_taken(Record(), 256, 256, {"forward": 0.4, "reverse": 0.04}, 20)
    assert taken.count("forward") == 1


def test_a_clear_case_measures_nothing() -> None:
    assert set(modes_taken(Record(), 4096, 10, {"forward": 0.9, "reverse": 0.1}, 9)) == {"forward"}
    assert set(modes_taken(Record(), 10, 784, {"forward": 0.1, "reverse": 0.9}, 9)) == {"reverse"}


def test_the_first_time_is_not_counted() -> None:
    record = Record()
    for mode, seconds in (("reverse", [9.0, 0.02, 0.02, 0.02]), ("forward", [9.0, 0.03, 0.03, 0.03])):
        for one in seconds:
            record.took(mode, one)  # type: ignore[arg-type]
    assert record.fastest(256, 256) == "reverse"


def test_a_refused_mode_is_not_tried_again() -> None:
    record = Record(refused={"reverse": "no"})
    assert record.fastest(10, 784) == "forward"


def test_functions_are_remembered_by_identity_and_forgotten_with_them() -> None:
    def f(x: Tensor) -> Tensor:
        return x

    x = torch.ones(3)
    assert recall(f, x) is recall(f, 2 * x)
    assert recall(f, x) is not recall(f, torch.ones(4))
    assert recall(f, x) is not recall(f, x.double())
    assert recall(lambda x: x, x) is not recall(f, x)

    class Unhashable:
        __hash__ = None  # type: ignore[assignment]

        def __call__(self, x: Tensor) -> Tensor:
            return 2 * x

    assert jacviz.jacobian(Unhashable(), x).matrix.tolist() == (2 * torch.eye(3)).tolist()


# --- batches


@pytest.mark.parametrize("mode", ["forward", "reverse"])
@pytest.mark.parametrize("chunk", [1, 2, 7, 20, 21, 1000, None])
def test_every_chunk_gives_the_same_jacobian(mode: str, chunk: int | None) -> None:
    f, x = network(20, 21).double(), torch.linspace(-1, 1, 20, dtype=torch.float64)
    j = jacviz.jacobian(f, x, mode=mode, chunk=chunk)  # type: ignore[call-overload]
    torch.testing.assert_close(j.matrix, torch.func.jacrev(f)(x), rtol=1e-12, atol=1e-12)
    assert j.matrix.is_contiguous()


@pytest.mark.parametrize("mode", ["forward", "reverse"])
def test_batches_stay_within_their_budget(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    for kind, name in ((Tape, "row_batches"), (Sweep, "column_batches")):
        original = getattr(kind, name)

        def spy(self: object, chunk: int, *pace: object, original: object = original) -> Tensor:
            sizes.append(chunk)
            return original(self, chunk, *pace)  # type: ignore[operator, no-any-return]

        monkeypatch.setattr(kind, name, spy)
    f, x = network(100, 100, hidden=1000), torch.randn(100)
    for budget in (1 << 16, 1 << 20, 1 << 30):
        strategy.compute(f, x, mode, budget=budget)  # type: ignore[arg-type]
    assert sizes[0] < sizes[1] < sizes[2] == 100
    # A pass holds at least the gradient of each layer once.
    assert sizes[0] * (100 + 1000 + 1000 + 100) * 4 <= 1 << 16


def test_a_pass_is_estimated_from_the_graph() -> None:
    x = torch.ones(10, requires_grad=True)
    y = (x * 2).sin()
    assert bytes_per_pass(y.grad_fn, 4) == 2 * 4 * (10 + 10 + 10)


def test_a_batch_that_does_not_fit_is_made_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    original, asked = Tape.row_batches, []

    def short_of_memory(self: Tape, chunk: int) -> Tensor:
        asked.append(chunk)
        if chunk > 2:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes")
        return original(self, chunk)

    monkeypatch.setattr(Tape, "row_batches", short_of_memory)
    j = jacviz.jacobian(lambda x: 2 * x, torch.ones(20), mode="reverse", chunk=20)
    assert asked == [20, 5, 1]
    assert torch.equal(j.matrix, 2 * torch.eye(20))


def test_cold_and_warm_passes_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    f, x = network(6, 5).double(), torch.ones(6, dtype=torch.float64)
    for cold, mode in itertools.product((False, True), ("forward", "reverse")):
        monkeypatch.setattr(strategy, "is_loaded", lambda part, cold=cold: not cold)
        matrix = jacviz.jacobian(f, x, mode=mode).matrix  # type: ignore[call-overload]
        torch.testing.assert_close(matrix, torch.func.jacfwd(f)(x), rtol=1e-13, atol=1e-13)
