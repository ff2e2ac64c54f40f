"""What the panel says in words: the derivative under the pointer, the products, how J was computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jacviz.engine.messages import Failure, JacobianAnswer
from jacviz.notation import MINUS, duration, number, passes, space, subscripted, weight_on
from jacviz.session.products import Products
from jacviz.ui.matrix import typeset
from jacviz.ui.matrix.pointing import Pointer
from jacviz.ui.matrix.survey import Survey
from jacviz.ui.matrix.terms import MOST_TERMS, rounding, settled_scalar
from jacviz.ui.matrix.traces import traces
from jacviz.ui.matrix.typeset import Line, Run, joined

Array = NDArray[Any]

STOPPED = frozenset({"deadline", "memory", "died", "internal"})  # failures of the engine, not of the text
_STALE = {
    "deadline": "stale: the engine was stopped",
    "memory": "stale: the engine was stopped",
    "died": "stale: the engine was stopped",
    "internal": "stale: the engine failed",
    "size": "stale: the newest result is too large to draw",
    "value": "stale: f no longer returns what a Jacobian can be taken of",
}
_NAMED = 3  # outputs that are told by name
_NO_VALUE = (
    (np.isnan, "not a number here: the point lies outside the domain of f, as with log(−1), √(−1) or 0/0."),
    (np.isinf, "infinite here, as with 1/0, log(0) or an overflow."),
)


def about(pointer: Pointer, answer: JacobianAnswer, products: Products | None) -> list[Line]:
    """What stands at the pointer, in one or two sentences.

    Args:
        pointer: Where.
        answer: J with its names.
        products: For the weights in force; None leaves them out.

    Returns:
        Lines to be set one below the other; none where the pointer is nowhere.
    """
    m, n = answer.jacobian.shape
    row, column = pointer.row, pointer.column
    if (row is not None and row >= m) or (column is not None and column >= n):
        return []
    if pointer.part == "corner":
        return _of_scalar(answer, products)
    if pointer.part in {"x", "u", "v"} and products is not None:
        return _of_weight(pointer, answer, products)
    if row is not None and column is not None:
        return _of_entry(row, column, answer, products)
    if column is not None:
        return _of_column(column, answer, products)
    return [] if row is None else _of_row(row, answer, products)


def _of_entry(row: int, column: int, answer: JacobianAnswer, products: Products | None) -> list[Line]:
    y, x = typeset.name(answer.outputs.names[row]), typeset.name(answer.columns.names[column])
    value = float(answer.jacobian[row, column])
    derivative = joined((Run("∂", "upright"),), y, (Run("/∂", "upright"),), x)
    if not np.isfinite(value):
        said = joined(derivative, f" is not finite ({number(value)}): there is no linear response here.")
        return [said, *undefined(answer, row)]
    grows = joined("if ", x, " grows by 1 (to first order), ", y, f" {_moves(value)}.")
    head = joined(derivative, f" = {number(value)}: ", grows)
    if traces(answer.jacobian, slice(row, row + 1), slice(column, column + 1))[0, 0]:
        moves = joined(f" = {number(value)}: to first order ", x, " moves ", y, " by no more than rounding")
        return [joined(derivative, moves, ", beside the largest entries of this row and this column.")]
    if products is None or row >= len(products.u) or column >= len(products.v):
        return [head]
    u, v = float(products.u[row]), float(products.v[column])
    of_u = typeset.name(weight_on(answer.outputs.names, row))
    of_vjp = joined(_vjp(column), " is ", of_u, f" · {_bracketed(value)} = {number(u * value)}")
    of_v = joined(_indexed("v", column), f" · {_bracketed(value)} = {number(v * value)}")
    share = joined("Its share of ", of_vjp, "; of ", _jvp(answer, row), ", ", of_v, ".")
    return [head, share]


def undefined(answer: JacobianAnswer, row: int | None = None) -> list[Line]:
    """That outputs have no value here, and why that may be.

    Args:
        answer: f and its Jacobian.
        row: The output that is looked at; None: all.

    Returns:
        One sentence, with advice where all are looked at; none where y is finite.
    """
    advice = " Move the point, or edit f." if row is None else ""
    rows = slice(None) if row is None else slice(row, row + 1)
    for is_so, words in _NO_VALUE:
        which = np.flatnonzero(is_so(answer.y[rows])) + (row or 0)
        if len(which):
            names = [typeset.name(answer.outputs.names[i]) for i in which[:_NAMED].tolist()]
            listed = joined(names[0], *(part for name in names[1:] for part in (", ", name)))
            more = f" and {len(which) - _NAMED} more" if len(which) > _NAMED else ""
            verb = " is " if len(which) == 1 else " are "
            return [joined(listed, f"{more}{verb}{words}", advice)]
    return []


def _of_column(column: int, answer: JacobianAnswer, products: Products | None) -> list[Line]:
    x = typeset.name(answer.columns.names[column])
    if products is None or column >= len(products.vjp):
        return []
    value = _settled(float(products.vjp[column]), products.u, answer.jacobian[:, column])
    sums = joined(_vjp(column), " = ", *_sum(products.u, answer.jacobian[:, column], value))
    grows = joined("if ", x, " grows by 1 (to first order), ", _dot("u", "f"), f" {_moves(value)}.")
    return [sums, joined("Column ", x, ": ", grows)]


def _of_row(row: int, answer: JacobianAnswer, products: Products | None) -> list[Line]:
    y = typeset.name(answer.outputs.names[row])
    if products is None or row >= len(products.jvp):
        return []
    value = _settled(float(products.jvp[row]), products.v, answer.jacobian[row])
    sums = joined(_jvp(answer, row), " = ", *_sum(products.v, answer.jacobian[row], value))
    point = (Run("x" if answer.wrt == "x" else "θ", "name"),)
    along = joined(point, " moves by ", (Run("v", "name"),), " (to first order), ")
    return [sums, joined("Row ", y, ", its gradient: if ", along, y, f" {_moves(value)}.")]


def _of_weight(pointer: Pointer, answer: JacobianAnswer, products: Products) -> list[Line]:
    if pointer.part == "u":
        row = pointer.row or 0
        weight = float(products.u[row])
        y = typeset.name(answer.outputs.names[row])
        of_u = typeset.name(weight_on(answer.outputs.names, row))
        head = joined(of_u, f" = {number(weight)} weighs row ", y)
        adds = joined(f": it adds {_bracketed(weight)} · ", _tuple(answer.jacobian[row], "the row"), " to ")
        return [joined(head, adds, typeset.transposed("u", "J"), ".")]
    column = pointer.column or 0
    x, entries = typeset.name(answer.columns.names[column]), answer.jacobian[:, column]
    if pointer.part == "x":
        here = joined(x, f" = {number(float(answer.point[column]))}: if it grows by 1 (to first order), ")
        return [joined(here, (Run("y", "name"),), " moves by ", _tuple(entries, "its column of J"), ".")]
    weight = float(products.v[column])
    head = joined(_indexed("v", column), f" = {number(weight)} weighs column ", x)
    adds = joined(f": it adds {_bracketed(weight)} · ", _tuple(entries, "the column"), " to ")
    return [joined(head, adds, (Run("J\u2009v", "name"),), ".")]


def _tuple(entries: Array, otherwise: str) -> str:
    return f"({', '.join(map(number, entries.tolist()))})" if len(entries) <= MOST_TERMS else otherwise


def _of_scalar(answer: JacobianAnswer, products: Products | None) -> list[Line]:
    if products is None:
        return []
    value = settled_scalar(products, answer.jacobian)
    whole = (*typeset.transposed("u", "J v"), Run(f" = {number(value)}"))
    one = joined((Run("u", "name"),), " · (", (Run("J v", "name"),), ")")
    other = joined("(", typeset.transposed("u", "J"), ") · ", (Run("v", "name"),))
    return [joined(whole, " = ", one, " = ", other, ": one number, reached both ways.")]


def _sum(weights: Array, entries: Array, total: float) -> list[Line | str]:
    # The terms, each as weight · entry, where there are few.
    if len(weights) > MOST_TERMS:
        return [f"{number(total)}, a sum of {len(weights)} terms"]
    pairs = zip(weights.tolist(), entries.tolist(), strict=True)
    terms = [f"{_bracketed(weight)} · {_bracketed(entry)}" for weight, entry in pairs]
    return [" + ".join(terms) + f" = {number(total)}"]


def _settled(value: float, weights: Array, entries: Array) -> float:
    # What rounding alone may have made of a zero is 0.
    noise = rounding(weights, entries.reshape(-1, 1))
    return 0.0 if noise is not None and abs(value) <= noise[0] else value


def _bracketed(value: float) -> str:
    text = number(value)
    return f"({text})" if text.startswith(MINUS) else text


def _indexed(letter: str, index: int) -> Line:
    return Run(letter, "name"), Run(str(index + 1), "sub")


def _vjp(column: int) -> Line:
    return joined("(", typeset.transposed("u", "J"), ")", (Run(str(column + 1), "sub"),))


def _jvp(answer: JacobianAnswer, row: int) -> Line:
    # The row's own number, as u and y wear it beside the matrix: a minibatch's rows are samples.
    own = weight_on(answer.outputs.names, row)[1:]
    return joined("(", (Run("J v", "name"),), ")", (Run(own, "sub"),))


def _dot(one: str, other: str) -> Line:
    return joined((Run(one, "name"),), " · ", (Run(other, "name"),))


def _moves(value: float) -> str:
    if value == 0:
        return "does not change"
    if not np.isfinite(value):
        return "has no linear response"
    return f"grows by {number(value)}" if value > 0 else f"falls by {number(-value)}"


def spaces(answer: JacobianAnswer) -> str:
    """From where to where: "R³ → R²".

    Returns:
        Plain text.
    """
    m, n = answer.jacobian.shape
    return f"{space(n)} → {space(m)}"


def computed(answer: JacobianAnswer) -> str:
    """How J was computed, in one line.

    Returns:
        Such as "R³ → R², reverse mode (2 passes; forward would need 3), 0.2 ms". Where no other mode has a
        part in it, `other_passes` is 0 and nothing is said of it.
    """
    other = "forward" if answer.mode == "reverse" else "reverse"
    cost = f"{passes(answer.passes)}; {other} would need {answer.other_passes:,}"
    if not answer.other_passes:
        cost = f"{passes(answer.passes)}, one for each row"
    return f"{spaces(answer)}, {answer.mode} mode ({cost}){_took(answer)}"


def computed_briefly(answer: JacobianAnswer) -> str:
    """The same where there is less room.

    Returns:
        Such as "R³ → R², reverse, 2 passes, 0.2 ms".
    """
    return f"{spaces(answer)}, {answer.mode}, {passes(answer.passes)}{_took(answer)}"


def _took(answer: JacobianAnswer) -> str:
    return "" if np.isnan(answer.seconds) else f", {duration(answer.seconds)}"


def badges(found: Survey, rows: Sequence[str], columns: Sequence[str]) -> list[str]:
    """What is unusual about J.

    Args:
        found: The survey.
        rows: Names of the outputs.
        columns: Names of the inputs.

    Returns:
        Short sentences, most serious first.
    """
    said = []
    if found.nonfinite:
        one = found.nonfinite == 1
        said.append("1 entry is not finite" if one else f"{found.nonfinite} entries are not finite")
    for what, indices, names in (("row", found.zero_rows, rows), ("column", found.zero_columns, columns)):
        if 1 <= len(indices) <= 3:
            which = ", ".join(subscripted(names[i]) for i in indices)
            said.append(f"{what}{'s' * (len(indices) > 1)} {which} all zero")
        elif len(indices):
            said.append(f"{len(indices)} {what}s all zero")
    return said


def stale(failure: Failure) -> str:
    """The label over a Jacobian that no longer answers the text.

    Returns:
        Such as "stale: the text no longer evaluates".
    """
    return _STALE.get(failure.kind, "stale: the text no longer evaluates")


HINT: Line = joined(
    "Point at an entry to follow it. Click it to pick its row and column (", (Run("u", "name"),), " and ",
    (Run("v", "name"),), " one-hot), click a product to pick just one of them. Shift adds.",
)  # fmt: skip
