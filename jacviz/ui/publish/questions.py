"""What a film needs that is not on the screen: Jacobians along the way of x, the fit at every step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jacviz.engine.messages import Answer, Failure, JacobianAnswer, Task
from jacviz.engine.training_messages import MomentAnswer
from jacviz.notation import ended
from jacviz.session.film import FilmError, FilmSettings, Shot
from jacviz.session.landscape.moments import moment_heads, moment_task
from jacviz.session.planning import jacobian_task
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.sweeps import require_room, swept_document

MOST_NUMBERS = 50_000_000  # of all fits of a film: 400 MB


def questions(material: Material, film: FilmSettings, shots: Sequence[Shot], limit: int) -> list[Task]:
    """The tasks whose answers a film is drawn from.

    Args:
        material: What it is drawn from besides.
        film: What moves.
        shots: Its frames.
        limit: Bytes that the engine may hold.

    Returns:
        One for each shot where x is swept, one for each step where the fit is shown; else none.
    """
    if film.moves == "sweep":
        along_x = film.sweep.role == "x"
        documents = (swept_document(material.document, film.sweep, shot.at) for shot in shots if along_x)
        return [jacobian_task(document, limit) for document in documents]
    run = material.landscape.run
    if "fit" not in film.picture.views or run is None:
        return []
    return [moment_task(material.landscape, run, step, limit) for step in steps_of(shots)]


def steps_of(shots: Sequence[Shot]) -> list[int]:
    """The steps that a film shows.

    Args:
        shots: Its frames.

    Returns:
        Each once, in the order of their questions.
    """
    return sorted({int(shot.at) for shot in shots})


def accepted(answer: Answer, count: int) -> JacobianAnswer | MomentAnswer:
    """What the engine answers.

    Args:
        answer: Its answer to one question.
        count: How many questions there are.

    Returns:
        The answer.

    Raises:
        FilmError: The engine says why there is none, or all of them would be too large.
    """
    if isinstance(answer, JacobianAnswer):
        require_room(answer, count)
        return answer
    if isinstance(answer, MomentAnswer):
        numbers = (answer.curves.size + answer.regions.size) * count
        if numbers > MOST_NUMBERS:
            raise FilmError(
                f"The fit at {count:,} steps has {numbers:,} numbers, too many to be filmed. "
                "Take fewer frames."
            )
        return answer
    told = answer.sentence if isinstance(answer, Failure) else "The engine said something unexpected"
    raise FilmError(ended(told))


def with_heads(material: Material) -> Material:
    """Material that knows whose the fits are that are asked for.

    Args:
        material: With a run, or without one.

    Returns:
        The same with the heads of moments.
    """
    landscape, run = material.landscape, material.landscape.run
    if run is None:
        return material
    return replace(material, landscape=replace(landscape, moment_heads=moment_heads(landscape, run)))
