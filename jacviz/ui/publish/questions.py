"""What a film needs that is not on the screen: Jacobians along the way of x, the fit at every step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import overload

from jacviz.engine.messages import Answer, Failure, JacobianAnswer, Task
from jacviz.engine.training_messages import MomentAnswer
from jacviz.notation import ended
from jacviz.session.film import FilmError, FilmSettings, Shot
from jacviz.session.landscape.moments import moment_heads, moment_task
from jacviz.session.planning import jacobian_task
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.sweeps import require_room, swept_document

MOST_NUMBERS = 50_000_000  # of all fits of a film: 400 MB


class Questions(Sequence[Task]):
    """Tasks that are made when they are asked for: thousands at once would keep the event loop waiting."""

    def __init__(self, count: int, make: Callable[[int], Task]) -> None:
        """Make none yet.

        Args:
            count: How many there are.
            make: Makes the one at a place.
        """
        self._count, self._make = count, make

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Task: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Task]: ...
    def __getitem__(self, place: int | slice) -> Task | Sequence[Task]:
        if isinstance(place, slice):
            return [self._make(one) for one in range(self._count)[place]]
        return self._make(range(self._count)[place])


def asks(film: FilmSettings) -> bool:
    """Whether a film needs what is not on the screen.

    Args:
        film: What moves.

    Returns:
        True where x is swept or the fit is shown.
    """
    return film.sweep.role == "x" if film.moves == "sweep" else "fit" in film.picture.views


def questions(
    material: Material, film: FilmSettings, shots: Sequence[Shot], limit: int
) -> Sequence[Task]:
    """The tasks whose answers a film is drawn from.

    Args:
        material: What it is drawn from besides.
        film: What moves.
        shots: Its frames.
        limit: Bytes that the engine may hold.

    Returns:
        One for each shot where x is swept, one for each step where the fit is shown; else none.
    """
    if not asks(film):
        return ()
    if film.moves == "sweep":
        document, sweep = material.document, film.sweep
        return Questions(
            len(shots), lambda place: jacobian_task(swept_document(document, sweep, shots[place].at), limit)
        )
    landscape, run, steps = material.landscape, material.landscape.run, steps_of(shots)
    if run is None:
        return ()
    return Questions(len(steps), lambda place: moment_task(landscape, run, steps[place], limit))


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
