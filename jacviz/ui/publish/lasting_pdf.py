"""What Qt writes as PDF, with words that can be found and without the time at which it was written.

Everything is replaced by as many bytes, so that every offset in the file stays where it is.
"""

from __future__ import annotations

import re

_EPOCH = b"20000101000000Z"
_DATES = re.compile(rb"/(?:Creation|Mod)Date \(D:(\d{14}[^)]*)\)")
_INFO = re.compile(rb"/Info (\d+) 0 R")
# Tab and space are one glyph in a face, and Qt takes it for the tab.
_CMAP = re.compile(rb"\nbegincmap\n/CIDSystemInfo .*?\nendcmap\n", re.DOTALL)
_CODE = rb"<[0-9a-fA-F]{4}>"
_STANDS_FOR = re.compile(rb"(?m)^(?P<glyph>%s) (?:(?P=glyph) <0009>$|%s \[[^\]]*\])" % (_CODE, _CODE))


def mended(pdf: bytes) -> bytes:
    """A PDF of the same length whose spaces are spaces, and which is the same tomorrow.

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
    end = pdf.find(b"\nendobj\n", begin)
    return pdf[:begin] + _DATES.sub(_fixed, pdf[begin:end]) + pdf[end:]


def _fixed(date: re.Match[bytes]) -> bytes:
    length = len(date[1])
    return date[0].replace(date[1], _EPOCH[:length].ljust(length))
