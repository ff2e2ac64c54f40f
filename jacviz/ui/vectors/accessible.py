"""What screen readers are told about controls that paint themselves: role, name, a value to read and set."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QAccessibleValueChangeEvent,
    QAccessibleValueInterface,
)
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from jacviz.session.spans import Span


@runtime_checkable
class Adjustable(Protocol):
    """A widget that holds one number at a time."""

    def adjustable_name(self) -> str:
        """What the number is, read out before it."""

    def adjustable_text(self) -> str:
        """The number as it is read out."""

    def adjustable_value(self) -> float:
        """The number."""

    def adjustable_span(self) -> Span:
        """Its range."""

    def adjust(self, value: float) -> None:
        """Change the number on the user's behalf."""


class _Value(QAccessibleValueInterface):
    # An object of its own: Qt casts what interface_cast returns without looking, so that one object which
    # inherits both interfaces would be taken for its first base.

    def __init__(self, widget: Adjustable) -> None:
        super().__init__()
        self._widget = widget

    def currentValue(self) -> float:
        return self._widget.adjustable_value()

    def setCurrentValue(self, value: object) -> None:
        try:
            self._widget.adjust(float(value))  # type: ignore[arg-type]  # whatever the bridge sends
        except (TypeError, ValueError):
            return

    def maximumValue(self) -> float:
        return self._widget.adjustable_span().maximum

    def minimumValue(self) -> float:
        return self._widget.adjustable_span().minimum

    def minimumStepSize(self) -> float:
        return self._widget.adjustable_span().step


class _Slider(QAccessibleWidget):
    def __init__(self, widget: QWidget, adjustable: Adjustable) -> None:
        super().__init__(widget, QAccessible.Role.Slider)
        self._adjustable = adjustable
        self._value = _Value(adjustable)

    def interface_cast(self, kind: QAccessible.InterfaceType) -> int:
        if kind == QAccessible.InterfaceType.ValueInterface:
            return self._value  # type: ignore[return-value]  # the stub has void* as int
        return super().interface_cast(kind)

    def text(self, kind: QAccessible.Text) -> str:
        if kind == QAccessible.Text.Name:
            return self._adjustable.adjustable_name()
        if kind == QAccessible.Text.Value:
            return self._adjustable.adjustable_text()
        return super().text(kind)


def _factory(_class_name: str, thing: QObject) -> QAccessibleInterface | None:
    if isinstance(thing, QWidget) and isinstance(thing, Adjustable):
        return _Slider(thing, thing)
    return None


_installed = False


def install() -> None:
    """Have screen readers told about every Adjustable; called by each of them, works once.

    Where this PySide6 has no door for it, they hear the widget's accessible name only.
    """
    global _installed
    if not _installed and hasattr(QAccessible, "installFactory"):
        QAccessible.installFactory(_factory)
        _installed = True


def value_changed(widget: QWidget, value: float) -> None:
    """Tell screen readers, where any listens, that an Adjustable has another value."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleValueChangeEvent(widget, value))
