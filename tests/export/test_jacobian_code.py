"""Copied code is run, and prints the numbers that are on the screen."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings

from jacviz.calculus.evaluate import evaluate
from jacviz.engine.messages import Failure, JacobianAnswer
from jacviz.export.code.dialects import CodeError, Kind
from jacviz.export.code.jacobian import jacobian_code, kinds_for
from jacviz.language import parse
from jacviz.session.document import Document
from jacviz.session.examples import all_examples, load
from jacviz.session.planning import jacobian_task
from jacviz.session.products import Products, products
from jacviz.session.vectors import Vector, frozen
from tests.export.scripts import evaluated, printed, run_all
from tests.language.formulas import Formula, formulas

MATHS = [example.name for example in all_examples() if example.language == "maths"]
PYTHON = [example.name for example in all_examples() if example.language == "python"]
JAX = os.environ.get("JACVIZ_JAX_PYTHON") or (sys.executable if importlib.util.find_spec("jax") else "")
with_jax = pytest.param("jax", marks=pytest.mark.skipif(not JAX, reason="JAX is not installed"))

TEXTS = {
    "choice": "where(x > 0, log(x), 0) + where(x > 0 and y < 2, sqrt(y), x^2)",
    "choice of lines": "r = sqrt(x^2 + y^2)\nwhere(r > 0, x/r, 0)\nwhere(not (x < 0 or -1 < y < 1), y/x, 2)",
    "constants": "c = 2\nd = sin(c) + 1/3\nx c^2 + d\nsqrt(2) y + 1/(1/0) + 2^0.5\n7\npi\ne^x",
    "every function": (
        "sin(x)+cos(x)+tan(x)+asin(x/9)+acos(x/9)+atan(x)\nsinh(x)+cosh(x)+tanh(x)+exp(x)+log(x)+log2(x)\n"
        "log10(x)+sqrt(x)+abs(x)+sign(x)+floor(x)\nmin(x, y, 3)+max(x, y, 0)+atan2(y, x)+atan2(y, 1)"
        "+pow(x, y)\n"
        "relu(x)+sigmoid(x)+softplus(x)+erf(x)+relu(-y)"
    ),
    "names that Python has uses for": "lambda + in torch\nf = x np\nθ1 math + α",
    "one name for everything": "inputs: x\nparameters: theta\nx theta\nx + theta^2",
    "signs": "-x^2 - (-y)^2\n-(x + y) - (x - y)\nx/(y x)/y\n2^-x\n(2 x)^2^y\n-2^2 x",
    "one output": "x y",
    "precise": "x/3 + 1e-20 y + 123456789012345678 x",
}


def scripts_of(kind: Kind, documents: list[Document]) -> list[tuple[str, JacobianAnswer, Products]]:
    made = []
    for document in documents:
        shown, answer, weighed = evaluated(document)
        made.append((jacobian_code(kind, shown, answer, weighed), answer, weighed))
    return made


def check(output: str, answer: JacobianAnswer, weighed: Products, script: str) -> None:
    values = printed(output)
    assert [*values] == ["y", "J", "u^T J", "J v", "u^T J v"], output
    loose = 1e-12 if answer.precision == "float64" else 1e-5
    wanted = {"y": answer.y, "J": answer.jacobian, "u^T J": weighed.vjp, "J v": weighed.jvp}
    for name, array in wanted.items():
        got = np.array(values[name], dtype=np.float64).reshape(array.shape)
        size = max(1.0, float(np.abs(array[np.isfinite(array)]).max(initial=0.0)))
        np.testing.assert_allclose(got, array, rtol=loose, atol=loose * size, err_msg=f"{name}\n{script}")
    np.testing.assert_allclose(values["u^T J v"], weighed.utjv, rtol=loose, atol=loose * 100)


def run(kind: Kind, documents: list[Document]) -> None:
    made = scripts_of(kind, documents)
    outputs = run_all([script for script, _, _ in made], JAX if kind == "jax" else sys.executable)
    for output, (script, answer, weighed) in zip(outputs, made, strict=True):
        check(output, answer, weighed, script)


def odd_texts() -> list[Document]:
    point = Vector(frozen([1.5, 0.7, -0.3, 0.4, 1.1, 0.2, 0.9, 0.6]))
    return [Document(title=title, maths=text, x=_fitting(point, text)) for title, text in TEXTS.items()]


def _fitting(point: Vector, text: str) -> Vector:
    return Vector(frozen(point.values[: len(parse(text).inputs)]))


def moved(document: Document) -> Document:
    """The same with other u and v, and a norm."""
    shown, answer, _ = evaluated(document)
    m, n = answer.jacobian.shape
    u = shown.u.with_values(np.random.default_rng(0).normal(size=m))
    v = shown.tangent.with_values(np.random.default_rng(1).normal(size=n))
    return replace(shown, u=replace(u, norm="l2")).with_tangent(v)


@pytest.mark.parametrize(
    "kind",
    ["torch", "numpy", with_jax],
)
def test_maths_examples_print_what_is_on_the_screen(kind: Kind) -> None:
    run(kind, [moved(load(name)) for name in MATHS])


@pytest.mark.parametrize("kind", ["torch", with_jax])
def test_odd_texts_print_what_is_on_the_screen(kind: Kind) -> None:
    run(kind, odd_texts())


def test_odd_texts_in_numpy() -> None:
    run(
        "numpy",
        [document for document in odd_texts() if document.title not in {"every function", "constants"}],
    )


def test_python_examples_print_what_is_on_the_screen() -> None:
    names = [name for name in PYTHON if name not in {"image-to-class", "max-pooling"}]
    run("torch", [load(name) for name in names])


def test_parameters_precision_and_mode() -> None:
    theta = [replace(load(name), wrt="theta") for name in ("rotation", "cross-product", "two-link-arm")]
    single = replace(load("worked-example"), precision="float32")
    forward = replace(load("worked-example"), mode="forward")
    network = replace(load("small-mlp"), wrt="theta", mode="reverse")
    kernel = replace(load("convolution-as-a-matrix"), wrt="theta")
    run("torch", [*theta, single, forward, network, kernel])
    run("numpy", [*theta, single])


def test_a_network_whose_parameters_were_moved() -> None:
    shown, answer, _ = evaluated(load("small-mlp"))
    changed = replace(shown, theta=shown.theta.with_values(answer.theta * 1.5))
    run("torch", [changed])


def test_python_that_returns_several_and_takes_parameters() -> None:
    nested = Document(
        language="python", python="theta0 = [1.0, 2.0]\ndef f(x, theta):\n    return (theta * x[0]).exp()\n"
    )
    run(
        "torch",
        [
            Document(language="python", python="def f(x):\n    a, b = x\n    return a * b, b.sin()\n"),
            nested,
            replace(nested, wrt="theta"),
        ],
    )


def test_a_script_runs_by_itself(tmp_path: Path) -> None:
    ((script, answer, weighed),) = scripts_of("torch", [load("worked-example")])
    path = tmp_path / "jacobian.py"
    path.write_text(script, encoding="utf-8")
    made = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=True)
    assert made.stderr == ""
    check(made.stdout, answer, weighed, script)
    assert len(script.splitlines()) < 35
    assert "jacviz" not in script.replace("Written by jacviz", "")


@pytest.mark.filterwarnings("ignore")  # torch.func's own, of parts of torch that it imports
@settings(max_examples=60, deadline=None)
@given(formula=formulas(wild=True))
def test_any_formula_has_the_same_value_and_slopes(formula: Formula) -> None:
    torch.set_default_dtype(torch.float64)
    try:
        names = ["x1", "x2", "x10", "a", "rate"]
        text = f"inputs: {', '.join(names)}\n{formula.text}"
        point = Vector(frozen([0.5, -1.25, 2.0, 0.75, 1.5]))
        document = Document(maths=text, x=point, mode="reverse")
        answer = evaluate(jacobian_task(document, 4 << 30))
        if isinstance(answer, Failure):
            return
        try:
            script = jacobian_code(
                "torch", document, answer, products(answer.jacobian, np.ones(1), np.ones(5))
            )
        except CodeError:
            return
        found: dict[str, Any] = {}
        exec(script.partition("print(")[0], found)
        np.testing.assert_allclose(found["y"].numpy(), answer.y, rtol=1e-12, atol=1e-12, err_msg=script)
        finite = np.isfinite(answer.jacobian)
        np.testing.assert_allclose(
            found["J"].numpy()[finite], answer.jacobian[finite], rtol=1e-10, atol=1e-10, err_msg=script
        )
    finally:
        torch.set_default_dtype(torch.float32)


def test_what_cannot_be_written_is_one_sentence() -> None:
    shown, answer, weighed = evaluated(load("small-mlp"))
    assert kinds_for(shown) == ("torch",)
    with pytest.raises(CodeError, match="written in Python, which NumPy cannot take"):
        jacobian_code("numpy", shown, answer, weighed)
    long = " + ".join(f"sin(x{i % 5 + 1} x{i % 7 + 1})^{i % 3 + 2}" for i in range(60))
    shown, answer, weighed = evaluated(Document(maths=long))
    with pytest.raises(CodeError, match="no formula short enough"):
        jacobian_code("numpy", shown, answer, weighed)
    assert "torch" in jacobian_code("torch", shown, answer, weighed)


def test_a_title_cannot_leave_its_comment() -> None:
    shown, answer, weighed = evaluated(replace(load("worked-example"), title="a\nimport os\r\nb"))
    script = jacobian_code("numpy", shown, answer, weighed)
    assert script.splitlines()[0] == "# a import os b: the Jacobian J and its products with u and v."
