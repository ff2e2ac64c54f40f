"""Reads plain JSON values strictly by the types that dataclasses declare."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from functools import cache
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np

from jacviz.engine.messages import Array

Values: TypeAlias = Callable[[list[Any]], tuple[Any, ...]]


class FrameError(ValueError):
    """The bytes are no frame of this codec."""


class Containers(Protocol):
    """What reads the values that may be kept from frame to frame."""

    def read_tuple(self, values: Values, plain: object) -> tuple[Any, ...]:
        """A tuple of what `values` makes of a list."""

    def read_array(self, plain: object) -> Array:
        """A read-only array."""


Reader: TypeAlias = Callable[[Any, Containers], Any]

_READERS: dict[object, Reader] = {}


def reader_of(hint: Any) -> Reader:
    """What reads a value of the declared type `hint`; made once for each type.

    Returns:
        A function of the plain value and the containers; it raises FrameError where the value does not fit.
    """
    if hint not in _READERS:
        _READERS[hint] = _make_reader(hint)
    return _READERS[hint]


def first_fitting(readers: tuple[Reader, ...], plain: object, containers: Containers) -> Any:
    """`plain` as the first of `readers` reads it; FrameError where it fits none of them.

    Returns:
        The value.
    """
    problem = FrameError("nothing is expected")
    for reader in readers:
        try:
            return reader(plain, containers)
        except FrameError as error:
            problem = error
    raise problem


def read_list(plain: object) -> list[Any]:
    """A list.

    Returns:
        `plain` itself.

    Raises:
        FrameError: It is something else.
    """
    if not isinstance(plain, list):
        raise FrameError(f"expected a list, got {type(plain).__name__}")
    return plain


def read_size(plain: object) -> int:
    """A whole number that is not negative.

    Returns:
        `plain` itself.

    Raises:
        FrameError: It is something else.
    """
    if type(plain) is not int or plain < 0:
        raise FrameError(f"expected a size, got {plain!r}")
    return plain


def _make_reader(hint: Any) -> Reader:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint is Array or origin is np.ndarray:
        return _array_reader(arguments)
    if origin is tuple:
        return _tuple_reader(arguments)
    if origin is Literal:
        return lambda plain, _: _one_of(arguments, plain)
    if origin in {typing.Union, types.UnionType}:
        return _union_reader(arguments)
    if dataclasses.is_dataclass(hint):
        return family_reader((typing.cast(type, hint),))
    return lambda plain, _: _scalar(hint, plain)


def _array_reader(arguments: tuple[Any, ...]) -> Reader:
    declared = typing.get_args(arguments[1])[0]
    says_it = isinstance(declared, type) and issubclass(declared, np.generic)
    wanted = np.dtype(declared) if says_it else None

    def read(plain: object, containers: Containers) -> Array:
        array = containers.read_array(plain)
        if wanted is not None and array.dtype != wanted:
            raise FrameError(f"expected an array of {wanted}, got one of {array.dtype}")
        return array

    return read


def _tuple_reader(arguments: tuple[Any, ...]) -> Reader:
    if len(arguments) != 2 or arguments[1] is not Ellipsis:
        return _fixed_tuple_reader(tuple(reader_of(one) for one in arguments))
    kind = arguments[0]
    item = reader_of(kind)

    def read(plain: object, containers: Containers) -> tuple[Any, ...]:
        def values(items: list[Any]) -> tuple[Any, ...]:
            if set(map(type, items)) == {kind}:  # 100,000 names at once
                return tuple(items)
            return tuple(item(one, containers) for one in items)

        return containers.read_tuple(values, plain)

    return read


def _fixed_tuple_reader(readers: tuple[Reader, ...]) -> Reader:
    def read(plain: object, containers: Containers) -> tuple[Any, ...]:
        def values(items: list[Any]) -> tuple[Any, ...]:
            if len(items) != len(readers):
                raise FrameError(f"expected {len(readers)} entries, got {len(items)}")
            return tuple(reader(one, containers) for reader, one in zip(readers, items, strict=True))

        return containers.read_tuple(values, plain)

    return read


def _union_reader(arguments: tuple[Any, ...]) -> Reader:
    kinds = tuple(one for one in arguments if dataclasses.is_dataclass(one))
    readers = tuple(reader_of(one) for one in arguments if one not in kinds)
    if not kinds:
        return lambda plain, containers: first_fitting(readers, plain, containers)
    tagged = family_reader(kinds)

    def read(plain: object, containers: Containers) -> object:
        # By its name, so that what is wrong inside of one dataclass is not told of as another one.
        if not readers or (isinstance(plain, dict) and "is" in plain):
            return tagged(plain, containers)
        return first_fitting(readers, plain, containers)

    return read


@cache
def family_reader(kinds: tuple[type, ...]) -> Reader:
    """What reads an instance of some dataclasses, or of a dataclass derived from them, by its name.

    Args:
        kinds: The dataclasses.

    Returns:
        A function of the plain value and the containers.
    """
    families: list[dict[str, Reader]] = []  # made when first used: by then all modules are imported

    def read(plain: object, containers: Containers) -> object:
        if not families:
            families.append({name: _dataclass_reader(cls) for name, cls in _family(kinds).items()})
        name = plain.get("is") if isinstance(plain, dict) else None
        if not isinstance(name, str) or name not in families[0]:
            raise FrameError(f"expected a {' or '.join(kind.__name__ for kind in kinds)}")
        return families[0][name](plain, containers)

    return read


def _family(kinds: tuple[type, ...]) -> dict[str, type]:
    """Dataclasses and what is derived from them, by name.

    Returns:
        Every class once.

    Raises:
        TypeError: Two of them have the same name, so that a name does not tell which one is meant.
    """
    found: dict[str, type] = {}
    left = list(kinds)
    while left:
        cls = left.pop()
        if found.setdefault(cls.__name__, cls) is not cls:
            raise TypeError(f"two dataclasses that may stand in one place are called {cls.__name__}")
        left += filter(dataclasses.is_dataclass, cls.__subclasses__())
    return found


@cache
def _dataclass_reader(cls: type) -> Reader:
    fields = tuple(field.name for field in dataclasses.fields(cls))
    complete = {"is", *fields}
    readers: dict[str, Reader] = {}

    def read(plain: Any, containers: Containers) -> object:
        if plain.keys() != complete:
            raise FrameError(f"expected the fields of a {cls.__name__}")
        if not readers:
            hints = typing.get_type_hints(cls)  # class variables are among them, and do not travel
            readers.update({name: reader_of(hints[name]) for name in fields})
        values = {name: reader(plain[name], containers) for name, reader in readers.items()}
        try:
            return cls(**values)
        except Exception as error:  # it looks at its values itself
            raise FrameError(f"no {cls.__name__} has such values: {error}") from error

    return read


def _one_of(values: tuple[object, ...], plain: object) -> object:
    if type(plain) is not str or plain not in values:
        raise FrameError(f"expected one of {values}, got {plain!r}")
    return plain


def _scalar(kind: type, plain: object) -> object:
    if kind is float and type(plain) is int:
        return float(plain)
    if type(plain) is not kind and not (kind is type(None) and plain is None):
        raise FrameError(f"expected {kind.__name__}, got {type(plain).__name__}")
    return plain
