"""Models and losses against torch.nn, the user's own functions, and what does not fit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from jacviz.experiment.data import BlobsData, Dataset, LineData, MoonsData, QuadraticData, SineData
from jacviz.experiment.errors import TrainingError
from jacviz.experiment.minibatches import minibatch
from jacviz.experiment.recipes import recipe
from jacviz.experiment.settings import (
    Activation,
    Line,
    LogisticRegression,
    LossName,
    Mlp,
    ModelSettings,
    ObjectiveSettings,
    Polynomial,
    RiskSettings,
    Source,
)
from jacviz.experiment.starts import spread
from jacviz.training.building import build, build_source, risk
from jacviz.training.curvature import hessians, suggested_rate
from jacviz.training.descent import Descent
from jacviz.training.fit import decisions, predictions
from jacviz.training.microscope import minibatch_jacobian, step_terms
from jacviz.training.problems import Risk
from jacviz.training.trajectories import collect

LINE = LineData().draw()


def all_losses(problem: Risk, theta: Tensor) -> float:
    return float(problem.values(theta[None])[0])


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("squared", nn.MSELoss()),
        ("absolute", nn.L1Loss()),
        ("huber", nn.HuberLoss()),
    ],
)
def test_losses_of_numbers_are_torchs(name: LossName, theirs: Callable[[Tensor, Tensor], Tensor]) -> None:
    problem = risk(RiskSettings(loss=name))
    theta = torch.tensor([0.7, -0.3], dtype=torch.float64)
    y = 0.7 * torch.from_numpy(LINE.inputs[:, 0]) - 0.3
    expected = float(theirs(y, torch.from_numpy(LINE.targets)))
    assert all_losses(problem, theta) == pytest.approx(expected, rel=1e-12)


def test_the_logistic_loss_is_torchs() -> None:
    data = MoonsData().draw()
    problem = risk(RiskSettings(model=LogisticRegression(), data=data))
    assert problem.names == ("w1", "w2", "b")
    theta = torch.tensor([0.5, -2.0, 0.3], dtype=torch.float64)
    logits = torch.from_numpy(data.inputs) @ theta[:2] + theta[2]
    expected = nn.BCEWithLogitsLoss()(logits, torch.from_numpy(data.targets))
    assert all_losses(problem, theta) == pytest.approx(float(expected), rel=1e-12)


def test_cross_entropy_is_torchs() -> None:
    data = BlobsData(classes=3).draw()
    problem = risk(RiskSettings(model=LogisticRegression(), data=data))
    theta = torch.linspace(-1, 1, 9, dtype=torch.float64)
    logits = torch.from_numpy(data.inputs) @ theta[:6].view(3, 2).T + theta[6:]
    expected = nn.CrossEntropyLoss()(logits, torch.from_numpy(data.targets).long())
    assert all_losses(problem, theta) == pytest.approx(float(expected), rel=1e-12)
    assert problem.names[:2] == ("W[1,1]", "W[1,2]")
    assert problem.names[-1] == "b3"


LAYERS: dict[Activation, nn.Module] = {
    "tanh": nn.Tanh(), "relu": nn.ReLU(), "sigmoid": nn.Sigmoid(), "softplus": nn.Softplus(),
    "gelu": nn.GELU(),
}  # fmt: skip


@pytest.mark.parametrize("activation", LAYERS)
def test_an_mlp_is_nn_sequential(activation: Activation) -> None:
    model = Mlp(sizes=(5, 4), activation=activation)
    problem = risk(RiskSettings(model=model, data=SineData(count=30)))
    layer = LAYERS[activation]
    network = nn.Sequential(nn.Linear(1, 5), layer, nn.Linear(5, 4), layer, nn.Linear(4, 1)).double()
    theta = torch.cat([parameter.detach().reshape(-1) for parameter in network.parameters()])
    assert len(problem.names) == len(theta) == 5 + 5 + 20 + 4 + 4 + 1
    y = network(torch.from_numpy(problem.data.inputs))[:, 0]
    expected = nn.MSELoss()(y, torch.from_numpy(problem.data.targets))
    assert all_losses(problem, theta) == pytest.approx(float(expected.detach()), rel=1e-12)


def test_an_mlp_has_an_output_for_each_class() -> None:
    problem = risk(RiskSettings(model=Mlp(sizes=(3,)), data=BlobsData(classes=4)))
    assert problem.model.outputs == 4
    assert problem.measure.name == "cross-entropy"
    binary = risk(RiskSettings(model=Mlp(sizes=(3,)), data=MoonsData()))
    assert (binary.model.outputs, binary.measure.name) == (1, "logistic")
    told = risk(RiskSettings(model=Mlp(sizes=(3,)), data=MoonsData(), loss="cross-entropy"))
    assert told.model.outputs == 2


@pytest.mark.parametrize("degree", [0, 1, 2, 5])
def test_a_polynomial_is_one(degree: int) -> None:
    problem = risk(RiskSettings(model=Polynomial(degree=degree), data=QuadraticData()))
    assert problem.least_squares is not None
    fitted = np.polynomial.polynomial.polyfit(problem.data.inputs[:, 0], problem.data.targets, degree)
    # numpy counts from the constant term up; here the constant comes last.
    assert problem.minima[0] == pytest.approx([*fitted[1:], fitted[0]], rel=1e-8, abs=1e-8)
    assert problem.names == (*("a", "c2", "c3", "c4", "c5")[:degree], "b")


def test_a_line_takes_a_weight_for_each_input() -> None:
    random = np.random.default_rng(0)
    x = random.standard_normal((50, 3))
    data = Dataset(x, x @ [1.0, -2.0, 3.0] + 4.0, ("u", "v", "w"))
    problem = risk(RiskSettings(data=data))
    assert problem.names == ("a1", "a2", "a3", "b")
    assert problem.minima[0] == pytest.approx([1.0, -2.0, 3.0, 4.0])


MATHS = "parameters: a, b\na x + b"
PYTHON = "def f(x, theta):\n    return theta[0] * x[0] + theta[1]\n\ntheta0 = [0.0, 0.0]"
MODULE = "torch.manual_seed(0)\nf = nn.Linear(1, 1)"


@pytest.mark.parametrize("source", [Source(text=MATHS), Source(language="python", text=PYTHON)])
def test_the_users_line_is_the_line(source: Source) -> None:
    own, ours = risk(RiskSettings(model=source)), risk(RiskSettings())
    points = torch.from_numpy(np.random.default_rng(0).standard_normal((7, 2)))
    batch = own.gradients.batches([np.arange(16)])[0]
    losses, gradients = own.gradients(points, batch)
    expected = ours.gradients(points, ours.gradients.batches([np.arange(16)])[0])
    assert losses.numpy() == pytest.approx(expected[0].numpy(), rel=1e-12)
    assert gradients.numpy() == pytest.approx(expected[1].numpy(), rel=1e-10)
    assert own.names == (("a", "b") if source.language == "maths" else ("theta1", "theta2"))


def test_a_module_is_a_model_whose_parameters_are_theta() -> None:
    problem = risk(RiskSettings(model=Source(language="python", text=MODULE)))
    assert problem.names == ("weight[1,1]", "bias[1]")
    assert [(part.name, part.shape) for part in problem.parts] == [("weight", (1, 1)), ("bias", (1,))]
    theta = torch.tensor([[2.0, 0.5]], dtype=torch.float64)
    assert float(problem.values(theta)) == pytest.approx(float(risk(RiskSettings()).values(theta)), rel=1e-12)
    network = nn.Linear(1, 1)
    assert problem.region.centre.shape == (2,)
    assert len(list(network.parameters())) == 2


def test_a_classifier_in_maths() -> None:
    text = "inputs: x1, x2\nparameters: a, b, c, d\na x1 + b x2\nc x1 + d x2"
    problem = risk(RiskSettings(model=Source(text=text), data=BlobsData(classes=2), loss="cross-entropy"))
    assert problem.model.outputs == 2
    theta = torch.tensor([[0.1, 0.2, 0.3, 0.4]], dtype=torch.float64)
    logits = torch.from_numpy(problem.data.inputs) @ theta.view(2, 2).T
    expected = nn.CrossEntropyLoss()(logits, torch.from_numpy(problem.data.targets).long())
    assert float(problem.values(theta)) == pytest.approx(float(expected), rel=1e-12)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (Source(text="(1 - x)^2 + 100 (y - x^2)^2"), ("x", "y")),
        (Source(text="parameters: a, b, c\na^2 + b^2 + (c - 1)^2"), ("a", "b", "c")),
        (Source(language="python", text="def f(w):\n    return (w[0] - 1) ** 2 + w[1] ** 4"), ("w1", "w2")),
        (Source(language="python", text="def f(x):\n    return x.square().sum()\nx0 = torch.ones(2, 2)"),
         ("x[1,1]", "x[1,2]", "x[2,1]", "x[2,2]")),
    ],
)  # fmt: skip
def test_the_users_objective(source: Source, names: tuple[str, ...]) -> None:
    problem = build(ObjectiveSettings(objective=source, noise=0.25))
    assert problem.names == names
    assert problem.noise == 0.25
    losses, gradients = problem.gradients(torch.ones(2, len(names), dtype=torch.float64), ())
    assert losses.shape == (2,)
    assert gradients.shape == (2, len(names))


def test_a_text_tells_whether_it_is_a_model() -> None:
    assert isinstance(build_source(Source(text=MATHS)), Risk)
    assert build_source(Source(text="x^2 + y^2")).names == ("x", "y")
    learnt = build_source(Source(text="parameters: a, b, c\na x^2 + b x + c"), QuadraticData(), "absolute")
    assert learnt.names == ("a", "b", "c")
    with pytest.raises(TrainingError, match="has no parameters to learn"):
        build_source(Source(text="x^2"), SineData())


@pytest.mark.parametrize(
    ("model", "data", "loss", "said"),
    [
        (LogisticRegression(), LINE, None, "needs classes as its target"),
        (Line(), LINE, "logistic", "needs the classes 0 and 1"),
        (Line(), LINE, "cross-entropy", "needs one output a class; the model has one output"),
        (Mlp(), BlobsData(classes=3), "squared", None),
        (Line(), LINE, "hinge", "There is no loss 'hinge'"),
        (Source(text="a x + b"), LINE, None, "has no parameters to learn; declare parameters: a, b"),
        (Source(text="parameters: a\na x1 + x2"), LINE, None, "data with 2 columns, such as moons"),
        (Source(text="parameters: a\na x +"), LINE, None, "expected|after"),
        (Source(language="python", text="def f(x):\n    return x"), LINE, None, "define f"),
        (Source(language="python", text="def f(x, theta):\n    return None\nx0 = [1.0]\ntheta0 = [1.0]"),
         LINE, None, "returned NoneType"),
        (Source(language="python", text="def f(x, theta):\n    return theta @ W"), LINE, None, "W is not"),
        (Source(text="parameters: a, b\na x\nb x\na + b"), LINE, "squared", "the model has 3 outputs"),
    ],
)  # fmt: skip
def test_models_that_do_not_fit_are_refused(
    model: ModelSettings, data: Dataset, loss: LossName | None, said: str | None
) -> None:
    settings = RiskSettings(model=model, data=data, loss=loss)
    if said is None:
        assert risk(settings).measure.name == loss
        return
    with pytest.raises(TrainingError, match=said):
        risk(settings)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x^2\ny^2", "An objective is one number; this function returns 2"),
        ("parameters: a\na x^2", "has inputs and parameters, so it is a model"),
        ("sine(x)", "did you mean sin"),
    ],
)
def test_objectives_that_do_not_fit_are_refused(text: str, said: str) -> None:
    with pytest.raises(TrainingError, match=said):
        build(ObjectiveSettings(objective=Source(text=text)))


def test_the_line_to_blame_is_told() -> None:
    with pytest.raises(TrainingError) as caught:
        build(ObjectiveSettings(objective=Source(text="a = x^2\na + sine(x)")))
    assert caught.value.line == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("return x[0] ** 2 if x[0] > 0 else x[0] ** 4", "branches on a value"),
        ("return (x[0] - x[0].item() / 2) ** 2", "branches on a value"),
        ("x[0] = 2 * x[0]\n    return (x ** 2).sum()", "writes into a tensor"),
        ("y = torch.zeros(1)\n    y[0] = x[0] ** 2\n    return y", "writes into a tensor"),
    ],
)
def test_what_cannot_be_batched_is_evaluated_singly(body: str, reason: str) -> None:
    source = Source(language="python", text=f"def f(x):\n    {body}\nx0 = [1.0]")
    problem = build(ObjectiveSettings(objective=source))
    points = torch.tensor([[-2.0], [0.5], [3.0]], dtype=torch.float64)
    losses, gradients = problem.gradients(points, ())
    assert problem.unbatchable is not None
    assert reason in problem.unbatchable
    problem.gradients.prepare(points, ())
    for point, loss, gradient in zip(points, losses, gradients, strict=True):
        leaf = point.clone().requires_grad_()
        value = problem.loss(leaf.clone())
        value.backward()  # type: ignore[no-untyped-call]
        assert leaf.grad is not None
        assert (float(loss), gradient.tolist()) == (float(value.detach()), leaf.grad.tolist())
    assert problem.values(points).tolist() == losses.tolist()


RECURRENT = """
class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell, self.out = nn.LSTMCell(1, 2), nn.Linear(2, 1)
    def forward(self, x):
        return self.out(self.cell(x.view(1, 1))[0])
