"""The look, decided once: colours, type, spacing, icons. Widgets ask here and nowhere else.

Two colours carry the lesson: everything in input space (x, v, u^T J) wears `input_mark` and `input_wash`,
everything in output space (y, u, J v) `output_mark` and `output_wash`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QStyleFactory

from jacviz import resources

Appearance: TypeAlias = Literal["system", "light", "dark"]

UNIT = 6  # pixels; every margin and gap is a multiple
RADIUS = 4
MOTION_MS = 150  # length of every explaining motion; 0 under reduced motion, see Theme.motion

BODY, QUIET, CELL, TITLE = 13, 12, 20, 13  # font sizes in pixels, before the font scale


@dataclass(frozen=True)
class Tokens:
    """Colours of one appearance, as #RRGGBB."""

    window: str
    panel: str
    field: str
    text: str
    quiet: str
    line: str
    input_mark: str
    input_wash: str
    output_mark: str
    output_wash: str
    negative: str
    zero: str
    positive: str
    accent: str
    on_accent: str
    error: str
    error_wash: str
    trajectories: tuple[str, ...]
    risk: tuple[str, str]
    code_keyword: str
    code_number: str
    code_comment: str
    code_string: str
    code_function: str


LIGHT = Tokens(
    window="#F4F5F3", panel="#FFFFFF", field="#F1F2F0", text="#1B1F24", quiet="#66707D", line="#E2E5E3",
    input_mark="#1F6AB3", input_wash="#E6F0FA", output_mark="#B4530F", output_wash="#FBECDF",
    negative="#762A83", zero="#F7F7F7", positive="#1B7837", accent="#1B1F24", on_accent="#FFFFFF",
    error="#B3261E", error_wash="#FCEBEA",
    trajectories=("#3C6FD9", "#C2410C", "#0E8F6E", "#9333A8", "#B7860B"), risk=("#FFFFFF", "#AAB9C4"),
    code_keyword="#7A3E9D", code_number="#1F6AB3", code_comment="#66707D", code_string="#1B7837",
    code_function="#8A4B08",
)  # fmt: skip

DARK = Tokens(
    window="#101317", panel="#171B21", field="#20262E", text="#E8EBEF", quiet="#98A2B0", line="#2A3038",
    input_mark="#79B8F5", input_wash="#1B2C3D", output_mark="#F2A468", output_wash="#3A2A1D",
    negative="#BA78CD", zero="#20262E", positive="#5ABE78", accent="#E8EBEF", on_accent="#101317",
    error="#FF8A80", error_wash="#3B1F1F",
    trajectories=("#7FA6FF", "#FF9A6B", "#4FD1AE", "#D28CEB", "#E8BE4A"), risk=("#23262D", "#5A6A80"),
    code_keyword="#D28CEB", code_number="#79B8F5", code_comment="#98A2B0", code_string="#7FD69A",
    code_function="#E8BE4A",
)  # fmt: skip


class Theme(QObject):
    """The appearance in force. One for the application; `current()` gives it."""

    changed = Signal()

    def __init__(self, appearance: Appearance = "system", scale: float = 1.0, reduced_motion: bool = False) -> None:
        super().__init__()
        self.appearance: Appearance = appearance
        self.scale = scale
        self.reduced_motion = reduced_motion
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._system_changed)

    @property
    def dark(self) -> bool:
        """Whether the dark tokens are in force."""
        if self.appearance == "system":
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
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
        """Put palette, fonts and style sheet on the application; every widget is told by its change event."""
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        app.setPalette(_palette(self.tokens))
        app.setFont(interface_font(BODY))
        app.setStyleSheet(_style_sheet(self.tokens, self.scale))
        self.changed.emit()

    def _system_changed(self) -> None:
        if self.appearance == "system":
            self.apply()


_theme: Theme | None = None


