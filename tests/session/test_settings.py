from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from jacviz.session.settings import Settings, read_settings, settings_path, write_settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JACVIZ_CONFIG_DIR", str(tmp_path))
    return tmp_path


def test_what_is_written_is_read_again() -> None:
    wished = Settings(12.5, 8, appearance="dark", font_scale=1.25, reduced_motion=True, layout="YQ==")
    assert write_settings(wished)
    assert read_settings() == wished


def test_without_a_file_the_defaults_hold() -> None:
    assert not settings_path().exists()
    assert read_settings() == Settings()
    assert Settings().deadline == 5.0
    assert Settings().memory_limit == 4_000_000_000


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', "\x00\x01", "[" * 200_000])
def test_a_broken_file_costs_the_settings_and_not_the_start(text: str) -> None:
    settings_path().write_text(text)
    assert read_settings() == Settings()


def test_a_value_out_of_range_falls_back_alone() -> None:
    saved = {"deadline": -1, "memory": "much", "appearance": "pink", "font_scale": 1.5, "unknown": 1}
    settings_path().write_text(json.dumps(saved))
    assert read_settings() == replace(Settings(), font_scale=1.5)


def test_a_folder_that_cannot_be_written_is_said_and_not_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("JACVIZ_CONFIG_DIR", str(blocked / "below"))
    assert not write_settings(Settings())


def test_nothing_is_left_beside_the_file(folder: Path) -> None:
    write_settings(Settings())
    write_settings(Settings(deadline=7))
    assert [path.name for path in folder.iterdir()] == ["settings.json"]
