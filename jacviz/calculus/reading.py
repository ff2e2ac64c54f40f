"""From source text to Function, remembered: a drag of x never reads or executes the text again."""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeAlias

from jacviz.calculus.function import Text
from jacviz.calculus.maths_text import read_maths
from jacviz.engine.messages import Failure, JacobianTask, Language, Precision

_REMEMBERED = 4  # texts: the one in use and those that undo may bring back; they may hold large networks

Key: TypeAlias = tuple[Language, str, Precision, str]

_texts: OrderedDict[Key, Text] = OrderedDict()


def text_of(task: JacobianTask) -> Text | Failure:
    """Read the task's source, or remember it. Python text is executed here, within `surroundings`.

    Returns:
        The text, or why it cannot be used.
    """
    key: Key = (task.language, task.source, task.precision, task.device)
    if key in _texts:
        _texts.move_to_end(key)
        return _texts[key]
    text = _read(task)
    if not isinstance(text, Failure):
        _texts[key] = text
        while len(_texts) > _REMEMBERED:
            _texts.popitem(last=False)[1].forget()
    return text


def _read(task: JacobianTask) -> Text | Failure:
    if task.language == "maths":
        return read_maths(task)
    # Imported when first used: the app begins with maths, and its first Jacobian does not wait for this.
    from jacviz.calculus.python_text import read_python

    return read_python(task)
