"""Undo and redo over documents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jacviz.session import history as module
from jacviz.session.document import Document
from jacviz.session.history import History


def titled(title: str) -> Document:
    return Document(title=title)


@pytest.fixture
def history() -> History:
    return History(titled("a"))


def titles_back(history: History) -> list[str]:
    titles = [history.present.title]
    while history.can_undo:
        titles.append(history.undo().title)
    return titles


def test_a_new_history_has_nothing_to_take_back(history: History) -> None:
    assert not history.can_undo
    assert not history.can_redo
    assert history.undo().title == "a"
    assert history.redo().title == "a"


def test_undo_and_redo_go_step_by_step(history: History) -> None:
    history.record(titled("b"))
    history.record(titled("c"))
    assert [history.undo().title, history.undo().title] == ["b", "a"]
    assert not history.can_undo
    assert [history.redo().title, history.redo().title] == ["b", "c"]
    assert not history.can_redo


def test_the_same_document_object_comes_back(history: History) -> None:
    first = history.present
    history.record(titled("b"))
    assert history.undo() is first


def test_a_gesture_is_one_step(history: History) -> None:
    for title in "bcd":
        history.record(titled(title), merge="drag u 1")
    assert titles_back(history) == ["d", "a"]


def test_another_gesture_is_another_step(history: History) -> None:
    history.record(titled("b"), merge="drag u 1")
    history.record(titled("c"), merge="drag u 2")
    history.record(titled("d"), merge="drag u 1")
    assert titles_back(history) == ["d", "c", "b", "a"]


def test_the_same_gesture_after_letting_go_is_another_step(history: History) -> None:
    history.record(titled("b"), merge="drag u 1")
    history.close_gesture()
    history.record(titled("c"), merge="drag u 1")
    assert titles_back(history) == ["c", "b", "a"]


def test_a_step_without_a_gesture_never_merges(history: History) -> None:
    history.record(titled("b"))
    history.record(titled("c"))
    history.record(titled("d"), merge="drag")
    history.record(titled("e"))
    history.record(titled("f"), merge="drag")
    assert titles_back(history) == ["f", "e", "d", "c", "b", "a"]


@pytest.mark.parametrize("way", ["undo", "redo"])
def test_a_gesture_does_not_go_on_across_undo_or_redo(history: History, way: str) -> None:
    history.record(titled("b"), merge="drag")
    history.undo()
    if way == "redo":
        history.redo()
    history.record(titled("c"), merge="drag")
    assert titles_back(history) == (["c", "a"] if way == "undo" else ["c", "b", "a"])


def test_a_new_step_ends_what_could_be_done_again(history: History) -> None:
    history.record(titled("b"))
    history.undo()
    history.record(titled("c"))
    assert not history.can_redo
    assert titles_back(history) == ["c", "a"]


def test_amending_is_no_step_and_keeps_the_gesture(history: History) -> None:
    history.record(titled("b"), merge="drag")
    history.amend(replace(history.present, seed=5))
    history.record(replace(history.present, title="c"), merge="drag")
    assert history.present.seed == 5
    assert titles_back(history) == ["c", "a"]


def test_amending_keeps_what_can_be_done_again(history: History) -> None:
    history.record(titled("b"))
    history.undo()
    history.amend(titled("a, settled"))
    assert history.redo().title == "b"
    assert history.undo().title == "a, settled"


def test_the_oldest_steps_go_first(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST", 3)
    for title in "bcdef":
        history.record(titled(title))
    assert titles_back(history) == ["f", "e", "d", "c"]


def test_long_texts_are_kept_for_fewer_steps(history: History) -> None:
    text = "#" * (module.LARGEST_TEXT // 10)
    for number in range(30):
        history.record(replace(history.present, maths=text, seed=number))
    assert 5 <= len(titles_back(history)) <= 13
