from __future__ import annotations

import ast
import math
import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.func import hessian, jacfwd, jacrev, jvp, vjp, vmap

from jacviz.calculus.evaluate import evaluate
from jacviz.calculus.lowering import lower
from jacviz.calculus.maths import OPERATIONS, MathsFunction, compile_program, jacobian_by_rows
from jacviz.engine.messages import JacobianAnswer, JacobianTask, flat
from jacviz.language import REFERENCE, Entry, parse
from jacviz.language.functions import FUNCTIONS
from tests.language.formulas import NAMES, Formula, formulas

# torch.func.jacfwd scripts its own rules at its first use and is warned of that by torch.jit
pytestmark = pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")

NONE = torch.zeros(0, dtype=torch.float64)


def compiled(text: str) -> MathsFunction:
    return compile_program(parse(text))


def vector(*values: float) -> Tensor:
    return torch.tensor(values, dtype=torch.float64)


def at(text: str, *values: float) -> list[float]:
    return compiled(text)(vector(*values), NONE).tolist()


def slopes(text: str, *values: float) -> list[list[float]]:
    """J in reverse mode; forward mode must agree, or say nan where f or J is infinite."""
    f, x = compiled(text), vector(*values)
    reverse, forward = jacrev(f)(x, NONE), jacfwd(f)(x, NONE)
    infinite = ~(reverse.isfinite() & f(x, NONE).isfinite()[:, None])
    forward = torch.where(infinite & forward.isnan(), reverse, forward)
    torch.testing.assert_close(reverse, forward, rtol=1e-13, atol=1e-13, equal_nan=True)
    return reverse.tolist()


def test_the_worked_example() -> None:
    text = "x1^2 + x2 + x3\nx1 - x2 + x3"
    assert at(text, 2, 3, 1) == [8.0, 0.0]
    assert slopes(text, 2, 3, 1) == [[4.0, 1.0, 1.0], [1.0, -1.0, 1.0]]
    f, x = compiled(text), vector(2, 3, 1)
    assert vjp(lambda x: f(x, NONE), x)[1](vector(0.5, 1))[0].tolist() == [3.0, -0.5, 1.5]
    assert jvp(lambda x: f(x, NONE), (x,), (vector(0.5, 1, 2),))[1].tolist() == [5.0, 1.5]


def test_every_function_has_an_operation() -> None:
    signs = {"+", "-", "*", "/", "neg", "<", "<=", ">", ">=", "==", "!=", "and", "or", "not"}
    assert set(OPERATIONS) == set(FUNCTIONS) | signs


