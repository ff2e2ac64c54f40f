"""What the loss surface needs computed for a Document: what is minimised, and the descent. Pure functions."""

from __future__ import annotations

from dataclasses import replace

from jacviz.engine.training_messages import DescentTask
from jacviz.experiment.settings import ProblemSettings, RiskSettings, Source
from jacviz.session.document import Document
from jacviz.session.landscape.run import Run

_DESCENT_FIELDS = ("recipes", "suggest_rate", "starts", "steps", "batch", "sampling", "seed")


def uses_editor(problem: ProblemSettings) -> bool:
    """Whether the function in the editor is what is minimised, or the model.

    Returns:
        True for a `Source` with an empty text.
    """
    return _source_of(problem) is not None


def problem_of(document: Document) -> ProblemSettings:
    """What the document minimises, with the editor's text where it stands for that.

    Returns:
        The settings as the engine takes them.
    """
    problem = document.landscape.problem
    if not uses_editor(problem):
        return problem
    source = Source(language=document.language, text=document.source)
    if isinstance(problem, RiskSettings):
        return replace(problem, model=source)
    return replace(problem, objective=source)


def same_problem(old: Document, new: Document) -> bool:
    """Whether two documents minimise the same.

    Returns:
        False where settings differ, or where the editor's text does and it is what is minimised.
    """
    before, after = old.landscape.problem, new.landscape.problem
    if before is not after and before != after:
        return False
    return not uses_editor(after) or (old.language, old.source) == (new.language, new.source)


def needs_descent(old: Document, new: Document) -> bool:
    """Whether the trajectories must be computed again.

    Returns:
        True where the problem, an optimiser, the starts or the minibatches differ.
    """
    if not same_problem(old, new):
        return True
    before, after = old.landscape, new.landscape
    if before is after:
        return False
    return any(_differ(getattr(before, name), getattr(after, name)) for name in _DESCENT_FIELDS)


def descent_task(document: Document, memory_limit: int) -> DescentTask:
    """The task that descends as `document` wishes.

    Returns:
        A task for the engine.
    """
    wish = document.landscape
    return DescentTask(
        problem=problem_of(document), recipes=wish.recipes, suggest_rate=wish.suggest_rate,
        starts=wish.starts.count, spread=wish.starts.spread, placed=wish.starts.placed,
        steps=wish.steps, batch=wish.batch, sampling=wish.sampling, seed=wish.seed,
        memory_limit=memory_limit,
    )  # fmt: skip


def belongs(run: Run, document: Document) -> bool:
    """Whether a run descends on what the document minimises now.

    Returns:
        True where its parameters are those of the document's problem.
    """
    return same_settings(run.task.problem, problem_of(document))


def same_settings(one: ProblemSettings, other: ProblemSettings) -> bool:
    """Whether two settings of problems are the same; data by identity.

    Returns:
        True where they are equal in every part.
    """
    if one is other or one == other:
        return True
    # The editor's text is filled in anew each time, so identity does not tell.
    if isinstance(one, RiskSettings) and isinstance(other, RiskSettings):
        return one.model == other.model and one.data is other.data and one.loss == other.loss
    return False


def _source_of(problem: ProblemSettings) -> Source | None:
    """The source that stands for the editor's text.

    Returns:
        It, or None where the problem is another.
    """
    source = problem.model if isinstance(problem, RiskSettings) else problem.objective
    return source if isinstance(source, Source) and not source.text else None


def _differ(one: object, other: object) -> bool:
    return one is not other and one != other
