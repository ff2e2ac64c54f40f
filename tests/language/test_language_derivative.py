from __future__ import annotations

import math
from typing import Literal

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jacviz.calculus.evaluate import evaluate as engine
from jacviz.engine.messages import JacobianAnswer, JacobianTask
from jacviz.language import Program, parse
from jacviz.language.arithmetic import evaluate
from jacviz.language.derivative import SLOPES, Derivatives
from jacviz.language.functions import FUNCTIONS
from jacviz.language.handwriting import LATEX, TEXT
from jacviz.session.examples import all_examples, load
from tests.language.formulas import NAMES, Formula, formulas

HEADER = f"inputs: {', '.join(NAMES)}\n"
Variable = Literal["x", "theta"]


def written(text: str, wrt: Variable = "x") -> list[list[str | None]]:
    derivatives = Derivatives(parse(text), wrt)
    places = [[(i, j) for j in range(len(derivatives.columns))] for i in range(len(derivatives.rows))]
    entries = [[derivatives.entry(i, j) for i, j in row] for row in places]
    return [[None if entry is None else TEXT.formula(entry) for entry in row] for row in entries]


def values_of(program: Program, answer: JacobianAnswer) -> dict[str, float]:
    numbers = (*answer.x.tolist(), *answer.theta.tolist())
    values = dict(zip((*program.inputs, *program.parameters), numbers, strict=True))
    for line in program.assignments:
        values[line.name] = evaluate(line.expression, values)
    return values


def agrees(text: str, x: np.ndarray, theta: np.ndarray | None, wrt: Variable) -> None:
    program = parse(text)
    answer = engine(JacobianTask("maths", text, wrt, x=x, theta=theta))
    assert isinstance(answer, JacobianAnswer)
    values = values_of(program, answer)
    derivatives = Derivatives(program, wrt)
    for (i, j), slope in np.ndenumerate(answer.jacobian):
        entry = derivatives.entry(i, j)
        assert entry is not None
        assert evaluate(entry, values) == pytest.approx(slope, rel=1e-9, abs=1e-9), (i, j)


MATHS = [example.name for example in all_examples() if example.language == "maths"]


@pytest.mark.parametrize("wrt", ["x", "theta"])
@pytest.mark.parametrize("name", MATHS)
def test_the_formulas_of_an_example_have_the_values_of_its_jacobian(name: str, wrt: Variable) -> None:
    text = load(name).maths
    program = parse(text)
    if wrt == "theta" and (not program.parameters or name == "logistic-map"):
        pytest.skip("no parameters, or formulas too long to write")
    random = np.random.default_rng(5)
    for _ in range(3):
        x, theta = random.normal(size=len(program.inputs)), random.normal(size=len(program.parameters))
        agrees(text, x, theta, wrt)


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_every_function_of_the_language_has_a_formula(function: str) -> None:
    text = f"inputs: a, b, c, x, y\n{FUNCTIONS[function].example}\n{FUNCTIONS[function].example}^2"
    for point in (0.3, 0.8):
        agrees(text, point * np.array([1.1, 0.7, 1.3, 0.9, 0.6]), None, "x")
    one = function not in ("atan2", "pow", "min", "max", "where", "sqrt", "relu")
    assert (function in SLOPES) == one


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("inputs: x, y\nmax(x, y); min(x, y); abs(x - y); relu(x - y); sign(x)", [0.5, 0.5]),
        ("inputs: x, y, z\nmax(x^2, y, z); min(x, y z, z)", [1.0, 1.0, 1.0]),
        ("inputs: x\nwhere(x > 0, log(x), x^2); floor(x)", [-2.0]),
        ("inputs: x\nx^3; x^0; x^1; (2 x - 2)^2", [0.0]),
    ],
)
def test_kinks_follow_the_conventions_of_torch(text: str, x: list[float]) -> None:
    agrees(text, np.array(x), None, "x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x1^2 + x2 + x3; x1 - x2 + x3", [["2 x1", "1", "1"], ["1", "-1", "1"]]),
        ("inputs: r, t\nr cos(t); r sin(t)", [["cos(t)", "-r sin(t)"], ["sin(t)", "r cos(t)"]]),
        ("x^2 - y^2; 2 x y", [["2 x", "-2 y"], ["2 y", "2 x"]]),
        ("r1 = 10 (x2 - x1^2); r2 = 1 - x1", [["-20 x1", "10"], ["-1", "0"]]),
        ("exp(x); x/3; x^3 - x^2; 0 x", [["exp(x)"], ["1/3"], ["3 x^2 - 2 x"], ["0"]]),
        ("0.5 x + 0.1 x^2; x^1.5", [["0.5 + 0.2 x"], ["1.5 sqrt(x)"]]),
        ("h = 2 x1 - x2; tanh(h); h^2", [["2 (1 - tanh(h)^2)", "tanh(h)^2 - 1"], ["4 h", "-2 h"]]),
        ("x/(1 + x^2); x exp(x)", [["(1 - x^2)/(1 + x^2)^2"], ["(1 + x) exp(x)"]]),
        ("x^x; 2^x; e^x", [["x^x (log(x) + 1)"], ["2^x log(2)"], ["e^x"]]),
        ("2 pi x; sqrt(2) x; 1e5 x * 10^4", [["2 π"], ["sqrt(2)"], ["1000000000"]]),
        ("inputs: x, y\nmax(x, y)", [["(1 + sign(x - y))/2", "(1 - sign(x - y))/2"]]),
        (
            "inputs: x, y, z\nmax(x, y, z)",
            [[
                "(1 + sign(x - y)) (1 + sign(max(x, y) - z))/4",
                "(1 - sign(x - y)) (1 + sign(max(x, y) - z))/4",
                "(1 - sign(max(x, y) - z))/2",
            ]],
        ),
        ("min(max(x, 0), 1)", [["(1 + sign(x)) (1 - sign(max(x, 0) - 1))/4"]]),
        ("s = sigmoid(x); s^2", [["2 s^2 (1 - s)"]]),
    ],
)  # fmt: skip
def test_a_formula_is_written_as_a_teacher_writes_it(text: str, expected: list[list[str]]) -> None:
    assert written(text) == expected


