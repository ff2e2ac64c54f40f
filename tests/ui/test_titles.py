"""What a list of titles offers first where something was typed."""

import pytest

from jacviz.ui.controls.titles import Entry, ranked
from jacviz.ui.landscape.experiment.problem_choice import problem_entries


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("saddle", "objective saddle"),
        ("narrow", "objective narrow-valley"),
        ("three", "objective three-hump-camel"),
        ("rosen", "objective rosenbrock"),
        ("moons", "moons"),
        ("MLP two", "moons-mlp"),
        ("csv", "csv"),
    ],
)
def test_titles_come_before_sentences(text: str, first: str) -> None:
    assert ranked(text, problem_entries())[0].key == first


def test_a_title_that_begins_with_it_is_first_and_groups_stay_together() -> None:
    entries = (
        Entry("a", "Red apple", "Round.", group="Fruit"),
        Entry("b", "Pear", "Not an apple.", group="Fruit"),
        Entry("c", "Pineapple", group="Fruit"),
        Entry("d", "Apple", group="Names"),
        Entry("e", "Carrot", group="Roots"),
    )
    assert [one.key for one in ranked("apple", entries)] == ["d", "a", "c", "b"]
    assert ranked("apple tree", entries) == []
    assert ranked(" ", entries) == list(entries)
