"""What the panel says: derivatives, products, how J was computed, and how mathematics is set."""

from __future__ import annotations

import numpy as np
import pytest

from jacviz.engine.messages import Failure, Space
from jacviz.session.document import Document
from jacviz.session.vectors import Vector, frozen
from jacviz.ui.matrix import sentences, typeset, wrapping
from jacviz.ui.matrix.pointing import NOWHERE, Pointer, picked
from jacviz.ui.matrix.survey import survey
from tests.ui.matrix.answers import WORKED, answer_of, products_of


def said(
    pointer: Pointer, jacobian: object = WORKED, u: object = (0.5, 1), v: object = (0.5, 1, 2)
) -> list[str]:
    lines = sentences.about(pointer, answer_of(jacobian), products_of(jacobian, u, v))
    return [typeset.plain(line) for line in lines]


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ((1, 0), "∂y₂/∂x₁ = 1: if x₁ grows by 1 (to first order), y₂ grows by 1."),
        ((1, 1), "∂y₂/∂x₂ = −1: if x₂ grows by 1 (to first order), y₂ falls by 1."),
        ((0, 0), "∂y₁/∂x₁ = 4: if x₁ grows by 1 (to first order), y₁ grows by 4."),
    ],
)
def test_an_entry_says_what_it_means(entry: tuple[int, int], sentence: str) -> None:
    assert said(Pointer(*entry))[0] == sentence


def test_a_zero_entry_changes_nothing() -> None:
    assert said(Pointer(0, 0), [[0.0]], [1], [1])[0].endswith("y₁ does not change.")


def test_an_entry_says_what_it_gives_to_both_products() -> None:
    share = said(Pointer(0, 0))[1]
    assert share == "Its share of (uᵀ J)₁ is u₁ · 4 = 2; of (J v)₁, v₁ · 4 = 2."


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_an_entry_that_is_not_finite_promises_nothing(value: float) -> None:
    lines = said(Pointer(0, 0), [[value]], [1], [1])
    assert len(lines) == 1
    assert "not finite" in lines[0]


def test_outputs_without_a_value_say_why_that_may_be() -> None:
    def told(y: list[float], row: int | None = None) -> list[str]:
        found = answer_of(np.ones((len(y), 2)), y=np.array(y))
        return [typeset.plain(line) for line in sentences.undefined(found, row)]

    assert told([1, 2]) == []
    assert told([1, np.nan, np.inf]) == [
        "y₂ is not a number here: the point lies outside the domain of f, as with log(−1), √(−1) or 0/0. "
        "Move the point, or edit f."
    ]
    assert told([np.inf, 1], 1) == []
    assert told([1, -np.inf], 1) == ["y₂ is infinite here, as with 1/0, log(0) or an overflow."]
    assert told([np.nan] * 5)[0].startswith("y₁, y₂, y₃ and 2 more are not a number here")
    found = answer_of(np.full((1, 1), np.nan), y=np.array([np.nan]))
    lines = [typeset.plain(line) for line in sentences.about(Pointer(0, 0), found, None)]
    assert lines[0] == "∂y₁/∂x₁ is not finite (nan): there is no linear response here."
    assert lines[1].startswith("y₁ is not a number here")


def test_products_show_their_terms() -> None:
    assert said(Pointer(None, 0, "vjp"))[0] == "(uᵀ J)₁ = 0.5 · 4 + 1 · 1 = 3"
    assert said(Pointer(1, None, "jvp"))[0] == "(J v)₂ = 0.5 · 1 + 1 · (−1) + 2 · 1 = 1.5"
    assert said(Pointer(None, None, "corner"))[0].startswith("uᵀ J v = 4 = ")


def test_long_products_show_their_sum() -> None:
    lines = said(Pointer(None, 0, "vjp"), np.ones((20, 2)), np.ones(20), np.ones(2))
    assert lines[0] == "(uᵀ J)₁ = 20, a sum of 20 terms"


def test_weights_say_what_they_weigh() -> None:
    assert said(Pointer(0, None, "u")) == ["u₁ = 0.5 weighs row y₁: it adds 0.5 · (4, 1, 1) to uᵀ J."]
    assert said(Pointer(None, 1, "v")) == ["v₂ = 1 weighs column x₂: it adds 1 · (1, −1) to J v."]
    assert "y moves by (4, 1)" in said(Pointer(None, 0, "x"))[0]


@pytest.mark.parametrize("pointer", [NOWHERE, Pointer(9, 0), Pointer(0, 9), Pointer(9, None, "jvp")])
def test_nowhere_is_silent(pointer: Pointer) -> None:
    assert said(pointer) == []


def test_how_it_was_computed() -> None:
    assert sentences.computed(answer_of(WORKED)) == (
        "R³ → R², reverse mode (2 passes; forward would need 3), 0.2 ms"
    )
    one = answer_of(np.ones((12, 1)), mode="forward", passes=1, other_passes=12, seconds=1.25)
    assert sentences.computed(one) == "R → R¹², forward mode (1 pass; reverse would need 12), 1.2 s"
    slow = answer_of(np.ones((2, 2)), passes=2000, other_passes=1, seconds=0.1234)
    assert sentences.computed_briefly(slow) == "R² → R², reverse, 2,000 passes, 123 ms"


def test_where_no_other_mode_has_a_part_none_is_told() -> None:
    one = answer_of(np.ones((16, 2)), other_passes=0, seconds=np.nan)
    assert sentences.computed(one) == "R² → R¹⁶, reverse mode (16 passes, one for each row)"


