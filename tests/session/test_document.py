"""The document: texts, points, weights, differences."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from jacviz.session.document import Document, Role, vector_of, with_vector
from jacviz.session.vectors import Vector, frozen


def vector(*entries: float) -> Vector:
    return Vector(frozen(entries), tuple(f"x{i + 1}" for i in range(len(entries))))


def test_nothing_in_a_document_changes() -> None:
    with pytest.raises(FrozenInstanceError):
        Document().seed = 1  # type: ignore[misc]


def test_each_language_has_a_text_of_its_own() -> None:
    document = Document(maths="x1", python="def f(x): ...")
    assert document.source == "x1"
    python = replace(document, language="python")
    assert python.source == "def f(x): ..."
    changed = python.with_source("new")
    assert (changed.maths, changed.python) == ("x1", "new")
    assert document.with_source("x2").maths == "x2"


def test_point_and_weights_follow_the_variable() -> None:
    document = Document(x=vector(1), theta=vector(2), v=vector(3), v_theta=vector(4))
    assert (document.point, document.tangent) == (document.x, document.v)
    theta = replace(document, wrt="theta")
    assert (theta.point, theta.tangent) == (theta.theta, theta.v_theta)


@pytest.mark.parametrize("wrt", ["x", "theta"])
@pytest.mark.parametrize("role", ["x", "u", "v"])
def test_what_is_put_in_a_role_is_found_there(wrt: str, role: Role) -> None:
    document = Document(x=vector(1), theta=vector(2), v=vector(3), v_theta=vector(4), u=vector(5))
    before = replace(document, wrt=wrt)
    after = with_vector(before, role, vector(9))
    assert vector_of(after, role) == vector(9)
    fields = {"x": {"x": "x", "v": "v", "u": "u"}, "theta": {"x": "theta", "v": "v_theta", "u": "u"}}
    assert after.differing(before) == {fields[wrt][role]}


def test_equal_documents_do_not_differ() -> None:
    assert Document(x=vector(1, 2)).differing(Document(x=vector(1, 2))) == frozenset()
    assert Document(x=vector(1, float("nan"))).differing(Document(x=vector(1, float("nan")))) == frozenset()


def test_documents_differ_in_the_fields_that_changed() -> None:
    one = Document(x=vector(1, 2))
    assert one.differing(replace(one, x=vector(1, 3), seed=4)) == {"x", "seed"}
    assert one.differing(replace(one, x=replace(one.x, norm="l2"))) == {"x"}
