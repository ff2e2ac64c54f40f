"""The editor's typeface: JetBrains Mono on taller lines.

Qt's plain-text editor has no line spacing of its own: a line is as high as its font says. So the font is
told otherwise: the ascent and descent in a copy of its tables, held in memory, under a name of its own.
Cursor, selection, hit testing and line numbers then agree without a word of code in the editor.
https://learn.microsoft.com/typography/opentype/spec/otff describes the tables.
"""

from __future__ import annotations

import struct
from functools import lru_cache

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFont, QFontDatabase

from jacviz import resources
from jacviz.ui import theme

_FILE = "fonts/JetBrainsMono-Regular.ttf"
_FAMILY, _TALL_FAMILY = "JetBrains Mono", "JetBrains Tall"  # of equal length: names are replaced in place
LINE_HEIGHT = 1.64  # of the font size; 1.32 in the file
_MAGIC = 0xB1B0AFBA


def editor_font(zoom: float = 1.0) -> QFont:
    """The code font on taller lines.

    Args:
        zoom: The editor's own magnification, on top of the font scale.

    Returns:
        A font; the code font as it is where the tables could not be changed.
    """
    font = letter_by_letter(theme.code_font(theme.BODY * zoom))
    if _load():
        font.setFamilies([_TALL_FAMILY, _FAMILY])
    return font


def letter_by_letter(font: QFont) -> QFont:
    """Show each character as itself: "<=" stays two, for the cursor and the eye.

    Args:
        font: Changed in place.

    Returns:
        The same font.
    """
    for feature in ("calt", "liga"):
        font.setFeature(QFont.Tag(feature), 0)
    return font


@lru_cache(maxsize=1)
def _load() -> bool:
    try:
        made = taller(resources.read_bytes(_FILE), LINE_HEIGHT)
    except (OSError, struct.error, KeyError):
        return False
    return QFontDatabase.addApplicationFontFromData(QByteArray(made)) >= 0


def taller(font: bytes, line_height: float) -> bytes:
    """A copy of a TrueType font with other vertical metrics and another family name.

    Args:
        font: The file's bytes.
        line_height: Height of a line as a multiple of the font size; half is added above, half below.

    Returns:
        The copy's bytes, with the checksums that belong to it.
    """
    data = bytearray(font)
    tables = _tables(data)
    units = struct.unpack_from(">H", data, tables["head"][1] + 18)[0]
    ascender, descender = struct.unpack_from(">hh", data, tables["hhea"][1] + 4)
    extra = round(units * line_height) - (ascender - descender)
    ascender, descender = ascender + extra // 2, descender - (extra - extra // 2)
    struct.pack_into(">hhh", data, tables["hhea"][1] + 4, ascender, descender, 0)
    struct.pack_into(">hhhHH", data, tables["OS/2"][1] + 68, ascender, descender, 0, ascender, -descender)
    _rename(data, tables["name"])
    _sign(data, tables)
    return bytes(data)


def _tables(data: bytearray) -> dict[str, tuple[int, int, int]]:
    # The table directory: name to (place of its directory entry, offset, length).
    count = struct.unpack_from(">H", data, 4)[0]
    found = {}
    for place in range(12, 12 + 16 * count, 16):
        tag, _, offset, length = struct.unpack_from(">4sIII", data, place)
        found[tag.decode("latin-1")] = (place, offset, length)
    return found


def _rename(data: bytearray, table: tuple[int, int, int]) -> None:
    _, offset, length = table
    names = bytes(data[offset : offset + length])
    for encoding in ("utf-16-be", "latin-1"):
        names = names.replace(_FAMILY.encode(encoding), _TALL_FAMILY.encode(encoding))
    data[offset : offset + length] = names


def _sign(data: bytearray, tables: dict[str, tuple[int, int, int]]) -> None:
    adjustment = tables["head"][1] + 8
    struct.pack_into(">I", data, adjustment, 0)
    for name in ("hhea", "OS/2", "name"):
        place, offset, length = tables[name]
        struct.pack_into(">I", data, place + 4, _checksum(bytes(data[offset : offset + length])))
    struct.pack_into(">I", data, adjustment, (_MAGIC - _checksum(bytes(data))) % 2**32)


def _checksum(content: bytes) -> int:
    padded = content + bytes(-len(content) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) % 2**32
