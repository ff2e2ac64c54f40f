"""The one error that reading maths text may raise."""

from __future__ import annotations


class MathsError(ValueError):
    """Text of the maths language that cannot be read, in words for the user.

    Attributes:
        sentence: One sentence: what is wrong and what to write instead.
        line: 0-based line in the text.
        column: 0-based column in that line, in characters; the line's length where something is missing.
    """

    def __init__(self, sentence: str, line: int = 0, column: int = 0) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.line = line
        self.column = column
