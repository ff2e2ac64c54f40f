"""Real studios with real engines. One engine serves all tests that do not close or break it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, SignalInstance
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import SignalBlocker
from shiboken6 import isValid

from jacviz.engine.messages import Failure, JacobianAnswer
from jacviz.session.document import Document
from jacviz.session.landscape.results import LandscapeResults
from jacviz.session.settings import Settings
from jacviz.ui import theme
from jacviz.ui.landscape.asking.loop import LandscapeLoop
from jacviz.ui.studio import Studio
from jacviz.ui.window import Window
from tests.lasting import LastingEngine

LONGEST = 30_000  # milliseconds that an answer may take on a machine that does other things, too
WORKED = Document(title="Worked example", maths="x1^2 + x2 + x3\nx1 - x2 + x3")


class PatientBot(QtBot):
    """Waits as long for what needs no engine as for what does: a busy machine is no failure."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = LONGEST) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: SignalInstance, *, timeout: int = LONGEST, **options: Any) -> SignalBlocker:
        return super().waitSignal(signal, timeout=timeout, **options)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.fixture(autouse=True, scope="session")
def empty_clipboard_at_the_end() -> Iterator[None]:
    """Else a process on Qt's offscreen platform crashes at its end where Python made what it holds."""
    yield
    if QApplication.instance() is not None:
        QApplication.clipboard().clear()


@pytest.fixture(scope="session")
def lasting_studio(qapp: QApplication) -> Iterator[Studio]:
    studio = Studio(WORKED)
    yield studio
    studio.close()


@pytest.fixture
def studio(lasting_studio: Studio, qapp: QApplication) -> Iterator[Studio]:
    """A studio with the worked example drawn, a fresh history and the default settings."""
    theme.install("light")
    lasting_studio.change_settings(Settings())
    lasting_studio.begin(WORKED)
    yield lasting_studio
    lasting_studio.blockSignals(False)
    assert not lasting_studio.landscape.closed, "this test closed what the next ones need"
    put_to_sleep(lasting_studio.landscape)


def put_to_sleep(loop: LandscapeLoop) -> None:
    """Brings a loop back to before its first `activate`: no test finds another one's trajectories."""
    loop.close()
    loop._closed, loop._document = False, None
    loop._asked.clear()
    loop.results = LandscapeResults()
    loop.playhead.set_available(0)
    loop.playhead.set_length(0)


@pytest.fixture
def settled(qtbot: QtBot) -> Callable[[Studio], Studio]:
    """Waits until a studio's newest wish is answered."""

    def wait(studio: Studio) -> Studio:
        qtbot.waitUntil(lambda: studio.results.generation == studio.results.wanted, timeout=LONGEST)
        return studio

    return wait


@pytest.fixture
def answer(qtbot: QtBot, settled: Callable[[Studio], Studio]) -> Callable[[Studio], JacobianAnswer]:
    """Waits for the newest answer, which must be good."""

    def wait(studio: Studio) -> JacobianAnswer:
        results = settled(studio).results
        assert results.failure is None, results.failure and results.failure.sentence
        assert results.jacobian is not None
        return results.jacobian

    return wait


@pytest.fixture
def failure(qtbot: QtBot, settled: Callable[[Studio], Studio]) -> Callable[[Studio], Failure]:
    """Waits for the newest answer, which must be a failure."""

    def wait(studio: Studio) -> Failure:
        results = settled(studio).results
        assert results.failure is not None
        return results.failure

    return wait


@pytest.fixture(scope="session")
def engine_of_windows() -> Iterator[LastingEngine]:
    engine = LastingEngine()
    yield engine
    engine.close()


@pytest.fixture
def window(qtbot: QtBot, engine_of_windows: LastingEngine) -> Iterator[Window]:
    """A whole window of its own on the worked example; its engine is that of all such windows."""
    theme.install("light")
    with patch("jacviz.ui.studio.EngineClient", engine_of_windows.share):
        studio = Studio(WORKED)
    made = Window(studio)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not isValid(made)
