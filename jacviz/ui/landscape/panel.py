"""The loss-surface panel: the picture, its timeline, and below it what tells about the trajectories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from jacviz.session.landscape.settings import Sight
from jacviz.session.picture import Eye
from jacviz.session.trust import landscape_text
from jacviz.ui import theme
from jacviz.ui.controls.buttons import IconButton
from jacviz.ui.controls.segmented import Segmented
from jacviz.ui.landscape.experiment.elided import Elided
from jacviz.ui.landscape.experiment.problem_choice import ProblemChoice
from jacviz.ui.landscape.pages import PAGES, Pages
from jacviz.ui.landscape.surface.surface_view import SurfaceView
from jacviz.ui.landscape.timeline.rate_slider import RateSlider
from jacviz.ui.landscape.timeline.timeline import Timeline, install_keys
from jacviz.ui.landscape.unread import Unread
from jacviz.ui.landscape.wording import NO_THREE_D, summary
from jacviz.ui.preloading import busy as preloading
from jacviz.ui.preloading import preload_solid
from jacviz.ui.studio import Studio

if TYPE_CHECKING:
    from jacviz.ui.landscape.solid.solid_view import SolidView

_THREE_D = "Show it in three dimensions"
_MARGIN = 3 * theme.UNIT
_SUMMARY = 18  # pixels before the font scale
_DONE = object()
_PAUSE = 8  # ms between two steps towards three dimensions


@dataclass(frozen=True)
class Parts:
    """What takes the longest to make of a panel."""

    surface: SurfaceView
    timeline: Timeline
    rate: RateSlider
    pages: Pages


def making(studio: Studio) -> Iterator[LandscapePanel | None]:
    """Make a panel part by part, so that other things can happen in between.

    Args:
        studio: Holds the Document.

    Yields:
        None between the parts, and the panel at the end.
    """
    loop = studio.landscape
    surface, timeline = SurfaceView(studio, loop), Timeline(loop)
    yield None
    rate, pages = RateSlider(studio, loop), Pages(studio, loop)
    pages.show_page("curves")
    yield None
    yield LandscapePanel(studio, Parts(surface, timeline, rate, pages))


class LandscapePanel(QWidget):
    """Gradients, which are VJPs, rolling down a loss surface.

    Attributes:
        header: Controls for the place beside the panel's title.
        surface: The picture in two dimensions.
        solid: The picture in three dimensions; None before it is first shown.
        unread: In their place Python that waits for the user's word; None before it is first shown.
    """

    def __init__(self, studio: Studio, parts: Parts) -> None:
        """Follow `studio`; `making` makes all of it.

        Args:
            studio: Holds the Document; its `landscape` is the loop that this panel draws.
            parts: They follow the same loop.
        """
        super().__init__()
        self.setAccessibleName("Loss surface")
        self.setMinimumSize(360, 420)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a click beside a control gives the timeline its keys
        self._studio, self._loop = studio, studio.landscape
        self.surface, self.timeline = parts.surface, parts.timeline
        self.rate, self.pages = parts.rate, parts.pages
        self.solid: SolidView | None = None
        self._eye: Eye | None = None  # from where it is to be seen once it is there
        self._solid_steps = self._making_solid()
        self._solid_turns = QTimer(self, interval=_PAUSE)
        self._solid_turns.timeout.connect(self._go_on_with_solid)
        self.unread: Unread | None = None
        self._without_opengl = ""  # why there are no three dimensions
        self.pictures = QStackedWidget()
        self.pictures.addWidget(self.surface)
        self.header = self._made_header()
        self.tabs = Segmented(PAGES, "What stands below the picture")
        self.link = self._made_link()
        self._summary = Elided(height=_SUMMARY)
        self._arrange()
        self.tabs.chosen.connect(self.show_page)
        install_keys(self, self._loop.playhead)
        studio.changed.connect(self._draw)
        self._loop.changed.connect(self._draw)
        self.show_page("curves")
        self._draw()

    # --- parts -------------------------------------------------------------------------------------------

    def _made_header(self) -> QWidget:
        header = QWidget()
        row = QHBoxLayout(header)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.UNIT)
        self.problem = ProblemChoice(self._studio, self._loop)
        row.addWidget(self.problem)
        self.three_d = IconButton("cube", _THREE_D, self._toggle_three_d)
        self.three_d.setCheckable(True)
        row.addWidget(self.three_d)
        return header

    def _made_link(self) -> IconButton:
        link = IconButton("link", "Show this step in the Jacobian panel", self._toggle_link)
        link.setCheckable(True)
        self._loop.link_changed.connect(link.setChecked)
        return link

    def _arrange(self) -> None:
        upper, lower = QWidget(), QWidget()
        above = QVBoxLayout(upper)
        above.setContentsMargins(_MARGIN, 0, _MARGIN, theme.UNIT)
        above.setSpacing(theme.UNIT)
        above.addWidget(self._summary)
        above.addWidget(self.pictures, 1)
        above.addWidget(self.timeline)
        above.addWidget(self.rate)
        below = QVBoxLayout(lower)
        below.setContentsMargins(_MARGIN, theme.UNIT, _MARGIN, 2 * theme.UNIT)
        below.setSpacing(theme.UNIT)
        tabs = QHBoxLayout()
        tabs.addWidget(self.tabs, 1)
        tabs.addWidget(self.link)
        below.addLayout(tabs)
        below.addWidget(self.pages, 1)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(upper)
        splitter.addWidget(lower)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setSizes([440, 240])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(splitter)

    @property
    def summary(self) -> str:
        """What is minimised and by what, as the panel says it."""
        return self._summary.text

    @property
    def shows_unread(self) -> bool:
        """Whether Python that waits for the user's word can be read here."""
        return self.unread is not None and self.unread.isVisible()

    # --- wishes ------------------------------------------------------------------------------------------

    def show_page(self, name: str) -> None:
        """Show one of the pages below the picture.

        Args:
            name: "curves", "step", "points" or "settings".
        """
        self.tabs.set_choice(name)
        self.pages.show_page(name)
        self.link.setVisible(name == "step")
        watched = {"curves": ("moment",), "step": ("moment", "terms")}.get(name, ())
        self._loop.watch(*watched)  # type: ignore[arg-type]  # two of the words that it takes

    def _toggle_three_d(self) -> None:
        self.wish_sight(three_d=self.three_d.isChecked())

    def _toggle_link(self) -> None:
        self._loop.set_link(self.link.isChecked())

    def play_from_start(self) -> None:
        """Show the descent from its first step on."""
        self._loop.playhead.to_start()
        self._loop.playhead.play()

    def wish_sight(self, **fields: object) -> None:
        """Show the picture otherwise.

        Args:
            **fields: Fields of Sight.
        """
        document = self._studio.document
        sight: Sight = replace(document.landscape.sight, **fields)  # type: ignore[arg-type]  # as named by Sight
        self._studio.update(replace(document, landscape=replace(document.landscape, sight=sight)))

    # --- drawing -----------------------------------------------------------------------------------------

    def _draw(self) -> None:
        said = summary(self._loop.results)
        if said != self._summary.text:
            self._summary.set_text(said)
            self._summary.setToolTip(said)
        told = self._without_opengl or (NO_THREE_D if self.surface.on_curve else "")
        if self.three_d.isEnabled() is bool(told):
            self.three_d.setEnabled(not told)
            self.three_d.setToolTip(told or _THREE_D)
        self.three_d.setChecked(self._studio.document.landscape.sight.three_d)
        wanted = self._picture()
        if self.pictures.currentWidget() is not wanted:
            self.pictures.setCurrentWidget(wanted)

    def _picture(self) -> QWidget:
        if self._loop.results.waits:
            text = landscape_text(self._studio.document)
            return self._listed(text) if text else self.surface
        if self._studio.document.landscape.sight.three_d and not self.surface.on_curve:
            if self.solid is None:
                self._solid_turns.start()
            return self.solid or self.surface
        return self.surface

    def seen_from(self) -> Eye:
        """From where the picture in three dimensions is seen, for exports.

        Returns:
            Where the eye is, or where it begins.
        """
        return self._eye or Eye() if self.solid is None else self.solid.scene.seen_from

    def look_from(self, eye: Eye) -> None:
        """Show the picture in three dimensions as an exported one does.

        Args:
            eye: From where.
        """
        if self.solid is None:
            self._eye = eye
        else:
            self.solid.scene.look_from(eye)

    def _listed(self, text: str) -> Unread:
        if self.unread is None:
            self.unread = Unread()
            self.unread.run.connect(self._studio.run_landscape)
            self.pictures.addWidget(self.unread)
        self.unread.listing.put(text)
        return self.unread

    def _go_on_with_solid(self) -> None:
        if self.solid is not None or next(self._solid_steps, _DONE) is _DONE:
            self._solid_turns.stop()

    def _making_solid(self) -> Iterator[None]:
        """Make the picture in three dimensions a step at a time; the one in two stands until it is there."""
        preload_solid()
        while preloading():
            yield
        from jacviz.ui.landscape.solid.solid_view import SolidView, opengl_problem

        yield
        problem = opengl_problem()
        if problem is not None:
            self._without_opengl = problem
            self.three_d.setEnabled(False)
            self.three_d.setToolTip(problem)
            return
        yield
        solid = SolidView(self._studio, self._loop)
        yield
        self.pictures.addWidget(solid)
        yield
        if self._eye is not None:
            solid.scene.look_from(self._eye)
        self.solid = solid
        self._draw()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102
        super().showEvent(event)
        self._loop.activate()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        QPainter(self).fillRect(event.rect(), theme.colour("panel"))
