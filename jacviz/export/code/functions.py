"""Maths programs as the body of a Python function."""

from __future__ import annotations

import keyword
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from jacviz.export.code.dialects import CodeError, Dialect
from jacviz.export.code.expressions import Expressions, as_float
from jacviz.export.code.trees import decided, is_constant, names_in, rebuilt, replaced
from jacviz.language.derivative import Derivatives, count
from jacviz.language.steepness import Steepness
from jacviz.language.tree import Comparison, Name, Node, Program, Where

_MODULES = frozenset({"torch", "jax", "jnp", "np", "math", "f"})
_NOT_A_NAME = re.compile(r"\W")
_MOST_INLINED = 400  # nodes of one side of a where, with the lines it uses written out


@dataclass(frozen=True)
class Lines:
    """A function's body.

    Attributes:
        text: Its lines, without indentation.
        outputs: The values that it returns, as Python text.
    """

    text: tuple[str, ...]
    outputs: tuple[str, ...]


def python_names(program: Program, taken: Container[str] = ()) -> dict[str, str]:
    """A name in the code for each name of a program.

    Args:
        program: Inputs, parameters and lines.
        taken: Names that mean something else in the code.

    Returns:
        The same names, with an underscore where Python or the code has another use for one.
    """
    found: dict[str, str] = {}
    lines = (line.name for line in program.assignments)
    for name in (*program.inputs, *program.parameters, *lines):
        made = _NOT_A_NAME.sub("_", name)
        while keyword.iskeyword(made) or made in _MODULES or made in taken or made in found.values():
            made += "_"
        found[name] = made
    return found


def body(program: Program, dialect: Dialect, names: Mapping[str, str]) -> Lines:
    """What computes y.

    Args:
        program: The function.
        dialect: The library.
        names: From `python_names`.

    Returns:
        A line for each line of the text, in their order, and what keeps the slopes of a where clean.
    """
    writer = _Body(program, dialect, names)
    for line in program.assignments:
        expression = decided(line.expression)
        value = writer.value(expression)
        if is_constant(expression):
            value = dialect.constant.format(as_float(value))
        writer.lines.append(f"{names[line.name]} = {value}")
    return Lines(tuple(writer.lines), tuple(names[name] for name in program.outputs))


def jacobian_body(
    program: Program, dialect: Dialect, names: Mapping[str, str], derivatives: Derivatives
) -> tuple[list[str], list[list[str]]]:
    """What computes J by its formulas.

    Args:
        program: The function.
        dialect: The library.
        names: From `python_names`.
        derivatives: Of the program.

    Returns:
        The lines that the formulas use, and the entries of J, row by row.

    Raises:
        CodeError: An entry has no formula that is worth writing.
    """
    rows: list[list[Node]] = []
    for i, output in enumerate(derivatives.rows):
        entries = [derivatives.entry(i, j) for j in range(len(derivatives.columns))]
        rows.append([entry for entry in entries if entry is not None])
        if len(rows[-1]) < len(entries):
            raise CodeError(
                f"the slopes of {output} have no formula short enough; copy it as PyTorch or JAX code"
            )
    expressions = Expressions(dialect, names)
    used = _used(program, (entry for row in rows for entry in row))
    lines = [
        f"{names[line.name]} = {expressions.written(decided(line.expression))}"
        for line in program.assignments
        if line.name in used
    ]
    return lines, [[expressions.written(decided(entry)) for entry in row] for row in rows]


def _used(program: Program, entries: Iterable[Node]) -> set[str]:
    uses = {line.name: line.expression for line in program.assignments}
    found: set[str] = set()
    pending = [name for entry in entries for name in names_in(entry)]
    while pending:
        name = pending.pop()
        if name in uses and name not in found:
            found.add(name)
            pending.extend(names_in(uses[name]))
    return found


class _Body:
    """Writes lines; where a side of a where is steep, it is computed from values at which it is taken.

    Otherwise the slope of the side that is not taken, infinite times 0, would make nan of the whole.
    """

    def __init__(self, program: Program, dialect: Dialect, names: Mapping[str, str]) -> None:
        self.lines: list[str] = []
        self._program = program
        self._expressions = Expressions(dialect, names)
        self._names = dict(names)
        self._steepness = Steepness(program)
        self._definitions = {line.name: line.expression for line in program.assignments}
        self._kept = 0

    def value(self, node: Node) -> str:
        """Write an expression, after the lines that it needs.

        Args:
            node: The expression.

        Returns:
            Python text.
        """
        if not self._expressions.dialect.lazy:
            node = self._guarded(node)
        return self._expressions.written(node)

    def _guarded(self, node: Node) -> Node:
        if isinstance(node, Where):
            return self._guarded_where(node)
        made: Node = rebuilt(node, self._guarded)
        return made

    def _guarded_where(self, node: Where) -> Node:
        steep = [self._steepness.of(side) for side in (node.chosen, node.otherwise)]
        if not any(steep):
            return Where(node.condition, self._guarded(node.chosen), self._guarded(node.otherwise))
        self._kept += 1
        number = "" if self._kept == 1 else str(self._kept)
        holds = self._fresh(f"holds{number}")
        self.lines.append(f"{holds} = {self._expressions.condition(node.condition)}")
        chosen = (
            self._side(node.chosen, holds, number, taken=True) if steep[0] else self._guarded(node.chosen)
        )
        otherwise = (
            self._side(node.otherwise, holds, number, taken=False)
            if steep[1]
            else self._guarded(node.otherwise)
        )
        return Where(Comparison(Name(holds), ()), chosen, otherwise)  # a name alone: that of the condition

    def _side(self, side: Node, holds: str, number: str, *, taken: bool) -> Node:
        written_out = self._inlined(side)
        replacements: dict[str, Node] = {}
        for name in names_in(written_out):
            ours = self._names[name]
            held = self._fresh(f"{ours}_{'if' if taken else 'else'}{number}")
            pair = (ours, "0.0") if taken else ("0.0", ours)
            text = self._expressions.choice(holds, *pair)
            self.lines.append(f"{held} = {text}")
            replacements[name] = Name(held)
        return self._guarded(replaced(written_out, replacements))

    def _inlined(self, side: Node) -> Node:
        steep = {name: self._definitions[name] for name in self._steepness.lines_of(side)}
        whole: Node = side
        while any(name in steep for name in names_in(whole)):
            longer = replaced(whole, steep)
            if count(longer) > _MOST_INLINED:
                raise CodeError("a side of where uses too much to be written as code")
            whole = longer
        return whole

    def _fresh(self, name: str) -> str:
        while name in self._names.values():
            name += "_"
        self._names[name] = name
        self._expressions.names = self._names
        return name
