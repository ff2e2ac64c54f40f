"""Text forms, read back by something else: the csv module, NumPy itself, a reader of LaTeX and Markdown."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from jacviz.export import text
from jacviz.export.latex import latex_name, latex_names, latex_number
from jacviz.export.text import FORMS, matrix_text, vector_text

J = np.array([[4.0, 1.0, 1.0], [1.0, -1.0, 1.0]])
ROWS, COLUMNS = ("y1", "y2"), ("x1", "x2", "x3")

shapes = st.tuples(st.integers(1, 5), st.integers(1, 5))
matrices = hnp.arrays(st.sampled_from([np.float64, np.float32]), shapes)
cells = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=8)


def names_for(count: int) -> st.SearchStrategy[list[str]]:
    return st.lists(cells, min_size=count, max_size=count)


def numpy_value(text: str) -> Any:
    return eval(text, {"np": np, "__builtins__": {}})


def test_csv_of_the_worked_example() -> None:
    assert matrix_text("csv", J, ROWS, COLUMNS) == ",x1,x2,x3\ny1,4.0,1.0,1.0\ny2,1.0,-1.0,1.0\n"
    assert vector_text("csv", "vjp", np.array([3, -0.5, 1.5]), COLUMNS) == "x1,x2,x3\n3.0,-0.5,1.5\n"


def test_numpy_of_the_worked_example() -> None:
    expected = "np.array([\n    [4.0, 1.0, 1.0],\n    [1.0, -1.0, 1.0],\n])"
    assert matrix_text("numpy", J, ROWS, COLUMNS) == expected
    assert vector_text("numpy", "u", np.array([0.5, 1]), ROWS) == "np.array([0.5, 1.0])"


def test_latex_of_the_worked_example() -> None:
    assert matrix_text("latex", J, ROWS, COLUMNS) == (
        r"J = \frac{\partial (y_{1}, y_{2})}{\partial (x_{1}, x_{2}, x_{3})} = \begin{bmatrix}" + "\n"
        r"4 & 1 & 1 \\" + "\n" + r"1 & -1 & 1" + "\n" + r"\end{bmatrix}"
    )
    row = vector_text("latex", "vjp", np.array([3, -0.5, 1.5]), COLUMNS)
    assert row == "u^{\\top} J = \\begin{bmatrix}\n3 & -0.5 & 1.5\n\\end{bmatrix}"
    column = vector_text("latex", "jvp", np.array([5, 1.5]), ROWS)
    assert column == "J v = \\begin{bmatrix}\n5 \\\\\n1.5\n\\end{bmatrix}"


def test_markdown_of_the_worked_example() -> None:
    assert matrix_text("markdown", J, ROWS, COLUMNS) == (
        "|     |  x1 |  x2 |  x3 |\n"
        "| --: | --: | --: | --: |\n"
        "|  y1 |   4 |   1 |   1 |\n"
        "|  y2 |   1 |  -1 |   1 |\n"
    )


@settings(deadline=None)
@given(st.data())
def test_csv_is_exact(data: st.DataObject) -> None:
    matrix = data.draw(matrices)
    rows, columns = (data.draw(names_for(count)) for count in matrix.shape)
    table = list(csv.reader(io.StringIO(matrix_text("csv", matrix, rows, columns), newline="")))
    assert table[0] == ["", *columns]
    assert [row[0] for row in table[1:]] == rows
    values = np.array([row[1:] for row in table[1:]], dtype=matrix.dtype)
    assert np.array_equal(values, matrix, equal_nan=True)


@settings(deadline=None)
@given(matrices)
def test_numpy_is_exact(matrix: np.ndarray) -> None:
    m, n = matrix.shape
    again = numpy_value(matrix_text("numpy", matrix, ["y"] * m, ["x"] * n))
    assert again.dtype == matrix.dtype
    assert np.array_equal(again, matrix, equal_nan=True)
    vector = matrix[0]
    again = numpy_value(vector_text("numpy", "v", vector, ["x"] * n))
    assert again.dtype == vector.dtype
    assert np.array_equal(again, vector, equal_nan=True)


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0)])
def test_empty_matrices(shape: tuple[int, int]) -> None:
    matrix = np.zeros(shape, np.float32)
    for form in FORMS:
        text = matrix_text(form, matrix, ["y"] * shape[0], ["x"] * shape[1])
        assert text
    again = numpy_value(matrix_text("numpy", matrix, ["y"] * shape[0], ["x"] * shape[1]))
    assert (again.shape, again.dtype) == (shape, np.float32)


def read_latex_number(text: str) -> float:
    text = text.replace(r"\mathrm{nan}", "nan").replace(r"\infty", "inf")
    power = re.fullmatch(r"(\S+) \\times 10\^\{(-?\d+)\}", text)
    return float(f"{power[1]}e{power[2]}") if power else float(text)


@settings(deadline=None)
@given(matrices)
def test_latex_rounds_and_nothing_else(matrix: np.ndarray) -> None:
    m, n = matrix.shape
    body = re.split(r"\\(?:begin|end){bmatrix}", matrix_text("latex", matrix, ["y"] * m, ["x"] * n))[1]
    again = [[read_latex_number(cell.strip()) for cell in row.split("&")] for row in body.split(r"\\")]
    np.testing.assert_allclose(again, matrix, rtol=1e-5, atol=1e-44)


@settings(deadline=None)
@given(st.data())
def test_markdown_rounds_and_keeps_names(data: st.DataObject) -> None:
    matrix = data.draw(hnp.arrays(np.float64, shapes, elements=st.floats(-1e9, 1e9)))
    tame = st.text("ab1|\\[],. ", min_size=1, max_size=6).map(str.strip).filter(bool)
    rows, columns = (data.draw(st.lists(tame, min_size=k, max_size=k)) for k in matrix.shape)
    lines = matrix_text("markdown", matrix, rows, columns).splitlines()
    cells = (re.findall(r"\|((?:[^|\\]|\\.)*)(?=\|)", line) for line in lines)
    table = [[unescape(cell.strip()) for cell in row] for row in cells]
    assert table[0] == ["", *columns]
    assert [row[0] for row in table[2:]] == rows
    np.testing.assert_allclose([[float(cell) for cell in row[1:]] for row in table[2:]], matrix, rtol=1e-5)
    assert len({len(line) for line in lines}) == 1


def unescape(cell: str) -> str:
    return re.sub(r"\\(.)", r"\1", cell)


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("x1", "x_{1}"), ("x12", "x_{12}"), ("x", "x"), ("theta", r"\theta"), ("θ2", r"\theta_{2}"),
        ("alpha_3", r"\alpha_{3}"), ("w[1,2]", "w_{1,2}"), ("speed", r"\mathrm{speed}"),
        ("a_b", r"\mathrm{a\_b}"), ("0.weight[1,2]", r"\mathrm{0.weight}_{1,2}"), ("50%", r"\mathrm{50\%}"),
    ],
)  # fmt: skip
def test_names(name: str, latex: str) -> None:
    assert latex_name(name) == latex


def test_many_names_are_shortened() -> None:
    assert latex_names([f"x{i}" for i in range(1, 65)]) == r"(x_{1}, x_{2}, \dots, x_{64})"
    assert latex_names(["y"]) == "y"


@pytest.mark.parametrize(
    ("value", "latex"),
    [
        (0.5, "0.5"), (-0.0, "0"), (1 / 3, "0.333333"), (1e-7, r"1 \times 10^{-7}"),
        (-2.5e20, r"-2.5 \times 10^{20}"),
        (float("inf"), r"\infty"), (float("-inf"), r"-\infty"), (float("nan"), r"\mathrm{nan}"),
    ],
)  # fmt: skip
def test_numbers(value: float, latex: str) -> None:
    assert latex_number(value) == latex


@pytest.mark.parametrize("form", ["csv", "markdown"])
def test_names_stay_in_their_cell(form: Any) -> None:
    text = matrix_text(form, J, ("a\r\nb", "c\x00"), ("1\u2028", "2", "3"))
    assert len(text.splitlines()) == (3 if form == "csv" else 4)
    assert "a  b" in text


def test_names_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match=r"expected \(2, 3\) names, got \(2, 2\)"):
        matrix_text("csv", J, ROWS, ROWS)
    with pytest.raises(ValueError, match="names"):
        vector_text("csv", "x", J[0], ROWS)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("shape", [(3, 7), (7, 3), (1, 1), (0, 3), (3, 0)])
def test_a_text_is_the_same_wherever_its_pieces_end(
    form: text.Form, shape: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    matrix = np.resize([1.5, np.nan, -np.inf, 2e-300], shape)
    rows, columns = [f"y|{i}" for i in range(shape[0])], [f'x"{j}, \n' for j in range(shape[1])]
    whole = matrix_text(form, matrix, rows, columns), vector_text(form, "v", np.ones(shape[1]), columns)
    monkeypatch.setattr(text, "_PIECE", 2)
    broken = matrix_text(form, matrix, rows, columns), vector_text(form, "v", np.ones(shape[1]), columns)
    assert broken == whole
    assert sum(1 for _ in text.matrix_pieces(form, np.ones((2, 400)), ROWS, ["x"] * 400)) >= 400
