"""Which mode is the faster one: from the shape of J at first, then from what was measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias
from weakref import WeakKeyDictionary

from torch import Tensor

UsedMode: TypeAlias = Literal["forward", "reverse"]

FEW = 2  # passes up to which one after another is faster than one batch of them

# Fixed cost of a batch and cost of each further pass in it, in units of one reverse pass through a small
# network (1.5 us). Measured on two-layer networks: a forward batch has twice the operations of a reverse one.
_REVERSE_START, _REVERSE_PASS = 100.0, 1.0
_FORWARD_START, _FORWARD_PASS = 400.0, 1.9

_COMPARABLE = 4.0  # a rule of thumb is not trusted within this factor: then both modes are measured
_WORTHWHILE = 0.02  # seconds below which a busy machine tells more of itself than of the modes
_MARGIN = 0.7  # the rule's choice stands unless the other mode takes less than this share of its time
_LONG = 0.4  # seconds of passes that are worth being told of
_SAMPLES = 4  # of which the first is not counted: it pays for what torch loads late


def other(mode: UsedMode) -> UsedMode:
    """The other mode.

    Returns:
        "forward" for "reverse" and the other way round.
    """
    return "forward" if mode == "reverse" else "reverse"


def by_shape(m: int, n: int) -> UsedMode:
    """The mode that should be faster for an (m, n) Jacobian.

    Args:
        m: Outputs, each a reverse pass.
        n: Inputs, each a forward pass.

    Returns:
        Forward mode where n is much the smaller, or so small that its passes need no batch; reverse mode
        where they are alike, since one reverse pass is the cheaper one (f itself runs once, not once more
        beside each tangent).
    """
    if n <= FEW and n < m:
        return "forward"
    return "forward" if _forward_cost(n) < _reverse_cost(m) else "reverse"


def _reverse_cost(m: int) -> float:
    return _REVERSE_START + _REVERSE_PASS * m


def _forward_cost(n: int) -> float:
    return _FORWARD_START + _FORWARD_PASS * n


@dataclass
class Record:
    """What is known of one function at one shape and type of its input.

    Attributes:
        outputs: Number of outputs, once f has been called.
        call_seconds: Time that a call of f took when it was last timed.
        bytes_per_pass: Memory that one more pass in a batch takes.
        unbatchable: Modes whose passes torch cannot batch, with a sentence that says so.
        refused: Modes that torch has no rule for, with a sentence that says so.
        seconds: The first few times that each mode took.
    """

    outputs: int | None = None
    call_seconds: float = 0.0
    bytes_per_pass: int = 0
    unbatchable: dict[UsedMode, str] = field(default_factory=dict)
    refused: dict[UsedMode, str] = field(default_factory=dict)
    seconds: dict[UsedMode, list[float]] = field(default_factory=lambda: {"forward": [], "reverse": []})

    def fastest(self, m: int, n: int) -> UsedMode:
        """The mode to use next for an (m, n) Jacobian.

        Where the shape alone does not tell and the time matters, the next few evaluations take the modes in
        turn (a busy moment of the machine then falls on both), and from then on the faster one is used.

        Returns:
            A mode that torch has not refused (reverse where it refused both).
        """
        first = by_shape(m, n)
        second = other(first)
        if first in self.refused:
            return second if second not in self.refused else "reverse"
        if second in self.refused or not _comparable(m, n):
            return first
        mine, its = self.seconds[first], self.seconds[second]
        if len(mine) < 2 or min(mine[1:]) < _WORTHWHILE:
            return first
        if its and min(its) > _COMPARABLE * min(mine[1:]):
            return first
        if len(mine) < _SAMPLES or len(its) < _SAMPLES:
            return first if len(mine) <= len(its) else second
        return second if min(its[1:]) < _MARGIN * min(mine[1:]) else first

    def takes_long(self, mode: UsedMode, passes: int) -> bool:
        """Whether so many passes are worth word of how far they are, and batches that leave time for it.

        Returns:
            True where they took long before, or else where as many calls of f would.
        """
        if self.seconds[mode]:
            return min(self.seconds[mode]) > _LONG
        return passes * self.call_seconds > _LONG

    def took(self, mode: UsedMode, seconds: float) -> None:
        """Remember one evaluation's time; only the first few count."""
        if len(self.seconds[mode]) < _SAMPLES:
            self.seconds[mode].append(seconds)


def _comparable(m: int, n: int) -> bool:
    if n == 1:
        return False
    ratio = _forward_cost(n) / _reverse_cost(m)
    return 1 / _COMPARABLE < ratio < _COMPARABLE


_records: WeakKeyDictionary[Callable[..., Any], dict[object, Record]] = WeakKeyDictionary()


def recall(f: Callable[..., Any], x: Tensor) -> Record:
    """The record of this very function at inputs like x, so that a drag of x measures nothing again.

    Returns:
        A record to read and to write; a passing one where f cannot be remembered by identity.
    """
    key = (tuple(x.shape), x.dtype, x.device)
    try:
        return _records.setdefault(f, {}).setdefault(key, Record())
    except TypeError:  # not hashable, or no weak references to it
        return Record()
