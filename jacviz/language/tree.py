"""What maths text means: small immutable expression trees.

Sums, products and comparisons keep their operands side by side instead of nesting to the left, so a sum of
a thousand terms is one level deep and walking a tree never exhausts the stack: the parser bounds nesting.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Number:
    """A literal or a constant of the language; finite and not negative."""

    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """An input, a parameter or the result of another line."""

    name: str


@dataclass(frozen=True, slots=True)
class Negation:
    """-operand."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Sum:
    """first, then each of `rest` added or subtracted from left to right."""

    first: Node
    rest: tuple[tuple[Literal["+", "-"], Node], ...]


@dataclass(frozen=True, slots=True)
class Product:
    """first, then each of `rest` multiplied or divided by from left to right."""

    first: Node
    rest: tuple[tuple[Literal["*", "/"], Node], ...]


@dataclass(frozen=True, slots=True)
class Power:
    """base ^ exponent."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the language, other than where, and its arguments."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Where:
    """`chosen` where the condition holds, `otherwise` where it does not."""

    condition: Condition
    chosen: Node
    otherwise: Node


Relation: TypeAlias = Literal["<", "<=", ">", ">=", "==", "!="]


@dataclass(frozen=True, slots=True)
class Comparison:
    """first < second < third: every neighbouring pair holds."""

    first: Node
    rest: tuple[tuple[Relation, Node], ...]


@dataclass(frozen=True, slots=True)
class Junction:
    """All of `parts` ("and") or any of them ("or")."""

    kind: Literal["and", "or"]
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary of `part`."""

    part: Condition


Node: TypeAlias = Number | Name | Negation | Sum | Product | Power | Call | Where
Condition: TypeAlias = Comparison | Junction | Not
Tree: TypeAlias = Node | Condition


def children(tree: Tree) -> tuple[Tree, ...]:
    """The trees directly below `tree`, from left to right.

    Returns:
        Nothing for numbers and names.
    """
    match tree:
        case Number() | Name():
            return ()
        case Negation(operand):
            return (operand,)
        case Sum(first, rest) | Product(first, rest) | Comparison(first, rest):
            return (first, *(node for _, node in rest))
        case Power(base, exponent):
            return (base, exponent)
        case Call(_, arguments):
            return arguments
        case Where(condition, chosen, otherwise):
            return (condition, chosen, otherwise)
        case Junction(_, parts):
            return parts
        case Not(part):
            return (part,)


@dataclass(frozen=True, slots=True)
class Assignment:
    """One line of a program.

    Attributes:
        name: The line's name, given or made up.
        expression: What the line computes.
        line: 0-based line in the text.
    """

    name: str
    expression: Node
    line: int


@dataclass(frozen=True, slots=True)
class Program:
    """Maths text, read: f(x; theta) from R^n to R^m.

    Attributes:
        inputs: n names, the entries of x.
        parameters: p names, the entries of theta; often none.
        outputs: m names, each the name of one assignment.
        assignments: In an order in which each uses only inputs, parameters and assignments before it.
        remarks: Sentences about names that may not have been meant as they were read.
    """

    inputs: tuple[str, ...]
    parameters: tuple[str, ...]
    outputs: tuple[str, ...]
    assignments: tuple[Assignment, ...]
    remarks: tuple[str, ...] = field(default=(), compare=False)
