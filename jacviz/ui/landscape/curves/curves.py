"""Loss, gradient norm and distance of trajectories by step, gathered from a run as it grows. No painting."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.session.landscape.lengths import lengths
from jacviz.session.landscape.results import Selection
from jacviz.session.landscape.run import Run
from jacviz.ui.plot.scale import Kind, Scale, nice_limits

Array: TypeAlias = NDArray[Any]
Measure: TypeAlias = Literal["loss", "gradient", "distance"]

WORDS: dict[Measure, str] = {
    "loss": "loss",
    "gradient": "gradient norm",
    "distance": "distance to the optimum",
}
MOST_LINES = 24  # beyond that many trajectories a band tells where all of them are
MOST_FAINT = 6  # trajectories whose minibatch losses can still be told apart
_RISE: dict[Kind, float] = {"log": 1e3, "linear": 4.0}  # how far above the first values an axis goes along


@dataclass(frozen=True)
class Wanted:
    """What is gathered.

    Attributes:
        measure: What is drawn against the step.
        minibatch: Whether the losses of minibatches are, too.
        hidden: Legend entries that are switched off.
        selection: The trajectory that is drawn in any case.
        above: What is taken off each value: the least loss, where a logarithm needs it.
    """

    measure: Measure = "loss"
    minibatch: bool = True
    hidden: tuple[str, ...] = ()
    selection: Selection = field(default_factory=Selection)
    above: float = 0.0


class Gathered:
    """Values of a run's trajectories: some as lines, all as a band. It grows with its run.

    O optimisers, T lines, N steps so far.

    Attributes:
        wanted: What they are.
        pairs: Shape (T, 2): optimiser and start of each line.
        count: N: values that each line has; the first belongs to step 0.
    """

    def __init__(self, run: Run, wanted: Wanted, shown: Array, before: Gathered | None = None) -> None:
        """Gather what a run has.

        Args:
            run: The trajectories.
            wanted: What to gather.
            shown: Shape (O, S), bool: which of them are not switched off.
            before: What was gathered last, which may differ in the selection alone.
        """
        self.wanted = wanted
        self._points, self._shown = run.points, shown
        self._diverged = np.full(shown.shape, -1)
        self._optima = _optima(run, wanted.measure)
        self.pairs = _picked(shown, wanted.selection)
        self.many = int(shown.sum()) > len(self.pairs)
        length = run.steps + (wanted.measure != "gradient")
        self._lines = np.full((len(self.pairs), length), np.nan)
        self._faint = np.full((len(self.pairs), run.steps), np.nan)
        self._low = np.full((run.optimisers, length), np.nan)
        self._high = np.full((run.optimisers, length), np.nan)
        self.count = self._faint_count = 0
        self.run = run
        alike = wanted if before is None else replace(wanted, selection=before.wanted.selection)
        if before is not None and before.many and before._tells_of(run, alike, shown):
            self.count, self.run, self._diverged = before.count, before.run, before._diverged
            self._low, self._high = before._low, before._high  # the band is the same whichever is selected
            self._lines[:, : self.count] = self._values(0, self.count, (self.pairs[:, 0], self.pairs[:, 1]))
        self.follow(run, wanted, shown)

    def follow(self, run: Run, wanted: Wanted, shown: Array) -> int | None:
        """Take in what has been added to the run.

        Args:
            run: The same descent, maybe some steps further.
            wanted: What is wanted now.
            shown: Which trajectories are not switched off.

        Returns:
            From which value on it is new; None where everything has to be gathered anew.
        """
        if not self._tells_of(run, wanted, shown):
            return None
        last = run.computed + (wanted.measure != "gradient")
        first = max(self.count - 1, 0)  # where one stretch ends and the next begins may be known only now
        self.run, self._diverged = run, run.diverged_at
        if last > first:
            values = self._values(first, last)
            self._lines[:, first:last] = values[self.pairs[:, 0], self.pairs[:, 1]]
            if self.many:
                masked = np.where(self._shown[:, :, None], values, np.nan)
                self._low[:, first:last] = np.fmin.reduce(masked, axis=1)
                self._high[:, first:last] = np.fmax.reduce(masked, axis=1)
            self.count = last
        if wanted.measure == "loss" and run.computed > self._faint_count:
            since, self._faint_count = self._faint_count, run.computed
            taken = run.minibatch_losses[self.pairs[:, 0], self.pairs[:, 1], since : run.computed]
            self._faint[:, since : run.computed] = taken - wanted.above
        return first

    def _tells_of(self, run: Run, wanted: Wanted, shown: Array) -> bool:
        same = run.points is self._points and wanted == self.wanted
        same = same and run.computed + (wanted.measure != "gradient") >= self.count
        if not (same and np.array_equal(shown, self._shown)):
            return False
        optima = _optima(run, wanted.measure)
        return optima is None or (self._optima is not None and np.array_equal(optima, self._optima))

    def _values(self, first: int, last: int, which: tuple[Any, Any] = (slice(None), slice(None))) -> Array:
        """Values of trajectories by optimisers and starts, nan behind the step at which one diverged.

        Returns:
            Shape (O, S, last - first), or (number of `which`, last - first).
        """
        run, measure, steps = self.run, self.wanted.measure, slice(first, last)
        diverged = self._diverged[which]
        if measure == "loss":
            values = run.losses[(*which, steps)] - self.wanted.above
        elif measure == "gradient":
            values = run.gradient_norms[(*which, steps)].copy()
        elif self._optima is None:
            values = np.full((*diverged.shape, last - first), np.nan)
        else:
            points = run.points[(*which, steps)]
            values = np.fmin.reduce([lengths(points - optimum) for optimum in self._optima])
        if (diverged >= 0).any():
            gone = (diverged[..., None] >= 0) & (np.arange(first, last) >= diverged[..., None])
            values[gone] = np.nan
        values[~np.isfinite(values)] = np.nan
        return values

    # --- what there is to draw ---------------------------------------------------------------------------

    @property
    def lines(self) -> Array:
        """Shape (T, N); nan where a value is not known."""
        return self._lines[:, : self.count]

    @property
    def faint(self) -> Array:
        """The losses of minibatches: (T, number of steps); empty where they are not wanted."""
        wanted = self.wanted.minibatch and self.wanted.measure == "loss"
        return self._faint[:, : self._faint_count if wanted else 0]

    @property
    def faint_lines(self) -> tuple[int, ...]:
        """Which lines have their minibatch losses drawn: all of a few, else the selected one."""
        if len(self.pairs) <= MOST_FAINT:
            return tuple(range(len(self.pairs)))
        chosen = self.selected
        return () if chosen is None else (chosen,)

    @property
    def band(self) -> tuple[Array, Array]:
        """The lowest and the highest value of each optimiser's trajectories, (O, N) each; nan: none."""
        return self._low[:, : self.count], self._high[:, : self.count]

    @property
    def selected(self) -> int | None:
        """The line of the selected trajectory; None where it is switched off."""
        chosen = self.wanted.selection
        found = np.flatnonzero((self.pairs == (chosen.optimiser, chosen.start)).all(axis=1))
        return int(found[0]) if len(found) else None

    def end(self, line: int) -> int | None:
        """The last value of a trajectory that diverged.

        Args:
            line: Its line.

        Returns:
            An index with a known value; None where it goes on, or has none.
        """
        if self._diverged[tuple(self.pairs[line])] < 0:
            return None
        known = np.flatnonzero(~np.isnan(self.lines[line]))
        return int(known[-1]) if len(known) else None

    def known(self, line: int, step: int) -> int | None:
        """The known value nearest to a step.

        Args:
            line: A line.
            step: Any step.

        Returns:
            Its index; None where nothing is known.
        """
        known = np.flatnonzero(~np.isnan(self.lines[line]))
        if not len(known):
            return None
        return int(known[np.abs(known - step).argmin()])

    def before(self, step: int) -> Array:
        """The newest known value of each line at a step.

        Args:
            step: 0 or more.

        Returns:
            Shape (T,): indices; -1 where nothing is known yet.
        """
        known = ~np.isnan(self.lines[:, : step + 1])
        if not known.shape[1]:
            return np.full(len(self.pairs), -1)
        last = known.shape[1] - 1 - known[:, ::-1].argmax(axis=1)
        return np.where(known.any(axis=1), last, -1)

    def scale(self, kind: Kind) -> Scale:
        """A vertical scale that holds the values, but does not run away with a trajectory that does.

        Args:
            kind: Of the scale.

        Returns:
            A scale that is never degenerate.
        """
        low, high = self._extent(kind)
        if kind == "linear":
            low = min(low, 0.0) if low > -np.inf else low
            return Scale(*nice_limits(low, high))
        return Scale(*nice_limits(low, high, "log"), kind="log")

    def _extent(self, kind: Kind) -> tuple[float, float]:
        positive = kind == "log"
        everything = [self.lines, *(self.band if self.many else ())]
        if self.faint.size and self.faint_lines:
            faint = self.faint[list(self.faint_lines)]
            faint = faint[np.isfinite(faint) & ((faint > 0) | (not positive))]
            everything += [np.quantile(faint, [0.01, 0.99])] if faint.size else []
        values = np.concatenate([part.ravel() for part in everything])
        values = values[np.isfinite(values) & ((values > 0) | (not positive))]
        if not values.size:
            return np.nan, np.nan
        return float(values.min()), float(min(values.max(), self._ceiling(kind)))

    def _ceiling(self, kind: Kind) -> float:
        """Where an axis stops: well above the beginnings, and above most ends of those that did not run away.

        Returns:
            A number above zero; infinite where nothing above zero tells.
        """
        firsts = self.band[1] if self.many else self.lines
        begins = np.abs(firsts[:, 0][np.isfinite(firsts[:, 0])])
        at = self.before(self.count - 1)
        stays = (at >= 0) & ((kind == "log") | (self._diverged[tuple(self.pairs.T)] < 0))
        ends = np.abs(self.lines[np.arange(len(at)), at][stays])
        if not begins.size:
            return np.inf
        usual = 10 * float(np.quantile(ends, 0.4, method="lower")) if ends.size else 0.0
        return max(_RISE[kind] * float(begins.max()), usual) or np.inf


