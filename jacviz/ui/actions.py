"""Every action a user can take, one entry each: the source of menus, toolbar, palette and shortcut help."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from jacviz.ui import theme


@dataclass(frozen=True)
class Entry:
    """One action.

    Attributes:
        id: Unique, "menu.verb".
        title: What menus and the palette say.
        handler: Called when the action is taken.
        shortcut: In Qt's portable notation, "" for none.
        icon: File name in resources/icons without ending, "" for none.
        menu: Title of the menu it stands in; "" keeps it out of the menus.
        enabled: Asked before each showing; None is always.
        checked: Asked before each showing; None is not checkable.
        separator: Whether a line stands above it in its menu.
    """

    id: str
    title: str
    handler: Callable[[], object]
    shortcut: str = ""
    icon: str = ""
    menu: str = ""
    enabled: Callable[[], bool] | None = None
    checked: Callable[[], bool] | None = None
    separator: bool = False


class Actions:
    """The table, as QActions of one window."""

    def __init__(self, window: QWidget, entries: Iterable[Entry]) -> None:
        """Make a QAction for each entry and put its shortcut on the window.

        Args:
            window: Where the shortcuts hold.
            entries: The table.

        Raises:
            ValueError: Two entries share an id or a shortcut.
        """
        self.entries = tuple(entries)
        self._actions: dict[str, QAction] = {}
        taken: dict[str, str] = {}
        for entry in self.entries:
            if entry.id in self._actions:
                raise ValueError(f"two actions are called {entry.id}")
            if entry.shortcut and entry.shortcut in taken:
                raise ValueError(f"{entry.id} and {taken[entry.shortcut]} share {entry.shortcut}")
            taken[entry.shortcut] = entry.id
            self._actions[entry.id] = self._made(window, entry)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def menus(self) -> dict[str, list[Entry]]:
        """The entries by menu.

        Returns:
            In the order of the table.
        """
        made: dict[str, list[Entry]] = {}
        for entry in self.entries:
            if entry.menu:
                made.setdefault(entry.menu, []).append(entry)
        return made

    def refresh(self) -> None:
        """Ask every entry whether it is enabled and checked."""
        for entry in self.entries:
            action = self._actions[entry.id]
            if entry.enabled is not None:
                action.setEnabled(entry.enabled())
            if entry.checked is not None:
                action.setChecked(entry.checked())

    def recolour(self) -> None:
        """Draw the icons in the colours in force."""
        for entry in self.entries:
            if entry.icon:
                self._actions[entry.id].setIcon(theme.icon(entry.icon, "quiet"))

    @staticmethod
    def _made(window: QWidget, entry: Entry) -> QAction:
        action = QAction(entry.title, window)
        action.setObjectName(entry.id)
        if entry.shortcut:
            action.setShortcut(QKeySequence(entry.shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setCheckable(entry.checked is not None)
        action.setMenuRole(QAction.MenuRole.NoRole)
        action.triggered.connect(lambda: entry.handler())
        window.addAction(action)
        return action
