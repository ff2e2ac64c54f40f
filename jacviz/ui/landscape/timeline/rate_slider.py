"""The learning rate under the timeline: a slider, a number, and from which step on it is another one."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from jacviz.experiment.recipes import Recipe
from jacviz.notation import number
from jacviz.session.landscape.optimisers import (
    can_suggest,
    rate_is_suggested,
    with_rate,
    with_recipe,
    with_suggested_rates,
)
from jacviz.session.landscape.results import LandscapeResults
from jacviz.session.landscape.settings import Landscape
from jacviz.ui import theme
from jacviz.ui.controls.segmented import Segmented
from jacviz.ui.landscape.timeline.figures import Figures
from jacviz.ui.landscape.timeline.rate_track import RateTrack
from jacviz.ui.landscape.timeline.rates import Bound
from jacviz.ui.landscape.wording import named
from jacviz.ui.theme import UNIT

if TYPE_CHECKING:
    from jacviz.ui.landscape.asking.loop import LandscapeLoop
    from jacviz.ui.studio import Studio

Since: TypeAlias = Literal["here", "start"]

_GESTURE = "rate"
_SINCE = (("here", "from here"), ("start", "from the start"))
_NARROW = 52 * UNIT  # it can be as narrow as that
_ROOMY = 72 * UNIT  # pixels of width from which "suggest" is a word


class RateSlider(QWidget):
    """Sets the learning rate of the optimiser that is looked at.

    "from here": the run goes on from where the heads are; the steps before stay as they were. "from the
    start": everything is run again with the new rate, and changes on the way are forgotten.
    """

    def __init__(self, studio: Studio, loop: LandscapeLoop, parent: QWidget | None = None) -> None:
        """Make the slider.

        Args:
            studio: Holds the Document.
            loop: Tells the rates in use, the bound, and where the heads are.
            parent: The owner.
        """
        super().__init__(parent)
        self._studio, self._loop = studio, loop
        self._picked: Since | None = None  # by the user, until the heads are at an end
        self._held: Since | None = None  # during a gesture it stays as it was at its beginning
        self._held_at = 0  # where the heads were then: a drag while it plays is one change of the rate
        self.name = _Name()
        self.figures = Figures("Learning rate", self)
        self.figures.setToolTip("Click to type a learning rate")
        self.suggest = QToolButton(self)
        self.suggest.setText("suggest")
        self.suggest.setIcon(theme.icon("reset", "text"))
        self.suggest.setCursor(Qt.CursorShape.PointingHandCursor)
        self.suggest.setToolTip("Take the learning rate that suits the problem")
        self.suggest.setAccessibleName("Suggest a learning rate")
        self.suggest.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.since = Segmented(_SINCE, "A new rate holds")
        self.track = RateTrack(self)
        self._arrange()
        self._listen()
        self._draw()

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(UNIT)
        row.addWidget(self.name, 1)
        row.addWidget(self.figures)
        row.addWidget(self.suggest)
        self.since.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addWidget(self.since)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.track)

    def _listen(self) -> None:
        self.track.wished.connect(self._wish)
        self.track.released.connect(self._release)
        self.track.typing.connect(self.figures.open_box)
        self.figures.typed.connect(self._typed)
        self.suggest.clicked.connect(self._suggest)
        self.since.chosen.connect(self._pick)
        self._studio.changed.connect(self._draw)
        self._loop.changed.connect(self._draw)
        self._loop.playhead.moved.connect(self._draw)
        self._loop.playhead.changed.connect(self._draw)

    # --- wishes ------------------------------------------------------------------------------------------

    def _wish(self, rate: float) -> None:
        if self._held is None:
            self._held, self._held_at = self._since(), self._loop.playhead.step
        document = self._studio.document
        landscape = wished(
            document.landscape, self._loop.results, rate,
            since=self._held_at if self._held == "here" else None,
        )  # fmt: skip
        self._studio.update(replace(document, landscape=landscape), merge=_GESTURE)

    def _release(self) -> None:
        self._held = None
        self._studio.close_gesture()

    def _typed(self, rate: float) -> None:
        if not (rate > 0 and math.isfinite(rate)):
            sentence = f"The learning rate must be a positive number; it is {number(rate)}."
            self.figures.refuse(rate, sentence)
            return
        if not self._is_as_before(rate):
            self._wish(rate)
            self._release()

    def _is_as_before(self, rate: float) -> bool:
        # Return in an untouched field: a suggested rate stays one, and no change to the same rate is noted.
        landscape, results = self._studio.document.landscape, self._loop.results
        changed = landscape.recipes[looked_at(landscape, results)].lr_changes
        same = rate == rate_in_force(landscape, results, self._loop.playhead.step)
        return same and (self._since() == "here" or not changed)

    def _suggest(self) -> None:
        document = self._studio.document
        self._studio.update(replace(document, landscape=with_suggested_rates(document.landscape)))

    def _pick(self, key: str) -> None:
        self._picked = "here" if key == "here" else "start"

    def _since(self) -> Since:
        playhead = self._loop.playhead
        if not 0 < playhead.step < playhead.length:
            return "start"
        return self._picked or "here"

    # --- what is shown -----------------------------------------------------------------------------------

    def _draw(self) -> None:
        landscape, results = self._studio.document.landscape, self._loop.results
        index = looked_at(landscape, results)
        recipe = landscape.recipes[index]
        rate = rate_in_force(landscape, results, self._loop.playhead.step)
        self.track.show_rate(rate, bound_of(results, recipe))
        self.figures.show_number(rate, number(rate, 3), "0.00000")
        of_which = f" of {named(recipe)}" if len(landscape.recipes) > 1 else ""
        self.name.set_texts(f"Learning rate{of_which}", named(recipe) if of_which else "Rate")
        self._show_since()
        taken = rate_is_suggested(landscape, index) and not recipe.lr_changes
        if self.suggest.isHidden() is can_suggest(recipe):
            self.suggest.setVisible(can_suggest(recipe))
            self._choose_words()
        self.suggest.setEnabled(not taken)
        self._tell(recipe)

    def _show_since(self) -> None:
        playhead = self._loop.playhead
        is_midway = 0 < playhead.step < playhead.length
        if not is_midway:
            self._picked = None
        here = self.since.button("here")
        if here.isEnabled() != is_midway:
            here.setEnabled(is_midway)
        since = self._held or self._since()
        if self.since.choice() != since:
            self.since.set_choice(since)

    def _tell(self, recipe: Recipe) -> None:
        curvature = self._loop.results.run.curvature if self._loop.results.run is not None else None
        told = "Learning rate; Enter types one."
        if curvature is not None and _usable(curvature.bound):
            told += f" λ = {number(curvature.largest)} is the largest eigenvalue of the Hessian"
            told += ": gradient descent" if curvature.exact else " at the first start: gradient descent there"
            told += f" diverges above 2/λ = {number(curvature.bound)}."
            if not can_suggest(recipe):
                told += f" {recipe.title} scales its steps itself and is not bound by it."
        if told != self.track.toolTip():
            self.track.setToolTip(told)

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        room = min(super().minimumSizeHint().width(), theme.current().pixels(_NARROW))
        return QSize(room, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        style = Qt.ToolButtonStyle.ToolButtonTextOnly
        if self.width() < theme.current().pixels(_ROOMY):
            style = Qt.ToolButtonStyle.ToolButtonIconOnly
        self.suggest.setToolButtonStyle(style)
        self._choose_words()

    def _choose_words(self) -> None:
        """Write "from here" and "from the start", or only the last words where the name needs the room."""
        for few in (False, True):
            for key, words in _SINCE:
                self.since.button(key).setText(words.rpartition(" ")[2] if few else words)
            beside = (self.figures, self.since, *([] if self.suggest.isHidden() else [self.suggest]))
            if self.name.wanted + sum(part.sizeHint().width() + UNIT for part in beside) <= self.width():
                break

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "suggest"):
            self.suggest.setIcon(theme.icon("reset", "text"))


class _Name(QLabel):
    """Says what the number is, in as many words as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._texts: tuple[str, ...] = ("",)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "quiet")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_texts(self, *texts: str) -> None:
        """Say something else.

        Args:
            *texts: The longest first.
        """
        if texts != self._texts:
            self._texts = texts
            self._choose()

    @property
    def wanted(self) -> int:
        """Pixels that the longest text takes."""
        return self.fontMetrics().horizontalAdvance(self._texts[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose()

    def _choose(self) -> None:
        metrics = self.fontMetrics()
        fitting = [text for text in self._texts if metrics.horizontalAdvance(text) <= self.width()]
        shortest = metrics.elidedText(self._texts[-1], Qt.TextElideMode.ElideRight, self.width())
        self.setText(fitting[0] if fitting else shortest)


def looked_at(landscape: Landscape, results: LandscapeResults) -> int:
    """The optimiser whose rate is shown.

    Returns:
        Its place; the first where the selected one is gone.
    """
    chosen = results.selection.optimiser
    return chosen if chosen < len(landscape.recipes) else 0


def rate_in_force(landscape: Landscape, results: LandscapeResults, step: int) -> float:
    """The base learning rate of the step that leaves `step`, suggested or not.

    Args:
        landscape: What is wished.
        results: Tells what was suggested.
        step: Where the heads are.

    Returns:
        The rate, without its schedule.
    """
    index = looked_at(landscape, results)
    recipe = landscape.recipes[index]
    rate, run = recipe.lr, results.run
    if run is not None and rate_is_suggested(landscape, index) and index < len(run.recipes):
        used = run.recipes[index]
        rate = used.lr if used.name == recipe.name else rate
    for since, changed in recipe.lr_changes:
        if step >= since:
            rate = changed
    return rate


def wished(landscape: Landscape, results: LandscapeResults, rate: float, since: int | None) -> Landscape:
    """Another rate for the optimiser that is looked at.

    Args:
        landscape: What is wished so far.
        results: Tells which optimiser, and what was suggested for the others.
        rate: The new rate.
        since: The step from which on it holds; None: from the start.

    Returns:
        A new landscape.
    """
    index = looked_at(landscape, results)
    if since is None:
        used = results.run.recipes if results.run is not None else None
        return with_rate(landscape, index, rate, used)
    return with_recipe(landscape, index, landscape.recipes[index].with_rate(rate, since))


def bound_of(results: LandscapeResults, recipe: Recipe) -> Bound | None:
    """The bound that is marked on the track.

    Returns:
        None where it is not known, or nothing curves upwards.
    """
    curvature = results.run.curvature if results.run is not None else None
    if curvature is None or not _usable(curvature.bound):
        return None
    return Bound(curvature.bound, curvature.exact, can_suggest(recipe))


def _usable(bound: float) -> bool:
    return bound > 0 and math.isfinite(bound)
