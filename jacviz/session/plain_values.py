"""Dataclasses as plain JSON values; `plain_reading` reads them again.

A dataclass becomes an object whose "is" names its class, which must be the declared one or come from it.
Numbers that are not finite become "nan", "inf" and "-inf". Short arrays become lists of numbers, long ones
base64 of little-endian float64, which they say of themselves.
"""

from __future__ import annotations

import base64
import dataclasses
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from jacviz.engine.messages import Array

LONGEST_LIST = 256  # entries of an array that are written one by one
UNSAVED = "unsaved"  # key of a field's metadata: it belongs to the session, not to the file
FORM = "base64 of little-endian float64"


def plain_of(value: object) -> object:
    """A value as JSON has it; fields stand in the order in which their class declares them.

    Args:
        value: A dataclass of strings, numbers, tuples, arrays and further dataclasses.

    Returns:
        Dicts, lists, strings, finite numbers, booleans and None.

    Raises:
        TypeError: Something in it is of another type.
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else _word(value)
    if isinstance(value, tuple):
        return [plain_of(item) for item in value]
    if isinstance(value, np.ndarray):
        return _plain_array(value)
    if dataclasses.is_dataclass(value):
        kept = (field.name for field in kept_fields(type(value)))
        return {"is": type(value).__name__} | {name: plain_of(getattr(value, name)) for name in kept}
    raise TypeError(f"a document holds no {type(value).__name__}")


def _plain_array(array: Array) -> object:
    numbers = np.ascontiguousarray(array, dtype="<f8")
    listable = 0 < numbers.size <= LONGEST_LIST or numbers.shape == (0,)
    if listable and numbers.ndim:
        return _listed(numbers.tolist())
    return {
        "is": FORM,
        "shape": list(numbers.shape),
        "base64": base64.b64encode(numbers.tobytes()).decode("ascii"),
    }


def _listed(values: list[Any]) -> list[Any]:
    return [_listed(one) if isinstance(one, list) else plain_of(one) for one in values]


def _word(value: float) -> str:
    return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"


def kept_fields(cls: type) -> Iterator[dataclasses.Field[Any]]:
    """The fields of a class that a file keeps.

    Args:
        cls: A dataclass.

    Returns:
        All but those that belong to the session.
    """
    return (field for field in dataclasses.fields(cls) if not field.metadata.get(UNSAVED))
