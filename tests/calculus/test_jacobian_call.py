"""jacviz.jacobian as it is called: what may go in, what comes out, what is refused."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

import jacviz
from jacviz.calculus.errors import FunctionError


def double(x: Tensor) -> Tensor:
    return 2 * x


def test_tensors_in_tensors_out() -> None:
    j = jacviz.jacobian(double, torch.ones(2, 3))
    assert isinstance(j.matrix, Tensor)
    assert j.matrix.dtype == torch.float32
    assert j.matrix.is_contiguous()
    assert (j.input_shape, j.output_shape, tuple(j.y.shape)) == ((2, 3), (2, 3), (2, 3))
    assert torch.equal(j.matrix, 2 * torch.eye(6))


def test_arrays_in_arrays_out() -> None:
    j = jacviz.jacobian(double, np.arange(3.0))
    assert isinstance(j.matrix, np.ndarray)
    assert isinstance(j.y, np.ndarray)
    assert j.matrix.dtype == np.float64
    assert j.vjp([1, 0, 0]).tolist() == [2, 0, 0]
    assert j.jvp(torch.tensor([0.0, 0, 1])).tolist() == [0, 0, 2]


def test_read_only_and_reversed_arrays() -> None:
    x = np.arange(3.0)[::-1]
    x.flags.writeable = False
    j = jacviz.jacobian(lambda v: (v**2, np.ones(4)[::-2]), x)
    assert j.matrix.tolist() == [[4, 0, 0], [0, 2, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]]
    assert j.y.tolist() == [4, 1, 0, 1, 1]


@pytest.mark.parametrize("x", [[1, 2, 3], (1.0, 2.0), np.int64(3), 2.5], ids=str)
def test_numbers_in_any_wrapping(x: Any) -> None:
    j = jacviz.jacobian(double, x)
    assert j.matrix.tolist() == (2 * np.eye(np.size(x))).tolist()
    assert j.output_shape == np.shape(x)


@pytest.mark.parametrize("mode", ["forward", "reverse"])
def test_entries_are_in_c_order(mode: jacviz.calculus.jacobian.Mode) -> None:
    x = torch.arange(6.0, dtype=torch.float64).reshape(2, 3)
    j = jacviz.jacobian(lambda x: x.T.contiguous() * 10, x, mode=mode)
    assert j.output_shape == (3, 2)
    assert torch.equal(j.matrix.reshape(3, 2, 2, 3)[1, 0, 0], torch.tensor([0.0, 10, 0], dtype=torch.float64))


def test_a_tuple_is_laid_end_to_end() -> None:
    x = torch.tensor([2.0, 3.0])
    j = jacviz.jacobian(lambda x: (x[0] * x[1], [x, 7.0]), x)
    assert j.y.tolist() == [6, 2, 3, 7]
    assert j.matrix.tolist() == [[3, 2], [1, 0], [0, 1], [0, 0]]


def test_scalars_have_one_row() -> None:
    j = jacviz.jacobian(lambda x: x.square().sum(), torch.tensor([1.0, 2.0]))
    assert (j.matrix.tolist(), j.output_shape, j.passes) == ([[2, 4]], (), 1)


def test_the_argument_and_the_parameters_stay_as_they_are() -> None:
    x = torch.ones(3, requires_grad=True)
    network = nn.Linear(3, 2)

    def f(x: Tensor) -> Tensor:
        x *= 2
        return network(x)

    for mode in ("forward", "reverse"):
        matrix = jacviz.jacobian(f, x, mode=mode).matrix  # type: ignore[call-overload]
        torch.testing.assert_close(matrix, 2 * network.weight.detach())
        assert not matrix.requires_grad
    assert x.detach().tolist() == [1, 1, 1]
    assert x.grad is None
    assert network.weight.grad is None


def test_zero_weights_leave_rows_out_that_are_not_finite() -> None:
    x = torch.tensor([0.0, 1.0])
    j = jacviz.jacobian(lambda x: torch.stack([x[0].sqrt(), 3 * x[1]]), x, mode="forward")
    assert j.matrix[0, 0] == float("inf")
    assert j.vjp([0, 1])[1] == 3


PAIR = torch.ones(2)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: jacviz.jacobian(double, PAIR, mode="sideways"), "got 'sideways'"),  # type: ignore[call-overload]
        (lambda: jacviz.jacobian(double, PAIR, chunk=0), "at least 1 pass, got 0"),
        (lambda: jacviz.jacobian(double, "abc"), "expected numbers for x, got str"),
        (lambda: jacviz.jacobian(double, torch.ones(0)), r"at least one input, got shape \(0,\)"),
        (lambda: jacviz.jacobian(double, PAIR * 1j), "expected real numbers for x"),
        (lambda: jacviz.jacobian(double, PAIR).vjp([1, 2, 3]), r"vjp\(u\): expected 2 weights, got 3"),
        (lambda: jacviz.jacobian(double, [1.0]).jvp([]), r"jvp\(v\): expected 1 weight, got 0"),
        (lambda: jacviz.jacobian(double, PAIR).jvp([1]), r"jvp\(v\): expected 2 weights, got 1"),
        (lambda: jacviz.jacobian(lambda x: None, PAIR), "expected a tensor, got None"),
    ],
)
def test_what_is_refused_is_a_value_error(call: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        call()


def test_the_callers_own_error_passes_through() -> None:
    def f(x: Tensor) -> Tensor:
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        jacviz.jacobian(f, torch.ones(2))


def test_a_function_that_changes_its_shape_is_refused() -> None:
    lengths = iter(range(1, 100))
    with pytest.raises(FunctionError, match="same shape at each call"):
        jacviz.jacobian(lambda x: x[0] * torch.ones(next(lengths)), torch.ones(1), mode="forward")


def in_a_fresh_process(code: str) -> str:
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_jacviz_imports_no_torch() -> None:
    code = "import sys, jacviz; jacviz.__version__; print('torch' in sys.modules, jacviz.jacobian.__name__)"
    assert in_a_fresh_process(code) == "False jacobian"


def test_the_first_small_jacobian_imports_nothing_that_is_slow() -> None:
    code = """
import sys
from jacviz.calculus.evaluate import evaluate
from jacviz.engine.messages import JacobianTask, flat
before = set(sys.modules)
answer = evaluate(JacobianTask("maths", "x1^2 + x2 + x3; x1 - x2 + x3", x=flat((2, 3, 1))))
assert answer.jacobian.tolist() == [[4, 1, 1], [1, -1, 1]]
print(sorted({name.partition(".")[0] for name in set(sys.modules) - before}))
print([name for name in ("sympy", "torch._dynamo") if name in sys.modules])
"""
    assert in_a_fresh_process(code) == "[]\n[]"


def test_warming_up_loads_the_rest() -> None:
    code = """
import sys
from jacviz.calculus.evaluate import evaluate, warm_up
from jacviz.engine.messages import JacobianTask, flat
warm_up()
before = set(sys.modules)
source = "def f(x): return torch.tanh(x) * x.sum()"
for mode in ("forward", "reverse"):
    for n in (2, 200):
        answer = evaluate(JacobianTask("python", source, x=flat([1] * n), mode=mode))
        assert answer.jacobian.shape == (n, n)
print(sorted(set(sys.modules) - before))
"""
    assert in_a_fresh_process(code) == "['jacviz_text']"


def test_what_cannot_be_called_is_named() -> None:
    with pytest.raises(TypeError, match="expected a function of one tensor for f, got int"):
        jacviz.jacobian(3, [1.0])  # type: ignore[call-overload]