f = Recurrent()
"""


def test_any_module_can_learn() -> None:
    data = SineData(count=12)
    problem = risk(RiskSettings(model=Source(language="python", text=RECURRENT), data=data))
    starts = spread(2, "normal", problem.region)
    descent = Descent(problem, [recipe("adam", lr=0.05)], starts, steps=12, batch=6)
    (found,) = collect(descent)
    assert problem.unbatchable == "it uses an operation that torch cannot batch"
    assert (found.final_losses < found.losses[:, 0]).all()
    terms = step_terms(problem, found.recipe, found.points[1], start=1, starts=2, batch=6)
    assert terms.values[:, -1] == pytest.approx(np.diff(found.points[1], axis=0), rel=1e-9, abs=1e-12)
    seen = minibatch_jacobian(problem, found.points[0, 0], minibatch(0, 12, 6))
    assert np.linalg.norm(seen.gradient) == pytest.approx(found.gradient_norms[0, 0])
    assert predictions(problem, starts, problem.data.inputs).shape == (2, 12, 1)
    assert suggested_rate(problem) > 0
    with pytest.raises(TrainingError, match="cannot be evaluated for all starts at once"):
        hessians(problem, torch.from_numpy(starts))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return (x ** 2).sum() + torch.rand(())", "draws random numbers"),
        ("return torch.tensor(np.sin(x.numpy())).sum()", "hands x to NumPy"),
        ("x[0] = x[0] ** 2\n    return x.sum()", "overwrites a value that its derivative needs"),
    ],
)
def test_what_no_descent_can_use_is_refused(body: str, said: str) -> None:
    source = Source(language="python", text=f"def f(x):\n    {body}\nx0 = [1.0, 2.0]")
    with pytest.raises(TrainingError, match=said):
        build(ObjectiveSettings(objective=source)).gradients(torch.ones(3, 2, dtype=torch.float64), ())


@pytest.mark.parametrize(
    "wrong", [{"sizes": ()}, {"sizes": (0,)}, {"sizes": (5000,)}, {"activation": "step"}]
)
def test_networks_that_do_not_fit_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(TrainingError, match=r"hidden layers|no activation"):
        Mlp(**wrong)  # type: ignore[arg-type]


def test_predictions_of_several_heads() -> None:
    problem = risk(RiskSettings())
    x = np.linspace(0, 3, 50)[:, None]
    thetas = np.array([[2.0, 0.5], [-1.0, 3.0]])
    y = predictions(problem, thetas, x)
    assert y.shape == (2, 50, 1)
    assert y[1, :, 0] == pytest.approx(3.0 - x[:, 0])


def test_decisions_follow_the_loss() -> None:
    binary = risk(RiskSettings(model=LogisticRegression(), data=MoonsData()))
    assert decisions(binary, np.array([[-0.2], [0.3]])).tolist() == [0.0, 1.0]
    several = risk(RiskSettings(model=LogisticRegression(), data=BlobsData()))
    assert decisions(several, np.array([[0.1, 0.9, 0.3]])).tolist() == [1.0]
    fitted = risk(RiskSettings(model=Line(), data=MoonsData(), loss="squared"))
    assert decisions(fitted, np.array([[0.4], [0.6]])).tolist() == [0.0, 1.0]
