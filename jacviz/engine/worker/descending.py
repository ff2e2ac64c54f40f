"""A process that runs one descent for the command line: a wish comes in, progress and an outcome go out.

The command line could run it itself, but nothing could then stop a user's function that does not return, or
that fills the memory. What starts this process watches both, and kills it.
"""

from __future__ import annotations

import dataclasses
import importlib
import os
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from jacviz.engine.worker import limits
from jacviz.engine.worker.descent_messages import (
    Descended,
    DescentWish,
    Outcome,
    Progress,
    Ready,
    Refusal,
)
from jacviz.engine.worker.pipes import Pipes
from jacviz.experiment.schedules import Constant

if TYPE_CHECKING:
    from jacviz.experiment.recipes import Recipe
    from jacviz.training.descent import Descent
    from jacviz.training.problems import Problem
    from jacviz.training.trajectories import Trajectories

# Called with the number of steps that have been taken.
Tell: TypeAlias = Callable[[int], None]

_TELL_EVERY = 0.1  # seconds
_OUT_OF_MEMORY = "the descent needs more memory than is allowed; take fewer starts or steps, or allow more"


def main() -> None:
    """Import torch, say so, take a wish, answer it."""
    pipes = Pipes(os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb"))
    limits.be_quiet()
    limits.be_expendable()
    try:
        importlib.import_module("jacviz.training.trajectories")
    except BaseException as error:  # whatever is wrong with this Python
        from jacviz.engine.worker.serving import cannot_start

        pipes.say(cannot_start(error))
        return
    ceiling = limits.MemoryCeiling()
    pipes.say(Ready())
    wish = pipes.hear((DescentWish,))
    if wish is None:
        return
    threading.Thread(target=_end_with_the_command, args=(pipes,), daemon=True).start()
    ceiling.allow(wish.memory_limit)
    pipes.say(outcome(wish, _telling(pipes)))


def outcome(wish: DescentWish, tell: Tell) -> Outcome:
    """Run a descent.

    Args:
        wish: What is to be done.
        tell: Called now and then.

    Returns:
        What came of it; a refusal where the wish does not fit, a failure where the function is at fault.
    """
    try:
        return _outcome(wish, tell)
    except BaseException as error:  # SystemExit and the like from the user's code included
        from jacviz.engine.worker.faults import training_fault

        return training_fault(error, "the descent failed", _OUT_OF_MEMORY)


def _outcome(wish: DescentWish, tell: Tell) -> Outcome:
    from jacviz.experiment.errors import TrainingError
    from jacviz.training.descent import Descent
    from jacviz.training.doors import batch_of, starts_of

    problem = _problem(wish)
    recipes = _recipes(wish, problem)
    if problem.count == 0 and isinstance(wish.batch, int):
        return Refusal("--batch: what is minimised has no samples to take minibatches from; leave it out")
    if problem.count and wish.noise:
        return Refusal("--noise: it is for objectives; minibatches (--batch) are the noise of this one")
    chosen: dict[str, Any] = {"steps": wish.steps, "sampling": wish.sampling, "seed": wish.seed}
    try:
        given = wish.starts if wish.points is None else wish.points
        starts = starts_of(problem, given, wish.spread_as, wish.seed)  # type: ignore[arg-type]  # checked there
        batch = batch_of(problem, wish.batch)
        every = 1 if wish.whole else max(wish.steps, 1)
        descent = Descent(problem, recipes, starts, batch=batch, losses_every=every, **chosen)
    except TrainingError as error:
        return Refusal(error.sentence)
    runs = _run(descent, wish, tell)
    return _descended(descent, runs, (batch or problem.count) if problem.count else 0, wish.whole)


def _problem(wish: DescentWish) -> Problem:
    from jacviz.experiment.data import experiment
    from jacviz.experiment.settings import ObjectiveSettings, RiskSettings, Source
    from jacviz.training.building import build, build_source

    if wish.objective is not None:
        return build(ObjectiveSettings(objective=wish.objective, noise=wish.noise))
    data = None if wish.data is None else experiment(wish.data)
    if wish.source is None or wish.language is None:
        return build(RiskSettings())
    source = Source(language=wish.language, text=wish.source)
    return build_source(source, data, wish.loss, wish.noise)  # type: ignore[arg-type]  # checked by the command


def _recipes(wish: DescentWish, problem: Problem) -> list[Recipe]:
    from jacviz.training.doors import recipes_of

    made: list[Recipe] = []
    for optimiser in wish.optimisers:
        names = None if optimiser.name is None else [optimiser.name]
        parameters = {one.name: one.value for one in optimiser.parameters}
        made += recipes_of(problem, names, parameters, wish.schedule)
    return made


def _run(descent: Descent, wish: DescentWish, tell: Tell) -> tuple[Trajectories, ...]:
    """To its end; where only that is wished for, nothing of the way is kept.

    Returns:
        One result an optimiser.
    """
    from jacviz.training.trajectories import collect, joined

    def still_wanted() -> bool:
        tell(descent.taken)
        return True

    if wish.whole:
        return collect(descent, wish.seed, still_wanted)
    for chunk in descent.chunks():
        still_wanted()
        last = chunk
    return joined(descent, [last], wish.seed)


def _descended(descent: Descent, runs: tuple[Trajectories, ...], batch: int, whole: bool) -> Descended:
    import torch

    from jacviz.engine.worker.descents import reasons_of

    problem = descent.problem
    diverged_at = np.array([[step or -1 for step in run.diverged_at] for run in runs], dtype=np.int64)
    minima = torch.from_numpy(np.array(problem.minima, dtype=np.float64))
    final = np.stack([run.final for run in runs])
    return Descended(
        title=problem.title,
        notes=tuple(problem.notes),
        samples=problem.count,
        batch=batch,
        parameters=problem.names,
        minima=minima.numpy(),
        minima_losses=problem.values(minima).numpy() if len(minima) else np.empty(0),
        recipes=tuple(map(_said, descent.recipes)),
        starts=descent.starts,
        final=final,
        losses=np.stack([run.final_losses for run in runs]),
        gradient_norms=np.stack([run.final_gradient_norms for run in runs]),
        diverged_at=diverged_at,
        reasons=reasons_of(descent, diverged_at, final),
        points=np.stack([run.points for run in runs]) if whole else None,
        step_losses=np.stack([run.losses for run in runs]) if whole else None,
    )


def _said(recipe: Recipe) -> str:
    """The learning rate, and what differs from the defaults.

    Returns:
        Text such as "lr 0.001, momentum 0.9, nesterov, schedule step, step_size 50".
    """
    usual = type(recipe)().parameters()
    worth = {name: value for name, value in recipe.parameters().items() if value != usual[name]}
    said = [_setting(name, value) for name, value in ({"lr": recipe.lr} | worth).items()]
    kind = type(recipe.schedule)
    if kind is not Constant:
        values = dataclasses.asdict(recipe.schedule)
        named = {name: value for name, value in values.items() if value != getattr(kind(), name)}
        said += [f"schedule {kind.name}", *(_setting(name, value) for name, value in named.items())]
    return ", ".join(said)


def _setting(name: str, value: object) -> str:
    if isinstance(value, bool):
        return name if value else f"no {name}"
    values = value if isinstance(value, tuple) else (value,)
    return f"{name} {', '.join(f'{one:g}' for one in values)}"


def _telling(pipes: Pipes) -> Tell:
    told = time.monotonic()

    def tell(taken: int) -> None:
        nonlocal told
        if time.monotonic() - told >= _TELL_EVERY:
            told = time.monotonic()
            pipes.say(Progress(taken))

    return tell


def _end_with_the_command(pipes: Pipes) -> None:
    pipes.hear(())  # nothing more is ever said: this ends when the other end is closed
    os._exit(0)
