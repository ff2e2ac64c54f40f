"""The Jacobian panel: the product on its board, a sentence about it, the bars of u, v and x, two cards."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from jacviz.notation import capitalised, ended
from jacviz.session.document import Document
from jacviz.session.results import Results
from jacviz.ui import theme
from jacviz.ui.controls.buttons import IconButton
from jacviz.ui.controls.labels import hairline
from jacviz.ui.matrix import cards, sentences, typeset
from jacviz.ui.matrix.board import Board
from jacviz.ui.matrix.curtain import Curtain, Hairline
from jacviz.ui.matrix.header import Header
from jacviz.ui.matrix.held import HeldRow
from jacviz.ui.matrix.image_view import ImageView, image_shape
from jacviz.ui.matrix.pointing import NOWHERE, Pointer
from jacviz.ui.matrix.status import StatusRow
from jacviz.ui.matrix.window import Visible
from jacviz.ui.source import MatrixSource
from jacviz.ui.vectors.bar import VectorBar
from jacviz.ui.vectors.wording import Role

_MARGIN = 3 * theme.UNIT
_BETWEEN_BARS = 12
_LOOKED_AT, _SHORT_NAMES = 64, 10  # names; characters of an output's and an input's together
_BARS: tuple[Role, ...] = ("u", "v", "x")


class JacobianPanel(QWidget):
    """J as the matrix product that it is, live.

    Attributes:
        header: Controls for the place beside the panel's title; whoever shows the panel places them.
        board: The product itself.
    """

    def __init__(self, studio: MatrixSource, *, point_moves: bool = True) -> None:
        """Follow `studio`.

        Args:
            studio: Holds document and results; every wish goes to its `update`.
            point_moves: Whether the user may move the point; else it is only shown.
        """
        super().__init__()
        self.setAccessibleName("Jacobian")
        self.setMinimumWidth(360)
        self._studio = studio
        self.header = Header(studio)
        self.held = HeldRow(studio, self) if point_moves else None
        self.board = Board(studio, self)
        self.curtain = Curtain(self)
        self.sentence = cards.Sentences("About the entry pointed at", self)
        self.line = hairline(self)
        self.bars = [VectorBar(studio, role, self) for role in _BARS if point_moves or role != "x"]
        if not point_moves:
            self.board.x_side.fix()
        self.vjp_card = cards.Card(cards.VJP_TITLE, "input", self)
        self.jvp_card = cards.Card(cards.JVP_TITLE, "output", self)
        x = (typeset.Run("x", "name", "input_mark"),)
        vjp = typeset.transposed("u", "J", "input_mark") + typeset.words("  sensitivity map")
        self.input_image = ImageView(x, "Input as an image", signed=False, parent=self)
        self.map_image = ImageView(vjp, "u transposed J as an image", signed=True, parent=self)
        self.images = [self.input_image, self.map_image]
        self.show_images = IconButton("image", "Show input and uᵀJ as images", self._toggle_images)
        self.show_images.setCheckable(True)
        self.show_images.setChecked(True)
        self.header.add(self.show_images)
        self.status = StatusRow(self)
        self.busy = Hairline(self)
        self._document: Document | None = None
        self._results: Results | None = None
        self._image_shape: tuple[int, int] | None = None
        self._laid_out: object = None
        self._connect()
        self._draw()

    def _connect(self) -> None:
        self._studio.changed.connect(self._draw)
        self.board.pointed.connect(self._pointed)
        self.board.surveyed.connect(self._draw_status)
        self.board.window_changed.connect(lambda _: self._draw_status())
        self.status.whole_wished.connect(self._show_whole)
        for bar in self.bars:
            bar.message.connect(self._studio.message)
        for image in self.images:
            image.pointed.connect(lambda j: self.board.point(NOWHERE if j < 0 else Pointer(None, j, "vjp")))
            image.picked.connect(lambda j, add: self.board.pick(Pointer(None, j), add))

    # --- drawing -----------------------------------------------------------------------------------------

    def _draw(self) -> None:
        document, results = self._studio.document, self._studio.results
        old_document, old = self._document, self._results
        if document is old_document and results is old:
            return
        self._document, self._results = document, results
        progress = old is None or results.generation != old.generation
        self.busy.set_busy(results.wanted > results.generation, progress)
        self.header.draw()
        answer = results.jacobian
        if answer is None:
            self.curtain.draw(document, results)
        else:
            if old is None or answer is not old.jacobian:
                self._take_texts(document)
            self.board.draw(document, results)
            if self.held is not None:
                self.held.draw(results)
            self._draw_images()
        self._draw_sentence()
        if old is None or answer is not old.jacobian or results.failure is not old.failure:
            self._draw_status()
        self._lay_out()
        self._place_held()

    def _take_texts(self, document: Document) -> None:
        self.vjp_card.set_text(cards.vjp_text(document.wrt))
        self.jvp_card.set_text(cards.jvp_text(document.wrt))
        answer = self._studio.results.jacobian
        shape = image_shape(answer.columns.shape) if answer is not None else None
        if shape != self._image_shape:
            self._image_shape = shape
            self.show_images.setVisible(shape is not None)

    def _draw_images(self) -> None:
        results = self._studio.results
        if self._image_shape is None or results.jacobian is None:
            return
        self.input_image.set_image(results.jacobian.point, self._image_shape)
        if results.products is not None and len(results.products.vjp) == len(results.jacobian.point):
            self.map_image.set_image(results.products.vjp, self._image_shape)

    def _pointed(self, pointer: Pointer) -> None:
        for image in self.images:
            image.set_lit(-1 if pointer.column is None else pointer.column)
        self._draw_sentence()
        if self.board.matrix.hasFocus():
            self.board.matrix.setAccessibleDescription(self.sentence.text)

    def _draw_sentence(self) -> None:
        results = self._studio.results
        if results.jacobian is None:
            return
        said = sentences.about(self.board.pointer, results.jacobian, results.products)
        if said:
            self.sentence.say(said, "text")
        elif results.stale and results.failure is not None:
            stopped = results.failure.kind in sentences.STOPPED
            told = typeset.words(ended(capitalised(results.failure.sentence)))
            self.sentence.say([told], "error" if stopped else "quiet")
        else:
            own = self.held is not None  # a step of a descent is no point that could be moved
            self.sentence.say((own and sentences.undefined(results.jacobian)) or [sentences.HINT])

    def _draw_status(self) -> None:
        answer = self._studio.results.jacobian
        if answer is None:
            return
        found = self.board.survey
        badges = sentences.badges(found, answer.outputs.names, answer.columns.names) if found else []
        computed, briefly = sentences.computed(answer), sentences.computed_briefly(answer)
        self.status.show_computed(computed, briefly, answer.notes, badges, self.board.visible)

    def _show_whole(self) -> None:
        visible = self.board.visible
        self.board.show_window(Visible.whole(visible.m, visible.n))

    def _toggle_images(self) -> None:
        self._laid_out = None
        self._lay_out()

    # --- layout ------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        """Board above, words and bars below it; cards and images where there is room."""
        has_answer = self._studio.results.jacobian is not None
        visible = self.board.visible
        shown = (visible.m, visible.n, self._image_shape, self.status.wished_height, self._held_height)
        key = (has_answer, self.size(), shown, self._has_long_names, theme.current().scale)
        if key == self._laid_out:
            return
        self._laid_out = key
        self.busy.setGeometry(0, 0, self.width(), 2)
        self.curtain.setGeometry(0, 2, self.width(), self.height() - 2)
        self.curtain.setVisible(not has_answer)
        for part in (self.board, self.sentence, self.line, self.status, *self.bars):
            part.setVisible(has_answer)
        if has_answer:
            self._place_parts()
        else:
            for part in (self.vjp_card, self.jvp_card, *self.images):
                part.hide()
            if self.held is not None:
                self.held.hide()
        self.show_images.setVisible(has_answer and self._image_shape is not None)

    def _place_parts(self) -> None:
        px = theme.current().pixels
        full = self.width() - 2 * _MARGIN
        lines = max(2 if full >= px(480) else 3, self.sentence.lines_at(sentences.HINT, min(full, px(560))))
        status, said = self.status.wished_height, self.sentence.height_for(lines)
        bar = max(b.sizeHint().height() for b in self.bars)
        bar_rows = 1 if full >= px(520) or len(self.bars) == 2 else 2
        top = 6 + (self._held_height + 6 if self._held_height else 0)
        room = self.height() - (top + 12 + said + 12 + 1 + 10 + bar_rows * (bar + 6) + 6 + status + 8)
        wish = self.board.wishes(self.width())
        lacks = room < wish.least or room < wish.sliders <= room + bar + 6
        if bar_rows == 2 and lacks and full >= self._least_bars():
            bar_rows, room = 1, room + bar + 6  # what has no room then is in the menus of the bars
        given = self.height()
        self.setMinimumHeight(max(given - room + wish.floor, 0))
        if self.height() != given:
            return  # all is placed: it has just been resized
        images = self._images_height(room - 12 - min(wish.best, wish.least + px(60)))
        card = self._cards_height(min(max(wish.product, px(560)), full), images)
        need = min(wish.best, wish.least + px(90))
        if need < wish.sliders <= room:
            need = wish.sliders  # a hand on u is worth more than words about it
        if room - max(images, card) - 12 < need:
            card = 0
        extra = max(images, card)
        height = max(min(wish.best, room - (extra + 12 if extra else 0)), 60)
        longer, spare = self.sentence.height_for(3), room - height - (extra + 12 if extra else 0)
        if said < longer <= said + spare and (full < px(540) or self._has_long_names):
            said = longer
        self.board.setGeometry(0, top, self.width(), height)
        self._place_held()
        left, width, bottom = self._foot_under(full, height)
        y = top + bottom + 12
        self.sentence.setGeometry(left, y, width, said)
        y += said + 12
        self.line.setGeometry(left, y, width, 1)
        y = self._place_bars(left, y + 11, width, bar, bar_rows)
        if extra:
            self._place_extra(left, y + 6, width, images, self._cards_height(width, images) if card else 0)
        for one in (self.vjp_card, self.jvp_card):
            one.setVisible(card > 0)
        for image in self.images:
            image.setVisible(images > 0)
        self.status.setGeometry(left, self.height() - status - 8, width, status)

    @property
    def _has_long_names(self) -> bool:
        # Whether a sentence about an entry, which names an output and an input, may take a third line.
        answer = self._studio.results.jacobian
        named = (answer.outputs.names, answer.columns.names) if answer is not None else ()
        return sum(max(map(len, names[:_LOOKED_AT]), default=0) for names in named) > _SHORT_NAMES

    @property
    def _held_height(self) -> int:
        return self.held.wished_height if self.held is not None else 0

    def _place_held(self) -> None:
        g = self.board.geometry_now
        if self.held is not None:
            self.held.setVisible(self._held_height > 0 and g is not None)
            if self._held_height and g is not None:
                self.held.place(6, g)

    def _foot_under(self, full: int, height: int) -> tuple[int, int, int]:
        # Left edge and width of what stands below the product, and where the product ends: they share edges.
        g = self.board.geometry_now
        if g is None:
            return _MARGIN, full, height
        width = min(max(g.y.right - g.gutter[0], theme.current().pixels(560)), full)
        middle = (g.gutter[0] + g.y.right) // 2
        left = min(max(middle - width // 2, _MARGIN), self.width() - _MARGIN - width)
        return left, width, min(g.bottom, height)

    def _place_bars(self, left: int, y: int, width: int, height: int, rows: int) -> int:
        # The bars of u, v and x beside each other; x below the others where the panel is narrow.
        across = min(3 if rows == 1 else 2, len(self.bars))
        wide = (width - (across - 1) * _BETWEEN_BARS) // across
        for place, bar in enumerate(self.bars):
            row, column = divmod(place, across)
            bar.setGeometry(left + column * (wide + _BETWEEN_BARS), y + row * (height + 6), wide, height)
        return y + rows * (height + 6)

    def _least_bars(self) -> int:
        return len(self.bars) * (max(b.minimumSizeHint().width() for b in self.bars) + _BETWEEN_BARS)

    def _images_height(self, room: int) -> int:
        # Height of the images with their labels: whole device pixels an entry; 0 where they do not fit.
        if self._image_shape is None or not self.show_images.isChecked():
            return 0
        rows = self._image_shape[0]
        label = theme.current().pixels(20)
        pixel = min((min(room, theme.current().pixels(168)) - label) // rows, 16)
        return rows * pixel + label if rows * pixel >= 44 else 0

    def _cards_height(self, width: int, images: int) -> int:
        inner = self._cards_width(width, images)
        return max(c.height_at(inner) for c in (self.vjp_card, self.jvp_card)) if inner >= 190 else 0

    def _cards_width(self, width: int, images: int) -> int:
        taken = sum(image.width_at(images) + 18 for image in self.images) if images else 0
        return (width - taken - 14) // 2

    def _place_extra(self, left: int, y: int, width: int, images: int, card: int) -> None:
        start = left
        if images:
            for image in self.images:
                wide = image.width_at(images)
                image.setGeometry(left, y, wide, images)
                left += wide + 18
        if card:
            wide = self._cards_width(width, images)
            right = start + width
            self.vjp_card.setGeometry(right - 2 * wide - 14, y, wide, card)
            self.jvp_card.setGeometry(right - wide, y, wide, card)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102
        super().showEvent(event)
        self._laid_out = None  # while it was hidden the board was not told its size
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange} and self._laid_out is not None:
            self._laid_out = None
            for image in self.images:
                image.forget_colours()
            if self.held is not None:
                self.held.forget_place()
            self._lay_out()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        QPainter(self).fillRect(event.rect(), theme.colour("panel"))
