"""Everything that describes an experiment arrives as it was; what its own checks refuse is no frame."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from jacviz.engine import training_messages
from jacviz.engine.codec import ALIGNMENT, Decoder
from jacviz.engine.declared import FrameError, family_reader, reader_of
from jacviz.engine.messages import Partial, Reply, Request, Withdraw
from jacviz.engine.training_messages import (
    BasinsTask,
    CsvAnswer,
    CsvLayoutTask,
    CsvTask,
    DescentBegun,
    DescentChunk,
    DescentTask,
    MomentTask,
    SurfaceAnswer,
    SurfaceTask,
    TermsTask,
)
from jacviz.experiment.csv_layout import CsvLayout
from jacviz.experiment.csv_table import CsvTable, Fault, Faults
from jacviz.experiment.data import EXPERIMENTS, BlobsData, Dataset, DataSettings, LineData
from jacviz.experiment.errors import TrainingError
from jacviz.experiment.minibatches import SAMPLINGS
from jacviz.experiment.parts import Part
from jacviz.experiment.planes import Plane
from jacviz.experiment.recipes import RECIPES, SGD, AdamW, Recipe
from jacviz.experiment.schedules import SCHEDULES, Cosine, Schedule
from jacviz.experiment.settings import (
    ACTIVATIONS,
    LOSSES,
    Line,
    LogisticRegression,
    Mlp,
    ObjectiveSettings,
    Polynomial,
    RiskSettings,
    Source,
)
from jacviz.experiment.starts import SPREADS
from tests.engine.test_codec import parts, same

EVERY = (Request, Reply, Partial, Withdraw)


def there_and_back(message: object) -> Any:
    return Decoder().decode(*parts(message), EVERY)


# --- whatever the settings may be ------------------------------------------------------------------------

positive = st.floats(1e-6, 1e6)
shares = st.floats(0, 0.99)
counts = st.integers(1, 1000)
texts = st.text(max_size=30)


def some(kind: type, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Instances of a dataclass with some of the fields other than by default."""
    names = {field.name for field in dataclasses.fields(kind)}
    return st.fixed_dictionaries({}, optional={n: s for n, s in fields.items() if n in names}).map(
        lambda values: kind(**values)
    )


