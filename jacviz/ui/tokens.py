"""The tokens of the look: colours of both appearances, type sizes, spacing. Read through jacviz.ui.theme."""

from __future__ import annotations

from dataclasses import dataclass

UNIT = 6  # pixels; every margin and gap is a multiple
RADIUS = 4
MOTION_MS = 150  # length of every explaining motion; 0 under reduced motion, see Theme.motion

BODY, QUIET, CELL, TITLE = 13, 12, 20, 13  # font sizes in pixels, before the font scale


@dataclass(frozen=True)
class Tokens:
    """Colours of one appearance, as #RRGGBB."""

    window: str
    panel: str
    field: str
    text: str
    quiet: str
    line: str
    input_mark: str
    input_wash: str
    output_mark: str
    output_wash: str
    negative: str
    zero: str
    positive: str
    accent: str
    on_accent: str
    error: str
    error_wash: str
    trajectories: tuple[str, ...]
    more_trajectories: tuple[str, ...]  # from the sixth on, up to twelve
    risk: tuple[str, str]
    code_keyword: str
    code_number: str
    code_comment: str
    code_string: str
    code_function: str


LIGHT = Tokens(
    window="#F4F5F3", panel="#FFFFFF", field="#F1F2F0", text="#1B1F24", quiet="#66707D", line="#E2E5E3",
    input_mark="#1F6AB3", input_wash="#E6F0FA", output_mark="#AF500E", output_wash="#FDF0E4",
    negative="#762A83", zero="#F7F7F7", positive="#1B7837", accent="#1B1F24", on_accent="#FFFFFF",
    error="#B3261E", error_wash="#FCEBEA",
    trajectories=("#3C6FD9", "#C2410C", "#0E8F6E", "#9333A8", "#B7860B"), risk=("#FFFFFF", "#AAB9C4"),
    more_trajectories=("#D1487F", "#5E9412", "#0A86AD", "#7A4E24", "#4B33A6", "#8C1D4F", "#0B5A63"),
    code_keyword="#7A3E9D", code_number="#1F6AB3", code_comment="#66707D", code_string="#1B7837",
    code_function="#8A4B08",
)  # fmt: skip

DARK = Tokens(
    window="#101317", panel="#171B21", field="#20262E", text="#E8EBEF", quiet="#98A2B0", line="#2A3038",
    input_mark="#79B8F5", input_wash="#1B2C3D", output_mark="#F2A468", output_wash="#3A2A1D",
    negative="#BA78CD", zero="#20262E", positive="#5ABE78", accent="#E8EBEF", on_accent="#101317",
    error="#FF8A80", error_wash="#3B1F1F",
    trajectories=("#7FA6FF", "#FF9A6B", "#4FD1AE", "#D28CEB", "#E8BE4A"), risk=("#1E2229", "#4A5A70"),
    more_trajectories=("#FF7FA6", "#A4DE5E", "#58C8F0", "#C9A27C", "#7C6BE0", "#FFC4E0", "#3E9E8A"),
    code_keyword="#D28CEB", code_number="#79B8F5", code_comment="#98A2B0", code_string="#7FD69A",
    code_function="#E8BE4A",
)  # fmt: skip
