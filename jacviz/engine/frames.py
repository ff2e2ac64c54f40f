"""Whole frames over a stream socket, blocking in the engine and non-blocking in the window's process."""

from __future__ import annotations

import socket
from collections.abc import Iterable

import numpy as np

from jacviz.engine.codec import ALIGNMENT, LONGEST_BODY, LONGEST_HEADER, MAGIC, PREFIX, Buffer
from jacviz.engine.declared import FrameError


class Closed(Exception):
    """The other end has closed the connection, or is gone."""


class FrameReader:
    """Collects the bytes of one frame after the other."""

    def __init__(self, connection: socket.socket, *, blocking: bool = True) -> None:
        """Nothing is read yet.

        Args:
            connection: A connected stream socket.
            blocking: Whether reads of it block, if only for a moment. Then a whole body is one system call:
                each return to Python may have to wait for a window that is busy painting.
        """
        self._socket = connection
        self._flags = socket.MSG_WAITALL if blocking else 0
        self._begin(memoryview(bytearray(PREFIX.size)), None)

    def read(self) -> tuple[memoryview, int] | None:
        """Take in what has arrived; on a blocking socket, wait for it.

        Returns:
            A frame without its prefix and the length of its header, or None where more has to arrive.

        Raises:
            Closed: No more will arrive.
            FrameError: What arrived is no frame.
        """
        try:
            self._filled += self._receive()
        except (BlockingIOError, InterruptedError):
            return None
        except OSError as error:
            raise Closed(str(error)) from error
        if self._filled < len(self._buffer):
            return None
        if self._header_length is not None:
            frame, length = self._buffer, self._header_length
            self._begin(memoryview(bytearray(PREFIX.size)), None)
            return frame, length
        magic, header, body = PREFIX.unpack(self._buffer)
        whole = 0 < header <= LONGEST_HEADER and header % ALIGNMENT == 0 and body <= LONGEST_BODY
        if magic != MAGIC or not whole:
            raise FrameError("malformed frame: not the beginning of one")
        try:
            buffer = np.empty(header + body, np.uint8)  # unlike bytearray: not written twice
        except MemoryError as error:
            raise FrameError("a frame is larger than the memory that is left") from error
        self._begin(memoryview(buffer.data), header)
        return self.read()

    def _receive(self) -> int:
        count = self._socket.recv_into(self._buffer[self._filled :], 0, self._flags)
        if count == 0:
            raise ConnectionError("the connection was closed")
        return count

    def _begin(self, buffer: memoryview, header_length: int | None) -> None:
        self._buffer = buffer
        self._filled = 0
        self._header_length = header_length


def send(connection: socket.socket, buffers: Iterable[Buffer]) -> None:
    """Send one frame over a blocking socket.

    Raises:
        Closed: The other end is gone.
    """
    try:
        for buffer in buffers:
            connection.sendall(buffer)
    except OSError as error:
        raise Closed(str(error)) from error
