"""`jacviz bench`: this machine's figures, measured through the real window and the real engine."""

from jacviz.bench.run import main

__all__ = ["main"]
