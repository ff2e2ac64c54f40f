"""Each training task is answered as `jacviz.training` answers it in this process, down to the last bit."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from jacviz.engine.messages import Answer
from jacviz.engine.training_messages import (
    BasinsAnswer,
    BasinsTask,
    CriticalAnswer,
    CriticalTask,
    DescentChunk,
    DescentCurvature,
    DescentTask,
    MinibatchAnswer,
    MinibatchTask,
    MomentAnswer,
    MomentTask,
    SurfaceAnswer,
    SurfaceTask,
    TermsAnswer,
    TermsTask,
    TrainingTask,
)
from jacviz.experiment.data import BlobsData, Dataset, LineData, MoonsData
from jacviz.experiment.planes import parameter_line, parameter_plane, random_plane
from jacviz.experiment.recipes import SGD, Adam, GradientDescent, Lion, Recipe
from jacviz.experiment.schedules import Cosine
from jacviz.experiment.settings import (
    Line,
    LogisticRegression,
    Mlp,
    ObjectiveSettings,
    Polynomial,
    ProblemSettings,
    RiskSettings,
    Source,
)
from jacviz.training.basins import basins
from jacviz.training.building import build
from jacviz.training.critical import critical_points
from jacviz.training.curvature import stability, suggested_rate
from jacviz.training.descent import Descent
from jacviz.training.doors import batch_of, starts_of
from jacviz.training.fit import decisions, predictions
from jacviz.training.microscope import minibatch_jacobian, step_terms
from jacviz.training.problems import Risk
from jacviz.training.surface import landmark, surfaces, view_of
from jacviz.training.trajectories import collect
from tests.engine.conftest import Engine, failure
from tests.engine.training import BLOBS, LINE, MOONS, ROSENBROCK, SINE, Told, objective, refused, told


@pytest.fixture(autouse=True)
def patient(engine: Engine) -> Engine:
    """The first batches of a process import parts of torch, which takes long on a busy machine."""
    engine.client.deadline = 60
    return engine


def same(one: object, other: object) -> bool:
    return np.array_equal(np.asarray(one), np.asarray(other), equal_nan=True)


# --- descents --------------------------------------------------------------------------------------------

SEVERAL: tuple[Recipe, ...] = (SGD(momentum=0.5), Adam(lr=0.05, schedule=Cosine()), GradientDescent())
NOISY = ObjectiveSettings(objective="booth", noise=0.3)
OWN = ObjectiveSettings(objective=Source(text="(x1 - 1)^2 + x1 * x2 + x2^4"))
OWN_MODEL = RiskSettings(model=Source(text="parameters: a, b, c\na x^2 + b x + c"), data=LineData(count=40))
PYTHON = objective("def f(x):\n    return torch.cos(x).sum() + (x ** 2).sum() / 4\nx0 = [1.0, 2.0, 3.0]")
SINGLY = objective("def f(x):\n    return x[0] ** 2 if x[0].item() > 0 else 2 * x[0] ** 2\nx0 = [1.0]")


@pytest.mark.parametrize(
    ("problem", "options"),
    [
        pytest.param(LINE, {"recipes": SEVERAL}, id="line"),
        pytest.param(LINE, {"batch": None, "starts": 40, "spread": "grid"}, id="all samples"),
        pytest.param(LINE, {"sampling": "replacement", "seed": 7, "steps": 90}, id="with replacement"),
        pytest.param(RiskSettings(model=Polynomial(degree=2)), {}, id="polynomial"),
        pytest.param(MOONS, {"recipes": SEVERAL, "steps": 300}, id="network"),
        pytest.param(BLOBS, {"recipes": (Lion(),)}, id="classes"),
        pytest.param(NOISY, {"recipes": SEVERAL, "seed": 3}, id="noise"),
        pytest.param(ROSENBROCK, {"placed": np.array([[-1.2, 1.0]]), "recipes": (Adam(),)}, id="placed"),
        pytest.param(OWN, {}, id="own objective"),
        pytest.param(OWN_MODEL, {"steps": 60}, id="own model"),
        pytest.param(PYTHON, {"recipes": SEVERAL}, id="python"),
        pytest.param(SINGLY, {"steps": 20}, id="one start after another"),
        pytest.param(LINE, {"steps": 0}, id="no steps"),
    ],
)
def test_descents(engine: Engine, problem: ProblemSettings, options: dict[str, object]) -> None:
    task = DescentTask(**{"problem": problem, "recipes": (SGD(),), "steps": 200} | options)  # type: ignore[arg-type]
    found = told(engine, task)
    descent = expected(task)
    batch = batch_of(descent.problem, task.batch)
    for optimiser, run in enumerate(collect(descent, task.seed)):
        assert same(found.joined("points")[optimiser], run.points)
        assert same(found.joined("losses")[optimiser], run.losses)
        assert same(found.joined("minibatch_losses")[optimiser], run.minibatch_losses)
        assert same(found.joined("gradient_norms")[optimiser], run.gradient_norms)
        assert same(found.summary.gradient_norms[optimiser], run.final_gradient_norms)
    assert found.summary.reasons == ("",) * len(task.recipes)
    begun, made = found.begun, descent.problem
    assert (begun.title, begun.names, begun.samples) == (made.title, made.names, made.count)
    assert begun.batch == ((batch or made.count) if made.count else 0)
    assert begun.recipes == descent.recipes
    assert same(begun.starts, descent.starts)
    assert same(begun.low, made.region.low)
    assert same(begun.high, made.region.high)
    assert same(begun.minima, made.minima)
    assert begun.minima_losses.shape == (len(made.minima),)
    assert begun.quadratic == (made.least_squares is not None)
    known = stability(made, descent.starts[0])
    assert found.curvature.exact == known.exact
    assert same(found.curvature.largest, known.largest)
    assert same(found.curvature.bound, known.bound if math.isfinite(known.largest) else math.nan)


def expected(task: DescentTask) -> Descent:
    problem = build(task.problem)
    recipes = [
        dataclasses.replace(one, lr=suggested_rate(problem)) if isinstance(one, SGD) else one
        for one in task.recipes
    ]
    starts = starts_of(problem, task.starts if task.placed is None else task.placed, task.spread, task.seed)
    return Descent(
        problem, recipes, starts,
        steps=task.steps, batch=batch_of(problem, task.batch), sampling=task.sampling, seed=task.seed,
    )  # fmt: skip


def test_a_descent_comes_in_chunks_that_join(engine: Engine) -> None:
    found = told(engine, DescentTask(LINE, (SGD(), Adam()), starts=300, steps=2000))
    kinds = [type(part) for part in found.parts]
    assert kinds[1:3] == [DescentChunk, DescentCurvature], "the bound of a quadratic risk comes early"
    assert len(found.chunks) > 2
    assert found.chunks[0].points.shape == (2, 300, 5, 2)
    for before, after in zip(found.chunks, found.chunks[1:], strict=False):
        assert after.first == before.first + before.points.shape[2] - 1
        assert same(after.points[:, :, 0], before.points[:, :, -1])
    assert found.joined("points").shape == (2, 300, 2001, 2)


def test_the_bound_of_any_other_loss_comes_after_its_descent(engine: Engine) -> None:
    found = told(engine, DescentTask(ROSENBROCK, (SGD(),)))
    assert isinstance(found.parts[-1], DescentCurvature)


def test_a_rate_of_ones_own_stays(engine: Engine) -> None:
    recipes = (SGD(lr=0.02), SGD(lr=0.02, lr_changes=((5, 0.03),)), Adam())
    task = DescentTask(LINE, recipes, suggest_rate=False, steps=20)
    assert told(engine, task).begun.recipes == recipes
    suggested = told(engine, dataclasses.replace(task, suggest_rate=True)).begun.recipes
    assert [one.lr for one in suggested] == [0.05, 0.05, Adam().lr]
    assert suggested[1].lr_changes == ((5, 0.03),)


def test_why_a_trajectory_diverged_is_said(engine: Engine) -> None:
    recipes = (SGD(lr=10.0), SGD(lr=0.01), Adam())
    found = told(engine, DescentTask(LINE, recipes, suggest_rate=False, steps=400, batch=None))
    said = found.summary.reasons
    assert "up to which descent is stable for this risk" in said[0]
    assert said[1:] == ("", "")
    steps = found.chunks[-1].diverged_at
    assert (steps[0] > 0).all()
    assert (steps[1:] == -1).all()


def test_the_reason_is_that_of_the_trajectory_that_diverged_first(engine: Engine) -> None:
    leaving = ObjectiveSettings(objective=Source(text="log(x) + z^2"))
    placed = np.array([[0.5, 1.0], [-1.0, 0.0]])
    found = told(engine, DescentTask(leaving, (SGD(lr=0.1),), suggest_rate=False, placed=placed, steps=20))
    assert found.chunks[-1].diverged_at[0, 0] > found.chunks[-1].diverged_at[0, 1] == 1
    assert found.summary.reasons[0].startswith("Diverged at step 1. The loss is not a number there")


def test_the_samples_that_are_drawn_are_at_most_two_thousand(engine: Engine) -> None:
    many = RiskSettings(data=LineData(count=10_001))
    sample = told(engine, DescentTask(many, (SGD(),), steps=1)).begun.sample
    data = many.data.draw()  # type: ignore[union-attr]
    assert sample is not None
    assert sample.inputs.shape == (2000, 1)
    assert same(sample.inputs[[0, 1000]], data.inputs[[0, 5000]])
    assert same(sample.targets[[0, 1000]], data.targets[[0, 5000]])
    few = told(engine, DescentTask(LINE, (SGD(),), steps=1)).begun.sample
    assert few is not None
    assert same(few.inputs, LineData().draw().inputs)
    assert told(engine, DescentTask(ROSENBROCK, (SGD(),), steps=1)).begun.sample is None


@pytest.mark.parametrize(
    ("task", "said"),
    [
        (DescentTask(LINE, ()), "There is no optimiser; choose at least one."),
        (DescentTask(LINE, (SGD(),), batch=300), "A minibatch of 300 is larger than the data"),
        (DescentTask(LINE, (SGD(),), starts=0), "There can be 1 to 10,000 starts; 0 were asked for."),
        (DescentTask(LINE, (SGD(),), steps=-1), "The number of steps must be 0 or more"),
        (DescentTask(LINE, (SGD(),), placed=np.zeros((2, 3))), "A start needs 2 numbers"),
        (DescentTask(ObjectiveSettings(objective="none"), (SGD(),)), "There is no objective"),
        (
            DescentTask(LINE, (SGD(), Adam()), starts=10_000, steps=2000),
            "All points of this descent are 0.64 GB, more than the 0.54 GB that are drawn",
        ),
        (SurfaceTask(SINGLY, window=((1.0, 1.0), (0.0, 1.0))), "x1 must range from low to high"),
        (SurfaceTask(LINE, window=((1.0, 1.0), (0.0, 1.0))), "a must range from low to high"),
        (SurfaceTask(LINE, stages=((0, 25),)), "A surface can have 1 to 8192 columns and rows"),
        (SurfaceTask(LINE, stages=()), "A surface needs a resolution"),
        (
            SurfaceTask(LINE, parameter_plane(("x", "y", "z"), np.zeros(3))),
            "The plane belongs to 3 parameters, this function has 2",
        ),
        (CriticalTask(PYTHON, ((0.0, 1.0), (0.0, 1.0))), "Critical points are listed for two parameters"),
        (CriticalTask(ROSENBROCK, ((0.0, 1.0), (1.0, 0.0))), "y must range from low to high"),
        (MomentTask(LINE, np.zeros((1, 3))), "The points have 3 parameters, this function has 2"),
        (MomentTask(LINE, np.zeros((1, 2)), chosen=1), "There is no head 2 among 1."),
        (MomentTask(LINE, np.zeros((2, 2)), np.zeros((1, 2))), "1 shadows came for 2 heads."),
        (TermsTask(LINE, SGD(), np.zeros((3, 2)), 5, 5, 2), "There is no trajectory 6 of 5."),
        (MinibatchTask(LINE, np.zeros(1), 0), "The points have 1 parameters, this function has 2"),
        (DescentTask(ObjectiveSettings(objective=Source(text="x1 +")), (SGD(),)), "x1 +"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(engine: Engine, task: TrainingTask, said: str) -> None:
    assert said.strip("x1 +") in refused(engine, task)


def test_the_line_of_the_users_text_is_told(engine: Engine) -> None:
    text = "def f(x):\n    y = x * 2\n    return y[7] ** 2\nx0 = [1.0, 2.0]"
    answer = failure(engine.ask(DescentTask(objective(text), (SGD(),))))
    assert answer.kind == "execution"
    assert answer.line == 2


# --- surfaces --------------------------------------------------------------------------------------------


def surfaces_of(found: Told) -> list[SurfaceAnswer]:
    every = [*found.parts, found.answer]
    assert all(isinstance(one, SurfaceAnswer) for one in every), every
    return every  # type: ignore[return-value]


@pytest.mark.parametrize("problem", [LINE, ROSENBROCK, MOONS, PYTHON], ids=["line", "hill", "moons", "own"])
def test_surfaces(engine: Engine, problem: ProblemSettings) -> None:
    stages = ((9, 7), (40, 30))
    found = surfaces_of(told(engine, SurfaceTask(problem, stages=stages)))
    made = build(problem)
    plane = parameter_plane(made.names, landmark(made))
    window = view_of(made, plane)
    for one, wanted in zip(found, surfaces(made, plane, window, stages), strict=True):
        assert one.window == window
        assert same(one.plane.origin, plane.origin)
        assert one.plane.parameters == (0, 1)
        assert same(one.values, wanted.values)
        assert same(one.alpha, wanted.axes[0])
        assert same(one.beta, wanted.axes[1])
    assert [one.last for one in found] == [False, True]


def test_the_loss_over_a_single_parameter_is_a_curve(engine: Engine) -> None:
    stages = ((9, 7), (40, 30))
    found = surfaces_of(told(engine, SurfaceTask(SINGLY, stages=stages)))
    assert [one.values.shape for one in found] == [(1, 9), (1, 40)]
    for one in found:
        assert one.plane.is_line
        assert one.plane.names == ("x1", "loss")
        assert one.window[0] == one.window[1] == (one.alpha[0], one.alpha[-1])
        assert one.beta.tolist() == [0.0]
        assert one.values[0] == pytest.approx(np.where(one.alpha > 0, 1, 2) * one.alpha**2)
    part = SurfaceTask(SINGLY, parameter_line("x"), ((0.5, 1.0), (0.5, 1.0)), ((11, 1),))
    (one,) = surfaces_of(told(engine, part))
    assert one.values[0] == pytest.approx(np.linspace(0.5, 1, 11) ** 2)


def test_a_surface_on_a_plane_and_in_a_window_of_ones_own(engine: Engine) -> None:
    made = build(MOONS)
    plane = random_plane(made.parts, np.linspace(-1, 1, len(made.names)), 3)
    window = ((-0.5, 1.0), (0.0, 2.0))
    (found,) = surfaces_of(told(engine, SurfaceTask(MOONS, plane, window, ((20, 10),))))
    (wanted,) = surfaces(made, plane, window, [(20, 10)])
    assert found.last
    assert same(found.values, wanted.values)
    assert found.plane.names == plane.names


def test_a_network_is_first_seen_where_its_loss_varies(engine: Engine) -> None:
    """Zeros in all its other weights would make it constant on the plane of any two."""
    found = surfaces_of(told(engine, SurfaceTask(RiskSettings(model=Mlp(), data=MoonsData()))))
    for one in found:
        assert one.notes == ()
        assert np.ptp(one.values) > 0.3
    assert np.count_nonzero(found[-1].plane.origin) == len(found[-1].plane.origin) - 2
    blobs = surfaces_of(told(engine, SurfaceTask(BLOBS, stages=((9, 9),))))
    assert blobs[-1].notes == ()


def test_what_is_not_a_number_is_counted(engine: Engine) -> None:
    text = "def f(x):\n    return torch.log(x[0]) + x[1] ** 2\nx0 = [1.0, 1.0]"
    task = SurfaceTask(objective(text), window=((-1.0, 1.0), (0.0, 1.0)), stages=((20, 10),))
    answer = engine.ask(task)
    assert isinstance(answer, SurfaceAnswer)
    assert answer.not_finite == 100
    assert answer.notes == ("The loss is not finite at 100 of 200 points (50 %).",)


def test_basins(engine: Engine) -> None:
    himmelblau = ObjectiveSettings(objective="himmelblau")
    made = build(himmelblau)
    plane = parameter_plane(made.names, np.zeros(2))
    window = view_of(made, plane)
    found = told(engine, BasinsTask(himmelblau, SGD(lr=0.01), plane, window, steps=150))
    every = [*found.parts, found.answer]
    assert len(every) == 3
    for one, wanted in zip(every, basins(made, SGD(lr=0.01), plane, window, steps=150), strict=True):
        assert isinstance(one, BasinsAnswer)
        assert same(one.labels, wanted.labels)
        assert same(one.minima, wanted.minima)
        assert same(one.alpha, wanted.axes[0])
        assert one.notes == wanted.notes
    assert [one.last for one in every] == [False, False, True]  # type: ignore[union-attr]


def test_basins_without_colour_say_why(engine: Engine) -> None:
    made = build(ROSENBROCK)
    plane = parameter_plane(made.names, np.zeros(2))
    answer = engine.ask(BasinsTask(ROSENBROCK, SGD(lr=1e-6), plane, ((-2.0, 0.0), (-1.0, 3.0)), steps=20))
    assert isinstance(answer, BasinsAnswer)
    said = "No start has come to rest after 20 steps; take more steps or a larger learning rate."
    assert answer.notes == (said,)


def test_critical_points(engine: Engine) -> None:
    himmelblau = ObjectiveSettings(objective="himmelblau")
    answer = engine.ask(CriticalTask(himmelblau, ((-6.0, 6.0), (-6.0, 6.0))))
    assert isinstance(answer, CriticalAnswer)
    assert answer.kinds == ("minimum",) * 4 + ("saddle",) * 4 + ("maximum",)
    wanted = critical_points(build(himmelblau), ((-6.0, 6.0), (-6.0, 6.0))).points
    assert same(answer.points, [one.point for one in wanted])
    assert same(answer.eigenvalues, [one.eigenvalues for one in wanted])
    nowhere = engine.ask(CriticalTask(himmelblau, ((20.0, 21.0), (20.0, 21.0))))
    assert isinstance(nowhere, CriticalAnswer)
    assert nowhere.points.shape == nowhere.eigenvalues.shape == (0, 2)


# --- moments and steps -----------------------------------------------------------------------------------


def moment_of(answer: Answer) -> MomentAnswer:
    assert isinstance(answer, MomentAnswer), answer
    return answer


def heads(problem: ProblemSettings, count: int = 3) -> np.ndarray:
    return np.random.default_rng(0).standard_normal((count, len(build(problem).names)))


def test_a_moment_of_a_curve(engine: Engine) -> None:
    import torch

    for problem in (LINE, SINE):
        made = build(problem)
        assert isinstance(made, Risk)
        thetas = heads(problem)
        found = moment_of(engine.ask(MomentTask(problem, thetas, 0 * thetas)))
        assert same(found.losses, made.values(torch.from_numpy(thetas)))
        assert same(found.shadow_losses, made.values(torch.from_numpy(0 * thetas)))
        low, high = made.data.inputs.min(), made.data.inputs.max()
        margin = 0.05 * (high - low)
        assert found.inputs.shape == (200,)
        assert found.inputs[[0, -1]] == pytest.approx([low - margin, high + margin])
        assert same(found.curves, predictions(made, thetas, found.inputs[:, None].copy())[:, :, 0])
        assert found.regions.shape == (0, 0)


@pytest.mark.parametrize("problem", [MOONS, BLOBS], ids=["two classes", "three classes"])
def test_a_moment_of_classes(engine: Engine, problem: RiskSettings) -> None:
    made = build(problem)
    assert isinstance(made, Risk)
    thetas = told(engine, DescentTask(problem, (Adam(lr=0.1),))).joined("points")[0, :3, -1]
    found = moment_of(engine.ask(MomentTask(problem, thetas, chosen=2)))
    assert same(found.losses, found.shadow_losses)
    assert found.curves.shape == (3, 0)
    grid = np.stack(np.meshgrid(found.alpha, found.beta), axis=-1).reshape(-1, 2)
    wanted = decisions(made, predictions(made, thetas[2:], grid)[0]).reshape(60, 60)
    assert same(found.regions, wanted)
    assert len(np.unique(found.regions)) > 1


def test_a_moment_of_two_numbers_is_a_value_and_a_probability_of_one(engine: Engine) -> None:
    moons = MoonsData(count=30).draw()
    number = dataclasses.replace(moons, targets=moons.inputs[:, 0] * 2, classes=())
    regression = RiskSettings(model=Line(), data=number)
    found = moment_of(engine.ask(MomentTask(regression, np.array([[2.0, 0.0, 1.0]]))))
    assert found.regions == pytest.approx(np.tile(2 * found.alpha + 1, (60, 1)))
    one = dataclasses.replace(moons, inputs=moons.inputs[:, :1], input_names=("x1",))
    logistic = RiskSettings(model=LogisticRegression(), data=one)
    found = moment_of(engine.ask(MomentTask(logistic, np.array([[2.0, 1.0]]))))
    assert found.curves[0] == pytest.approx(1 / (1 + np.exp(-2 * found.inputs - 1)))


def test_a_moment_of_classes_along_one_input_is_their_probabilities(engine: Engine) -> None:
    blobs = BlobsData(count=30).draw()
    one = dataclasses.replace(blobs, inputs=blobs.inputs[:, :1], input_names=("x1",))
    problem = RiskSettings(model=LogisticRegression(), data=one)
    thetas = heads(problem)
    found = moment_of(engine.ask(MomentTask(problem, thetas, chosen=2)))
    weights, intercepts = thetas[2, :3], thetas[2, 3:]
    odds = np.exp(weights[:, None] * found.inputs + intercepts[:, None])
    assert found.shares is not None
    assert found.shares.classes == one.classes
    assert found.shares.values == pytest.approx(odds / odds.sum(axis=0), rel=1e-12)
    assert found.curves.shape == (3, 0)


def test_a_moment_of_many_inputs_is_what_each_head_makes_of_the_samples(engine: Engine) -> None:
    random = np.random.default_rng(3)
    inputs = random.standard_normal((50, 3))
    data = Dataset(inputs, inputs @ [1.0, 2.0, 3.0], ("a", "b", "c"))
    made = build(RiskSettings(model=Line(), data=data))
    assert isinstance(made, Risk)
    thetas = random.standard_normal((2, len(made.names)))
    found = moment_of(engine.ask(MomentTask(RiskSettings(model=Line(), data=data), thetas)))
    assert found.predictions is not None
    assert found.predictions.samples.tolist() == list(range(50))
    assert found.predictions.classes == ()
    assert same(found.predictions.values, predictions(made, thetas, inputs)[:, :, 0])
    kinds = dataclasses.replace(data, targets=np.arange(50.0) % 3, classes=("p", "q", "r"))
    problem = RiskSettings(model=LogisticRegression(), data=kinds)
    made = build(problem)
    assert isinstance(made, Risk)
    thetas = random.standard_normal((400, len(made.names)))
    found = moment_of(engine.ask(MomentTask(problem, thetas)))
    assert found.predictions is not None
    assert found.predictions.classes == ("p", "q", "r")
    assert same(found.predictions.values, decisions(made, predictions(made, thetas, inputs)))


def test_a_moment_of_an_objective_is_its_loss_alone(engine: Engine) -> None:
    found = moment_of(engine.ask(MomentTask(ROSENBROCK, np.array([[1.0, 1.0], [0.0, 0.0]]))))
    assert found.losses.tolist() == [0.0, 1.0]
    assert found.inputs.shape == found.alpha.shape == found.beta.shape == (0,)
    assert found.curves.shape == (2, 0)


@pytest.mark.parametrize(
    ("problem", "batch"), [(LINE, 16), (MOONS, 7), (NOISY, None)], ids=["line", "moons", "noise"]
)
def test_the_terms_of_a_trajectory_lead_from_point_to_point(
    engine: Engine, problem: ProblemSettings, batch: int | None
) -> None:
    recipe = Adam(lr=0.05)
    descent = DescentTask(problem, (recipe,), batch=batch or "default", steps=40)
    path = told(engine, descent).joined("points")[0, 2]
    options = {"start": 2, "starts": 5, "steps": 40, "batch": batch}
    answer = engine.ask(TermsTask(problem, recipe, path, **options))  # type: ignore[arg-type]
    assert isinstance(answer, TermsAnswer)
    wanted = step_terms(build(problem), recipe, path, **options)  # type: ignore[arg-type]
    assert answer.names == wanted.names
    assert same(answer.values, wanted.values)
    assert same(answer.rates, wanted.rates)
    assert answer.values[:, -1] == pytest.approx(np.diff(path, axis=0), abs=1e-12)


def test_the_minibatch_of_a_step(engine: Engine) -> None:
    from jacviz.experiment.minibatches import minibatch

    theta = np.array([1.0, -1.0])
    answer = engine.ask(MinibatchTask(LINE, theta, step=30, batch=16, seed=4))
    assert isinstance(answer, MinibatchAnswer)
    chosen = minibatch(30, 200, 16, "shuffle", 4)
    wanted = minibatch_jacobian(build(LINE), theta, chosen)
    for name in ("samples", "predictions", "targets", "jacobian", "u"):
        assert same(getattr(answer, name), getattr(wanted, name))
    assert (answer.outputs, answer.loss) == (wanted.outputs, wanted.loss)
    step = told(engine, DescentTask(LINE, (SGD(),), placed=theta[None], seed=4, steps=1)).joined("points")
    first = engine.ask(MinibatchTask(LINE, theta, step=0, batch=16, seed=4))
    assert isinstance(first, MinibatchAnswer)
    assert step[0, 0, 1] == pytest.approx(theta - 0.05 * first.u @ first.jacobian)


def test_the_minibatch_of_an_objective_is_its_gradient(engine: Engine) -> None:
    answer = engine.ask(MinibatchTask(ROSENBROCK, np.array([0.0, 0.0]), step=3))
    assert isinstance(answer, MinibatchAnswer)
    assert answer.jacobian.tolist() == [[-2.0, 0.0]]
    assert answer.u.tolist() == [1.0]
    assert answer.samples.shape == (0,)
