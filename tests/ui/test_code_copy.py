from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import JacobianAnswer
from jacviz.ui.studio import Studio
from jacviz.ui.window import Window

Answer = Callable[[Studio], JacobianAnswer]


@pytest.fixture
def said(window: Window) -> list[str]:
    heard: list[str] = []
    window.status.said.connect(heard.append)
    return heard


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_the_jacobian_is_copied_as_code(window: Window, answer: Answer, said: list[str]) -> None:
    answer(window.studio)
    for name, begins in (("torch", "import torch"), ("jax", "import jax"), ("numpy", "import numpy as np")):
        window.actions_table[f"edit.code-{name}"].trigger()
        assert clipboard().startswith("# Worked example: the Jacobian J and its products with u and v.")
        assert begins in clipboard()
    assert said == [f"The Jacobian is copied as {name} code." for name in ("PyTorch", "JAX", "NumPy")]


def test_what_is_not_there_is_said(window: Window, answer: Answer, said: list[str]) -> None:
    answer(window.studio)
    QGuiApplication.clipboard().setText("as before")
    window.studio.update(replace(window.studio.document, maths="x1 +"))
    window.actions_table["edit.code-torch"].trigger()
    assert said[-1] == "The Jacobian is still being computed; copy it in a moment."
    window.function_panel.open_example("small-mlp")
    answer(window.studio)
    window.actions_table.refresh()
    assert window.actions_table["edit.code-torch"].isEnabled()
    assert not window.actions_table["edit.code-numpy"].isEnabled()
    assert clipboard() == "as before"


def test_the_descent_is_copied_as_code(window: Window, answer: Answer, qtbot: QtBot, said: list[str]) -> None:
    answer(window.studio)
    loop = window.studio.landscape
    qtbot.waitUntil(lambda: loop.results.run is not None, timeout=30_000)
    window.actions_table["edit.code-descent"].trigger()
    assert "theta = theta - eta * gradient" in clipboard()
    assert said[-1] == "The descent is copied as PyTorch code."
