"""What surrounds the user's code while it runs: its floating type and device, its random numbers, silence."""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import random
import sys
import warnings
from collections.abc import Iterator
from typing import TextIO

import numpy as np
import torch

from jacviz.calculus.function import DTYPES
from jacviz.engine.messages import Precision


@contextlib.contextmanager
def surroundings(precision: Precision, device: str) -> Iterator[None]:
    """Run the user's code under the same conditions each time.

    Tensors made without a dtype take `precision`, those made without a device go to `device`, gradients are
    recorded, and nothing is printed: what the code prints goes nowhere and takes no memory.

    Args:
        precision: The floating type.
        device: The device.

    Yields:
        Nothing.
    """
    before = torch.get_default_dtype()
    _set_default_dtype(DTYPES[precision])
    on_device = contextlib.nullcontext() if device == "cpu" else torch.device(device)
    nowhere = _nowhere()
    try:
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(nowhere),
            contextlib.redirect_stderr(nowhere),
            torch.enable_grad(),
            on_device,
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        _set_default_dtype(before)


def _set_default_dtype(dtype: torch.dtype) -> None:
    if torch.get_default_dtype() != dtype:  # setting what is set already takes 10 us, at each step of a drag
        torch.set_default_dtype(dtype)


def seed(device: str) -> None:
    """Start all random numbers from one seed: else a text would be another function each time it is read."""
    torch.default_generator.manual_seed(0)  # torch.manual_seed asks every kind of device, which is slow
    if device.startswith("cuda"):
        torch.cuda.manual_seed_all(0)
    elif device == "mps":
        torch.mps.manual_seed(0)
    random.seed(0)
    if "numpy.random" in sys.modules:
        np.random.seed(0)


@functools.cache
def _nowhere() -> TextIO:
    # For the life of the process: there is no block to open it for.
    opened = open(os.devnull, "w", encoding="utf-8", errors="replace")  # noqa: SIM115
    atexit.register(opened.close)
    return opened
