"""What to say about text that is not in the language: each sentence says what to write instead."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator

from jacviz.language.functions import CONSTANTS, FUNCTIONS
from jacviz.language.tokens import Token

PYTHON = frozenset(
    ("def", "return", "import", "class", "for", "while", "if", "elif", "else", "print", "True", "False")
)
_OTHER_NAMES = {
    "ln": "log", "sine": "sin", "cosine": "cos", "tangent": "tan", "tg": "tan", "arcsin": "asin",
    "arccos": "acos", "arctan": "atan", "arctg": "atan", "arctan2": "atan2", "sgn": "sign",
    "logistic": "sigmoid", "power": "pow", "root": "sqrt", "minimum": "min", "maximum": "max",
    "absolute": "abs", "exponential": "exp", "lg": "log10", "ld": "log2", "iif": "where",
    "ifelse": "where", "rectifier": "relu", "sigma": "sigmoid", "σ": "sigmoid",
}  # fmt: skip
_INSTEAD = {
    "cot": "cos(x)/sin(x)", "sec": "1/cos(x)", "csc": "1/sin(x)", "ceil": "-floor(-x)",
    "round": "floor(x + 1/2)", "cbrt": "sign(x) abs(x)^(1/3)", "log1p": "log(1 + x)", "expm1": "exp(x) - 1",
    "mod": "a - b floor(a/b)", "square": "x^2", "exp2": "2^x", "gelu": "x (1 + erf(x/sqrt(2)))/2",
    "silu": "x sigmoid(x)", "norm": "sqrt(x1^2 + x2^2)", "hypot": "sqrt(a^2 + b^2)",
    "clip": "min(max(x, a), b)", "clamp": "min(max(x, a), b)", "heaviside": "where(x > 0, 1, 0)",
    "erfc": "1 - erf(x)", "sinc": "sin(x)/x", "asinh": "log(x + sqrt(x^2 + 1))",
    "acosh": "log(x + sqrt(x^2 - 1))", "atanh": "log((1 + x)/(1 - x))/2",
}  # fmt: skip
_STRANGE = {
    "=": "= stands once, after the name of a line; to compare, write ==.",
    ")": "This ) has no ( before it.",
    ",": "A comma does not separate outputs; write one output a line, decimals with a point.",
    ":": "A colon only stands after inputs, parameters or outputs.",
}
_OF_ONE = sorted((name for name, f in FUNCTIONS.items() if f.most == 1), key=len, reverse=True)
_ENTRIES = re.compile(r"([^\W\d_][0-9₀-₉]+){2,}")  # x1x2
_ENTRY = re.compile(r"[^\W\d_][0-9₀-₉]+")
_USUAL = re.compile(r"[xyzθφ][0-9₀-₉]*")  # arguments that no word ends with by chance


def unknown_function(name: str) -> str:
    """A call of a function that the language lacks.

    Returns:
        One sentence, with the nearest known name or another way to write it where there is one.
    """
    lowered = name.lower()
    if lowered in _INSTEAD:
        return f"{name} is not known; write {_INSTEAD[lowered]} instead."
    near = _OTHER_NAMES.get(lowered) or nearest(lowered, FUNCTIONS)
    if near:
        return f"{name} is not known; did you mean {near}?"
    return f"{name} is not known as a function; to multiply, write {name}*( ... )."


def nearest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The name among `known` that is spelt most like `name`.

    Returns:
        A name, or "" where none is like it.
    """
    return next(iter(difflib.get_close_matches(name, sorted(known), n=1, cutoff=cutoff)), "")


def run_together(inputs: Iterable[str], known: Collection[str]) -> Iterator[str]:
    """Inputs that may be a function and its argument, or a product, without what belongs between them.

    Args:
        inputs: Names that nothing declares.
        known: All names of the text.

    Yields:
        A sentence for each: "sinx" is a name as good as any, but seldom meant as one.
    """
    for name in inputs:
        meant = _product(name) or _call(name, known)
        if meant:
            hint = f"{meant} is meant, or list it after inputs: if not"
            yield f"{name} is read as the name of an input; {hint}."


def _product(name: str) -> str:
    return f"write {' '.join(_ENTRY.findall(name))} if the product" if _ENTRIES.fullmatch(name) else ""


def _call(name: str, known: Collection[str]) -> str:
    for function in _OF_ONE:
        rest = name.removeprefix(function)
        if rest != name and (rest in known or rest in CONSTANTS or _USUAL.fullmatch(rest)):
            return f"write {function}({rest}) if the function"
    return ""


def python_word(word: str) -> str:
    """A word that belongs to Python.

    Returns:
        One sentence.
    """
    if word in ("if", "else", "elif"):
        return f"{word} is not known; to choose, write where(x > 0, a, b)."
    return f"{word} belongs to Python; switch the editor to Python, or write y1 = and a formula."


def number_behind(before: Token, number: Token) -> str:
    """A number that follows something without an operator between.

    Returns:
        One sentence.
    """
    if before.kind == "number":
        return "Two numbers stand side by side; put an operator between them."
    if before.kind == "name":
        product, power = f"{number.text} {before.text}", f"{before.text}^{number.text}"
        return f"A number follows {before.text}; write {product} for the product, {power} for the power."
    return f"A number follows a parenthesis; write it before, or ^{number.text} for a power."


def operand_missing(before: str, token: Token) -> str:
    """A place where a number, a name or a formula had to begin.

    Args:
        before: The token before, "" at the beginning.
        token: What stands there instead.

    Returns:
        One sentence.
    """
    if token.kind == "end":
        return f"Something is missing after {before}." if before else "A formula is missing here."
    if token.text in (")", ",") and before:
        return f"Something is missing between {before} and {token.text}."
    if token.text in _STRANGE:
        return _STRANGE[token.text]
    if not before:
        return f"{token.text} needs something on its left."
    return f"{token.text} cannot follow {before}; a number or a name is missing between."


def unexpected(token: Token, *, inside: bool) -> str:
    """A token after which nothing can be made of the rest of the line.

    Args:
        token: The token, not the end of the line.
        inside: Whether a parenthesis is open.

    Returns:
        One sentence.
    """
    if token.text == "," and inside:
        return "A comma only stands between the arguments of a function."
    return _STRANGE.get(token.text, f"{token.text} cannot stand here.")
