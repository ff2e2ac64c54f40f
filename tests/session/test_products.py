"""u^T J, J v and u^T J v."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from jacviz.session.products import Products, products

J = np.array([[4.0, 1, 1], [1, -1, 1]])


def made(u: object, v: object, jacobian: object = J, previous: Products | None = None) -> Products:
    return products(np.array(jacobian, float), np.array(u, float), np.array(v, float), previous)


# --- the worked example


@pytest.mark.parametrize(("u", "vjp"), [((1, 0), (4, 1, 1)), ((1, 1), (5, 0, 2)), ((0.5, 1), (3, -0.5, 1.5))])
def test_u_weighs_the_rows(u: tuple[float, ...], vjp: tuple[float, ...]) -> None:
    assert made(u, (1, 1, 1)).vjp.tolist() == list(vjp)


@pytest.mark.parametrize(("v", "jvp"), [((1, 0, 0), (4, 1)), ((1, 1, 1), (6, 1)), ((0.5, 1, 2), (5, 1.5))])
def test_v_weighs_the_columns(v: tuple[float, ...], jvp: tuple[float, ...]) -> None:
    assert made((1, 1), v).jvp.tolist() == list(jvp)


def test_both_meet_in_one_number() -> None:
    assert made((0.5, 1), (0.5, 1, 2)).utjv == 4


# --- the law


@st.composite
def cases(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    m, n = draw(st.integers(1, 8)), draw(st.integers(1, 8))
    entries = st.floats(-1e3, 1e3)
    return tuple(draw(arrays(np.float64, shape, elements=entries)) for shape in ((m, n), m, n))  # type: ignore[return-value]


@given(cases())
def test_both_ways_round_give_the_same_number(case: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    jacobian, u, v = case
    result = products(jacobian, u, v)
    scale = max(1.0, float(np.abs(u) @ np.abs(jacobian) @ np.abs(v)))
    assert abs(float(u @ result.jvp) - float(result.vjp @ v)) <= 1e-12 * scale
    assert abs(result.utjv - float(result.vjp @ v)) <= 1e-12 * scale


@given(cases())
def test_a_vjp_is_the_jvp_of_the_transpose(case: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    jacobian, u, v = case
    there, back = products(jacobian, u, v), products(jacobian.T, v, u)
    np.testing.assert_allclose(there.vjp, back.jvp, rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(there.jvp, back.vjp, rtol=1e-12, atol=1e-9)


# --- not finite


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_a_row_of_weight_zero_does_not_spoil_the_sum(odd: float) -> None:
    result = made((1, 0), (1, 1, 1), [[4, 1, 1], [odd, odd, odd]])
    assert result.vjp.tolist() == [4, 1, 1]
    assert result.utjv == 6
    assert result.jvp[0] == 6
    assert not np.isfinite(result.jvp[1])


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_a_column_of_weight_zero_does_not_spoil_the_sum(odd: float) -> None:
    result = made((1, 1), (1, 0, 1), [[4, odd, 1], [1, odd, 1]])
    assert result.jvp.tolist() == [5, 2]
    assert result.utjv == 7
    assert np.isfinite(result.vjp[[0, 2]]).all()
    assert not np.isfinite(result.vjp[1])


def test_a_weighted_entry_that_is_not_finite_shows() -> None:
    result = made((1, 1), (1, 1, 1), [[np.inf, 1, 1], [1, np.nan, 1]])
    assert result.vjp[0] == np.inf
    assert np.isnan(result.vjp[1])
    assert result.vjp[2] == 2


@given(st.data())
def test_rows_of_weight_zero_are_left_out_whatever_they_hold(data: st.DataObject) -> None:
    m, n = data.draw(st.integers(1, 200)), data.draw(st.integers(1, 6))
    random = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    u = random.integers(-2, 3, m) * (random.random(m) < data.draw(st.sampled_from([0.02, 0.5, 0.98])))
    finite = random.integers(-5, 6, (m, n)).astype(float)
    spoilt = finite.copy()
    columns = random.random(n) < data.draw(st.sampled_from([0.2, 1.0]))
    spoilt[np.ix_(u == 0, columns)] = np.inf
    expected = products(finite, u.astype(float), np.ones(n)).vjp
    assert products(spoilt, u.astype(float), np.ones(n)).vjp.tolist() == expected.tolist()


def test_numbers_beyond_the_type_are_infinite_and_silent() -> None:
    result = made((1e200, 1), (1, 1, 1), [[1e200, 1, 1], [1, 1, 1]])
    assert result.vjp[0] == np.inf
    assert result.vjp[1] == 1e200


# --- precision, sharing, shapes


def test_products_have_the_precision_of_j() -> None:
    result = products(J.astype(np.float32), np.array([0.5, 1]), np.array([0.5, 1, 2]))
    assert result.vjp.dtype == result.jvp.dtype == np.float32
    assert result.utjv == 4


def test_what_belongs_to_the_same_weights_is_not_computed_again() -> None:
    u, v = np.array([0.5, 1]), np.array([1.0, 1, 1])
    first = products(J, u, v)
    moved_u = products(J, np.array([1.0, 1]), v, first)
    assert moved_u.jvp is first.jvp
    assert moved_u.vjp.tolist() == [5, 0, 2]
    moved_v = products(J, u, np.array([1.0, 0, 0]), first)
    assert moved_v.vjp is first.vjp
    assert moved_v.jvp.tolist() == [4, 1]


def test_equal_weights_that_are_another_array_are_computed_again() -> None:
    u, v = np.array([0.5, 1]), np.array([1.0, 1, 1])
    first = products(J, u, v)
    assert products(J, u.copy(), v, first).vjp is not first.vjp


@pytest.mark.parametrize(("u", "v"), [((1,), (1, 1, 1)), ((1, 1), (1, 1)), ((1, 1, 1), (1, 1))])
def test_weights_of_another_shape_are_refused(u: tuple[float, ...], v: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=r"expected u \(2,\) and v \(3,\), got"):
        made(u, v)


def test_a_function_without_inputs_has_empty_products() -> None:
    result = products(np.zeros((2, 0)), np.ones(2), np.ones(0))
    assert result.vjp.shape == (0,)
    assert result.jvp.tolist() == [0, 0]
    assert result.utjv == 0
