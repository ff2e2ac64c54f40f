"""A real headless Chromium, driven over a pipe by its own protocol; nothing but the standard library."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_LONGEST = 60.0


def chromium() -> str:
    """The browser's command; Debian's package is installed where it is missing and can be."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is not None:
        return found
    if not (sys.platform == "linux" and shutil.which("apt-get") and os.geteuid() == 0):
        pytest.skip("there is no Chromium, and it cannot be installed here: no apt-get, or not root")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-q"],
        [
            "apt-get", "install", "-yq", "--no-install-recommends", "chromium",
            "-o", "DPkg::Lock::Timeout=300",  # another worker's tests may be at it, too
        ],
    ):  # fmt: skip
        done = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)
        if done.returncode and command[1] == "install":
            pytest.skip(f"there is no Chromium, and apt-get cannot install it: {done.stderr.strip()[-200:]}")
    return shutil.which("chromium") or pytest.skip("the package chromium brought no command of that name")


class Browser:
    """One page in one browser. Whatever the page asks the network for is noted in `asked`."""

    def __init__(self, folder: Path, *, dark: bool = False, size: tuple[int, int] = (1100, 900)) -> None:
        to_read, to_write = os.pipe()  # what the browser reads
        from_read, from_write = os.pipe()
        for end in (to_write, from_read):
            os.set_inheritable(end, False)

        def arrange() -> None:  # the protocol is spoken on descriptors 3 and 4
            one, other = os.dup(to_read), os.dup(from_write)
            os.dup2(one, 3)
            os.dup2(other, 4)

        command = [
            chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--remote-debugging-pipe", f"--user-data-dir={folder}", "--disable-dev-shm-usage",
            f"--window-size={size[0]},{size[1]}", "--no-first-run", "--disable-background-networking",
            "about:blank",
        ]  # fmt: skip
        self._process = subprocess.Popen(
            command, preexec_fn=arrange, close_fds=False, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(to_read)
        os.close(from_write)
        self._write, self._read = os.fdopen(to_write, "wb"), os.fdopen(from_read, "rb")
        self._number, self._session, self._heard = 0, "", b""
        self.asked: list[str] = []
        self.said: list[str] = []
        pages = self("Target.getTargets")["targetInfos"]
        target = next(one["targetId"] for one in pages if one["type"] == "page")
        self._session = self("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self(f"{domain}.enable")
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self("Emulation.setEmulatedMedia", features=[scheme])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        self._write.close()
        self._read.close()

    def __call__(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command, answered."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._write.write(json.dumps(message).encode() + b"\0")
        self._write.flush()
        while True:
            answer = self._next()
            self._note(answer)
            if answer.get("id") == self._number:
                assert "error" not in answer, answer["error"]
                result: dict[str, Any] = answer["result"]
                return result

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._heard:
            more = os.read(self._read.fileno(), 1 << 16)
            assert more, "the browser has ended"
            self._heard += more
        one, self._heard = self._heard.split(b"\0", 1)
        made: dict[str, Any] = json.loads(one)
        return made

    def _note(self, message: dict[str, Any]) -> None:
        method, told = message.get("method"), message.get("params", {})
        if method == "Network.requestWillBeSent":
            self.asked.append(told["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.said.append(json.dumps(told["exceptionDetails"])[:600])
        elif method == "Log.entryAdded":
            self.said.append(told["entry"]["text"])

    # --- what tests do -----------------------------------------------------------------------------------

    def open(self, page: Path, wish: str = "") -> None:
        """Open a page from disk and wait until it has drawn."""
        self("Page.navigate", url="about:blank")  # the same address again would load nothing
        self("Page.navigate", url=page.as_uri() + wish)
        self.wait("document.documentElement && document.documentElement.dataset.ready === 'true'")

    def get(self, expression: str) -> Any:
        """What an expression is worth in the page."""
        found = self("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def wait(self, condition: str) -> None:
        """Wait, frame by frame, until a condition holds in the page."""
        for _ in range(2000):
            if self.get(condition):
                return
            self.get("new Promise(done => setTimeout(done, 10))")
        pytest.fail(f"never came true in the page: {condition}")

    def key(self, key: str, code: str = "") -> None:
        """Press a key."""
        for kind in ("keyDown", "keyUp"):
            text = {"text": key} if kind == "keyDown" and len(key) == 1 else {}
            self("Input.dispatchKeyEvent", type=kind, key=key, code=code or key, **text)

    def point(self, x: float, y: float) -> None:
        """Move the mouse."""
        self("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def click(self, selector: str) -> None:
        """Click in the middle of an element."""
        box = self.get(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.scrollIntoView();"
            "const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)

    def picture(self) -> bytes:
        """A PNG of what is seen."""
        return base64.b64decode(self("Page.captureScreenshot", format="png")["data"])
