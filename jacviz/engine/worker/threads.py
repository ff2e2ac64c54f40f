"""How many threads torch computes with.

Threads that wait for each other stall when another process (the window, painting) has the core of one of
them: measured on two cores, a Jacobian of 2 ms then takes 60 ms as long as they wait by spinning. So the
engine's threads wait by sleeping (OMP_WAIT_POLICY in launch.py), and since waking them costs some 0.1 ms each
time, short work is done by one thread alone.
"""

from __future__ import annotations

from jacviz.engine.messages import Answer, JacobianAnswer, JacobianTask

WORTH_ALL = 0.004  # seconds in one thread from which all of them are faster
WORTH_ONE = 0.0015  # seconds in all threads below which one alone is faster


class Threads:
    """Sets torch's number of threads for each task by what the last one of the same function took."""

    def __init__(self) -> None:
        import torch

        self._all = torch.get_num_threads()
        self._alone = False
        self._source: str | None = None

    def prepare(self, task: JacobianTask) -> None:
        """Set the number of threads for `task`; a function that is not known yet gets all of them."""
        if task.source != self._source:
            self._source = task.source
            self._set(alone=False)

    def learn(self, answer: Answer) -> None:
        """Take into account how long a task took."""
        if isinstance(answer, JacobianAnswer):
            if self._alone and answer.seconds > WORTH_ALL:
                self._set(alone=False)
            elif not self._alone and answer.seconds < WORTH_ONE:
                self._set(alone=True)

    def _set(self, *, alone: bool) -> None:
        if alone != self._alone:
            import torch

            self._alone = alone
            torch.set_num_threads(1 if alone else self._all)
