"""A maths program as a flat list of operations: names resolved, constants folded, equal parts computed once.

The side of a where that is not taken must leave no nan in the derivative (log at 0, say, where 0 times an
infinite slope is nan). So where a side could do that, the values that enter it are themselves chosen: the
true ones where the side is taken, 0 where it is not; what comes back through that choice is cut off. Named
lines that such a side uses are computed again within it, up to a bound.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from jacviz.language.arithmetic import SCALAR, compare, power, quotient
from jacviz.language.steepness import Steepness
from jacviz.language.tree import (
    Call,
    Comparison,
    Condition,
    Junction,
    Name,
    Negation,
    Node,
    Not,
    Number,
    Power,
    Product,
    Program,
    Sum,
    Where,
)

_MOST_REPEATED = 4_000  # operations after which named lines are no longer computed again within a where
_DEEPEST_REPEATED = 4  # sides of where within sides of where, for the same


@dataclass(frozen=True, slots=True)
class Slot:
    """A value known at run time only: x, then theta, then the results of the operations."""

    index: int


Value: TypeAlias = Slot | float
Truth: TypeAlias = Slot | bool
Operand: TypeAlias = Slot | float


@dataclass(frozen=True, slots=True)
class Operation:
    """One step: a function of the language, or one of + - * / neg < <= > >= == != and or not where."""

    kind: str
    operands: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Lowered:
    """A program without names.

    Attributes:
        inputs: n.
        parameters: p.
        operations: Operation k writes slot n + p + k.
        outputs: m slots or constants.
    """

    inputs: int
    parameters: int
    operations: tuple[Operation, ...]
    outputs: tuple[Value, ...]


def lower(program: Program) -> Lowered:
    """Flatten a program.

    Args:
        program: What `jacviz.language.parse` read.

    Returns:
        Its operations in an order in which each uses earlier slots only.
    """
    return _Lowering(program).lowered()


@dataclass(slots=True)
class _Scope:
    """Where names are looked up: the whole program, or one side of a where with its own guarded values."""

    values: dict[str, Value]
    parent: _Scope | None = None
    condition: Slot | None = None
    taken: bool = True
    depth: int = 0


class _Lowering:
    def __init__(self, program: Program) -> None:
        self._program = program
        self._operations: list[Operation] = []
        self._known: dict[tuple[str, ...], Slot] = {}
        self._first = len(program.inputs) + len(program.parameters)
        self._lines = {line.name: line.expression for line in program.assignments}
        self._steepness = Steepness(program)

    def lowered(self) -> Lowered:
        names = (*self._program.inputs, *self._program.parameters)
        scope = _Scope({name: Slot(index) for index, name in enumerate(names)})
        for line in self._program.assignments:
            scope.values[line.name] = self._value(line.expression, scope)
        outputs = tuple(scope.values[name] for name in self._program.outputs)
        n, p = len(self._program.inputs), len(self._program.parameters)
        return Lowered(n, p, tuple(self._operations), outputs)

    def _emit(self, kind: str, *operands: Operand) -> Slot:
        key = (kind, *map(repr, operands))
        slot = self._known.get(key)
        if slot is None:
            slot = self._known[key] = Slot(self._first + len(self._operations))
            self._operations.append(Operation(kind, operands))
        return slot

    def _value(self, node: Node, scope: _Scope) -> Value:
        match node:
            case Number(number):
                return number
            case Name(name):
                return self._look_up(name, scope)
            case Negation(operand):
                value = self._value(operand, scope)
                return self._emit("neg", value) if isinstance(value, Slot) else -value
            case Sum(first, rest) | Product(first, rest):
                value = self._value(first, scope)
                for sign, part in rest:
                    value = self._binary(sign, value, self._value(part, scope))
                return value
            case Power(base, exponent):
                return self._binary("pow", self._value(base, scope), self._value(exponent, scope))
            case Call(function, arguments):
                return self._call(function, [self._value(argument, scope) for argument in arguments])
            case Where():
                return self._where(node, scope)

    def _binary(self, kind: str, a: Value, b: Value) -> Value:
        if isinstance(a, Slot) or isinstance(b, Slot):
            if kind == "pow" and b == 1.0:
                return a
            return self._emit("exp", b) if kind == "pow" and a == math.e else self._emit(kind, a, b)
        match kind:
            case "+":
                return a + b
            case "-":
                return a - b
            case "*":
                return a * b
            case "/":
                return quotient(a, b)
            case _:
                return power(a, b)

    def _call(self, function: str, arguments: Sequence[Value]) -> Value:
        if function == "pow":
            return self._binary("pow", *arguments)
        if function in ("min", "max"):
            value = arguments[0]
            for other in arguments[1:]:
                value = self._function(function, value, other)
            return value
        return self._function(function, *arguments)

    def _function(self, function: str, *arguments: Value) -> Value:
        numbers = [argument for argument in arguments if not isinstance(argument, Slot)]
        if len(numbers) == len(arguments):
            return SCALAR[function](*numbers)
        return self._emit(function, *arguments)

    def _truth(self, condition: Condition, scope: _Scope) -> Truth:
        match condition:
            case Comparison(first, rest):
                values = [self._value(first, scope), *(self._value(node, scope) for _, node in rest)]
                pairs = zip(rest, values, values[1:], strict=False)
                return self._junction("and", [self._compared(sign, a, b) for (sign, _), a, b in pairs])
            case Junction(kind, parts):
                return self._junction(kind, [self._truth(part, scope) for part in parts])
            case Not(part):
                truth = self._truth(part, scope)
                return self._emit("not", truth) if isinstance(truth, Slot) else not truth

    def _compared(self, relation: str, a: Value, b: Value) -> Truth:
        if isinstance(a, Slot) or isinstance(b, Slot):
            return self._emit(relation, a, b)
        return compare(relation, a, b)

    def _junction(self, kind: str, truths: Iterable[Truth]) -> Truth:
        deciding, total = kind == "or", []
        for truth in truths:
            if isinstance(truth, Slot):
                total.append(truth)
            elif truth is deciding:
                return truth
        if not total:
            return not deciding
        joined = total[0]
        for slot in total[1:]:
            joined = self._emit(kind, joined, slot)
        return joined

    def _where(self, node: Where, scope: _Scope) -> Value:
        truth = self._truth(node.condition, scope)
        if not isinstance(truth, Slot):
            return self._value(node.chosen if truth else node.otherwise, scope)
        chosen = self._side(node.chosen, scope, truth, taken=True)
        otherwise = self._side(node.otherwise, scope, truth, taken=False)
        return self._emit("where", truth, chosen, otherwise)

    def _side(self, node: Node, scope: _Scope, condition: Slot, *, taken: bool) -> Value:
        if not self._steepness.of(node):
            return self._value(node, scope)
        inner = _Scope({}, scope, condition, taken, scope.depth + 1)
        if inner.depth <= _DEEPEST_REPEATED and len(self._operations) < _MOST_REPEATED:
            for name in self._steepness.lines_of(node):
                inner.values[name] = self._value(self._lines[name], inner)
        return self._value(node, inner)

    def _look_up(self, name: str, scope: _Scope) -> Value:
        if name not in scope.values:
            assert scope.parent is not None
            assert scope.condition is not None
            value = self._look_up(name, scope.parent)
            if isinstance(value, Slot):
                sides = (value, 0.0) if scope.taken else (0.0, value)
                value = self._emit("where", scope.condition, *sides)
            scope.values[name] = value
        return scope.values[name]
