"""What the client's thread does: takes in messages, watches clocks and memory, and tells the window."""

from __future__ import annotations

import math
import selectors
import socket
import time
from typing import TypeAlias

from jacviz.engine.client import sentences
from jacviz.engine.client.channel import Channel, Word
from jacviz.engine.client.checking import Parts, check_progress
from jacviz.engine.client.events import Event, StateChanged
from jacviz.engine.client.lane import Lane
from jacviz.engine.client.lanes import COMPUTING, make_lanes
from jacviz.engine.client.memory import held
from jacviz.engine.client.obituaries import Obituaries
from jacviz.engine.client.staffing import Staff
from jacviz.engine.client.tasks import lane_name
from jacviz.engine.client.workers import Broken, Ended, Gone, Notice, Warm, Worker
from jacviz.engine.declared import FrameError
from jacviz.engine.frames import Closed
from jacviz.engine.launch import Launch
from jacviz.engine.messages import (
    Answer,
    Failure,
    Hello,
    JacobianAnswer,
    Partial,
    Progress,
    Reply,
    Request,
    Task,
)
from jacviz.session.results import EngineState

Arrival: TypeAlias = Word | Closed | FrameError


class Supervisor:
    """Keeps the lanes going. Only the client's thread calls it, but for `lane_of` and `withdraw`.

    Attributes:
        deadline: Seconds that one task may run, or that a task answered in parts may be silent.
        memory_limit: Bytes that a worker may hold above its baseline.
    """

    def __init__(self, deadline: float, memory_limit: int, linger: float) -> None:
        self.deadline = deadline
        self.memory_limit = memory_limit
        self._by_name = make_lanes(linger)
        self._main = self._by_name["jacobian"]
        self._lanes = tuple(self._by_name.values())
        self._staff = Staff(self._lanes, renewed=(self._by_name[name] for name in COMPUTING))
        self._inbox: list[tuple[Worker, Arrival]] = []
        self._obituaries = Obituaries()
        self._events: list[Event] = []
        self._delivered: dict[type[Task], int] = {}  # the newest generation that was answered, by class
        self._parts: dict[Lane, tuple[int, Parts]] = {}
        self._state: EngineState = "starting"
        self._said_hello = False

    def lane_of(self, task: Task) -> Lane:
        """The lane that a task belongs to.

        Returns:
            The lane.
        """
        return self._by_name[lane_name(task)]

    def withdraw(self, generation: int, now: float) -> None:
        """Have a task forgotten that nobody wants answered any more. May be called from any thread."""
        for lane in self._lanes:
            lane.withdraw(generation, now)

    def begin(self, launched: Launch) -> None:
        """Go on from a process that was launched."""
        self._staff.begin(launched)
        self._staff.start(time.monotonic())

    def end(self) -> None:
        """End every process."""
        self._staff.end()

    # --- waiting -----------------------------------------------------------------------------------------

    def sockets(self) -> dict[socket.socket, int]:
        """What to watch, and for what.

        Returns:
            Selector masks by socket.
        """
        source = self._staff.source
        wanted = dict.fromkeys(source.sockets if source else (), selectors.EVENT_READ)
        for lane in self._lanes:
            if lane.worker and lane.worker.channel:
                channel = lane.worker.channel
                writing = selectors.EVENT_WRITE if channel.unsent else 0
                wanted[channel.socket] = selectors.EVENT_READ | writing
        return wanted

    def next_clock(self) -> float:
        """When there is something to do even if nothing arrives.

        Returns:
            A time of the monotonic clock, or infinity.
        """
        clocks = [lane.next_clock(self.deadline) for lane in self._lanes]
        return min(*clocks, self._obituaries.next_clock(), self._staff.next_clock(time.monotonic()))

    def receive(self, ready: set[socket.socket]) -> None:
        """Take in what workers have said on the sockets that are ready."""
        for lane in self._lanes:
            if lane.worker and lane.worker.channel and lane.worker.channel.socket in ready:
                self._receive(lane.worker, lane.worker.channel)

    def _receive(self, worker: Worker, channel: Channel) -> None:
        try:
            message = channel.receive()
        except (Closed, FrameError) as problem:
            self._inbox.append((worker, problem))
            return
        if message is not None:
            self._inbox.append((worker, message))

    # --- acting ------------------------------------------------------------------------------------------

    def step(self, now: float) -> list[Event]:
        """Act upon what has arrived and upon the clock.

        Returns:
            What is to be delivered, in order.
        """
        inbox, self._inbox = self._inbox, []
        for worker, arrival in inbox:
            for lane in self._lanes:
                if lane.worker is worker:
                    self._take(lane, arrival, now)
        for notice in self._staff.source.notices() if self._staff.source else ():
            self._note(notice, now)
        for lane in self._lanes:
            self._check_clock(lane, now)
        for number in self._obituaries.due(now):
            self._bury(number, None)
        self._refuse_what_waits(now)
        self._staff.check_warmth(now)
        self._staff.start(now)
        for lane in self._lanes:
            lane.send_pending(now)
        self._announce()
        events, self._events = self._events, []
        return events

    def _take(self, lane: Lane, arrival: Arrival, now: float) -> None:
        if isinstance(arrival, Closed):
            self._lose(lane, now)
        elif isinstance(arrival, FrameError):
            self._stop(lane, sentences.talked_nonsense(str(arrival)))
        elif isinstance(arrival, Hello) and not lane.ready:
            self._greet(lane, arrival)
        elif isinstance(arrival, Reply) and lane.ready:
            self._take_reply(lane, arrival, now)
        elif isinstance(arrival, (Partial, Progress)) and lane.ready:
            self._take_word(lane, arrival, now)
        elif isinstance(arrival, Failure) and not lane.ready:
            self._give_up(arrival, now)
        else:
            self._stop(lane, sentences.talked_nonsense(f"a {type(arrival).__name__} out of turn"))

    def _greet(self, lane: Lane, hello: Hello) -> None:
        lane.greet(hello.pid, held(hello.pid) or 0)
        self._staff.started()
        if lane is self._main:
            self._said_hello = True
            self._events.append(hello)

    def _take_reply(self, lane: Lane, reply: Reply, now: float) -> None:
        try:
            request = self._request_of(lane, reply.generation)
            self._parts_of(lane, request).end(reply.answer)
        except FrameError as problem:
            self._stop(lane, sentences.talked_nonsense(str(problem)))
            return
        lane.finish()
        self._parts.pop(lane, None)
        self._reply(lane, request, reply.answer)
        if isinstance(reply.answer, Failure) and reply.answer.kind == "memory" and self._is_bloated(lane):
            self._stop(lane, None)  # what it holds is not to be had back otherwise
        elif isinstance(reply.answer, JacobianAnswer):
            self._staff.plan_warming(now)

    def _take_word(self, lane: Lane, word: Partial | Progress, now: float) -> None:
        try:
            request = self._request_of(lane, word.generation)
            if isinstance(word, Progress):
                check_progress(word, request.task)
                wanted = lane.note(word, now)
            else:
                self._parts_of(lane, request).take(word.content)
                wanted = lane.hear(word.generation, now)
        except FrameError as problem:
            self._stop(lane, sentences.talked_nonsense(str(problem)))
            return
        if wanted:
            self._events.append(word)

    def _request_of(self, lane: Lane, generation: int) -> Request:
        request = lane.running()
        if request is None or request.generation != generation:
            raise FrameError(f"word of {generation}, which was not asked")
        return request

    def _parts_of(self, lane: Lane, request: Request) -> Parts:
        generation, parts = self._parts.get(lane, (0, None))
        if parts is None or generation != request.generation:
            parts = Parts(request.task)
            self._parts[lane] = request.generation, parts
        return parts

    def _reply(self, lane: Lane, request: Request, answer: Answer) -> None:
        kind = type(request.task)
        if request.generation > self._delivered.get(kind, 0) and lane.wants(request, answer):
            self._delivered[kind] = request.generation
            self._events.append(Reply(request.generation, answer))

    def _note(self, notice: Notice, now: float) -> None:
        if isinstance(notice, Ended):
            self._note_end(notice, now)
        elif isinstance(notice, Warm):
            self._staff.is_warm()
        elif isinstance(notice, Broken):
            self._give_up(notice.failure, now)
        elif isinstance(notice, Gone):
            self._note_gone(notice, now)

    def _note_end(self, ended: Ended, now: float) -> None:
        for lane in self._lanes:
            if lane.worker and lane.worker.number == ended.number:
                self._lose(lane, now)
        self._bury(ended.number, ended.status)

    def _note_gone(self, gone: Gone, now: float) -> None:
        self._staff.lose_source()
        for lane in self._lanes:
            self._lose(lane, now)
        for number in self._obituaries.due(math.inf):
            self._bury(number, gone.status)

    def _check_clock(self, lane: Lane, now: float) -> None:
        verdict = lane.verdict(now, self.deadline)
        request = lane.running()
        if verdict == "idle":
            self._staff.retire(lane)
        elif verdict == "outdated":
            self._stop(lane, None)
        elif verdict == "deadline" and request:
            self._stop(lane, sentences.past_deadline(self.deadline, request.task, lane.passes()))
        elif verdict == "look" and request and self._holds(lane) > self.memory_limit:
            self._stop(lane, sentences.past_memory(self.memory_limit, request.task))

    def _holds(self, lane: Lane) -> int:
        return (held(lane.pid) or 0) - lane.baseline

    def _is_bloated(self, lane: Lane) -> bool:
        return self._holds(lane) > self.memory_limit // 8

    # --- ends --------------------------------------------------------------------------------------------

    def _stop(self, lane: Lane, failure: Failure | None) -> None:
        """Kill a lane's worker; its task is answered by `failure`, or else waits for the next worker."""
        request = self._staff.dismiss(lane)
        lane.renewing = False  # this is no exchange any more: worth telling
        if request and failure:
            self._reply(lane, request, failure)
        elif request:
            lane.put_back(request)

    def _lose(self, lane: Lane, now: float) -> None:
        """A lane's worker has ended by itself; its task is answered once its status is known."""
        worker, was_ready = lane.worker, lane.ready
        if worker is None:
            return
        request = self._staff.dismiss(lane)  # killed, too: a connection can be closed by the user's code
        lane.renewing = False
        if request:
            self._obituaries.add(worker.number, lane, request, now)
        if not was_ready and not self._staff.failed_to_start(now):
            self._give_up(sentences.cannot_stay_alive(), now)

    def _bury(self, number: int, status: int | None) -> None:
        obituary = self._obituaries.pop(number)
        if obituary:
            request = obituary.request
            self._reply(obituary.lane, request, sentences.died(status, request.task))

    def _give_up(self, failure: Failure, now: float) -> None:
        for lane in self._lanes:
            self._stop(lane, failure)
        self._staff.give_up(failure, now)

    def _refuse_what_waits(self, now: float) -> None:
        if self._staff.broken is None or all(lane.idle for lane in self._lanes) or self._staff.may_retry(now):
            return
        for lane in self._lanes:
            for request in lane.give_up():
                self._reply(lane, request, self._staff.broken)

    # --- telling -----------------------------------------------------------------------------------------

    def _announce(self) -> None:
        state = self._state_now()
        if state != self._state:
            self._state = state
            self._events.append(StateChanged(state))

    def _state_now(self) -> EngineState:
        lane = self._main
        if self._staff.broken:
            return "failed"
        if not self._said_hello:
            return "starting"
        if not (lane.ready or lane.renewing):
            return "restarting"
        return "busy" if lane.busy else "ready"
