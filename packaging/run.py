"""Two commands on a fresh machine: `run.py app` starts jacviz, `run.py tests` runs every check.

Both first make or update `.venv` (see environment.py) where that is needed, then hand their remaining
arguments on: to jacviz, or to pytest. Standard library only; any Python that jacviz itself runs on.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("jacviz needs Python 3.11 or newer; this is {}.{}.".format(*sys.version_info[:2]))

import os
import subprocess
import time

import environment
import qt_libraries
from venv_folder import ROOT, SetupError

USAGE = """\
usage: python3 packaging/run.py app [ARGUMENT ...]             start jacviz; the arguments are jacviz's own
       python3 packaging/run.py tests [--slow] [ARGUMENT ...]  run every check; the arguments are pytest's
"""

WINDOWLESS = {"eval", "descend", "-h", "--help", "--version"}  # what jacviz does without Qt
OFFSCREEN = {"bench", "export"}  # what it does with a window, but without a display if need be
NO_DISPLAY = (
    "jacviz opens a window and found no display to open it on: set DISPLAY or WAYLAND_DISPLAY, "
    "or lend it a virtual one with `xvfb-run -a python3 packaging/run.py app` (package xvfb)."
)


def main(arguments: list[str]) -> int:
    """Run one of the two commands.

    Args:
        arguments: The command line without the program's name.

    Returns:
        The exit status: 0, 1 where something failed, 2 for wrong usage or a missing display.
    """
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    try:
        if command == "app":
            return app(rest)
        if command == "tests":
            return tests(rest)
    except (SetupError, OSError) as error:
        print(f"jacviz set-up: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    (sys.stdout if command in {"-h", "--help"} else sys.stderr).write(USAGE)
    return 0 if command in {"-h", "--help"} else 2


def app(arguments: list[str]) -> int:
    """Start jacviz in this process's place.

    Args:
        arguments: jacviz's own.

    Returns:
        jacviz's exit status, or 2 where there is no display.
    """
    first = arguments[0] if arguments else ""
    if first not in WINDOWLESS:
        if first not in OFFSCREEN and no_display():
            print(NO_DISPLAY, file=sys.stderr)
            return 2
        qt_libraries.ensure(on_screen=not no_display() and os.environ.get("QT_QPA_PLATFORM") != "offscreen")
    python = environment.ensure(())
    # -P: the folder one happens to stand in is no place to import from.
    return become([str(python), "-P", "-m", "jacviz", *arguments])


def no_display() -> bool:
    """Whether Qt would look for a display on Linux and find none.

    Returns:
        True only on Linux, without DISPLAY and WAYLAND_DISPLAY, and with no platform that does without.
    """
    if not sys.platform.startswith("linux") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return False
    chosen = os.environ.get("QT_QPA_PLATFORM", "").split(";")  # Qt tries them in turn, each with :options
    return all(name.partition(":")[0] in {"", "xcb", "wayland", "wayland-egl"} for name in chosen)


def become(command: list[str]) -> int:
    """Go on as another program.

    Returns:
        The other program's exit status; only on Windows, which has no exec.
    """
    if sys.platform != "win32":
        os.execv(command[0], command)
    return subprocess.call(command)


def tests(arguments: list[str]) -> int:
    """Run ruff, mypy, import-linter and pytest, each once, whatever the others say.

    Args:
        arguments: pytest's own; `--slow` adds the slow tests.

    Returns:
        0 where all four passed, otherwise 1.
    """
    qt_libraries.ensure(on_screen=False)
    python = environment.ensure(("dev",))
    checks = {
        "ruff": [str(python), "-m", "ruff", "check", "."],
        "mypy": [str(python), "-m", "mypy", "--strict"],
        "import-linter": [str(environment.script("lint-imports")), "--no-logo"],
    }
    passed = [check(name, command) for name, command in checks.items()]
    chosen = ["-n", "2", "--dist", "worksteal"]  # two workers; `-n 0` among the arguments does without
    chosen += ["-m", ""] if "--slow" in arguments else []  # an empty choice replaces pyproject's "not slow"
    rest = [argument for argument in arguments if argument != "--slow"]
    status = subprocess.call([str(python), "-m", "pytest", *chosen, *rest], cwd=ROOT)
    return 0 if all(passed) and status == 0 else 1


def check(name: str, command: list[str]) -> bool:
    """Run one check and report it in a line; what it printed comes before, where it failed.

    Args:
        name: What the report calls it.
        command: Program and arguments.

    Returns:
        Whether it passed.
    """
    started = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    passed = done.returncode == 0
    if not passed:
        sys.stdout.buffer.write(done.stdout)
    seconds = time.monotonic() - started
    print(f"{name}: {'passed' if passed else 'FAILED'} in {seconds:.1f} s", flush=True)
    return passed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
