"""The checkout's own `.venv`: made where it is missing, brought up to date, left alone where it is in order.

`.venv/set-up.json` says what the environment was made from. It is written "not whole" before anything is
touched and "whole" at the very end, so that a set-up that was cut short is seen and made again from scratch.
"""

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if sys.platform == "win32" else "bin")
PYTHON = SCRIPTS / ("python.exe" if sys.platform == "win32" else "python")
PYPROJECT = ROOT / "pyproject.toml"
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"

STAMP = VENV / "set-up.json"
LOG = VENV / "set-up.log"
LOCK = VENV / "set-up.lock"

CPU_INDEX = "https://download.pytorch.org/whl/cpu"  # where torch's builds without CUDA are
NEWEST_PYTHON = (3, 14)  # the newest that every pinned package has wheels for
# What pip's log says where there is no network, in urllib3's words.
UNREACHABLE = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "ProxyError")


class SetupError(Exception):
    """Why the set-up cannot go on, as one sentence for the user."""


class PipError(SetupError):
    """Pip did not do what it was asked to."""


def ensure(extras: Sequence[str]) -> Path:
    """See to it that `.venv` holds the project and its pinned dependencies.

    Args:
        extras: Optional dependencies of pyproject.toml that are wanted, such as ("dev",).

    Returns:
        The environment's Python. Where it cannot be made, a SetupError says why.
    """
    if in_order(extras):
        return PYTHON
    with locked():
        if not in_order(extras):  # another run may have made it while this one waited
            started = time.monotonic()
            bring_up_to_date(extras)
            say(f"Ready after {time.monotonic() - started:.0f} s.")
    return PYTHON


def script(name: str) -> Path:
    """A program that a package installed.

    Returns:
        Its path in the environment.
    """
    return SCRIPTS / (f"{name}.exe" if sys.platform == "win32" else name)


# --- what is there --------------------------------------------------------------------------------------


def in_order(extras: Sequence[str]) -> bool:
    """Whether the environment is whole, was made from today's pins by this Python, and has the extras.

    Returns:
        False where anything must be done. Costs some milliseconds.
    """
    stamp = read_stamp()
    return usable(stamp) and stamp["pins"] == pins() and set(extras) <= set(stamp["extras"])


def usable(stamp: Mapping[str, Any]) -> bool:
    """Whether what the stamp tells of can be built upon.

    Args:
        stamp: As `read_stamp` returns it.

    Returns:
        False for an environment that is half made, of another Python, moved here from elsewhere, or damaged.
    """
    if not stamp.get("whole") or stamp.get("machine") != machine() or not PYTHON.exists():
        return False
    return set(stamp["installed"]) <= installed()


def read_stamp() -> dict[str, Any]:
    """What the environment was made from.

    Returns:
        An empty dictionary where there is none that can be read.
    """
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(stamp: Mapping[str, Any]) -> None:
    """Replace the stamp in one step: a reader sees the old one or the new one, never a half."""
    new = STAMP.with_suffix(".new")
    new.write_text(json.dumps(stamp), "utf-8")
    os.replace(new, STAMP)


def machine() -> str:
    """What an environment cannot be carried across: Python, system, processor, and its own place.

    Returns:
        A line of text to compare.
    """
    processor = os.uname().machine if hasattr(os, "uname") else os.environ.get("PROCESSOR_ARCHITECTURE", "")
    return f"{sys.implementation.cache_tag} {sys.platform} {processor} {sys.base_prefix} {ROOT}"


def pins() -> str:
    """A digest of the files that say what is installed.

    Returns:
        Hexadecimal digits.
    """
    return hashlib.sha256(PYPROJECT.read_bytes() + b"\0" + CONSTRAINTS.read_bytes()).hexdigest()


def installed() -> set[str]:
    """The top-level entries of site-packages; one that has gone missing is damage.

    Returns:
        Names of files and folders.
    """
    pattern = "Lib/site-packages" if sys.platform == "win32" else "lib/python3*/site-packages"
    return {entry for place in VENV.glob(pattern) for entry in os.listdir(place) if entry != "__pycache__"}


# --- making it ------------------------------------------------------------------------------------------


