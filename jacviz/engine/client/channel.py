"""The window's end of the connection to one worker. Nothing here waits for the worker."""

from __future__ import annotations

import dataclasses
import socket
import struct
import sys
from collections import deque
from typing import TypeAlias

import numpy as np

from jacviz.engine.codec import Decoder, Encoder
from jacviz.engine.frames import FrameReader
from jacviz.engine.messages import Failure, Hello, Partial, Progress, Reply, Request, Withdraw

# What a worker may say.
Word: TypeAlias = Hello | Reply | Partial | Progress | Failure

_PATIENCE = 0.1  # seconds that one read waits for the rest of a frame that has begun


class Channel:
    """Sends requests, receives what the worker says.

    `send` and `flush` may be called by any thread that holds the lane's lock, `receive` by one thread only.
    """

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self._encoder, self._decoder = Encoder(), Decoder()
        self._outbox: deque[memoryview] = deque()
        blocking = sys.platform == "linux"
        if blocking:
            # A blocking socket whose reads give up after a moment takes in a large J in one system call; the
            # sends say that they must not block.
            self._flags = getattr(socket, "MSG_DONTWAIT", 0)
            timeout = struct.pack("@ll", 0, int(_PATIENCE * 1e6))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeout)
        else:
            self._flags = 0
            connection.setblocking(False)
        self._reader = FrameReader(connection, blocking=blocking)

    @property
    def unsent(self) -> bool:
        """Whether something waits until the worker takes in more."""
        return bool(self._outbox)

    def extent(self, value: object) -> int:
        """About how many bytes sending `value` would take; what the worker has already counts nothing.

        Args:
            value: A task, or a part of one.

        Returns:
            Bytes.
        """
        if isinstance(value, str):
            return len(value)
        if isinstance(value, np.ndarray):
            return 0 if self._encoder.keeps(value) else int(value.nbytes)
        if isinstance(value, tuple):
            if self._encoder.keeps(value):
                return 0
            return 16 * len(value) if value and isinstance(value[0], str) else sum(map(self.extent, value))
        if dataclasses.is_dataclass(value):
            return sum(self.extent(getattr(value, field.name)) for field in dataclasses.fields(value))
        return 0

    def send(self, request: Request | Withdraw) -> None:
        """Begin to send; what does not fit into the connection now is sent by `flush`."""
        self._outbox.extend(memoryview(part).cast("B") for part in self._encoder.encode(request))
        self.flush()

    def flush(self) -> None:
        """Send as much as the connection takes now."""
        try:
            while self._outbox:
                part = self._outbox[0]
                sent = self.socket.send(part, self._flags)
                if sent < len(part):
                    self._outbox[0] = part[sent:]
                else:
                    self._outbox.popleft()
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self._outbox.clear()  # the worker is gone: reading says so

    def receive(self) -> Word | None:
        """Take in what has arrived. Closed where the worker is gone, FrameError where it talks nonsense.

        Returns:
            One message, or None where its rest has to arrive.
        """
        frame = self._reader.read()
        if frame is None:
            return None
        message = self._decoder.decode(*frame, (Reply, Partial, Progress, Hello, Failure))
        assert isinstance(message, (Reply, Partial, Progress, Hello, Failure))
        return message

    def close(self) -> None:
        """End the connection."""
        self._outbox.clear()
        self.socket.close()

