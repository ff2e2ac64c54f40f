"""From the options of `jacviz descend` to the wish that the engine gets."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jacviz.cli.descent_options import optimiser_parameters, schedule_parameters
from jacviz.cli.sources import UsageError, read_numbers
from jacviz.engine.worker.descent_messages import DescentWish, Optimiser, Parameter
from jacviz.experiment.data import experiment
from jacviz.experiment.errors import TrainingError
from jacviz.experiment.gallery import exhibit
from jacviz.experiment.recipes import recipe
from jacviz.experiment.schedules import SCHEDULES, Constant, Schedule, schedule
from jacviz.experiment.settings import LOSSES

if TYPE_CHECKING:
    from jacviz.engine.messages import Array
    from jacviz.session.document import Document

STARTS = 5


def wish_of(options: Namespace, document: Document | None) -> DescentWish:
    """What the engine is asked.

    Args:
        options: The options.
        document: The user's text, where that is minimised.

    Returns:
        The wish.

    Raises:
        UsageError: Options that do not go together, or a name or a number that is refused.
    """
    if options.starts is not None and options.start:
        raise UsageError("expected --starts, a number, or --start, the points themselves, got both")
    if document is None and (options.data or options.loss):
        raise UsageError("--data and --loss go with a model of your own; leave them out, or name its file")
    if options.noise < 0 or not options.noise < float("inf"):
        raise UsageError(f"--noise: expected 0 or a positive number, got {options.noise:g}")
    try:
        _check_names(options)
        optimisers = _optimisers(options)
        shaped = _schedule(options)
    except TrainingError as error:
        raise UsageError(error.sentence) from error
    return DescentWish(
        objective=options.objective,
        language=document.language if document else None,
        source=document.source if document else None,
        data=options.data,
        loss=options.loss,
        optimisers=optimisers,
        schedule=shaped,
        starts=STARTS if options.starts is None else options.starts,
        points=_points(options.start) if options.start else None,
        spread_as=options.spread,
        steps=options.steps,
        batch="default" if options.batch is None else None if options.batch == "all" else options.batch,
        sampling=options.sampling,
        seed=options.seed,
        noise=options.noise,
        whole=options.full or (options.output or "").lower().endswith((".csv", ".npz")),
        memory_limit=round(options.memory * 1e9),
    )


def optimiser_names(options: Namespace) -> list[str]:
    """The optimisers as they are called in what is written.

    Returns:
        Lower-case names, each different.
    """
    return [name.strip().lower() for name in options.optimiser] or ["sgd"]


def _check_names(options: Namespace) -> None:
    if options.objective is not None:
        exhibit(options.objective)
    if options.data:
        experiment(options.data)
    if options.loss and options.loss not in LOSSES:
        raise UsageError(f"There is no loss {options.loss!r}; there are {', '.join(LOSSES)}")
    names = optimiser_names(options)
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"--optimiser: {name} is named {names.count(name)} times; name it once")


def _optimisers(options: Namespace) -> tuple[Optimiser, ...]:
    """The optimisers, each with the given parameters that it has.

    Returns:
        At least one.
    """
    settings = {name: getattr(options, name) for name in optimiser_parameters()}
    given = {name: value for name, value in settings.items() if value is not None}
    if not options.optimiser:
        recipe("sgd", **given)  # refuses what SGD has not, and values that do not fit
        chosen: list[tuple[str | None, dict[str, Any]]] = [(None, given)]
    else:
        known = {name: recipe(name).parameters() for name in options.optimiser}
        missing = [one for one in given if not any(one in each for each in known.values())]
        if missing:
            recipe(options.optimiser[0], **{missing[0]: given[missing[0]]})  # says what it has instead
        chosen = [(name, {key: given[key] for key in given if key in has}) for name, has in known.items()]
        for name, values in chosen:
            recipe(str(name), **values)
    return tuple(
        Optimiser(name, tuple(Parameter(key, value) for key, value in values.items()))
        for name, values in chosen
    )


def _schedule(options: Namespace) -> Schedule:
    """The learning-rate schedule, with its parameters.

    Returns:
        A constant one where none is named.

    Raises:
        UsageError: A parameter came without the schedule that it belongs to.
    """
    settings = {name: getattr(options, name) for name in schedule_parameters()}
    given = {name: value for name, value in settings.items() if value is not None}
    if options.schedule is not None:
        return schedule(options.schedule, **given)
    for name in given:
        owners = " or ".join(key for key, kind in SCHEDULES.items() if hasattr(kind, name))
        raise UsageError(f"--{name.replace('_', '-')} goes with --schedule {owners}; name the schedule, too")
    return Constant()


def _points(given: Sequence[str]) -> Array:
    import numpy as np

    rows = [read_numbers(text, "--start").values for text in given]
    lengths = sorted({len(row) for row in rows})
    if len(lengths) > 1:
        raise UsageError(f"--start: expected as many numbers in each, got {lengths[0]} and {lengths[-1]}")
    return np.array(rows, dtype=np.float64)