SLOPES: list[tuple[str, Callable[[float], float], Callable[[float], float], tuple[float, ...]]] = [
    ("sin(x)", math.sin, math.cos, (-2.0, 0.0, 0.7)),
    ("cos(x)", math.cos, lambda x: -math.sin(x), (-2.0, 0.0, 0.7)),
    ("tan(x)", math.tan, lambda x: 1 / math.cos(x) ** 2, (-1.0, 0.0, 0.7)),
    ("asin(x)", math.asin, lambda x: 1 / math.sqrt(1 - x * x), (-0.6, 0.0, 0.9)),
    ("acos(x)", math.acos, lambda x: -1 / math.sqrt(1 - x * x), (-0.6, 0.0, 0.9)),
    ("atan(x)", math.atan, lambda x: 1 / (1 + x * x), (-5.0, 0.0, 0.7)),
    ("atan2(x, 2)", lambda x: math.atan2(x, 2), lambda x: 2 / (4 + x * x), (-5.0, 0.0, 0.7)),
    ("atan2(2, x)", lambda x: math.atan2(2, x), lambda x: -2 / (4 + x * x), (-5.0, 0.0, 0.7)),
    ("sinh(x)", math.sinh, math.cosh, (-2.0, 0.0, 0.7)),
    ("cosh(x)", math.cosh, math.sinh, (-2.0, 0.0, 0.7)),
    ("tanh(x)", math.tanh, lambda x: math.cosh(x) ** -2, (-2.0, 0.0, 9.0)),
    ("exp(x)", math.exp, math.exp, (-2.0, 0.0, 3.0)),
    ("e^x", math.exp, math.exp, (-2.0, 0.0, 3.0)),
    ("log(x)", math.log, lambda x: 1 / x, (0.1, 1.0, 30.0)),
    ("log2(x)", math.log2, lambda x: 1 / (x * math.log(2)), (0.1, 1.0, 30.0)),
    ("log10(x)", math.log10, lambda x: 1 / (x * math.log(10)), (0.1, 1.0, 30.0)),
    ("sqrt(x)", math.sqrt, lambda x: 0.5 / math.sqrt(x), (0.1, 1.0, 30.0)),
    ("abs(x)", abs, lambda x: (x > 0) - (x < 0), (-2.0, 0.0, 3.0)),
    ("sign(x)", lambda x: (x > 0) - (x < 0), lambda x: 0.0, (-2.0, 0.0, 3.0)),
    ("floor(x)", math.floor, lambda x: 0.0, (-2.5, 0.0, 3.9)),
    ("min(x, 1, 3)", lambda x: min(x, 1), lambda x: float(x < 1), (-2.0, 0.0, 2.0)),
    ("max(x, 1, -3)", lambda x: max(x, 1), lambda x: float(x > 1), (-2.0, 0.0, 2.0)),
    ("max(x, 1)", lambda x: 1.0, lambda x: 0.5, (1.0,)),
    ("pow(x, 3)", lambda x: x**3, lambda x: 3 * x * x, (-2.0, 0.0, 3.0)),
    ("x^2", lambda x: x * x, lambda x: 2 * x, (-2.0, 0.0, 3.0)),
    ("x^1", lambda x: x, lambda x: 1.0, (-2.0, 0.0, 3.0)),
    ("x^0", lambda x: 1.0, lambda x: 0.0, (-2.0, 0.0, 3.0)),
    ("x^-2", lambda x: x**-2, lambda x: -2 * x**-3, (-2.0, 3.0)),
    ("x^0.5", math.sqrt, lambda x: 0.5 / math.sqrt(x), (0.1, 1.0, 30.0)),
    ("2^x", lambda x: 2**x, lambda x: math.log(2) * 2**x, (-2.0, 0.0, 3.0)),
    ("x^x", lambda x: x**x, lambda x: x**x * (math.log(x) + 1), (0.1, 1.0, 3.0)),
    ("(-2)^x", lambda x: (-2) ** x, lambda x: math.nan, (3.0,)),
    ("3/x", lambda x: 3 / x, lambda x: -3 / (x * x), (-2.0, 0.1)),
    ("x/3", lambda x: x / 3, lambda x: 1 / 3, (-2.0, 0.0)),
    ("2 - x", lambda x: 2 - x, lambda x: -1.0, (-2.0, 0.0)),
    ("-x", lambda x: -x, lambda x: -1.0, (-2.0, 0.0)),
    ("relu(x)", lambda x: max(x, 0), lambda x: float(x > 0), (-2.0, 0.0, 3.0)),
    ("sigmoid(x)", lambda x: 1 / (1 + math.exp(-x)),
     lambda x: math.exp(-x) / (1 + math.exp(-x)) ** 2, (-20.0, 0.0, 3.0)),
    ("softplus(x)", lambda x: math.log1p(math.exp(x)),
     lambda x: 1 / (1 + math.exp(-x)), (-20.0, 0.0, 25.0, 50.0)),
    ("erf(x)", math.erf, lambda x: 2 / math.sqrt(math.pi) * math.exp(-x * x), (-2.0, 0.0, 3.0)),
    ("where(x > 0, x^2, 3x)", lambda x: x * x if x > 0 else 3 * x, lambda x: 2 * x if x > 0 else 3.0,
     (-2.0, 0.0, 3.0)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "slope", "points"), SLOPES, ids=[row[0] for row in SLOPES])
def test_values_and_slopes_are_those_of_the_closed_form(
    text: str, value: Callable[[float], float], slope: Callable[[float], float], points: tuple[float, ...]
) -> None:
    for x in points:
        assert at(text, x) == pytest.approx([value(x)], rel=1e-14, abs=1e-300)
        assert slopes(text, x)[0] == pytest.approx([slope(x)], rel=1e-13, abs=1e-15, nan_ok=True)


def test_every_function_is_in_the_table_above() -> None:
    assert all(any(f"{name}(" in row[0] for row in SLOPES) for name in FUNCTIONS)


