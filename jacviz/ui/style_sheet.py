"""Qt's palette and style sheet, written from the tokens."""

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
        QPalette.ColorRole.Mid: t.line,
        QPalette.ColorRole.Dark: t.line,
        QPalette.ColorRole.Light: t.panel,
    }
    for role, value in roles.items():
        made.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(t.quiet))
    return made


def style_sheet(t: Tokens, scale: float) -> str:
    """Qt's style sheet in our colours; roles are dynamic properties of widgets.

    Args:
        t: The colours.
        scale: The font scale.

    Returns:
        Text for QApplication.setStyleSheet.
    """

    def px(size: float) -> str:
        return f"{round(size * scale)}px"

    return f"""
    QMainWindow, QMainWindow > QWidget {{ background: {t.panel}; }}
    QMainWindow::separator {{ background: {t.panel}; }}
    QMainWindow::separator:vertical {{ width: 5px; border-left: 1px solid {t.line}; }}
    QMainWindow::separator:horizontal {{ height: 5px; border-top: 1px solid {t.line}; }}
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
    QPushButton[role="primary"] {{ background: {t.accent}; color: {t.on_accent}; }}
    QPushButton:focus, QToolButton:focus {{ border: 1px solid {t.input_mark}; }}
    QPushButton:disabled, QToolButton:disabled {{ color: {t.quiet}; }}
    QToolButton::menu-indicator {{ image: none; }}
    QToolButton[role="icon"] {{ background: transparent; padding: 3px; }}
    QToolButton[role="icon"]:hover {{ background: {t.field}; }}
    QToolButton[role="icon"]:checked {{ background: {t.line}; }}
    QToolButton[role="switch"] {{ background: transparent; color: {t.quiet}; padding: 3px 8px; }}
    QToolButton[role="switch"]:hover {{ background: {t.field}; }}
    QToolButton[role="switch"]:checked {{ background: {t.line}; color: {t.text}; }}
    QToolButton[role="choice"] {{ background: transparent; color: {t.text}; padding: 2px 6px; }}
    QToolButton[role="choice"]:hover {{ background: {t.field}; }}
    QFrame[role="hairline"] {{ background: {t.line}; border: none; }}
    QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox {{ background: {t.field}; border: 1px solid transparent;
        border-radius: {RADIUS}px; padding: 2px 6px; color: {t.text};
        selection-background-color: {t.input_mark};
        selection-color: {t.on_accent}; }}
    QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {{
        border: 1px solid {t.input_mark}; }}
    QLineEdit[invalid="true"] {{ color: {t.error}; border: 1px solid {t.error}; }}
    QFrame[role="popover"] {{ background: {t.panel}; border: 1px solid {t.line};
        border-radius: {RADIUS}px; }}
    QMenu {{ background: {t.panel}; color: {t.text}; border: 1px solid {t.line}; border-radius: {RADIUS}px;
        padding: 6px; }}
    QMenu::item {{ padding: 4px 18px 4px 12px; border-radius: {RADIUS}px; }}
    QMenu::item:selected {{ background: {t.field}; }}
    QMenu::item:disabled {{ color: {t.quiet}; }}
    QMenu::separator {{ height: 1px; background: {t.line}; margin: 6px; }}
    QMenuBar {{ background: {t.panel}; color: {t.text}; }}
    QMenuBar::item {{ padding: 4px 8px; margin: 0; border-radius: {RADIUS}px; background: transparent; }}
    QMenuBar::item:selected {{ background: {t.field}; }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
    QScrollBar::handle {{ background: {t.line}; border-radius: 4px; min-height: 24px; min-width: 24px;
        margin: 1px; }}
    QScrollBar::handle:hover {{ background: {t.quiet}; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page
        {{ background: none; border: none; width: 0; height: 0; }}
    QSplitter::handle {{ background: {t.line}; }}
    QStatusBar {{ background: {t.panel}; color: {t.quiet}; border-top: 1px solid {t.line};
        font-size: {px(QUIET)}; }}
    QStatusBar::item {{ border: none; }}
    QPlainTextEdit, QTextBrowser {{ background: {t.panel}; border: none; color: {t.text};
        selection-background-color: {t.input_wash}; selection-color: {t.text}; }}
    QListView {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: {RADIUS}px;
        outline: none; }}
    QListView[role="plain"] {{ border: none; }}
    QListView::item {{ padding: 3px 8px; }}
    QListView::item:selected {{ background: {t.field}; color: {t.text}; }}
    QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: none; }}
    QAbstractSpinBox QLineEdit {{ border: none; padding: 0; background: transparent; }}
    QCheckBox {{ spacing: 8px; }}
    QCheckBox::indicator {{ width: 14px; height: 14px; border: 1px solid {t.quiet}; border-radius: 3px;
        background: {t.panel}; }}
    QCheckBox::indicator:hover, QCheckBox::indicator:focus {{ border-color: {t.input_mark}; }}
    QCheckBox::indicator:checked {{ background: {t.accent}; border-color: {t.accent}; }}
    QFileDialog QToolButton {{ padding: 3px; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    """
