from __future__ import annotations

import math

from hypothesis import example, given
from hypothesis import strategies as st

from jacviz.language import MathsError, Program, parse
from jacviz.language.arithmetic import evaluate
from tests.language.formulas import NAMES, Formula, formulas
from tests.language.printing import written, written_program

HEADER = f"inputs: {', '.join(NAMES)}\n"
NUMBERS = st.sampled_from([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 1.75, 3.0])
VALUES = st.fixed_dictionaries(dict.fromkeys(NAMES, NUMBERS))


def read(text: str) -> Program | MathsError:
    try:
        return parse(text)
    except MathsError as error:
        return error


def same(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b))


@given(formulas(), VALUES)
def test_a_formula_means_what_mathematics_says(formula: Formula, values: dict[str, float]) -> None:
    program = parse(HEADER + formula.text)
    assert same(evaluate(program.assignments[0].expression, values), formula.value(values))


@given(formulas())
def test_what_is_printed_reads_as_the_same_tree(formula: Formula) -> None:
    expression = parse(HEADER + formula.text).assignments[0].expression
    assert parse(HEADER + written(expression)).assignments[0].expression == expression


@given(st.lists(formulas(), min_size=1, max_size=5))
def test_a_printed_program_is_the_same_program(lines: list[Formula]) -> None:
    program = parse("\n".join([HEADER, *(line.text for line in lines)]))
    again = parse(written_program(program))
    assert (again.inputs, again.parameters, again.outputs) == (program.inputs, (), program.outputs)
    assert [a.expression for a in again.assignments] == [a.expression for a in program.assignments]


GRAMMAR = st.sampled_from(
    [*"xyθπ₁²⁻−+-*/^()=<>,;:#.!|&[]{}'\"\\ \n\r\t0123456789eE√½\u200b", "sin(", "where(", "max(", " and ",
     " or ", " not ", "inputs:", "outputs:", "parameters:", "x1", "y1 =", "e9",
     "if", "lambda ", "__import__('os')"]
)  # fmt: skip


@given(st.lists(GRAMMAR, max_size=40).map("".join) | st.text(max_size=200))
@example("x" * 100)
@example("(" * 60)
@example("\x00")
@example("\ud800")
@example("x = x")
@example("inputs: x\ninputs: x")
def test_any_text_is_read_or_refused_with_a_place_in_it(text: str) -> None:
    result = read(text)
    if isinstance(result, MathsError):
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert 0 <= result.line < len(lines)
        assert 0 <= result.column <= len(lines[result.line])
        assert result.sentence.strip()
        assert "\n" not in result.sentence
        assert result.sentence[-1] in ".?"
    else:
        assert result.outputs
        defined = [line.name for line in result.assignments]
        assert len(set(defined)) == len(defined)
        assert set(result.outputs) <= set(defined)
        assert not {*result.inputs, *result.parameters} & set(defined)
