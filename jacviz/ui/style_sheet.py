"""Qt's palette, which holds the colours of the tokens, and the style sheet, which names the palette's places.

So one sheet serves light and dark: a switch changes the palette, and the sheet need not be read again.
"""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from jacviz.ui.tokens import QUIET, RADIUS, TITLE, Tokens


def palette(t: Tokens) -> QPalette:
    """Qt's palette in our colours.

    Returns:
        A palette for the application.
    """
    made = QPalette()
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
        QPalette.ColorRole.LinkVisited: t.output_mark,  # we have no such links, and the sheet needs a place
        QPalette.ColorRole.Midlight: t.error,  # Fusion draws nothing with it
        QPalette.ColorRole.Mid: t.line,
        QPalette.ColorRole.Dark: t.line,
        QPalette.ColorRole.Light: t.panel,
    }
    for role, value in roles.items():
        made.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(t.quiet))
    return made


_PANEL, _FIELD, _LINE = "palette(window)", "palette(button)", "palette(mid)"
_TEXT, _QUIET, _ERROR = "palette(window-text)", "palette(placeholder-text)", "palette(midlight)"
_ACCENT, _ON_ACCENT = "palette(tooltip-base)", "palette(bright-text)"
_INPUT, _INPUT_WASH, _OUTPUT = "palette(link)", "palette(highlight)", "palette(link-visited)"


