"""What can be done at a place of the surface: show all of it, place or remove a start, copy the point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from jacviz.notation import MINUS
from jacviz.session.landscape.results import Selection
from jacviz.ui.landscape.surface.pointing import spot_at

if TYPE_CHECKING:
    from jacviz.ui.landscape.surface.surface_view import SurfaceView


class SurfaceMenu(QMenu):
    """The menu of one place; it deletes itself when it closes."""

    def __init__(self, view: SurfaceView, place: QPointF) -> None:
        """Make the menu; `popup` shows it.

        Args:
            view: Carries the choices out.
            place: Pixels.
        """
        super().__init__(view)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        whole = self.addAction("Show the whole surface")
        whole.setEnabled(view.sight.window is not None)
        whole.triggered.connect(view.show_all)
        run, parts = view.run, view.parts
        if parts is None or not view.holds(place):
            return
        if run is not None:
            self.addSeparator()
            self.addAction("Place a start here").triggered.connect(lambda: view.add_start(place))
            start = _start_at(view, place)
            if start is not None:
                remove = self.addAction(f"Remove start {start + 1}")
                remove.setEnabled(run.starts > 1)
                remove.triggered.connect(lambda: _remove(view, start))
        self.addSeparator()
        free = 1 if view.on_curve else 2  # coordinates that a place tells
        text = ", ".join(f"{value:.6g}" for value in parts.frame.at(place)[:free])
        copy = self.addAction(f"Copy the point ({text.replace('-', MINUS)})")
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(text))


def attach_menu(view: SurfaceView) -> None:
    """Have a view show the menu at a right click, and at the keyboard's menu key."""

    def show(place: QPoint) -> None:
        SurfaceMenu(view, QPointF(place)).popup(view.mapToGlobal(place))

    view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    view.customContextMenuRequested.connect(show)


def _start_at(view: SurfaceView, place: QPointF) -> int | None:
    spots = view.spots()
    if spots is None:
        return None
    index = spot_at(spots, place, heads=False)
    if index is None:
        index = spot_at(spots, place, heads=True)
    return None if index is None else int(spots.members[index, 1])


def _remove(view: SurfaceView, start: int) -> None:
    view.select(Selection(view.selection.optimiser, start))
    view.remove_start()
