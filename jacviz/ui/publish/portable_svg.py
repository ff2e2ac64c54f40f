"""What Qt writes as SVG, made to look alike where the bundled faces are not installed, and smaller."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

from PySide6.QtGui import QFont, QFontMetricsF

_FALLBACKS = {
    b"Inter": b"Inter, 'Helvetica Neue', Arial, sans-serif",
    b"STIXGeneral": b"STIXGeneral, 'STIX Two Text', 'Times New Roman', Times, serif",
    b"JetBrains Mono": b"'JetBrains Mono', Menlo, Consolas, monospace",
}
_TEXT = re.compile(
    rb'<text (?P<before>[^>]*?)font-family="(?P<family>[^"]*)" font-size="(?P<size>[^"]*)" '
    rb'font-weight="(?P<weight>[^"]*)" font-style="(?P<style>[^"]*)"(?P<after>[^>]*)>(?P<said>[^<]*)</text>'
)
_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")  # which code may hold in a comment
_BLURRED = b'image-rendering="optimizeSpeed"'
_CRISP = _BLURRED + b' style="image-rendering:pixelated"'


def portable(svg: bytes) -> bytes:
    """An SVG that keeps its layout with other faces.

    Args:
        svg: As QSvgGenerator writes it, with fonts of pages.

    Returns:
        The same picture: each text knows how wide it is and which faces may take the place of its own.
    """
    return _TEXT.sub(_with_length, _NO_XML.sub(b"", svg)).replace(_BLURRED, _CRISP)


def _with_length(found: re.Match[bytes]) -> bytes:
    said = unescape(found["said"].decode())
    length = _metrics(found["family"].decode(), found["size"], found["weight"], found["style"])
    wide = length.horizontalAdvance(said)
    first = found["family"].split(b",")[0]  # what follows may lend it a glyph
    family = _FALLBACKS.get(first, found["family"])
    fixed = b' textLength="%.5g" lengthAdjust="spacingAndGlyphs"' % wide if len(said.strip()) > 1 else b""
    return (
        b'<text %sfont-family="%s" font-size="%s" font-weight="%s" font-style="%s"%s%s>%s</text>'
        % (found["before"], family, found["size"], found["weight"], found["style"], fixed, found["after"],
           found["said"])
    )  # fmt: skip


@lru_cache(maxsize=128)
def _metrics(family: str, size: bytes, weight: bytes, style: bytes) -> QFontMetricsF:
    font = QFont(family.split(","))
    font.setPixelSize(round(float(size)))
    font.setWeight(QFont.Weight(int(weight)))
    font.setItalic(style == b"italic")
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    for feature in ("calt", "liga", "tnum"):
        font.setFeature(QFont.Tag(feature), 0)
    return QFontMetricsF(font)
