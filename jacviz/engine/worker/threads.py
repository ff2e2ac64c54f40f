"""How many threads torch computes with.

Threads that wait for each other stall when another process (the window, painting) has the core of one of
them: measured on two cores, a Jacobian of 2 ms then takes 60 ms as long as they wait by spinning. So the
engine's threads wait by sleeping (OMP_WAIT_POLICY in launch.py), and since waking them costs some 0.1 ms each
time, short work is done by one thread alone.

What takes longer is tried both ways, since it depends on the machine: on one with two cores a network's
256 x 256 Jacobian took 1.6 ms in one thread and 1.7 ms in two, and beside a busy process 1.8 and 3.2 ms.
"""

from __future__ import annotations

from jacviz.engine.messages import Answer, JacobianAnswer, JacobianTask

SHORT = 0.0015  # seconds below which one thread is enough, whatever the others do
LONG = 0.02  # seconds from which all threads are used; modes are compared there, which a trial would disturb
SAMPLES = 4  # tasks in a row that each way is tried for
WORTHWHILE = 0.8  # all threads must take less than this share of what one takes: others have work for them


class Threads:
    """Sets torch's number of threads for each task by what the last ones of the same function took."""

    def __init__(self) -> None:
        import torch

        self._all = torch.get_num_threads()
        self._now = self._all
        self._asked: object = None
        self._shape: tuple[int, ...] = ()
        self._alone = self._settled = False
        self._together: list[float] = []
        self._by_one: list[float] = []

    def prepare(self, task: JacobianTask) -> None:
        """Set the number of threads for `task`; a function that is not known yet gets all of them."""
        asked = task.source, task.wrt, task.mode, task.precision, task.device
        if asked != self._asked:
            self._asked = asked
            self._forget()
        self._set(1 if self._alone else self._all)

    def learn(self, answer: Answer) -> None:
        """Take into account how long a task took."""
        if self._all == 1 or not isinstance(answer, JacobianAnswer):
            return
        is_long = answer.seconds > LONG
        if answer.jacobian.shape != self._shape or (self._settled and self._alone and is_long):
            self._forget()
            self._shape = answer.jacobian.shape  # the first one tells nothing: it pays for what is made once
        elif self._settled or (is_long and not self._alone):
            return
        else:
            self._try(answer.seconds)

    def _forget(self) -> None:
        self._shape = ()
        self._alone = self._settled = False
        self._together, self._by_one = [], []

    def _try(self, seconds: float) -> None:
        if not self._alone:
            self._together.append(seconds)
            self._alone = seconds < SHORT or len(self._together) >= SAMPLES
            self._settled = seconds < SHORT
            return
        self._by_one.append(seconds)
        if seconds > LONG:
            self._alone, self._settled = False, True
        elif len(self._by_one) >= SAMPLES:
            # Sums, not the best of each: the stalls are what matters.
            self._alone = sum(self._together) > WORTHWHILE * sum(self._by_one)
            self._settled = True

    def _set(self, count: int) -> None:
        if count != self._now:
            import torch

            self._now = count
            torch.set_num_threads(count)
