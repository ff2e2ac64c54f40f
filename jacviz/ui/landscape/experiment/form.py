"""The settings of the loss surface as one calm form: every row is a wish of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout, QWidget

from jacviz.experiment.errors import TrainingError
from jacviz.experiment.recipes import recipe
from jacviz.notation import capitalised, ended
from jacviz.session.landscape.optimisers import with_added
from jacviz.session.landscape.planning import belongs
from jacviz.session.landscape.settings import Landscape
from jacviz.ui import theme
from jacviz.ui.landscape.experiment.csv_dialog import choose_csv
from jacviz.ui.landscape.experiment.descent import minibatch_items, start_items
from jacviz.ui.landscape.experiment.items import Item, Situation
from jacviz.ui.landscape.experiment.jump import JumpStrip
from jacviz.ui.landscape.experiment.minimise import CSV, minimise_items
from jacviz.ui.landscape.experiment.optimisers import KINDS, optimiser_items
from jacviz.ui.landscape.experiment.picture import MISSING, picture_items, plane_items
from jacviz.ui.landscape.experiment.row import Row
from jacviz.ui.landscape.experiment.section import Section
from jacviz.ui.landscape.experiment.section_area import SectionArea

if TYPE_CHECKING:
    from jacviz.ui.landscape.asking.loop import LandscapeLoop
    from jacviz.ui.studio import Studio

_FIRST = "problem"  # the row that is always there


class ExperimentForm(QWidget):
    """Every setting of the Document's landscape, in sections.

    The rows are made when it is first shown, one section in each turn of the event loop.
    """

    def __init__(self, studio: Studio, loop: LandscapeLoop, parent: QWidget | None = None) -> None:
        """Build the form.

        Args:
            studio: What is shown and where wishes go.
            loop: What the engine said about it.
            parent: The owner.
        """
        super().__init__(parent)
        self._studio, self._loop = studio, loop
        self._shown: tuple[object, ...] = ()
        self._blamed = _FIRST  # the row whose wish the engine may refuse
        self._made: Landscape | None = None  # the last wish that was made here
        self._opened = {0}  # optimisers whose parameters are shown
        self._scale = 0.0
        self._unavailable: dict[str, str] = {}
        self._missing: dict[str, str] = {}  # with what is minimised
        self._filling = QTimer(self, interval=0)
        self._filling.timeout.connect(self._fill)
        self.setAccessibleName("Settings of the loss surface")
        self._kinds: dict[str, Callable[[Situation], tuple[Item, ...]]] = {
            "Minimise": minimise_items,
            "Optimisers": lambda now: optimiser_items(now, self._opened),
            "Starts": start_items,
            "Minibatches": minibatch_items,
            "Plane": plane_items,
            "Picture": picture_items,
        }
        self.add = self._add_button()
        self.sections = {
            name: Section(name, self.wish, self._turn, self.add if name == "Optimisers" else None)
            for name in self._kinds
        }
        self._empty = list(self.sections)  # those whose rows have not been made
        self._named: list[str] = []  # those that are offered to jump to
        self.area = SectionArea(self.sections)
        self.jump = JumpStrip(tuple(self.sections))
        self.jump.wanted.connect(self.area.go_to)
        self.area.verticalScrollBar().valueChanged.connect(self._show_jump)
        self.area.verticalScrollBar().rangeChanged.connect(self._show_jump)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.jump)
        column.addWidget(self.area, 1)
        studio.changed.connect(self._follow)
        loop.changed.connect(self._follow)

    def _add_button(self) -> QToolButton:
        button = QToolButton()
        button.setText("add")
        button.setToolTip("Add an optimiser")
        button.setAccessibleName("Add an optimiser")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(button)
        for key, title in KINDS:
            menu.addAction(title).triggered.connect(lambda _=False, key=key: self._add(key))
        button.setMenu(menu)
        return button

    # --- showing -----------------------------------------------------------------------------------------

    def row(self, key: str) -> Row:
        """One of the rows.

        Args:
            key: Such as "batch" or "optimiser.0.sgd.lr".

        Returns:
            The row; there is a KeyError where it is not shown now.
        """
        return self._rows()[key]

    def _rows(self) -> dict[str, Row]:
        if self._filling.isActive():
            self.refresh()  # whoever asks for rows has them made at once
        return {key: row for section in self.sections.values() for key, row in section.rows.items()}

    def set_unavailable(self, key: str, reason: str) -> None:
        """Switch a setting off and say why ("sight.three_d" where OpenGL is missing); "": on again."""
        self._unavailable[key] = reason
        self._mark_unavailable()

    def _mark_unavailable(self) -> None:
        rows = self._rows()
        for key in {**self._unavailable, **self._missing}:
            reason = self._unavailable.get(key) or self._missing.get(key, "")
            if key in rows and (rows[key].toolTip() != reason or rows[key].isEnabled() is bool(reason)):
                rows[key].setEnabled(not reason)
                rows[key].setToolTip(reason)

    def situation(self) -> Situation:
        """What is to be shown.

        Returns:
            The present landscape, and what the engine said about its problem.
        """
        document, results = self._studio.document, self._loop.results
        landscape, run = document.landscape, results.run
        begun = run.begun if run is not None and belongs(run, document) else None
        used = None
        if begun is not None and run is not None and run.task.suggest_rate == landscape.suggest_rate:
            wished = [one.name for one in landscape.recipes]
            used = begun.recipes if [one.name for one in begun.recipes] == wished else None
        surface = results.surface if begun is not None else None
        return Situation(landscape, begun, surface, used, self._loop.playhead.step)

    def refresh(self) -> None:
        """Show the present state; rows that are still right stay as they are."""
        self._filling.stop()
        self._empty.clear()
        now = self.situation()
        self._opened = {index for index in self._opened if index < len(now.landscape.recipes)}
        moved = [
            section.show_items(self._kinds[name](now), now, self._opened)
            for name, section in self.sections.items()
        ]
        named = [name for name, section in self.sections.items() if section.rows]
        if any(moved) or named != self._named:
            self._named = named
            self._set_tab_order()
            self.jump.show_names(named)
            self._show_jump()
        if now.landscape is not self._made:
            self._blamed = _FIRST  # the wish came from elsewhere
        self._missing = {key: why(now) for key, why in MISSING.items()}
        self._mark_unavailable()
        self._blame()

    def _fill(self) -> None:
        name = self._empty.pop(0)
        now = self.situation()
        self.sections[name].show_items(self._kinds[name](now), now, self._opened)
        if not self._empty:
            self.refresh()

    def _follow(self) -> None:
        results = self._loop.results
        run = results.run
        state = (
            self._studio.document.landscape, self._studio.document.source, run and run.begun,
            results.surface and results.surface.plane, results.failure,
        )  # fmt: skip
        same = len(state) == len(self._shown) and all(a is b for a, b in zip(state, self._shown, strict=True))
        if not same and self.isVisible():
            self._shown = state
            if self._empty:
                self._filling.start()
            else:
                self.refresh()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102
        super().showEvent(event)
        self._restyle()
        self._follow()

    def _blame(self) -> None:
        """Say the engine's refusal beneath the setting that was changed last."""
        failure = self._loop.results.failure
        sentence = "" if failure is None else ended(capitalised(failure.sentence))
        rows = self._rows()
        blamed = self._blamed if self._blamed in rows else _FIRST
        for key, row in rows.items():
            row.complain(sentence if key == blamed else "")

    def _set_tab_order(self) -> None:
        stops: list[QWidget] = list(self.jump.words.values())
        stops += [stop for section in self.area.in_order() for stop in section.stops()]
        for one, other in pairwise(stops):
            QWidget.setTabOrder(one, other)

    # --- wishes ------------------------------------------------------------------------------------------

    def wish(self, key: str, make: Callable[[Situation], Landscape], goes_on: bool = False) -> None:
        """Make a wish; what cannot be is refused at its row.

        Args:
            key: The row, and the word that merges wishes into one step of undo.
            make: From what is shown to the wish.
            goes_on: Whether the gesture goes on, so that the next wish of this row joins this one.
        """
        if key == CSV:
            choose_csv(self._studio, self._loop, self)
            return
        try:
            landscape = make(self.situation())
        except TrainingError as error:
            self.row(key).refuse(error.sentence)
            return
        document = self._studio.document
        if landscape is document.landscape:
            return
        self._blamed, self._made = key, landscape
        self._studio.update(replace(document, landscape=landscape), merge=f"landscape {key}")
        if not goes_on:
            self._studio.close_gesture()

    def _add(self, key: str) -> None:
        self._opened = {len(self._studio.document.landscape.recipes)}
        self.wish("optimisers", lambda now: with_added(now.landscape, recipe(key)))

    def _turn(self, index: int) -> None:
        self._opened ^= {index}
        self.refresh()

    # --- size and look -----------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(theme.current().pixels(360), theme.current().pixels(480))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(theme.current().pixels(300), theme.current().pixels(120))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "area"):
            self._restyle()

    def _restyle(self) -> None:
        if self._scale != theme.current().scale:
            self._scale = theme.current().scale
            for section in self.sections.values():
                section.restyle()
            self._arrange()

    def _arrange(self) -> None:
        if self.area.arrange(self.width()):
            self._set_tab_order()
        self._show_jump()

    def _show_jump(self) -> None:
        fits = self.area.columns == 1 and self.jump.width_needed() <= self.width()
        self.jump.setVisible(fits and not self._empty and self.area.content_height() > self.height())
        self.jump.show_place(self.area.place())
