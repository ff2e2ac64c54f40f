"""Why a function of the user's cannot be used here, in one sentence."""

from __future__ import annotations

# Fragments of torch's messages, and what they mean for somebody who writes f.
_BY_VALUE = (
    "it branches on a value, or makes a Python number of a tensor (if, .item(), float()); "
    "write torch.where(condition, a, b), and keep tensors"
)
_REASONS = (
    (".item()", _BY_VALUE),
    ("data-dependent control flow", _BY_VALUE),
    ("convert a Tensor to a Python", _BY_VALUE),
    ("randomness", "it draws random numbers; a descent must be the same for the same seed"),
    ("in-place", "it writes into a tensor in place; make a new tensor instead"),
    ("inplace", "it writes into a tensor in place; make a new tensor instead"),
    ("dynamic shape", "a shape depends on values; use torch.where instead of indexing by a mask"),
)


def refused(error: BaseException) -> str | None:
    """What torch.func refuses to batch, as a sentence.

    Returns:
        The sentence; None where something else went wrong.
    """
    message = str(error)
    for fragment, reason in _REASONS:
        if fragment in message:
            return f"The function cannot be evaluated for all starts at once: {reason}."
    return None


def evaluation_sentence(error: Exception) -> str:
    """An exception that came up while the loss was evaluated, as a sentence.

    Returns:
        The sentence.
    """
    lines = str(error).strip().splitlines()
    first = lines[0].rstrip(".") if lines else type(error).__name__
    return refused(error) or f"The function failed where the loss was evaluated: {first[:200]}."
