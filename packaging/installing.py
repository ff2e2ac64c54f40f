"""What goes into `.venv`: the project, editable, and its pinned dependencies, by its own pip."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from venv_folder import CONSTRAINTS, LOG, PYTHON, ROOT, SetupError, logged, say

CPU_INDEX = "https://download.pytorch.org/whl/cpu"  # where torch's builds without CUDA are
NEWEST_PYTHON = (3, 14)  # the newest that every pinned package has wheels for
# What pip's log says where there is no network, in urllib3's words.
UNREACHABLE = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "ProxyError")


class PipError(SetupError):
    """Pip did not do what it was asked to."""


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
