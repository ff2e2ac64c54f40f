from __future__ import annotations

import math

import pytest

from jacviz.language import parse
from jacviz.language.arithmetic import evaluate
from jacviz.language.tree import Assignment, Name, Negation, Number, Power, Product, Program, Sum
from tests.language.printing import written


def reading(text: str) -> str:
    """The expression of a one-line text, printed."""
    (line,) = parse(text).assignments
    return written(line.expression)


def value(text: str, **values: float) -> float:
    (line,) = parse(text).assignments
    return evaluate(line.expression, values)


def test_the_worked_example() -> None:
    square = Power(Name("x1"), Number(2.0))
    first = Sum(square, (("+", Name("x2")), ("+", Name("x3"))))
    second = Sum(Name("x1"), (("-", Name("x2")), ("+", Name("x3"))))
    lines = (Assignment("y1", first, 0), Assignment("y2", second, 1))
    wanted = Program(("x1", "x2", "x3"), (), ("y1", "y2"), lines)
    assert parse("x1^2 + x2 + x3\nx1 - x2 + x3") == wanted
    assert parse("y1 = x1**2+x2+x3\n\n y2 = x1-x2+x3") != wanted  # its second line is another one
    assert parse("x1^2+x2+x3; x1-x2+x3").outputs == ("y1", "y2")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("-x^2", "-x^2"),
        ("(-x)^2", "(-x)^2"),
        ("2^3^x", "2^3^x"),
        ("(2^3)^x", "(2^3)^x"),
        ("2^-x", "2^-x"),
        ("2x1", "2 * x1"),
        ("3 sin(x)", "3 * sin(x)"),
        ("2(x+1)", "2 * (x + 1)"),
        ("(a)(b)", "a * b"),
        ("(a+1)(b)c", "(a + 1) * b * c"),
        ("x y", "x * y"),
        ("x y^2 z", "x * y^2 * z"),
        ("1/2x", "1 / 2 * x"),
        ("x/y z", "x / y * z"),
        ("x^2y", "x^2 * y"),
        ("2sin(x)cos(x)", "2 * sin(x) * cos(x)"),
        ("sin(x)^2", "sin(x)^2"),
        ("x1(x2+1)", "x1 * (x2 + 1)"),
        ("x(y+1)", "x * (y + 1)"),
        ("rate(y+1) + rate", "rate * (y + 1) + rate"),
        ("a_1(b)", "a_1 * b"),
        ("x -y", "x - y"),
        ("x - -y", "x - -y"),
        ("x * -y", "x * -y"),
        ("+x", "x"),
        ("x − y", "x - y"),
        ("x · y × z ÷ w", "x * y * z / w"),
        ("2πr²", "2 * 3.141592653589793 * r^2"),
        ("rπ", "r * 3.141592653589793"),
        ("x₁ + x₁₂", "x1 + x12"),
        ("x₁y₂", "x1 * y2"),
        ("xᵢ", "x_i"),
        ("x⁻¹", "x^-1"),
        ("x¹⁰y", "x^10 * y"),
        ("x²(y)", "x^2 * y"),
        ("-x²", "-x^2"),
        ("θ + α_1", "θ + α_1"),
        ("θ1 + theta1", "θ1 + θ1"),
        ("theta1 + θ₁", "theta1 + theta1"),
        ("λ + lambda", "λ + λ"),
        ("𝑥 + x", "x + x"),
        ("µ + μ", "μ + μ"),
        ("ϕ + φ", "φ + φ"),
        ("x\u00a0y", "x * y"),
        ("\ufeffx", "x"),
        ("x # + y", "x"),
        ("2e3x", "2000 * x"),
        ("2e", "2 * 2.718281828459045"),
        ("2 e^x", "2 * 2.718281828459045^x"),
        ("1.2e−7", "1.2e-07"),
        (".5x", "0.5 * x"),
        ("3.x", "3 * x"),
        ("where(x>0, x, 0)", "where(x > 0, x, 0)"),
        ("where(0 ≤ x < y ≠ 2, x, 0)", "where(0 <= x < y != 2, x, 0)"),
        ("where(x>0 and y>0 or not x == y, 1, 2)", "where(x > 0 and y > 0 or not x == y, 1, 2)"),
        ("where((x>0 or y>0) and x<1, 1, 2)", "where((x > 0 or y > 0) and x < 1, 1, 2)"),
        ("where(not (x>0 and y>0), 1, 2)", "where(not (x > 0 and y > 0), 1, 2)"),
        ("max(x, y, 0)", "max(x, y, 0)"),
        ("atan2(y, x)", "atan2(y, x)"),
    ],
)
def test_how_a_line_is_read(text: str, wanted: str) -> None:
    assert reading(text) == wanted


