"""Why a function of the user's cannot be batched, or failed, in one sentence."""

from __future__ import annotations

from typing import NoReturn

from jacviz.experiment.errors import Cancelled, TrainingError

# Fragments of torch's messages, and what they mean for somebody who writes f.
_BY_VALUE = "it branches on a value, or makes a Python number of a tensor"
_IN_PLACE = "it writes into a tensor in place"
_REASONS = (
    (".item()", _BY_VALUE),
    ("data-dependent control flow", _BY_VALUE),
    ("convert a Tensor to a Python", _BY_VALUE),
    ("in-place", _IN_PLACE),
    ("inplace", _IN_PLACE),
    ("dynamic shape", "the shape of a result depends on values"),
    ("Batching rule not implemented", "it uses an operation that torch cannot batch"),
    ("vmap", "it uses something that torch cannot batch"),
)


class Unbatchable(TrainingError):
    """A function that can be evaluated for one start at a time only.

    Attributes:
        reason: Why, as a clause.
    """

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(f"The function cannot be evaluated for all starts at once: {reason}.", line)
        self.reason = reason


def refusal(error: BaseException, line: int | None = None) -> TrainingError | None:
    """What torch.func refuses to batch.

    Args:
        error: What torch raised.
        line: 0-based line to blame.

    Returns:
        Unbatchable; a plain error for random numbers, which no descent can use; None where something else
        went wrong.
    """
    message = str(error)
    if "randomness" in message:
        sentence = "The function draws random numbers; a descent must be the same for the same seed."
        return TrainingError(sentence, line)
    reason = next((reason for fragment, reason in _REASONS if fragment in message), None)
    return None if reason is None else Unbatchable(reason, line)


def failure(error: Exception) -> TrainingError | Cancelled:
    """An exception that came up while a loss was evaluated.

    Returns:
        The error to raise; itself where it is one of ours already.
    """
    if isinstance(error, TrainingError | Cancelled):
        return error
    lines = str(error).strip().splitlines()
    first = lines[0].rstrip(".") if lines else type(error).__name__
    sentence = f"The function failed where the loss was evaluated: {first[:200]}."
    return refusal(error) or TrainingError(sentence)


def raise_failure(error: Exception) -> NoReturn:
    """Raise what `failure` makes of an exception, with that as its cause."""
    known = failure(error)
    if known is error:
        raise error
    raise known from error
