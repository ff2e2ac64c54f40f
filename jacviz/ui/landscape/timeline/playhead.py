"""The step that is shown: where it is, how far it may go, and the clockwork that moves it while it plays."""

from __future__ import annotations

import math
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Signal

FRAME_MS = 1000 / 60
SLOWEST, FASTEST = 0.1, 100.0  # steps in a frame


class Playhead(QObject):
    """A step of the descent. Frames go by steps, not by the clock: a slow machine shows them all, later.

    It is view state: no part of the Document, and nothing that is undone. While it plays, one timer runs; at
    rest, or while it waits for steps that are not computed yet, none does.

    Signals:
        moved(int): The step is another one.
        changed(): Anything else is: playing, speed, length, what is available, looping.
    """

    moved = Signal(int)
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Stand at step 0 of a descent without steps.

        Args:
            parent: The owner.
        """
        super().__init__(parent)
        self._step = self._length = self._available = 0
        self._fraction = 0.0  # of a step, that slow playing has gone beyond `step`
        self._speed = 1.0
        self._playing = self._looping = False
        self._awaited: int | None = None  # the step to stand at once it is computed
        self._due = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.advance)

    @property
    def step(self) -> int:
        """The step that is shown, 0 to `length`."""
        return self._step

    @property
    def length(self) -> int:
        """Steps that the descent is to have."""
        return self._length

    @property
    def available(self) -> int:
        """Steps that are computed so far, at most `length`."""
        return self._available

    @property
    def playing(self) -> bool:
        """Whether it moves by itself, or would if the next step were there."""
        return self._playing

    @property
    def waiting(self) -> bool:
        """Whether it plays, but has to wait for steps that are not computed yet."""
        return self._playing and self._step >= self._available and self._step < self._length

    @property
    def speed(self) -> float:
        """Steps in a frame of 1/60 s."""
        return self._speed

    @property
    def looping(self) -> bool:
        """Whether it starts again at the end."""
        return self._looping

    # --- what the user does ------------------------------------------------------------------------------

    def play(self) -> None:
        """Move by itself from here on; from the start where this is the end."""
        self._awaited = None
        if self._playing or self._length == 0:
            return
        if self._step >= self._length:
            self._move(0)
        self._playing = True
        self._wind()
        self.changed.emit()

    def pause(self) -> None:
        """Stay here."""
        if self._playing:
            self._rest()
            self.changed.emit()

    def toggle(self) -> None:
        """Pause where it plays, play where it does not."""
        if self._playing:
            self.pause()
        else:
            self.play()

    def step_by(self, steps: int) -> None:
        """Move by hand, which ends the playing.

        Args:
            steps: How far, with sign; no farther than the start and what is computed.
        """
        self.pause()
        self.go_to(self._step + steps)

    def go_to(self, step: int) -> None:
        """Show a step.

        Args:
            step: Which; what lies outside 0 and `available` means the nearer of them.
        """
        self._awaited = None
        self._move(min(max(step, 0), self._available))
        self._wind()

    def stand_at(self, step: int) -> None:
        """Stay at a step: at once where it is computed, else as soon as it is, unless the user moves first.

        Args:
            step: Which; what lies beyond the end means the end.
        """
        self.pause()
        self._awaited = max(step, 0)
        self._arrive()

    def to_start(self) -> None:
        """Show the starts."""
        self.go_to(0)

    def to_end(self) -> None:
        """Show the last step that is there."""
        self.go_to(self._available)

    def set_speed(self, speed: float) -> None:
        """Play slower or faster.

        Args:
            speed: Steps in a frame; what lies outside 0.1 and 100 means the nearer of them.
        """
        speed = min(max(speed, SLOWEST), FASTEST)
        if speed != self._speed:
            self._speed = speed
            self.changed.emit()

    def set_looping(self, looping: bool) -> None:
        """Start again at the end, or stop there."""
        if looping != self._looping:
            self._looping = looping
            self.changed.emit()

    # --- what the descent does ---------------------------------------------------------------------------

    def set_length(self, length: int) -> None:
        """Say how many steps the descent is to have; what lies beyond them is no longer available.

        Args:
            length: 0 or more.
        """
        if length == self._length:
            return
        self._length = length
        self._available = min(self._available, length)
        if self._step > length:
            self._move(length)
        if length == 0:
            self._rest()
        self._arrive()
        self._wind()
        self.changed.emit()

    def set_available(self, available: int) -> None:
        """Say how many steps are computed; where it waits for them it goes on.

        The step stays, even beyond them: a descent that is computed again soon gets there.

        Args:
            available: 0 to `length`; what lies outside means the nearer of them.
        """
        available = min(max(available, 0), self._length)
        if available != self._available:
            self._available = available
            self._arrive()
            self._wind()
            self.changed.emit()

    # --- the clockwork -----------------------------------------------------------------------------------

    def advance(self) -> None:
        """One frame: move by `speed` steps, and have the next frame come if there is one."""
        if not self._playing:
            return
        if self._step >= self._length:
            self._end()
        elif self._step < self._available:
            way = self._fraction + self._speed
            whole = math.floor(way + 1e-9)  # ten times 0.1 is one
            target = self._step + whole
            self._move(min(target, self._available))
            self._fraction = max(way - whole, 0.0) if target <= self._available else 0.0
            if self._step >= self._length and not self._looping:
                self._end()
        self._wind()

    def _arrive(self) -> None:
        if self._awaited is None or not self._length:
            return
        target = min(self._awaited, self._length)
        if target <= self._available:
            self._awaited = None
            self._move(target)

    def _end(self) -> None:
        if self._looping:
            self._move(0)
        else:
            self._rest()
            self.changed.emit()

    def _move(self, step: int) -> None:
        self._fraction = 0.0
        if step != self._step:
            self._step = step
            self.moved.emit(step)

    def _rest(self) -> None:
        self._playing = False
        self._fraction = 0.0
        self._timer.stop()

    def _wind(self) -> None:
        # One shot at a time, set when the last one has been dealt with: frames that come late are not made up
        # for, and what the user does gets its turn between them.
        if not self._playing or self.waiting:
            self._timer.stop()
            return
        if self._timer.isActive():
            return
        now = perf_counter() * 1000
        self._due = max(self._due + FRAME_MS, now + 1)
        if self._due > now + FRAME_MS:
            self._due = now + FRAME_MS
        self._timer.start(round(self._due - now))