def install(appearance: Appearance = "system", scale: float = 1.0, reduced_motion: bool = False) -> Theme:
    """Set the application up: Fusion, our fonts, our palette. Needs a QApplication.

    Returns:
        The theme in force, which `current()` gives from now on.
    """
    global _theme
    QApplication.setStyle(QStyleFactory.create("Fusion"))
    _load_fonts()
    if _theme is not None:
        _theme.deleteLater()
    _theme = Theme(appearance, scale, reduced_motion)
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
    made = QColor(getattr(tokens(), name))
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
    a, b = QColor(getattr(tokens(), one)), QColor(getattr(tokens(), other))
    return QColor.fromRgbF(
        a.redF() + (b.redF() - a.redF()) * share,
        a.greenF() + (b.greenF() - a.greenF()) * share,
        a.blueF() + (b.blueF() - a.blueF()) * share,
    )


@lru_cache(maxsize=4)
def _diverging(negative: str, zero: str, positive: str, size: int) -> NDArray[np.uint8]:
    from cmap import Colormap

    table = Colormap([negative, zero, positive], interpolation="linear").lut(size)
    return np.ascontiguousarray(np.rint(table * 255).astype(np.uint8))


def diverging(size: int = 511) -> NDArray[np.uint8]:
    """The map of J: an odd number of RGBA entries, zero exactly in the middle.

    Returns:
        Shape (size, 4), values 0 to 255.
    """
    t = tokens()
    return _diverging(t.negative, t.zero, t.positive, size)


# --- type ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _load_fonts() -> tuple[int, ...]:
    wanted = [name for name in resources.names("fonts") if name.endswith((".otf", ".ttf"))]
    return tuple(
        QFontDatabase.addApplicationFontFromData(QByteArray(resources.read_bytes(f"fonts/{name}"))) for name in wanted
    )