def _picked(shown: Array, selection: Selection) -> Array:
    """The trajectories that are drawn as lines: all of a few, some of many, the selected one last.

    Returns:
        Shape (T, 2).
    """
    pairs = np.argwhere(shown)
    if len(pairs) > MOST_LINES:
        pairs = pairs[np.unique(np.linspace(0, len(pairs) - 1, MOST_LINES - 1).round().astype(int))]
    chosen = (selection.optimiser, selection.start)
    others = pairs[(pairs != chosen).any(axis=1)]
    inside = selection.optimiser < shown.shape[0] and selection.start < shown.shape[1]
    if inside and shown[chosen]:
        return np.concatenate([others, np.array([chosen])])
    return pairs


def _optima(run: Run, measure: Measure) -> Array | None:
    """What the distance is taken to: the nearest of these.

    Returns:
        The known minima, else the best point so far, (k, p); None where none is known, or no distance wanted.
    """
    if measure != "distance" or run.optimum is None:
        return None
    return run.begun.minima if len(run.begun.minima) else run.optimum[None]


def least_loss(run: Run) -> float | None:
    """The loss at the best known minimum.

    Returns:
        None where no minimum is known.
    """
    return float(run.begun.minima_losses.min()) if len(run.begun.minima_losses) else None


def has_logarithm(run: Run) -> bool:
    """Whether the losses so far are positive, so that their logarithm tells all of them.

    Returns:
        True before any is known.
    """
    return run.lowest > 0
