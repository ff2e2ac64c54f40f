"""Fields for numbers that say their unit."""

from __future__ import annotations

from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox


def whole(low: int, high: int, value: int, unit: str, name: str) -> QSpinBox:
    """A field for a whole number.

    Args:
        low: The smallest one.
        high: The largest one.
        value: The first one.
        unit: What stands after it.
        name: What it is, for screen readers and the tooltip.

    Returns:
        The field.
    """
    box = QSpinBox()
    box.setRange(low, high)
    box.setValue(value)
    box.setSuffix(unit)
    box.setGroupSeparatorShown(True)
    box.setAccessibleName(name)
    box.setToolTip(name)
    return box


def decimal(low: float, high: float, value: float, unit: str, name: str) -> QDoubleSpinBox:
    """A field for a number with one decimal.

    Args:
        low: The smallest one.
        high: The largest one.
        value: The first one.
        unit: What stands after it.
        name: What it is, for screen readers and the tooltip.

    Returns:
        The field.
    """
    box = QDoubleSpinBox()
    box.setDecimals(1)
    box.setRange(low, high)
    box.setValue(value)
    box.setSuffix(unit)
    box.setAccessibleName(name)
    box.setToolTip(name)
    return box
