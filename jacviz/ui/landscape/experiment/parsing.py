"""Values of the form as text, and back. No Qt; what cannot be read is refused in a sentence."""

from __future__ import annotations

import math
import re
from difflib import get_close_matches
from typing import Any

from jacviz.experiment.errors import TrainingError
from jacviz.notation import MINUS
from jacviz.ui.landscape.experiment.items import Setting

_EXPONENT = re.compile(r"e([+-])0*(\d)")
_LAYERS = re.compile(r"\d+(-\d+)+")
_MOST_NUMBERS = 100


def written(setting: Setting, value: Any) -> str:
    """A value as the field shows it, so that it reads back as the same value.

    Args:
        setting: Which setting.
        value: Its value.

    Returns:
        Text such as "1e-8", "8, 8" or "all".
    """
    for word, meant in setting.words:
        if type(value) is type(meant) and value == meant:
            return word
    if setting.control == "name":
        return dict(setting.choices).get(str(value), str(value))
    if isinstance(value, tuple):
        return ", ".join(map(_number, value))
    return _number(value)


def parsed(setting: Setting, text: str) -> Any:
    """What was typed.

    Args:
        setting: Which setting.
        text: What stands in the field.

    Returns:
        A value for `setting.write`.

    Raises:
        ValueError: It cannot be read; the message is a sentence for the user.
    """  # noqa: DOC502  # raised by what is called here
    plain = text.replace(MINUS, "-").strip()
    words = {word.casefold(): meant for word, meant in setting.words}
    if plain.casefold() in words:
        return words[plain.casefold()]
    if setting.control == "name":
        return _name(setting, plain)
    if setting.control in {"reals", "wholes"}:
        return _list(setting, plain)
    return _whole(plain) if setting.control == "whole" else _real(plain)


def stepped(setting: Setting, value: Any, steps: int, *, fine: bool) -> Any:
    """A value some steps further.

    Args:
        setting: Which setting.
        value: Where the steps begin.
        steps: How many, with sign.
        fine: Whether they are ten times smaller.

    Returns:
        A whole number by ones, another by a tenth of its magnitude; None where it has no neighbours.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if setting.control == "whole":
        return int(value) + steps
    if value == 0:
        return 0.1 * steps * (0.1 if fine else 1)
    magnitude = 10.0 ** (math.floor(math.log10(abs(value)) + 1e-9) - (2 if fine else 1))
    return float(f"{value + steps * magnitude:.12g}")


def _number(value: float) -> str:
    return _EXPONENT.sub(lambda m: ("e-" if m[1] == "-" else "e") + m[2], repr(value).removesuffix(".0"))


def _real(text: str) -> float:
    from jacviz.language import evaluate_number  # here: the window is there without it

    return evaluate_number(text)


def _whole(text: str) -> int:
    value = _real(text)
    if value != round(value):
        raise TrainingError(f"A whole number is expected; {text[:40]} came.")
    return round(value)


def _list(setting: Setting, text: str) -> tuple[Any, ...]:
    plain = text.strip("()[] ")
    if setting.control == "wholes" and _LAYERS.fullmatch(plain):
        plain = plain.replace("-", " ")  # the caption names layers so: MLP 16-16
    pieces = [piece for piece in re.split(r"[,;\s]+", plain) if piece]
    if setting.count is not None and len(pieces) != setting.count:
        came = "1 number" if len(pieces) == 1 else f"{len(pieces)} numbers"
        raise TrainingError(f"{setting.title}: {setting.count} numbers are expected; {came} came.")
    if not pieces or len(pieces) > _MOST_NUMBERS:
        raise TrainingError(f"{setting.title}: numbers are expected, such as 8 or 16, 16.")
    return tuple((_whole if setting.control == "wholes" else _real)(piece) for piece in pieces)


def _name(setting: Setting, text: str) -> str:
    keys = {label.casefold(): key for key, label in setting.choices}
    if text.casefold() in keys:
        return keys[text.casefold()]
    labels = [label for _, label in setting.choices]
    near = get_close_matches(text, labels, n=1)
    listed = ", ".join(labels[:6]) + (", ..." if len(labels) > 6 else "")
    hint = f"did you mean {near[0]}?" if near else f"there are {listed}."
    raise TrainingError(f"There is no parameter {text[:40]!r}; {hint}")
