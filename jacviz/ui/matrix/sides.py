"""x, v and u on the board: sliders at their columns and rows while they fit, else one painted strip."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from jacviz.engine.messages import Variable
from jacviz.session.document import vector_of, with_vector
from jacviz.session.spans import Span
from jacviz.session.vectors import Array, Vector
from jacviz.ui import theme
from jacviz.ui.matrix.axis import Axis, Box, Grid
from jacviz.ui.matrix.band import Band
from jacviz.ui.source import MatrixSource
from jacviz.ui.vectors.entry import EntryControl
from jacviz.ui.vectors.strip import PaintedStrip
from jacviz.ui.vectors.wording import HUES, Orientation, Role, entry_label, entry_meaning

_MEANINGS: dict[tuple[Role, Variable], str] = {  # of an entry; where it is a weight, a name follows
    ("x", "x"): "value of input", ("x", "theta"): "value of parameter", ("u", "x"): "weight on output",
    ("u", "theta"): "weight on output", ("v", "x"): "weight on input", ("v", "theta"): "weight on parameter",
}  # fmt: skip


class Side(QObject):
    """One vector at its side of J.

    Signals:
        pointed(int): The entry under the mouse or the keyboard's cursor; -1 where there is none.
        sought(int): The keyboard went to an entry of a strip that the zoom window does not show.
    """

    pointed = Signal(int)
    sought = Signal(int)

    def __init__(self, studio: MatrixSource, role: Role, board: QWidget) -> None:
        """Make the side; widgets follow when there is a vector.

        Args:
            studio: Where wishes go.
            role: Which vector.
            board: The parent of the widgets.
        """
        super().__init__(board)
        self._studio, self.role, self._board = studio, role, board
        self._fixed = False
        self.controls: list[EntryControl] = []
        self.strip = PaintedStrip(board)
        self.strip.hide()
        self.strip.painted.connect(self._painted)
        self.strip.released.connect(studio.close_gesture)
        self.strip.hovered.connect(self.pointed)
        self.strip.sought.connect(self.sought)
        self._vector: Vector | None = None
        self._wrt: Variable = "x"
        self._sliders = False
        self._lit = -1
        self._band = Band(HUES[role], board)
        self._place: tuple[Axis, Box] | None = None

    # --- what is shown -----------------------------------------------------------------------------------

    def draw(self, vector: Vector, wrt: Variable) -> None:
        """Show `vector`; entries that are as they were cost nothing."""
        if vector is self._vector and wrt == self._wrt:
            return
        old, self._vector, self._wrt = self._vector, vector, wrt
        if self._sliders:
            self._draw_controls(vector, old)
        else:
            self._draw_strip(vector)

    def place(self, box: Box, axis: Axis, grid: Grid, *, sliders: bool) -> None:
        """Take the geometry over.

        Args:
            box: The rectangle of the whole vector.
            axis: Columns (above) or rows (beside).
            grid: The device's pixels.
            sliders: Whether entries get a slider each.
        """
        vector = self._vector
        count = len(vector) if sliders and vector is not None else 0
        if sliders != self._sliders or count != len(self.controls):
            self._sliders = sliders
            self._make_controls(count)
            if vector is not None:
                self._draw_controls(vector, None) if sliders else self._draw_strip(vector)
        self.strip.setVisible(not sliders and vector is not None)
        self._place = (axis, box)
        self._light_band()
        if not sliders:
            self.strip.setGeometry(*box)
            self.strip.set_window(axis.first, axis.last, axis.gap)
            return
        size = max(int(axis.pitch - axis.gap), 1)  # one for all, so that all are laid out alike
        for index, control in enumerate(self.controls):
            low = round(axis.span(index)[0])
            if self.role == "u":
                control.setGeometry(box.x, box.y + low, box.width, size)
            else:
                control.setGeometry(box.x + low, box.y, size, box.height)

    def fix(self) -> None:
        """Show the vector, but let no hand move it."""
        self._fixed = True
        for widget in (*self.controls, self.strip):
            widget.setEnabled(False)

    def set_lit(self, index: int) -> None:
        """Put a wash behind one slider; -1 behind none."""
        if index == self._lit:
            return
        for place, wash in ((self._lit, False), (index, True)):
            if 0 <= place < len(self.controls):
                palette = QPalette(self.controls[place].palette())
                token = f"{HUES[self.role]}_wash" if wash else "panel"
                palette.setColor(QPalette.ColorRole.Window, theme.colour(token))
                self.controls[place].setPalette(palette)
        self._lit = index
        self._light_band()

    def _light_band(self) -> None:
        if self._sliders or self._place is None or self.strip.underMouse():
            self._band.hide()  # sliders have their wash; a strip under the mouse lights its entry itself
        else:
            self._band.light(self._lit, *self._place, across=self.role != "u")

    @property
    def count(self) -> int:
        """Entries of the vector that is shown."""
        return 0 if self._vector is None else len(self._vector)

    @property
    def first_widget(self) -> QWidget:
        """The first widget in tab order."""
        return self.controls[0] if self.controls else self.strip

    @property
    def widgets(self) -> list[QWidget]:
        """All widgets that are shown, in tab order."""
        return list(self.controls) if self._sliders else [self.strip]

    def _make_controls(self, count: int) -> None:
        for control in self.controls[count:]:
            control.hide()
            control.deleteLater()
        del self.controls[count:]
        while len(self.controls) < count:
            index = len(self.controls)
            control = EntryControl(self._board)
            control.setEnabled(not self._fixed)
            control.changed.connect(lambda value, index=index: self._moved(index, value))
            control.released.connect(self._studio.close_gesture)
            control.span_wished.connect(lambda span, index=index: self._ranged(index, span))
            control.installEventFilter(self)
            control.show()
            self.controls.append(control)

    def _draw_controls(self, vector: Vector, old: Vector | None) -> None:
        if len(vector) != len(self.controls):
            return  # the board is arranged anew in the same turn
        known = old is not None and len(old) == len(vector) and old.names == vector.names
        same_spans = known and old is not None and (old.span, old.spans) == (vector.span, vector.spans)
        default = 0.0 if self.role == "x" else 1.0
        for index, control in enumerate(self.controls):
            value = float(vector.values[index])
            if same_spans and old is not None and float(old.values[index]) == value:
                continue
            name = entry_label(self.role, index, vector.names)
            meaning = entry_meaning(self.role, index, vector.names, self._wrt)
            span = vector.span_of(index)
            control.set_entry(name, value, span, HUES[self.role], meaning=meaning, default=default)

    def _draw_strip(self, vector: Vector) -> None:
        label = "" if self.role == "x" else self.role  # the entries of a point have names of their own
        orientation: Orientation = "vertical" if self.role == "u" else "horizontal"
        self.strip.set_vector(
            vector.values, vector.names, vector.span, HUES[self.role], orientation,
            label=label, meaning=_MEANINGS[self.role, self._wrt],
        )  # fmt: skip

    # --- wishes ------------------------------------------------------------------------------------------

    def _wish(self, vector: Vector, merge: str | None) -> None:
        self._studio.update(with_vector(self._studio.document, self.role, vector), merge=merge)

    def _moved(self, index: int, value: float) -> None:
        vector = vector_of(self._studio.document, self.role)
        if index < len(vector):
            self._wish(vector.with_entry(index, value), f"drag {self.role} {index}")

    def _ranged(self, index: int, span: Span) -> None:
        vector = vector_of(self._studio.document, self.role)
        if index < len(vector):
            self._wish(vector.with_span(span, index), None)

    def _painted(self, values: Array) -> None:
        vector = vector_of(self._studio.document, self.role)
        if len(values) == len(vector):
            self._wish(vector.with_values(values), f"drag {self.role}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102
        if event.type() in {QEvent.Type.Enter, QEvent.Type.FocusIn} and watched in self.controls:
            self.pointed.emit(self.controls.index(watched))
        elif event.type() in {QEvent.Type.Leave, QEvent.Type.FocusOut}:
            self.pointed.emit(-1)
        return False
