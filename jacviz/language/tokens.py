"""One line of maths text as tokens: numbers, names and operators, in one spelling however they were typed."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from jacviz.language.errors import MathsError

Kind: TypeAlias = Literal["number", "name", "operator", "end"]

LONGEST_NAME = 64


class Token(NamedTuple):
    """One token.

    Attributes:
        kind: What it is; each line closes with one "end".
        text: The canonical spelling: "^" for "**", "<=" for "≤", "x1" for "x₁", "pi" for "π".
        column: 0-based column of its first character in the line.
        value: The value of a number.
    """

    kind: Kind
    text: str
    column: int
    value: float = 0.0


_TOKEN = re.compile(
    r"(?P<space>[ \t\f\v]+)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+−]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z][A-Za-z0-9_]*)"
    r"|(?P<operator>\*\*|//|&&|\|\||[<>=!]=|=[<>]|[-+*/^(),=<>;:])"
)
_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_OPERATORS = {
    "**": "^", "−": "-", "–": "-", "﹣": "-", "－": "-", "·": "*", "⋅": "*", "×": "*", "∗": "*", "∙": "*",
    "÷": "/", "∕": "/", "⁄": "/", "≤": "<=", "⩽": "<=", "≥": ">=", "⩾": ">=", "≠": "!=",
    "∧": "and", "∨": "or", "¬": "not", "（": "(", "）": ")",
}  # fmt: skip
_BLANKS = frozenset("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000\u200b\u2060\u2062\ufeff")
_SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)) | dict(
    zip("ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "aehijklmnoprstuvx", strict=True)
)
_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-", strict=True))
_HINTS = {
    "'": "Quoted text has no meaning here; write names without quotes.",
    '"': "Quoted text has no meaning here; write names without quotes.",
    "`": "Quoted text has no meaning here; write names without quotes.",
    "[": "Square brackets have no meaning here; write x1 for an entry and ( ) to group.",
    "]": "Square brackets have no meaning here; write x1 for an entry and ( ) to group.",
    "{": "Braces have no meaning here; group with ( ).",
    "}": "Braces have no meaning here; group with ( ).",
    ".": "A point only stands inside a number, such as 0.5.",
    "_": "A name begins with a letter, such as x_1.",
    "%": "% is not known; for the remainder of a/b write a - b floor(a/b).",
    "//": "// is not known; for whole division write floor(a/b).",
    "|": "| is not known; write abs(x) for the absolute value, or between two conditions.",
    "||": "|| is not known; write or between two conditions.",
    "&": "& is not known; write and between two conditions.",
    "&&": "&& is not known; write and between two conditions.",
    "!": "! is not known; write not before a condition and != for unequal.",
    "~": "~ is not known; write not before a condition.",
    "=<": "=< is not known; write <=.",
    "=>": "=> is not known; write >=.",
    "@": "@ is not known; write a product of matrices out, one sum a line.",
    "\\": "LaTeX commands are not read; write sqrt(x), pi, x1^2.",
    "$": "LaTeX is not read; write sqrt(x), pi, x1^2.",
    "√": "√ is not known; write sqrt(x).",
    "∞": "∞ is not a number that f can be differentiated with.",
    "∑": "∑ is not known; write the sum out.",
    "∫": "Integrals are not known; write a formula that says the same.",
    "∂": "Derivatives are jacviz's part; write the function only.",
    "∇": "Derivatives are jacviz's part; write the function only.",
    "°": "Angles are in radians; write 45 pi/180.",
    "，": "Write a plain comma.",
}
_GREEK = {
    chr(code): unicodedata.name(chr(code)).split()[-1].lower()
    for code in (*range(0x3B1, 0x3CA), *range(0x391, 0x3AA))
    if unicodedata.name(chr(code), "").startswith("GREEK") and code not in (0x3C2, 0x3A2)
}
_GREEK["λ"], _GREEK["Λ"] = "lambda", "lambda"  # Unicode spells it LAMDA
_GREEK |= {letter: word.capitalize() for letter, word in _GREEK.items() if letter.isupper()}


def tokenise(text: str, line: int) -> list[Token]:
    """Split one line.

    Args:
        text: One line without its line break; what follows # is left out.
        line: Its 0-based number, for errors.

    Returns:
        The tokens, closed by one of kind "end" in the column where the line's content ends.

    Raises:
        MathsError: A character that the language does not use, a number or a name that is too long.
    """
    text = text.partition("#")[0].rstrip()
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            position = _other(text, position, line, tokens)
            continue
        content = found.group()
        if found.lastgroup == "name":
            position = _name(text, position, line, tokens)
            continue
        if found.lastgroup == "number":
            tokens.append(_number(content, position, line))
        elif found.lastgroup == "operator":
            if content in _HINTS:
                raise MathsError(_HINTS[content], line, position)
            tokens.append(Token("operator", _OPERATORS.get(content, content), position))
        position = found.end()
    tokens.append(Token("end", "", len(text)))
    return tokens


def spelled_out(name: str) -> str:
    """A name with its Greek letters in words, under which θ1 and theta1 are the same.

    Returns:
        "theta1" for "θ1".
    """
    return name if name.isascii() else "".join(_GREEK.get(letter, letter) for letter in name)


def _number(content: str, column: int, line: int) -> Token:
    value = float(content.replace("−", "-"))
    if not math.isfinite(value):
        raise MathsError("This number is too large; the largest is about 1.8e308.", line, column)
    return Token("number", content, column, value)


def _other(text: str, start: int, line: int, tokens: list[Token]) -> int:
    character = text[start]
    if character in _BLANKS:
        return start + 1
    if character in _OPERATORS:
        tokens.append(Token("operator", _OPERATORS[character], start))
        return start + 1
    if character in _SUPERSCRIPTS:
        return _superscript(text, start, line, tokens)
    if character == "π":
        tokens.append(Token("name", "pi", start))
        return start + 1
    if _letter(character):
        return _name(text, start, line, tokens)
    raise MathsError(_refusal(character), line, start)


def _name(text: str, start: int, line: int, tokens: list[Token]) -> int:
    plain = _PLAIN_NAME.match(text, start)
    letters = list(plain.group()) if plain else []
    end = start + len(letters)
    while end < len(text) and text[end] != "π" and (text[end] in "0123456789_" or _letter(text[end])):
        letters.append(_letter(text[end]) or text[end])
        end += 1
    if end < len(text) and text[end] in _SUBSCRIPTS:
        index = [_SUBSCRIPTS[text[end]]]
        while (end := end + 1) < len(text) and text[end] in _SUBSCRIPTS:
            index.append(_SUBSCRIPTS[text[end]])
        if letters[-1] != "_" and not "".join(index).isdecimal():
            letters.append("_")
        letters += index
    if len(letters) > LONGEST_NAME:
        raise MathsError(f"A name has at most {LONGEST_NAME} characters; this one is longer.", line, start)
    name = "".join(letters)
    kind: Kind = "operator" if name in ("and", "or", "not") else "name"
    tokens.append(Token(kind, name, start))
    return end


def _superscript(text: str, start: int, line: int, tokens: list[Token]) -> int:
    end = start + 1
    while end < len(text) and text[end] in _SUPERSCRIPTS and text[end] not in "⁺⁻":
        end += 1
    content = "".join(_SUPERSCRIPTS[character] for character in text[start:end])
    sign, digits = (content[0], content[1:]) if content[0] in "+-" else ("", content)
    if not digits:
        raise MathsError(f"A number is missing after the raised {sign}.", line, start)
    tokens.append(Token("operator", "^", start))
    if sign:
        tokens.append(Token("operator", sign, start))
    tokens.append(_number(digits, start, line))
    return end


@lru_cache(maxsize=1024)
def _letter(character: str) -> str:
    """The plain form of a letter, such as x for an italic 𝑥.

    Returns:
        One letter, or "" where `character` is not one that names are made of.
    """
    if character in _SUBSCRIPTS or unicodedata.category(character) == "Lm":
        return ""
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 and plain.isalpha() else ""


def _refusal(character: str) -> str:
    if character in _HINTS:
        return _HINTS[character]
    if character in _SUBSCRIPTS:
        return "A subscript needs a name before it, such as x₁."
    if not character.isprintable() or unicodedata.category(character).startswith("M"):
        return f"The character U+{ord(character):04X} has no meaning here; delete it."
    if character.isnumeric():
        return f"{character} is not read as a number; write it with the digits 0 to 9."
    return f"{character} has no meaning here; F1 lists all that has."
