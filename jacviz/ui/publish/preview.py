"""The preview of a picture: the page as it will be written, smaller."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from jacviz.session.picture import PictureSettings
from jacviz.ui import theme
from jacviz.ui.publish.interrupts import painter_on
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.pages import ground_of, paint_page, require

_CHECK = 8  # pixels of a square of what lies behind transparent pictures


def small_picture(material: Material, settings: PictureSettings, most: QSize, ratio: float) -> QImage:
    """A page no larger than a place on the screen.

    Args:
        material: What is drawn.
        settings: How.
        most: The place, in logical pixels.
        ratio: Pixels of the screen for one of them.

    Returns:
        The page as the file will show it, in as many pixels as the place has.
    """
    require(material, settings)
    extent = settings.extent
    factor = min(most.width() * ratio / extent.width, most.height() * ratio / extent.height, 1.0)
    size = QSize(max(round(extent.width * factor), 1), max(round(extent.height * factor), 1))
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    ground = ground_of(settings)
    image.fill(ground if ground is not None else QColor(0, 0, 0, 0))
    wide, high = extent.logical
    with painter_on(image) as painter:
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.scale(size.width() / wide, size.height() / high)
        paint_page(painter, QRectF(0, 0, wide, high), material, settings)
    image.setDevicePixelRatio(ratio)
    return image


class Preview(QWidget):
    """Shows the newest picture in its middle.

    Signals:
        resized(): A picture of another size would fit.
    """

    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Preview")
        self.setMinimumSize(320, 240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._image: QImage | None = None

    @property
    def image(self) -> QImage | None:
        """What is shown."""
        return self._image

    def show_image(self, image: QImage | None) -> None:
        """Show a picture; None shows nothing."""
        self._image = image
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(680, 520)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("window"))
        if self._image is None:
            return
        size = self._image.deviceIndependentSize()
        left, top = round((self.width() - size.width()) / 2), round((self.height() - size.height()) / 2)
        page = QRectF(left, top, size.width(), size.height())
        painter.fillRect(page, QColor("#FFFFFF"))
        for row in range(int(size.height() // _CHECK) + 1):
            for column in range(row % 2, int(size.width() // _CHECK) + 1, 2):
                square = QRectF(left + column * _CHECK, top + row * _CHECK, _CHECK, _CHECK)
                painter.fillRect(square.intersected(page), QColor("#E9E9E9"))
        painter.drawImage(page.topLeft(), self._image)
        painter.setPen(theme.colour("line"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(page.adjusted(-0.5, -0.5, 0.5, 0.5))
