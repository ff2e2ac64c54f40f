"""What is minimised as lines of a script: data drawn as jacviz draws them, a model, the slope of its loss."""

from __future__ import annotations

from jacviz.engine.training_messages import DescentBegun
from jacviz.experiment.data import (
    BlobsData,
    Dataset,
    DataSettings,
    LineData,
    MoonsData,
    QuadraticData,
    SineData,
    SpiralData,
)
from jacviz.experiment.gallery import exhibit
from jacviz.experiment.settings import (
    Line,
    LogisticRegression,
    LossName,
    Mlp,
    ObjectiveSettings,
    Polynomial,
    RiskSettings,
    Source,
)
from jacviz.export.code.arrays import MOST_NUMBERS, listed
from jacviz.export.code.dialects import TORCH, CodeError
from jacviz.export.code.functions import body, python_names
from jacviz.language import Program, parse

_ACTIVATIONS = {
    "tanh": "torch.tanh", "relu": "torch.relu", "sigmoid": "torch.sigmoid",
    "softplus": "torch.nn.functional.softplus", "gelu": "torch.nn.functional.gelu", "sine": "torch.sin",
}  # fmt: skip
_SLOPES: dict[LossName, str] = {
    "squared": "2 * (y - t) / len(t)",
    "absolute": "torch.sign(y - t) / len(t)",
    "huber": "(y - t).clamp(-1, 1) / len(t)",
    "logistic": "(torch.sigmoid(y) - t) / len(t)",
    "cross-entropy": "(torch.softmax(y, 1) - torch.eye(y.shape[1])[t.long()]) / len(t)",
}


# --- data ------------------------------------------------------------------------------------------------


def data_lines(data: DataSettings | Dataset) -> list[str]:
    """Lines that bind `inputs`, (N, d), and `targets`, (N,).

    Args:
        data: A seeded experiment, or samples that were read from a file.

    Returns:
        Lines.

    Raises:
        CodeError: There are too many samples to be written down.
    """
    if isinstance(data, Dataset):
        if data.inputs.size + data.targets.size > MOST_NUMBERS:
            raise CodeError(f"the data have more than {MOST_NUMBERS:,} numbers; export a file instead")
        inputs = f"inputs = torch.tensor({listed(data.inputs)})"
        return [
            f"# {' '.join(data.title.split())}",
            inputs,
            f"targets = torch.tensor({listed(data.targets)})",
        ]
    lines = ["# The data", f"random = np.random.default_rng({data.seed})", *_drawn(data)]
    if isinstance(data, LineData | QuadraticData | SineData):
        return [*lines, "inputs, targets = torch.from_numpy(x[:, None]), torch.from_numpy(t)"]
    return [
        *lines,
        f"points = points + {data.noise!r} * random.standard_normal(points.shape)",
        "inputs, targets = torch.from_numpy(points), torch.from_numpy(label.astype(float))",
    ]


def _drawn(data: DataSettings) -> list[str]:
    count, noise = data.count, data.noise
    noisy = f"{noise!r} * random.standard_normal({count})"
    match data:
        case LineData():
            return [
                f"x = random.lognormal({data.mu!r}, {data.sigma!r}, {count})",
                f"t = {data.slope!r} * x + {data.intercept!r} + {noisy}",
            ]
        case QuadraticData():
            return [
                f"x = random.uniform(-2.0, 2.0, {count})",
                f"t = ({data.curvature!r} * x + {data.slope!r}) * x + {data.intercept!r} + {noisy}",
            ]
        case SineData():
            return [
                f"x = random.uniform(-np.pi, np.pi, {count})",
                f"t = {data.amplitude!r} * np.sin({data.frequency!r} * x) + {noisy}",
            ]
        case MoonsData():
            return [
                f"label = np.arange({count}) % 2",
                f"angle = np.pi * random.uniform(0.0, 1.0, {count})",
                "upper = np.column_stack([np.cos(angle), np.sin(angle)])",
                "lower = np.column_stack([1.0 - np.cos(angle), 0.5 - np.sin(angle)])",
                "points = np.where(label[:, None] == 0, upper, lower)",
            ]
        case BlobsData():
            return [
                f"label = np.arange({count}) % {data.classes}",
                f"angle = 2 * np.pi * label / {data.classes} + np.pi / 2",
                "points = 2.0 * np.column_stack([np.cos(angle), np.sin(angle)])",
            ]
        case SpiralData():
            return [
                f"label = np.arange({count}) % {data.classes}",
                f"along = np.sqrt(random.uniform(0.01, 1.0, {count}))",
                f"angle = 2 * np.pi * ({data.turns!r} * along + label / {data.classes})",
                "points = 2.0 * along[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])",
            ]
    raise CodeError("these data cannot be written as code")


