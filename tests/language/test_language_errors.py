from __future__ import annotations

import pytest

from jacviz.language import MathsError, parse

NO_NUMBER = "A condition is not a number; where(x > 0, 1, 0), say, makes one of it."
BOTH = "x is listed as an input and as a parameter; it can be one of them."
UNLISTED = "among the names after inputs:; "
PYTHON = "belongs to Python; switch the editor to Python, or write y1 = and a formula."


def refusal(text: str) -> MathsError:
    with pytest.raises(MathsError) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "column", "sentence"),
    [
        ("", 0, 0, "There is no formula yet; write one output a line, such as x1^2 + x2."),
        ("# only\n\n", 0, 0, "There is no formula yet; write one output a line, such as x1^2 + x2."),
        # --- unknown functions
        ("sine(x)", 0, 0, "sine is not known; did you mean sin?"),
        ("x\n1 + Sin(x)", 1, 4, "Sin is not known; did you mean sin?"),
        ("cso(x)", 0, 0, "cso is not known; did you mean cos?"),
        ("ln(x)", 0, 0, "ln is not known; did you mean log?"),
        ("arctan2(y, x)", 0, 0, "arctan2 is not known; did you mean atan2?"),
        ("σ(x)", 0, 0, "σ is not known; did you mean sigmoid?"),
        ("ceil(x)", 0, 0, "ceil is not known; write -floor(-x) instead."),
        ("speed(t)", 0, 0, "speed is not known as a function; to multiply, write speed*( ... )."),
        ("f(x)", 0, 0, "f is not known as a function; to multiply, write f*( ... )."),
        ("x = __import__('os')", 0, 4, "A name begins with a letter, such as x_1."),
        # --- numbers of arguments
        ("sin()", 0, 0, "sin(x) takes 1 argument, but none came."),
        ("x + sin(x, y)", 0, 4, "sin(x) takes 1 argument, but 2 came."),
        ("atan2(y)", 0, 0, "atan2(y, x) takes 2 arguments, but 1 came."),
        ("max(x)", 0, 0, "max(a, b, ...) takes 2 or more arguments, but 1 came."),
        ("where(x > 0, 1)", 0, 0, "where(cond, a, b) takes 3 arguments, but 2 came."),
        ("sin + 1", 0, 0, "sin is a function; write sin(x) with parentheses."),
        ("sin x", 0, 0, "sin is a function; write sin(x) with parentheses."),
        ("sin²(x)", 0, 0, "sin is a function; write sin(x)^2 for a power of its value."),
        ("2 cos^3(x)", 0, 2, "cos is a function; write cos(x)^2 for a power of its value."),
        # --- something missing or too much
        ("x +", 0, 3, "Something is missing after +."),
        ("x + # more", 0, 3, "Something is missing after +."),
        ("x\ny *\nz", 1, 3, "Something is missing after *."),
        ("y1 =", 0, 4, "A formula is missing after y1 =."),
        ("= x", 0, 0, "A name is missing before =, such as y1 = x^2."),
        ("* x", 0, 0, "* needs something on its left."),
        ("x + * y", 0, 4, "* cannot follow +; a number or a name is missing between."),
        ("²", 0, 0, "^ needs something on its left."),
        ("x ⁻", 0, 2, "A number is missing after the raised -."),
        ("(x", 0, 0, "This ( is not closed; a ) is missing on this line."),
        ("2 + sin((x)", 0, 7, "This ( is not closed; a ) is missing on this line."),
        ("x)", 0, 1, "This ) has no ( before it."),
        (")", 0, 0, "This ) has no ( before it."),
        ("()", 0, 0, "Something is missing between ( and )."),
        ("(,)", 0, 1, "Something is missing between ( and ,."),
        ("max(x,)", 0, 6, "Something is missing between , and )."),
        ("max(x,,y)", 0, 6, "Something is missing between , and ,."),
        ("x y 2", 0, 4, "A number follows y; write 2 y for the product, y^2 for the power."),
        ("2 3", 0, 2, "Two numbers stand side by side; put an operator between them."),
        ("1.2.3", 0, 3, "Two numbers stand side by side; put an operator between them."),
        ("(x)2", 0, 3, "A number follows a parenthesis; write it before, or ^2 for a power."),
        ("x, y", 0, 1, "A comma does not separate outputs; write one output a line, decimals with a point."),
        ("1,5 x", 0, 1, "A comma does not separate outputs; write one output a line, decimals with a point."),
        ("(x, y)", 0, 2, "A comma only stands between the arguments of a function."),
        (", x", 0, 0, "A comma does not separate outputs; write one output a line, decimals with a point."),
        ("x not y", 0, 2, "not cannot stand here."),
        # --- characters
        ("x % 2", 0, 2, "% is not known; for the remainder of a/b write a - b floor(a/b)."),
        ("x // 2", 0, 2, "// is not known; for whole division write floor(a/b)."),
        ("x[0]", 0, 1, "Square brackets have no meaning here; write x1 for an entry and ( ) to group."),
        ("|x|", 0, 0, "| is not known; write abs(x) for the absolute value, or between two conditions."),
        ("where(x>0 && y>0, 1, 0)", 0, 10, "&& is not known; write and between two conditions."),
        ("where(x => 0, 1, 0)", 0, 8, "=> is not known; write >=."),
        ("x!", 0, 1, "! is not known; write not before a condition and != for unequal."),
        ("x.y", 0, 1, "A point only stands inside a number, such as 0.5."),
        ("'x'", 0, 0, "Quoted text has no meaning here; write names without quotes."),
        ("\\sqrt{x}", 0, 0, "LaTeX commands are not read; write sqrt(x), pi, x1^2."),
        ("√x", 0, 0, "√ is not known; write sqrt(x)."),
        ("½x", 0, 0, "½ is not read as a number; write it with the digits 0 to 9."),
        ("٣x", 0, 0, "٣ is not read as a number; write it with the digits 0 to 9."),
        ("₁", 0, 0, "A subscript needs a name before it, such as x₁."),
        ("x\u0302", 0, 1, "The character U+0302 has no meaning here; delete it."),
        ("x\x00", 0, 1, "The character U+0000 has no meaning here; delete it."),
        ("xⁿ", 0, 1, "ⁿ has no meaning here; F1 lists all that has."),
        ("x☃", 0, 1, "☃ has no meaning here; F1 lists all that has."),
        ("1e999", 0, 0, "This number is too large; the largest is about 1.8e308."),
        ("1 + " + "x" * 65, 0, 4, "A name has at most 64 characters; this one is longer."),
        # --- conditions
        ("x > 0", 0, 0, NO_NUMBER),
        ("1 + (x > 0)", 0, 4, NO_NUMBER),
        ("where(x, 1, 0)", 0, 6, "A condition is expected here, such as x > 0."),
        ("where(x > 0 and y, 1, 0)", 0, 16, "A condition is expected here, such as x > 0."),
        ("where(not x, 1, 0)", 0, 10, "A condition is expected here, such as x > 0."),
        ("where(x > 0, y > 0, 0)", 0, 13, NO_NUMBER),
        ("(x < y) < z", 0, 0, NO_NUMBER),
        # --- lines
        ("y = 1 = x", 0, 6, "= stands once, after the name of a line; to compare, write ==."),
        ("x + 1 = y", 0, 6, "On the left of = stands one name, such as y1; to compare, write ==."),
        ("where(x = 0, 1, 2)", 0, 8, "On the left of = stands one name, such as y1; to compare, write ==."),
        ("f(x) = x^2", 0, 0, "Write y1 = and the formula; the inputs are found by their names."),
        ("sin = x", 0, 0, "sin is a function of the language; choose another name."),
        ("x; e = x", 0, 3, "e is a constant of the language; choose another name."),
        ("π = 3", 0, 0, "pi is a constant of the language; choose another name."),
        ("a = 1\nb = 2\n a = 3", 2, 1, "a is defined already in line 1; choose another name."),
        ("θ = 1\ntheta = 2", 1, 0, "θ is defined already in line 1; choose another name."),
        ("inputs: x\nx = 3", 1, 0, "x is an input; give this line another name."),
        ("parameters: w\nw = x", 1, 0, "w is a parameter; give this line another name."),
        ("x = x + 1", 0, 0, "x is defined by itself; use another name on the left."),
        ("b = c\na = b\nc = a", 0, 0, "These lines define each other in a circle: b -> c -> a -> b."),
        # --- declarations
        ("inputs: x\nx + z", 1, 4, "z is not " + UNLISTED + "add it there, or define it in a line."),
        ("inputs: rate\n2 rates", 1, 2, "rates is not " + UNLISTED + "did you mean rate?"),
        ("inputs: x, x\nx", 0, 11, "x is listed twice in inputs:."),
        ("inputs: x y\nx", 0, 10, "A comma is expected before y; write inputs: a, b, c."),
        ("inputs: x,\nx", 0, 10, "A name is expected here, but the line ends; write inputs: a, b, c."),
        ("inputs: 3\nx", 0, 8, "A name is expected here, but 3 came; write inputs: a, b, c."),
        ("inputs: sin\nx", 0, 8, "sin is a function of the language; choose another name."),
        ("input: x\nparameters: x\nx", 1, 12, BOTH),
        ("input_s: x\nx", 0, 0, "input_s: is not known; did you mean inputs:?"),
        ("foo: x\nx", 0, 0, "foo: is not known; inputs:, parameters: and outputs: are."),
        ("outputs:\nx", 0, 8, "outputs: lists no name; list one, or leave this line out."),
        ("outputs: z\nx", 0, 9, "z is not the name of a line; write z = and a formula."),
        ("outputs: speeds\nspeed = x", 0, 9, "speeds is not the name of a line; did you mean speed?"),
        ("a = x\nx + 1\noutputs: a", 1, 0, "outputs: lists the outputs by name; give this line a name too."),
        ("x: y", 0, 0, "x: is not known; inputs:, parameters: and outputs: are."),
        ("x + y: z", 0, 5, "A colon only stands after inputs, parameters or outputs."),
        # --- Python
        ("def f(x):\n    return x", 0, 0, "def " + PYTHON),
        ("import torch", 0, 0, "import " + PYTHON),
        ("1 if x > 0 else 2", 0, 2, "if is not known; to choose, write where(x > 0, a, b)."),
        ("if = 2", 0, 0, "if is not known; to choose, write where(x > 0, a, b)."),
        ("lambda x: x", 0, 8, "A colon only stands after inputs, parameters or outputs."),
    ],
)  # fmt: skip
def test_each_error_has_its_place_and_one_sentence(text: str, line: int, column: int, sentence: str) -> None:
    error = refusal(text)
    assert (error.line, error.column, error.sentence) == (line, column, sentence)
    assert str(error) == sentence


