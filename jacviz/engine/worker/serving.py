"""A worker's life: say hello, then answer one request after the other until the window is gone."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from jacviz.engine.codec import Decoder, Encoder
from jacviz.engine.declared import FrameError
from jacviz.engine.frames import Closed, FrameReader, send
from jacviz.engine.messages import (
    Answer,
    CompletionTask,
    Failure,
    Hello,
    JacobianTask,
    Partial,
    Progress,
    Reply,
    Request,
    Withdraw,
)
from jacviz.engine.training_messages import CsvLayoutTask, TrainingTask
from jacviz.engine.worker.faults import fault, trace
from jacviz.engine.worker.limits import MemoryCeiling
from jacviz.engine.worker.threads import Threads

if TYPE_CHECKING:
    from jacviz.engine.worker.experiments import Experiments

Idle: TypeAlias = Callable[[], None]


class Server:
    """Answers the requests of one connection."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._reader = FrameReader(connection)
        self._encoder, self._decoder = Encoder(), Decoder()
        self._ceiling = MemoryCeiling()
        self._threads = Threads()
        self._experiments: Experiments | None = None

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
        while True:
            message = self._read()
            if isinstance(message, Request):
                return message
            # A Withdraw that came too late: its task is answered already.

    def _read(self) -> Request | Withdraw:
        frame = None
        while frame is None:
            frame = self._reader.read()
        message: Request | Withdraw = self._decoder.decode(*frame, (Request, Withdraw))
        return message

    def _reply(self, request: Request) -> list[bytes | memoryview]:
        answer = self._answer(request)
        try:
            return self._encoder.encode(Reply(request.generation, answer))
        except (TypeError, ValueError, MemoryError) as error:
            instead = fault("the answer could not be sent", error)
            return self._encoder.encode(Reply(request.generation, instead))

    def _answer(self, request: Request) -> Answer:
        task = request.task
        try:
            if isinstance(task, JacobianTask):
                return self._jacobian(request.generation, task)
            if isinstance(task, CompletionTask):
                return _completion(task)
            return self._train(request.generation, task)
        except MemoryError as error:
            sentence = "the function needs more memory than is allowed: make it smaller, or allow more memory"
            return Failure("memory", sentence, detail=trace(error))
        except BaseException as error:  # SystemExit and the like from the user's code included
            return fault("jacviz could not evaluate this", error)

    def _jacobian(self, generation: int, task: JacobianTask) -> Answer:
        from jacviz.calculus.evaluate import evaluate

        def tell(done: int, total: int) -> None:
            self._say(Progress(generation, done, total))

        self._ceiling.allow(task.memory_limit, task.device)
        self._threads.prepare(task)
        answer = evaluate(task, tell)
        self._threads.learn(answer)
        return answer

    def _train(self, generation: int, task: TrainingTask) -> Answer:
        from jacviz.engine.worker.experiments import Experiments
        from jacviz.engine.worker.talking import Talk
        from jacviz.engine.worker.training import answer

        if not isinstance(task, CsvLayoutTask):
            self._ceiling.allow(task.memory_limit)
        self._experiments = self._experiments or Experiments()
        return answer(task, self._experiments, Talk(generation, self._say, self._withdrawn))

    def _withdrawn(self, generation: int) -> bool:
        if self._quiet_for(0):
            return False
        message = self._read()
        if isinstance(message, Request):
            raise FrameError("a request came before the last one was answered")
        return message.generation == generation

    def _say(self, message: Hello | Partial | Progress | list[bytes | memoryview]) -> None:
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
    return Failure("internal", f"the engine cannot start: {what}", detail=trace(error))


def _completion(task: CompletionTask) -> Answer:
    from jacviz.engine.worker.completion import complete

    return complete(task)
