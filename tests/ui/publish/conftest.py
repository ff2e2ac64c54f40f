"""Pictures and films are drawn from what one engine computes."""

from __future__ import annotations

import pytest

from tests.lasting import LastingEngine


@pytest.fixture(autouse=True)
def answering(lasting_engine_of_all: LastingEngine) -> LastingEngine:
    """The engine that `pictures` and `films` ask; it is there before a test looks what it leaves behind."""
    return lasting_engine_of_all
