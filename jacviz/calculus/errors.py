"""What a function can do that no Jacobian can be taken of, as one sentence."""

from __future__ import annotations

from jacviz.engine.messages import FailureKind


class FunctionError(ValueError):
    """A text or a function that has no Jacobian, and why.

    Attributes:
        kind: Which sort of failure, as in `jacviz.engine.messages.Failure`.
        sentence: What was expected, what came, what to do.
        line: 0-based line in the text, where one is to blame.
        column: 0-based column in that line, where known.
    """

    def __init__(
        self, kind: FailureKind, sentence: str, line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(sentence)
        self.kind: FailureKind = kind
        self.sentence = sentence
        self.line = line
        self.column = column
