"""What went wrong, as a Failure: in words for the user where there are some, the traceback as evidence."""

from __future__ import annotations

import traceback
from collections.abc import Iterator

from jacviz.engine.messages import Failure
from jacviz.experiment.errors import Cancelled, TrainingError

_LONGEST_DETAIL = 20_000  # characters


def fault(what: str, error: BaseException) -> Failure:
    """A fault of jacviz's own.

    Args:
        what: What could not be done.
        error: Why.

    Returns:
        A failure with one sentence.
    """
    sentence = ": ".join([what, type(error).__name__, *str(error).strip().splitlines()[:1]])
    return Failure("internal", sentence, detail=trace(error))


def training_fault(error: BaseException, what: str, out_of_memory: str) -> Failure:
    """Why a piece of training has no answer.

    Args:
        error: What was raised.
        what: What could not be done, where it is a fault of jacviz's own.
        out_of_memory: The sentence where the memory did not suffice.

    Returns:
        A failure with one sentence.
    """
    if isinstance(error, Cancelled):
        return Failure("withdrawn", "nobody wants the answer any more")
    if any(_is_about_memory(one) for one in _chain(error)):
        return Failure("memory", out_of_memory, detail=trace(error))
    if isinstance(error, TrainingError):
        return Failure("execution", error.sentence, error.line, detail=trace(error))
    return fault(what, error)


def trace(error: BaseException) -> str:
    """Where it happened.

    Returns:
        The end of the traceback.
    """
    return "".join(traceback.format_exception(error))[-_LONGEST_DETAIL:]


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_about_memory(error: BaseException) -> bool:
    # torch's allocator raises a RuntimeError; its words differ between systems.
    said = str(error)
    return isinstance(error, MemoryError) or "allocate memory" in said or "not enough memory" in said
