"""The words of an SVG and where they stand: tests look for words outside the page or over each other."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPolygonF, QTransform

_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"-?[\d.]+(?:e-?\d+)?")


class Word(NamedTuple):
    """Text as it is drawn."""

    text: str
    shape: QPolygonF  # its ink, on the page

    @property
    def box(self) -> QRectF:
        return self.shape.boundingRect()


def page_of(svg: bytes) -> QRectF:
    """The page of an SVG."""
    return QRectF(*(float(part) for part in ET.fromstring(svg).attrib["viewBox"].split()))


def words(svg: bytes) -> list[Word]:
    """All text that leaves ink."""
    return list(_words(ET.fromstring(svg), QTransform()))


def _words(element: ET.Element, outer: QTransform) -> Iterator[Word]:
    transform = outer
    given = element.attrib.get("transform")
    if given is not None:
        a, b, c, d, e, f = (float(part) for part in _NUMBER.findall(given.partition("(")[2]))
        transform = QTransform(a, b, c, d, e, f) * outer
    if element.tag == f"{_SVG}text":
        text = "".join(element.itertext())
        if text.strip():
            yield Word(text, transform.map(QPolygonF(_ink(element, text))))
    for child in element:
        yield from _words(child, transform)


def _ink(element: ET.Element, text: str) -> QRectF:
    font = QFont([element.attrib["font-family"].split(",")[0].strip("'"), "Inter"])  # as ui/typeface.py
    font.setPixelSize(round(float(element.attrib["font-size"])))
    font.setWeight(QFont.Weight(int(element.attrib["font-weight"])))
    font.setItalic(element.attrib["font-style"] == "italic")
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    box = QFontMetricsF(font).tightBoundingRect(text)
    return box.translated(QPointF(float(element.attrib["x"]), float(element.attrib["y"])))


def outside(svg: bytes, slack: float = 0.75) -> list[str]:
    """Words that leave the page by more than `slack`."""
    page = page_of(svg).adjusted(-slack, -slack, slack, slack)
    return [word.text for word in words(svg) if not page.contains(word.box)]


def overlapping(svg: bytes, share: float = 0.2) -> list[tuple[str, str]]:
    """Pairs of words of which one covers more than a `share` of the other's ink."""
    found = []
    everything = words(svg)
    for (i, one), (j, other) in combinations(enumerate(everything), 2):
        if j == i + 1 and is_index(one, other):
            continue
        if not one.box.intersects(other.box):
            continue
        both = one.shape.intersected(other.shape).boundingRect()
        smaller = min(word.box.width() * word.box.height() for word in (one, other))
        if both.width() * both.height() > share * smaller and min(both.width(), both.height()) > 0.75:
            found.append((one.text, other.text))
    return found


def is_index(one: Word, other: Word) -> bool:
    """Whether a word is the index or the power of the one before, or its digits after their sign.

    These share a little room.
    """
    behind = other.box.left() > one.box.left() and other.box.right() > one.box.right()
    return behind and other.box.height() < one.box.height() * 1.3
