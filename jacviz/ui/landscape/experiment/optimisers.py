"""The section on the optimisers: each with its own parameters and schedule, named as in torch.optim."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from jacviz.experiment.recipes import RECIPES, Recipe, recipe
from jacviz.experiment.schedules import SCHEDULES
from jacviz.notation import number
from jacviz.session.landscape.optimisers import (
    can_suggest,
    changed_parameters,
    rate_is_suggested,
    with_rate,
    with_recipe,
    with_suggested_rates,
)
from jacviz.session.landscape.settings import Landscape
from jacviz.ui.landscape.experiment.items import Act, Head, Item, Note, Setting, Situation, settings_of
from jacviz.ui.landscape.experiment.traits import traits
from jacviz.ui.landscape.experiment.words import choice, tip

# What can be added: (name that `recipe` knows, label).
KINDS: tuple[tuple[str, str], ...] = (
    ("sgd", "SGD"),
    ("momentum", "SGD with momentum"),
    ("nesterov", "SGD with Nesterov momentum"),
    *((name, kind.title) for name, kind in RECIPES.items() if name != "sgd"),
)
_LAST = ("weight_decay", "maximize")


def optimiser_items(now: Situation, opened: Collection[int]) -> tuple[Item, ...]:
    """What can be set about the optimisers.

    Args:
        now: What is shown.
        opened: Places of the optimisers whose parameters are shown.

    Returns:
        From top to bottom: for each its head, then its parameters where it is open.
    """
    items: list[Item] = []
    for index, one in enumerate(now.landscape.recipes):
        items.append(Head(f"optimiser.{index}", index))
        if index in opened:
            items += _parameters(index, one)
    return tuple(items)


def summary(now: Situation, index: int) -> str:
    """An optimiser in a few words.

    Args:
        now: What is shown.
        index: 0-based place of the optimiser.

    Returns:
        Its learning rate and what else differs from the defaults, such as "lr 0.05, momentum 0.9".
    """
    one = now.landscape.recipes[index]
    rate = _rate(now, index)
    words = ["lr suggested" if rate is None else f"lr {number(rate)}"]
    for name, value in changed_parameters(one).items():
        if isinstance(value, bool):
            words.append(name if value else f"no {name}")
        elif isinstance(value, tuple):
            words.append(f"{name} {', '.join(map(number, value))}")
        else:
            words.append(f"{name} {number(value)}")
    if one.schedule.name != "constant":
        words.append(choice(one.schedule.name))
    return ", ".join(words)


def with_kind(now: Situation, index: int, key: str) -> Landscape:
    """Another optimiser in the place of one, with its defaults and the same schedule.

    Args:
        now: What is shown.
        index: 0-based place.
        key: A name of KINDS.

    Returns:
        A new landscape.
    """
    old = now.landscape.recipes[index]
    return with_recipe(now.landscape, index, replace(recipe(key), schedule=old.schedule))


def kind_of(one: Recipe) -> str:
    """Which of KINDS an optimiser is.

    Returns:
        Its key.
    """
    if one.name == "sgd" and getattr(one, "momentum", None):
        return "nesterov" if getattr(one, "nesterov", None) else "momentum"
    return one.name


def _rate(now: Situation, index: int) -> float | None:
    """The base learning rate in force.

    Returns:
        None where one is suggested that is not known yet.
    """
    if not rate_is_suggested(now.landscape, index):
        return now.landscape.recipes[index].lr
    return now.used[index].lr if now.used is not None else None


def _parameters(index: int, one: Recipe) -> tuple[Item, ...]:
    prefix = f"optimiser.{index}.{one.name}"
    own = settings_of(
        prefix,
        traits(type(one), last=_LAST, leave=("lr",)),
        lambda now: now.landscape.recipes[index],
        lambda now, changed: with_recipe(now.landscape, index, changed),
        named=str,
    )
    return (_learning_rate(prefix, index), _changes(prefix, index), *_schedule(prefix, index, one), *own)


def _learning_rate(prefix: str, index: int) -> Setting:
    def write(now: Situation, value: float | None) -> Landscape:
        if value is None:
            return with_suggested_rates(now.landscape)
        return with_rate(now.landscape, index, value, now.used)

    def suffix(now: Situation) -> str:
        known = now.used is not None and rate_is_suggested(now.landscape, index)
        return "suggested" if known else ""

    def can(now: Situation) -> bool:
        return can_suggest(now.landscape.recipes[index]) and not now.landscape.suggest_rate

    suggest = Act(
        "Take the learning rate that suits the problem",
        lambda now: with_suggested_rates(now.landscape),
        text="suggest",
        shown=can,
    )
    return Setting(
        f"{prefix}.lr",
        "lr, learning rate",
        tip("lr"),
        "real",
        lambda now: _rate(now, index),
        write,
        words=(("suggested", None),),
        suffix=suffix,
        act=suggest,
        indent=1,
    )


def _changes(prefix: str, index: int) -> Note:
    def text(now: Situation) -> str:
        changes = now.landscape.recipes[index].lr_changes
        listed = ", ".join(f"{number(rate)} from step {step:,}" for step, rate in changes[-3:])
        return f"lr changed on the way: {'…, ' * (len(changes) > 3)}{listed}" if changes else ""

    forget = Act(
        "Forget the changes",
        lambda now: with_recipe(now.landscape, index, replace(now.landscape.recipes[index], lr_changes=())),
        icon="close",
    )
    return Note(f"{prefix}.lr_changes", text, forget)


def _schedule(prefix: str, index: int, one: Recipe) -> tuple[Item, ...]:
    def write(now: Situation, key: str) -> Landscape:
        changed = replace(now.landscape.recipes[index], schedule=SCHEDULES[key]())
        return with_recipe(now.landscape, index, changed)

    chooser = Setting(
        f"{prefix}.schedule",
        "schedule",
        tip("schedule"),
        "choice",
        lambda now: now.landscape.recipes[index].schedule.name,
        write,
        choices=tuple((key, choice(key)) for key in SCHEDULES),
        indent=1,
    )
    fields = settings_of(
        f"{prefix}.schedule.{one.schedule.name}",
        traits(type(one.schedule)),
        lambda now: now.landscape.recipes[index].schedule,
        lambda now, changed: with_recipe(
            now.landscape, index, replace(now.landscape.recipes[index], schedule=changed)
        ),
        indent=2,
        named=str,
    )
    return (chooser, *fields)