def test_named_lines_stay_names() -> None:
    rows = written(load("softmax").maths)
    assert rows[0] == ["p1 (1 - p1)", "-p1 p2", "-p1 p3"]
    assert written(load("normalise").maths)[0] == ["(1 - y1^2)/length", "-y1 y2/length", "-y1 y3/length"]
    assert written(load("logistic-map").maths)[1] == ["r^2 (1 - 2 x1) (1 - 2 x)"]


def test_parameters_have_formulas_of_their_own() -> None:
    assert written("parameters: a, b\na x + b; a^2 x", "theta") == [["x", "1"], ["2 a x", "0"]]


@pytest.mark.parametrize(
    "text",
    [
        "2^(-5000) x",  # too many digits
        "0^-1 x",  # not finite
        "(-1)^0.5 x",  # not real
        " + ".join(f"sin({k} x)^2" for k in range(2, 40)),
        "exp(" * 40 + "x^2" + ")" * 40,
    ],
)
def test_what_is_not_worth_writing_is_left_out(text: str) -> None:
    assert written(text) == [[None]]


def test_latex() -> None:
    derivatives = Derivatives(parse("x12^2/3; sqrt(x12) exp(x12)"))
    entries = [[entry] for i in range(2) if (entry := derivatives.entry(i, 0))]
    assert LATEX.matrix(entries) == (
        "\\begin{bmatrix}\n"
        r"  \frac{2 x_{12}}{3} \\" "\n"
        r"  \frac{\left(1 + 2 x_{12}\right) \exp\left(x_{12}\right)}{2 \sqrt{x_{12}}}" "\n"
        "\\end{bmatrix}"
    )  # fmt: skip


POINTS = st.fixed_dictionaries(dict.fromkeys(NAMES, st.floats(-2, 2).filter(lambda v: abs(v) > 1e-2)))


def central(expression: object, values: dict[str, float], name: str, step: float) -> float:
    above, below = values | {name: values[name] + step}, values | {name: values[name] - step}
    return (evaluate(expression, above) - evaluate(expression, below)) / (2 * step)  # type: ignore[arg-type]


@given(formulas(), POINTS, st.sampled_from(range(len(NAMES))))
def test_a_formula_is_the_limit_of_differences(
    formula: Formula, values: dict[str, float], column: int
) -> None:
    program = parse(HEADER + formula.text)
    expression = program.assignments[0].expression
    entry = Derivatives(program).entry(0, column)
    assume(entry is not None)
    assert entry is not None
    slopes = [central(expression, values, NAMES[column], step) for step in (2e-5, 1e-5, 5e-6)]
    assume(all(math.isfinite(slope) and abs(slope) < 1e4 for slope in slopes))
    spread = max(slopes) - min(slopes)
    assume(spread < 1e-5 * (1 + abs(slopes[1])))  # not beside a kink or a jump
    # A line may stand for itself.
    known = values | {program.assignments[0].name: evaluate(expression, values)}
    assert evaluate(entry, known) == pytest.approx(slopes[1], rel=1e-4, abs=1e-4)


@given(st.lists(formulas(wild=False), min_size=2, max_size=4), POINTS)
def test_the_chain_through_lines_is_that_of_the_whole(lines: list[Formula], values: dict[str, float]) -> None:
    text = HEADER + "\n".join(f"l{k} = {line.text}" for k, line in enumerate(lines))
    product = " * ".join(f"sin(l{k} + a)" for k in range(len(lines)))
    program = parse(f"{text}\nwhole = {product}\noutputs: whole")
    whole = " * ".join(f"sin(({line.text}) + a)" for line in lines)
    column = NAMES.index("a")
    chained = Derivatives(program).entry(0, column)
    direct = Derivatives(parse(HEADER + whole)).entry(0, column)
    assume(chained is not None and direct is not None)
    assert chained is not None
    assert direct is not None
    known = dict(values)
    for line in program.assignments:
        known[line.name] = evaluate(line.expression, known)
    expected = evaluate(direct, values)
    assume(math.isfinite(expected) and abs(expected) < 1e6)
    assert evaluate(chained, known) == pytest.approx(expected, rel=1e-7, abs=1e-7)
