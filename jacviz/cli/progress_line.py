"""How far a command is: one line on standard error, where that is a terminal."""

from __future__ import annotations

import sys


class ProgressLine:
    """A line that is written over."""

    def __init__(self) -> None:
        self._width = 0

    def show(self, line: str) -> None:
        """Show another line in the place of the one before."""
        if sys.stderr.isatty():
            self._write(line)

    def clear(self) -> None:
        """Leave nothing of it behind."""
        if self._width:
            self._write("")
            print("\r", end="", file=sys.stderr, flush=True)

    def _write(self, line: str) -> None:
        print(f"\r{line.ljust(self._width)}", end="", file=sys.stderr, flush=True)
        self._width = len(line)