@pytest.mark.parametrize(
    ("text", "point", "value", "slope"),
    [
        ("sqrt(x)", 0.0, 0.0, math.inf),
        ("sqrt(x)", -1.0, math.nan, math.nan),
        ("log(x)", 0.0, -math.inf, math.inf),
        ("log(x)", -1.0, math.nan, -1.0),  # torch differentiates log as 1/x, whatever x
        ("asin(x)", 2.0, math.nan, math.nan),
        ("1/x", 0.0, math.inf, -math.inf),
        ("x/0", 1.0, math.inf, math.inf),
        ("0/x", 0.0, math.nan, math.nan),
        ("x^-1", 0.0, math.inf, -math.inf),
        ("x^0.5", 0.0, 0.0, math.inf),
        ("x^(1/3)", -8.0, math.nan, math.nan),
        ("0^x", 2.0, 0.0, 0.0),
        ("exp(x)", 1000.0, math.inf, math.inf),
        ("1e200 x^2", 1e200, math.inf, math.inf),
        ("0 x", math.inf, math.nan, 0.0),
    ],
)
def test_outside_the_domain_the_value_is_nan_or_infinite(
    text: str, point: float, value: float, slope: float
) -> None:
    assert at(text, point) == pytest.approx([value], nan_ok=True)
    assert slopes(text, point)[0] == pytest.approx([slope], nan_ok=True)


@pytest.mark.parametrize(
    ("text", "point", "value", "slope"),
    [
        ("where(x > 0, log(x), 0)", 0.0, 0.0, 0.0),
        ("where(x > 0, log(x), 0)", -1.0, 0.0, 0.0),
        ("where(x > 0, log(x), 3x)", 0.0, 0.0, 3.0),
        ("where(x == 0, 1, sin(x)/x)", 0.0, 1.0, 0.0),
        ("where(x > 0, sqrt(x), 2x)", 0.0, 0.0, 2.0),
        ("where(x <= 0, 2x, sqrt(x))", 0.0, 0.0, 2.0),
        ("where(x < 100, exp(x), x)", 1000.0, 1000.0, 1.0),
        ("where(x > 0, x^-1, x)", 0.0, 0.0, 1.0),
        ("where(x > 0, x^x, x)", 0.0, 0.0, 1.0),
        ("where(x > 0, where(x > 1, log(x - 1), log(x)), x)", 0.0, 0.0, 1.0),
        ("where(x > 0, where(x > 1, log(x - 1), 5x), 0)", 1.0, 5.0, 5.0),
        ("a = log(x)\nwhere(x > 0, a, 7x)", 0.0, 0.0, 7.0),
        ("a = 1/x\nb = a^2\nc = b + a\nwhere(x == 0, x, c)", 0.0, 0.0, 1.0),
        ("a = where(x > 0, log(x), x)\nwhere(x > 0, 1/a, 2a)", 0.0, 0.0, 2.0),
        ("n = 0\nwhere(x > n, log(x), n + x)", 0.0, 0.0, 1.0),
        ("where(not x > 0 or x > 3, x, log(x))", 0.0, 0.0, 1.0),
        ("where(-1 < x < 1, x, 1/x)", 0.0, 0.0, 1.0),
        ("where(2 > 1, x, log(x))", 0.0, 0.0, 1.0),
        ("where(1 > 2 or x < 1, x, log(x))", 0.0, 0.0, 1.0),
        ("where(x < 1 and 2 > 1, x, log(x))", 0.0, 0.0, 1.0),
        ("where(x != x, 1, 2x)", math.nan, 1.0, 0.0),
    ],
)
def test_the_side_not_taken_leaves_no_trace(text: str, point: float, value: float, slope: float) -> None:
    assert at(text, point) == [value]
    assert slopes(text, point) == [[slope]]


def test_the_side_taken_keeps_its_slope() -> None:
    assert slopes("a = log(x)\nwhere(x > 0, a, 7x)", 4.0) == [[0.25]]
    assert slopes("where(x > 0, y/x, y x)", 2.0, 6.0) == [[-1.5, 0.5]]
    assert slopes("where(x > 0, y/x, y x)", -2.0, 6.0) == [[6.0, -2.0]]


def test_guards_stay_within_bounds_where_lines_build_on_each_other() -> None:
    lines = [f"a{i} = where(a{i - 1} > {i}, log(a{i - 1}), 1/a{i - 1} + x)" for i in range(1, 300)]
    program = parse("\n".join(["a0 = exp(x)", *lines]))
    assert len(lower(program).operations) < 12_000
    values = compile_program(program)(vector(0.5), NONE)
    assert torch.isfinite(values).all()