def test_powers_bind_before_signs_and_to_the_right() -> None:
    assert parse("-x^2").assignments[0].expression == Negation(Power(Name("x"), Number(2.0)))
    assert value("-x^2", x=3.0) == -9.0
    assert value("2^3^2") == 512.0
    assert value("2^-1") == 0.5
    assert value("1/2x", x=4.0) == 2.0
    factors = (("*", Name("x")), ("*", Name("y")))
    assert parse("2x y").assignments[0].expression == Product(Number(2.0), factors)


@pytest.mark.parametrize(
    ("text", "inputs", "parameters", "outputs"),
    [
        ("x10 + x2 + x1", "x1 x2 x10", "", "y1"),
        ("b + A + a + B", "A a B b", "", "y1"),
        ("x_10 + x_9 + x", "x x_9 x_10", "", "y1"),
        ("inputs: z, x\nx", "z x", "", "y1"),
        ("inputs: z\ninputs: x\nx", "z x", "", "y1"),
        ("inputs:\n3", "", "", "y1"),
        ("3", "", "", "y1"),
        ("parameters: w, b\nw x + b", "x", "w b", "y1"),
        ("parameter: w\ninput: x\nw x", "x", "w", "y1"),
        ("Parameters: w\nw x", "x", "w", "y1"),
        ("parameters: θ\ntheta x", "x", "θ", "y1"),
        ("w x; parameters: w", "x", "w", "y1"),
        ("r = x^2\nsin(r)", "x", "", "y1"),
        ("sin(r)\nr = x^2", "x", "", "y1"),
        ("r = x^2\ns = r + 1", "x", "", "s"),
        ("r = x^2\ns = r + 1\noutputs: s, r", "x", "", "s r"),
        ("r = x^2\ns = r + 1\noutputs: r", "x", "", "r"),
        ("y2 = x\nx + 1\nx + 2", "x", "", "y2 y1 y3"),
        ("y1 + 1\ny2", "y1 y2", "", "y3 y4"),
        ("a;;b;", "a b", "", "y1 y2"),
        ("a\r\nb\rc", "a b c", "", "y1 y2 y3"),
        ("# nothing\n\n  x  # here", "x", "", "y1"),
        ("inputs = x", "x", "", "inputs"),
    ],
)
def test_which_names_are_inputs_parameters_and_outputs(
    text: str, inputs: str, parameters: str, outputs: str
) -> None:
    program = parse(text)
    assert program.inputs == tuple(inputs.split())
    assert program.parameters == tuple(parameters.split())
    assert program.outputs == tuple(outputs.split())


def test_lines_are_ordered_by_use_and_keep_their_places() -> None:
    program = parse("# text\nc = a + b\nb = 2a\na = x; d = c")
    places = [(line.name, line.line) for line in program.assignments]
    assert places == [("a", 3), ("b", 2), ("c", 1), ("d", 3)]
    assert program.outputs == ("d",)


def test_a_long_chain_of_lines_is_no_deep_recursion() -> None:
    lines = [f"a{i} = a{i - 1} + 1" for i in range(1, 1500)]
    program = parse("\n".join(reversed(["a0 = x", *lines])))
    assert [line.name for line in program.assignments] == [f"a{i}" for i in range(1500)]


def test_constants_are_floats() -> None:
    assert value("pi") == math.pi
    assert value("e") == math.e
    assert math.isinf(value("9**9**9**9"))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("sinx", ["sin(x)"]), ("y = expx1 + x1", ["exp(x1)"]), ("2 cosθ", ["cos(θ)"]), ("sinpi", ["sin(pi)"]),
        ("a + sina + cosb", ["sin(a)"]), ("log10x", ["log10(x)"]), ("tanhx", ["tanh(x)"]),
        ("x1x2 + x1", ["x1 x2"]), ("a1b2c3", ["a1 b2 c3"]), ("x12 + h_2 + ab1", []),
        ("inputs: sinx\nsinx", []), ("parameters: sinx\nsinx x", []), ("sinx = x\nsinx^2", []),
        ("cost + logits + signal + exponent", []), ("sin(x)", []),
    ],
)  # fmt: skip
def test_a_function_run_together_with_its_argument_is_remarked_upon(text: str, meant: list[str]) -> None:
    remarks = parse(text).remarks
    assert len(remarks) == len(meant)
    assert all(f"write {call} if" in remark for call, remark in zip(meant, remarks, strict=True))
