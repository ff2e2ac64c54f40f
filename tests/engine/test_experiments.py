"""Which problems are kept from task to task, and which settings are the same."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from jacviz.engine.messages import Failure
from jacviz.engine.training_messages import MinibatchTask, MomentTask, TermsTask, TrainingTask
from jacviz.engine.worker import experiments, talking, training
from jacviz.engine.worker.experiments import Experiments, same
from jacviz.engine.worker.talking import Talk
from jacviz.experiment.data import Dataset, LineData, QuadraticData
from jacviz.experiment.recipes import SGD
from jacviz.experiment.settings import Mlp, ObjectiveSettings, Polynomial, RiskSettings, Source
from jacviz.training.values import always

DATA = Dataset(np.arange(6.0).reshape(3, 2), np.arange(3.0), ("a", "b"))


def test_equal_settings_are_one_problem() -> None:
    kept = Experiments()
    first = kept.of(RiskSettings())
    assert kept.of(RiskSettings()) is first
    assert kept.of(RiskSettings(data=LineData(seed=1))) is not first
    assert kept.of(RiskSettings(data=LineData())) is first


@pytest.mark.parametrize(
    "other",
    [
        RiskSettings(data=dataclasses.replace(DATA, inputs=DATA.inputs + np.eye(3, 2) * 1e-9)),
        RiskSettings(data=dataclasses.replace(DATA, targets=DATA.targets[::-1].copy())),
        RiskSettings(data=dataclasses.replace(DATA, inputs=DATA.inputs.reshape(3, 2)[:, ::-1])),
        RiskSettings(data=dataclasses.replace(DATA, input_names=("a", "c"))),
        RiskSettings(data=dataclasses.replace(DATA, classes=("x", "y", "z"))),
        RiskSettings(data=DATA, loss="squared"),
        RiskSettings(data=DATA, model=Mlp()),
        RiskSettings(data=LineData()),
        ObjectiveSettings(),
    ],
)
def test_other_settings_are_told_apart(other: object) -> None:
    assert not same(RiskSettings(data=DATA), other)
    copied = dataclasses.replace(DATA, inputs=DATA.inputs.copy(), targets=DATA.targets.copy())
    assert same(RiskSettings(data=DATA), RiskSettings(data=copied))


def test_a_number_is_no_truth_value_and_no_other_class() -> None:
    assert not same(1, True)
    assert not same(1, 1.0)
    assert not same(LineData(), QuadraticData())
    assert not same(ObjectiveSettings(objective="x"), ObjectiveSettings(objective=Source(text="x")))
    assert not same((1, 2), (1, 2, 3))
    assert same((1, (2.0, "x")), (1, (2.0, "x")))


def test_the_last_few_are_kept() -> None:
    kept = Experiments()
    first = kept.of(RiskSettings())
    for degree in range(3):
        kept.of(RiskSettings(model=Polynomial(degree=degree)))
    assert kept.of(RiskSettings()) is first
    for degree in range(4):
        kept.of(RiskSettings(model=Polynomial(degree=degree)))
    assert kept.of(RiskSettings()) is not first


def test_large_data_are_not_kept_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(experiments, "_MOST_NUMBERS", 1000)
    kept = Experiments()
    large = RiskSettings(data=LineData(count=2000))
    first = kept.of(large)
    assert kept.of(large) is first
    kept.of(RiskSettings())
    assert kept.of(large) is not first
    kept.forget()
    assert kept.of(RiskSettings()).problem.count == 200


def test_what_was_found_out_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Experiments().of(ObjectiveSettings(objective=Source(text="x1^2 + x2^2")))
    rate, known = one.rate(always), one.stability(np.zeros(2), always)
    assert known.largest == pytest.approx(2.0)
    monkeypatch.setattr(experiments, "suggested_rate", None)
    assert one.rate(always) == rate
    assert one.stability(np.zeros(2), always) is known
    assert one.stability(np.ones(2), always) is not known


def test_parts_of_torch_that_come_late_are_announced_where_the_closed_form_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    announced: list[str] = []
    monkeypatch.setattr(talking, "is_loaded", lambda part: False)
    monkeypatch.setattr(talking, "load", lambda *parts: announced.extend(parts))

    def asked(task: TrainingTask) -> list[str]:
        announced.clear()
        answer = training.answer(task, Experiments(), Talk(1, lambda said: None, lambda generation: False))
        assert not isinstance(answer, Failure)
        return list(announced)

    theta = np.zeros(2)
    assert not asked(MomentTask(RiskSettings(), theta[None]))
    assert asked(TermsTask(RiskSettings(), SGD(), np.zeros((3, 2)), 0, 5, 2))
    assert asked(MinibatchTask(RiskSettings(), theta, 0))
    assert asked(MomentTask(ObjectiveSettings(objective="booth"), theta[None]))
