"""The look, decided once: colours, type, spacing, icons. Widgets ask here and nowhere else.

Two colours carry the lesson: everything in input space (x, v, u^T J) wears `input_mark` and `input_wash`,
everything in output space (y, u, J v) `output_mark` and `output_wash`.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QStyleFactory

from jacviz import resources
from jacviz.ui.recolouring import Recolouring
from jacviz.ui.style_sheet import palette, style_sheet
from jacviz.ui.tokens import BODY, CELL, DARK, LIGHT, MOTION_MS, QUIET, RADIUS, TITLE, UNIT, Tokens
from jacviz.ui.typeface import Typeface, load_fonts

Appearance: TypeAlias = Literal["system", "light", "dark"]

__all__ = [
    "BODY", "CELL", "DARK", "LIGHT", "MOTION_MS", "QUIET", "RADIUS", "TITLE", "UNIT",
    "Appearance", "Theme", "Tokens",
    "code_font", "colour", "current", "diverging", "icon", "install", "interface_font", "maths_font",
    "mixed", "tokens", "typeface",
]  # fmt: skip


class Theme(QObject):
    """The appearance in force. One for the application; `current()` gives it."""

    changed = Signal()

    def __init__(self, appearance: Appearance, scale: float, reduced_motion: bool) -> None:
        super().__init__()
        self.appearance: Appearance = appearance
        self.scale = scale
        self.reduced_motion = reduced_motion
        self.recolouring = Recolouring(self)
        hints = QGuiApplication.styleHints()
        self._system_dark = hints.colorScheme() == Qt.ColorScheme.Dark  # asked once: colours ask all the time
        hints.colorSchemeChanged.connect(self._system_changed)

    @property
    def dark(self) -> bool:
        """Whether the dark tokens are in force."""
        if self.appearance == "system":
            return self._system_dark
        return self.appearance == "dark"

    @property
    def tokens(self) -> Tokens:
        """The colours in force."""
        return DARK if self.dark else LIGHT

    @property
    def motion(self) -> int:
        """Milliseconds of an explaining motion; 0 under reduced motion."""
        return 0 if self.reduced_motion else MOTION_MS

    def pixels(self, size: float) -> int:
        """A length that grows with the font scale.

        Returns:
            Whole pixels.
        """
        return round(size * self.scale)

    def set_appearance(self, appearance: Appearance) -> None:
        """Follow the system, or stay light or dark."""
        self.appearance = appearance
        self.apply()

    def set_scale(self, scale: float) -> None:
        """Scale all type; 0.75 to 2.5."""
        self.scale = min(max(scale, 0.75), 2.5)
        self.apply()

    def apply(self) -> None:
        """Put palette, fonts and style sheet on the application, at once; widgets get their change events."""
        self.switch()
        self.recolouring.finish()

    def switch(self) -> None:
        """Do what `apply` does, but let the widgets take it over in the next turns of the event loop."""
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        app.setPalette(palette(self.tokens))
        font, sheet = interface_font(BODY), style_sheet(self.scale)
        if app.styleSheet() != sheet:
            # Without a sheet the widgets take another font over in half the time; three turns share the work.
            off, on = partial(app.setStyleSheet, ""), partial(app.setStyleSheet, sheet)
            self.recolouring.begin((off, partial(_set_font, app, font), on))
        else:
            _set_font(app, font)
            self.recolouring.begin()
        self.changed.emit()

    def _system_changed(self) -> None:
        self._system_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        if self.appearance == "system":
            self.switch()


def _set_font(app: QApplication, font: QFont) -> None:
    if app.font() != font:
        app.setFont(font)


_theme: Theme | None = None


def install(appearance: Appearance = "system", scale: float = 1.0, reduced_motion: bool = False) -> Theme:
    """Set the application up: Fusion, our fonts, our palette. Needs a QApplication.

    Returns:
        The theme in force, which `current()` gives from now on.
    """
    global _theme
    if _theme is not None:
        _theme.recolouring.finish()
        _theme.deleteLater()
    _theme = Theme(appearance, scale, reduced_motion)  # first: a new style has widgets ask for it
    QApplication.setStyle(QStyleFactory.create("Fusion"))
    load_fonts()
    _theme.apply()
    return _theme


def current() -> Theme:
    """The theme in force; one with the defaults is installed where nobody did.

    Returns:
        The application's theme.
    """
    return _theme if _theme is not None else install()


def tokens() -> Tokens:
    """The colours in force.

    Returns:
        Light or dark tokens.
    """
    return current().tokens


def colour(name: str, alpha: float = 1.0) -> QColor:
    """A token as a QColor.

    Args:
        name: A field of Tokens that holds one colour, such as "input_mark".
        alpha: Opacity, 0 to 1.

    Returns:
        The colour in force.
    """
    return QColor(_parsed(getattr(tokens(), name), alpha))


@lru_cache(maxsize=512)
def _parsed(token: str, alpha: float) -> QColor:
    # Widgets ask for dozens of colours in each step of a drag.
    made = QColor(token)
    made.setAlphaF(alpha)
    return made


def mixed(one: str, other: str, share: float) -> QColor:
    """A colour between two tokens, opaque.

    Args:
        one: The token at share 0.
        other: The token at share 1.
        share: 0 to 1.

    Returns:
        The mixture in sRGB.
    """
    return QColor(_mixture(getattr(tokens(), one), getattr(tokens(), other), share))


@lru_cache(maxsize=512)
def _mixture(one: str, other: str, share: float) -> QColor:
    a, b = QColor(one), QColor(other)
    return QColor.fromRgbF(
        a.redF() + (b.redF() - a.redF()) * share,
        a.greenF() + (b.greenF() - a.greenF()) * share,
        a.blueF() + (b.blueF() - a.blueF()) * share,
    )


@lru_cache(maxsize=8)
def diverging_of(negative: str, zero: str, positive: str, size: int = 511) -> NDArray[np.uint8]:
    """A map of J through three colours.

    Args:
        negative: #RRGGBB.
        zero: Likewise.
        positive: Likewise.
        size: An odd number of entries, zero exactly in the middle.

    Returns:
        Shape (size, 4), values 0 to 255.
    """
    stops = np.array([QColor(stop).getRgb() for stop in (negative, zero, positive)], dtype=float)
    places = np.linspace(0.0, 1.0, size)
    channels = [np.interp(places, (0.0, 0.5, 1.0), stop) for stop in stops.T]
    return np.asarray(np.rint(np.stack(channels, axis=1)), dtype=np.uint8)


def diverging(size: int = 511) -> NDArray[np.uint8]:
    """The map of J: an odd number of RGBA entries, zero exactly in the middle.

    Returns:
        Shape (size, 4), values 0 to 255.
    """
    t = tokens()
    return diverging_of(t.negative, t.zero, t.positive, size)


# --- type ------------------------------------------------------------------------------------------------


def typeface() -> Typeface:
    """The faces at the font scale in force.

    Returns:
        A typeface.
    """
    return _typeface(_theme.scale if _theme is not None else 1.0)


@lru_cache(maxsize=8)
def _typeface(scale: float) -> Typeface:
    return Typeface(scale)


def interface_font(size: float = BODY, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Inter with tabular figures: numbers under each other align.

    Args:
        size: Pixels before the font scale.
        weight: Normal, Medium or DemiBold (the bundled ones).

    Returns:
        A font.
    """
    return typeface().words(size, weight)


