"""Maths text to a Program: which names are inputs and outputs, and in what order to evaluate."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from jacviz.language.errors import MathsError
from jacviz.language.lines import Declared, Statement, read
from jacviz.language.refusals import nearest, run_together
from jacviz.language.tokens import spelled_out
from jacviz.language.tree import Assignment, Program


def parse(text: str) -> Program:
    """Read maths text.

    Args:
        text: One output a line, or separated by semicolons; see REFERENCE for all that may be written.

    Returns:
        The function that the text describes.

    Raises:
        MathsError: The text is not in the language; the error names line and column.
    """
    declared, statements = read(text)
    if not statements:
        raise MathsError("There is no formula yet; write one output a line, such as x1^2 + x2.")
    return _resolved(declared, statements)


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key under which x2 comes before x10.

    Returns:
        The name's words and numbers, in turn.
    """
    parts = re.findall(r"[0-9]+|[^0-9]+", name)
    key = [(0, int(part), part) if part[0] in "0123456789" else (1, 0, part.casefold()) for part in parts]
    return (*key, (-1, 0, name))


def _resolved(declared: Declared, statements: list[Statement]) -> Program:
    defined = _definitions(declared, statements)
    free = {name for statement in statements for name in statement.uses if name not in defined}
    parameters = tuple(declared.listed("parameters"))
    remarks: tuple[str, ...] = ()
    if "inputs" in declared.lists:
        inputs = tuple(declared.listed("inputs"))
        _require_known(statements, defined, {*inputs, *parameters})
    else:
        inputs = tuple(sorted(free - set(parameters), key=natural))
        remarks = tuple(run_together(inputs, {*free, *parameters, *defined}))
    _name_the_nameless(statements, {*free, *inputs, *parameters, *defined})
    used = {name for statement in statements for name in statement.uses}
    if "outputs" in declared.lists:
        outputs = _listed_outputs(declared, statements, defined)
    else:
        outputs = tuple(statement.name for statement in statements if statement.name not in used)
    assignments = tuple(Assignment(s.name, s.expression, s.line) for s in _ordered(statements))
    return Program(inputs, parameters, outputs, assignments, remarks)


def _definitions(declared: Declared, statements: Iterable[Statement]) -> dict[str, Statement]:
    defined: dict[str, Statement] = {}
    for statement in statements:
        name = statement.name
        for keyword, word in (("inputs", "an input"), ("parameters", "a parameter")):
            if name and name in declared.listed(keyword):
                sentence = f"{name} is {word}; give this line another name."
                raise MathsError(sentence, statement.line, statement.column)
        if name in defined:
            sentence = f"{name} is defined already in line {defined[name].line + 1}; choose another name."
            raise MathsError(sentence, statement.line, statement.column)
        if name:
            defined[name] = statement
    return defined


def _require_known(statements: Iterable[Statement], defined: Iterable[str], declared: Iterable[str]) -> None:
    known = {*defined, *declared}
    for statement in statements:
        for name, column in statement.uses.items():
            if name not in known:
                near = nearest(name, known)
                hint = f"did you mean {near}?" if near else "add it there, or define it in a line."
                sentence = f"{name} is not among the names after inputs:; {hint}"
                raise MathsError(sentence, statement.line, column)


def _name_the_nameless(statements: Iterable[Statement], taken: Iterable[str]) -> None:
    known = {spelled_out(name) for name in taken}
    names = (name for name in map("y{}".format, itertools.count(1)) if name not in known)
    for statement in statements:
        statement.name = statement.name or next(names)


def _listed_outputs(
    declared: Declared, statements: Iterable[Statement], defined: dict[str, Statement]
) -> tuple[str, ...]:
    listed = declared.listed("outputs")
    for name, (line, column) in listed.items():
        if name not in defined:
            near = nearest(name, defined)
            hint = f"did you mean {near}?" if near else f"write {name} = and a formula."
            raise MathsError(f"{name} is not the name of a line; {hint}", line, column)
    for statement in statements:
        if statement.name not in defined:
            sentence = "outputs: lists the outputs by name; give this line a name too."
            raise MathsError(sentence, statement.line, statement.column)
    return tuple(listed)


def _ordered(statements: Sequence[Statement]) -> list[Statement]:
    """The statements, each after those that it uses; otherwise in the order of the text.

    Returns:
        All of them.

    Raises:
        MathsError: Some of them use each other in a circle.
    """
    by_name = {statement.name: statement for statement in statements}
    ordered: dict[str, Statement] = {}
    for root in statements:
        path: dict[str, Iterator[str]] = {}
        pending = [root.name]
        while pending:
            name = pending[-1]
            if name in ordered:
                pending.pop()
                continue
            following = path.setdefault(name, iter(by_name[name].uses))
            step = next((n for n in following if n in by_name and n not in ordered), None)
            if step is None:
                ordered[name] = by_name[name]
                pending.pop()
                del path[name]
            elif step in path:
                names = [*path][[*path].index(step) :]
                raise MathsError(_circle(names), by_name[names[0]].line, by_name[names[0]].column)
            else:
                pending.append(step)
    return list(ordered.values())


def _circle(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"{names[0]} is defined by itself; use another name on the left."
    shown = [*names[:5], "..."] if len(names) > 6 else [*names]
    return f"These lines define each other in a circle: {' -> '.join([*shown, names[0]])}."
