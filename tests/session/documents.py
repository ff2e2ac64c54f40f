"""Random Documents, and what it means that two of them are the same."""

from __future__ import annotations

import dataclasses
from typing import Any, get_args

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from jacviz.engine.messages import Mode, Precision
from jacviz.experiment.data import (
    BlobsData,
    Dataset,
    LineData,
    MoonsData,
    QuadraticData,
    SineData,
    SpiralData,
)
from jacviz.experiment.recipes import RECIPES, SGD, Recipe
from jacviz.experiment.schedules import SCHEDULES, Schedule
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
from jacviz.session.document import Document, Limits
from jacviz.session.landscape.settings import Landscape, PlaneSettings, Sight, Starts
from jacviz.session.spans import Span
from jacviz.session.text_limits import title_of
from jacviz.session.vectors import Vector, frozen

numbers = st.floats(allow_nan=False, allow_infinity=False)
any_numbers = st.floats()
positive = st.floats(min_value=1e-300, max_value=1e300)
shares = st.floats(0, 1)
words = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)
# What a file may hold: anything but other line ends and half characters.
texts = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"),
    max_size=60,
)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    low, high = sorted((draw(st.floats(-1e300, 1e300)), draw(st.floats(-1e300, 1e300))))
    return Span(low, high if high > low else low + abs(low) + 1.0, draw(positive))


@st.composite
def vectors(draw: st.DrawFn) -> Vector:
    values = draw(st.lists(any_numbers, max_size=6) | st.just([0.1] * 300))
    names = tuple(f"x{i + 1}" for i in range(len(values))) if draw(st.booleans()) else ()
    own = tuple((name, draw(spans())) for name in names[:2])
    return Vector(frozen(values), names, draw(spans()), own, draw(st.sampled_from(["off", "l1", "l2"])))


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    kind = draw(st.sampled_from(list(SCHEDULES.values())))
    wholes = {"step_size", "T_max", "total_iters", "total_steps"}
    made: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        if field.name in wholes:
            optional = field.default is None
            made[field.name] = draw(st.integers(1, 10_000) | (st.none() if optional else st.nothing()))
        else:
            made[field.name] = draw(shares if field.name in {"pct_start", "eta_min"} else positive)
    return kind(**made)


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    kind = draw(st.sampled_from(list(RECIPES.values())))
    made: dict[str, Any] = {"lr": draw(positive), "schedule": draw(schedules())}
    made["lr_changes"] = tuple(draw(st.lists(st.tuples(st.integers(0, 999), positive), max_size=2)))
    for field in dataclasses.fields(kind):
        if field.name == "betas":
            made["betas"] = (draw(st.floats(0, 0.999)), draw(st.floats(0, 0.999)))
        elif type(field.default) is bool and field.name != "nesterov":
            made[field.name] = draw(st.booleans())
        elif type(field.default) is float and field.name != "lr":
            made[field.name] = draw(shares)
    if issubclass(kind, SGD) and made["momentum"] > 0 and made["dampening"] == 0:
        made["nesterov"] = draw(st.booleans())
    return kind(**made)


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    count, width = draw(st.integers(1, 200)), draw(st.integers(1, 4))
    inputs = draw(hnp.arrays(np.float64, (count, width), elements=numbers))
    targets = draw(hnp.arrays(np.float64, (count,), elements=numbers))
    columns = tuple(f"column {i}" for i in range(width))
    classes = tuple(draw(st.lists(words, max_size=3)))
    return Dataset(
        inputs, targets, columns, draw(words), classes, draw(words), tuple(draw(st.lists(words, max_size=2)))
    )


