"""What screen readers are told about controls that paint themselves: role, name, a value to read and set."""

from __future__ import annotations

import weakref
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QAccessibleValueChangeEvent,
    QAccessibleValueInterface,
)
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import VoidPtr

from jacviz.session.spans import Span

_NULL = VoidPtr(0)


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


@runtime_checkable
class Described(Protocol):
    """A widget that says what it shows when it is asked, and works nothing out before."""

    def described(self) -> str:
        """What it shows, in words."""


class _Value(QAccessibleValueInterface):
    # An object of its own: Qt casts what interface_cast returns without looking, so that one object which
    # inherits both interfaces would be taken for its first base.

    def __init__(self, widget: Adjustable) -> None:
        super().__init__()
        self._widget = weakref.ref(
            widget
        )  # PySide keeps these objects for good; they are not to keep widgets

    def currentValue(self) -> float:
        widget = self._widget()
        return widget.adjustable_value() if widget else 0.0

    def setCurrentValue(self, value: object) -> None:
        widget = self._widget()
        if widget is not None and isinstance(value, (int, float)):
            widget.adjust(float(value))

    def maximumValue(self) -> float:
        widget = self._widget()
        return widget.adjustable_span().maximum if widget else 0.0

    def minimumValue(self) -> float:
        widget = self._widget()
        return widget.adjustable_span().minimum if widget else 0.0

    def minimumStepSize(self) -> float:
        widget = self._widget()
        return widget.adjustable_span().step if widget else 0.0


class _Slider(QAccessibleWidget):
    def __init__(self, widget: QWidget, adjustable: Adjustable) -> None:
        super().__init__(widget, QAccessible.Role.Slider)
        self._adjustable = weakref.ref(adjustable)
        self._value = _Value(adjustable)

    def interface_cast(self, kind: QAccessible.InterfaceType) -> int:
        # WORKAROUND PySide6 6.11: None or 0 as the answer, and asking the base class, crash at once. A null
        # pointer has to be an object, and so the actions of the base class (only "set focus") are lost.
        if kind == QAccessible.InterfaceType.ValueInterface:
            return self._value  # type: ignore[return-value]  # the stub has void* as int
        return _NULL  # type: ignore[return-value]

    def text(self, kind: QAccessible.Text) -> str:
        widget = self._adjustable()
        if widget is not None and kind == QAccessible.Text.Name:
            return widget.adjustable_name()
        if widget is not None and kind == QAccessible.Text.Value:
            return widget.adjustable_text()
        return super().text(kind)


class _Figure(QAccessibleWidget):
    def __init__(self, widget: QWidget, described: Described) -> None:
        super().__init__(widget, QAccessible.Role.Graphic)
        self._described = weakref.ref(described)

    def interface_cast(self, kind: QAccessible.InterfaceType) -> int:
        del kind  # the same workaround as above
        return _NULL  # type: ignore[return-value]  # the stub has void* as int

    def text(self, kind: QAccessible.Text) -> str:
        widget = self._described()
        if widget is not None and kind == QAccessible.Text.Description:
            return widget.described()
        return super().text(kind)


def _factory(_class_name: str, thing: QObject) -> QAccessibleInterface | None:
    if isinstance(thing, QWidget) and isinstance(thing, Adjustable):
        return _Slider(thing, thing)
    if isinstance(thing, QWidget) and isinstance(thing, Described):
        return _Figure(thing, thing)
    return None


_installed = False


def install() -> None:
    """Have screen readers told about every Adjustable and Described; called by each of them, works once.

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
