"""The checkout's own `.venv`: made where it is missing, brought up to date, left alone where it is in order.

`.venv/set-up.json` says what the environment was made from. It is written "not whole" before anything is
touched and "whole" at the very end, so that a set-up that was cut short is seen and made again from scratch.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from installing import PipError, install
from venv_folder import (
    CONSTRAINTS,
    LOCK,
    LOG,
    PYPROJECT,
    PYTHON,
    ROOT,
    SCRIPTS,
    STAMP,
    VENV,
    SetupError,
    apt_install,
    locked,
    logged,
    say,
)


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
