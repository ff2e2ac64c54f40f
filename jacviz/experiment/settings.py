"""What is minimised, as the user sets it: model, data, loss, or an objective alone. No torch.

problems.py builds the Problem that these settings describe.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal, TypeAlias

from jacviz.experiment.data import Dataset, DataSettings, LineData
from jacviz.experiment.errors import TrainingError

LossName: TypeAlias = Literal["squared", "absolute", "huber", "logistic", "cross-entropy"]
LOSSES: tuple[LossName, ...] = ("squared", "absolute", "huber", "logistic", "cross-entropy")
Activation: TypeAlias = Literal["tanh", "relu", "sigmoid", "softplus", "gelu", "sine"]
ACTIVATIONS: tuple[Activation, ...] = ("tanh", "relu", "sigmoid", "softplus", "gelu", "sine")
SourceLanguage: TypeAlias = Literal["maths", "python"]


@dataclass(frozen=True)
class Line:
    """y = a x + b, or one weight for each input and an intercept."""

    name: ClassVar[str] = "line"


@dataclass(frozen=True, kw_only=True)
class Polynomial:
    """Powers of each input up to `degree`, and an intercept."""

    name: ClassVar[str] = "polynomial"
    degree: int = 3

    def __post_init__(self) -> None:
        if not 0 <= self.degree <= 50:
            raise TrainingError(f"The degree of a polynomial can be 0 to 50; {self.degree} was asked for.")


@dataclass(frozen=True)
class LogisticRegression:
    """Linear logits: one for two classes, one a class for more."""

    name: ClassVar[str] = "logistic-regression"


@dataclass(frozen=True, kw_only=True)
class Mlp:
    """A fully connected network.

    Attributes:
        sizes: Units of each hidden layer.
        activation: What follows each hidden layer.
    """

    name: ClassVar[str] = "mlp"
    sizes: tuple[int, ...] = (8,)
    activation: Activation = "tanh"

    def __post_init__(self) -> None:
        if not self.sizes or not all(1 <= size <= 4096 for size in self.sizes) or len(self.sizes) > 20:
            raise TrainingError(
                f"An MLP has 1 to 20 hidden layers of 1 to 4096 units; {self.sizes} were asked for."
            )
        if self.activation not in ACTIVATIONS:
            raise TrainingError(
                f"There is no activation {self.activation!r}; there are {', '.join(ACTIVATIONS)}."
            )


@dataclass(frozen=True, kw_only=True)
class Source:
    """The user's own function.

    Attributes:
        language: What `text` is written in.
        text: The editor's text.
    """

    name: ClassVar[str] = "source"
    language: SourceLanguage = "maths"
    text: str = ""


ModelSettings: TypeAlias = Line | Polynomial | LogisticRegression | Mlp | Source


@dataclass(frozen=True, kw_only=True, eq=False)
class RiskSettings:
    """An empirical risk: the mean loss of a model over data.

    Attributes:
        model: f(x; theta).
        data: A seeded experiment, or samples that were read from a file.
        loss: None: the one that suits the model and the data.
    """

    model: ModelSettings = field(default_factory=Line)
    data: DataSettings | Dataset = field(default_factory=LineData)
    loss: LossName | None = None


@dataclass(frozen=True, kw_only=True)
class ObjectiveSettings:
    """A scalar function of theta alone.

    Attributes:
        objective: A name of the gallery, or the user's own function.
        noise: Standard deviation of the Gaussian noise on each entry of the gradient.
    """

    objective: str | Source = "rosenbrock"
    noise: float = 0.0

    def __post_init__(self) -> None:
        if not (self.noise >= 0 and self.noise < float("inf")):
            raise TrainingError(f"The gradient noise must be 0 or a positive number; it is {self.noise:g}.")


ProblemSettings: TypeAlias = RiskSettings | ObjectiveSettings
