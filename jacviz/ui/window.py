"""The main window: top bar, panels, status line, and the table of actions."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QMainWindow, QMenu, QMenuBar, QWidget

from jacviz.ui import theme
from jacviz.ui.actions import Actions, Entry
from jacviz.ui.commands import command_table
from jacviz.ui.dock import PanelDock
from jacviz.ui.files import Files
from jacviz.ui.function.panel import FunctionPanel
from jacviz.ui.later import Later
from jacviz.ui.linked_panel import LinkedPanel
from jacviz.ui.palette import CommandPalette
from jacviz.ui.preloading import LANDSCAPE, preload
from jacviz.ui.publish.exports import Exports
from jacviz.ui.status import StatusLine
from jacviz.ui.studio import Studio
from jacviz.ui.topbar import TopBar

if TYPE_CHECKING:
    from jacviz.session.picture import Eye, PictureSettings, View
    from jacviz.session.shown import Shown
    from jacviz.ui.landscape.panel import LandscapePanel
    from jacviz.ui.publish.dialog import PictureDialog

AFTERWARDS = 3000  # ms after the last panel was made: the application has come to rest
LAYOUT_VERSION = 2  # a saved arrangement of another version is left alone
WIDTH, HEIGHT = 1440, 900  # of a first window, where the screen has the room
SHARES = (290, 590, 560)  # of its width: function, Jacobian, loss surface


class Window(QMainWindow):
    """Everything on the screen; owns the studio and closes it."""

    def __init__(self, studio: Studio) -> None:
        """Build the window around `studio`.

        Args:
            studio: The loop; closed together with the window.
        """
        super().__init__()
        self.studio = studio
        self.setWindowTitle("jacviz")
        self.setDockOptions(QMainWindow.DockOption.AllowNestedDocks | QMainWindow.DockOption.AnimatedDocks)
        self.function_panel = FunctionPanel(studio)
        self.linked_panel = LinkedPanel(studio)
        self.jacobian_panel = self.linked_panel.function
        self._landscape: Later[LandscapePanel] = Later(self._making_landscape, 360, 420, LANDSCAPE)
        self.status = StatusLine(self)
        self.files = Files(self, studio, self.function_panel.binding.flush, self.status.say)
        self.exports = Exports(self, studio, self.files, self.status.say, self._seen_from, self._watch_fit)
        self.actions_table = Actions(self, command_table(self))
        self._menus()
        self._palette = CommandPalette(self, self.actions_table, self._problems)
        self._preferences: QDialog | None = None
        self._reference: QWidget | None = None
        self._picture: PictureDialog | None = None
        self._shown: PictureSettings | None = None  # how the picture shows it that was opened last
        self.setStatusBar(self.status)
        self._arrange()
        self.jacobian_panel.board.pointed.connect(self.function_panel.formula.show_pointer)
        self.function_panel.formula.pointed.connect(self.jacobian_panel.board.point)
        studio.changed.connect(self._show_state)
        studio.message.connect(self.status.say)
        # An example is there again for the asking.
        self.function_panel.example_opened.connect(lambda _: self.files.mark_clean())
        self.function_panel.first = self.files.settle_work_first
        self.files.shown.connect(self.show_as)
        studio.settings_changed.connect(self._apply_settings)
        self.actions_table.recolour()
        self._afterwards = QTimer(self, singleShot=True, interval=AFTERWARDS)
        self._afterwards.timeout.connect(preload)
        self.function_panel.editor.setFocus()
        self._show_state()

    @property
    def landscape_panel(self) -> LandscapePanel:
        """The loss-surface panel; made now where the window has not been painted yet."""
        return self._landscape.panel

    def _making_landscape(self) -> Iterator[LandscapePanel | None]:
        from jacviz.ui.landscape.panel import making

        self._afterwards.start()
        return making(self.studio)

    # --- arrangement -------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self._function_dock = PanelDock("Function", "function", self.function_panel, self)
        self._jacobian_dock = PanelDock("Jacobian", "jacobian", self.linked_panel, self)
        self._landscape_dock = PanelDock("Loss surface", "landscape", self._landscape, self)
        available = self.screen().availableSize()
        self.resize(min(WIDTH, available.width()), min(HEIGHT, available.height()))
        self.reset_arrangement()
        settings = self.studio.settings
        if settings.geometry:
            self.restoreGeometry(_decoded(settings.geometry))
        if settings.layout:
            self.restoreState(_decoded(settings.layout), LAYOUT_VERSION)

    @property
    def _docks(self) -> list[PanelDock]:
        return [self._function_dock, self._jacobian_dock, self._landscape_dock]

    def reset_arrangement(self) -> None:
        """Put every panel back where it was at the first start."""
        docks = self._docks
        for dock in docks:
            dock.setFloating(False)
            self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
            dock.show()
        self.splitDockWidget(self._function_dock, self._jacobian_dock, Qt.Orientation.Horizontal)
        self.splitDockWidget(self._jacobian_dock, self._landscape_dock, Qt.Orientation.Horizontal)
        self.resizeDocks(docks, list(SHARES), Qt.Orientation.Horizontal)

    def _menus(self) -> None:
        bar = QMenuBar(self)
        for title, entries in self.actions_table.menus().items():
            menu = QMenu(title, self)
            for entry in entries:
                if entry.separator:
                    menu.addSeparator()
                menu.addAction(self.actions_table[entry.id])
            menu.aboutToShow.connect(self.actions_table.refresh)
            bar.addMenu(menu)
        self.topbar = TopBar(self.actions_table, bar)
        if bar.isNativeMenuBar():
            self.setMenuBar(bar)
            self.topbar.setParent(None)
        self.setMenuWidget(self.topbar)

    # --- what the actions do -----------------------------------------------------------------------------

    def show_palette(self) -> None:
        """Open the command palette."""
        self._palette.open()

    def _problems(self) -> tuple[Entry, ...]:
        # What can be minimised is found by its name, too; here: the window is there without its modules.
        from jacviz.ui.landscape.experiment.problem_choice import problem_entries

        def choose(key: str) -> Callable[[], None]:
            return lambda: self.landscape_panel.problem.choose(key)

        return tuple(
            Entry(f"minimise.{one.key}", f"Minimise: {one.title}", choose(one.key))
            for one in problem_entries()
        )

    def show_reference(self) -> None:
        """Open the reference of both languages."""
        if self._reference is None:
            from jacviz.ui.reference.window import ReferenceWindow

            self._reference = ReferenceWindow(self.studio, self.actions_table.entries, self)
        self._reference.show()
        self._reference.raise_()
        self._reference.activateWindow()

    def show_picture_dialog(self) -> None:
        """Export a picture; the dialog remembers what was chosen last."""
        if self._picture is None:
            from jacviz.ui.publish.dialog import PictureDialog

            self._picture = PictureDialog(self.studio, self.files.ask_for_place, self._watch_fit, self)
            self._picture.seen_from = self._seen_from
        if self._shown is not None:
            self._picture.begin_with(self._shown)
            self._shown = None
        self._picture.offer(self._views_on_screen())
        self._picture.show()
        self._picture.raise_()
        self._picture.activateWindow()

    def _seen_from(self) -> Eye:
        return self.landscape_panel.seen_from()

    def show_as(self, shown: Shown) -> None:
        """Show the Document as the picture or the film does that it was opened from.

        Args:
            shown: How the file shows it: its panels come to the front, at its step.
        """
        self._shown = settings = shown.picture
        self.exports.begin_with(shown.film)
        if self._picture is not None and self._picture.isVisible():
            self._picture.begin_with(settings)
        for view in reversed(settings.views):  # the first one in front of the others
            docks = [self._jacobian_dock] if view in {"jacobian", "heatmap"} else [self._landscape_dock]
            for dock in docks if view != "window" else self._docks:
                dock.show()
                dock.raise_()
        if {"losses", "fit"} & set(settings.views):
            self._landscape.with_panel(lambda panel: panel.show_page("curves"))
        if "surface3d" in settings.views:
            self._landscape.with_panel(lambda panel: panel.look_from(settings.eye))
        self.studio.landscape.open_at(settings.step)

    def _views_on_screen(self) -> list[View]:
        surface = self.studio.landscape.results.surface
        flat = surface is not None and surface.plane.is_line
        solid = self.studio.document.landscape.sight.three_d and not flat
        panels: list[tuple[PanelDock, View]] = [
            (self._jacobian_dock, "jacobian"),
            (self._landscape_dock, "surface3d" if solid else "trajectories"),
        ]
        return [view for dock, view in panels if dock.isVisible()]

    def _watch_fit(self, wanted: bool) -> None:
        dialogs = (self._picture, self.exports.film)
        if wanted or any(dialog is not None and dialog.isVisible() for dialog in dialogs):
            self.studio.landscape.watch("moment", "terms")
        else:
            self.landscape_panel.show_page(self.landscape_panel.tabs.choice())

    def show_preferences(self) -> None:
        """Open the preferences."""
        from jacviz.ui.preferences import Preferences

        self._preferences = Preferences(self.studio, self)
        self._preferences.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._preferences.open()

    # --- following the state -----------------------------------------------------------------------------

    def _show_state(self) -> None:
        document, results = self.studio.document, self.studio.results
        self.status.show_results(results)
        if self.topbar.title.text() != document.title:
            self.topbar.title.setText(document.title)
            self.setWindowTitle(f"{document.title}[*] · jacviz")
        self.setWindowModified(self.files.dirty)
        self.actions_table["edit.undo"].setEnabled(self.studio.can_undo)
        self.actions_table["edit.redo"].setEnabled(self.studio.can_redo)
        self.actions_table["function.run"].setEnabled(results.waits)
        self.topbar.refresh()

    def _apply_settings(self) -> None:
        settings, look = self.studio.settings, theme.current()
        look.reduced_motion = settings.reduced_motion
        if (look.appearance, look.scale) != (settings.appearance, settings.font_scale):
            look.appearance, look.scale = settings.appearance, settings.font_scale
            look.switch()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "actions_table"):
            self.actions_table.recolour()

    def quit(self) -> None:
        """Close, as the user's word: unsaved changes are asked about first."""
        self.files.settle_first(self.close, for_good=True)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the arrangement and end the engine; the user is asked about changes first."""
        if event.spontaneous() and self.files.would_lose():
            event.ignore()
            self.quit()
            return
        geometry, layout = _encoded(self.saveGeometry()), _encoded(self.saveState(LAYOUT_VERSION))
        self.studio.change_settings(replace(self.studio.settings, geometry=geometry, layout=layout))
        if self._reference is not None:
            self._reference.close()
        if self._picture is not None:
            self._picture.end()
        self.exports.end()
        self.files.end()
        self._afterwards.stop()
        theme.current().recolouring.finish()
        self.studio.close()
        super().closeEvent(event)


def _encoded(state: QByteArray) -> str:
    return base64.b64encode(state.data()).decode("ascii")


def _decoded(text: str) -> QByteArray:
    try:
        return QByteArray(base64.b64decode(text))
    except ValueError:
        return QByteArray()
