"""Fields for numbers that say their unit."""

from __future__ import annotations

from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox

_PADDING = 6  # pixels


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
    box.setGroupSeparatorShown(True)
    _tell(box, unit, name)
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
    _tell(box, unit, name)
    return box


def _tell(box: QSpinBox | QDoubleSpinBox, unit: str, name: str) -> None:
    box.setSuffix(unit)
    box.setAccessibleName(name)
    box.setToolTip(name)
    # As far from the edge as the text of a line; Qt passes the style sheet's padding over in these.
    box.lineEdit().setTextMargins(_PADDING, 0, _PADDING, 0)
