"""Laws that hold for every smooth function: hypothesis draws small networks and points."""

# ruff: noqa: F722  # jaxtyping's names of axes are no Python
from __future__ import annotations

import itertools
import math

import pytest
import torch
from beartype import beartype
from hypothesis import given, settings
from hypothesis import strategies as st
from jaxtyping import Float, jaxtyped
from torch import Tensor, nn

import jacviz
from jacviz.calculus.jacobian import Jacobian

ACTIVATIONS = (torch.tanh, torch.sigmoid, torch.sin, nn.functional.softplus)
LAYERS = st.lists(st.integers(1, 5), min_size=2, max_size=4)


class Network:
    def __init__(self, sizes: list[int], activation: int, seed: int) -> None:
        generator = torch.Generator().manual_seed(seed)
        self.weights = [
            torch.randn(m, n, generator=generator, dtype=torch.float64)
            for n, m in itertools.pairwise(sizes)
        ]
        self.x = torch.randn(sizes[0], generator=generator, dtype=torch.float64)
        self.u = torch.randn(sizes[-1], generator=generator, dtype=torch.float64)
        self.v = torch.randn(sizes[0], generator=generator, dtype=torch.float64)
        self.activation = ACTIVATIONS[activation]

    def __call__(self, x: Tensor) -> Tensor:
        for weight in self.weights:
            x = self.activation(weight @ x)
        return x


networks = st.builds(Network, LAYERS, st.integers(0, len(ACTIVATIONS) - 1), st.integers(0, 2**31))


@jaxtyped(typechecker=beartype)
def shapes_fit(
    matrix: Float[Tensor, "m n"],
    y: Float[Tensor, " m"],
    x: Float[Tensor, " n"],
    vjp: Float[Tensor, " n"],
    jvp: Float[Tensor, " m"],
) -> None:
    """Rows are outputs, columns are inputs, and each product lives in its space."""


def test_a_product_in_the_wrong_space_would_be_seen() -> None:
    j = jacviz.jacobian(lambda x: x[:2] * x[2], torch.ones(3))
    shapes_fit(j.matrix, j.y, torch.ones(3), torch.ones(3), torch.ones(2))
    with pytest.raises(Exception, match="vjp"):
        shapes_fit(j.matrix, j.y, torch.ones(3), torch.ones(2), torch.ones(3))


@settings(max_examples=60, deadline=None)
@given(networks)
def test_both_ways_to_the_scalar_agree(network: Network) -> None:
    j = jacviz.jacobian(network, network.x)
    vjp, jvp = j.vjp(network.u), j.jvp(network.v)
    shapes_fit(j.matrix, j.y, network.x, vjp, jvp)
    assert math.isclose(float(network.u @ jvp), float(vjp @ network.v), rel_tol=1e-9, abs_tol=1e-12)


@settings(max_examples=60, deadline=None)
@given(networks)
def test_modes_agree_with_each_other_and_with_torch(network: Network) -> None:
    forward = jacviz.jacobian(network, network.x, mode="forward", chunk=2).matrix
    reverse = jacviz.jacobian(network, network.x, mode="reverse", chunk=2).matrix
    torch.testing.assert_close(forward, reverse, rtol=1e-12, atol=1e-12)
    torch.testing.assert_close(reverse, torch.func.jacrev(network)(network.x), rtol=1e-12, atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(networks)
def test_central_differences_agree(network: Network) -> None:
    h = 1e-6
    steps = h * torch.eye(len(network.x), dtype=torch.float64)
    columns = [(network(network.x + step) - network(network.x - step)) / (2 * h) for step in steps]
    j = jacviz.jacobian(network, network.x)
    torch.testing.assert_close(j.matrix, torch.stack(columns, 1), rtol=1e-6, atol=1e-7)


@settings(max_examples=40, deadline=None)
@given(networks, st.integers(1, 7), st.sampled_from(["forward", "reverse"]))
def test_chunks_change_nothing(network: Network, chunk: int, mode: str) -> None:
    whole = jacviz.jacobian(network, network.x, mode=mode)  # type: ignore[call-overload]
    parts = jacviz.jacobian(network, network.x, mode=mode, chunk=chunk)  # type: ignore[call-overload]
    torch.testing.assert_close(parts.matrix, whole.matrix, rtol=1e-13, atol=1e-13)
    assert parts.passes == whole.passes


def test_the_remainder_shrinks_with_slope_2() -> None:
    network = Network([3, 4, 2], 0, seed=1)
    j: Jacobian[Tensor] = jacviz.jacobian(network, network.x)
    sizes = torch.logspace(-1, -4, 7, dtype=torch.float64)
    rests = [(network(network.x + t * network.v) - j.y - t * j.jvp(network.v)).norm() for t in sizes]
    slopes = torch.diff(torch.stack(rests).log()) / torch.diff(sizes.log())
    assert slopes.tolist() == pytest.approx([2.0] * 6, abs=0.1)
