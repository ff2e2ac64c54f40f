"""What came back for the loss surface of a Document."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from jacviz.engine.messages import Failure
from jacviz.engine.training_messages import (
    BasinsAnswer,
    CriticalAnswer,
    MinibatchAnswer,
    MomentAnswer,
    SurfaceAnswer,
    TermsAnswer,
)
from jacviz.session.landscape.run import Run


@dataclass(frozen=True)
class Selection:
    """One trajectory, the one that the microscope, the fit and the link to the Jacobian look at.

    Attributes:
        optimiser: Index of its optimiser.
        start: Index of its start.
    """

    optimiser: int = 0
    start: int = 0


@dataclass(frozen=True, eq=False)
class LandscapeResults:
    """The newest answers about the loss surface. What failed leaves the last good one in place.

    Attributes:
        run: The trajectories, growing; None before the first.
        descending: Whether more of them is on its way.
        failure: Why the newest descent has no answer; None when it has.
        surface: The surface; None before the first.
        surfacing: Whether another one is on its way.
        surface_failure: Why the newest surface has no answer.
        basins: Where starts end, as far as that is known; None unless wished.
        basins_running: Whether a finer picture of them is on its way.
        basins_failure: Why there are none.
        critical: Critical points; None unless wished.
        critical_running: Whether they are being looked for.
        critical_failure: Why there are none.
        selection: The trajectory that is looked at closely.
        moment: The heads at `moment_step`: losses and predictions.
        moment_heads: Which trajectories they are, one for each row of `moment`: all, or some of very many.
        moment_step: The step that `moment` belongs to; -1 before the first.
        terms: The terms of the selected trajectory's steps, of run and selection as they are now; else None.
        terms_failure: Why there are none.
        minibatch: The prediction Jacobian of the selected trajectory's minibatch at `minibatch_step`; None
            unless the Jacobian panel is linked.
        minibatch_step: The step that `minibatch` belongs to; -1 before the first.
        waits: Whether what is minimised is Python that came with a file, which runs when the user says so:
            nothing is asked.
    """

    run: Run | None = None
    descending: bool = False
    failure: Failure | None = None
    surface: SurfaceAnswer | None = None
    surfacing: bool = False
    surface_failure: Failure | None = None
    basins: BasinsAnswer | None = None
    basins_running: bool = False
    basins_failure: Failure | None = None
    critical: CriticalAnswer | None = None
    critical_running: bool = False
    critical_failure: Failure | None = None
    selection: Selection = Selection()
    moment: MomentAnswer | None = None
    moment_heads: tuple[Selection, ...] = ()
    moment_step: int = -1
    terms: TermsAnswer | None = None
    terms_failure: Failure | None = None
    minibatch: MinibatchAnswer | None = None
    minibatch_step: int = -1
    waits: bool = False


def without_run(results: LandscapeResults) -> LandscapeResults:
    """The same results without trajectories and what is told of them.

    Returns:
        New results; the surface stays.
    """
    return replace(
        results, run=None, basins=None, moment=None, moment_heads=(), moment_step=-1, terms=None,
        terms_failure=None, minibatch=None, minibatch_step=-1,
    )  # fmt: skip


def drawn_on_surface(results: LandscapeResults) -> tuple[object, ...]:
    """What the picture of the surface shows of the results: all but the moment and the minibatch.

    While it plays both change at every step; whoever draws the surface need not look at them.

    Args:
        results: Any results.

    Returns:
        Values to be compared by identity.
    """
    return tuple(getattr(results, name) for name in _DRAWN)


_DRAWN = tuple(f.name for f in fields(LandscapeResults) if not f.name.startswith(("moment", "minibatch")))
