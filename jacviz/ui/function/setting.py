"""Formulas set in type: italic names with real subscripts, raised exponents, fractions, roots."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from jacviz.language.handwriting import ATOM, PRODUCT, SIGN, SUM, digits, fraction, needs_dot, strength
from jacviz.language.tree import (
    Call,
    Comparison,
    Junction,
    Name,
    Negation,
    Node,
    Not,
    Number,
    Power,
    Product,
    Sum,
    Tree,
    Where,
)
from jacviz.notation import MINUS, parts
from jacviz.ui import theme

_THIN = 0.17  # of the size, between factors
_SMALL = 0.72
_SMALLEST = 8.0
_RELATIONS = {"<=": "≤", ">=": "≥", "!=": "≠", "==": "="}
_AROUND = {"abs": ("|", "|"), "floor": ("⌊", "⌋")}
_SHORTER = {"asin": "arcsin", "acos": "arccos", "atan": "arctan"}


@dataclass(frozen=True, slots=True)
class Box:
    """Something with a baseline; subclasses paint themselves with the painter's pen.

    Attributes:
        width: Logical pixels.
        ascent: Above the baseline.
        descent: Below it.
    """

    width: float
    ascent: float
    descent: float

    def paint(self, painter: QPainter, x: float, baseline: float) -> None:
        """Paint with the left edge at `x`."""


@lru_cache(maxsize=64)
def _face(size: float, italic: bool, scale: float) -> tuple[QFont, QFontMetricsF]:
    del scale  # part of the key: theme fonts grow with it
    font = theme.maths_font(size, italic=italic)
    return font, QFontMetricsF(font)


@dataclass(frozen=True, slots=True)
class _Text(Box):
    text: str
    font: QFont

    def paint(self, painter: QPainter, x: float, baseline: float) -> None:
        painter.setFont(self.font)
        painter.drawText(QPointF(x, baseline), self.text)


@lru_cache(maxsize=2048)
def _text(text: str, size: float, italic: bool, scale: float) -> _Text:
    font, metrics = _face(size, italic, scale)
    return _Text(metrics.horizontalAdvance(text), 0.7 * size * scale, 0.22 * size * scale, text, font)


@dataclass(frozen=True, slots=True)
class _Row(Box):
    parts: tuple[tuple[Box, float, float], ...]  # each with its place to the right and up

    def paint(self, painter: QPainter, x: float, baseline: float) -> None:
        for box, right, up in self.parts:
            box.paint(painter, x + right, baseline - up)


@dataclass(frozen=True, slots=True)
class _Stack(Box):
    above: Box
    below: Box
    axis: float

    def paint(self, painter: QPainter, x: float, baseline: float) -> None:
        middle = baseline - self.axis
        rise, fall = middle - 3 - self.above.descent, middle + 3 + self.below.ascent
        self.above.paint(painter, x + (self.width - self.above.width) / 2, rise)
        self.below.paint(painter, x + (self.width - self.below.width) / 2, fall)
        painter.drawLine(QPointF(x + 1, middle), QPointF(x + self.width - 1, middle))


@dataclass(frozen=True, slots=True)
class _Root(Box):
    inner: Box
    hook: float

    def paint(self, painter: QPainter, x: float, baseline: float) -> None:
        top, bottom, h = baseline - self.ascent + 1, baseline + self.inner.descent - 1, self.hook
        middle = baseline - self.inner.ascent * 0.4
        line = [(0, middle + 1), (h * 0.25, middle), (h * 0.5, bottom), (h * 0.9, top), (self.width - 1, top)]
        painter.drawPolyline(QPolygonF([QPointF(x + dx, y) for dx, y in line]))
        self.inner.paint(painter, x + h, baseline)


def set_formula(tree: Tree, size: float) -> Box:
    """Set a formula in type.

    Args:
        tree: The formula.
        size: Pixels before the font scale.

    Returns:
        A box to be measured and painted; fractions stand upright where they are not nested.
    """
    return _Setter(size, upright=True).formula(tree)


class _Setter:
    """Sets at one size; smaller setters do exponents and indices."""

    def __init__(self, size: float, *, upright: bool) -> None:
        self._size = size
        self._upright = upright  # whether fractions may be stacked here
        self._scale = theme.current().scale
        self._em = size * self._scale

    def formula(self, tree: Tree) -> Box:
        match tree:
            case Number(value):
                return self._number(value)
            case Name(name):
                return self._name(name)
            case Negation(operand):
                box = self._within(operand, PRODUCT)
                gap = self._blank(0.12 * self._em if isinstance(box, _Stack) else 0.0)
                return self._row(self._text(MINUS), gap, box)
            case Sum(first, rest):
                boxes = [self._within(first, PRODUCT)]
                for sign, node in rest:
                    boxes += [self._spaced("+" if sign == "+" else MINUS), self._within(node, PRODUCT)]
                return self._row(*boxes)
            case Product():
                return self._quotient(*fraction(tree))
            case Power(base, exponent):
                return self._power(base, exponent)
            case Call(function, arguments):
                return self._call(function, arguments)
            case Where(condition, chosen, otherwise):
                return self._named("where", (condition, chosen, otherwise))
            case Comparison(first, rest):
                boxes = [self._within(first, SUM)]
                for relation, node in rest:
                    boxes += [self._spaced(_RELATIONS.get(relation, relation)), self._within(node, SUM)]
                return self._row(*boxes)
            case Junction(kind, conditions):
                boxes = [self._within(conditions[0], strength(tree) + 1)]
                for one in conditions[1:]:
                    boxes += [self._spaced(kind), self._within(one, strength(tree) + 1)]
                return self._row(*boxes)
            case Not(part):
                return self._row(self._text("not "), self._within(part, strength(tree)))

    # --- parts -------------------------------------------------------------------------------------------

    def _flat(self) -> _Setter:
        return _Setter(self._size, upright=False)

    def _smaller(self) -> _Setter:
        return _Setter(max(self._size * _SMALL, _SMALLEST), upright=False)

    def _within(self, tree: Tree, least: int) -> Box:
        if strength(tree) >= least:
            return self.formula(tree)
        return self._row(self._text("("), self._flat().formula(tree), self._text(")"))

    def _number(self, value: float) -> Box:
        mantissa, _, exponent = digits(value).partition("e") if value != 2.718281828459045 else ("e", "", "")
        if not exponent:
            return self._text(mantissa, italic=mantissa == "e")
        power = str(int(exponent)).replace("-", MINUS)
        raised = self._smaller()._text(power)
        lead = [] if mantissa == "1" else [self._text(mantissa + "\u2009·\u2009")]
        return self._placed(*((box, 0.0) for box in (*lead, self._text("10"))), (raised, 0.36 * self._em))

    def _name(self, name: str) -> Box:
        base, index = parts(name)
        box = self._text(base, italic=True)
        if not index:
            return box
        lowered = self._smaller()._text(index, italic=any(c.isalpha() for c in index))
        return self._placed((box, 0.0), (lowered, -0.2 * self._em))

    def _power(self, base: Node, exponent: Node) -> Box:
        raised = self._smaller().formula(exponent)
        if isinstance(base, Name) and parts(base.name)[1]:  # the exponent stands over the index
            letter, index = self._text(parts(base.name)[0], italic=True), self._name(base.name)
            over = _Row(0.0, raised.ascent, raised.descent, ((raised, 0.06 * self._em, 0.0),))
            back = letter.width - index.width
            tail = self._blank(max(raised.width + 0.06 * self._em, -back))
            return self._placed((index, 0.0), (self._blank(back), 0.0), (over, 0.44 * self._em), (tail, 0.0))
        box = self._flat()._within(base, ATOM)
        rise = max(box.ascent - 0.55 * raised.ascent, 0.36 * self._em)
        gap = 0.08 * self._em if isinstance(base, Name) else 0.0
        return self._placed((box, 0.0), (self._blank(gap), 0.0), (raised, rise))

    def _call(self, function: str, arguments: Sequence[Node]) -> Box:
        if function == "sqrt":
            inner = self._flat().formula(arguments[0])
            hook = 0.6 * self._em
            return _Root(hook + inner.width + 2, inner.ascent + 3, inner.descent, inner, hook)
        if function in _AROUND:
            left, right = _AROUND[function]
            return self._row(self._text(left), self._flat().formula(arguments[0]), self._text(right))
        if function in ("log2", "log10"):
            base = self._smaller()._text(function[3:])
            return self._row(
                self._placed((self._text("log"), 0.0), (base, -0.2 * self._em)), self._list(arguments)
            )
        return self._named(_SHORTER.get(function, function), arguments)

    def _named(self, function: str, arguments: Sequence[Tree]) -> Box:
        return self._row(self._text(function), self._list(arguments))

    def _list(self, arguments: Sequence[Tree]) -> Box:
        flat = self._flat()
        boxes = [self._text("("), flat.formula(arguments[0])]
        for argument in arguments[1:]:
            boxes += [self._text(", "), flat.formula(argument)]
        return self._row(*boxes, self._text(")"))

    def _quotient(self, above: Sequence[Node], below: Sequence[Node]) -> Box:
        if not below:
            return self._product(above)
        flat = self._flat()
        if not self._upright:
            under = flat._within(below[0], ATOM - 1) if len(below) == 1 else None
            under = under or self._row(self._text("("), flat._product(below), self._text(")"))
            return self._row(flat._product(above), self._text("/"), under)
        over, under = flat._stacked(above), flat._stacked(below)
        axis = 0.25 * self._em
        width = max(over.width, under.width) + 4
        return _Stack(width, axis + 3 + _tall(over), _tall(under) + 3 - axis, over, under, axis)

    def _stacked(self, factors: Sequence[Node]) -> Box:
        return self.formula(factors[0]) if len(factors) == 1 else self._product(factors)

    def _product(self, factors: Sequence[Node]) -> Box:
        boxes = [self._within(factors[0], PRODUCT if len(factors) == 1 else SIGN)]
        for before, after in itertools.pairwise(factors):
            tight = isinstance(before, Number) and (isinstance(after, Name | Sum) or strength(after) < SIGN)
            gap = 0.06 if tight else _THIN
            boxes.append(self._text("\u2009·\u2009") if needs_dot(after) else self._blank(gap * self._em))
            boxes.append(self._within(after, SIGN + 1))
        return self._row(*boxes)

    # --- boxes -------------------------------------------------------------------------------------------

    def _text(self, text: str, *, italic: bool = False) -> Box:
        return _text(text, self._size, italic, self._scale)

    def _blank(self, width: float) -> Box:
        return Box(width, 0.0, 0.0)

    def _spaced(self, sign: str) -> Box:
        gap = self._blank(0.24 * self._em)
        return self._row(gap, self._text(sign), gap)

    def _row(self, *boxes: Box) -> Box:
        return self._placed(*((box, 0.0) for box in boxes))

    def _placed(self, *boxes: tuple[Box, float]) -> Box:
        placed = []
        right = 0.0
        for box, up in boxes:
            placed.append((box, right, up))
            right += box.width
        ascent = max(box.ascent + up for box, up in boxes)
        return _Row(right, ascent, max(box.descent - up for box, up in boxes), tuple(placed))


def _tall(box: Box) -> float:
    return box.ascent + box.descent


def pen(colour: str) -> QPen:
    """The pen for formulas: rules of fractions and roots are one pixel.

    Args:
        colour: A token of the theme.

    Returns:
        A pen.
    """
    return QPen(theme.colour(colour), 1.0)
