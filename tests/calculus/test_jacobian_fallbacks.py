"""Functions that torch.func refuses: J is right all the same, or a sentence says what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

import jacviz
from jacviz.calculus.errors import FunctionError

X = torch.tensor([0.5, -1.0, 2.0], dtype=torch.float64)
EYE = torch.eye(3, dtype=torch.float64)
MODES = pytest.mark.parametrize("mode", ["auto", "forward", "reverse"])


def branch(x: Tensor) -> Tensor:
    return 2 * x if x[0] > 0 else 3 * x


def repeat(x: Tensor) -> Tensor:
    while x.norm() < 10:
        x = 2 * x
    return x


def in_place(x: Tensor) -> Tensor:
    x[0] = 5 * x[1]
    return x


def buffer(x: Tensor) -> Tensor:
    y = torch.zeros(3, dtype=x.dtype)
    for i in range(3):
        y[i] = x[i] ** 2
    return y


def noise(x: Tensor) -> Tensor:
    return x * torch.rand(3, dtype=x.dtype).round() + x


FUNCTIONS: dict[str, tuple[Callable[[Tensor], Tensor], Tensor]] = {
    "branches on values": (branch, 2 * EYE),
    "loops until": (repeat, 8 * EYE),
    ".item()": (lambda x: x * round(x[2].item()), 2 * EYE),
    "writes into its argument": (in_place, torch.tensor([[0.0, 5, 0], [0, 1, 0], [0, 0, 1]], dtype=X.dtype)),
    "fills a buffer": (buffer, torch.diag(2 * X)),
    "masks": (lambda x: x[x > 0] * 3, 3 * EYE[[0, 2]]),
    "sorts": (lambda x: x.sort().values, EYE[[1, 0, 2]]),
    "takes a gradient inside": (torch.func.grad(lambda x: (x**3).sum()), torch.diag(6 * X)),
}


@MODES
@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_functional_transforms_refuse(name: str, mode: jacviz.calculus.jacobian.Mode) -> None:
    f, expected = FUNCTIONS[name]
    for chunk in (None, 1, 2):
        j = jacviz.jacobian(f, X, mode=mode, chunk=chunk)
        torch.testing.assert_close(j.matrix, expected, rtol=1e-13, atol=1e-13)
        assert j.notes == ()


@MODES
def test_random_numbers_are_the_same_in_all_passes(mode: jacviz.calculus.jacobian.Mode) -> None:
    torch.manual_seed(1)
    j = jacviz.jacobian(noise, X, mode=mode, chunk=1)
    assert set(j.matrix.diagonal().tolist()) <= {1.0, 2.0}
    torch.testing.assert_close(j.matrix @ X, j.y)


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:  # type: ignore[override]
        (x,) = ctx.saved_tensors
        return torch.from_numpy(3 * x.numpy() ** 2 * gradient.numpy())


def cube(x: Tensor) -> Tensor:
    y: Tensor = Cube.apply(x)
    return y


def test_a_custom_function_that_cannot_be_batched_goes_row_by_row() -> None:
    for _ in range(2):  # the second time it is known beforehand
        j = jacviz.jacobian(cube, X, mode="reverse")
        torch.testing.assert_close(j.matrix, torch.diag(3 * X**2))
        assert j.notes == ("f leaves torch for NumPy, so J is computed row by row",)


def test_a_custom_function_without_a_forward_rule_uses_reverse_mode() -> None:
    j = jacviz.jacobian(cube, X, mode="forward")
    torch.testing.assert_close(j.matrix, torch.diag(3 * X**2))
    assert (j.mode, j.passes, j.other_passes) == ("reverse", 3, 3)
    assert j.notes[0] == "torch has no forward rule for a custom autograd.Function, so reverse mode is used"


def distances(x: Tensor) -> Tensor:
    return torch.cdist(x[:, None], torch.zeros(40, 1, dtype=x.dtype))


def test_an_operator_without_a_forward_rule_uses_reverse_mode_and_says_so() -> None:
    expected = torch.kron(torch.diag(X.sign()), torch.ones(40, 1, dtype=X.dtype))
    for _ in range(2):
        j = jacviz.jacobian(distances, X, mode="forward")
        torch.testing.assert_close(j.matrix, expected)
        assert j.mode == "reverse"
        assert j.notes == ("torch has no forward rule for _euclidean_dist, so reverse mode is used",)
    assert jacviz.jacobian(distances, X, mode="reverse").notes == ()


def overwritten(x: Tensor) -> Tensor:
    y = x.exp()
    y += 1
    return y


@MODES
def test_an_overwritten_value_has_a_forward_derivative(mode: jacviz.calculus.jacobian.Mode) -> None:
    j = jacviz.jacobian(overwritten, X, mode=mode)
    torch.testing.assert_close(j.matrix, torch.diag(X.exp()))
    assert j.mode == "forward"
    assert (j.notes == ()) == (mode == "forward")
    if j.notes:
        assert "x = x + 1 for x += 1" in j.notes[0]


def inner_gradient(x: Tensor) -> Tensor:
    return torch.autograd.grad((x**3).sum(), x, create_graph=True)[0]


def test_autograd_inside_f_goes_by_reverse_mode() -> None:
    for mode in ("auto", "forward", "reverse"):
        j = jacviz.jacobian(inner_gradient, X, mode=mode)  # type: ignore[call-overload]
        torch.testing.assert_close(j.matrix, torch.diag(6 * X))
        assert j.mode == "reverse"


def without_gradients(x: Tensor) -> Tensor:
    with torch.no_grad():
        return 2 * x


def backward(x: Tensor) -> Tensor | None:
    x.square().sum().backward()
    return x.grad


CUT_OFF = "cut off from it"
REFUSED: dict[str, tuple[Callable[[Tensor], Any], str]] = {
    "detach": (lambda x: 2 * x.detach(), CUT_OFF),
    "data": (lambda x: 2 * x.data, CUT_OFF),
    "no_grad": (without_gradients, CUT_OFF),
    "item": (lambda x: x[0].item() * 2, CUT_OFF),
    "a new tensor": (lambda x: torch.tensor([x[0].item(), x[1].item()]), CUT_OFF),
    "detached numpy": (lambda x: np.sin(x.detach().numpy()), CUT_OFF),
    "an operator without derivative": (lambda x: torch.special.airy_ai(x), CUT_OFF),
    "numpy": (lambda x: np.sin(x), "torch.sin for np.sin"),
    "backward": (backward, "calls .backward()"),
    "an input without derivative": (lambda x: torch.special.gammaincc(x, x), "no derivative for igammac"),
}


@MODES
@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.filterwarnings("ignore::UserWarning")  # torch warns of what f does as well
def test_what_has_no_derivative_is_refused_in_words(name: str, mode: jacviz.calculus.jacobian.Mode) -> None:
    f, words = REFUSED[name]
    with pytest.raises(FunctionError) as caught:
        jacviz.jacobian(f, X.abs(), mode=mode)
    assert caught.value.kind == "refused"
    assert words in caught.value.sentence
    assert "\n" not in caught.value.sentence


@MODES
@pytest.mark.parametrize(("constant", "m"), [(torch.ones(2), 2), (3.0, 1), ([1.0, 2], 2), (np.ones(3), 3)])
def test_a_constant_has_a_zero_jacobian(
    constant: object, m: int, mode: jacviz.calculus.jacobian.Mode
) -> None:
    for _ in range(2):
        j = jacviz.jacobian(lambda x: constant, X, mode=mode)
        assert (j.matrix == 0).all()
        assert j.matrix.shape == (m, 3)
        assert j.notes == ("f does not depend on its input here: J is zero",)


def test_a_constant_may_draw_random_numbers() -> None:
    assert (jacviz.jacobian(lambda x: torch.rand(2), X).matrix == 0).all()


def test_a_row_that_does_not_depend_on_x_is_zero() -> None:
    for mode in ("forward", "reverse"):
        j = jacviz.jacobian(lambda x: torch.stack([x[0], torch.ones((), dtype=x.dtype)]), X, mode=mode)  # type: ignore[call-overload]
        assert j.matrix.tolist() == [[1, 0, 0], [0, 0, 0]]
        assert j.notes == ()


def test_parameters_that_require_gradients_do_not_hide_a_cut() -> None:
    weight = torch.ones(3, dtype=torch.float64, requires_grad=True)
    with pytest.raises(FunctionError, match=CUT_OFF):
        jacviz.jacobian(lambda x: weight * x.detach(), X)


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (None, "expected a tensor, got None; end f with a return statement"),
        ("text", "expected a tensor, got a str; return numbers, not text"),
        ({"y": 1}, "expected a tensor, got a dict"),
        (X * 1j, "expected real numbers, got complex128 numbers; return torch.view_as_real(y)"),
        (X > 0, "expected floating-point numbers, got bool"),
        (X.int(), "expected floating-point numbers, got int32"),
        (X[:0], "expected at least one value, got an empty tensor of shape (0,)"),
        ([], "expected at least one value, got an empty list"),
        ((X, None), "expected a tensor, got None"),
    ],
    ids=str,
)
def test_what_is_no_vector_of_numbers_is_refused_in_words(result: object, words: str) -> None:
    with pytest.raises(FunctionError) as caught:
        jacviz.jacobian(lambda x: result, X)
    assert caught.value.kind == "value"
    assert caught.value.sentence.startswith(f"f(x): {words}")


def test_values_that_are_not_finite_are_allowed() -> None:
    j = jacviz.jacobian(lambda x: x.log(), torch.tensor([-1.0, 0.0, 1.0]))
    assert j.y.isnan().tolist() == [True, False, False]
    assert j.matrix[1, 1] == float("inf")


def test_sparse_results_become_dense() -> None:
    assert torch.equal(jacviz.jacobian(lambda x: (2 * x).to_sparse(), X[:2]).matrix, 2 * EYE[:2, :2])
