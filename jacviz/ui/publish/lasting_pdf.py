"""What Qt writes as PDF, with words that can be found and without the time at which it was written.

Words are replaced by as many bytes. A date is longer where the clock is not UTC, in summer for one, so that
what follows it moves, and the table of offsets with it.
"""

from __future__ import annotations

import re

_EPOCH = b"20000101000000Z"
_DATES = re.compile(rb"/(?:Creation|Mod)Date \(D:(\d{14}[^)]*)\)")
_INFO = re.compile(rb"/Info (\d+) 0 R")
# Of objects, and of their table: "0000000253 00000 n ", "startxref 34793".
_OFFSETS = re.compile(rb"(?:(?<=\n)(?=\d{10} 00000 n)|(?<=startxref\n))(\d+)")
# Tab and space are one glyph in a face, and Qt takes it for the tab.
_CMAP = re.compile(rb"\nbegincmap\n/CIDSystemInfo .*?\nendcmap\n", re.DOTALL)
_CODE = rb"<[0-9a-fA-F]{4}>"
_STANDS_FOR = re.compile(rb"(?m)^(?P<glyph>%s) (?:(?P=glyph) <0009>$|%s \[[^\]]*\])" % (_CODE, _CODE))


def mended(pdf: bytes) -> bytes:
    """A PDF whose spaces are spaces, and which is the same tomorrow and under another clock.

    Args:
        pdf: As QPdfWriter writes it.

    Returns:
        The same pages.
    """
    return _timeless(_CMAP.sub(lambda cmap: _STANDS_FOR.sub(_with_spaces, cmap[0]), pdf))


def _with_spaces(line: re.Match[bytes]) -> bytes:
    head, wanted = line[0][:14], line[0][14:]  # the codes of glyphs, which may have these numbers, too
    return head + wanted.replace(b"<0009>", b"<0020>")


def _timeless(pdf: bytes) -> bytes:
    trailer = pdf.rfind(b"\ntrailer\n")
    info = _INFO.search(pdf, trailer)
    begin = -1 if trailer < 0 or info is None else pdf.find(b"\n%s 0 obj\n" % info[1])
    if begin < 0:
        return pdf
    end, table = pdf.find(b"\nendobj\n", begin), pdf.rfind(b"\nxref\n")
    fixed = _DATES.sub(_fixed, pdf[begin:end])
    moved = len(fixed) - (end - begin)

    def at(offset: re.Match[bytes]) -> bytes:
        place = int(offset[1])
        return b"%0*d" % (len(offset[1]), place + moved if place > begin + 1 else place)

    return pdf[:begin] + fixed + pdf[end:table] + _OFFSETS.sub(at, pdf[table:])


def _fixed(date: re.Match[bytes]) -> bytes:
    return date[0].replace(date[1], _EPOCH)