def interface_font(size: float = BODY, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Inter with tabular figures: numbers under each other align.

    Args:
        size: Pixels before the font scale.
        weight: Normal, Medium or DemiBold (the bundled ones).

    Returns:
        A font.
    """
    return _font("Inter", size, weight)


def code_font(size: float = BODY) -> QFont:
    """JetBrains Mono, for the editor.

    Returns:
        A font.
    """
    font = _font("JetBrains Mono", size, QFont.Weight.Normal)
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


def maths_font(size: float = BODY, italic: bool = True) -> QFont:
    """STIX, for mathematical names: italic for variables, upright for digits.

    Returns:
        A font.
    """
    font = _font("STIXGeneral", size, QFont.Weight.Normal)
    font.setItalic(italic)
    font.setStyleHint(QFont.StyleHint.Serif)
    return font


def _font(family: str, size: float, weight: QFont.Weight) -> QFont:
    font = QFont(family)
    font.setPixelSize(max(6, current().pixels(size) if _theme is not None else round(size)))
    font.setWeight(weight)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


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


# --- Qt's palette and style sheet ------------------------------------------------------------------------


def _palette(t: Tokens) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: t.panel,
        QPalette.ColorRole.WindowText: t.text,
        QPalette.ColorRole.Base: t.panel,
        QPalette.ColorRole.AlternateBase: t.field,
        QPalette.ColorRole.Text: t.text,
        QPalette.ColorRole.PlaceholderText: t.quiet,
        QPalette.ColorRole.Button: t.field,
        QPalette.ColorRole.ButtonText: t.text,
        QPalette.ColorRole.BrightText: t.on_accent,
        QPalette.ColorRole.Highlight: t.input_wash,
        QPalette.ColorRole.HighlightedText: t.text,
        QPalette.ColorRole.ToolTipBase: t.accent,
        QPalette.ColorRole.ToolTipText: t.on_accent,
        QPalette.ColorRole.Link: t.input_mark,
        QPalette.ColorRole.Mid: t.line,
        QPalette.ColorRole.Dark: t.line,
        QPalette.ColorRole.Light: t.panel,
    }
    for role, value in roles.items():
        palette.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(t.quiet))
    return palette


def _style_sheet(t: Tokens, scale: float) -> str:
    def px(size: float) -> str:
        return f"{round(size * scale)}px"

    return f"""
    QMainWindow, QMainWindow > QWidget {{ background: {t.panel}; }}
    QMainWindow::separator {{ background: {t.line}; width: 1px; height: 1px; }}
    QToolTip {{ background: {t.accent}; color: {t.on_accent}; border: none; padding: 6px; }}
    QLabel[role="title"] {{ color: {t.text}; font-weight: 600; font-size: {px(TITLE)}; }}
    QLabel[role="section"] {{ color: {t.quiet}; font-weight: 600; font-size: {px(QUIET)}; }}
    QLabel[role="quiet"] {{ color: {t.quiet}; font-size: {px(QUIET)}; }}
    QLabel[role="error"] {{ color: {t.error}; font-size: {px(QUIET)}; }}
    QLabel[role="input"] {{ color: {t.input_mark}; }}
    QLabel[role="output"] {{ color: {t.output_mark}; }}
    QPushButton, QToolButton {{ background: {t.field}; color: {t.text}; border: 1px solid transparent;
        border-radius: {RADIUS}px; padding: 3px 10px; font-size: {px(QUIET)}; }}
    QPushButton:hover, QToolButton:hover {{ background: {t.line}; }}
    QPushButton:pressed, QToolButton:pressed, QPushButton:checked, QToolButton:checked
        {{ background: {t.accent}; color: {t.on_accent}; }}
    QPushButton:focus, QToolButton:focus {{ border: 1px solid {t.input_mark}; }}
    QPushButton:disabled, QToolButton:disabled {{ color: {t.quiet}; }}
    QToolButton::menu-indicator {{ image: none; }}
    QToolButton[role="icon"] {{ background: transparent; padding: 3px; }}
    QToolButton[role="icon"]:hover {{ background: {t.field}; }}
    QToolButton[role="icon"]:checked {{ background: {t.line}; }}
    QToolButton[role="choice"] {{ background: transparent; color: {t.text}; padding: 2px 6px; }}
    QToolButton[role="choice"]:hover {{ background: {t.field}; }}
    QFrame[role="hairline"] {{ background: {t.line}; border: none; }}
    QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox {{ background: {t.field}; border: 1px solid transparent;
        border-radius: {RADIUS}px; padding: 2px 6px; color: {t.text}; selection-background-color: {t.input_mark};
        selection-color: {t.on_accent}; }}
    QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {{ border: 1px solid {t.input_mark}; }}
    QMenu {{ background: {t.panel}; color: {t.text}; border: 1px solid {t.line}; border-radius: {RADIUS}px;
        padding: 6px; }}
    QMenu::item {{ padding: 4px 18px 4px 12px; border-radius: {RADIUS}px; }}
    QMenu::item:selected {{ background: {t.field}; }}
    QMenu::item:disabled {{ color: {t.quiet}; }}
    QMenu::separator {{ height: 1px; background: {t.line}; margin: 6px; }}
    QMenuBar {{ background: {t.panel}; color: {t.text}; }}
    QMenuBar::item {{ padding: 4px 8px; border-radius: {RADIUS}px; background: transparent; }}
    QMenuBar::item:selected {{ background: {t.field}; }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
    QScrollBar::handle {{ background: {t.line}; border-radius: 4px; min-height: 24px; min-width: 24px; margin: 1px; }}
    QScrollBar::handle:hover {{ background: {t.quiet}; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page
        {{ background: none; border: none; width: 0; height: 0; }}
    QSplitter::handle {{ background: {t.line}; }}
    QStatusBar {{ background: {t.panel}; color: {t.quiet}; border-top: 1px solid {t.line}; font-size: {px(QUIET)}; }}
    QStatusBar::item {{ border: none; }}
    QPlainTextEdit, QTextBrowser {{ background: {t.panel}; border: none; color: {t.text};
        selection-background-color: {t.input_wash}; selection-color: {t.text}; }}
    QListView {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: {RADIUS}px; outline: none; }}
    QListView::item {{ padding: 3px 8px; }}
    QListView::item:selected {{ background: {t.field}; color: {t.text}; }}
    QCheckBox {{ spacing: 6px; }}
    """
