"""Answers as the engine would send them, for widgets that are looked at one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from jacviz.engine.messages import JacobianAnswer, Space
from jacviz.session.products import Products, products

WORKED = [[4.0, 1, 1], [1, -1, 1]]


def space(letter: str, count: int) -> Space:
    return Space(tuple(f"{letter}{i + 1}" for i in range(count)), (count,))


def answer_of(jacobian: Any, **changes: Any) -> JacobianAnswer:
    matrix = np.array(jacobian, dtype=np.float64)
    m, n = matrix.shape
    known: dict[str, Any] = {
        "inputs": space("x", n), "parameters": Space((), (0,)), "outputs": space("y", m),
        "x": np.arange(1.0, n + 1), "theta": np.zeros(0), "y": np.zeros(m), "wrt": "x", "jacobian": matrix,
        "mode": "reverse", "passes": m, "other_passes": n, "seconds": 2e-4,
    }  # fmt: skip
    return JacobianAnswer(**{**known, **changes})


def products_of(jacobian: Any, u: Any, v: Any) -> Products:
    return products(np.array(jacobian, float), np.array(u, float), np.array(v, float))


def colour_at(widget: QWidget, x: float, y: float) -> str:
    """The colour of a widget's pixel, logical coordinates, as #rrggbb."""
    image = widget.grab().toImage()
    ratio = image.devicePixelRatio()
    return QColor(image.pixel(int(x * ratio), int(y * ratio))).name()
