"""The window's side of the engine: starts, watches and restarts it; the newest wish wins. No Qt, no torch."""

from jacviz.engine.client.client import EngineClient
from jacviz.engine.client.events import Event, StateChanged
from jacviz.engine.launch import Launch
from jacviz.session.results import EngineState

__all__ = ["EngineClient", "EngineState", "Event", "Launch", "StateChanged"]
