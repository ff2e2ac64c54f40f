"""Trees back to text that reads as the same tree."""

from __future__ import annotations

from jacviz.language.tree import (
    Call,
    Comparison,
    Junction,
    Name,
    Negation,
    Not,
    Number,
    Power,
    Product,
    Program,
    Sum,
    Tree,
    Where,
)

_OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(9)


def written(tree: Tree) -> str:
    """An expression as text.

    Returns:
        Text with the parentheses that it needs and no more.
    """
    return _written(tree)[0]


def written_program(program: Program) -> str:
    """A whole program as text, with all three declarations.

    Returns:
        Lines that `parse` reads as the same program, apart from the numbers of its lines.
    """
    lists = (("inputs", program.inputs), ("parameters", program.parameters), ("outputs", program.outputs))
    lines = [f"{keyword}: {', '.join(names)}".rstrip() for keyword, names in lists]
    lines += [f"{line.name} = {written(line.expression)}" for line in program.assignments]
    return "\n".join(lines)


def _written(tree: Tree) -> tuple[str, int]:
    match tree:
        case Number(value):
            return repr(value).removesuffix(".0"), _ATOM
        case Name(name):
            return name, _ATOM
        case Negation(operand):
            return f"-{_within(operand, _SIGN)}", _SIGN
        case Sum(first, rest):
            return _chain(first, rest, _SUM), _SUM
        case Product(first, rest):
            return _chain(first, rest, _PRODUCT), _PRODUCT
        case Comparison(first, rest):
            return _chain(first, rest, _COMPARISON), _COMPARISON
        case Power(base, exponent):
            return f"{_within(base, _ATOM)}^{_within(exponent, _SIGN)}", _POWER
        case Call(function, arguments):
            return f"{function}({', '.join(written(argument) for argument in arguments)})", _ATOM
        case Where(condition, chosen, otherwise):
            return f"where({written(condition)}, {written(chosen)}, {written(otherwise)})", _ATOM
        case Junction(kind, parts):
            strength = _AND if kind == "and" else _OR
            return f" {kind} ".join(_within(part, strength + 1) for part in parts), strength
        case Not(part):
            return f"not {_within(part, _NOT)}", _NOT


def _chain(first: Tree, rest: tuple[tuple[str, Tree], ...], strength: int) -> str:
    pieces = [_within(first, strength + 1)]
    for sign, tree in rest:
        pieces += [sign, _within(tree, strength + 1)]
    return " ".join(pieces)


def _within(tree: Tree, strength: int) -> str:
    text, own = _written(tree)
    return text if own >= strength else f"({text})"
