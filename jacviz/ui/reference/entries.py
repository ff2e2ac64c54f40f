"""The rows of the reference and how they are found. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from jacviz.engine.messages import Language


@dataclass(frozen=True)
class Entry:
    """One row.

    Attributes:
        construct: What is written, or the keys.
        explanation: One or two sentences.
        category: The heading it stands under.
        example: A whole text that uses it; "" for none.
        language: What the example is written in.
    """

    construct: str
    explanation: str
    category: str
    example: str = ""
    language: Language = "python"


@dataclass(frozen=True)
class Part:
    """A part of the reference: the maths language, Python, or the keys.

    Attributes:
        title: What it is about.
        entries: Its rows; those of one category stand together.
    """

    title: str
    entries: tuple[Entry, ...]

    def sections(self) -> Iterator[tuple[str, tuple[Entry, ...]]]:
        """The rows by heading.

        Yields:
            A heading and its rows.
        """
        for category, entries in groupby(self.entries, key=lambda entry: entry.category):
            yield category, tuple(entries)


def maths_part() -> Part:
    """The maths language, as its own reference has it.

    Returns:
        A part with every construct.
    """
    from jacviz.language.reference import REFERENCE

    rows = (Entry(e.construct, e.explanation, e.category, e.example, "maths") for e in REFERENCE)
    return Part("Maths", tuple(rows))


def python_part() -> Part:
    """The conventions for Python text.

    Returns:
        A part.
    """
    from jacviz.ui.reference.python_entries import PYTHON_ENTRIES

    return Part("Python", PYTHON_ENTRIES)


def keys_part(window_keys: Iterable[tuple[str, str, str]]) -> Part:
    """Every shortcut.

    Args:
        window_keys: Keys, what they do, and where they hold, for each shortcut of the window.

    Returns:
        A part; keys in Qt's portable notation.
    """
    from jacviz.ui.function.keys import MORE_KEYS, SHORTCUTS

    everywhere = [Entry(keys, title, where) for keys, title, where in window_keys if keys]
    editor = [Entry(entry.keys[0], entry.title, "In the editor") for entry in SHORTCUTS]
    more = [Entry(keys, title, "In the editor") for keys, title in MORE_KEYS]
    return Part("Keys", (*everywhere, *editor, *more))


def fits(entry: Entry, words: list[str]) -> bool:
    """Whether a row has every word that is searched for.

    Args:
        entry: The row.
        words: In small letters.

    Returns:
        True where all of them stand somewhere in it.
    """
    text = f"{entry.construct} {entry.explanation} {entry.category} {entry.example}".casefold()
    return all(word in text for word in words)
