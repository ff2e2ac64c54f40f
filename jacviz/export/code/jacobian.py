"""A Jacobian and its products as a script: PyTorch, JAX or NumPy, with the point, u and v filled in."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jacviz import __version__
from jacviz.engine.messages import JacobianAnswer
from jacviz.export.code.arrays import MOST_NUMBERS, Array, listed
from jacviz.export.code.dialects import DIALECTS, KINDS, CodeError, Kind
from jacviz.export.code.functions import body, jacobian_body, python_names
from jacviz.export.code.python_text import ALONG_PARAMETERS, Found, definition, laid_end_to_end
from jacviz.language import Program, parse
from jacviz.language.derivative import Derivatives
from jacviz.session.document import Document
from jacviz.session.products import Products

_LONGEST_LINE = 100  # characters


def kinds_for(document: Document) -> tuple[Kind, ...]:
    """The libraries in which a document's function can be written.

    Returns:
        All of them for maths, PyTorch alone for Python.
    """
    return tuple(KINDS) if document.language == "maths" else ("torch",)


def jacobian_code(kind: Kind, document: Document, answer: JacobianAnswer, weighed: Products) -> str:
    """A script that prints y, J, u^T J, J v and u^T J v.

    Args:
        kind: The library.
        document: Whose function.
        answer: What the engine said about it.
        weighed: Its products, with their u and v.

    Returns:
        Python text that runs by itself.

    Raises:
        CodeError: The function cannot be written in that library.
    """
    if kind not in kinds_for(document):
        raise CodeError(
            f"the function is written in Python, which {KINDS[kind]} cannot take; copy PyTorch code"
        )
    if answer.x.size + answer.theta.size + weighed.u.size + weighed.v.size > MOST_NUMBERS:
        raise CodeError(
            f"the point and its weights have more than {MOST_NUMBERS:,} numbers; export a file instead"
        )
    script = _Script(kind, answer, weighed)
    heading = [f"# {_one_line(document.title)}: the Jacobian J and its products with u and v."]
    heading += [f"# Written by jacviz {__version__}."]
    if document.language == "python":
        return "\n".join([*heading, *script.of_python(document.source)]) + "\n"
    return "\n".join([*heading, *script.of_maths(parse(document.source))]) + "\n"


@dataclass(frozen=True)
class _Script:
    kind: Kind
    answer: JacobianAnswer
    weighed: Products

    @property
    def _module(self) -> str:
        return DIALECTS[self.kind].module

    @property
    def _single(self) -> bool:
        return self.answer.precision == "float32"

    # --- maths -------------------------------------------------------------------------------------------

    def of_maths(self, program: Program) -> list[str]:
        names = python_names(program)
        arguments = _arguments(program, names)
        lines = [*self._function(program, names, arguments), "", ""]
        given = [values for values in (self.answer.x, self.answer.theta) if values.size]
        points = self._points([
            (name, values, values.shape) for name, values in zip(arguments, given, strict=True)
        ])
        points += [*self._weights((), ()), ""]
        if self.kind == "numpy":
            lines += [*self._formulas(program, names, arguments), *points, *self._by_formulas(arguments)]
        else:
            moving = arguments[-1 if self.answer.wrt == "theta" else 0]
            function, definition = self._along(arguments)
            lines += [*definition, *points, *self._by_transforms(function, moving)]
        return [*self._imports("\n".join(lines)), "", "", *lines]

    def _function(self, program: Program, names: dict[str, str], arguments: list[str]) -> list[str]:
        made = body(program, DIALECTS[self.kind], names)
        stack = "np.array" if self.kind == "numpy" else f"{self._module}.stack"
        more = f", dtype={self._dtype()}" if self.kind == "numpy" else ""
        lines = [*self._unpacking(program, names, arguments), *made.text]
        lines += [f"return {stack}([{', '.join(made.outputs)}]{more})"]
        return [f"def f({', '.join(arguments)}):", *(f"    {line}" for line in _wrapped(lines))]

    def _formulas(self, program: Program, names: dict[str, str], arguments: list[str]) -> list[str]:
        derivatives = Derivatives(program, self.answer.wrt)
        lines, rows = jacobian_body(program, DIALECTS[self.kind], names, derivatives)
        made = [*self._unpacking(program, names, arguments), *lines, "return np.array(["]
        made += [f"    [{', '.join(row)}]," for row in rows]
        made += [f"], dtype={self._dtype()})"]
        return [f"def jacobian({', '.join(arguments)}):", *(f"    {line}" for line in made), "", ""]

    def _unpacking(self, program: Program, names: dict[str, str], arguments: list[str]) -> list[str]:
        given = [entries for entries in (program.inputs, program.parameters) if entries]
        lists = [", ".join(names[name] for name in entries) for entries in given]
        targets = [
            f"({text},)" if len(entries) == 1 else text for text, entries in zip(lists, given, strict=True)
        ]
        return [f"{target} = {argument}" for target, argument in zip(targets, arguments, strict=True)]

    def _by_formulas(self, arguments: list[str]) -> list[str]:
        called = f"({', '.join(arguments)})"
        return [
            f"J = jacobian{called}",
            "",
            f'print("y =", f{called}.tolist())',
            'print("J =", J.tolist())',
            'print("u^T J =", (u @ J).tolist())',
            'print("J v =", (J @ v).tolist())',
            'print("u^T J v =", float(u @ J @ v))',
        ]

    # --- Python ------------------------------------------------------------------------------------------

    def of_python(self, source: str) -> list[str]:
        found = definition(source)
        lines = ["# The function", "", *source.strip("\n").split("\n"), "", ""]
        if found.is_call and len(self.answer.parameters):
            lines += ["f.requires_grad_(False).eval()", *self._written_parameters(), ""]
        arguments = ["x", "theta"] if len(self.answer.parameters) and not found.is_call else ["x"]
        function, more = self._python_function(found, arguments)
        lines += more
        answer = self.answer
        points = [("x", answer.x, answer.inputs.shape), ("theta", answer.theta, answer.parameters.shape)]
        lines += ["# The point and the weights", ""]
        lines += self._points(points if len(arguments) > 1 or self._network(found) else points[:1])
        lines += [*self._weights(answer.outputs.shape, answer.columns.shape), ""]
        lines += self._by_transforms(function, answer.wrt)
        needed = self._imports("\n".join(lines))
        needed += ["torch.manual_seed(0)"]
        return [*needed, "", *lines]

    def _written_parameters(self) -> list[str]:
        """The network's parameters, where the user has moved them away from those that the text gives.

        Returns:
            Lines; none where f has them already, or gets them as an argument.
        """
        answer = self.answer
        own = answer.theta_start is not None and np.array_equal(answer.theta_start, answer.theta)
        if answer.wrt == "theta" or own:
            return []
        theta = self._array(answer.theta, answer.theta.shape)
        return [f"theta = {theta}", "nn.utils.vector_to_parameters(theta, f.parameters())"]

    def _network(self, found: Found) -> bool:
        return found.is_call and self.answer.wrt == "theta"

    def _python_function(self, found: Found, arguments: list[str]) -> tuple[str, list[str]]:
        if self._network(found):
            return "along", list(ALONG_PARAMETERS)
        if found.returns_several:
            return "along", laid_end_to_end(self.answer.wrt, arguments)
        return self._along(arguments)

    # --- what both have ----------------------------------------------------------------------------------

    def _along(self, arguments: list[str]) -> tuple[str, list[str]]:
        """What is differentiated: f itself, or f with its other variable held.

        Returns:
            Its name, and the lines that define it.
        """
        if len(arguments) == 1:
            return "f", []
        moving = arguments[1] if self.answer.wrt == "theta" else arguments[0]
        return "along", [f"def along({moving}):", f"    return f({', '.join(arguments)})", "", ""]

    def _dtype(self) -> str:
        return "np.float32" if self._single else "float"

    def _imports(self, code: str) -> list[str]:
        """What the code uses, and the floating type that it has on the screen.

        Returns:
            Lines, the first of them empty.
        """
        uses = {name for name in ("math", "np", "nn", "F") if re.search(rf"\b{name}\.", code)}
        lines = ["", "import math"] if "math" in uses else []
        if self.kind == "numpy":
            return [*lines, "", "import numpy as np"]
        if self.kind == "jax":
            exact = [] if self._single else ["", 'jax.config.update("jax_enable_x64", True)']
            return [*lines, "", "import jax", "import jax.numpy as jnp", *exact]
        mode = "jacfwd" if self.answer.mode == "forward" else "jacrev"
        lines += ["", *(["import numpy as np"] if "np" in uses else []), "import torch"]
        lines += ["import torch.nn.functional as F"] if "F" in uses else []
        lines += ["from torch import nn"] if "nn" in uses else []
        default = "float32" if self._single else "float64"
        return [
            *lines,
            f"from torch.func import {mode}, jvp, vjp",
            "",
            f"torch.set_default_dtype(torch.{default})",
        ]

    def _points(self, points: Sequence[tuple[str, Array, tuple[int, ...]]]) -> list[str]:
        return [f"{name} = {self._array(values, shape)}" for name, values, shape in points]

    def _weights(self, rows: tuple[int, ...], columns: tuple[int, ...]) -> list[str]:
        """The weights u and v, in the shapes of y and of what moves where those are given.

        Returns:
            Two lines or more.
        """
        kind = self.answer.jacobian.dtype
        u, v = self.weighed.u.astype(kind), self.weighed.v.astype(kind)
        is_flat = self.kind == "numpy" or self.answer_is_flat
        u_shape, v_shape = (u.shape, v.shape) if is_flat else (rows, columns)
        return [
            f"u = {self._array(u, u_shape)}  # weighs the rows of J",
            f"v = {self._array(v, v_shape)}  # weighs its columns",
        ]

    def _array(self, values: Array, shape: tuple[int, ...]) -> str:
        numbers = listed(values)
        if self.kind == "numpy":
            return f"np.array({numbers}, dtype=np.float32)" if self._single else f"np.array({numbers})"
        made = f"jnp.array({numbers})" if self.kind == "jax" else f"torch.tensor({numbers})"
        return made if len(shape) == 1 else f"{made}.reshape({', '.join(map(str, shape)) or '()'})"

    @property
    def answer_is_flat(self) -> bool:
        """Whether y and what moves are both vectors, so that J comes out as a matrix."""
        return len(self.answer.outputs.shape) == 1 and len(self.answer.columns.shape) == 1

    def _by_transforms(self, function: str, at: str) -> list[str]:
        mode = "jacfwd" if self.answer.mode == "forward" else "jacrev"
        prefix = "jax." if self.kind == "jax" else ""
        m, n = self.answer.jacobian.shape
        matrix = "" if self.answer_is_flat else f".reshape({m}, {n})"
        return [
            f"J = {prefix}{mode}({function})({at}){matrix}",
            f"y, pullback = {prefix}vjp({function}, {at})",
            "(uJ,) = pullback(u)",
            f"_, Jv = {prefix}jvp({function}, ({at},), (v,))",
            "",
            'print("y =", y.tolist())',
            'print("J =", J.tolist())',
            'print("u^T J =", uJ.tolist())',
            'print("J v =", Jv.tolist())',
            f'print("u^T J v =", {"(u @ Jv)" if self.answer_is_flat else "(u * Jv).sum()"}.item())',
        ]


def _arguments(program: Program, names: dict[str, str]) -> list[str]:
    """What f's arguments are called: x and theta, unless an entry bears that name.

    Returns:
        One name for each that f has.
    """
    wished = [*(["x"] if program.inputs else []), *(["theta"] if program.parameters else [])]
    entries = {names[name] for name in (*program.inputs, *program.parameters)}
    return [name if name not in entries else "point" if name == "x" else "parameters" for name in wished]


def _wrapped(lines: Sequence[str]) -> list[str]:
    wrapped: list[str] = []
    for line in lines:
        if len(line) > _LONGEST_LINE and line.startswith("return "):
            head, _, rest = line.partition("[")
            inner, _, tail = rest.rpartition("]")
            filled = textwrap.wrap(inner, _LONGEST_LINE - 8, break_long_words=False)
            wrapped += [f"{head}[", *(f"    {part}" for part in filled), f"]{tail}"]
        else:
            wrapped.append(line)
    return wrapped


def _one_line(title: str) -> str:
    return " ".join(title.split()) or "f"
