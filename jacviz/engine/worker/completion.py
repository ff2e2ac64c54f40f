"""Completion of Python text by jedi, with the names that every text gets (torch nn F math np) at hand."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from jacviz.engine.messages import CompletionAnswer, CompletionTask

if TYPE_CHECKING:
    from jedi.api.classes import Completion  # type: ignore[import-untyped]

MOST_NAMES = 200
_KINDS = frozenset({"function", "module", "class", "keyword"})
_WORD_AT_THE_END = re.compile(r"\w*$")
_ATTRIBUTE_OF_A_VALUE = re.compile(r"(?:[^\W\d]\w*|[)\]])\s*\.\s*$")


def complete(task: CompletionTask) -> CompletionAnswer:
    """What may follow at the cursor; the text itself is read, never run.

    Of a value that jedi knows nothing about (an argument, or what a compiled function returned) the names of
    a tensor are offered: in a text like these it nearly always is one.

    Returns:
        Names, best first; none where no sense can be made of the text.
    """
    lines = task.source.split("\n")
    line = min(max(task.line, 0), len(lines) - 1)
    column = min(max(task.column, 0), len(lines[line]))
    before = lines[line][:column]
    found = _WORD_AT_THE_END.search(before)
    prefix = found[0] if found else ""
    offers = [(one.name, _kind(one)) for one in _completions(task.source, line, column)[:MOST_NAMES]]
    if not offers and _ATTRIBUTE_OF_A_VALUE.search(before[: column - len(prefix)]):
        offers = _tensor_attributes(prefix)[:MOST_NAMES]
    return CompletionAnswer(prefix, tuple(name for name, _ in offers), tuple(kind for _, kind in offers))


def namespace() -> dict[str, Any]:
    """The names that a text gets without importing them.

    Returns:
        Names and the modules that they stand for.
    """
    import numpy as np
    import torch
    from torch import nn
    from torch.nn import functional

    return {"torch": torch, "nn": nn, "F": functional, "math": math, "np": np}


def _completions(source: str, line: int, column: int) -> list[Completion]:
    import jedi  # type: ignore[import-untyped]

    try:
        return list(jedi.Interpreter(source, [namespace()]).complete(line + 1, column))
    except Exception:  # jedi raises many sorts of errors on text that is half written
        return []


def _kind(completion: Completion) -> str:
    try:
        kind = str(completion.type)
    except Exception:  # as above
        return "variable"
    return kind if kind in _KINDS else "variable"


def _tensor_attributes(prefix: str) -> list[tuple[str, str]]:
    import torch

    hidden = prefix.startswith("_")
    names = [n for n in dir(torch.Tensor) if n.startswith(prefix) and (hidden or not n.startswith("_"))]
    return [(n, "function" if callable(getattr(torch.Tensor, n, None)) else "variable") for n in names]
