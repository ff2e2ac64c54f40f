"""Wishes about the optimisers of the loss surface: from one Landscape to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any

from jacviz.experiment.errors import TrainingError
from jacviz.experiment.recipes import Recipe
from jacviz.session.landscape.settings import Landscape

_SUGGESTED = ("sgd", "gradient-descent")  # the optimisers whose learning rate the engine can suggest



def rate_is_suggested(landscape: Landscape, index: int) -> bool:
    """Whether an optimiser takes the learning rate that suits the problem.

    Args:
        landscape: What is wished.
        index: 0-based place of the optimiser.

    Returns:
        False where its own rate counts.
    """
    return landscape.suggest_rate and can_suggest(landscape.recipes[index])


def can_suggest(recipe: Recipe) -> bool:
    """Whether the engine knows a learning rate for such an optimiser.

    Returns:
        True for SGD and gradient descent.
    """
    return recipe.name in _SUGGESTED


def with_recipe(landscape: Landscape, index: int, recipe: Recipe) -> Landscape:
    """Put another optimiser in the place of one.

    Args:
        landscape: What was wished before.
        index: 0-based place.
        recipe: The new one.

    Returns:
        A new landscape.
    """
    recipes = list(landscape.recipes)
    recipes[index] = recipe
    return replace(landscape, recipes=tuple(recipes))


def with_rate(
    landscape: Landscape, index: int, rate: float, used: Sequence[Recipe] | None = None
) -> Landscape:
    """Set an optimiser's learning rate from the first step on; nothing is suggested any more.

    Args:
        landscape: What was wished before.
        index: 0-based place of the optimiser.
        rate: The learning rate.
        used: The optimisers as the engine uses them, so that the others keep the rates suggested for them.

    Returns:
        A new landscape.
    """
    changed = replace(landscape.recipes[index], lr=rate, lr_changes=())
    if not rate_is_suggested(landscape, index):
        return with_recipe(landscape, index, changed)
    recipes = list(landscape.recipes)
    for place, recipe in enumerate(recipes):
        if used is not None and can_suggest(recipe) and place < len(used) and used[place].name == recipe.name:
            recipes[place] = replace(recipe, lr=used[place].lr)
    recipes[index] = changed
    return replace(landscape, recipes=tuple(recipes), suggest_rate=False)


def with_suggested_rates(landscape: Landscape) -> Landscape:
    """Let the engine suggest learning rates again.

    Returns:
        A new landscape; changes of rates on the way are forgotten.
    """
    recipes = tuple(replace(r, lr_changes=()) if can_suggest(r) else r for r in landscape.recipes)
    return replace(landscape, recipes=recipes, suggest_rate=True)


def with_added(landscape: Landscape, recipe: Recipe, after: int | None = None) -> Landscape:
    """Let one more optimiser descend.

    Args:
        landscape: What was wished before.
        recipe: The new one.
        after: 0-based place of the one that it follows; None: the last.

    Returns:
        A new landscape.
    """
    place = len(landscape.recipes) if after is None else after + 1
    recipes = (*landscape.recipes[:place], recipe, *landscape.recipes[place:])
    return _renumbered(replace(landscape, recipes=recipes), lambda old: old + (old >= place))


def without(landscape: Landscape, index: int) -> Landscape:
    """Take an optimiser away.

    Args:
        landscape: What was wished before.
        index: 0-based place.

    Returns:
        A new landscape.

    Raises:
        TrainingError: It is the only one.
    """
    if len(landscape.recipes) == 1:
        raise TrainingError("A descent needs an optimiser; add another one first.")
    recipes = (*landscape.recipes[:index], *landscape.recipes[index + 1 :])
    return _renumbered(
        replace(landscape, recipes=recipes), lambda old: None if old == index else old - (old > index)
    )


def _renumbered(landscape: Landscape, place: Callable[[int], int | None]) -> Landscape:
    # What the legend hides goes by the optimiser's place.
    hidden = []
    for entry in landscape.sight.hidden:
        word, _, number = entry.partition(" ")
        if word == "optimiser" and number.isdigit():
            now = place(int(number))
            hidden += [] if now is None else [f"optimiser {now}"]
        else:
            hidden.append(entry)
    return replace(landscape, sight=replace(landscape.sight, hidden=tuple(hidden)))


def changed_parameters(recipe: Recipe) -> dict[str, Any]:
    """The parameters that differ from torch.optim's defaults.

    Returns:
        Values by name, without the learning rate and the schedule.
    """
    defaults = type(recipe)()
    names = (f.name for f in fields(recipe) if f.name not in {"lr", "schedule", "lr_changes"})
    return {n: getattr(recipe, n) for n in names if getattr(recipe, n) != getattr(defaults, n)}
