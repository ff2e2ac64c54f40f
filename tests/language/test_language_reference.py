from __future__ import annotations

import itertools

import pytest

from jacviz.language import REFERENCE, Entry, names, parse
from jacviz.language.arithmetic import SCALAR, evaluate
from jacviz.language.functions import CONSTANTS, FUNCTIONS

LISTED = [
    "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "exp", "log",
    "log2", "log10", "sqrt", "abs",
    "sign", "min", "max", "pow", "relu", "sigmoid", "softplus", "erf", "floor", "where",
]  # fmt: skip
WORDS = ["inputs:", "parameters:", "outputs:", "and", "or", "not", "#", ";", "==", "!=", "<=", "^"]


@pytest.mark.parametrize("entry", REFERENCE, ids=lambda entry: entry.construct)
def test_every_example_reads_and_evaluates(entry: Entry) -> None:
    program = parse(entry.example)
    values = {name: 0.5 + 0.1 * i for i, name in enumerate((*program.inputs, *program.parameters))}
    for line in program.assignments:
        values[line.name] = evaluate(line.expression, values)
    for name in program.outputs:
        assert values[name] == values[name], "an example is shown where its function is defined"
    assert entry.explanation.endswith(".")
    assert entry.construct
    assert len(entry.explanation) < 240


def test_the_reference_lists_every_function_constant_and_keyword() -> None:
    assert sorted(FUNCTIONS) == sorted(LISTED)
    assert {*SCALAR, "where"} == set(FUNCTIONS)
    examples = {entry.construct: entry.example for entry in REFERENCE}
    for function in FUNCTIONS.values():
        assert f"{function.name}(" in examples[function.signature]
    for word in (*WORDS, *CONSTANTS):
        assert any(word in entry.construct for entry in REFERENCE), word


def test_entries_of_one_category_stand_together() -> None:
    categories = [category for category, _ in itertools.groupby(entry.category for entry in REFERENCE)]
    assert len(categories) == len(set(categories))
    assert len({entry.construct for entry in REFERENCE}) == len(REFERENCE)


def test_names_for_completion() -> None:
    assert {*LISTED, "pi", "e", "inputs:", "parameters:", "outputs:", "and", "or", "not"} == set(names())
    offered = names("speed = rate2 t + θ₁  # words here are not offered\n((( broken")
    assert offered[: len(names())] == names()
    assert offered[len(names()) :] == ("broken", "rate2", "speed", "θ₁")
