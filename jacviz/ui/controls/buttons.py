"""Quiet buttons: a word or an icon without a frame, and flat menus that show the choice in force."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from jacviz.ui import theme

_ICON = 18  # pixels before the font scale


class IconButton(QToolButton):
    """An icon of the theme as a button; it follows light and dark and the type size by itself."""

    def __init__(
        self,
        icon: str,
        name: str,
        handler: Callable[[], object] | None = None,
        parent: QWidget | None = None,
        token: str = "quiet",
    ) -> None:
        """Make the button.

        Args:
            icon: File name in resources/icons, without ending.
            name: Tooltip and accessible name.
            handler: Called on a click.
            parent: The owner.
            token: The icon's colour.
        """
        super().__init__(parent)
        self._icon_name, self._token = icon, token
        self._drawn: tuple[object, ...] = ()  # the icon, the colours and the size that are shown
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setAutoRaise(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("role", "icon")
        if handler is not None:
            self.clicked.connect(lambda: handler())
        self._recolour()

    def set_icon(self, icon: str) -> None:
        """Show another icon of resources/icons."""
        if icon != self._icon_name:
            self._icon_name = icon
            self._recolour()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        looks = {QEvent.Type.PaletteChange, QEvent.Type.FontChange}
        if event.type() in looks and hasattr(self, "_icon_name"):
            self._recolour()

    def _recolour(self) -> None:
        size = theme.current().pixels(_ICON)
        drawn = (self._icon_name, theme.tokens(), size)
        if drawn == self._drawn:
            return  # palette and font events come in swarms
        self._drawn = drawn
        if self.iconSize().width() != size:
            self.setIconSize(QSize(size, size))
        self.setIcon(theme.icon(self._icon_name, self._token, size))


class ChoiceButton(QToolButton):
    """The choice in force as a quiet word; a click opens the others as a menu.

    Signals:
        chosen(str): The key that the user chose; not sent when code sets it.
    """

    chosen = Signal(str)

    def __init__(
        self,
        choices: Sequence[tuple[str, str]],
        name: str,
        parent: QWidget | None = None,
        *,
        in_form: bool = False,
    ) -> None:
        """Make the button.

        Args:
            choices: (key, label) for each entry of the menu.
            name: What is chosen, for screen readers and the tooltip.
            parent: The owner.
            in_form: Whether it stands among fields, and looks like one.
        """
        super().__init__(parent)
        self._name = name
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(name)
        self.setProperty("role", "field" if in_form else "choice")
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Replace the entries; the first one is in force."""
        self._labels = dict(choices)
        self._menu.clear()
        self._group = QActionGroup(self._menu)
        self._actions: dict[str, QAction] = {}
        for key, label in choices:
            action = self._menu.addAction(label)
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, key=key: self._picked(key))
            self._group.addAction(action)
            self._actions[key] = action
        self.set_choice(choices[0][0])

    def keys(self) -> tuple[str, ...]:
        """The keys on offer.

        Returns:
            In menu order.
        """
        return tuple(self._labels)

    def choice(self) -> str:
        """The key in force.

        Returns:
            One of the keys.
        """
        return self._choice

    def set_choice(self, key: str, text: str | None = None) -> None:
        """Show `key` as the one in force, without a signal.

        Args:
            key: One of the keys.
            text: What the button says instead of the entry's label.
        """
        self._choice = key
        self._actions[key].setChecked(True)
        shown = text or self._labels[key]
        if self.text() != shown:
            self.setText(shown)
        self.setAccessibleName(f"{self._name}: {shown}")

    def _picked(self, key: str) -> None:
        self.set_choice(key)
        self.chosen.emit(key)
