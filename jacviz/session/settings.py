"""The user's settings: what outlives a document. One JSON file, read leniently and replaced whole."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

Appearance: TypeAlias = Literal["system", "light", "dark"]

LONGEST_DEADLINE = 3600.0  # seconds
SMALLEST_MEMORY = 0.5  # GB; torch itself needs about 0.3
_LARGEST_FILE = 1 << 20  # characters; what is longer is not ours


@dataclass(frozen=True)
class Settings:
    """What the user prefers on this machine.

    Attributes:
        deadline: Seconds that one evaluation may take.
        memory: GB that the engine may hold (1 GB = 1e9 bytes).
        appearance: Follow the system, or stay light or dark.
        font_scale: Size of all type; 1 is 13 px body text.
        reduced_motion: Whether explaining motions are left out.
        layout: The window's arrangement as Qt saves it, base64.
        geometry: The window's place and size as Qt saves it, base64.
    """

    deadline: float = 5.0
    memory: float = 4.0
    appearance: Appearance = "system"
    font_scale: float = 1.0
    reduced_motion: bool = False
    layout: str = ""
    geometry: str = ""

    @property
    def memory_limit(self) -> int:
        """The memory ceiling in bytes."""
        return round(self.memory * 1e9)


def settings_path() -> Path:
    """Where the settings lie: JACVIZ_CONFIG_DIR, or the platform's folder for settings.

    Returns:
        The file, which need not exist.
    """
    folder = os.environ.get("JACVIZ_CONFIG_DIR")
    if folder:
        return Path(folder) / "settings.json"
    from platformdirs import user_config_path

    return user_config_path("jacviz", appauthor=False) / "settings.json"


def read_settings() -> Settings:
    """The saved settings.

    A file that is missing, unreadable or out of range costs its settings, never the start: each value that
    is not valid falls back to its default.

    Returns:
        The settings in force.
    """
    try:
        with settings_path().open(encoding="utf-8") as file:
            saved = json.loads(file.read(_LARGEST_FILE))
    except (OSError, ValueError, RecursionError):
        return Settings()
    return _validated(saved) if isinstance(saved, dict) else Settings()


def write_settings(settings: Settings) -> bool:
    """Save `settings`: written beside the old file, then renamed over it.

    Returns:
        Whether it could be saved; a read-only home is no reason to stop.
    """
    path = settings_path()
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(asdict(settings), indent=1) + "\n", encoding="utf-8")
        beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        return False
    return True


def _validated(saved: dict[str, object]) -> Settings:
    from pydantic import Field, TypeAdapter, ValidationError

    rules: dict[str, Any] = {
        "deadline": Annotated[float, Field(ge=0.1, le=LONGEST_DEADLINE)],
        "memory": Annotated[float, Field(ge=SMALLEST_MEMORY, le=4096)],
        "appearance": Appearance,
        "font_scale": Annotated[float, Field(ge=0.75, le=2.5)],
        "reduced_motion": bool,
        "layout": Annotated[str, Field(max_length=100_000)],
        "geometry": Annotated[str, Field(max_length=10_000)],
    }
    valid: dict[str, object] = {}
    for name, rule in rules.items():
        if name in saved:
            try:
                valid[name] = TypeAdapter(rule).validate_python(saved[name], strict=False)
            except ValidationError:
                continue
    return Settings(**valid)  # type: ignore[arg-type]  # each value has just passed its rule