def test_a_weight_is_called_after_the_sample_it_weighs() -> None:
    samples = Space(("y109", "y56"), (2,))
    answer = answer_of(WORKED, outputs=samples)
    products = products_of(WORKED, (0.5, 1), (0.5, 1, 2))
    (weight,) = sentences.about(Pointer(0, None, "u"), answer, products)
    assert typeset.plain(weight).startswith("u₁₀₉ = 0.5 weighs row y₁₀₉")
    share = typeset.plain(sentences.about(Pointer(1, 0), answer, products)[1])
    assert "is u₅₆ · 1 = 1" in share
    assert "of (J v)₅₆, v₁" in share
    (row, _) = sentences.about(Pointer(0, None, "jvp"), answer, products)
    assert typeset.plain(row).startswith("(J v)₁₀₉ = ")


def test_badges_name_few_and_count_many() -> None:
    matrix = np.ones((6, 6))
    assert sentences.badges(survey(matrix), "abcdef", "abcdef") == []
    matrix[0, 0] = np.nan
    matrix[2] = 0
    found = sentences.badges(survey(matrix), [f"y{i}" for i in range(1, 7)], "abcdef")
    assert found == ["1 entry is not finite", "row y₃ all zero"]
    assert sentences.badges(survey(np.zeros((6, 6))), "abcdef", "abcdef")[0] == "6 rows all zero"


def test_stale_says_why() -> None:
    assert "text no longer evaluates" in sentences.stale(Failure("syntax", ""))
    assert "engine was stopped" in sentences.stale(Failure("deadline", ""))


# --- picking


def document() -> Document:
    u = Vector(frozen([0.5, 1]), ("y1", "y2"))
    return Document(u=u, v=Vector(frozen([0.5, 1, 2]), ("x1", "x2", "x3")))


def test_an_entry_picks_its_row_and_its_column() -> None:
    after = picked(document(), Pointer(1, 2), add=False)
    assert after.u.values.tolist() == [0, 1]
    assert after.v.values.tolist() == [0, 0, 1]


def test_a_row_leaves_v_alone() -> None:
    before = document()
    after = picked(before, Pointer(0, None), add=False)
    assert after.u.values.tolist() == [1, 0]
    assert after.v is before.v


def test_shift_adds_and_takes_back() -> None:
    first = picked(document(), Pointer(None, 0), add=False)
    both = picked(first, Pointer(None, 2), add=True)
    assert both.v.values.tolist() == [1, 0, 1]
    assert picked(both, Pointer(None, 0), add=True).v.values.tolist() == [0, 0, 1]


def test_picking_again_changes_nothing() -> None:
    once = picked(document(), Pointer(1, 1), add=False)
    assert picked(once, Pointer(1, 1), add=False).u is once.u


def test_a_pointer_beyond_the_vectors_changes_nothing() -> None:
    before = document()
    assert picked(before, Pointer(5, 5), add=False) is before


# --- type


@pytest.mark.usefixtures("light")
class TestTypeset:
    def test_a_name_has_a_real_subscript(self) -> None:
        assert [(r.text, r.style) for r in typeset.name("x12")] == [("x", "name"), ("12", "sub")]
        assert [r.text for r in typeset.name("w[1,2]")] == ["w", "1,2"]
        assert [r.text for r in typeset.name("speed")] == ["speed"]
        layer = typeset.name("W1[2,3]")
        assert [(r.text, r.style) for r in layer] == [("W", "name"), ("(1)", "sup"), ("2,3", "sub")]

    def test_plain_text_is_what_a_screen_reader_gets(self) -> None:
        assert typeset.plain(typeset.name("x12")) == "x₁₂"
        assert typeset.plain(typeset.name("w[1,2]")) == "w[1,2]"
        assert typeset.plain(typeset.name("y17[2]")) == "y⁽¹⁷⁾₂"
        assert typeset.plain(typeset.transposed("u", "J")) == "uᵀ J"

    def test_a_subscript_is_narrower_than_its_base(self) -> None:
        base, index = typeset.name("x8")
        assert typeset.width((index,), 20) < typeset.width((typeset.Run("8", "upright"),), 20)
        assert typeset.width((base, index), 20) == pytest.approx(
            typeset.width((base,), 20) + typeset.width((index,), 20)
        )

    def test_long_names_are_shortened_in_their_middle(self) -> None:
        line = typeset.fitted_name("cross_entropy_loss", 15, 70)
        assert typeset.width(line, 15) <= 70
        assert "…" in line[0].text
        assert typeset.fitted_name("y1", 15, 70) == typeset.name("y1")

    @pytest.mark.parametrize("room", [60, 120, 300])
    def test_lines_break_at_spaces_and_keep_names_whole(self, room: int) -> None:
        line = typeset.joined("if ", typeset.name("x1"), " grows by 1, ", typeset.name("y2"), " falls")
        lines = wrapping.wrapped(line, 13, room)
        assert all(typeset.width(one, 13) <= room for one in lines)
        assert " ".join(typeset.plain(one).strip() for one in lines).split() == typeset.plain(line).split()

    @pytest.mark.parametrize("most", [1, 2, 9])
    def test_what_has_no_room_is_told_by_an_ellipsis(self, most: int) -> None:
        line = typeset.joined("if ", typeset.name("x1"), " grows by 1, ", typeset.name("y2"), " falls")
        lines = wrapping.wrapped(line, 13, 60)
        shown = wrapping.clipped(lines, most, 13, 60)
        assert len(shown) == min(most, len(lines))
        assert all(typeset.width(one, 13) <= 60 for one in shown)
        assert typeset.plain(shown[-1]).endswith("…") is (most < len(lines))
        assert shown[: most - 1] == lines[: most - 1]
