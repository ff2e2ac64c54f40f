"""What torch imports late, and how to have it before it is needed."""

from __future__ import annotations

import contextlib
import importlib
import sys
import threading
import warnings

BATCHES = "torch.fx.experimental.symbolic_shapes"  # at the first batch of reverse passes: 0.3 s
FORWARD_RULES = "torch._decomp.decompositions_for_jvp"  # at the first forward pass: 0.15 s
PYTHON_OPERATORS = "torch._dynamo"  # where a forward or batched operator is written in Python: 1 s

_one_at_a_time = threading.RLock()

LAZY_PARTS = (BATCHES, FORWARD_RULES, PYTHON_OPERATORS)


def load(*parts: str) -> None:
    """Import parts of torch. That starts no thread and runs no operator: a process may fork afterwards.

    Args:
        parts: Names out of `LAZY_PARTS`; what is loaded already costs nothing.
    """
    # One thread at a time: their modules import each other in circles, and two threads would meet halfway.
    with _one_at_a_time:
        missing = [part for part in parts if part not in sys.modules]
        if not missing:
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch deprecates what it uses itself
            for part in missing:
                with contextlib.suppress(ImportError):  # another torch may lack it: only speed is lost
                    importlib.import_module(part)


def is_loaded(part: str) -> bool:
    """Whether a part is there.

    Returns:
        True where using it imports nothing.
    """
    return part in sys.modules
