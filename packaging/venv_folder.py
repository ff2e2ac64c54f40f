"""Where the set-up works and how it runs things there: its paths, its log and its lock."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if sys.platform == "win32" else "bin")
PYTHON = SCRIPTS / ("python.exe" if sys.platform == "win32" else "python")
PYPROJECT = ROOT / "pyproject.toml"
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
STAMP = VENV / "set-up.json"
LOG = VENV / "set-up.log"
LOCK = VENV / "set-up.lock"


class SetupError(Exception):
    """Why the set-up cannot go on, as one sentence for the user."""


def say(sentence: str) -> None:
    """Tell the user how far the set-up is; standard output stays jacviz's own."""
    print(f"jacviz set-up: {sentence}", file=sys.stderr, flush=True)


def logged(command: Sequence[str], *, environ: Mapping[str, str] | None = None) -> int:
    """Run a command with its output in the log.

    The command inherits the lock, so that it keeps other set-ups out even where this process is killed first.

    Args:
        command: Program and arguments.
        environ: Its environment, where it is not this process's.

    Returns:
        Its exit status.
    """
    VENV.mkdir(exist_ok=True)
    with LOG.open("a", encoding="utf-8") as log:
        print("$", *command, file=log, flush=True)
        return subprocess.call(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environ, close_fds=False
        )


def apt_install(names: Sequence[str]) -> bool:
    """Install Debian packages, as root only; the lists are fetched only where apt does not know the packages.

    Returns:
        Whether apt-get says that it worked.
    """
    if sys.platform == "win32" or os.geteuid() != 0:
        return False
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *names]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if logged(command, environ=quiet) == 0:
        return True
    return logged(["apt-get", "update"], environ=quiet) == 0 and logged(command, environ=quiet) == 0


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """Keep other set-ups of this checkout out; the lock is lifted when its holder ends, however it ends.

    Raises:
        SetupError: `.venv` cannot be written to.
    """
    try:
        VENV.mkdir(exist_ok=True)
        lock = LOCK.open("a+b")
    except OSError as error:
        raise SetupError(f"{VENV} cannot be written to ({error.strerror})") from error
    with lock:
        os.set_inheritable(lock.fileno(), True)
        if not try_lock(lock.fileno()):
            say("Another set-up is at work here; waiting for it.")
            while not try_lock(lock.fileno()):
                time.sleep(0.2)
        yield


def try_lock(descriptor: int) -> bool:
    """Take the lock on an open file, or see that somebody else has it.

    Returns:
        Whether it was taken.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
