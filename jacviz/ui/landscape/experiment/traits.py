"""What the fields of a settings dataclass are, by their type hints: new settings appear by themselves."""

from __future__ import annotations

import types
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

Kind: TypeAlias = Literal["real", "whole", "switch", "choice", "reals", "wholes"]
_PLAIN: dict[type, Kind] = {bool: "switch", int: "whole", float: "real"}
_LISTS: dict[type, Kind] = {int: "wholes", float: "reals"}


@dataclass(frozen=True)
class Trait:
    """One field that a person can set.

    Attributes:
        name: The field's name.
        kind: What is typed or chosen.
        optional: Whether None is a value, too.
        choices: The words on offer.
        count: How many numbers a list has; None: any number.
    """

    name: str
    kind: Kind
    optional: bool = False
    choices: tuple[str, ...] = ()
    count: int | None = None


@lru_cache(maxsize=64)
def _found(kind: Any) -> tuple[Trait, ...]:
    hints = get_type_hints(kind)
    made = (_trait(entry.name, hints[entry.name]) for entry in fields(kind))
    return tuple(trait for trait in made if trait is not None)


def traits(
    kind: type, first: tuple[str, ...] = (), last: tuple[str, ...] = (), leave: tuple[str, ...] = ()
) -> tuple[Trait, ...]:
    """The fields of a dataclass that a line, a switch or a menu can hold.

    Args:
        kind: The dataclass.
        first: Fields that come first.
        last: Fields that come last.
        leave: Fields that are left out.

    Returns:
        In the order of the dataclass, but for `first` and `last`. What has another type is left out.
    """
    found = {trait.name: trait for trait in _found(kind) if trait.name not in leave}
    ordered = [name for name in first if name in found]
    ordered += [name for name in found if name not in {*first, *last}]
    ordered += [name for name in last if name in found and name not in first]
    return tuple(found[name] for name in ordered)


def _trait(name: str, hint: Any) -> Trait | None:
    optional = False
    if get_origin(hint) in {Union, types.UnionType}:
        parts = [part for part in get_args(hint) if part is not type(None)]
        optional = len(parts) < len(get_args(hint))
        if len(parts) != 1:
            return None
        hint = parts[0]
    if hint in _PLAIN:
        return Trait(name, _PLAIN[hint], optional)
    if get_origin(hint) is Literal:
        return Trait(name, "choice", optional, tuple(map(str, get_args(hint))))
    if get_origin(hint) is tuple:
        entries = get_args(hint)
        count = None if entries[-1] is Ellipsis else len(entries)
        if entries[0] in _LISTS:
            return Trait(name, _LISTS[entries[0]], optional, count=count)
    return None
