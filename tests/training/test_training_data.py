from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jacviz.experiment.data import (
    EXPERIMENTS,
    BlobsData,
    Dataset,
    LineData,
    MoonsData,
    SpiralData,
    experiment,
)
from jacviz.experiment.errors import TrainingError


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_seed_fixes_the_data_bit_for_bit(name: str) -> None:
    first, again, other = (experiment(name, seed=seed).draw() for seed in (7, 7, 8))
    assert first.inputs.tobytes() == again.inputs.tobytes()
    assert first.targets.tobytes() == again.targets.tobytes()
    assert first.inputs.tobytes() != other.inputs.tobytes()
    assert first.inputs.dtype == first.targets.dtype == np.float64
    assert len(first.input_names) == first.inputs.shape[1]


def test_line_data_are_the_experiment_of_the_reference() -> None:
    data = LineData(count=200_000, seed=3).draw()
    x, t = data.inputs[:, 0], data.targets
    assert np.log(x).mean() == pytest.approx(0.0, abs=0.01)
    assert np.log(x).std() == pytest.approx(0.5, abs=0.01)
    residual = t - (2 * x + 0.5)
    assert residual.std() == pytest.approx(0.5, abs=0.01)
    assert np.corrcoef(x, residual)[0, 1] == pytest.approx(0.0, abs=0.01)


@given(
    slope=st.floats(-5, 5), intercept=st.floats(-5, 5), mu=st.floats(-1, 1), sigma=st.floats(0, 1),
    count=st.integers(1, 50), seed=st.integers(0, 2**32),
)  # fmt: skip
@settings(max_examples=30, deadline=None)
def test_without_noise_the_targets_lie_on_the_line(
    slope: float, intercept: float, mu: float, sigma: float, count: int, seed: int
) -> None:
    data = LineData(
        slope=slope, intercept=intercept, mu=mu, sigma=sigma, noise=0.0, count=count, seed=seed
    ).draw()
    assert len(data) == count
    assert np.allclose(data.targets, slope * data.inputs[:, 0] + intercept, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("made", [MoonsData(noise=0), BlobsData(classes=4), SpiralData(classes=3, count=99)])
def test_classes_are_even_and_labelled(made: MoonsData | BlobsData | SpiralData) -> None:
    data = made.draw()
    numbers, counts = np.unique(data.targets, return_counts=True)
    assert numbers.tolist() == list(range(len(data.classes)))
    assert counts.max() - counts.min() <= 1
    assert data.inputs.shape == (made.count, 2)


def test_moons_without_noise_are_half_circles() -> None:
    data = MoonsData(noise=0.0).draw()
    upper, lower = data.inputs[data.targets == 0], data.inputs[data.targets == 1]
    assert np.allclose(np.hypot(*upper.T), 1.0)
    assert np.allclose(np.hypot(*(lower - [1.0, 0.5]).T), 1.0)
    assert upper[:, 1].min() >= 0
    assert lower[:, 1].max() <= 0.5


@pytest.mark.parametrize(
    ("name", "wrong", "said"),
    [
        ("line", {"count": 0}, "1 to 10,000,000 samples; 0 were asked for"),
        ("line", {"noise": -1.0}, "noise must be 0 or a positive"),
        ("line", {"noise": float("nan")}, "noise must be 0 or a positive"),
        ("line", {"sigma": -0.1}, "sigma must be"),
        ("line", {"seed": -1}, "seed must be"),
        ("blobs", {"classes": 1}, "2 to 20 classes; 1"),
        ("line", {"steepness": 1}, "unexpected keyword argument 'steepness'"),
        ("cubic", {}, "no data called 'cubic'"),
    ],
)
def test_settings_that_do_not_fit_are_refused(name: str, wrong: dict[str, float], said: str) -> None:
    with pytest.raises(TrainingError, match=said):
        experiment(name, **wrong)


def test_a_dataset_is_checked() -> None:
    with pytest.raises(TrainingError, match="no samples"):
        Dataset(np.empty((0, 1)), np.empty(0))
    with pytest.raises(TrainingError, match="nan or infinity"):
        Dataset(np.array([[np.nan]]), np.zeros(1))
    with pytest.raises(TrainingError, match=r"inputs \(N, d\)"):
        Dataset(np.zeros((3, 1)), np.zeros(2))
