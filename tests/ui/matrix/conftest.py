"""The look that all widgets of the panel are tested in."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from jacviz.ui import theme


@pytest.fixture
def light(qapp: QApplication) -> theme.Theme:
    """The light theme, without motion."""
    return theme.install("light", 1.0, True)