def code_font(size: float = BODY) -> QFont:
    """JetBrains Mono, for the editor.

    Returns:
        A font.
    """
    return typeface().code(size)


def maths_font(size: float = BODY, italic: bool = True) -> QFont:
    """STIX, for mathematical names: italic for variables, upright for digits.

    Returns:
        A font.
    """
    return typeface().maths(size, italic=italic)


# --- icons -----------------------------------------------------------------------------------------------


def icon(name: str, token: str = "text", size: int = 18) -> QIcon:
    """An icon of resources/icons in a colour of the theme.

    The drawings use `currentColor`; the theme replaces it, so one file serves light and dark.

    Args:
        name: File name without ending.
        token: The colour's token.
        size: Logical pixels.

    Returns:
        An icon with its disabled state.
    """
    made = QIcon(_icon_pixmap(name, getattr(tokens(), token), size))
    made.addPixmap(_icon_pixmap(name, mixed("quiet", "panel", 0.5).name(), size), QIcon.Mode.Disabled)
    return made


@lru_cache(maxsize=256)
def _icon_pixmap(name: str, colour_name: str, size: int) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    drawing = resources.read_text(f"icons/{name}.svg").replace("currentColor", colour_name)
    scale = 2
    pixmap = QPixmap(QSize(size * scale, size * scale))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, size * scale, size * scale))
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap
