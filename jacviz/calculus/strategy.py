"""How one Jacobian is computed: which mode, how many passes at once, and what to do when torch refuses."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor

from jacviz.calculus.dice import Dice
from jacviz.calculus.errors import FunctionError
from jacviz.calculus.lazy_parts import BATCHES, FORWARD_RULES, PYTHON_OPERATORS, is_loaded
from jacviz.calculus.modes import FEW, Record, UsedMode, by_shape, other, recall
from jacviz.calculus.passes import Function, Sweep, Tape
from jacviz.calculus.progress import Pace, Progress, Tell
from jacviz.calculus.refusals import (
    bytes_per_pass,
    is_out_of_memory,
    missing_forward_rule,
    undifferentiable,
    why_unbatchable,
)
from jacviz.engine.messages import Mode

BUDGET = 512 << 20  # bytes that a batch of passes may take unless the caller says otherwise

_FEW_BEFORE_WARM = 64  # passes that are faster one after another than with the import that batches need


@dataclass
class Computed:
    """y and J at one point.

    Attributes:
        y: f(x), of f's own shape.
        matrix: J, (m, n), C-contiguous; n entries of x and m of y in C order.
        mode: The mode that was used.
        notes: Sentences about fallbacks and their reasons.
    """

    y: Tensor
    matrix: Tensor
    mode: UsedMode
    notes: list[str] = field(default_factory=list)

    @property
    def passes(self) -> int:
        """Passes that were made: m in reverse mode, n in forward mode."""
        return self.matrix.shape[0 if self.mode == "reverse" else 1]

    @property
    def other_passes(self) -> int:
        """Passes that the other mode would have made."""
        return self.matrix.shape[1 if self.mode == "reverse" else 0]


def compute(
    f: Function,
    x: Tensor,
    mode: Mode = "auto",
    chunk: int | None = None,
    budget: int = BUDGET,
    accept: Callable[[int], None] | None = None,
    tell: Tell | None = None,
) -> Computed:
    """Y and J of f at x.

    Args:
        f: Any torch function of one tensor; a tuple of tensors as its result is laid end to end.
        x: The point, of any shape with at least one entry, real and floating.
        mode: "auto" takes the mode that is faster on this function.
        chunk: Passes in one batch; None for as many as `budget` allows.
        budget: Bytes that a batch may take on top of J.
        accept: Called with the number of outputs before any pass is made; raises to refuse it.
        tell: Called while passes are made, where that takes long; see `progress.Tell`.

    Returns:
        y and J with how they were computed; a `FunctionError` is raised where f(x) is nothing that a Jacobian
        can be taken of, or where torch cannot differentiate f.
    """
    return _Computation(f, x, mode, chunk, budget, accept, Progress(tell)).run()


class _Computation:
    def __init__(
        self,
        f: Function,
        x: Tensor,
        mode: Mode,
        chunk: int | None,
        budget: int,
        accept: Callable[[int], None] | None,
        progress: Progress,
    ) -> None:
        self._f, self._x, self._mode = f, x, mode
        self._chunk, self._budget, self._accept = chunk, budget, accept
        self._progress = progress
        self._record: Record = recall(f, x)
        self._brings_tangents = getattr(f, "brings_tangents", False)

    def run(self) -> Computed:
        start = time.perf_counter()
        used = self._choice()
        if used == "forward":
            computed = self._by_forward()
        else:
            dice = Dice(self._x)
            tape = self._recorded()
            if tape.follows and self._choice() == "forward":  # the first time; later that is known beforehand
                shape = tape.y.shape
                del tape
                dice.throw_again()
                computed = self._by_forward(shape)
            else:
                computed = self._by_reverse(tape)
        self._record.took(computed.mode, time.perf_counter() - start)
        return computed

    def _choice(self) -> UsedMode | None:
        # None where the number of outputs is needed for the choice and not known yet.
        outputs = self._record.outputs
        if outputs is None:
            return None
        if self._accept:
            self._accept(outputs)
        if self._mode == "auto":
            fastest = self._record.fastest(outputs, self._x.numel())
            # A few reverse passes are done long before what forward mode imports is there.
            slow_start = not (self._brings_tangents or is_loaded(PYTHON_OPERATORS))
            is_short = outputs <= _FEW_BEFORE_WARM and "reverse" not in self._record.refused
            return "reverse" if slow_start and is_short else fastest
        if self._mode in self._record.refused and other(self._mode) not in self._record.refused:
            return other(self._mode)
        return self._mode

    def _recorded(self) -> Tape:
        try:
            tape = Tape(self._f, self._x)
        except (RuntimeError, TypeError) as error:
            refusal = undifferentiable(error)
            if refusal:
                raise refusal from error
            raise
        self._record.call_seconds = tape.seconds
        if self._accept:
            self._accept(len(tape))
        if not tape.follows:
            self._record.outputs = None  # nothing learnt: the next point is looked at as closely
        elif self._record.outputs != len(tape):
            self._record.outputs = len(tape)
            self._record.bytes_per_pass = bytes_per_pass(tape.root, self._x.element_size())
        return tape

    def _by_reverse(self, tape: Tape, fallback: bool = False) -> Computed:
        if not tape.follows:
            used: UsedMode = "forward" if self._mode == "forward" else "reverse"
            return Computed(tape.y, tape.zeros(), used, ["f does not depend on its input here: J is zero"])
        try:
            matrix = self._passes("reverse", len(tape), tape.row_batches, tape.rows)
            return Computed(tape.y, matrix, "reverse", self._notes("reverse", len(tape)))
        except (RuntimeError, TypeError) as error:
            refusal = undifferentiable(error)
            if not refusal or fallback:
                raise (refusal or error) from error
            self._record.refused["reverse"] = f"reverse mode is refused ({refusal}), so forward mode is used"
            try:
                return self._by_forward(tape.y.shape, fallback=True)
            except Exception:
                raise refusal from error

    def _by_forward(self, shape: torch.Size | None = None, fallback: bool = False) -> Computed:
        self._progress.load(FORWARD_RULES)
        if self._progress.is_told and not self._brings_tangents:  # nearly all need it; so it costs f no time
            self._progress.load(PYTHON_OPERATORS)
        sweep = Sweep(self._f, self._x, shape)
        try:
            matrix = self._passes("forward", self._x.numel(), sweep.column_batches, sweep.columns)
        except Exception as error:
            missing = missing_forward_rule(error)
            if fallback or (not missing and isinstance(error, FunctionError)):
                raise
            reason = f"torch has no forward rule for {missing}" if missing else "f cannot run in forward mode"
            self._record.refused["forward"] = f"{reason}, so reverse mode is used"
            return self._by_reverse(self._recorded(), fallback=True)
        if sweep.y is None:
            raise FunctionError("value", "f(x): expected at least one input, got none")
        if self._record.outputs != len(matrix):
            self._record.outputs = len(matrix)
        return Computed(sweep.y, matrix, "forward", self._notes("forward", len(matrix)))

    def _passes(
        self,
        mode: UsedMode,
        count: int,
        batches: Callable[..., Tensor],
        singly: Callable[[Progress], Tensor],
    ) -> Tensor:
        unbatchable = self._record.unbatchable
        few = FEW if is_loaded(BATCHES) else _FEW_BEFORE_WARM
        one_by_one = mode in unbatchable or (count <= few and self._chunk is None)
        if not one_by_one:
            self._progress.load(BATCHES)
        long = self._record.takes_long(mode, count)
        self._progress.begin(count, takes_long=long)
        if one_by_one:
            return singly(self._progress)
        try:
            return self._shrinking(batches, self._batch_size(count), long)
        except (MemoryError, RecursionError, FunctionError):
            raise
        except Exception as error:
            if is_out_of_memory(error) or missing_forward_rule(error):
                raise
            self._progress.begin(count, takes_long=long)
            matrix = singly(self._progress)  # raises what is wrong with f itself
            line = "row by row" if mode == "reverse" else "column by column"
            unbatchable[mode] = f"{why_unbatchable(error)}, so J is computed {line}"
            return matrix

    def _shrinking(self, batches: Callable[..., Tensor], size: int, long: bool) -> Tensor:
        while True:
            try:
                return batches(size, Pace(self._progress, size)) if long else batches(size)
            except RuntimeError as error:
                if size == 1 or not is_out_of_memory(error):
                    raise
            size = max(1, size // 4)

    def _batch_size(self, count: int) -> int:
        if self._chunk is not None:
            return min(self._chunk, count)
        outputs = self._record.outputs or 1
        each = self._record.bytes_per_pass + 2 * (outputs + self._x.numel()) * self._x.element_size()
        return max(1, min(count, self._budget // each))

    def _notes(self, used: UsedMode, outputs: int) -> list[str]:
        wanted = self._mode if self._mode != "auto" else by_shape(outputs, self._x.numel())
        refused = None if wanted == used else self._record.refused.get(other(used))
        return [note for note in (refused, self._record.unbatchable.get(used)) if note]
