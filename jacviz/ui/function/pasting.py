"""What may come into the editor from the clipboard, and in which shape. Text only, no Qt."""

from __future__ import annotations

import re

LONGEST_LINE = 20_000  # characters; Qt needs seconds to lay a much longer line out
LARGEST_PASTE = 4_000_000  # characters
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


def refusal(text: str) -> str:
    """Why a text cannot be taken over without freezing the window.

    Args:
        text: With line feeds.

    Returns:
        One sentence; "" where it can.
    """
    if len(text) > LARGEST_PASTE:
        return f"The text has {len(text):,} characters; the editor takes at most {LARGEST_PASTE:,}."
    longest = max(map(len, text.split("\n")))
    if longest > LONGEST_LINE:
        return (
            f"The text has a line of {longest:,} characters; the editor shows at most {LONGEST_LINE:,}. "
            "Break it into lines first."
        )
    return ""