WELL = "r = sqrt(x1^2 + 2x2)\ny1 = where(r > 1, max(r, x1 x2, 3), -x1/r)"


def positions(text: str) -> list[tuple[int, int, int]]:
    """(offset, line, column) of each character, and of the end."""
    return [(i, text[:i].count("\n"), i - (text.rfind("\n", 0, i) + 1)) for i in range(len(text) + 1)]


@pytest.mark.parametrize("planted", ["?", "]", "@"])
@pytest.mark.parametrize(("offset", "line", "column"), positions(WELL))
def test_a_foreign_character_is_found_at_each_position(
    planted: str, offset: int, line: int, column: int
) -> None:
    error = refusal(WELL[:offset] + planted + WELL[offset:])
    assert (error.line, error.column) == (line, column)


@pytest.mark.parametrize("planted", ["*/", ")(,", "(;)"])
@pytest.mark.parametrize(("offset", "line", "column"), positions(WELL))
def test_a_syntax_error_is_found_on_its_line(planted: str, offset: int, line: int, column: int) -> None:
    error = refusal(WELL[:offset] + planted + WELL[offset:])
    assert error.line == line


@pytest.mark.parametrize("offset", [i for i, character in enumerate(WELL) if character in "()=>"])
def test_a_sign_that_is_left_out_is_found_on_its_line(offset: int) -> None:
    text = WELL[:offset] + " " + WELL[offset + 1 :]
    if WELL[offset] == "=":
        # the line loses its name: r is then an input, y1 a factor
        assert parse(text) != parse(WELL)
    else:
        assert refusal(text).line == WELL[:offset].count("\n")


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "x.__class__",
        "().__class__.__bases__[0]",
        "lambda x: x",
        "[i for i in x]",
        "{x for x in y}",
        'f"{x}"',
        "x if x else y",
        "eval(x)",
        "exec(x)",
        "open(x)",
        "globals()",
        "getattr(x, y)",
        "x := 3",
        "*x",
        "x; import os",
        "print(x)",
        "0 .real",
        "x\\\ny",
        "@x",
        "...",
        "x[0]",
        "await x",
        "yield(x)",
    ],
)
def test_python_is_refused(text: str) -> None:
    if text == "await x":  # two names side by side: a product
        assert parse(text).inputs == ("await", "x")
    else:
        refusal(text)