def style_sheet(scale: float) -> str:
    """Qt's style sheet in the colours of `palette`; roles are dynamic properties of widgets.

    Args:
        scale: The font scale.

    Returns:
        Text for QApplication.setStyleSheet.
    """

    def px(size: float) -> str:
        return f"{round(size * scale)}px"

    return f"""
    QMainWindow, QMainWindow > QWidget {{ background: {_PANEL}; }}
    QMainWindow::separator {{ background: {_PANEL}; }}
    QMainWindow::separator:vertical {{ width: 5px; border-left: 1px solid {_LINE}; }}
    QMainWindow::separator:horizontal {{ height: 5px; border-top: 1px solid {_LINE}; }}
    QToolTip {{ background: {_ACCENT}; color: {_ON_ACCENT}; border: none; padding: 6px; }}
    QLabel[role="title"] {{ color: {_TEXT}; font-weight: 600; font-size: {px(TITLE)}; }}
    QLabel[role="section"] {{ color: {_QUIET}; font-weight: 600; font-size: {px(QUIET)}; }}
    QLabel[role="quiet"] {{ color: {_QUIET}; font-size: {px(QUIET)}; }}
    QLabel[role="error"] {{ color: {_ERROR}; font-size: {px(QUIET)}; }}
    QLabel[role="input"] {{ color: {_INPUT}; }}
    QLabel[role="output"] {{ color: {_OUTPUT}; }}
    QPushButton, QToolButton {{ background: {_FIELD}; color: {_TEXT}; border: 1px solid transparent;
        border-radius: {RADIUS}px; padding: 3px 10px; font-size: {px(QUIET)}; }}
    QPushButton:hover, QToolButton:hover {{ background: {_LINE}; }}
    QPushButton:pressed, QToolButton:pressed, QPushButton:checked, QToolButton:checked
        {{ background: {_ACCENT}; color: {_ON_ACCENT}; }}
    QPushButton[role="primary"] {{ background: {_ACCENT}; color: {_ON_ACCENT}; }}
    QPushButton:focus, QToolButton:focus {{ border: 1px solid {_INPUT}; }}
    QPushButton:disabled, QToolButton:disabled {{ color: {_QUIET}; }}
    QPushButton:checked:disabled, QToolButton:checked:disabled {{ background: {_FIELD}; }}
    QToolButton::menu-indicator {{ image: none; }}
    QToolButton[role="icon"] {{ background: transparent; padding: 3px; }}
    QToolButton[role="icon"]:hover {{ background: {_FIELD}; }}
    QToolButton[role="icon"]:checked {{ background: {_LINE}; }}
    QToolButton[role="switch"] {{ background: transparent; color: {_QUIET}; padding: 3px 8px; }}
    QToolButton[role="switch"]:hover {{ background: {_FIELD}; }}
    QToolButton[role="switch"]:checked {{ background: {_LINE}; color: {_TEXT}; }}
    QToolButton[role="switch"]:checked:disabled {{ background: transparent; color: {_QUIET}; }}
    QToolButton[role="choice"] {{ background: transparent; color: {_TEXT}; padding: 2px 6px; }}
    QToolButton[role="choice"]:hover {{ background: {_FIELD}; }}
    QToolButton[role="field"] {{ background: {_FIELD}; color: {_TEXT}; padding: 3px 8px; }}
    QToolButton[role="field"]:hover {{ background: {_LINE}; }}
    QFrame[role="hairline"] {{ background: {_LINE}; border: none; }}
    QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox {{ background: {_FIELD}; border: 1px solid transparent;
        border-radius: {RADIUS}px; padding: 2px 6px; color: {_TEXT};
        selection-background-color: {_INPUT};
        selection-color: {_ON_ACCENT}; }}
    QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {{
        border: 1px solid {_INPUT}; }}
    QLineEdit[invalid="true"] {{ color: {_ERROR}; border: 1px solid {_ERROR}; }}
    QFrame[role="popover"] {{ background: {_PANEL}; border: 1px solid {_LINE};
        border-radius: {RADIUS}px; }}
    QMenu {{ background: {_PANEL}; color: {_TEXT}; border: 1px solid {_LINE}; border-radius: {RADIUS}px;
        padding: 6px; }}
    QMenu::item {{ padding: 4px 18px 4px 12px; border-radius: {RADIUS}px; }}
    QMenu::item:selected {{ background: {_FIELD}; }}
    QMenu::item:disabled {{ color: {_QUIET}; }}
    QMenu::separator {{ height: 1px; background: {_LINE}; margin: 6px; }}
    QMenuBar {{ background: {_PANEL}; color: {_TEXT}; }}
    QMenuBar::item {{ padding: 4px 8px; margin: 0; border-radius: {RADIUS}px; background: transparent; }}
    QMenuBar::item:selected {{ background: {_FIELD}; }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
    QScrollBar::handle {{ background: {_LINE}; border-radius: 4px; min-height: 24px; min-width: 24px;
        margin: 1px; }}
    QScrollBar::handle:hover {{ background: {_QUIET}; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page
        {{ background: none; border: none; width: 0; height: 0; }}
    QSplitter::handle {{ background: {_LINE}; }}
    QStatusBar {{ background: {_PANEL}; color: {_QUIET}; border-top: 1px solid {_LINE};
        font-size: {px(QUIET)}; }}
    QStatusBar::item {{ border: none; }}
    QPlainTextEdit, QTextBrowser {{ background: {_PANEL}; border: none; color: {_TEXT};
        selection-background-color: {_INPUT_WASH}; selection-color: {_TEXT}; }}
    QListView {{ background: {_PANEL}; border: 1px solid {_LINE}; border-radius: {RADIUS}px;
        outline: none; }}
    QListView[role="plain"] {{ border: none; }}
    QListView::item {{ padding: 3px 8px; }}
    QListView::item:selected {{ background: {_FIELD}; color: {_TEXT}; }}
    QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: none; }}
    QAbstractSpinBox QLineEdit {{ border: none; padding: 0; background: transparent; }}
    QCheckBox {{ spacing: 8px; }}
    QCheckBox::indicator {{ width: 14px; height: 14px; border: 1px solid {_QUIET}; border-radius: 3px;
        background: {_PANEL}; }}
    QCheckBox::indicator:hover, QCheckBox::indicator:focus {{ border-color: {_INPUT}; }}
    QCheckBox::indicator:checked {{ background: {_ACCENT}; border-color: {_ACCENT}; }}
    QFileDialog QToolButton {{ padding: 3px; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    """
