"""Vectors: values, names, ranges, weights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from jacviz.session.vectors import Span, Vector, frozen

values = arrays(np.float64, st.integers(1, 20), elements=st.floats(-1e6, 1e6))


def vector(*entries: float, **more: object) -> Vector:
    names = tuple(f"x{i + 1}" for i in range(len(entries)))
    return Vector(frozen(entries), names, **more)  # type: ignore[arg-type]


def test_values_are_a_copy_that_nothing_writes_to() -> None:
    given_values = np.array([[1.0, 2.0], [3.0, 4.0]])
    made = frozen(given_values)
    given_values[0, 0] = 9
    assert made.tolist() == [1, 2, 3, 4]
    with pytest.raises(ValueError, match="read-only"):
        made[0] = 5


def test_equality_is_by_value_and_nan_equals_nan() -> None:
    assert vector(1, np.nan) == vector(1, np.nan)
    assert vector(1, 2) != vector(1, 3)
    assert vector(1, 2) != vector(1, 2, norm="l2")
    assert vector(1, 2) != "x"
    assert hash(vector(1, np.nan)) == hash(vector(1, np.nan))


# --- weights


def test_weights_are_the_very_values_unless_a_norm_is_asked_for() -> None:
    plain = vector(3, -4)
    assert plain.weights is plain.values


@pytest.mark.parametrize(("norm", "expected"), [("l1", [3 / 7, -4 / 7]), ("l2", [0.6, -0.8])])
def test_weights_have_norm_one(norm: str, expected: list[float]) -> None:
    assert vector(3, -4, norm=norm).weights == pytest.approx(expected, abs=1e-15)


def test_weights_of_one_vector_are_always_the_same_array() -> None:
    normalised = vector(3, -4, norm="l2")
    assert normalised.weights is normalised.weights
    assert not normalised.weights.flags.writeable


@pytest.mark.parametrize("entries", [(0.0, 0.0), (np.nan, 1.0), (np.inf, 1.0)])
def test_what_has_no_norm_stays_as_it_is(entries: tuple[float, ...]) -> None:
    odd = vector(*entries, norm="l2")
    assert odd.weights is odd.values


@pytest.mark.parametrize("size", [1e-300, 1e-170, 1.0, 1e170, 1e300])
def test_no_size_is_too_large_or_small_to_be_normalised(size: float) -> None:
    weights = vector(3 * size, 4 * size, norm="l2").weights
    assert weights == pytest.approx([0.6, 0.8], rel=1e-12)


@given(values, st.floats(0.01, 100))
def test_normalised_weights_do_not_depend_on_the_scale(array: np.ndarray, factor: float) -> None:
    one = Vector(frozen(array), norm="l2").weights
    other = Vector(frozen(array * factor), norm="l2").weights
    np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


# --- changes


def test_one_entry_changes_and_the_others_are_as_they_were() -> None:
    before = vector(1, 2, 3)
    after = before.with_entry(1, 0.1 + 0.2)
    assert after.values.tolist() == [1, 0.30000000000000004, 3]
    assert before.values.tolist() == [1, 2, 3]
    assert after.span is before.span


def test_an_entry_outside_widens_the_range() -> None:
    assert vector(0, 0).with_entry(0, 7).span == Span(-8, 8)


def test_an_entry_outside_its_own_range_widens_that_range_only() -> None:
    before = vector(0, 0).with_span(Span(-1, 1, 0.01), 0)
    after = before.with_entry(0, 1.4)
    assert after.span_of(0) == Span(-1.5, 1.5, 0.01)
    assert after.span_of(1) == Span()


def test_an_entry_that_is_not_finite_leaves_ranges_alone() -> None:
    assert vector(0, 0).with_entry(0, np.nan).span == Span()
    assert vector(0, 0).with_span(Span(1, 2), 0).with_entry(1, np.inf).span == Span()


def test_ranges_of_entries_do_not_pull_zero_into_the_shared_one() -> None:
    shared = Vector(frozen([2, 2.5]), ("a", "b"), span=Span(2, 3))
    own = shared.with_span(Span(1, 4), 0).with_span(Span(1, 4), 1)
    assert own.with_entry(0, 4.5).span == Span(2, 3)


def test_a_range_for_all_takes_the_place_of_single_ones() -> None:
    changed = vector(0, 0).with_span(Span(-1, 1), 1).with_span(Span(-5, 5))
    assert changed.span_of(0) == changed.span_of(1) == Span(-5, 5)


def test_a_range_keeps_a_value_that_lies_outside() -> None:
    changed = vector(2.5, 0).with_span(Span(-1, 1), 0)
    assert changed.values[0] == 2.5
    assert changed.span_of(0) == Span(-1, 1)


def test_values_of_another_number_are_refused() -> None:
    with pytest.raises(ValueError, match="expected 2 values, got 3"):
        vector(1, 2).with_values([1, 2, 3])


def test_one_hot_is_found_again() -> None:
    assert [vector(5, 5, 5).one_hot(i).hot_index() for i in range(3)] == [0, 1, 2]
    assert vector(0, 2, 0).hot_index() is None
    assert vector(1, 1, 0).hot_index() is None
    assert vector(0, 0, 0).hot_index() is None
    assert vector(np.nan, 1).hot_index() is None


def test_a_seed_gives_the_same_random_vector_again() -> None:
    one, again, other = vector(0, 0, 0).random(7), vector(1, 1, 1).random(7), vector(0, 0, 0).random(8)
    assert one.values.tolist() == again.values.tolist() != other.values.tolist()
    assert one.names == ("x1", "x2", "x3")


# --- other entries


def test_values_are_kept_by_name() -> None:
    fitted = vector(1, 2, 3).fitted(("x3", "x1", "new"), 9.0)
    assert fitted.values.tolist() == [3, 1, 9]
    assert fitted.names == ("x3", "x1", "new")


def test_values_are_kept_by_position_where_every_entry_was_renamed() -> None:
    before = vector(1, 2).with_span(Span(0, 10), 1)
    fitted = before.fitted(("a", "b"), 9.0)
    assert fitted.values.tolist() == [1, 2]
    assert fitted.span_of(1) == Span(0, 10)


def test_an_unnamed_vector_takes_names() -> None:
    assert Vector(frozen([4, 5])).fitted(("a", "b"), 0.0).values.tolist() == [4, 5]


def test_nothing_in_common_takes_the_defaults() -> None:
    assert vector(1, 2, 3).fitted(("a", "b"), 1.0).values.tolist() == [1, 1]
    assert vector(1, 2, 3).fitted(("a", "b"), np.array([7.0, 8.0])).values.tolist() == [7, 8]
    assert vector(1, 2, 3).fitted(("a", "b"), lambda i: i + 0.5).values.tolist() == [0.5, 1.5]


def test_the_same_names_give_the_same_object() -> None:
    same = vector(1, 2)
    assert same.fitted(["x1", "x2"], 0.0) is same


def test_a_range_survives_that_its_entry_goes_and_comes_back() -> None:
    before = vector(1, 2).with_span(Span(5, 6), 1)
    without = before.fitted(("x1",), 0.0)
    back = without.fitted(("x1", "x2"), 5.5)
    assert back.span_of(1) == Span(5, 6)


def test_values_of_a_new_function_widen_the_range() -> None:
    fitted = vector(1).fitted(("a", "b"), np.array([50.0, -2.0]))
    assert fitted.span == Span(-50, 50, 1.0)


def test_ranges_that_cover_their_values_are_left_as_they_are() -> None:
    same = vector(1, 2).with_span(Span(-2.5, 2.5), 0)
    assert same.widened() is same


@given(values)
def test_every_finite_value_lies_in_its_range(array: np.ndarray) -> None:
    names = tuple(f"e{i}" for i in range(len(array)))
    made = Vector(np.zeros(len(array)), names).with_span(Span(-0.5, 0.5), 0).with_values(array)
    for index, value in enumerate(array):
        assert float(value) in made.span_of(index)
