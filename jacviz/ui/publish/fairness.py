"""Painting on a thread without keeping the event loop waiting.

Only one thread runs Python at a time. One that paints gives way every few milliseconds, and a widget that is
drawn meanwhile asks for its turn many times: shorter turns keep the window usable, and cost little.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_TURN = 0.0005  # seconds
_lock = Lock()
_before: list[float] = []  # the usual turn, once for each thread that is at work


@contextmanager
def short_turns() -> Iterator[None]:
    """As long as this lasts, threads take turns more often.

    Yields:
        Nothing.
    """
    with _lock:
        _before.append(_before[0] if _before else sys.getswitchinterval())
        sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        with _lock:
            usual = _before.pop()
            if not _before:
                sys.setswitchinterval(usual)