# --- models ----------------------------------------------------------------------------------------------


def model_lines(problem: RiskSettings, begun: DescentBegun) -> list[str]:
    """A function predict(x, theta) of a minibatch.

    Args:
        problem: Whose model.
        begun: What the engine said of its parameters.

    Returns:
        Lines.
    """
    lines = _model(problem, begun)
    return ["def predict(x, theta):", *(f"    {line}" for line in lines)]


def _model(problem: RiskSettings, begun: DescentBegun) -> list[str]:
    match problem.model:
        case Line():
            return _line(begun)
        case Polynomial(degree=degree):
            return _polynomial(degree)
        case LogisticRegression():
            return _logistic(begun)
        case Mlp(activation=activation):
            return _network(begun, _ACTIVATIONS[activation])
        case Source(language="maths", text=text):
            return _maths_model(parse(text))
    raise CodeError("the model is Python of your own; copy it from the editor")


def _line(begun: DescentBegun) -> list[str]:
    if len(begun.names) == 2:
        return ["a, b = theta", "return a * x[:, 0] + b"]
    return ["return x @ theta[:-1] + theta[-1]"]


def _polynomial(degree: int) -> list[str]:
    if degree == 0:
        return ["return theta[-1].expand(len(x))"]
    return [
        f"powers = torch.cat([x**k for k in range(1, {degree + 1})], dim=1)",
        "return powers @ theta[:-1] + theta[-1]",
    ]


def _logistic(begun: DescentBegun) -> list[str]:
    first = begun.parts[0]
    if len(first.shape) == 1:
        return ["return x @ theta[:-1] + theta[-1]  # the logit"]
    classes, inputs = first.shape
    return [
        f"weights = theta[:{classes * inputs}].view({classes}, {inputs})",
        f"offsets = theta[{classes * inputs}:]",
        "return x @ weights.T + offsets  # a logit a class",
    ]


def _network(begun: DescentBegun, activation: str) -> list[str]:
    names = [part.name for part in begun.parts]
    sizes = [part.size for part in begun.parts]
    lines = [f"{', '.join(names)} = torch.split(theta, {sizes})"]
    layers = list(zip(begun.parts[::2], begun.parts[1::2], strict=True))
    for number, (weights, offsets) in enumerate(layers, start=1):
        rows, columns = weights.shape
        sum_ = f"x @ {weights.name}.view({rows}, {columns}).T + {offsets.name}"
        if number < len(layers):
            lines.append(f"x = {activation}({sum_})")
        else:
            lines.append(f"return {sum_}" if rows > 1 else f"return ({sum_})[:, 0]")
    return lines


def _maths_model(program: Program) -> list[str]:
    names = python_names(program, ("x", "theta"))
    inputs, parameters = ([names[name] for name in group] for group in (program.inputs, program.parameters))
    made = body(program, TORCH, names)
    lines = [f"{_targets(inputs)} = x.T", f"{_targets(parameters)} = theta", *made.text]
    if len(made.outputs) == 1:
        return [*lines, f"return {made.outputs[0]}.expand(len(x))"]
    return [*lines, f"return torch.stack([y.expand(len(x)) for y in ({', '.join(made.outputs)})], dim=1)"]


def slope_of_loss(problem: RiskSettings, begun: DescentBegun) -> str:
    """What u is: the slope of the mean loss in the predictions.

    Args:
        problem: Whose loss.
        begun: What the engine said of the problem, its title among it.

    Returns:
        Python text, of predictions y and targets t.
    """
    # The engine chose the loss where the user left it open, and names it at the end of the title.
    named: LossName = next((loss for loss in _SLOPES if begun.title.endswith(f"· {loss}")), "squared")
    return _SLOPES[problem.loss or named]


# --- objectives ------------------------------------------------------------------------------------------


def objective_lines(problem: ObjectiveSettings, begun: DescentBegun) -> list[str]:
    """A function f(theta).

    Args:
        problem: Which objective.
        begun: What the engine said of its parameters.

    Returns:
        Lines.

    Raises:
        CodeError: It is the user's own Python.
    """
    del begun
    objective = problem.objective
    if isinstance(objective, Source) and objective.language == "python":
        raise CodeError("the objective is Python of your own; copy it from the editor")
    text = objective.text if isinstance(objective, Source) else exhibit(objective).formula
    program = parse(text)
    names = python_names(program, ("theta",))
    variables = [names[name] for name in (program.inputs or program.parameters)]
    made = body(program, TORCH, names)
    lines = [f"{_targets(variables)} = theta", *made.text, f"return {made.outputs[0]}"]
    return ["def f(theta):", *(f"    {line}" for line in lines)]


def _targets(names: list[str]) -> str:
    return ", ".join(names) if len(names) > 1 else f"({names[0]},)"
