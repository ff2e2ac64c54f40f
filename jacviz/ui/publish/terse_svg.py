"""What Qt writes as SVG in a third of its length: the same elements without what goes without saying."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

_BODY = re.compile(
    rb'(<g fill="none" stroke="black" stroke-width="1" fill-rule="evenodd" stroke-linecap="square" '
    rb'stroke-linejoin="bevel" >\n)(.*)(</g>\s*</svg>\s*)\Z',
    re.DOTALL,
)
_GROUP = re.compile(rb"<g ([^>]*)>\s*(.*?)\s*</g>", re.DOTALL)
_ATTRIBUTE = re.compile(rb'([\w:-]+)="([^"]*)"')
_GRANTED = {  # what the outermost group says, and what is so without words
    b"fill": b"none", b"fill-opacity": b"1", b"stroke-opacity": b"1", b"stroke-width": b"1",
    b"stroke-linecap": b"square", b"stroke-linejoin": b"bevel", b"transform": b"matrix(1,0,0,1,0,0)",
}  # fmt: skip
_LINES = re.compile(
    rb'<(?P<tag>polyline|polygon|path) (?P<before>[^>]*?)(?:points|d)="(?P<points>[^"]*)"(?P<after>[^>]*?)/>'
)
_PATH = re.compile(rb"([MLCZ])|(-?[\d.]+(?:e[+-]?\d+)?),(-?[\d.]+(?:e[+-]?\d+)?)")
_COLOURS = re.compile(rb' (?:fill|stroke)="[^"]*"')
_SCALE = re.compile(rb"matrix\(([^,]*),([^,]*),([^,]*),([^,]*),")
_UNITS = 100  # of a pixel of the layout, in which places are counted
_LARGEST_SCALE = 3.0  # of a group whose places may still be counted so


def terse(svg: bytes) -> bytes:
    """An SVG in fewer bytes.

    Args:
        svg: As QSvgGenerator writes it: groups that hold no other groups, each with all that it could say.

    Returns:
        The same picture, places to a hundredth of a pixel; or the SVG itself where it is built otherwise.
    """
    found = _BODY.search(svg)
    if found is None:
        return svg
    body = found[2]
    groups = [(_said(attributes), content) for attributes, content in _GROUP.findall(body)]
    if body.count(b"<g ") != len(groups) or re.sub(rb"\s", b"", _GROUP.sub(b"", body)):
        return svg
    kept = [(said, content) for said, content in groups if content]
    made = [_moved(said, b"\n".join(content for _, content in some)) for said, some in groupby(kept, _first)]
    body = b"".join(
        b"<g%s>\n%s\n</g>\n" % (said, b"\n".join(content for _, content in some))
        for said, some in groupby(made, _first)
    )
    return svg[: found.start()] + found[1] + body + found[3]


def _first(group: tuple[bytes, bytes]) -> bytes:
    return group[0]


def _moved(said: bytes, content: bytes) -> tuple[bytes, bytes]:
    """A group with short paths; the colours of a path alone stand in the path, not in a group of its own.

    Returns:
        What the group says, and what it holds.
    """
    if not _is_large(said):
        content = _LINES.sub(_shortened, content)
    own = b' fill="none"' in content  # of polylines
    colours = b"".join(colour for colour in _COLOURS.findall(said) if not (own and b"fill" in colour))
    if not content.startswith(b"<path") or content.count(b"<") > 1 or not colours:
        return said, content
    return _COLOURS.sub(b"", said), b"<path%s%s" % (colours, content.removeprefix(b"<path"))


def _said(attributes: bytes) -> bytes:
    """What a group says that does not go without saying.

    Returns:
        Attributes, without fonts: texts name their faces themselves.
    """
    made = {name: value for name, value in _ATTRIBUTE.findall(attributes) if _GRANTED.get(name) != value}
    if made.get(b"stroke") == b"none":
        made = {name: value for name, value in made.items() if not name.startswith(b"stroke-")}
    return b"".join(
        b' %s="%s"' % (name, value) for name, value in made.items() if not name.startswith(b"font-")
    )


def _is_large(said: bytes) -> bool:
    scale = _SCALE.search(said)
    return scale is not None and max(abs(float(part)) for part in scale.groups()) > _LARGEST_SCALE


def _shortened(found: re.Match[bytes]) -> bytes:
    rest = (found["before"] + found["after"]).replace(b'vector-effect="none"', b"")
    said = rest.replace(b'fill-rule="evenodd"', b"").replace(b'fill="none"', b"").split()
    if found["tag"] == b"path":
        tokens: Iterable[tuple[bytes, bytes, bytes]] = _PATH.findall(found["points"])
    else:
        tokens = _as_path(found["points"], closed=found["tag"] == b"polygon")
    if found["tag"] == b"polyline":  # which Qt never fills
        said = [b'fill="none"', *said] if b'fill="none"' in rest else said
    return b'<path %sd="%s"/>' % (b"".join(one + b" " for one in said), _relative(tokens))


def _as_path(points: bytes, *, closed: bool) -> Iterator[tuple[bytes, bytes, bytes]]:
    for place, (_, x, y) in enumerate(_PATH.findall(points)):
        if place < 2:
            yield (b"ML"[place : place + 1], b"", b"")
        yield (b"", x, y)
    if closed:
        yield (b"Z", b"", b"")


def _relative(tokens: Iterable[tuple[bytes, bytes, bytes]]) -> bytes:
    """Commands and places as a path whose places count from the ones before them.

    Returns:
        What stands in the attribute "d".
    """
    made: list[bytes] = []
    command, at, begin = b"", (0, 0), (0, 0)
    written = b""  # the command that further places belong to
    curve: list[tuple[int, int]] = []
    for letter, across, down in tokens:
        if letter == b"Z":
            made.append(b"z")
            at, written = begin, b""
        if letter:
            command = letter
            continue
        place = (round(float(across) * _UNITS), round(float(down) * _UNITS))
        if command == b"M":
            begin = place
            if made and place == at and written == b"l":  # the line goes on
                continue
            _add(made, b"m", [place], at, b"")
            at, written = place, b"m"
        elif command == b"L":
            if place != at or written == b"m":  # a point alone is a dot of the pen
                _add(made, b"l", [place], at, written)
                at, written = place, b"l"
        else:
            curve.append(place)
            if len(curve) == 3:
                _add(made, b"c", curve, at, written)
                at, written, curve = place, b"c", []
    return b"".join(made)


def _add(
    made: list[bytes], command: bytes, places: list[tuple[int, int]], at: tuple[int, int], written: bytes
) -> None:
    if command != written:
        made.append(command)
    for number, place in enumerate(places):
        for axis in (0, 1):
            text = _number(place[axis] - at[axis])
            first = command != written and number == axis == 0
            made.append(text if first or text.startswith(b"-") else b" " + text)


def _number(count: int) -> bytes:
    whole, part = divmod(abs(count), _UNITS)
    text = b"%d" % whole if not part else (b"%d.%02d" % (whole, part)).rstrip(b"0")
    if whole == 0 and part:
        text = text[1:]
    return b"-" + text if count < 0 and text != b"0" else text
