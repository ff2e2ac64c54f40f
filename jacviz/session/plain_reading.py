"""Plain JSON values back to dataclasses, strictly by the types that they declare. Nothing is evaluated."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import math
import types
import typing
from collections.abc import Callable
from typing import Any, Literal, TypeAlias

import numpy as np

from jacviz.engine.messages import Array
from jacviz.session.plain_values import FORM, kept_fields
from jacviz.session.text_limits import HALF

_WORDS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
_KINDS = {
    str: "a text", int: "a whole number", bool: "true or false", type(None): "null", float: "a number",
}  # fmt: skip
_SHOWN = 40  # characters of a value that does not fit

Reader: TypeAlias = "Callable[[Any, _Place], Any]"

_READERS: dict[object, Reader] = {}


class PlainValueError(ValueError):
    """A value does not fit; the message is one sentence for the user, without its full stop."""


@dataclasses.dataclass(frozen=True)
class Read:
    """What was read.

    Attributes:
        value: An instance of the class that was asked for.
        unknown: Places of fields that the classes do not have; they were left out.
    """

    value: Any
    unknown: tuple[str, ...]


def value_of(plain: object, kind: type, name: str) -> Read:
    """Read what `plain_of` wrote, by an older or a newer version of the classes, too.

    A field that is missing takes its default, one that is not known is left out.

    Args:
        plain: What JSON held.
        kind: The dataclass that it must be.
        name: What a sentence calls it.

    Returns:
        The instance.

    Raises:
        PlainValueError: Something in it is of another type than declared, or its class refuses it.
    """  # noqa: DOC502  # raised by what is called here
    unknown: list[str] = []
    value = _reader(kind)(plain, _Place(name, unknown))
    return Read(value, tuple(unknown))


@dataclasses.dataclass(frozen=True)
class _Place:
    """Where in the file one is."""

    path: str
    unknown: list[str]

    def field(self, name: str) -> _Place:
        return _Place(f"{self.path}.{name}", self.unknown)

    def item(self, index: int) -> _Place:
        return _Place(f"{self.path}[{index}]", self.unknown)

    def refuse(self, expected: str, plain: object) -> PlainValueError:
        return PlainValueError(f"{self.path}: expected {expected}, got {_shown(plain)}")


def _reader(hint: Any) -> Reader:
    if hint not in _READERS:
        _READERS[hint] = _made_reader(hint)
    return _READERS[hint]


def _made_reader(hint: Any) -> Reader:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is np.ndarray:
        return _read_array
    if origin is tuple:
        return _tuple_reader(arguments)
    if origin is Literal:
        return _literal_reader(arguments)
    if origin in {typing.Union, types.UnionType}:
        return _union_reader(arguments)
    if dataclasses.is_dataclass(hint):
        return _dataclass_reader(typing.cast(type, hint))
    return _scalar_reader(hint)


def _union_reader(arguments: tuple[Any, ...]) -> Reader:
    def read(plain: Any, place: _Place) -> Any:
        tag = plain.get("is") if isinstance(plain, dict) else None
        chosen = [one for one in arguments if _may_be(one, tag)] if isinstance(tag, str) else []
        if len(chosen) == 1:  # so that the sentence is about what is wrong in it
            return _reader(chosen[0])(plain, place)
        for one in arguments:
            try:
                return _reader(one)(plain, place)
            except PlainValueError:
                continue
        raise place.refuse(" or ".join(map(_named, arguments)), plain)

    return read


def _may_be(hint: Any, tag: str) -> bool:
    if typing.get_origin(hint) is np.ndarray:
        return tag == FORM
    return isinstance(hint, type) and dataclasses.is_dataclass(hint) and tag in _choices(hint)


def _tuple_reader(arguments: tuple[Any, ...]) -> Reader:
    endless = len(arguments) == 2 and arguments[1] is Ellipsis
    readers = [_reader(one) for one in arguments if one is not Ellipsis]

    def read(plain: Any, place: _Place) -> tuple[Any, ...]:
        if not isinstance(plain, list):
            raise place.refuse("a list", plain)
        if endless:
            return tuple(readers[0](item, place.item(i)) for i, item in enumerate(plain))
        if len(plain) != len(readers):
            raise place.refuse(f"a list of {len(readers)}", plain)
        pairs = enumerate(zip(readers, plain, strict=True))
        return tuple(one(item, place.item(i)) for i, (one, item) in pairs)

    return read


def _literal_reader(values: tuple[Any, ...]) -> Reader:
    def read(plain: Any, place: _Place) -> Any:
        if type(plain) is not str or plain not in values:
            raise place.refuse(" or ".join(map(repr, values)), plain)
        return plain

    return read


def _scalar_reader(kind: type) -> Reader:
    def read(plain: Any, place: _Place) -> Any:
        if kind is float:
            return _float(plain, place)
        if type(plain) is not kind:
            raise place.refuse(_named(kind), plain)
        if isinstance(plain, str) and not plain.isascii() and HALF.search(plain):
            raise PlainValueError(f"{place.path}: expected whole characters, got half of a surrogate pair")
        return plain

    return read


def _float(plain: Any, place: _Place) -> float:
    if type(plain) is str and plain in _WORDS:
        return _WORDS[plain]
    try:
        number = float(plain) if type(plain) in (int, float) else math.nan
    except OverflowError:  # a whole number beyond every float
        number = math.nan
    if not math.isfinite(number):
        raise place.refuse("a number", plain)
    return number


def _dataclass_reader(cls: type) -> Reader:
    choices = _choices(cls)

    def read(plain: Any, place: _Place) -> Any:
        if not isinstance(plain, dict):
            raise place.refuse(_named(cls), plain)
        tag = plain.get("is")
        chosen = choices.get(tag) if isinstance(tag, str) else None
        if chosen is None:
            raise place.refuse(_named(cls), plain)
        return _instance(chosen, plain, place)

    return read


def _instance(cls: type, plain: dict[str, Any], place: _Place) -> Any:
    hints = typing.get_type_hints(cls)
    names = [field.name for field in kept_fields(cls)]
    place.unknown.extend(f"{place.path}.{_in_line(key)}" for key in plain if key != "is" and key not in names)
    values = {name: _reader(hints[name])(plain[name], place.field(name)) for name in names if name in plain}
    try:
        return cls(**values)
    except PlainValueError:
        raise
    except (ValueError, TypeError, ArithmeticError) as error:  # what the class's own checks refuse
        raise PlainValueError(f"{place.path}: {' '.join(str(error).split()).rstrip('.')}") from error


def _choices(cls: type) -> dict[str, type]:
    """The classes that may stand where `cls` is declared: itself and what comes from it.

    Returns:
        Classes by name. One whose own `name` is "" only gathers what others share, and is none of them.
    """
    found: dict[str, type] = {} if getattr(cls, "name", None) == "" else {cls.__name__: cls}
    below: list[type] = cls.__subclasses__()
    for one in below:
        found |= _choices(one)
    return found


def _read_array(plain: Any, place: _Place) -> Array:
    array = _from_list(plain, place) if isinstance(plain, list) else _from_bytes(plain, place)
    array.flags.writeable = False
    return array


def _from_list(plain: list[Any], place: _Place) -> Array:
    if not any(isinstance(one, list) for one in plain):
        return np.array([_float(one, place.item(i)) for i, one in enumerate(plain)], dtype=np.float64)
    rows = [_from_list(row, place.item(i)) if isinstance(row, list) else None for i, row in enumerate(plain)]
    shapes = {None if row is None else row.shape for row in rows}
    if len(shapes) > 1:
        raise PlainValueError(f"{place.path}: expected rows of the same length")
    return np.array(rows, dtype=np.float64)


def _from_bytes(plain: Any, place: _Place) -> Array:
    if not isinstance(plain, dict) or plain.get("is") != FORM:
        raise place.refuse("a list of numbers", plain)
    shape, text = plain.get("shape"), plain.get("base64")
    sized = isinstance(shape, list) and len(shape) <= 8 and all(type(n) is int and n >= 0 for n in shape)
    if not isinstance(shape, list) or not sized or not isinstance(text, str):
        raise PlainValueError(f"{place.path}: expected an array with its shape and its base64")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise PlainValueError(f"{place.path}: expected base64, which this is not") from error
    try:
        if len(data) != 8 * math.prod(shape):
            raise ValueError
        return np.frombuffer(data, dtype="<f8").reshape(shape).astype(np.float64)
    except (ValueError, OverflowError) as error:  # beside a 0, a side of the shape can be beyond every array
        # A number of thousands of digits cannot even be written out.
        shown = "x".join(str(n) if n < 10**12 else "..." for n in shape)
        raise PlainValueError(
            f"{place.path}: the array's {len(data):,} bytes do not fit its shape {shown}"
        ) from error


def _named(hint: Any) -> str:
    if typing.get_origin(hint) is Literal:
        return " or ".join(map(repr, typing.get_args(hint)))
    if hint in _KINDS:
        return _KINDS[hint]
    if typing.get_origin(hint) is tuple:
        return "a list"
    return f"a {hint.__name__}" if isinstance(hint, type) else "an array"


def _in_line(word: str) -> str:
    """A word from the file as sentences can hold it: a name of a class or of a field, if it is honest.

    Returns:
        Its beginning, with every character that is no letter of a line written out.
    """
    return repr(word[:_SHOWN])[1:-1]


def _shown(plain: object) -> str:
    if isinstance(plain, dict):
        tag = plain.get("is")
        return f"a {_in_line(tag)}" if isinstance(tag, str) else "an object"
    if isinstance(plain, list):
        return f"a list of {len(plain):,}"
    if isinstance(plain, int) and not isinstance(plain, bool) and abs(plain) > 10**_SHOWN:
        return "a number beyond every other"
    text = repr(plain)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
