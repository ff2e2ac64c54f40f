"""Messages over a pair of pipes: the codec's frames, one after the other."""

from __future__ import annotations

from typing import IO, Any

import numpy as np

from jacviz.engine.codec import ALIGNMENT, LONGEST_BODY, LONGEST_HEADER, MAGIC, PREFIX, Decoder, Encoder
from jacviz.engine.declared import FrameError


class Pipes:
    """Both directions of one conversation. One thread may read while another one writes."""

    def __init__(self, reading: IO[bytes], writing: IO[bytes]) -> None:
        """Nothing is read or written yet.

        Args:
            reading: Buffered.
            writing: Buffered.
        """
        self._reading, self._writing = reading, writing
        self._encoder, self._decoder = Encoder(), Decoder()

    def say(self, message: object) -> None:
        """Write one message; an OSError where nobody reads any more.

        Args:
            message: A dataclass that the codec can write.
        """
        for buffer in self._encoder.encode(message):
            self._writing.write(buffer)
        self._writing.flush()

    def hear(self, expected: tuple[type, ...]) -> Any | None:
        """Wait for one message.

        Args:
            expected: Classes of which it must be one.

        Returns:
            An instance of one of them, or None where the other end is gone.

        Raises:
            FrameError: What arrived is no such message.
        """
        prefix = self._reading.read(PREFIX.size)
        if len(prefix) < PREFIX.size:
            return None
        magic, header, body = PREFIX.unpack(prefix)
        whole = 0 < header <= LONGEST_HEADER and header % ALIGNMENT == 0 and body <= LONGEST_BODY
        if magic != MAGIC or not whole:
            raise FrameError("malformed frame: not the beginning of one")
        frame = memoryview(np.empty(header + body, np.uint8).data)
        filled = 0
        while filled < len(frame):
            count = self._reading.readinto(frame[filled:])  # type: ignore[attr-defined]  # IO is too general
            if not count:
                return None
            filled += count
        return self._decoder.decode(frame, header, expected)
