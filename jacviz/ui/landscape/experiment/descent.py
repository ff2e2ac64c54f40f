"""The sections on where trajectories begin, how long they are, and which samples each step sees."""

from __future__ import annotations

from dataclasses import replace

from jacviz.experiment.minibatches import SAMPLINGS
from jacviz.experiment.starts import SPREADS
from jacviz.session.landscape.changes import samples, with_batch, with_seed, with_start_count, with_steps
from jacviz.ui.landscape.experiment.items import Act, Item, Note, Setting, Situation, next_seed

_SPREADS = {"normal": "random, normal", "uniform": "random, uniform"}
_SAMPLINGS = {"shuffle": "shuffled epochs", "replacement": "with replacement", "distinct": "distinct"}
_DEFAULT_BATCH = 16

_COUNT = Setting(
    "starts.count",
    "starts",
    "How many trajectories each optimiser has, 1 to 10,000.",
    "whole",
    lambda now: now.landscape.starts.count,
    lambda now, count: with_start_count(now.landscape, count),
)
_SPREAD = Setting(
    "starts.spread",
    "spread",
    "Where they begin: drawn at random about the middle of the view, on a grid, or on a ring.",
    "choice",
    lambda now: now.landscape.starts.spread,
    lambda now, key: replace(now.landscape, starts=replace(now.landscape.starts, spread=key)),
    choices=tuple((key, _SPREADS.get(key, key)) for key in SPREADS),
)
_STEPS = Setting(
    "steps",
    "steps",
    "Steps of each trajectory.",
    "whole",
    lambda now: now.landscape.steps,
    lambda now, steps: with_steps(now.landscape, steps),
)


_SEED = Setting(
    "seed",
    "seed of the descent",
    "Draws starts, minibatches and noise, and reproduces them bit for bit.",
    "whole",
    lambda now: now.landscape.seed,
    lambda now, seed: with_seed(now.landscape, seed),
    act=next_seed(lambda now: now.landscape.seed, lambda now, seed: with_seed(now.landscape, seed)),
)


def _placed(now: Situation) -> str:
    placed = now.landscape.starts.placed
    return "" if placed is None else f"{len(placed):,} placed by hand"


_BY_HAND = Note(
    "starts.placed",
    _placed,
    Act(
        "Spread the starts again",
        lambda now: replace(now.landscape, starts=replace(now.landscape.starts, placed=None)),
        text="spread again",
    ),
)


def start_items(now: Situation) -> tuple[Item, ...]:
    """What can be set about starts and steps.

    Args:
        now: What is shown.

    Returns:
        From top to bottom.
    """
    where: tuple[Item, ...] = (_COUNT, _SPREAD) if now.landscape.starts.placed is None else (_BY_HAND,)
    return (*where, _STEPS, _SEED)


def _of(now: Situation) -> str:
    count = samples(now.landscape.problem)
    batch = now.landscape.batch
    if batch is None:
        return f"{count:,}"
    return f"{min(_DEFAULT_BATCH, count):,} of {count:,}" if batch == "default" else f"of {count:,}"


_SIZE = Setting(
    "batch",
    "size",
    "Samples that each step sees: a number, all, or default.",
    "whole",
    lambda now: now.landscape.batch,
    lambda now, size: with_batch(now.landscape, size),
    words=(("default", "default"), ("all", None)),
    suffix=_of,
)
_SAMPLING = Setting(
    "sampling",
    "draws",
    "Shuffled epochs, as a DataLoader does; every sample anew; or a new minibatch without repeats each time.",
    "choice",
    lambda now: now.landscape.sampling,
    lambda now, key: replace(now.landscape, sampling=key),
    choices=tuple((key, _SAMPLINGS.get(key, key)) for key in SAMPLINGS),
)
_NONE = Note("batch.none", lambda _: "An objective alone has no samples: each step follows its gradient.")


def minibatch_items(now: Situation) -> tuple[Item, ...]:
    """What can be set about minibatches.

    Args:
        now: What is shown.

    Returns:
        From top to bottom; a sentence where there are no samples.
    """
    if not samples(now.landscape.problem):
        return (_NONE,)
    return (_SIZE, _SAMPLING)
