"""The form as plain data: every field of every settings dataclass is there, and each value comes back."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import pytest

from jacviz.experiment.data import EXPERIMENTS, LineData, MoonsData
from jacviz.experiment.errors import TrainingError
from jacviz.experiment.gallery import EXHIBITS
from jacviz.experiment.parts import Part
from jacviz.experiment.recipes import RECIPES, SGD, Adam, recipe
from jacviz.experiment.schedules import SCHEDULES
from jacviz.experiment.settings import (
    LogisticRegression,
    Mlp,
    ObjectiveSettings,
    Polynomial,
    RiskSettings,
    Source,
)
from jacviz.session.landscape.settings import Landscape, PlaneSettings, Sight, Starts
from jacviz.ui.landscape.experiment.descent import minibatch_items, start_items
from jacviz.ui.landscape.experiment.items import Item, Note, Setting, Situation
from jacviz.ui.landscape.experiment.minimise import MODELS, minimise_items
from jacviz.ui.landscape.experiment.optimisers import KINDS, kind_of, optimiser_items, summary
from jacviz.ui.landscape.experiment.parsing import parsed, stepped, written
from jacviz.ui.landscape.experiment.picture import no_critical_points, picture_items, plane_items
from jacviz.ui.landscape.experiment.problem_choice import problem_entries, problem_title
from jacviz.ui.landscape.experiment.traits import traits
from tests.ui.landscape.standins import made_run


def situation(landscape: Landscape, names: int) -> Situation:
    parts = tuple(Part(f"p{index}") for index in range(names))
    return Situation(landscape, replace(made_run().begun, parts=parts))


def items_of(landscape: Landscape, names: int = 2) -> dict[str, Item]:
    now = situation(landscape, names)
    opened = range(len(landscape.recipes))
    items = (
        *minimise_items(now), *optimiser_items(now, opened), *start_items(now), *minibatch_items(now),
        *plane_items(now), *picture_items(now),
    )  # fmt: skip
    assert len({item.key for item in items}) == len(items)
    return {item.key: item for item in items}


def names_of(kind: Any, *without: str) -> list[str]:
    return [entry.name for entry in fields(kind) if entry.name not in without]


@dataclass(frozen=True)
class Case:
    name: str
    landscape: Landscape
    prefix: str
    names: tuple[str, ...]


def cases() -> list[Case]:
    made = []
    for name, kind in EXPERIMENTS.items():
        landscape = Landscape(problem=RiskSettings(data=kind()))
        made.append(Case(f"data {name}", landscape, f"data.{name}", tuple(names_of(kind))))
    for name, model in MODELS.items():
        landscape = Landscape(problem=RiskSettings(model=model()))
        own = () if model is Source else tuple(names_of(model))  # the editor has its text
        made.append(Case(f"model {name}", landscape, f"model.{name}", own))
    for name, optimiser in RECIPES.items():
        landscape = Landscape(recipes=(optimiser(),))
        made.append(Case(f"optimiser {name}", landscape, f"optimiser.0.{name}", tuple(names_of(optimiser))))
    for name, schedule in SCHEDULES.items():
        landscape = Landscape(recipes=(SGD(schedule=schedule()),))
        prefix = f"optimiser.0.sgd.schedule.{name}"
        made.append(Case(f"schedule {name}", landscape, prefix, tuple(names_of(schedule))))
    sight = Case("sight", Landscape(), "sight", tuple(names_of(Sight)))
    risk = Case("risk", Landscape(), "risk", tuple(names_of(RiskSettings)))
    return [*made, sight, risk]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_every_field_has_its_row(case: Case) -> None:
    keys = items_of(case.landscape)
    assert [name for name in case.names if f"{case.prefix}.{name}" not in keys] == []


def test_the_rest_of_a_landscape_has_its_rows() -> None:
    keys = set(items_of(Landscape(problem=ObjectiveSettings())))
    assert {"objective", "objective.noise", "problem"} <= keys
    plane: set[str] = set()
    for kind in ("parameters", "random", "components"):
        landscape = Landscape(plane=PlaneSettings(kind=kind, through="step"))  # type: ignore[arg-type]
        plane |= set(items_of(landscape, names=3))
    assert {f"plane.{name}" for name in names_of(PlaneSettings)} <= plane
    placed = Landscape(starts=Starts(placed=made_run().begun.starts))
    starts = set(items_of(Landscape())) | set(items_of(placed))
    assert {f"starts.{name}" for name in names_of(Starts)} <= starts
    direct = {"problem", "steps", "batch", "sampling", "seed"}
    nested = {"recipes", "suggest_rate", "starts", "plane", "sight"}
    assert set(names_of(Landscape)) == direct | nested  # else a new field needs its row
    assert direct <= starts


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_each_setting_reads_back_what_it_writes(case: Case) -> None:
    now = Situation(replace(case.landscape, suggest_rate=False))
    for item in items_of(now.landscape).values():
        if not isinstance(item, Setting) or item.control in {"tabs", "choice", "switch"}:
            continue
        value = item.read(now)
        back = parsed(item, written(item, value))
        assert back == value
        assert item.read(Situation(item.write(now, back))) == value


def test_every_setting_says_what_it_is() -> None:
    for case in cases():
        for item in items_of(case.landscape).values():
            if isinstance(item, Setting):
                assert item.title, item.key
                assert item.tip.endswith("."), item.key


def test_seeds_have_names_of_their_own() -> None:
    landscape = Landscape(plane=PlaneSettings(kind="random"))
    seeds = [
        item.title
        for item in items_of(landscape, names=3).values()
        if isinstance(item, Setting) and item.key.endswith("seed")
    ]
    assert seeds == ["seed of the data", "seed of the descent", "seed of the plane"]


def test_critical_points_are_switched_off_with_a_sentence_for_many_parameters() -> None:
    said = items_of(Landscape(), names=25)["sight.critical.none"]
    assert isinstance(said, Note)
    told = "Critical points are looked for among two parameters; there are 25."
    assert told == no_critical_points(situation(Landscape(), 25))
    assert "sight.critical.none" not in items_of(Landscape(), names=2)


def test_a_curve_has_no_contours_basins_or_third_dimension() -> None:
    items = items_of(Landscape(), names=1)
    for key in ("levels", "level_count", "lines", "labels"):
        assert f"sight.{key}" not in items
    alone = situation(Landscape(), 1)
    told = {key: item.text(alone) for key, item in items.items() if isinstance(item, Note) and "none" in key}
    assert told == {
        "sight.critical.none": "Critical points are looked for among two parameters; there is 1.",
        "sight.basins.none": "Basins are coloured over two parameters; this function has one.",
        "sight.three_d.none": "Three dimensions need two parameters; this function has one.",
    }
    assert "sight.levels" in items_of(Landscape(), names=2)


def test_a_new_kind_of_setting_appears_by_itself() -> None:
    @dataclass(frozen=True)
    class Fresh:
        width: float = 1.0
        layers: tuple[int, ...] = (1,)
        limit: int | None = None
        array: Landscape | None = None  # nothing that could be typed

    globals()["Fresh"] = Fresh
    assert [(trait.name, trait.kind, trait.optional) for trait in traits(Fresh)] == [
        ("width", "real", False), ("layers", "wholes", False), ("limit", "whole", True),
    ]  # fmt: skip


# --- text ------------------------------------------------------------------------------------------------


def setting(landscape: Landscape, key: str) -> Setting:
    found = items_of(landscape)[key]
    assert isinstance(found, Setting)
    return found


def test_numbers_are_typed_as_expressions_and_words() -> None:
    rate = setting(Landscape(), "optimiser.0.sgd.lr")
    assert parsed(rate, "1e-3") == 1e-3
    assert parsed(rate, "2^-4") == 0.0625
    assert parsed(rate, "suggested") is None
    batch = setting(Landscape(), "batch")
    assert (parsed(batch, "All"), parsed(batch, "default"), parsed(batch, "1e2")) == (None, "default", 100)
    assert written(batch, None) == "all"
    assert written(rate, 1e-8) == "1e-8"
    with pytest.raises(ValueError, match=r"A whole number is expected; 2\.5 came\."):
        parsed(batch, "2.5")
    with pytest.raises(ValueError, match="number is expected"):
        parsed(rate, "")


def test_lists_are_typed_with_commas_or_blanks() -> None:
    betas = setting(Landscape(recipes=(Adam(),)), "optimiser.0.adam.betas")
    assert parsed(betas, "(0.8, 0.99)") == (0.8, 0.99)
    with pytest.raises(ValueError, match="2 numbers are expected; 1 number came"):
        parsed(betas, "0.8")
    sizes = setting(Landscape(problem=RiskSettings(model=Mlp())), "model.mlp.sizes")
    assert parsed(sizes, "16 16,8") == (16, 16, 8)
    assert parsed(sizes, "16-16-8") == (16, 16, 8)  # as the caption has it


def test_parameters_are_chosen_by_name() -> None:
    first = setting(Landscape(), "plane.first") if "plane.first" in items_of(Landscape()) else None
    assert first is None  # two parameters: the plane is all there is
    now = Landscape()
    chosen = items_of(now, names=5)["plane.first"]
    assert isinstance(chosen, Setting)
    assert parsed(chosen, "p3") == "3"
    assert written(chosen, "3") == "p3"
    with pytest.raises(ValueError, match="There is no parameter 'q3'"):
        parsed(chosen, "q3")


def test_arrow_keys_step_by_a_tenth_of_the_magnitude() -> None:
    rate, steps = setting(Landscape(), "optimiser.0.sgd.lr"), setting(Landscape(), "steps")
    assert stepped(rate, 0.05, 1, fine=False) == 0.051
    assert stepped(rate, 0.05, -1, fine=True) == 0.0499
    assert stepped(steps, 500, -10, fine=False) == 490
    assert stepped(steps, "default", 1, fine=False) is None


# --- optimisers and the list of problems ------------------------------------------------------------------


def test_every_optimiser_can_be_added_and_is_recognised() -> None:
    assert {kind_of(recipe(key)) for key, _ in KINDS} == {key for key, _ in KINDS}
    assert set(RECIPES) <= {key for key, _ in KINDS}


def test_an_optimiser_is_summed_up() -> None:
    recipes = (SGD(lr=0.1, momentum=0.9), Adam(amsgrad=True, betas=(0.8, 0.99)))
    landscape = Landscape(recipes=recipes, suggest_rate=False)
    assert summary(Situation(landscape), 0) == "lr 0.1, momentum 0.9"
    assert summary(Situation(landscape), 1) == "lr 0.001, betas 0.8, 0.99, amsgrad"


def test_the_list_of_problems_holds_everything() -> None:
    entries = {entry.key: entry for entry in problem_entries()}
    assert {f"objective {one.name}" for one in EXHIBITS} <= set(entries)
    assert {"line", "editor", "csv"} <= set(entries)
    assert entries["objective himmelblau"].sentence.startswith("Four equal minima")


# --- refusals --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("landscape", "key", "value", "sentence"),
    [
        (Landscape(), "optimiser.0.sgd.lr", 0.0, "The learning rate must be a positive number; it is 0."),
        (Landscape(), "optimiser.0.sgd.lr", -0.1, "The learning rate must be a positive number; it is -0.1."),
        (Landscape(), "optimiser.0.sgd.nesterov", True, "Nesterov momentum needs a momentum above 0"),
        (Landscape(), "batch", 201, "A minibatch of 201 is larger than the data, which have 200 samples"),
        (Landscape(), "batch", 0, "A minibatch needs at least 1 sample; 0 were asked for."),
        (Landscape(), "starts.count", 0, "There can be 1 to 10,000 starts; 0 were asked for."),
        (Landscape(), "starts.count", 10_001, "There can be 1 to 10,000 starts; 10,001 were asked for."),
        (Landscape(), "steps", -1, "The number of steps must be 0 or more; it is -1."),
        (Landscape(), "seed", -1, "The seed must be 0 or a positive whole number; it is -1."),
        (Landscape(), "data.line.count", 0, "There can be 1 to 10,000,000 samples; 0 were asked for."),
        (Landscape(), "data.line.sigma", -1.0, "sigma must be 0 or a positive number; it is -1."),
        (Landscape(), "sight.level_count", 0, "There can be 1 to 200 levels; 0 were asked for."),
        (Landscape(), "sight.tail", 0, "A tail has at least 1 step; 0 was asked for."),
        (Landscape(), "sight.ticks", -2, "Ticks stand every 1 or more steps"),
        (
            Landscape(problem=RiskSettings(model=Polynomial())), "model.polynomial.degree", 99,
            "The degree of a polynomial can be 0 to 50; 99 was asked for.",
        ),
        (
            Landscape(problem=RiskSettings(model=Mlp())), "model.mlp.sizes", (0,),
            "An MLP has 1 to 20 hidden layers",
        ),
        (Landscape(problem=ObjectiveSettings()), "objective.noise", -1.0, "The gradient noise must be 0"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused(landscape: Landscape, key: str, value: object, sentence: str) -> None:
    with pytest.raises(TrainingError, match=sentence.replace("(", r"\(")):
        setting(landscape, key).write(Situation(landscape), value)


def test_a_huge_learning_rate_is_allowed() -> None:
    landscape = setting(Landscape(), "optimiser.0.sgd.lr").write(Situation(Landscape()), 1e30)
    assert landscape.recipes[0].lr == 1e30


def test_data_and_model_stay_fit_for_each_other() -> None:
    now = Situation(Landscape())
    logistic = setting(now.landscape, "risk.model").write(now, "logistic-regression")
    assert isinstance(logistic.problem, RiskSettings)
    assert isinstance(logistic.problem.data, MoonsData)
    line = setting(logistic, "risk.data").write(Situation(logistic), "line")
    assert isinstance(line.problem, RiskSettings)
    assert not isinstance(line.problem.model, LogisticRegression)
    assert isinstance(line.problem.data, LineData)


def test_a_function_of_the_documents_own_is_not_called_the_editors() -> None:
    assert problem_title(ObjectiveSettings(objective=Source())) == "The editor's function"
    own = Source(language="python", text="def f(theta): return theta[0] ** 2")
    assert problem_title(ObjectiveSettings(objective=own)) == "The document's function"
    assert problem_title(ObjectiveSettings(objective="booth")) == "Booth"
