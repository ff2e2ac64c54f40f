"""Which texts the editor can hold, and in which shape: one rule for files and for what is pasted. No Qt."""

from __future__ import annotations

import re

LONGEST_LINE = 20_000  # characters; Qt needs seconds to lay a much longer line out
LARGEST_TEXT = 4_000_000  # characters
LONGEST_TITLE = 1_000  # characters
HALF = re.compile("[\ud800-\udfff]")  # of a surrogate pair: neither UTF-8 nor XML has it
_NO_TITLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")
_OTHER_BREAKS = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def with_line_feeds(text: str) -> str:
    """A text whose lines end with line feeds only, so that lines are counted alike everywhere.

    Args:
        text: With any of the characters that a line can end with.

    Returns:
        The text; itself where nothing else ends a line.
    """
    if any(character in text for character in _OTHER_BREAKS):
        text = re.sub(f"\r\n|[{_OTHER_BREAKS}]", "\n", text)
    return text


def title_of(text: str) -> str:
    """A text, such as the name of a file, as the title of a document.

    Args:
        text: Whatever a name can hold.

    Returns:
        One line without what documents and pictures cannot hold; "Untitled" where nothing is left of it.
    """
    if len(text) <= LONGEST_TITLE and not _NO_TITLE.search(text):
        return text
    return _NO_TITLE.sub(" ", text).strip()[:LONGEST_TITLE].rstrip() or "Untitled"


def refusal(text: str, others: int = 0) -> str | None:
    """Why a text cannot be taken over without freezing the window.

    Args:
        text: Whose lines end with any of the characters that a line can end with.
        others: Characters that it comes in addition to.

    Returns:
        One sentence for the user; None where it can.
    """
    size = len(text) + others
    if size > LARGEST_TEXT:
        return f"The text has {size:,} characters; at most {LARGEST_TEXT:,} can be edited."
    longest = max(map(len, with_line_feeds(text).split("\n")))
    if longest > LONGEST_LINE:
        return (
            f"The text has a line of {longest:,} characters; at most {LONGEST_LINE:,} can be edited: "
            "break it into several."
        )
    return None
