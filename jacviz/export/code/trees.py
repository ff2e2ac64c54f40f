"""Trees made from trees: names replaced, choices that are already decided taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jacviz.language.arithmetic import holds
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
    Sum,
    Tree,
    Where,
    children,
)


def is_constant(tree: Tree) -> bool:
    """Whether an expression has no names in it.

    Returns:
        True where its value is known.
    """
    return not isinstance(tree, Name) and all(map(is_constant, children(tree)))


def names_in(tree: Tree) -> tuple[str, ...]:
    """The names that an expression uses.

    Returns:
        Each once, in the order in which they come.
    """
    if isinstance(tree, Name):
        return (tree.name,)
    return tuple(dict.fromkeys(name for part in children(tree) for name in names_in(part)))


def rebuilt(tree: Any, of: Callable[[Any], Any]) -> Any:
    """A tree whose parts are others.

    Args:
        tree: A node or a condition.
        of: What takes the place of a part: a node of a node, a condition of a condition.

    Returns:
        A tree of the same class.
    """
    match tree:
        case Number() | Name():
            return tree
        case Negation(operand):
            return Negation(of(operand))
        case Sum(first, rest):
            return Sum(of(first), tuple((sign, of(part)) for sign, part in rest))
        case Product(first, rest):
            return Product(of(first), tuple((sign, of(part)) for sign, part in rest))
        case Comparison(first, rest):
            return Comparison(of(first), tuple((sign, of(part)) for sign, part in rest))
        case Power(base, exponent):
            return Power(of(base), of(exponent))
        case Call(function, arguments):
            return Call(function, tuple(map(of, arguments)))
        case Where(condition, chosen, otherwise):
            return Where(of(condition), of(chosen), of(otherwise))
        case Junction(kind, parts):
            return Junction(kind, tuple(map(of, parts)))
        case Not(part):
            return Not(of(part))
    return tree


def replaced(tree: Any, replacements: Mapping[str, Node]) -> Any:
    """A tree with other nodes in the place of names.

    Args:
        tree: A node or a condition.
        replacements: What takes the place of a name.

    Returns:
        A tree of the same class.
    """
    if isinstance(tree, Name):
        return replacements.get(tree.name, tree)
    return rebuilt(tree, lambda part: replaced(part, replacements))


def decided(node: Node) -> Node:
    """An expression without the choices that its numbers decide.

    Returns:
        An expression of the same value in which every condition depends on a name.
    """
    if isinstance(node, Where):
        truth = _truth(node.condition)
        if isinstance(truth, bool):
            return decided(node.chosen if truth else node.otherwise)
        return Where(truth, decided(node.chosen), decided(node.otherwise))
    made: Node = rebuilt(node, decided)
    return _with_numbers_first(made) if isinstance(made, Product) else made


def _with_numbers_first(product: Product) -> Product:
    """A product whose leading numbers are one factor: 0/0*x, whose quotient Python would refuse to compute.

    Returns:
        A product of the same value.
    """
    leading = 0
    while leading < len(product.rest) and is_constant(product.rest[leading][1]):
        leading += 1
    if not leading or leading == len(product.rest) or not is_constant(product.first):
        return product
    return Product(Product(product.first, product.rest[:leading]), product.rest[leading:])


def _truth(condition: Condition) -> bool | Condition:
    if is_constant(condition):
        return holds(condition, {})
    match condition:
        case Not(part):
            inner = _truth(part)
            return not inner if isinstance(inner, bool) else Not(inner)
        case Junction(kind, parts):
            deciding = kind == "or"
            truths = [_truth(part) for part in parts]
            if deciding in [truth for truth in truths if isinstance(truth, bool)]:
                return deciding
            left = tuple(truth for truth in truths if not isinstance(truth, bool))
            return Junction(kind, left) if len(left) > 1 else left[0] if left else not deciding
        case Comparison(first, rest):
            return _comparison(first, rest)


def _comparison(first: Node, rest: tuple[tuple[Any, Node], ...]) -> bool | Condition:
    nodes = [decided(first), *(decided(node) for _, node in rest)]
    pairs = [Comparison(a, ((sign, b),)) for (sign, _), a, b in zip(rest, nodes, nodes[1:], strict=False)]
    if any(is_constant(pair) and not holds(pair, {}) for pair in pairs):
        return False
    open_pairs = [pair for pair in pairs if not is_constant(pair)]
    if not open_pairs:
        return True
    if len(open_pairs) == len(pairs):
        return Comparison(nodes[0], tuple((sign, b) for (sign, _), b in zip(rest, nodes[1:], strict=True)))
    return Junction("and", tuple(open_pairs)) if len(open_pairs) > 1 else open_pairs[0]
