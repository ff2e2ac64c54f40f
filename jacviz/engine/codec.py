"""Messages to bytes and back: a JSON header, then the arrays' bytes. Nothing is ever unpickled.

A frame is

    4 bytes   b"jvz1"
    4 bytes   length of the header, little endian
    8 bytes   length of the body
    header    JSON, padded with spaces to a multiple of 64
    body      the arrays, C order, and the pieces of very long tuples of texts, as JSON, each padded to a
              multiple of 64

What comes in is read by the types that the dataclasses of `messages` declare: a field that is missing,
unknown or of another type makes the frame malformed. Arrays are read-only views of the frame received.

Long tuples and read-only arrays that the other side has already got (names of the entries, parameters
during a drag of x) travel as a slot number. Both ends keep the same small table, so frames must be read in
the order in which they were written.
"""

from __future__ import annotations

import dataclasses
import json
import math
import struct
import time
from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar, cast

import numpy as np

from jacviz.engine.declared import FrameError, Values, family_reader, read_list, read_size
from jacviz.engine.messages import Array

Buffer: TypeAlias = bytes | memoryview
Kept = TypeVar("Kept")

PREFIX = struct.Struct("<4sIQ")
MAGIC = b"jvz1"
LONGEST_HEADER = 128 << 20
LONGEST_BODY = 4 << 30
ALIGNMENT = 64
SLOTS = 8  # objects that both ends remember
SLOT_WORTHY = 64  # entries of a tuple
SLOT_WORTHY_BYTES = 4096  # bytes of an array
PIECE = 10_000  # texts that are read in one go, in a millisecond
_PAUSE = 1e-4  # seconds between two pieces for other threads: the parser of JSON lets none of them run
_DTYPES = frozenset({"<f4", "<f8", "<i4", "<i8", "|b1", "|u1"})


class Encoder:
    """Writes the frames of one connection, in one direction."""

    def __init__(self) -> None:
        self._kept: list[object] = [None] * SLOTS
        self._slots: dict[int, int] = {}
        self._next = 0
        self._length = 0

    def encode(self, message: object) -> list[Buffer]:
        """One frame. TypeError where a value inside is not one that messages may hold.

        Args:
            message: A dataclass of `jacviz.engine.messages`.

        Returns:
            Buffers to send one after the other; arrays are not copied.
        """
        body: list[Buffer] = []
        self._length = 0
        before = list(self._kept), dict(self._slots), self._next
        try:
            header = _json(self._plain(message, body))
        except Exception:
            self._kept, self._slots, self._next = before  # the other side gets nothing of this frame
            raise
        header += b" " * (-len(header) % ALIGNMENT)
        return [PREFIX.pack(MAGIC, len(header), self._length) + header, *body]

    def keeps(self, value: object) -> bool:
        """Whether the other side has got this very object already.

        Returns:
            True where it would travel as a number.
        """
        return id(value) in self._slots

    def _plain(self, value: object, body: list[Buffer]) -> object:
        if value is None or isinstance(value, (str, bool, int, float)):
            return value
        if isinstance(value, np.generic):
            return value.item()
        if isinstance(value, tuple):
            return self._tuple(value, body)
        if isinstance(value, np.ndarray):
            return self._array(value, body)
        if dataclasses.is_dataclass(value):
            names = (field.name for field in dataclasses.fields(value))
            return {"is": type(value).__name__} | {n: self._plain(getattr(value, n), body) for n in names}
        raise TypeError(f"a message holds no {type(value).__name__}")

    def _tuple(self, value: tuple[object, ...], body: list[Buffer]) -> object:
        if id(value) in self._slots:
            return {"slot": self._slots[id(value)]}
        texts = set(map(type, value)) == {str}
        if texts and len(value) > PIECE:
            starts = range(0, len(value), PIECE)
            pieces = [self._written(_json(value[start : start + PIECE]), body) for start in starts]
            return {"slot": self._keep(value), "pieces": pieces}
        plain = list(value) if texts else [self._plain(item, body) for item in value]
        return plain if len(value) < SLOT_WORTHY else {"slot": self._keep(value), "value": plain}

    def _array(self, value: Array, body: list[Buffer]) -> object:
        if id(value) in self._slots:
            return {"slot": self._slots[id(value)]}
        array = np.ascontiguousarray(value)
        array = array.astype(array.dtype.newbyteorder("<"), copy=False)
        if array.dtype.str not in _DTYPES:
            raise TypeError(f"a message holds arrays of real numbers, not of {array.dtype}")
        flat = memoryview(cast(Any, array.reshape(-1))).cast("B") if array.nbytes else b""
        at, _ = self._written(flat, body)
        plain: dict[str, object] = {"dtype": array.dtype.str, "shape": list(value.shape), "at": at}
        if value.nbytes >= SLOT_WORTHY_BYTES and not value.flags.writeable:
            plain["slot"] = self._keep(value)
        return plain

    def _written(self, part: Buffer, body: list[Buffer]) -> tuple[int, int]:
        """Put a part into the body.

        Returns:
            Where it begins, and its length.
        """
        at, length = self._length, len(part)
        padding = -length % ALIGNMENT
        body += [piece for piece in (part, bytes(padding)) if len(piece)]
        self._length += length + padding
        return at, length

    def _keep(self, value: object) -> int:
        slot, self._next = self._next, (self._next + 1) % SLOTS
        self._slots.pop(id(self._kept[slot]), None)
        self._kept[slot] = value  # held, so that its id is not given to another object
        self._slots[id(value)] = slot
        return slot


