"""Colours of the loss: a perceptually uniform ramp between the theme's ends; hues that tell basins apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

Array: TypeAlias = NDArray[np.float64]

# Björn Ottosson, "A perceptual color space for image processing" (2020), https://bottosson.github.io/posts/oklab/
_TO_LMS = np.array([
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
])  # fmt: skip
_TO_LAB = np.array([
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
])  # fmt: skip
_GOLDEN = math.pi * (3 - math.sqrt(5))  # the angle that keeps any number of hues apart
_FIRST_HUE = 4.0  # radians: a blue


def ramp(colours: Sequence[QColor], count: int) -> tuple[QColor, ...]:
    """Colours whose differences look alike, from the lowest to the highest loss.

    Args:
        colours: At least two; the ramp passes through all of them, at equal distances.
        count: How many.

    Returns:
        `count` opaque colours.
    """
    return _ramp(tuple(colour.rgb() for colour in colours), count)


@lru_cache(maxsize=64)
def _ramp(colours: tuple[int, ...], count: int) -> tuple[QColor, ...]:
    stops = np.array([_lab(QColor(colour)) for colour in colours])
    lengths = np.linalg.norm(np.diff(stops, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    wanted = np.linspace(0.0, along[-1], count) if count > 1 else np.zeros(count)
    labs = np.stack([np.interp(wanted, along, stops[:, i]) for i in range(3)], axis=-1)
    return tuple(_colour(lab) for lab in labs)


def hue(index: int, *, dark: bool) -> QColor:
    """One of any number of hues, all of one lightness and one strength.

    Args:
        index: Which, from 0.
        dark: Whether it is laid over a dark ground.

    Returns:
        An opaque colour.
    """
    return QColor(_hue(index, dark))


@lru_cache(maxsize=256)
def _hue(index: int, dark: bool) -> QColor:
    angle = _FIRST_HUE + index * _GOLDEN
    lightness, strength = (0.62, 0.12) if dark else (0.72, 0.115)
    return _colour(np.array([lightness, strength * math.cos(angle), strength * math.sin(angle)]))


def _lab(colour: QColor) -> Array:
    rgb = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.asarray(_TO_LAB @ np.cbrt(_TO_LMS @ linear))


def _colour(lab: Array) -> QColor:
    linear = np.linalg.solve(_TO_LMS, np.linalg.solve(_TO_LAB, lab) ** 3).clip(0, 1)
    rgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    red, green, blue = np.rint(rgb.clip(0, 1) * 255).astype(int).tolist()
    return QColor(red, green, blue)
