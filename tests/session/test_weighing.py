"""The products of a large J, in slices and from differences."""

from __future__ import annotations

import numpy as np
import pytest

from jacviz.session.products import products
from jacviz.session.weighing import Weighing, provisional

RNG = np.random.default_rng(0)
J = RNG.standard_normal((1500, 2100))
U, V = RNG.standard_normal(1500), RNG.standard_normal(2100)


def weighed(jacobian: np.ndarray, u: np.ndarray, v: np.ndarray) -> tuple[Weighing, int]:
    weighing, steps = Weighing(jacobian, u, v), 0
    while not weighing.step():
        assert weighing.result is None
        steps += 1
    return weighing, steps


def test_slices_add_up_to_the_products() -> None:
    weighing, steps = weighed(J, U, V)
    whole = products(J, U, V)
    assert weighing.result is not None
    assert steps > 4
    np.testing.assert_allclose(weighing.result.vjp, whole.vjp, rtol=1e-11, atol=1e-10)
    np.testing.assert_allclose(weighing.result.jvp, whole.jvp, rtol=1e-11, atol=1e-10)
    assert weighing.result.utjv == pytest.approx(whole.utjv, rel=1e-11)
    assert weighing.result.u is U
    assert weighing.result.v is V


def test_rows_of_weight_zero_do_not_take_part_even_where_they_are_not_finite() -> None:
    spoilt, u = J.copy(), np.zeros(1500)
    spoilt[7] = np.nan
    u[1400] = 2
    weighing, _ = weighed(spoilt, u, V)
    assert weighing.result is not None
    np.testing.assert_array_equal(weighing.result.vjp, 2 * J[1400])


def test_a_drag_is_followed_by_its_difference() -> None:
    before = products(J, U, V)
    u = U.copy()
    u[3:9] += 0.25
    seen = provisional(J, u, V, before)
    assert seen is not None
    assert seen.jvp is before.jvp
    np.testing.assert_allclose(seen.vjp, u @ J, rtol=1e-9, atol=1e-10)


def test_a_change_of_most_weights_and_one_that_is_not_finite_are_left_to_the_slices() -> None:
    before = products(J, U, V)
    assert provisional(J, U + 1, V, before) is None
    spoilt = J.copy()
    spoilt[3, 3] = np.inf
    u = U.copy()
    u[3] = 9
    assert provisional(spoilt, u, V, products(spoilt, U, V)) is None
    assert provisional(J, U, V, None) is None
