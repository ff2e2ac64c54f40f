"""What must be computed again when one Document follows another. Pure functions, no side effects."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from jacviz.engine.messages import JacobianAnswer, JacobianTask, is_same_start
from jacviz.session.document import Document
from jacviz.session.products import products
from jacviz.session.results import Results
from jacviz.session.vectors import Array, Span, Vector, frozen

_VECTORS = ("x", "theta", "u", "v", "v_theta", "x_start", "theta_start")
_MANY = 13  # parameters: they have one strip, on which a range of ±3 hides a weight of 0.1
_ASKS_FOR_JACOBIAN = frozenset({"language", "wrt", "mode", "precision", "device"})


def jacobian_task(document: Document, memory_limit: int) -> JacobianTask:
    """The task that answers `document`.

    Returns:
        A task for the engine.
    """
    x, theta = document.x, document.theta
    return JacobianTask(
        language=document.language, source=document.source, wrt=document.wrt,
        x=x.values if len(x) else None, x_names=x.names,
        theta=theta.values if len(theta) else None, theta_names=theta.names,
        mode=document.mode, precision=document.precision, device=document.device, memory_limit=memory_limit,
        x_start=document.x_start.values if len(document.x_start) else None,
        theta_start=document.theta_start.values if len(document.theta_start) else None,
    )  # fmt: skip


def needs_jacobian(old: Document | None, new: Document) -> bool:
    """Whether J must be computed again: never for u, v or the colours.

    Returns:
        True where the function, the point or the way of computing differs.
    """
    if old is None or old.source != new.source or old.foreign != new.foreign:
        return True
    if any(getattr(old, name) != getattr(new, name) for name in _ASKS_FOR_JACOBIAN):
        return True
    return not (_same_values(old.x, new.x) and _same_values(old.theta, new.theta))


def _same_values(old: Vector, new: Vector) -> bool:
    return old.values is new.values or np.array_equal(old.values, new.values, equal_nan=True)


def settled(document: Document, answer: JacobianAnswer) -> Document:
    """`document` with its vectors fitted to the function that `answer` describes.

    Values the user has set are kept by name; new entries take the point that the engine used, weights take 1.

    Returns:
        The same document where everything fits already.
    """
    names = answer.parameters.names
    theta = _taken(document.theta, document.theta_start, names, answer.theta, answer.theta_start)
    fitted = replace(
        document,
        x=_taken(document.x, document.x_start, answer.inputs.names, answer.x, answer.x_start),
        theta=_ranged(theta, document.theta),
        u=document.u.fitted(answer.outputs.names, 1.0),
        x_start=_start(document.x_start, answer.x_start),
        theta_start=_start(document.theta_start, answer.theta_start),
    )
    tangent = _tangent(document, answer).fitted(answer.columns.names, 1.0)
    fitted = replace(fitted, v=tangent) if answer.wrt == "x" else replace(fitted, v_theta=tangent)
    same = all(getattr(fitted, n) is getattr(document, n) for n in _VECTORS)
    return document if same else fitted


def _taken(vector: Vector, start: Vector, names: tuple[str, ...], used: Array, own: Array | None) -> Vector:
    """`vector` on the entries of the function; the engine's values where the text has a newer start.

    Returns:
        The same vector where nothing is new.
    """
    fitted = vector.fitted(names, used)
    is_newer = own is not None and vector.names and not is_same_start(own, start.values)
    return fitted.with_values(used) if is_newer else fitted


def _ranged(theta: Vector, before: Vector) -> Vector:
    """`theta`, with a range in which the weights of a network are more than hairs, when it comes first.

    Returns:
        The same vector where it has few entries, was there before, or fills a good part of its range.
    """
    if before.names or len(theta) < _MANY or theta.span != Span() or theta.spans:
        return theta
    largest = 2 * float(np.abs(theta.values).max(initial=0.0, where=np.isfinite(theta.values)))
    return replace(theta, span=Span.about(largest)) if 1e-12 < largest <= theta.span.maximum else theta


def _start(start: Vector, own: Array | None) -> Vector:
    if own is None or is_same_start(own, start.values):
        return start
    return Vector(frozen(own))


def _tangent(document: Document, answer: JacobianAnswer) -> Vector:
    # The weights of the Jacobian that is there, whatever the document asks for by now.
    return document.v if answer.wrt == "x" else document.v_theta


def with_products(document: Document, results: Results) -> Results:
    """`results` with the products of its Jacobian and the document's weights.

    Returns:
        The same results where nothing changed or where weights and Jacobian do not fit (they belong to
        different functions for the moment until an answer arrives).
    """
    weights = weights_to_apply(document, results)
    if weights is None or results.jacobian is None:
        return results
    return replace(results, products=products(results.jacobian.jacobian, *weights, results.products))


def weights_to_apply(document: Document, results: Results) -> tuple[Array, Array] | None:
    """The weights that the products of `results` are still to be made with.

    Returns:
        u (m,) and v (n,), or None where the products are there or the weights do not fit the Jacobian.
    """
    answer, made = results.jacobian, results.products
    if answer is None:
        return None
    u, v = document.u.weights, _tangent(document, answer).weights
    if answer.jacobian.shape != (len(u), len(v)):
        return None
    return None if made is not None and made.u is u and made.v is v else (u, v)


def answers(results: Results, document: Document) -> bool:
    """Whether the entries of `document` are named as the Jacobian at hand names them.

    Returns:
        False without a Jacobian, and where an undone step leads back to vectors that no answer has fitted.
    """
    answer = results.jacobian
    return (
        answer is not None
        and document.x.names == answer.inputs.names
        and document.u.names == answer.outputs.names
        and document.tangent.names == answer.columns.names
    )


def same_function(task: JacobianTask, document: Document) -> bool:
    """Whether `task` asked about the function that `document` holds, at whatever point.

    Returns:
        True where an answer to `task` can be drawn for `document`.
    """
    return task.language == document.language and task.source == document.source and task.wrt == document.wrt
