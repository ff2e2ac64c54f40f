"""The same random numbers again: f may draw some, and all passes of one Jacobian must see the same f."""

from __future__ import annotations

import torch
from torch import Tensor


class Dice:
    """The state of the random number generators that f draws from, as it is now.

    Args:
        x: The input of f: what is drawn on its device counts as well.
    """

    def __init__(self, x: Tensor) -> None:
        self._device = x.device
        self._state = torch.get_rng_state()
        self._on_device: Tensor | None = None
        if x.device.type == "cuda":
            self._on_device = torch.cuda.get_rng_state(x.device)
        elif x.device.type == "mps":
            self._on_device = torch.mps.get_rng_state()

    def throw_again(self) -> None:
        """Have the generators give the same numbers as after this was made."""
        torch.set_rng_state(self._state)
        if self._on_device is None:
            return
        if self._device.type == "cuda":
            torch.cuda.set_rng_state(self._on_device, self._device)
        else:
            torch.mps.set_rng_state(self._on_device)
