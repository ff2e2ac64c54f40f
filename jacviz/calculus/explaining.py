"""What went wrong in the user's code, in one sentence with its line. No traceback reaches the user."""

from __future__ import annotations

import builtins
import difflib
import re
import traceback
from collections.abc import Iterable

import torch

from jacviz.calculus.errors import FunctionError
from jacviz.calculus.refusals import is_out_of_memory, message_of, undifferentiable
from jacviz.engine.messages import Failure

_LONGEST = 240  # characters of somebody else's message
_LONGEST_DETAIL = 20_000
_ASKED_FOR = re.compile(r"allocate (\d+) bytes")
_DTYPE_CLASH = re.compile(
    r"same dtype|scalar type|dtype.*(?:match|mismatch)|(?:Float|Double) but (?:found|got)"
)


def failure_of(error: BaseException, filename: str | None, line: int | None = None) -> Failure:
    """The failure that an exception out of the user's code amounts to.

    Args:
        error: What was raised.
        filename: The name that the text was compiled under, or None where it has no lines of Python.
        line: 0-based line to blame where the error tells none.

    Returns:
        A failure with its line where one is to blame.
    """
    detail = _detail(error)
    blamed = _line_in(error.__cause__ or error, filename)
    if isinstance(error, Exception) and not isinstance(error, FunctionError):
        error = undifferentiable(error) or error
    if isinstance(error, FunctionError):
        where = next((one for one in (error.line, blamed, line) if one is not None), None)
        return Failure(error.kind, error.sentence, where, error.column, detail)
    where = line if blamed is None else blamed
    if is_out_of_memory(error):
        return Failure("memory", _memory_sentence(error), where, detail=detail)
    return Failure("execution", _sentence(error), where, detail=detail)


def syntax_failure(error: BaseException) -> Failure:
    """The failure of a text that Python cannot compile.

    Args:
        error: What `compile` raised.

    Returns:
        A failure of kind "syntax", with line and column where Python knows them.
    """
    if not isinstance(error, SyntaxError):
        deep = isinstance(error, RecursionError | MemoryError)
        reason = "it is nested too deeply" if deep else _message(error)
        return Failure("syntax", f"Python cannot read this text: {reason}", detail=_detail(error))
    line = None if error.lineno is None else max(error.lineno - 1, 0)
    column = None if error.offset is None else max(error.offset - 1, 0)
    message = _shortened(error.msg or "invalid syntax")
    return Failure("syntax", f"Python cannot read this: {message}", line, column, _detail(error))


def _line_in(error: BaseException, filename: str | None) -> int | None:
    line = None
    frame = error.__traceback__
    while frame is not None and filename is not None:
        if frame.tb_frame.f_code.co_filename == filename:
            line = frame.tb_lineno - 1
        frame = frame.tb_next
    return line


def _sentence(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "f calls itself too deeply; end the recursion earlier, or write a loop"
    if isinstance(error, SystemExit):
        return "the text ends the program by exit(); take that call out"
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"{error.name} is not installed beside jacviz; torch, nn, F, math and np are there already"
    if isinstance(error, EOFError) and "reading a line" in str(error):  # input(): there is no terminal
        return "nothing can be read from the keyboard here; write the value into the text"
    if isinstance(error, NameError) and error.name:
        return f"{error.name} is not known{_suggestion(error.name)}"
    message = _message(error)
    if isinstance(error, AttributeError) and error.name:
        near = _nearest(error.name, dir(error.obj))
        return f"{message}; did you mean {near}?" if near else message
    if _DTYPE_CLASH.search(message):
        advice = "make tensors without a dtype, as x is, or use the other precision"
        return f"two floating types meet ({message}); {advice}"
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _suggestion(name: str) -> str:
    for module, prefix in ((torch, "torch"), (torch.nn, "nn"), (torch.nn.functional, "F")):
        if name in dir(module):
            return f"; did you mean {prefix}.{name}?"
    if len(name) > 2:
        near = _nearest(name, [*dir(builtins), "torch", "math"])
        inside = _nearest(name, (one for one in dir(torch) if callable(getattr(torch, one, None))))
        if near or inside:
            return f"; did you mean {near or f'torch.{inside}'}?"
    return "; define it, or import it"


def _nearest(name: str, known: Iterable[str]) -> str | None:
    return next(iter(difflib.get_close_matches(name, list(known), 1, 0.75)), None)


def _memory_sentence(error: BaseException) -> str:
    asked = _ASKED_FOR.search(message_of(error))
    amount = f" ({_amount(int(asked[1]))} at once)" if asked else ""
    return f"the function asks for more memory than there is{amount}; make it smaller, or allow more memory"


def _amount(count: int) -> str:
    for unit, size in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count:,} bytes"


def _message(error: BaseException) -> str:
    text = message_of(error).strip()
    return _shortened(text.splitlines()[0]) if text else ""


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _detail(error: BaseException) -> str:
    try:
        return "".join(traceback.format_exception(error))[-_LONGEST_DETAIL:]
    except Exception:
        return type(error).__name__
