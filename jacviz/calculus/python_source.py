"""Python text to f: executed once in a module of its own, with its lines kept for tracebacks.

The text is the user's own and runs with the user's rights; it is never executed in the window's process.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import linecache
import math
import sys
import types
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from jacviz.calculus.errors import FunctionError
from jacviz.calculus.function import DTYPES
from jacviz.calculus.networks import ParameterList
from jacviz.engine.messages import Precision

_MODULE = "jacviz_text"  # sys.modules must know the module of a class: dataclasses ask for it
_EXAMPLE = "write for example def f(x): return torch.stack([x[0] ** 2 + x[1], x[0] - x[1]])"
_numbers = itertools.count(1)


@dataclass(frozen=True, eq=False)
class CompiledText:
    """A Python text that Python can read.

    Attributes:
        filename: What tracebacks call it.
        source: The text.
        code: What is executed.
    """

    filename: str
    source: str
    code: types.CodeType

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree, made where it is asked for: of a long text it takes seconds."""
        return ast.parse(self.source, self.filename)

    def forget(self) -> None:
        """Drop the lines that tracebacks show."""
        linecache.cache.pop(self.filename, None)

    def line_of(self, f: Any) -> int | None:
        """Where f is defined.

        Args:
            f: A function or a module.

        Returns:
            A 0-based line of the text, or None where f is defined elsewhere.
        """
        target = type(f).forward if isinstance(f, nn.Module) else _unwrapped(f)
        code = getattr(target, "__code__", None)
        return code.co_firstlineno - 1 if code and code.co_filename == self.filename else None


@dataclass(frozen=True, eq=False)
class ExecutedText:
    """A Python text, executed.

    Attributes:
        compiled: What was executed.
        names: Its global names and their values.
        f: What it binds to f, a function or a module.
        network: The parameters of f, where f is a module.
        notes: Sentences about how it was read.
    """

    compiled: CompiledText
    names: dict[str, Any]
    f: Any
    network: ParameterList | None = None
    notes: tuple[str, ...] = ()


def compile_text(source: str) -> CompiledText:
    """Compile a text under a private file name that tracebacks can show lines of.

    Args:
        source: Python text.

    Returns:
        The compiled text. What `compile` raises for a text that is not Python (SyntaxError, ValueError,
        RecursionError, MemoryError) is left to the caller.
    """
    filename = f"<jacviz {next(_numbers)}>"
    code = compile(source, filename, "exec", dont_inherit=True)
    # Without a modification time, linecache never looks for a file.
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    return CompiledText(filename, source, code)


def execute(compiled: CompiledText, precision: Precision, device: str) -> ExecutedText:
    """Execute a compiled text and find f.

    Args:
        compiled: From `compile_text`.
        precision: The floating type that modules of the text are converted to.
        device: The device that modules of the text are moved to.

    Returns:
        The text with its f; what the text raises is left to the caller.

    Raises:
        FunctionError: The text defines no f, or one that cannot be called.
    """
    module = types.ModuleType(_MODULE)
    names = module.__dict__
    names.update(torch=torch, nn=nn, F=functional, math=math, np=np)
    sys.modules[_MODULE] = module
    exec(compiled.code, names)  # the user's own text, in the engine's process
    f = names.get("f")
    if f is None:
        raise FunctionError("definition", _nothing_defined(compiled, names))
    if isinstance(f, type):
        sentence = f"f: expected a function or a module, got the class {f.__name__}; add f = {f.__name__}()"
        raise FunctionError("definition", sentence)
    if not callable(f):
        got = type(f).__name__
        raise FunctionError("definition", f"f: expected a function or a module, got {got}; {_EXAMPLE}")
    notes = _prepared(names, precision, device)
    return ExecutedText(compiled, names, f, ParameterList(f) if isinstance(f, nn.Module) else None, notes)


def _nothing_defined(compiled: CompiledText, names: dict[str, Any]) -> str:
    if not compiled.code.co_names:
        return f"there is no function yet; {_EXAMPLE}"
    functions = [name for name in names if compiled.line_of(names[name]) is not None]
    if functions:
        last = functions[-1]
        return f"expected a function named f, got {', '.join(functions[:4])}; rename it, or add f = {last}"
    return f"expected the text to define f(x) or f(x, theta), or to bind f to an nn.Module; {_EXAMPLE}"


def _unwrapped(f: Any) -> Any:
    try:
        return inspect.unwrap(f)
    except ValueError:  # it wraps itself
        return f


def _prepared(names: dict[str, Any], precision: Precision, device: str) -> tuple[str, ...]:
    """Make modules fit: in the floating type, on the device, in eval mode; and parameters constant.

    Returns:
        A note where eval mode makes a difference.
    """
    differs = False
    for value in list(names.values()):
        if isinstance(value, nn.Module):
            value.to(device=device, dtype=DTYPES[precision]).requires_grad_(False)
            differs |= any(_differs_in_training(part) for part in value.modules())
            value.eval()
        elif isinstance(value, Tensor) and value.is_leaf and value.requires_grad:
            value.requires_grad_(False)
    note = "Dropout and batch normalisation are in eval mode: f is the network as it is used"
    return (note,) if differs else ()


def _differs_in_training(part: nn.Module) -> bool:
    return part.training and isinstance(part, nn.modules.dropout._DropoutNd | nn.modules.batchnorm._NormBase)