class Decoder:
    """Reads the frames of one connection, in one direction."""

    def __init__(self) -> None:
        self._kept: list[object] = [None] * SLOTS
        self._body = memoryview(b"")

    def decode(self, frame: memoryview, header_length: int, expected: tuple[type, ...]) -> Any:
        """One message.

        Args:
            frame: The frame without its prefix; arrays of the message are views of it.
            header_length: Bytes of the header.
            expected: Classes of which the message must be one.

        Returns:
            An instance of one of the `expected` classes.

        Raises:
            FrameError: The frame is malformed.
        """
        self._body = frame[header_length:].toreadonly()
        try:
            plain = json.loads(bytes(frame[:header_length]))
            return family_reader(expected)(plain, self)
        except FrameError:
            raise
        except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
            raise FrameError(f"malformed frame: {error}") from error
        finally:
            self._body = memoryview(b"")

    def read_tuple(self, values: Values, plain: object) -> tuple[Any, ...]:
        """A tuple, or the number of the slot that holds it.

        Returns:
            What `values` makes of the list.
        """
        if isinstance(plain, dict) and "pieces" in plain:
            return self._kept_or(plain, tuple, "pieces", lambda: values(self._joined(plain["pieces"])))
        if isinstance(plain, dict):
            return self._kept_or(plain, tuple, "value", lambda: values(read_list(plain["value"])))
        return values(read_list(plain))

    def _joined(self, pieces: object) -> list[Any]:
        joined: list[Any] = []
        end = 0
        for piece in read_list(pieces):
            at, length = map(read_size, read_list(piece))
            if at < end or at + length > len(self._body):
                raise FrameError("a piece of a tuple overlaps another, or reaches beyond its frame")
            end = at + length
            joined += read_list(json.loads(bytes(self._body[at:end])))
            time.sleep(_PAUSE)
        return joined

    def read_array(self, plain: object) -> Array:
        """An array, or the number of the slot that holds it.

        Returns:
            A read-only view of the frame.

        Raises:
            FrameError: `plain` describes no array of this frame.
        """
        if not isinstance(plain, dict):
            raise FrameError(f"expected an array, got {type(plain).__name__}")
        return self._kept_or(plain, np.ndarray, "dtype", lambda: self._view(plain))

    def _kept_or(self, plain: dict[str, Any], kind: type[Kept], mark: str, read: Callable[[], Kept]) -> Kept:
        if plain.get("slot") is None:
            return read()
        slot = read_size(plain["slot"])
        if slot >= SLOTS:
            raise FrameError(f"there is no slot {slot}")
        if mark in plain:
            self._kept[slot] = read()
        kept = self._kept[slot]
        if not isinstance(kept, kind):
            raise FrameError(f"slot {slot} holds no {kind.__name__}")
        return kept

    def _view(self, plain: dict[str, Any]) -> Array:
        shape = [read_size(size) for size in read_list(plain["shape"])]
        at, count = read_size(plain["at"]), math.prod(shape)
        if plain["dtype"] not in _DTYPES or len(shape) > 32:
            raise FrameError(f"no array is {plain['dtype']!r} with {len(shape)} dimensions")
        kind = np.dtype(plain["dtype"])
        if at % ALIGNMENT or at + count * kind.itemsize > len(self._body):
            raise FrameError("an array reaches beyond its frame")
        flat = np.frombuffer(self._body, kind, count, at) if count else np.empty(0, kind)
        flat.flags.writeable = False
        return flat.reshape(shape)


def _json(plain: object) -> bytes:
    return json.dumps(plain, separators=(",", ":")).encode()
