from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jacviz.experiment.errors import TrainingError
from jacviz.experiment.minibatches import SAMPLINGS, Minibatches, Sampling, minibatch

sizes = st.integers(1, 40).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n)))


@given(sizes, st.integers(0, 2**40))
@settings(deadline=None)
def test_shuffling_goes_once_through_all_samples_each_epoch(sizes: tuple[int, int], seed: int) -> None:
    count, size = sizes
    steps = -(-count // size)
    batches = Minibatches(count, size, "shuffle", seed)
    for _ in range(3):
        epoch = batches.take(steps)
        assert [len(batch) for batch in epoch[:-1]] == [size] * (steps - 1)
        assert sorted(np.concatenate(epoch).tolist()) == list(range(count))


def test_epochs_differ() -> None:
    batches = Minibatches(100, 100 // 2, "shuffle", 0)
    first, second = np.concatenate(batches.take(2)), np.concatenate(batches.take(2))
    assert first.tolist() != second.tolist()


@given(sizes, st.integers(0, 1000))
@settings(deadline=None)
def test_distinct_draws_repeat_no_sample_within_a_minibatch(sizes: tuple[int, int], seed: int) -> None:
    count, size = sizes
    for batch in Minibatches(count, size, "distinct", seed).take(4):
        assert len(set(batch.tolist())) == size
        assert set(batch.tolist()) <= set(range(count))


def test_replacement_draws_every_sample_alike() -> None:
    draws = np.concatenate(Minibatches(10, 5, "replacement", 0).take(4000))
    assert len(draws) == 20_000
    assert np.bincount(draws, minlength=10).min() > 1800
    assert any(len(set(batch.tolist())) < 5 for batch in Minibatches(10, 5, "replacement", 0).take(20))


@given(
    st.sampled_from(SAMPLINGS),
    sizes,
    st.integers(0, 1000),
    st.lists(st.integers(0, 7), min_size=1, max_size=5),
)
@settings(deadline=None)
def test_draws_do_not_depend_on_how_many_are_taken_at_once(
    sampling: Sampling, sizes: tuple[int, int], seed: int, pieces: list[int]
) -> None:
    whole = Minibatches(*sizes, sampling, seed).take(sum(pieces))
    in_pieces = Minibatches(*sizes, sampling, seed)
    joined = [batch for piece in pieces for batch in in_pieces.take(piece)]
    assert [batch.tolist() for batch in whole] == [batch.tolist() for batch in joined]
    if whole:
        assert minibatch(len(whole) - 1, *sizes, sampling, seed).tolist() == whole[-1].tolist()


@pytest.mark.parametrize("size", [None, 12])
def test_a_full_batch_is_all_samples_in_order(size: int | None) -> None:
    for sampling in ("shuffle", "distinct"):
        for batch in Minibatches(12, size, sampling, 0).take(3):
            assert batch.tolist() == list(range(12))


@pytest.mark.parametrize(
    ("size", "sampling", "seed", "said"),
    [
        (201, "shuffle", 0, "A minibatch of 201 is larger than the data, which have 200 samples"),
        (0, "shuffle", 0, "at least 1 sample; 0"),
        (5, "sorted", 0, "no sampling 'sorted'"),
        (5, "shuffle", -1, "seed must be 0 or a positive"),
    ],
)
def test_what_does_not_fit_is_refused(size: int, sampling: Sampling, seed: int, said: str) -> None:
    with pytest.raises(TrainingError, match=said):
        Minibatches(200, size, sampling, seed)
