"""Python counts characters, Qt counts UTF-16 units: beyond the Basic Multilingual Plane they differ."""

from __future__ import annotations

import re
from bisect import bisect_left

_WIDE = re.compile("[\U00010000-\U0010ffff]")


class Offsets:
    """Places in one text, from Python's counting to Qt's and back."""

    def __init__(self, text: str) -> None:
        """Look for characters that Qt counts twice.

        Args:
            text: The text whose places are asked for.
        """
        self._wide = [] if text.isascii() else [match.start() for match in _WIDE.finditer(text)]
        self._wide_units = [place + before + 1 for before, place in enumerate(self._wide)]

    def units(self, index: int) -> int:
        """Qt's count of what lies before a character.

        Args:
            index: Characters before it.

        Returns:
            UTF-16 units before it.
        """
        return index + bisect_left(self._wide, index) if self._wide else index

    def characters(self, unit: int) -> int:
        """Python's count of what lies before a place of Qt's.

        Args:
            unit: UTF-16 units before it.

        Returns:
            Characters before it.
        """
        return unit - bisect_left(self._wide_units, unit) if self._wide else unit
