"""The one error that the training layer raises for what the user has asked."""

from __future__ import annotations


class TrainingError(ValueError):
    """A wish that cannot be fulfilled, in words for the user.

    Attributes:
        sentence: What was expected, what came, what to do.
        line: 0-based line of the user's text, where one is to blame.
    """

    def __init__(self, sentence: str, line: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.line = line


class Cancelled(Exception):
    """The work was stopped because nobody wants its result any more."""