def test_equal_parts_are_computed_once_and_constants_folded() -> None:
    lowered = lower(parse("sin(x + 2^3) + sin(x + 8)\nn = 2 pi\nsin(x + 8) * n * max(1, 2)"))
    kinds = [operation.kind for operation in lowered.operations]
    assert sorted(kinds) == ["*", "*", "+", "+", "sin"]
    for text in ("3", "sin(1)", "where(1 < 2, 3, 4)", "x", "x^1"):
        assert not lower(parse(text)).operations
    signs = lower(parse("x*0; x*(-0)")).operations
    assert len(signs) == 2, "0 and -0 are two numbers"


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("entry", REFERENCE, ids=lambda entry: entry.construct)
def test_every_example_of_the_reference_evaluates_in_both_modes(entry: Entry, dtype: torch.dtype) -> None:
    program = parse(entry.example)
    f = compile_program(program)
    x = torch.arange(len(program.inputs), dtype=dtype) * 0.1 + 0.5
    theta = torch.arange(len(program.parameters), dtype=dtype) * 0.1 + 0.5
    y = f(x, theta)
    assert (y.dtype, y.shape) == (dtype, (len(program.outputs),))
    assert torch.isfinite(y).all()
    for argnums, size in ((0, len(x)), (1, len(theta))):
        reverse, forward = jacrev(f, argnums)(x, theta), jacfwd(f, argnums)(x, theta)
        assert reverse.shape == forward.shape == (len(y), size)
        assert reverse.dtype == forward.dtype == dtype
        torch.testing.assert_close(reverse, forward)
        rows = jacobian_by_rows(f, x, theta, "x" if argnums == 0 else "theta")
        torch.testing.assert_close(reverse, rows)


@pytest.mark.parametrize(
    "text",
    ["3; x; 0.1", "where(x > 0, 0.1, 0.2)", "where(x > 0, x, 0.2)", "max(x, 0.1)", "min(0.1, x)", "0.1/x",
     "x/0.1", "atan2(x, 0.1)", "atan2(0.1, x)", "0.1^x", "x^0.1", "0.1 - x", "x^0"],
)  # fmt: skip
def test_constants_keep_the_floating_type(text: str) -> None:
    for dtype in (torch.float32, torch.float64):
        f, x = compiled(text), torch.tensor([0.3], dtype=dtype)
        assert f(x, x[:0]).dtype == dtype
        exact = f(x.double(), x[:0].double())
        tolerance = 1e-6 if dtype == torch.float32 else 0
        torch.testing.assert_close(f(x, x[:0]).double(), exact, rtol=tolerance, atol=0)


def test_batches_under_vmap() -> None:
    f = compiled("where(x > 0, log(x) y, max(x, 0.5)); 3; x^2/y; sigmoid(x) - 1")
    points = torch.linspace(-2, 2, 10, dtype=torch.float64).reshape(5, 2)
    batch = vmap(f, in_dims=(0, None))(points, NONE)
    torch.testing.assert_close(batch, torch.stack([f(point, NONE) for point in points]), equal_nan=True)
    jacobians = vmap(jacrev(f), in_dims=(0, None))(points, NONE)
    torch.testing.assert_close(jacobians, torch.stack([jacrev(f)(point, NONE) for point in points]))


def test_higher_derivatives() -> None:
    f = compiled("where(x > 0, x^3 y, log(-x) y)")
    wanted = torch.tensor([[[12.0 * 3, 3 * 4.0], [3 * 4.0, 0.0]]], dtype=torch.float64)
    torch.testing.assert_close(hessian(f)(vector(2, 3), NONE), wanted)


def test_parameters() -> None:
    f = compiled("parameters: a, b\na x + b\nb^2")
    x, theta = vector(3), vector(2, 0.5)
    assert f(x, theta).tolist() == [6.5, 0.25]
    assert jacrev(f, 1)(x, theta).tolist() == [[3.0, 1.0], [0.0, 1.0]]
    assert jacrev(f, 0)(x, theta).tolist() == [[2.0], [0.0]]