def bring_up_to_date(extras: Sequence[str]) -> None:
    """Install into the environment that is there, or make it from scratch where it cannot be built upon.

    Raises:
        PipError: What is wanted could not be installed; the environment is as usable as it was before.
    """
    before = read_stamp()
    extras = sorted({*extras, *before.get("extras", ())}) if usable(before) else sorted(extras)
    LOG.write_text("", "utf-8")
    if usable(before):
        say("Bringing .venv up to date.")
        write_stamp({**before, "whole": False})
        try:
            install(extras)
        except PipError:
            write_stamp(before)  # pip puts back what it could not replace
            raise
    else:
        make(extras)
    made = {"machine": machine(), "pins": pins(), "extras": extras, "installed": sorted(installed())}
    write_stamp({"whole": True, **made})


def make(extras: Sequence[str]) -> None:
    """Make the environment from nothing.

    Raises:
        SetupError: This Python cannot make virtual environments.
    """
    clear()
    write_stamp({"whole": False})
    say(f"Making .venv with Python {'.'.join(map(str, sys.version_info[:3]))}.")
    need_ensurepip()
    if logged([sys.executable, "-m", "venv", str(VENV)]) != 0:
        raise SetupError(f"Python could not make a virtual environment in {VENV}; see {LOG}")
    install(extras)


def clear() -> None:
    """Empty `.venv`, but for this set-up's own lock and log."""
    for entry in VENV.iterdir():
        if entry in {LOCK, LOG}:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def need_ensurepip() -> None:
    """Debian and Ubuntu keep the part of Python that puts pip into an environment in a package of its own.

    Raises:
        SetupError: It is missing and cannot be installed from here.
    """
    if importlib.util.find_spec("ensurepip"):
        return
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    if not (shutil.which("apt-get") and apt_install([package])):
        raise SetupError(f"Python's own ensurepip is missing. Install it: sudo apt-get install -y {package}")


def install(extras: Sequence[str]) -> None:
    """Install the project, editable, with pinned dependencies."""
    install_torch()
    say("Installing Qt and the other packages.")
    constraints = ["--constraint", str(CONSTRAINTS)]
    pip("install", *constraints, "hatchling")
    wanted = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    pip("install", *constraints, "--no-build-isolation", "--editable", wanted)


def install_torch() -> None:
    """Install torch's CPU build on Linux without an NVIDIA GPU, where it can be had.

    Everywhere else, and where the index of CPU builds cannot be reached, torch comes with the other packages.
    """
    lines = CONSTRAINTS.read_text("utf-8").splitlines()
    pinned = next(line.split()[0] for line in lines if line.startswith("torch=="))
    if not sys.platform.startswith("linux") or has_nvidia_gpu():
        say(f"Installing {pinned} and what it needs; this is the long part.")
        return
    say(f"Installing {pinned}, CPU build.")
    try:
        pip("install", "--no-deps", "--retries", "0", "--timeout", "10", "--index-url", CPU_INDEX, pinned)
    except PipError:
        say("No CPU build was found; taking the plain one, which can be several GB on Linux.")


def has_nvidia_gpu() -> bool:
    """Whether NVIDIA's driver is there.

    Returns:
        True where its kernel module is loaded or its tool is installed (as under WSL).
    """
    return Path("/proc/driver/nvidia/version").exists() or shutil.which("nvidia-smi") is not None


def pip(*arguments: str) -> None:
    """Run the environment's pip.

    Raises:
        PipError: It failed; the sentence says how and where its log is.
    """
    before = LOG.stat().st_size if LOG.exists() else 0
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    if logged([str(PYTHON), "-m", "pip", *arguments[:1], *quiet, *arguments[1:]]) != 0:
        with LOG.open(encoding="utf-8", errors="replace") as log:
            log.seek(before)
            raise PipError(f"{reason(log.read())}; see {LOG}")


def reason(log: str) -> str:
    """Why pip failed, from what it printed.

    Args:
        log: Pip's output.

    Returns:
        One sentence without a full stop.
    """
    if any(sign in log for sign in UNREACHABLE):
        return "Packages could not be downloaded: the network cannot be reached. Run this again when it can"
    errors = [line.removeprefix("ERROR: ") for line in log.splitlines() if line.startswith("ERROR: ")]
    said = errors[-1].rstrip(".") if errors else "it gave no reason"
    if sys.version_info[:2] > NEWEST_PYTHON:
        said += ". Not every package is there for this Python yet: use {}.{}".format(*NEWEST_PYTHON)
    return f"Pip could not install the packages: {said}"


# --- running things -------------------------------------------------------------------------------------


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
