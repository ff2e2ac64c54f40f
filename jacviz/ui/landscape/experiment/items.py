"""What the form consists of, as plain data: settings with their way into a Landscape, notes, heads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from jacviz.engine.training_messages import DescentBegun, SurfaceAnswer
from jacviz.experiment.recipes import Recipe
from jacviz.session.landscape.settings import Landscape
from jacviz.ui.landscape.experiment.traits import Kind, Trait
from jacviz.ui.landscape.experiment.words import choice, tip, title

# What is typed or chosen; "name" is one of many words, "tabs" a choice of two or three side by side.
Control: TypeAlias = Kind | Literal["name", "tabs"]
Choices: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class Situation:
    """What the form shows.

    Attributes:
        landscape: What the user wants.
        begun: What the engine knows of the problem in force; None before it has said so.
        surface: The surface on the screen, or None.
        used: The optimisers as the engine uses them, rates included; None where that is not known yet.
        step: The step that is shown.
    """

    landscape: Landscape
    begun: DescentBegun | None = None
    surface: SurfaceAnswer | None = None
    used: tuple[Recipe, ...] | None = None
    step: int = 0


Reader: TypeAlias = Callable[[Situation], Any]
Writer: TypeAlias = Callable[[Situation, Any], Landscape]  # raises TrainingError


def _silent(_: Situation) -> str:
    return ""


@dataclass(frozen=True, eq=False)
class Act:
    """A button in a row.

    Attributes:
        name: What it does, for the tooltip and screen readers.
        make: From what is shown to the wish.
        icon: Its icon, or "" where it says `text`.
        text: Its word.
        shown: Whether there is something to do.
    """

    name: str
    make: Callable[[Situation], Landscape]
    icon: str = ""
    text: str = ""
    shown: Callable[[Situation], bool] = lambda _: True


@dataclass(frozen=True, eq=False)
class Setting:
    """One value of the landscape.

    Attributes:
        key: Its identity, and the word that merges wishes into one step of undo.
        title: Its label.
        tip: One sentence about it.
        control: What is typed or chosen.
        read: The value in force.
        write: The landscape with another value; raises TrainingError where it cannot be.
        choices: (key, label) of each word on offer; a choice of None has the key "".
        words: Names of values that are no numbers, such as ("all", None).
        count: How many numbers a list has; None: any number.
        suffix: Quiet words behind the value, inside its field.
        act: A button before the field.
        indent: 1 where it belongs to the setting above.
    """

    key: str
    title: str
    tip: str
    control: Control
    read: Reader
    write: Writer
    choices: Choices = ()
    words: tuple[tuple[str, Any], ...] = ()
    count: int | None = None
    suffix: Callable[[Situation], str] = _silent
    act: Act | None = None
    indent: int = 0


@dataclass(frozen=True, eq=False)
class Note:
    """A quiet sentence; where it is empty it takes no room.

    Attributes:
        key: Its identity.
        text: What it says.
        act: A button behind it.
    """

    key: str
    text: Callable[[Situation], str]
    act: Act | None = None


@dataclass(frozen=True, eq=False)
class Head:
    """The first line of an optimiser.

    Attributes:
        key: Its identity.
        index: 0-based place among the optimisers.
    """

    key: str
    index: int


Item: TypeAlias = Setting | Note | Head


def settings_of(
    prefix: str,
    traits: tuple[Trait, ...],
    read: Reader,
    write: Writer,
    *,
    indent: int = 1,
    none: str = "all",
    named: Callable[[str], str] = title,
) -> tuple[Setting, ...]:
    """A setting for each field of a dataclass.

    Args:
        prefix: What the keys begin with.
        traits: The fields.
        read: The dataclass in force.
        write: The landscape with another one in its place.
        indent: Of all of them.
        none: The word for None.
        named: What a field is called.

    Returns:
        One setting a field.
    """

    def made(trait: Trait) -> Setting:
        choices = tuple((word, choice(word)) for word in trait.choices)
        if trait.optional and choices:
            choices = (("", none), *choices)
        return Setting(
            f"{prefix}.{trait.name}",
            named(trait.name),
            tip(trait.name),
            trait.kind,
            lambda now: getattr(read(now), trait.name),
            lambda now, value: write(now, replace(read(now), **{trait.name: value})),
            choices=choices,
            words=((none, None),) if trait.optional and not choices else (),
            count=trait.count,
            act=_dice(trait, read, write) if trait.name == "seed" else None,
            indent=indent,
        )

    return tuple(made(trait) for trait in traits)


def _dice(trait: Trait, read: Reader, write: Writer) -> Act:
    return next_seed(
        lambda now: getattr(read(now), trait.name),
        lambda now, seed: write(now, replace(read(now), **{trait.name: seed})),
    )


def next_seed(read: Callable[[Situation], int], write: Callable[[Situation, int], Landscape]) -> Act:
    """A button that takes the next seed.

    Args:
        read: The seed in force.
        write: The landscape with another one.

    Returns:
        The button.
    """
    return Act("Draw anew, with the next seed", lambda now: write(now, read(now) + 1), icon="random")
