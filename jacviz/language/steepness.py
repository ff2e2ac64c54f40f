"""Which parts of a maths program may have an infinite slope, or one that is nan."""

from __future__ import annotations

from collections.abc import Iterator

from jacviz.language.tree import Call, Name, Node, Number, Power, Product, Program, Tree, children

_UNBOUNDED = frozenset(
    {"log", "log2", "log10", "sqrt", "asin", "acos", "tan", "atan2", "exp", "sinh", "cosh", "pow"}
)


class Steepness:
    """Knows which lines of a program are steep: those that use a steep operation or a steep line."""

    def __init__(self, program: Program) -> None:
        self._order = {line.name: place for place, line in enumerate(program.assignments)}
        self._uses = {line.name: frozenset(_names(line.expression)) for line in program.assignments}
        self._steep: set[str] = set()
        for line in program.assignments:
            if self.of(line.expression):
                self._steep.add(line.name)

    def of(self, tree: Tree) -> bool:
        """Whether a slope in `tree`, or in a line that it uses, can be infinite or nan.

        Returns:
            False only where every slope is finite, short of overflow.
        """
        return any(self._is_steep(part) for part in _parts(tree))

    def lines_of(self, node: Node) -> list[str]:
        """The steep lines whose values reach `node`.

        Returns:
            Their names, in the order of evaluation.
        """
        found: set[str] = set()
        pending = list(_names(node))
        while pending:
            name = pending.pop()
            if name in self._steep and name not in found:
                found.add(name)
                pending.extend(self._uses[name])
        return sorted(found, key=self._order.__getitem__)

    def _is_steep(self, part: Tree) -> bool:
        match part:
            case Name(name):
                return name in self._steep
            case Power(_, Number(value)):
                return not value.is_integer()
            case Power():
                return True
            case Product(_, rest):
                return any(sign == "/" and not isinstance(factor, Number) for sign, factor in rest)
            case Call(function, _):
                return function in _UNBOUNDED
            case _:
                return False


def _names(tree: Tree) -> Iterator[str]:
    return (part.name for part in _parts(tree) if isinstance(part, Name))


def _parts(tree: Tree) -> Iterator[Tree]:
    pending = [tree]
    while pending:
        part = pending.pop()
        yield part
        pending.extend(children(part))
