"""A worker's life: say hello, then answer one request after the other until the window is gone."""

from __future__ import annotations

import os
import socket
import traceback
from collections.abc import Callable
from typing import TypeAlias

from jacviz.engine.codec import Decoder, Encoder
from jacviz.engine.declared import FrameError
from jacviz.engine.frames import Closed, FrameReader, send
from jacviz.engine.messages import (
    Answer,
    CompletionTask,
    Failure,
    Hello,
    JacobianTask,
    Progress,
    Reply,
    Request,
)
from jacviz.engine.worker.limits import MemoryCeiling
from jacviz.engine.worker.threads import Threads

Idle: TypeAlias = Callable[[], None]
_LONGEST_DETAIL = 20_000  # characters


class Server:
    """Answers the requests of one connection."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._reader = FrameReader(connection)
        self._encoder, self._decoder = Encoder(), Decoder()
        self._ceiling = MemoryCeiling()
        self._threads = Threads()

    def serve(self, when_idle: Idle | None = None) -> None:
        """Answer until the connection is closed.

        Args:
            when_idle: Called once, after the first answer, as soon as nothing is asked for half a second.
        """
        try:
            self._say(hello())
            while True:
                self._say(self._reply(self._next_request()))
                if when_idle and self._quiet_for(0.5):
                    when_idle()
                    when_idle = None
        except (Closed, FrameError):  # the window is gone, or no window of ours
            return

    def _next_request(self) -> Request:
        frame = None
        while frame is None:
            frame = self._reader.read()
        request: Request = self._decoder.decode(*frame, (Request,))
        return request

    def _reply(self, request: Request) -> list[bytes | memoryview]:
        answer = self._answer(request)
        try:
            return self._encoder.encode(Reply(request.generation, answer))
        except (TypeError, ValueError, MemoryError) as error:
            fault = _fault("the answer could not be sent", error)
            return self._encoder.encode(Reply(request.generation, fault))

    def _answer(self, request: Request) -> Answer:
        try:
            if isinstance(request.task, JacobianTask):
                return self._jacobian(request.generation, request.task)
            return _completion(request.task)
        except MemoryError as error:
            sentence = "the function needs more memory than is allowed: make it smaller, or allow more memory"
            return Failure("memory", sentence, detail=_trace(error))
        except BaseException as error:  # SystemExit and the like from the user's code included
            return _fault("jacviz could not evaluate this", error)

    def _jacobian(self, generation: int, task: JacobianTask) -> Answer:
        from jacviz.calculus.evaluate import evaluate

        def tell(done: int, total: int) -> None:
            self._say(Progress(generation, done, total))

        self._ceiling.allow(task.memory_limit, task.device)
        self._threads.prepare(task)
        answer = evaluate(task, tell)
        self._threads.learn(answer)
        return answer

    def _say(self, message: Hello | Progress | list[bytes | memoryview]) -> None:
        send(self._connection, message if isinstance(message, list) else self._encoder.encode(message))

    def _quiet_for(self, seconds: float) -> bool:
        import select

        return not select.select([self._connection], [], [], seconds)[0]


def hello() -> Hello:
    """This process's first word.

    Returns:
        Its pid, torch's version and the devices that torch can use.
    """
    import torch

    devices = ["cpu"]
    if torch.cuda.is_available():
        count = torch.cuda.device_count()
        devices += ["cuda"] if count == 1 else [f"cuda:{i}" for i in range(count)]
    if torch.backends.mps.is_available():
        devices.append("mps")
    return Hello(os.getpid(), str(torch.__version__), tuple(devices))


def cannot_start(error: BaseException) -> Failure:
    """Why no worker can be had in this Python.

    Returns:
        A failure with one sentence.
    """
    if isinstance(error, ModuleNotFoundError) and error.name:
        what = f"{error.name} is not installed in this Python; install it and start jacviz again"
    else:
        what = f"{type(error).__name__}: {error}".splitlines()[0]
    return Failure("internal", f"the engine cannot start: {what}", detail=_trace(error))


def _completion(task: CompletionTask) -> Answer:
    from jacviz.engine.worker.completion import complete

    return complete(task)


def _fault(what: str, error: BaseException) -> Failure:
    sentence = ": ".join([what, type(error).__name__, *str(error).strip().splitlines()[:1]])
    return Failure("internal", sentence, detail=_trace(error))


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))[-_LONGEST_DETAIL:]
