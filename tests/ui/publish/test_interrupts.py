"""Ctrl+C while something is painted."""

from __future__ import annotations

import signal

import pytest
from PySide6.QtGui import QImage

from jacviz.ui.publish.interrupts import painter_on


def test_ctrl_c_waits_until_the_painter_has_ended() -> None:
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    went_on = []

    def paint() -> None:
        with painter_on(image) as painter:
            signal.raise_signal(signal.SIGINT)
            went_on.append(painter.isActive())

    with pytest.raises(KeyboardInterrupt):
        paint()
    assert went_on == [True]
    assert not image.paintingActive()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_painter_ends_where_painting_fails() -> None:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    with pytest.raises(ValueError, match="no"), painter_on(image):
        raise ValueError("no")
    assert not image.paintingActive()
