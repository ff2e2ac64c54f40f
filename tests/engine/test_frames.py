"""Frames over a real socket: in pieces, too large, cut off."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import pytest

from jacviz.engine.codec import LONGEST_BODY, LONGEST_HEADER, MAGIC, PREFIX, Decoder, Encoder
from jacviz.engine.declared import FrameError
from jacviz.engine.frames import Closed, FrameReader, send
from jacviz.engine.messages import Failure, Hello, JacobianTask, Request

Pair: TypeAlias = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def whole(message: object) -> bytes:
    return b"".join(bytes(part) for part in Encoder().encode(message))


def test_a_frame_may_arrive_byte_by_byte(pair: Pair) -> None:
    ours, theirs = pair
    ours.setblocking(False)
    reader = FrameReader(ours, blocking=False)
    frame = None
    data = whole(Hello(1, "2", ("cpu",)))
    for i, byte in enumerate(data):
        assert reader.read() is None, i
        theirs.send(bytes([byte]))
        frame = frame or reader.read()
    frame = frame or reader.read()
    assert frame is not None
    assert Decoder().decode(*frame, (Hello,)).pid == 1
    assert reader.read() is None


def test_frames_may_arrive_together(pair: Pair) -> None:
    ours, theirs = pair
    theirs.sendall(whole(Hello(1, "", ())) + whole(Failure("internal", "x")) + whole(Hello(2, "", ())))
    reader, found = FrameReader(ours), []
    while len(found) < 3:
        frame = reader.read()
        if frame:
            found.append(Decoder().decode(*frame, (Hello, Failure)))
    assert [type(one) for one in found] == [Hello, Failure, Hello]


def test_a_large_array_arrives(pair: Pair) -> None:
    ours, theirs = pair
    x = np.random.default_rng(0).standard_normal(1_000_000)
    buffers = Encoder().encode(Request(1, JacobianTask("maths", "", x=x)))
    sender = threading.Thread(target=send, args=(theirs, buffers))
    sender.start()
    reader, frame = FrameReader(ours), None
    while frame is None:
        frame = reader.read()
    sender.join()
    assert np.array_equal(Decoder().decode(*frame, (Request,)).task.x, x)


@pytest.mark.parametrize(
    "prefix",
    [
        PREFIX.pack(b"jvz2", 64, 0), PREFIX.pack(MAGIC, 0, 0), PREFIX.pack(MAGIC, 63, 0),
        PREFIX.pack(MAGIC, LONGEST_HEADER + 64, 0), PREFIX.pack(MAGIC, 64, LONGEST_BODY + 1),
        b"\xff" * PREFIX.size,
    ],
)  # fmt: skip
def test_what_is_no_frame_is_refused_early(pair: Pair, prefix: bytes) -> None:
    ours, theirs = pair
    theirs.sendall(prefix)
    with pytest.raises(FrameError):
        FrameReader(ours).read()


def ended(reader: FrameReader) -> bool:
    try:
        assert reader.read() is None
    except Closed:
        return True
    return False


def test_a_connection_that_closes_is_told(pair: Pair) -> None:
    ours, theirs = pair
    theirs.sendall(whole(Hello(1, "", ()))[:50])
    theirs.close()
    reader = FrameReader(ours, blocking=False)
    ours.setblocking(False)
    while not ended(reader):
        pass
    with pytest.raises(Closed):
        send(ours, [b"x"])