sources = st.builds(Source, language=st.sampled_from(["maths", "python"]), text=texts)
_drawn = {"count": st.integers(1, 10_000), "noise": shares, "seed": st.integers(0, 2**63 - 1)}
experiments = st.one_of(
    st.builds(LineData, slope=numbers, intercept=numbers, mu=numbers, sigma=shares, **_drawn),
    st.builds(QuadraticData, curvature=numbers, slope=numbers, intercept=numbers, **_drawn),
    st.builds(SineData, amplitude=numbers, frequency=numbers, **_drawn),
    st.builds(MoonsData, **_drawn),
    st.builds(BlobsData, classes=st.integers(2, 20), **_drawn),
    st.builds(SpiralData, classes=st.integers(2, 20), turns=numbers, **_drawn),
)
models = st.one_of(
    st.just(Line()),
    st.builds(Polynomial, degree=st.integers(0, 50)),
    st.just(LogisticRegression()),
    st.builds(
        Mlp,
        sizes=st.lists(st.integers(1, 4096), min_size=1, max_size=4).map(tuple),
        activation=st.sampled_from(ACTIVATIONS),
    ),
    sources,
)
problems = st.one_of(
    st.builds(
        RiskSettings, model=models, data=experiments | datasets(), loss=st.sampled_from([None, *LOSSES])
    ),
    st.builds(ObjectiveSettings, objective=words | sources, noise=shares),
)


@st.composite
def starts(draw: st.DrawFn) -> Starts:
    shape = draw(st.tuples(st.integers(1, 4), st.integers(1, 200)))
    placed = draw(st.none() | hnp.arrays(np.float64, shape, elements=numbers))
    return Starts(
        draw(st.integers(1, 10_000)), draw(st.sampled_from(["normal", "uniform", "grid", "ring"])), placed
    )


_range = st.tuples(st.floats(-1e9, 0), st.floats(1e-9, 1e9))
sights = st.builds(
    Sight,
    window=st.none() | st.tuples(_range, _range),
    levels=st.sampled_from(["linear", "log", "equal-count"]),
    level_count=st.integers(1, 99),
    lines=st.booleans(),
    labels=st.booleans(),
    colour_by=st.sampled_from([None, "start", "optimiser"]),
    tail=st.none() | st.integers(0, 500),
    ticks=st.integers(0, 500),
    hidden=st.lists(words, max_size=3).map(tuple),
    three_d=st.booleans(),
    basins=st.booleans(),
    critical=st.booleans(),
)
planes = st.builds(
    PlaneSettings,
    kind=st.sampled_from(["parameters", "random", "components"]),
    first=st.integers(0, 5),
    second=st.integers(6, 9),
    seed=st.integers(0, 2**63 - 1),
    through=st.sampled_from(["optimum", "start", "step"]),
    step=st.integers(0, 500),
)
landscapes = st.builds(
    Landscape,
    problem=problems,
    recipes=st.lists(recipes(), min_size=1, max_size=3).map(tuple),
    suggest_rate=st.booleans(),
    starts=starts(),
    steps=st.integers(0, 10_000_000),
    batch=st.sampled_from(["default", None]) | st.integers(1, 999),
    sampling=st.sampled_from(["shuffle", "replacement", "distinct"]),
    seed=st.integers(0, 2**63 - 1),
    plane=planes,
    sight=sights,
)
documents = st.builds(
    Document,
    title=words.map(title_of),
    language=st.sampled_from(["maths", "python"]),
    maths=texts,
    python=texts,
    wrt=st.sampled_from(["x", "theta"]),
    mode=st.sampled_from(get_args(Mode)),
    precision=st.sampled_from(get_args(Precision)),
    device=st.sampled_from(["cpu", "cuda", "cuda:1", "mps"]),
    x=vectors(),
    theta=vectors(),
    u=vectors(),
    v=vectors(),
    v_theta=vectors(),
    limits=st.builds(
        Limits,
        kind=st.sampled_from(["auto", "locked", "percentile", "symlog"]),
        bound=positive,
        percentile=st.floats(0, 100),
        linear=st.floats(1e-9, 1),
    ),
    contributions=st.booleans(),
    seed=st.integers(0, 2**63 - 1),
    x_start=vectors(),
    theta_start=vectors(),
    landscape=landscapes,
)


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same to the last bit, whatever their classes take for equal."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and bytes_of(one) == bytes_of(other)
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float):
        return bytes_of(np.float64(one)) == bytes_of(np.float64(other))
    if dataclasses.is_dataclass(one):
        names = (field.name for field in dataclasses.fields(one) if field.name != "foreign")
        return all(same(getattr(one, name), getattr(other, name)) for name in names)
    return bool(one == other)


def bytes_of(array: Any) -> bytes:
    array = np.asarray(array)
    return np.where(np.isnan(array), np.float64("nan"), array).tobytes()  # one nan is as good as another
