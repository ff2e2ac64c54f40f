"""Completion of Python text by jedi, with the names that every text gets (torch nn F math np) at hand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from jacviz.engine.messages import CompletionAnswer, CompletionTask

if TYPE_CHECKING:
    from jedi.api.classes import Completion  # type: ignore[import-untyped]

MOST_NAMES = 200
_KINDS = {"function": "function", "module": "module", "class": "class", "keyword": "keyword"}


def complete(task: CompletionTask) -> CompletionAnswer:
    """What may follow at the cursor; the text itself is read, never run.

    Returns:
        Names, best first; none where jedi cannot make sense of the text.
    """
    lines = task.source.split("\n")
    line = min(max(task.line, 0), len(lines) - 1)
    column = min(max(task.column, 0), len(lines[line]))
    found = _completions(task.source, line, column)[:MOST_NAMES]
    prefix = _prefix(lines[line][:column])
    return CompletionAnswer(prefix, tuple(one.name for one in found), tuple(_kind(one) for one in found))


def _completions(source: str, line: int, column: int) -> list[Completion]:
    import jedi  # type: ignore[import-untyped]

    try:
        return list(jedi.Interpreter(source, [namespace()]).complete(line + 1, column))
    except Exception:  # jedi raises many sorts of errors on text that is half written
        return []


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


def _prefix(before: str) -> str:
    start = len(before)
    while start and (before[start - 1].isalnum() or before[start - 1] == "_"):
        start -= 1
    return before[start:]


def _kind(completion: Completion) -> str:
    return _KINDS.get(str(completion.type), "variable")
