"""How many threads torch may use for a piece of work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

# Numbers in one operation. Below it a second thread saves less than waiting for it costs, and on a busy
# machine it costs milliseconds an operation.
_WORTH_SHARING = 1 << 20


@contextmanager
def threads_for(numbers: int) -> Iterator[None]:
    """One thread for small operations, torch's own number for large ones; as before afterwards.

    Args:
        numbers: How many numbers one operation handles.

    Yields:
        Once.
    """
    before = torch.get_num_threads()
    if before == 1 or numbers >= _WORTH_SHARING:
        yield
        return
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