def test_forward_mode_needs_no_operator_written_in_python() -> None:
    """What does not move has a tangent of zeros; torch's symbolic zeros cost a second of imports."""
    code = """
import sys
from jacviz.calculus.evaluate import evaluate
from jacviz.engine.messages import JacobianTask, flat
source = "parameters: a\\ncos(a)/3*x1 - 2^a\\nwhere(a > 0, sin(a), x1)*x1\\n7"
task = JacobianTask("maths", source, wrt="theta", mode="forward", x=flat([2.0]), theta=flat([0.5]))
print(evaluate(task).jacobian.tolist(), "torch._dynamo" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    rows, loaded = done.stdout.rsplit(maxsplit=1)
    wanted = [[-math.sin(0.5) / 3 * 2 - math.log(2) * 2**0.5], [math.cos(0.5) * 2], [0.0]]
    np.testing.assert_allclose(ast.literal_eval(rows), wanted, rtol=1e-14)
    assert loaded == "False"


@pytest.mark.parametrize(("text", "x", "slope"), [("x/0", 1.0, math.inf), ("1e200 x^2", 1e200, math.inf)])
def test_forward_mode_tells_an_infinite_slope(text: str, x: float, slope: float) -> None:
    answer = evaluate(JacobianTask("maths", text, mode="forward", x=flat([x])))
    assert isinstance(answer, JacobianAnswer)
    assert answer.jacobian.tolist() == [[slope]]


def test_no_inputs_at_all() -> None:
    assert compiled("1; 2 pi")(NONE, NONE).tolist() == [1.0, 2 * math.pi]
    assert jacfwd(compiled("1; 2"))(NONE, NONE).shape == (2, 0)


def test_rows_on_their_own_where_another_row_has_an_infinite_slope() -> None:
    f, x = compiled("x1/x2; x1 + x2; sqrt(x1 - 1) + 3 x3; 7"), vector(1, 0, 2)
    assert torch.isnan(jacrev(f)(x, NONE)).any(), "without it one row spoils the others"
    wanted = [[math.inf, -math.inf, 0.0], [1.0, 1.0, 0.0], [math.inf, 0.0, 3.0], [0.0, 0.0, 0.0]]
    assert jacobian_by_rows(f, x, NONE).tolist() == wanted
    g = compiled("parameters: a, b\nsqrt(a) x; b x")
    assert jacobian_by_rows(g, vector(2), vector(0, 5), "theta").tolist() == [[math.inf, 0.0], [0.0, 2.0]]


POINTS = st.fixed_dictionaries(dict.fromkeys(NAMES, st.floats(-2, 2).filter(lambda x: abs(x) > 1e-3)))


@settings(max_examples=60, deadline=None)
@given(formulas(wild=False), POINTS)
def test_a_formula_has_the_value_and_the_slopes_that_mathematics_says(
    formula: Formula, point: dict[str, float]
) -> None:
    f = compiled(f"inputs: {', '.join(NAMES)}\n{formula.text}")
    x = vector(*(point[name] for name in NAMES))
    value = formula.value(point)
    assume(abs(value) < 1e6)
    assert f(x, NONE).tolist() == pytest.approx([value], rel=1e-9, abs=1e-9)
    reverse, forward = jacrev(f)(x, NONE)[0], jacfwd(f)(x, NONE)[0]
    torch.testing.assert_close(reverse, forward, rtol=1e-9, atol=1e-9)
    step = 1e-6
    for column, name in enumerate(NAMES):
        left, right = (formula.value({**point, name: point[name] + h}) for h in (-step, step))
        sides = ((right - value) / step, (value - left) / step)
        if math.isclose(*sides, rel_tol=1e-3, abs_tol=1e-3):  # else there is a kink or a jump here
            slope = (right - left) / (2 * step)
            assert forward[column].item() == pytest.approx(slope, rel=1e-4, abs=1e-4)


@settings(max_examples=100, deadline=None)
@given(st.lists(formulas(), min_size=1, max_size=3), POINTS)
def test_any_formula_can_be_evaluated_and_differentiated(
    lines: list[Formula], point: dict[str, float]
) -> None:
    f = compiled("\n".join([f"inputs: {', '.join(NAMES)}", *(line.text for line in lines)]))
    x = vector(*(point[name] for name in NAMES))
    assert f(x, NONE).shape == (len(lines),)
    assert jacobian_by_rows(f, x, NONE).shape == (len(lines), len(NAMES))


def test_a_remark_on_the_text_is_a_note_of_the_answer() -> None:
    answer = evaluate(JacobianTask("maths", "sinx"))
    assert isinstance(answer, JacobianAnswer)
    (note,) = answer.notes
    assert note.startswith("sinx is read as the name of an input")
