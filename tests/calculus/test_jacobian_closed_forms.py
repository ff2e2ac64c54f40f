"""jacviz.jacobian against the closed forms of the mathematical reference, in both modes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

import jacviz

MODES = pytest.mark.parametrize("mode", ["auto", "forward", "reverse"])
X = torch.tensor([0.7, -1.3, 2.1, 0.4], dtype=torch.float64)


def worked(x: Tensor) -> Tensor:
    return torch.stack([x[0] ** 2 + x[1] + x[2], x[0] - x[1] + x[2]])


AT = torch.tensor([2.0, 3.0, 1.0], dtype=torch.float64)


@MODES
def test_worked_example(mode: jacviz.calculus.jacobian.Mode) -> None:
    j = jacviz.jacobian(worked, AT, mode=mode)
    assert j.matrix.tolist() == [[4.0, 1.0, 1.0], [1.0, -1.0, 1.0]]
    assert j.y.tolist() == [8.0, 0.0]
    assert (j.passes, j.other_passes) == ((3, 2) if mode == "forward" else (2, 3))
    assert j.mode == ("forward" if mode == "forward" else "reverse")
    assert j.notes == ()


@pytest.mark.parametrize(
    ("u", "expected"), [((1, 0), (4, 1, 1)), ((1, 1), (5, 0, 2)), ((0.5, 1), (3, -0.5, 1.5))]
)
def test_worked_example_weighted_rows(u: tuple[float, ...], expected: tuple[float, ...]) -> None:
    assert tuple(jacviz.jacobian(worked, AT).vjp(u).tolist()) == expected


@pytest.mark.parametrize(
    ("v", "expected"), [((1, 0, 0), (4, 1)), ((1, 1, 1), (6, 1)), ((0.5, 1, 2), (5, 1.5))]
)
def test_worked_example_weighted_columns(v: tuple[float, ...], expected: tuple[float, ...]) -> None:
    assert tuple(jacviz.jacobian(worked, AT).jvp(v).tolist()) == expected


A = torch.tensor([[1.0, -2.0, 0.5, 3.0], [0.0, 1.5, -1.0, 2.0]], dtype=torch.float64)


def softmax_jacobian(x: Tensor) -> Tensor:
    p = torch.softmax(x, 0)
    return torch.diag(p) - torch.outer(p, p)


def unit_jacobian(x: Tensor) -> Tensor:
    size = x.norm()
    return (torch.eye(len(x), dtype=x.dtype) - torch.outer(x, x) / size**2) / size


CLOSED_FORMS: dict[str, tuple[Callable[[Tensor], Tensor], Callable[[Tensor], Tensor]]] = {
    "affine": (lambda x: A @ x + 1.0, lambda x: A),
    "elementwise": (torch.sin, lambda x: torch.diag(torch.cos(x))),
    "softmax": (lambda x: torch.softmax(x, 0), softmax_jacobian),
    "x/|x|": (lambda x: x / x.norm(), unit_jacobian),
    "cumulative sum": (lambda x: x.cumsum(0), lambda x: torch.ones(4, 4, dtype=x.dtype).tril()),
    "reversal": (lambda x: x.flip(0), lambda x: torch.eye(4, dtype=x.dtype).flip(0)),
    "gradient of a cubic": (
        torch.func.grad(lambda x: (x**3).sum()),
        lambda x: torch.diag(6 * x),
    ),
}


@MODES
@pytest.mark.parametrize("name", CLOSED_FORMS)
def test_closed_form(name: str, mode: jacviz.calculus.jacobian.Mode) -> None:
    f, closed = CLOSED_FORMS[name]
    torch.testing.assert_close(jacviz.jacobian(f, X, mode=mode).matrix, closed(X), rtol=1e-13, atol=1e-14)


def test_softmax_has_rank_n_minus_1_and_rows_that_sum_to_0() -> None:
    matrix = jacviz.jacobian(lambda x: torch.softmax(x, 0), X).matrix
    assert matrix.sum(1).abs().max() < 1e-15
    assert torch.linalg.matrix_rank(matrix, tol=1e-12) == 3


@pytest.mark.parametrize(("x", "y"), [(1.5, 0.5), (-2.0, 0.3)])
def test_determinants_of_coordinates(x: float, y: float) -> None:
    def polar(p: Tensor) -> Tensor:
        return torch.stack([p[0] * p[1].cos(), p[0] * p[1].sin()])

    def spherical(p: Tensor) -> Tensor:
        r, phi, t = p
        return torch.stack([r * phi.sin() * t.cos(), r * phi.sin() * t.sin(), r * phi.cos()])

    def square(p: Tensor) -> Tensor:
        return torch.stack([p[0] ** 2 - p[1] ** 2, 2 * p[0] * p[1]])

    at = torch.tensor([x, y], dtype=torch.float64)
    assert torch.linalg.det(jacviz.jacobian(polar, at).matrix) == pytest.approx(x)
    assert torch.linalg.det(jacviz.jacobian(square, at).matrix) == pytest.approx(4 * (x**2 + y**2))
    ball = torch.tensor([x, y, 0.7], dtype=torch.float64)
    wanted = x**2 * float(torch.sin(ball[1]))
    assert torch.linalg.det(jacviz.jacobian(spherical, ball).matrix) == pytest.approx(wanted)


def test_chain_rule() -> None:
    def inner(x: Tensor) -> Tensor:
        return torch.stack([x[0] * x[1], x[2].exp(), x[3] * x[0]])

    def outer(y: Tensor) -> Tensor:
        return torch.stack([y[0] * y[1] * y[2], y.norm()])

    whole = jacviz.jacobian(lambda x: outer(inner(x)), X).matrix
    product = jacviz.jacobian(outer, inner(X)).matrix @ jacviz.jacobian(inner, X).matrix
    torch.testing.assert_close(whole, product, rtol=1e-13, atol=1e-13)


def test_hessian_is_symmetric() -> None:
    def energy(x: Tensor) -> Tensor:
        return (x[0] * x[1]).sin() + (x[2] ** 2 * x[3]).exp()

    hessian = jacviz.jacobian(torch.func.grad(energy), X).matrix
    torch.testing.assert_close(hessian, hessian.T, rtol=1e-12, atol=1e-12)
    torch.testing.assert_close(hessian, torch.func.hessian(energy)(X), rtol=1e-12, atol=1e-12)