schedules: st.SearchStrategy[Schedule] = st.sampled_from(list(SCHEDULES.values())).flatmap(
    lambda kind: some(
        kind, step_size=counts, gamma=positive, T_max=st.none() | counts, eta_min=positive,
        total_iters=counts, start_factor=positive, total_steps=st.none() | counts, pct_start=shares,
    )
)  # fmt: skip
recipes: st.SearchStrategy[Recipe] = st.sampled_from(list(RECIPES.values())).flatmap(
    lambda kind: some(
        kind, lr=positive, weight_decay=shares, maximize=st.booleans(), schedule=schedules,
        lr_changes=st.lists(st.tuples(counts, positive), max_size=3).map(tuple), momentum=shares,
        betas=st.tuples(shares, shares), eps=positive, amsgrad=st.booleans(), centered=st.booleans(),
    )
)  # fmt: skip
experiments: st.SearchStrategy[DataSettings] = st.sampled_from(list(EXPERIMENTS.values())).flatmap(
    lambda kind: some(
        kind, count=counts, noise=positive, seed=counts, slope=st.floats(-9, 9), sigma=shares,
        classes=st.integers(2, 5), turns=positive,
    )
)  # fmt: skip
columns = hnp.arrays(np.float64, st.tuples(st.integers(1, 40), st.integers(1, 3)), elements=st.floats(-9, 9))
datasets = st.tuples(columns, texts, st.lists(texts, max_size=3).map(tuple)).map(
    lambda made: Dataset(made[0], made[0][:, 0].copy(), target_name=made[1], classes=made[2])
)
sources = some(Source, language=st.sampled_from(["maths", "python"]), text=texts)
models = st.one_of(
    st.just(Line()), st.just(LogisticRegression()), some(Polynomial, degree=st.integers(0, 50)), sources,
    some(
        Mlp, sizes=st.lists(counts, min_size=1, max_size=4).map(tuple),
        activation=st.sampled_from(ACTIVATIONS),
    ),
)  # fmt: skip
problems = st.one_of(
    some(RiskSettings, model=models, data=experiments | datasets, loss=st.none() | st.sampled_from(LOSSES)),
    some(ObjectiveSettings, objective=texts | sources, noise=positive),
)
descents = st.builds(
    DescentTask, problems, st.lists(recipes, min_size=1, max_size=3).map(tuple), st.booleans(), counts,
    st.sampled_from(SPREADS), st.none() | hnp.arrays(np.float64, (3, 2)), counts,
    st.one_of(st.none(), st.just("default"), counts), st.sampled_from(SAMPLINGS), counts,
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(descents)
def test_descents_arrive(task: DescentTask) -> None:
    assert same(there_and_back(Request(1, task)), Request(1, task))


ends = st.tuples(st.floats(-9, 0), positive)


@settings(deadline=None)
@given(problems, st.tuples(ends, ends), st.lists(st.tuples(counts, counts), max_size=4).map(tuple))
def test_surfaces_arrive(problem: Any, window: Any, stages: Any) -> None:
    plane = Plane(np.zeros(3), np.eye(3)[:2], ("a", "b"), (0, 1), (0.5, 0.25))
    task = SurfaceTask(problem, plane, window, stages)
    assert same(there_and_back(Request(1, task)), Request(1, task))
    first = dataclasses.replace(task, plane=None, window=None)
    assert same(there_and_back(Request(1, first)), Request(1, first))
    basins = BasinsTask(problem, SGD(), plane, window)
    assert same(there_and_back(Request(1, basins)), Request(1, basins))


LAYOUT = CsvLayout(
    "é.csv", "utf-8", ";", ",", True, ("a", "b"), ("number", "text"), (("1", "x"), ("2", "")), ("note",)
)  # fmt: skip
CHUNK = DescentChunk(
    4, np.zeros((1, 2, 4, 2)), np.zeros((1, 2, 4)), np.zeros((1, 2, 3)), np.zeros((1, 2, 3)),
    np.full((1, 2), -1),
)  # fmt: skip
BEGUN = DescentBegun(
    "Line", ("note",), (Part("W", (2, 2)), Part("b", (2,), ("b1", "b2"))), 7, 3,
    (AdamW(schedule=Cosine()), SGD()),
    np.zeros((2, 6)), np.zeros(6), np.ones(6), np.empty((0, 6)), np.empty(0), False, LineData(count=7).draw(),
)  # fmt: skip
TABLE = CsvTable(
    LAYOUT, np.zeros((2, 1)), np.zeros(2), ("a",), "b", ("x", "y"),
    Faults(1, (("ragged", 1),), (Fault(3, "ragged", "3 cells"),)),
)  # fmt: skip
MESSAGES = [
    Partial(3, BEGUN),
    Partial(3, CHUNK),
    Request(4, CsvTask(LAYOUT, ("a",), "b")),
    Request(4, CsvLayoutTask("/é")),
    Request(4, MomentTask(RiskSettings(), np.zeros((2, 2)), np.zeros((2, 2)), 1)),
    Request(4, TermsTask(RiskSettings(), SGD(), np.zeros((4, 2)), 1, 5, 3)),
    Reply(4, CsvAnswer(TABLE)),
    Withdraw(9),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_messages_about_training_arrive(message: object) -> None:
    assert same(there_and_back(message), message)


def test_every_message_about_training_can_be_read() -> None:
    """A field of a type that the codec cannot read would only show when it is sent."""
    kinds = [kind for kind in vars(training_messages).values() if dataclasses.is_dataclass(kind)]
    assert len(kinds) > 20
    for kind in kinds:
        plain = {"is": kind.__name__} | {field.name: None for field in dataclasses.fields(kind)}
        with pytest.raises(FrameError):
            reader_of(kind)(plain, Decoder())


# --- what is not read ------------------------------------------------------------------------------------


def changed(message: object, old: str, new: str) -> None:
    """Decode a message whose header says something else."""
    frame, header = parts(message)
    text = bytes(frame[:header]).rstrip().decode()
    assert old in text
    plain = json.dumps(json.loads(text.replace(old, new, 1))).encode()
    plain += b" " * (-len(plain) % ALIGNMENT)
    Decoder().decode(memoryview(plain + bytes(frame[header:])), len(plain), EVERY)


@pytest.mark.parametrize(
    ("message", "old", "new"),
    [
        (Request(1, DescentTask(RiskSettings(), (SGD(),))), '"is":"SGD"', '"is":"Rule"'),
        (Request(1, DescentTask(RiskSettings(), (SGD(),))), '"is":"SGD"', '"is":"LineData"'),
        (Request(1, DescentTask(RiskSettings(), (SGD(),))), '"is":"SGD"', '"is":"Adam"'),
        (Request(1, DescentTask(RiskSettings(), (SGD(),))), '"is":"SGD"', '"is":["SGD"]'),
        (Request(1, DescentTask(RiskSettings(), (SGD(),))), '"is":"SGD",', ""),
        (Request(1, DescentTask(RiskSettings(), (SGD(),))), '"lr":0.001', '"lr":-1'),
        (Request(1, DescentTask(RiskSettings(), (SGD(),))), '"lr":0.001', '"lr":NaN'),
        (Request(1, DescentTask(RiskSettings(), (SGD(),))), '"lr":0.001', '"lr":"0.001"'),
        (Request(1, DescentTask(RiskSettings(), (SGD(),))), '"lr_changes":[]', '"lr_changes":[[1]]'),
        (Request(1, DescentTask(RiskSettings(), (SGD(),))), '"lr_changes":[]', '"lr_changes":[[1,2,3]]'),
        (Request(1, DescentTask(RiskSettings(), (SGD(),))), '"lr_changes":[]', '"lr_changes":[[1.5,2]]'),
        (Request(1, DescentTask(RiskSettings(), (SGD(),))), '"lr_changes":[]', '"lr_changes":{"slot":0}'),
        (Request(1, DescentTask(RiskSettings(), (SGD(),))), '"batch":"default"', '"batch":"other"'),
        (Request(1, DescentTask(RiskSettings(), (SGD(),))), '"batch":"default"', '"batch":2.5'),
        (Request(1, DescentTask(RiskSettings(), (SGD(),))), '"batch":"default"', '"batch":true'),
        (Request(1, DescentTask(RiskSettings(), (SGD(),))), '"count":200', '"count":0'),
        (Request(1, DescentTask(RiskSettings(), (SGD(),))), '"spread":"normal"', '"spread":"odd"'),
        (Request(1, SurfaceTask(RiskSettings())), '"stages":[[25,25],', '"stages":[[25],'),
        (Request(1, SurfaceTask(RiskSettings())), '"window":null', '"window":[[0,1]]'),
        (Request(1, SurfaceTask(RiskSettings(data=BEGUN.sample))), '"shape":[7]', '"shape":[6]'),
        (Request(1, SurfaceTask(RiskSettings(data=BEGUN.sample))), '"dtype":"<f8"', '"dtype":"<i8"'),
        (Partial(1, CHUNK), '"is":"DescentChunk"', '"is":"DescentAnswer"'),
        (Partial(1, CHUNK), '"first":4', '"first":null'),
    ],
)
def test_what_is_malformed_is_refused(message: object, old: str, new: str) -> None:
    with pytest.raises(FrameError):
        changed(message, old, new)


def test_a_plane_that_is_a_line_is_refused() -> None:
    plane = Plane(np.zeros(2), np.eye(2), ("a", "b"))
    plane.directions[1] = plane.directions[0]
    empty = np.zeros((1, 1))
    answer = SurfaceAnswer(plane, ((0.0, 1.0), (0.0, 1.0)), empty, empty[0], empty[0], 0, (), False)
    with pytest.raises(FrameError, match="no Plane has such values: The two directions are the same line"):
        there_and_back(Partial(1, answer))


def test_what_went_wrong_inside_is_told_of_the_right_class() -> None:
    with pytest.raises(FrameError, match="no BlobsData has such values: There can be 2 to 20 classes"):
        changed(Request(1, SurfaceTask(RiskSettings(data=BlobsData()))), '"classes":3', '"classes":1')


def test_two_classes_of_one_name_are_not_told_apart_by_name() -> None:
    @dataclasses.dataclass(frozen=True)
    class Sort:
        pass

    first = dataclasses.make_dataclass("Kind", [], bases=(Sort,), frozen=True)
    second = dataclasses.make_dataclass("Kind", [], bases=(Sort,), frozen=True)
    assert first is not second
    with pytest.raises(TypeError, match="are called Kind"):
        family_reader((Sort,))({"is": "Kind"}, Decoder())


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_noise_is_refused_or_harmless(data: st.DataObject) -> None:
    message = data.draw(st.sampled_from([MESSAGES[0], MESSAGES[1], Request(1, SurfaceTask(RiskSettings()))]))
    frame, header = parts(message)
    noisy = bytearray(frame)
    for _ in range(data.draw(st.integers(1, 6))):
        noisy[data.draw(st.integers(0, len(noisy) - 1))] = data.draw(st.integers(0, 255))
    try:
        decoded = Decoder().decode(memoryview(noisy), header, EVERY)
    except FrameError:
        return
    assert isinstance(decoded, EVERY)


def test_the_settings_checks_are_those_of_the_window_too() -> None:
    with pytest.raises(TrainingError):
        SGD(lr=-1.0)
