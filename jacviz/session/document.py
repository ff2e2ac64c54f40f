"""The Document: everything the user has decided, immutable. What is computed from it is in Results."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Literal, TypeAlias

from jacviz.engine.messages import Language, Mode, Precision, Variable
from jacviz.session.landscape.settings import Landscape
from jacviz.session.plain_values import UNSAVED
from jacviz.session.vectors import Vector

Role: TypeAlias = Literal["x", "u", "v"]
LimitsKind: TypeAlias = Literal["auto", "locked", "percentile", "symlog"]


_NO_ENTRIES = Vector()
_LINE_EXPERIMENT = Landscape()


@dataclass(frozen=True)
class Limits:
    """How entries of J become colours; always symmetric about zero.

    Attributes:
        kind: "auto": the largest finite magnitude; "locked": `bound`, whatever comes; "percentile": the
            `percentile` of the finite magnitudes; "symlog": logarithmic beyond `linear`, up to the largest.
        bound: Magnitude of the full colour when locked.
        percentile: 0 to 100.
        linear: Fraction of the largest magnitude that stays linear under "symlog".
    """

    kind: LimitsKind = "auto"
    bound: float = 1.0
    percentile: float = 98.0
    linear: float = 1e-3


@dataclass(frozen=True)
class Document:
    """One state of the user's work.

    Attributes:
        title: What the title bar shows.
        language: Which of the two texts is the function.
        maths: The text in the maths language.
        python: The text in Python.
        wrt: What J is taken with respect to.
        mode: How J is computed.
        precision: The floating type.
        device: Where torch computes.
        x: The point.
        theta: The parameters.
        u: Weights on the outputs (rows of J).
        v: Weights on the inputs (columns of J, when `wrt` is x).
        v_theta: Weights on the parameters (columns of J, when `wrt` is theta).
        limits: How J is coloured.
        contributions: Whether the strips show the terms u_i * row_i and v_j * column_j stacked.
        seed: Seed of the next random vector.
        x_start: The text's own x0 that `x` has taken account of; empty where there was none.
        theta_start: The text's own theta0 that `theta` has taken account of; empty where there was none.
        landscape: What the loss-surface panel minimises, and how it is shown.
        origin: Which opening of a file this comes from; 0: none. Not saved.
        foreign: Tells from which file the Python in here came, which then waits for the user's word (see
            `jacviz.session.trust`); empty where there is none, or it is the user's own. Not saved.
    """

    title: str = "Untitled"
    language: Language = "maths"
    maths: str = ""
    python: str = ""
    wrt: Variable = "x"
    mode: Mode = "auto"
    precision: Precision = "float64"
    device: str = "cpu"
    x: Vector = _NO_ENTRIES
    theta: Vector = _NO_ENTRIES
    u: Vector = _NO_ENTRIES
    v: Vector = _NO_ENTRIES
    v_theta: Vector = _NO_ENTRIES
    limits: Limits = field(default_factory=Limits)
    contributions: bool = True
    seed: int = 0
    x_start: Vector = _NO_ENTRIES
    theta_start: Vector = _NO_ENTRIES
    landscape: Landscape = _LINE_EXPERIMENT
    origin: int = field(default=0, metadata={UNSAVED: True})
    foreign: str = field(default="", metadata={UNSAVED: True})

    @property
    def source(self) -> str:
        """The text of the language in use."""
        return self.maths if self.language == "maths" else self.python

    @property
    def tangent(self) -> Vector:
        """The weights on the columns of J: v, or v_theta when J is taken with respect to theta."""
        return self.v if self.wrt == "x" else self.v_theta

    @property
    def point(self) -> Vector:
        """What J is taken with respect to: x or theta."""
        return self.x if self.wrt == "x" else self.theta

    def with_source(self, text: str) -> Document:
        """The same document with another text in the language in use.

        Returns:
            A new document. Values that no function has named yet were meant for the text of before, by
            position; they are left behind.
        """
        changed = replace(self, maths=text) if self.language == "maths" else replace(self, python=text)
        return replace(
            changed,
            x=_named(self.x),
            theta=_named(self.theta),
            u=_named(self.u),
            v=_named(self.v),
            v_theta=_named(self.v_theta),
        )

    def with_tangent(self, vector: Vector) -> Document:
        """The same document with other column weights.

        Returns:
            A new document.
        """
        return replace(self, v=vector) if self.wrt == "x" else replace(self, v_theta=vector)

    def with_point(self, vector: Vector) -> Document:
        """The same document at another point.

        Returns:
            A new document.
        """
        return replace(self, x=vector) if self.wrt == "x" else replace(self, theta=vector)

    def differing(self, other: Document) -> frozenset[str]:
        """Which fields are not the very same objects (arrays) or equal values.

        Returns:
            Names of fields.
        """
        pairs = ((f.name, getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        return frozenset(name for name, mine, theirs in pairs if mine is not theirs and mine != theirs)


def vector_of(document: Document, role: Role) -> Vector:
    """The vector that plays a role around J.

    Args:
        document: Whose vector.
        role: "u" weighs the rows, "v" the columns, "x" is the point: x or theta, as `wrt` says.

    Returns:
        One of the document's vectors.
    """
    return {"x": document.point, "u": document.u, "v": document.tangent}[role]


def with_vector(document: Document, role: Role, vector: Vector) -> Document:
    """The same document with another vector in a role.

    Args:
        document: The document.
        role: As in `vector_of`.
        vector: The vector that takes its place.

    Returns:
        A new document.
    """
    if role == "u":
        return replace(document, u=vector)
    return document.with_point(vector) if role == "x" else document.with_tangent(vector)


def _named(vector: Vector) -> Vector:
    return vector if vector.names else _NO_ENTRIES
