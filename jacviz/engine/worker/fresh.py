"""Any platform: one worker as a process of its own, which connects back to the window that started it."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import socket
import sys
import threading

from jacviz.engine.launch import TOKEN_BYTES
from jacviz.engine.worker import limits


def main() -> None:
    """Connect, show the token that came over standard input, import torch, serve."""
    lifeline = os.dup(0)
    token = os.read(lifeline, TOKEN_BYTES)
    connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.sendall(token)
    limits.be_quiet()
    limits.be_expendable()
    threading.Thread(target=_end_with_the_window, args=(lifeline,), daemon=True).start()
    _serve(connection)


def _end_with_the_window(lifeline: int) -> None:
    while os.read(lifeline, 1):
        pass
    os._exit(0)


def _serve(connection: socket.socket) -> None:
    from jacviz.engine.codec import Encoder
    from jacviz.engine.frames import Closed, send
    from jacviz.engine.worker.serving import Server, cannot_start

    try:
        gc.disable()  # importing is a tenth faster
        importlib.import_module("torch")
        importlib.import_module("jacviz.calculus.evaluate")
        gc.freeze()
        gc.enable()
    except BaseException as error:
        with contextlib.suppress(Closed):
            send(connection, Encoder().encode(cannot_start(error)))
        return
    Server(connection).serve(when_idle=_warm_up)


def _warm_up() -> None:
    # On a thread: what is asked meanwhile is answered meanwhile.
    threading.Thread(target=_load_late_parts, daemon=True).start()


def _load_late_parts() -> None:
    from jacviz.calculus.lazy_parts import LAZY_PARTS, load

    with contextlib.suppress(Exception):  # only speed is lost, and answers will say what is wrong
        load(*LAZY_PARTS)
        importlib.import_module("jacviz.calculus.python_text")
