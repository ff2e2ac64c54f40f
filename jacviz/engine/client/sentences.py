"""What the user reads when the engine was stopped or ended by itself."""

from __future__ import annotations

import signal
import sys

from jacviz.engine.client.tasks import is_training
from jacviz.engine.messages import Failure, Task
from jacviz.engine.training_messages import CsvLayoutTask, CsvTask

_SIGNALS = {
    "SIGSEGV": "a crash in native code, or a recursion too deep",
    "SIGBUS": "a crash in native code",
    "SIGILL": "a crash in native code",
    "SIGFPE": "a crash in native code",
    "SIGABRT": "native code gave up",
    "SIGKILL": "something outside ended it, perhaps because the machine ran out of memory",
}


def past_deadline(seconds: float, task: Task, passes: tuple[int, int] | None = None) -> Failure:
    """The time allowed has passed.

    Args:
        seconds: The time allowed.
        task: What was asked.
        passes: How many passes were done and how many there are, where the function has returned.

    Returns:
        A failure with one sentence.
    """
    if _is_about_a_file(task):
        sentence = f"stopped after {seconds:g} s without word of the file. Check it, or allow more time"
    elif passes is None:
        sentence = f"stopped after {seconds:g} s: the function did not return. Edit it, or allow more time"
    else:
        how_far = f"{passes[0]:,} of {passes[1]:,} passes of the Jacobian were done"
        sentence = f"stopped after {seconds:g} s: {how_far}. Allow more time, or return fewer values"
    return Failure("deadline", sentence)


def past_memory(limit: int, task: Task) -> Failure:
    """The memory allowed has passed.

    Args:
        limit: The ceiling in bytes.
        task: What was asked.

    Returns:
        A failure with one sentence.
    """
    if _is_about_a_file(task):
        what = "Choose fewer columns"
    else:
        what = "Take fewer starts, steps or samples" if is_training(task) else "Edit the function"
    return Failure("memory", f"stopped at {size(limit)} of memory. {what}, or allow more memory")


def died(status: int | None, task: Task) -> Failure:
    """The engine's process ended by itself while the function ran.

    Args:
        status: Its exit status, or the signal's number below zero; None where it could not be learnt.
        task: What was asked.

    Returns:
        A failure with one sentence.
    """
    when = "while the function ran. Edit the function"
    if _is_about_a_file(task):
        when = "while the file was read. Check the file"
    return Failure("died", f"the engine ended {_how(status)} {when}")


def talked_nonsense(problem: str) -> Failure:
    """The engine sent something that is no answer.

    Returns:
        A failure with one sentence.
    """
    sentence = "the engine sent something that is no answer and was started again. Edit the function"
    return Failure("died", sentence, detail=problem)


def cannot_stay_alive() -> Failure:
    """The engine ends again and again before it is ready.

    Returns:
        A failure with one sentence.
    """
    sentence = "the engine ends each time while it starts. Check that `python -c 'import torch'` works here"
    return Failure("internal", sentence)


def size(count: int) -> str:
    """Bytes for reading.

    Returns:
        Text such as "4 GB" or "300 MB".
    """
    return f"{count / 1e9:.3g} GB" if count >= 1e9 else f"{count / 1e6:.3g} MB"


def _is_about_a_file(task: Task) -> bool:
    return isinstance(task, (CsvLayoutTask, CsvTask))


def _how(status: int | None) -> str:
    if status is None:
        return "by itself"
    if status >= 0:
        if sys.platform == "win32" and status >= 0x80000000:
            return f"with the system's error {status:#x}"
        return f"with exit status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        return f"by signal {-status}"
    return f"by signal {name} ({_SIGNALS[name]})" if name in _SIGNALS else f"by signal {name}"
