"""Reads plain JSON values strictly by the types that dataclasses declare."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
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
        return lambda plain, containers: containers.read_array(plain)
    if origin is tuple:
        return _tuple_reader(hint, arguments)
    if origin is Literal:
        return lambda plain, _: _one_of(arguments, plain)
    if origin in {typing.Union, types.UnionType}:
        readers = tuple(reader_of(one) for one in arguments)
        return lambda plain, containers: first_fitting(readers, plain, containers)
    if dataclasses.is_dataclass(hint):
        return _dataclass_reader(typing.cast(type, hint))
    return lambda plain, _: _scalar(hint, plain)


def _tuple_reader(hint: object, arguments: tuple[Any, ...]) -> Reader:
    if len(arguments) != 2 or arguments[1] is not Ellipsis:
        raise TypeError(f"messages hold tuples of any length of one type, not {hint}")
    kind = arguments[0]
    item = reader_of(kind)

    def read(plain: object, containers: Containers) -> tuple[Any, ...]:
        def values(items: list[Any]) -> tuple[Any, ...]:
            if set(map(type, items)) == {kind}:  # 100,000 names at once
                return tuple(items)
            return tuple(item(one, containers) for one in items)

        return containers.read_tuple(values, plain)

    return read


def _dataclass_reader(cls: type) -> Reader:
    complete = {"is", *(field.name for field in dataclasses.fields(cls))}
    readers: dict[str, Reader] = {}

    def read(plain: object, containers: Containers) -> object:
        if not isinstance(plain, dict) or plain.get("is") != cls.__name__ or plain.keys() != complete:
            raise FrameError(f"expected a {cls.__name__}")
        if not readers:
            readers.update({name: reader_of(hint) for name, hint in typing.get_type_hints(cls).items()})
        return cls(**{name: reader(plain[name], containers) for name, reader in readers.items()})

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
