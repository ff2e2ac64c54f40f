"""Documents along the way of a slider, and what is asked of the engine for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from jacviz.engine.messages import JacobianAnswer
from jacviz.session.document import Document, Limits, vector_of, with_vector
from jacviz.session.film import FilmError, Sweep
from jacviz.session.planning import with_products
from jacviz.session.results import Results
from jacviz.ui.publish.material import Material

MOST_ENTRIES = 50_000_000  # of all Jacobians of a film: 400 MB


def require_entry(document: Document, sweep: Sweep) -> None:
    """Refuse a slider that is not there.

    Args:
        document: The document.
        sweep: Which slider.

    Raises:
        FilmError: The vector has no such entry.
    """
    size = len(vector_of(document, sweep.role))
    if sweep.index >= size:
        raise FilmError(f"{sweep.role} has {size:,} entries; number {sweep.index + 1:,} was asked for.")


def require_room(answer: JacobianAnswer, frames: int) -> None:
    """Refuse to hold more Jacobians than there is room for.

    Args:
        answer: One of them.
        frames: How many there will be.

    Raises:
        FilmError: They are too many or too large.
    """
    if answer.jacobian.size * frames > MOST_ENTRIES:
        raise FilmError(
            f"{frames:,} Jacobians of {answer.jacobian.size:,} entries are too many to be filmed. "
            "Take fewer frames, or a smaller function."
        )


def swept_document(document: Document, sweep: Sweep, value: float) -> Document:
    """A document with one slider somewhere else.

    Args:
        document: The document.
        sweep: Which slider, and which range it keeps in each frame.
        value: Where it is.

    Returns:
        A new document.
    """
    vector = vector_of(document, sweep.role)
    for place in (sweep.begin, sweep.end, value):
        vector = vector.with_entry(sweep.index, place)
    return with_vector(document, sweep.role, vector)


def with_steady_colours(document: Document, answers: Sequence[JacobianAnswer]) -> Document:
    """A document whose colours mean the same in each frame.

    Args:
        document: The document.
        answers: The Jacobians of all frames.

    Returns:
        One with locked limits where they would follow each Jacobian.
    """
    if document.limits.kind != "auto" or not answers:
        return document
    largest = max(_largest(answer) for answer in answers)
    return replace(document, limits=Limits("locked", largest)) if largest > 0 else document


def _largest(answer: JacobianAnswer) -> float:
    finite = np.abs(answer.jacobian[np.isfinite(answer.jacobian)])
    return float(finite.max(initial=0.0))


def swept(material: Material, sweep: Sweep, value: float, answer: JacobianAnswer | None) -> Material:
    """What a frame is drawn from.

    Args:
        material: What the film is drawn from.
        sweep: The slider.
        value: Where it is.
        answer: The Jacobian there; None: the material's own.

    Returns:
        A new material.
    """
    document = swept_document(material.document, sweep, value)
    before = material.results
    results: Results = before if answer is None else replace(before, jacobian=answer, products=None)
    return replace(material, document=document, results=with_products(document, results))
