"""Random formulas as text, each with its value computed by other means than jacviz's.

The text is built from the outside in by the rules of mathematics (what binds how strongly), and its value
from the inside out with Python's own math, so neither knows jacviz's tree.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from hypothesis import strategies as st

Values: TypeAlias = Mapping[str, float]
Value: TypeAlias = Callable[[Values], float]

NAMES = ("x1", "x2", "x10", "a", "rate")
SUM, PRODUCT, SIGN, POWER, ATOM = range(5)
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


@dataclass(frozen=True)
class Formula:
    text: str
    value: Value
    strength: int = ATOM

    def within(self, strength: int) -> str:
        return self.text if self.strength >= strength else f"({self.text})"

    def __repr__(self) -> str:
        return f"Formula({self.text!r})"


def guarded(function: Callable[..., float], overflow: float = math.inf) -> Callable[..., float]:
    def call(*arguments: float) -> float:
        try:
            return function(*arguments)
        except ValueError:
            return math.nan
        except OverflowError:
            return overflow

    return call


def divide(a: float, b: float) -> float:
    if b == 0:
        return math.nan if a == 0 or math.isnan(a) else math.copysign(math.inf, a) * math.copysign(1, b)
    return a / b


def raised(a: float, b: float) -> float:
    if a == 0 and b < 0:
        return math.copysign(math.inf, a) if b % 2 == 1 else math.inf
    odd = math.isfinite(b) and b % 2 == 1
    return guarded(math.pow, -math.inf if a < 0 and odd else math.inf)(a, b)


TAME: dict[str, Callable[[float], float]] = {
    "sin": guarded(math.sin),
    "cos": guarded(math.cos),
    "tanh": math.tanh,
    "atan": math.atan,
    "abs": abs,
    "erf": math.erf,
    "relu": lambda x: x if x > 0 or x != x else 0.0,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x)),
}
WILD = TAME | {
    "tan": guarded(math.tan),
    "asin": guarded(math.asin),
    "acos": guarded(math.acos),
    "exp": guarded(math.exp),
    "cosh": guarded(math.cosh),
    "sqrt": guarded(math.sqrt),
    "log": lambda x: -math.inf if x == 0 else guarded(math.log)(x),
    "log2": lambda x: -math.inf if x == 0 else guarded(math.log2)(x),
    "log10": lambda x: -math.inf if x == 0 else guarded(math.log10)(x),
    "sign": lambda x: float(x > 0) - float(x < 0),
    "floor": lambda x: x if not math.isfinite(x) else float(math.floor(x)),
}
RELATIONS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "≤": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "≠": lambda a, b: a != b,
}


def _leaf() -> st.SearchStrategy[Formula]:
    def number(text: str) -> Formula:
        return Formula(text, lambda _: float(text))

    numbers = st.sampled_from(["0", "1", "2", "3", "0.5", ".25", "1e-3", "12.", "7E1"]).map(number)
    names = st.sampled_from(NAMES).map(lambda name: Formula(name, lambda values: values[name]))
    constants = st.sampled_from(
        [Formula("pi", lambda _: math.pi), Formula("π", lambda _: math.pi), Formula("e", lambda _: math.e)]
    )
    return numbers | names | constants


def _chain(draw: st.DrawFn, part: st.SearchStrategy[Formula], wild: bool) -> Formula:
    kind = draw(st.sampled_from(["sum", "product"]))
    parts = draw(st.lists(part, min_size=2, max_size=4))
    text, value = parts[0].within(SUM + 1 if kind == "sum" else PRODUCT + 1), parts[0].value
    for right in parts[1:]:
        if kind == "sum":
            sign = draw(st.sampled_from(["+", "-", " + ", " - ", " − "]))
            text += sign + right.within(PRODUCT)
            value = _added(value, right.value, sign.strip())
        else:
            text, value = _times(draw, text, value, right, wild)
    return Formula(text, value, SUM if kind == "sum" else PRODUCT)


def _added(a: Value, b: Value, sign: str) -> Value:
    return (lambda v: a(v) + b(v)) if sign == "+" else (lambda v: a(v) - b(v))


def _times(draw: st.DrawFn, text: str, value: Value, right: Formula, wild: bool) -> tuple[str, Value]:
    factor = right.within(SIGN)
    if wild and draw(st.booleans()):
        sign = draw(st.sampled_from(["/", " / ", "÷"]))
        return text + sign + factor, lambda v: divide(value(v), right.value(v))
    beside = factor[0].isalpha() or factor[0] == "("
    close = beside and (text[-1] == ")" or text.replace(".", "").isdigit())
    sign = draw(st.sampled_from(["*", " * ", "·", " × "] + [" "] * beside + [""] * close))
    return text + sign + factor, lambda v: value(v) * right.value(v)


def _power(draw: st.DrawFn, part: st.SearchStrategy[Formula], wild: bool) -> Formula:
    base = draw(part)
    if wild and draw(st.booleans()):
        exponent = draw(part)
        sign = draw(st.sampled_from(["^", "**", " ^ "]))
        return Formula(
            base.within(ATOM) + sign + exponent.within(SIGN),
            lambda v: raised(base.value(v), exponent.value(v)),
            POWER,
        )
    whole = draw(st.integers(-3 if wild else 0, 12 if wild else 3))
    written = draw(st.sampled_from([f"^{whole}", f"**{whole}", str(whole).translate(_RAISED)]))
    return Formula(base.within(ATOM) + written, lambda v: raised(base.value(v), float(whole)), POWER)


def _call(draw: st.DrawFn, part: st.SearchStrategy[Formula], wild: bool) -> Formula:
    kind = draw(st.sampled_from(["unary", "unary", "many", "where"]))
    if kind == "unary":
        functions = WILD if wild else TAME
        name = draw(st.sampled_from(sorted(functions)))
        argument = draw(part)
        return Formula(f"{name}({argument.text})", lambda v: functions[name](argument.value(v)))
    if kind == "many":
        name = draw(st.sampled_from(["min", "max"]))
        parts = draw(st.lists(part, min_size=2, max_size=3))
        extreme = min if name == "min" else max
        return Formula(f"{name}({', '.join(p.text for p in parts)})", lambda v: _extreme(extreme, v, parts))
    condition, truth = draw(_conditions(part if wild else _leaf()))
    chosen, otherwise = draw(part), draw(part)
    return Formula(
        f"where({condition}, {chosen.text}, {otherwise.text})",
        lambda v: chosen.value(v) if truth(v) else otherwise.value(v),
    )


def _extreme(extreme: Callable[[list[float]], float], values: Values, parts: list[Formula]) -> float:
    numbers = [part.value(values) for part in parts]
    return math.nan if any(number != number for number in numbers) else extreme(numbers)


@st.composite
def _conditions(draw: st.DrawFn, part: st.SearchStrategy[Formula]) -> tuple[str, Callable[[Values], bool]]:
    parts = draw(st.lists(part, min_size=2, max_size=3))
    signs = [draw(st.sampled_from(sorted(RELATIONS))) for _ in parts[1:]]
    text = parts[0].within(SUM) + "".join(
        f" {sign} {right.within(SUM)}" for sign, right in zip(signs, parts[1:], strict=True)
    )

    def truth(values: Values) -> bool:
        numbers = [p.value(values) for p in parts]
        return all(RELATIONS[sign](numbers[i], numbers[i + 1]) for i, sign in enumerate(signs))

    kind = draw(st.sampled_from(["plain", "plain", "not", "and", "or"]))
    if kind == "not":
        return f"not {text}", lambda v: not truth(v)
    if kind in ("and", "or"):
        other, second = draw(_conditions(part))
        if kind == "and" and " or " in other:
            other = f"({other})"
        both = (lambda v: truth(v) and second(v)) if kind == "and" else (lambda v: truth(v) or second(v))
        return f"{text} {kind} {other}", both
    return text, truth


def _compound(part: st.SearchStrategy[Formula], wild: bool) -> st.SearchStrategy[Formula]:
    @st.composite
    def build(draw: st.DrawFn) -> Formula:
        kind = draw(st.sampled_from(["chain", "chain", "negation", "power", "call"]))
        if kind == "negation":
            operand = draw(part)
            return Formula("-" + operand.within(SIGN), lambda v: -operand.value(v), SIGN)
        return {"chain": _chain, "power": _power, "call": _call}[kind](draw, part, wild)

    return build()


def formulas(*, wild: bool = True) -> st.SearchStrategy[Formula]:
    """Formulas over NAMES; those that are not `wild` are continuous, or jump only where a name is a leaf."""
    return st.recursive(_leaf(), lambda part: _compound(part, wild), max_leaves=12)
