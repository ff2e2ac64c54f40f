"""What has to be computed again, and how documents follow their function."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from jacviz.engine.messages import JacobianAnswer, JacobianTask, Space, flat
from jacviz.session.document import Document, Limits
from jacviz.session.planning import jacobian_task, needs_jacobian, same_function, settled, with_products
from jacviz.session.results import Results
from jacviz.session.vectors import Span, Vector, frozen


def vector(*entries: float, letter: str = "x") -> Vector:
    return Vector(frozen(entries), tuple(f"{letter}{i + 1}" for i in range(len(entries))))


@pytest.fixture
def document() -> Document:
    return Document(
        maths="x1^2 + x2 + x3\nx1 - x2 + x3", x=vector(2, 3, 1),
        u=vector(0.5, 1, letter="y"), v=vector(0.5, 1, 2),
    )  # fmt: skip


def space(letter: str, count: int) -> Space:
    return Space(tuple(f"{letter}{i + 1}" for i in range(count)), (count,))


def answered(**more: Any) -> JacobianAnswer:
    fields: dict[str, Any] = {
        "inputs": space("x", 3), "parameters": Space((), (0,)), "outputs": space("y", 2),
        "x": flat([2, 3, 1]), "theta": flat([]), "y": flat([8, 0]), "wrt": "x",
        "jacobian": np.array([[4.0, 1, 1], [1, -1, 1]]), "mode": "reverse", "passes": 2, "other_passes": 3,
        "seconds": 0.0,
    }  # fmt: skip
    return JacobianAnswer(**{**fields, **more})


def with_parameters(**more: Any) -> JacobianAnswer:
    fields: dict[str, Any] = {
        "parameters": space("a", 2), "theta": flat([1, 2]), "wrt": "theta", "jacobian": np.ones((2, 2)),
    }  # fmt: skip
    return answered(**{**fields, **more})


# --- what has to be computed again


@pytest.mark.parametrize(
    "change",
    [
        {"u": vector(9, 9, letter="y")},
        {"v": vector(9, 9, 9)},
        {"v_theta": vector(9)},
        {"limits": Limits("locked", 2.0)},
        {"contributions": False},
        {"seed": 7},
        {"title": "Another"},
        {"python": "def f(x): return x"},
    ],
)
def test_neither_weights_nor_colours_ask_for_j(document: Document, change: dict[str, Any]) -> None:
    assert not needs_jacobian(document, replace(document, **change))


@pytest.mark.parametrize(
    "change",
    [
        {"maths": "x1"},
        {"language": "python"},
        {"wrt": "theta"},
        {"mode": "forward"},
        {"precision": "float32"},
        {"device": "cuda"},
        {"x": vector(2, 3, 1.5)},
        {"x": vector(2, 3)},
        {"theta": vector(1)},
    ],
)
def test_function_point_and_way_of_computing_ask_for_j(document: Document, change: dict[str, Any]) -> None:
    assert needs_jacobian(document, replace(document, **change))


def test_the_first_document_asks_for_j(document: Document) -> None:
    assert needs_jacobian(None, document)


def test_a_range_or_a_name_alone_asks_for_nothing(document: Document) -> None:
    x = document.x
    assert not needs_jacobian(document, replace(document, x=x.with_span(Span(-9, 9))))
    assert not needs_jacobian(document, replace(document, x=x.fitted(("a", "b", "c"), 0.0)))


def test_a_point_that_is_nan_is_not_asked_for_over_and_over(document: Document) -> None:
    one, again = (replace(document, x=vector(np.nan, 1, 1)) for _ in range(2))
    assert not needs_jacobian(one, again)


def test_the_task_says_all_that_the_engine_needs(document: Document) -> None:
    task = jacobian_task(replace(document, mode="forward", precision="float32", device="mps"), 123)
    assert (task.language, task.source, task.wrt) == ("maths", document.maths, "x")
    assert (task.mode, task.precision, task.device, task.memory_limit) == ("forward", "float32", "mps", 123)
    assert task.x is document.x.values
    assert task.x_names == ("x1", "x2", "x3")
    assert task.theta is None


def test_a_document_without_a_point_leaves_it_to_the_function() -> None:
    task = jacobian_task(Document(language="python", python="def f(x): return x"), 1)
    assert task.x is None
    assert task.source == "def f(x): return x"


def test_the_same_function_is_recognised_at_another_point(document: Document) -> None:
    task = jacobian_task(document, 1)
    assert same_function(task, replace(document, x=vector(0, 0, 0), mode="forward"))
    assert not same_function(task, replace(document, maths="x1"))
    assert not same_function(task, replace(document, wrt="theta"))
    assert not same_function(JacobianTask("python", document.maths), document)


# --- the document follows its function


def test_a_document_that_fits_is_left_as_it_is(document: Document) -> None:
    assert settled(document, answered()) is document


def test_the_first_answer_gives_names_point_and_weights_of_one() -> None:
    document = settled(Document(), answered())
    assert document.x.values.tolist() == [2, 3, 1]
    assert document.x.names == document.v.names == ("x1", "x2", "x3")
    assert document.u.values.tolist() == [1, 1]
    assert document.v.values.tolist() == [1, 1, 1]


def test_values_are_kept_by_name(document: Document) -> None:
    answer = answered(
        inputs=Space(("x1", "x3"), (2,)), outputs=Space(("y2", "z"), (2,)), x=flat([2, 1]),
        jacobian=np.ones((2, 2)),
    )  # fmt: skip
    follows = settled(document, answer)
    assert follows.x.values.tolist() == [2, 1]
    assert follows.v.values.tolist() == [0.5, 2]
    assert follows.u.values.tolist() == [1, 1]
    assert follows.u.names == ("y2", "z")


def test_a_value_of_the_users_is_not_rounded_to_the_engines_precision(document: Document) -> None:
    document = replace(document, x=vector(0.1, 3, 1), precision="float32")
    answer = answered(inputs=space("x", 4), x=flat([0.1, 3, 1, 5], "float32"), jacobian=np.ones((2, 4)))
    assert settled(document, answer).x.values.tolist() == [0.1, 3, 1, 5]


def test_a_point_dragged_meanwhile_is_kept(document: Document) -> None:
    dragged = replace(document, x=vector(2.5, 3, 1))
    assert settled(dragged, answered()) is dragged


def test_ranges_widen_to_the_functions_own_point() -> None:
    assert settled(Document(), answered(x=flat([100, 0, 0]))).x.span == Span(-100, 100, 1.0)


@pytest.mark.parametrize(
    ("largest", "span"),
    [(0.1, Span(-0.2, 0.2, 0.01)), (0.6, Span(-1.5, 1.5, 0.01)), (1.6, Span()), (0.0, Span())],
)
def test_small_weights_of_a_network_fill_their_strip(largest: float, span: Span) -> None:
    many = {"parameters": space("a", 13), "theta": flat([largest, *[-largest / 3] * 12])}
    first = settled(Document(), with_parameters(jacobian=np.ones((2, 13)), **many))
    assert first.theta.span == span
    wider = replace(first, theta=first.theta.with_span(Span(-7, 7)))
    assert settled(wider, with_parameters(jacobian=np.ones((2, 13)), **many)).theta.span == Span(-7, 7)


def test_both_column_weights_are_kept_when_the_variable_changes(document: Document) -> None:
    theta = settled(replace(document, wrt="theta"), with_parameters())
    assert theta.v is document.v
    assert theta.v_theta.names == ("a1", "a2")
    assert theta.theta.values.tolist() == [1, 2]
    changed = replace(theta, v_theta=vector(7, 8, letter="a"), wrt="x")
    back = settled(changed, answered(parameters=space("a", 2), theta=flat([1, 2])))
    assert back.v_theta.values.tolist() == [7, 8]


def test_weights_follow_the_answer_that_came_not_the_one_that_is_wished(document: Document) -> None:
    wished = replace(document, wrt="theta")
    follows = settled(wished, answered(inputs=space("x", 2), x=flat([2, 3]), jacobian=np.ones((2, 2))))
    assert len(follows.v) == 2
    assert len(follows.v_theta) == 0


# --- the products follow both


def test_there_are_no_products_without_j(document: Document) -> None:
    results = Results()
    assert with_products(document, results) is results


def test_products_are_those_of_the_documents_weights(document: Document) -> None:
    found = with_products(document, Results(jacobian=answered())).products
    assert found is not None
    assert found.vjp.tolist() == [3, -0.5, 1.5]
    assert found.jvp.tolist() == [5, 1.5]
    assert found.utjv == 4


def test_normalised_weights_weigh_j(document: Document) -> None:
    document = replace(document, u=replace(vector(3, 4, letter="y"), norm="l2"))
    found = with_products(document, Results(jacobian=answered())).products
    assert found is not None
    assert found.vjp == pytest.approx([0.6 * 4 + 0.8, 0.6 - 0.8, 0.6 + 0.8], abs=1e-15)


@pytest.mark.parametrize("norm", ["off", "l1", "l2"])
def test_nothing_is_computed_where_no_weight_changed(document: Document, norm: str) -> None:
    document = replace(document, u=replace(document.u, norm=norm), v=replace(document.v, norm=norm))
    results = with_products(document, Results(jacobian=answered()))
    assert with_products(document, results) is results
    assert with_products(replace(document, title="other", limits=Limits("locked")), results) is results


def test_moving_u_keeps_the_very_j_v(document: Document) -> None:
    before = with_products(document, Results(jacobian=answered()))
    after = with_products(replace(document, u=document.u.with_entry(0, 2.0)), before)
    assert before.products is not None
    assert after.products is not None
    assert after.products.jvp is before.products.jvp
    assert after.products.vjp.tolist() == [9, 1, 3]


def test_weights_of_another_function_leave_the_products_as_they_are(document: Document) -> None:
    results = with_products(document, Results(jacobian=answered()))
    assert with_products(replace(document, u=vector(1, 1, 1)), results) is results


def test_the_weights_of_the_j_that_is_shown_are_used_until_the_other_comes(document: Document) -> None:
    results = with_products(document, Results(jacobian=answered()))
    wished = replace(document, wrt="theta", v_theta=vector(7, 8, 9, letter="a"))
    assert with_products(wished, results) is results
