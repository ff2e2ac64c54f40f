"""What the user points at, and what picking it does to u and v. Pure, no Qt."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, NamedTuple, TypeAlias

from jacviz.session.document import Document
from jacviz.session.vectors import Vector

Part: TypeAlias = Literal["matrix", "vjp", "jvp", "corner", "x", "u", "v"]


class Pointer(NamedTuple):
    """A place in the product.

    Attributes:
        row: Row of J, or None where a whole column is meant.
        column: Column of J, or None where a whole row is meant.
        part: Where the user points.
    """

    row: int | None = None
    column: int | None = None
    part: Part = "matrix"

    @property
    def nowhere(self) -> bool:
        """Whether nothing is pointed at."""
        return self.row is None and self.column is None and self.part != "corner"


NOWHERE = Pointer()


def picked(document: Document, pointer: Pointer, *, add: bool) -> Document:
    """`document` with u one-hot at the pointed row and v one-hot at the pointed column.

    An entry of J is both at once: u^T J v becomes that very entry. Where u (v) is one-hot there already and
    `add` is set, the pick is taken back to 0.

    Args:
        document: The present one.
        pointer: What was clicked.
        add: Whether 1 is put beside what is there (shift) instead of replacing it.

    Returns:
        Another document; the same one where the pointer does not fit its vectors.
    """
    u, v = document.u, document.tangent
    if pointer.row is not None and pointer.row < len(u):
        document = replace(document, u=_hot(u, pointer.row, add))
    if pointer.column is not None and pointer.column < len(v):
        document = document.with_tangent(_hot(v, pointer.column, add))
    return document


def _hot(vector: Vector, index: int, add: bool) -> Vector:
    if not add:
        return vector if vector.hot_index() == index else vector.one_hot(index)
    return vector.with_entry(index, 0.0 if vector.values[index] == 1.0 else 1.0)
