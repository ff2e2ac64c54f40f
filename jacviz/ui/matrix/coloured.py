"""J in colours on the board: what is ordered for a geometry, and what takes the finished picture over."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from jacviz.session.document import Limits
from jacviz.ui import theme
from jacviz.ui.matrix.colour_bar import ColourBar
from jacviz.ui.matrix.geometry import Geometry
from jacviz.ui.matrix.heatmap import RADIUS, HeatMap
from jacviz.ui.matrix.limits_button import LimitsButton
from jacviz.ui.matrix.pixels import colour_table
from jacviz.ui.matrix.shading import Array, Order, Shading
from jacviz.ui.matrix.survey import Survey

_ROUND_FROM = 24  # logical pixels of a cell whose corners are round
_LARGE_FROM = 12  # of one whose mark of what is not finite is pale, so that its number can be read


class Coloured(QObject):
    """Keeps the heatmap, the colour bar and the button of the limits in step with the newest picture.

    Signals:
        surveyed: `survey` is another one.
    """

    surveyed = Signal()

    def __init__(self, matrix: HeatMap, bar: ColourBar, limits: LimitsButton, parent: QObject) -> None:
        """Nothing is ordered yet.

        Args:
            matrix: Shows the cells.
            bar: Shows what colours mean.
            limits: Says how far they reach.
            parent: The owner.
        """
        super().__init__(parent)
        self._matrix, self._bar, self._limits = matrix, bar, limits
        self.shading = Shading(self)
        self.shading.finished.connect(self._take_over)
        self._tables: dict[bool, Array] = {}  # for cells large enough for a pale mark, and for others

    @property
    def survey(self) -> Survey | None:
        """What is known about J."""
        return self.shading.shade.survey if self.shading.shade else None

    def forget_colours(self) -> None:
        """The theme is another one now."""
        self._tables.clear()

    def order(self, jacobian: Array, g: Geometry, limits: Limits) -> None:
        """Ask for the picture; the same order again costs nothing.

        Args:
            jacobian: J, (m, n); nothing happens where the geometry is still another one's.
            g: Where its cells stand.
            limits: How entries become colours.
        """
        if (g.rows.count, g.columns.count) != jacobian.shape:
            return
        pitch = min(g.rows.pitch, g.columns.pitch)
        table, ground = self._table(pitch >= _LARGE_FROM), int(theme.colour("panel").rgb())
        radius = RADIUS if pitch >= _ROUND_FROM else 1.5
        self.shading.order(Order(jacobian, g.rows, g.columns, limits, table, ground, radius))

    def _table(self, large: bool) -> Array:
        if large not in self._tables:
            mark = theme.colour("error_wash" if large else "error")
            self._tables[large] = colour_table(theme.diverging(), (mark.red(), mark.green(), mark.blue()))
        return self._tables[large]

    def _take_over(self) -> None:
        shade = self.shading.shade
        if shade is not None:
            self._matrix.set_shade(shade)
            self._bar.set_scale(shade.bound, shade.order.limits)
            self._limits.set_bound(shade.bound)
            self.surveyed.emit()
