"""The formulas on the screen are what the optimisers do: evaluated, they give the terms and the step."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from jacviz.experiment import formulas
from jacviz.experiment.data import LineData
from jacviz.experiment.recipes import RECIPES, Recipe, recipe
from jacviz.experiment.schedules import Cosine
from jacviz.experiment.settings import RiskSettings
from jacviz.experiment.starts import spread
from jacviz.training.building import risk
from jacviz.training.descent import Descent
from jacviz.training.microscope import step_terms
from jacviz.training.trajectories import collect

LINE = risk(RiskSettings(data=LineData(count=50)))
FUNCTIONS = {"root": np.sqrt, "sign": np.sign, "max": np.maximum, "abs": np.abs}
VARIANTS: list[tuple[str, dict[str, Any]]] = [
    *((name, {}) for name in RECIPES),
    *((name, {"weight_decay": 0.1}) for name in RECIPES),
    ("momentum", {}), ("momentum", {"dampening": 0.4, "maximize": True}), ("nesterov", {"weight_decay": 0.1}),
    ("adagrad", {"lr_decay": 0.1, "initial_accumulator_value": 0.5}),
    ("rmsprop", {"momentum": 0.5}), ("rmsprop", {"centered": True, "momentum": 0.5}),
    ("adam", {"amsgrad": True}),
    ("adam", {"maximize": True, "decoupled_weight_decay": True, "weight_decay": 0.1}),
    ("radam", {"betas": (0.9, 0.95)}), ("nadam", {"decoupled_weight_decay": True, "weight_decay": 0.1}),
]  # fmt: skip


def evaluated(formula: str, values: dict[str, Any]) -> Any:
    names: list[Any] = []

    def place(found: re.Match[str]) -> str:
        names.append(values[found[1]])
        return f"(q[{len(names) - 1}])"

    text = re.sub(r"{([^}]*)}", place, formula)
    for sign, python in (("−", "-"), ("·", "*"), ("^", "**"), ("√", "root")):
        text = text.replace(sign, python)
    return eval(text, {"__builtins__": {}}, {**FUNCTIONS, "q": names})


def prepared(made: Recipe, steps: int = 30) -> tuple[Any, Any]:
    starts = spread(3, "normal", LINE.region, 0)
    found = collect(Descent(LINE, [made], starts, steps=steps, batch=8, seed=2), seed=2)[0]
    points = found.points[1]
    return points, step_terms(LINE, made, points, start=1, starts=3, batch=8, seed=2)


@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_each_formula_gives_its_term_and_the_last_one_the_step(name: str, options: dict[str, Any]) -> None:
    made = recipe(name, **{"lr": 0.01, "schedule": Cosine(), **options})
    points, terms = prepared(made)
    for step in (0, 1, 2, 11, 29):
        values = formulas.quantities(made, terms.names, terms.values, terms.rates, points, step)
        update = formulas.update(made, step + 1)
        assert update.terms[0].name == "gradient"
        assert update.terms[-1].name == "step"
        for term in update.terms:
            if term.formula:
                expected = values[term.name]
                assert evaluated(term.formula, values) == pytest.approx(expected, rel=2e-6, abs=1e-11), term
        after = evaluated(update.formula.split("←")[1], values)
        assert after == pytest.approx(points[step + 1], rel=1e-7, abs=1e-11)


@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_every_term_that_a_step_has_stands_in_its_algorithm(name: str, options: dict[str, Any]) -> None:
    made = recipe(name, **options)
    _, terms = prepared(made, steps=8)
    for step in (0, 7):
        listed = [term.name for term in formulas.update(made, step + 1).terms if term.name != formulas.PULL]
        assert listed == list(terms.at(step))


def test_every_quantity_has_a_symbol() -> None:
    for name, options in VARIANTS:
        made = recipe(name, **options)
        for term in formulas.update(made, 9).terms:
            assert formulas.symbol(term.name)
            for quantity in re.findall(r"{([^}]*)}", term.formula):
                assert formulas.symbol(quantity)
