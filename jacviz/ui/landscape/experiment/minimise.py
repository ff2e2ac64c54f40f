"""The section on what is minimised: model, data and loss, or an objective alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

from jacviz.experiment.data import EXPERIMENTS, Dataset
from jacviz.experiment.gallery import EXHIBITS, exhibit
from jacviz.experiment.settings import (
    ModelSettings,
    ObjectiveSettings,
    ProblemSettings,
    RiskSettings,
    Source,
)
from jacviz.session.landscape.changes import with_data, with_model, with_problem
from jacviz.session.landscape.settings import Landscape
from jacviz.ui.landscape.experiment.items import Choices, Item, Note, Setting, Situation, settings_of
from jacviz.ui.landscape.experiment.traits import traits
from jacviz.ui.landscape.experiment.words import choice, title

CSV = "@csv"  # chosen among the data, it asks for a file
EDITOR = "The editor's function"
MODELS: dict[str, Any] = {kind.name: kind for kind in get_args(ModelSettings)}


def minimise_items(now: Situation) -> tuple[Item, ...]:
    """What can be set about the problem.

    Args:
        now: What is shown.

    Returns:
        From top to bottom.
    """
    problem = now.landscape.problem
    rest = _risk(problem) if isinstance(problem, RiskSettings) else _objective(problem)
    return (_WHAT, *rest)


def _chosen(now: Situation, key: str) -> Landscape:
    return with_problem(now.landscape, RiskSettings() if key == "risk" else ObjectiveSettings())


_WHAT = Setting(
    "problem",
    "What is minimised",
    "A model's mean loss over data, or a function of its parameters alone.",
    "tabs",
    lambda now: "risk" if isinstance(now.landscape.problem, RiskSettings) else "objective",
    _chosen,
    choices=(("risk", "A model of data"), ("objective", "An objective alone")),
)


# --- a model of data -------------------------------------------------------------------------------------


def _risk(problem: RiskSettings) -> tuple[Item, ...]:
    return (*_model(problem.model), *_data(problem.data), *_LOSS)


def _problem(now: Situation) -> Any:
    return now.landscape.problem


def _with(now: Situation, problem: ProblemSettings) -> Landscape:
    return with_problem(now.landscape, problem)


_LOSS = settings_of("risk", traits(RiskSettings), _problem, _with, indent=0, none="auto")
_MODEL = Setting(
    "risk.model",
    "model",
    "f(x; θ), whose parameters θ are learned.",
    "choice",
    lambda now: _problem(now).model.name,
    lambda now, key: with_model(now.landscape, MODELS[key]()),
    choices=tuple((key, EDITOR if key == "source" else choice(key, capital=True)) for key in MODELS),
)


def _model(model: ModelSettings) -> tuple[Item, ...]:
    if isinstance(model, Source):
        return (_MODEL, Note("risk.model.source", lambda now: _about_source(_problem(now).model, "model")))
    fields = settings_of(
        f"model.{model.name}",
        traits(type(model)),
        lambda now: _problem(now).model,
        lambda now, changed: with_problem(now.landscape, replace(_problem(now), model=changed)),
    )
    return (_MODEL, *fields)


def _about_source(source: Source, role: str) -> str:
    if source.text:
        return "A function that came with this document."
    if role == "model":
        return "What the editor holds: f of inputs x and parameters θ."
    return "What the editor holds: one number for each point."


def _data(data: Any) -> tuple[Item, ...]:
    own = isinstance(data, Dataset)
    choices: Choices = tuple((key, choice(key, capital=True)) for key in EXPERIMENTS)
    if own:
        choices = (*choices, ("dataset", data.title))
    chooser = Setting(
        "risk.data",
        "data",
        "What the model learns from: a seeded experiment, or a file of yours.",
        "choice",
        lambda now: "dataset" if isinstance(_problem(now).data, Dataset) else _problem(now).data.name,
        _with_data,
        choices=(*choices, (CSV, "A CSV file…")),
    )
    if own:
        return (
            chooser,
            Note("data.set", lambda now: _about(_problem(now).data)),
            Note("data.notes", lambda now: " ".join(_problem(now).data.notes)),
        )
    fields = settings_of(
        f"data.{data.name}",
        traits(type(data), last=("noise", "count", "seed")),
        lambda now: _problem(now).data,
        lambda now, changed: with_problem(now.landscape, replace(_problem(now), data=changed)),
        named=lambda name: "seed of the data" if name == "seed" else title(name),
    )
    return (chooser, *fields)


def _with_data(now: Situation, key: str) -> Landscape:
    return now.landscape if key == "dataset" else with_data(now.landscape, EXPERIMENTS[key]())


def _about(data: Dataset) -> str:
    listed = ", ".join(data.input_names[:6]) + (", …" if len(data.input_names) > 6 else "")
    classes = f", {len(data.classes)} classes" if data.classes else ""
    return f"{len(data):,} samples{classes}: {data.target_name} from {listed}."


# --- an objective alone ----------------------------------------------------------------------------------

_OBJECTIVES: Choices = (*((one.name, one.title) for one in EXHIBITS), ("source", EDITOR))
_OBJECTIVE = Setting(
    "objective",
    "objective",
    "A function of its parameters alone.",
    "choice",
    lambda now: "source" if isinstance(_problem(now).objective, Source) else _problem(now).objective,
    lambda now, key: with_problem(
        now.landscape, replace(_problem(now), objective=Source() if key == "source" else key)
    ),
    choices=_OBJECTIVES,
)
_NOISE = settings_of(
    "objective", traits(ObjectiveSettings), _problem, _with, indent=0, named=lambda name: f"gradient {name}"
)


def _objective(problem: ObjectiveSettings) -> tuple[Item, ...]:
    del problem
    return (_OBJECTIVE, Note("objective.about", lambda now: _sentence(_problem(now).objective)), *_NOISE)


def _sentence(objective: str | Source) -> str:
    if isinstance(objective, Source):
        return _about_source(objective, "objective")
    return exhibit(objective).sentence
