"""Ctrl+C that waits until what must not be interrupted is done."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold Ctrl+C back; if it came, a KeyboardInterrupt follows.

    Yields:
        Nothing.

    Raises:
        KeyboardInterrupt: It came meanwhile.
    """
    # Only the main thread gets signals; whoever has a handler of their own, as the window has, knows better.
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    asked: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: asked.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if asked:
        raise KeyboardInterrupt
