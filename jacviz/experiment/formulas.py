"""What each optimiser does in a step, as formulas to be filled in with symbols or with numbers. No torch.

They are those of https://docs.pytorch.org/docs/stable/optim.html#algorithms, in torch's order; Lion is
algorithm 2 of Chen et al., "Symbolic Discovery of Optimization Algorithms" (2023).

A formula is a text with quantities in braces, such as "{first moment} / (1 − {beta1}^{t})". Beside quantities
it has numbers, + − · / ^ and parentheses, and the functions √, sign, max and abs; all of them work entry by
entry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from jacviz.experiment import recipes
from jacviz.experiment.recipes import Recipe
from jacviz.experiment.starts import Array

# What a term is measured in: as the gradient, as its square, as a step, as a multiple of the learning rate.
Unit: TypeAlias = Literal["gradient", "square", "step", "direction", "factor"]
Quantity: TypeAlias = float | Array

PULL = "pull"  # what the optimiser takes for its gradient: with weight decay, or climbing


@dataclass(frozen=True)
class Term:
    """One line of the algorithm.

    Attributes:
        name: As the training names it; `PULL` beside those.
        formula: What it is made of; "" for the gradient itself.
        unit: What it is measured in.
    """

    name: str
    formula: str
    unit: Unit


@dataclass(frozen=True)
class Update:
    """A step of an optimiser.

    Attributes:
        terms: In the order of the algorithm; "gradient" first, "step" last.
    """

    terms: tuple[Term, ...]

    @property
    def formula(self) -> str:
        """What the parameters become, as "{after} ← {before} − ..."."""
        return "{after} ← {before} " + self.terms[-1].formula


SYMBOLS: dict[str, str] = {
    "before": "θ", "after": "θ", "step": "Δθ", "gradient": "g", PULL: "g′", "lr": "η", "weight_decay": "λ",
    "eps": "ε", "t": "t", "momentum": "m", "direction": "d", "momentum_factor": "μ", "dampening": "τ",
    "beta1": "β1", "beta2": "β2", "first moment": "m", "second moment": "v", "corrected first moment": "m̂",
    "corrected second moment": "v̂", "largest second moment": "v[max]", "infinity norm": "w", "alpha": "α",
    "mean gradient": "ḡ", "scaled gradient": "d", "sum of squares": "s", "lr_decay": "δ", "rho": "ρ",
    "mean squared step": "q", "gradient's share": "a", "momentum's share": "b", "now": "μ[t]",
    "then": "μ[t+1]", "product": "Π", "rectification": "r", "interpolated momentum": "c",
}  # fmt: skip


def symbol(quantity: str) -> str:
    """How a quantity is written.

    Args:
        quantity: A name in a formula; the value of the step before is written as that of this one.

    Returns:
        A name as `jacviz.notation.parts` takes it apart.
    """
    return SYMBOLS[quantity.removesuffix(" before")]


def update(recipe: Recipe, taken: int) -> Update:
    """What an optimiser does in one step.

    Args:
        recipe: The optimiser.
        taken: The number of the step, counted from 1: the first ones of some differ.

    Returns:
        Its formulas.
    """
    pull, g = _pull(recipe)
    terms, step = _MAKERS[recipe.name](recipe, g, taken)
    decay = "− {lr} · {weight_decay} · {before} " if _decouples(recipe) else ""
    return Update((Term("gradient", "", "gradient"), *pull, *terms, Term("step", decay + step, "step")))


def quantities(
    recipe: Recipe, names: tuple[str, ...], values: Array, rates: Array, points: Array, step: int
) -> dict[str, Quantity]:
    """The numbers that belong into the formulas of one step.

    Args:
        recipe: The optimiser.
        names: The terms.
        values: Shape (K, terms, p).
        rates: Shape (K,).
        points: The trajectory, (K + 1, p).
        step: 0-based number of the step.

    Returns:
        Numbers, and vectors (p,), by the names in the formulas.
    """
    taken = step + 1
    found: dict[str, Quantity] = dict(zip(names, values[step], strict=True))
    for place, name in enumerate(names):
        first = np.full(values.shape[2], getattr(recipe, "initial_accumulator_value", 0.0))
        found[f"{name} before"] = values[step - 1, place] if step else first
    found |= {"before": points[step], "after": points[step + 1], "lr": float(rates[step]), "t": float(taken)}
    found |= _constants(recipe)
    gradient = -values[step, 0] if recipe.maximize else values[step, 0]
    found[PULL] = gradient if _decouples(recipe) else gradient + recipe.weight_decay * points[step]
    if isinstance(recipe, recipes.NAdam):
        found |= _lookahead(recipe, taken)
    return found


def _constants(recipe: Recipe) -> dict[str, Quantity]:
    found: dict[str, Any] = {
        {"momentum": "momentum_factor"}.get(name, name): float(value)
        for name, value in recipe.parameters().items()
        if isinstance(value, (int, float)) and name != "lr"
    }
    if "betas" in recipe.parameters():
        found["beta1"], found["beta2"] = recipe.parameters()["betas"]
    return found


def _lookahead(recipe: recipes.NAdam, taken: int) -> dict[str, Quantity]:
    beta1 = recipe.betas[0]
    each = beta1 * (1 - 0.5 * 0.96 ** (np.arange(1, taken + 2) * recipe.momentum_decay))
    return {"now": float(each[-2]), "then": float(each[-1]), "product": float(np.prod(each[:-1]))}


def _decouples(recipe: Recipe) -> bool:
    decouples = isinstance(recipe, recipes.Lion) or getattr(recipe, "decoupled_weight_decay", False)
    return bool(decouples and recipe.weight_decay)


def _pull(recipe: Recipe) -> tuple[tuple[Term, ...], str]:
    # The term that stands for the gradient from there on, where it is another one; and its name in braces.
    decays = recipe.weight_decay and not _decouples(recipe)
    if not decays and not recipe.maximize:
        return (), "{gradient}"
    head = "−{gradient}" if recipe.maximize else "{gradient}"
    formula = head + (" + {weight_decay} · {before}" if decays else "")
    return (Term(PULL, formula, "gradient"),), f"{{{PULL}}}"


# --- the algorithms: the terms between the gradient and the step, and the step ----------------------------

_Made: TypeAlias = tuple[tuple[Term, ...], str]


def _sgd(recipe: recipes.SGD, g: str, taken: int) -> _Made:
    if not recipe.momentum:
        return (), f"− {{lr}} · {g}"
    share = f"(1 − {{dampening}}) · {g}" if recipe.dampening else g
    grown = f"{{momentum_factor}} · {{momentum before}} + {share}" if taken > 1 else g
    ahead = f"{g} + {{momentum_factor}} · {{momentum}}" if recipe.nesterov else "{momentum}"
    momentum, direction = Term("momentum", grown, "gradient"), Term("direction", ahead, "gradient")
    return (momentum, direction), "− {lr} · {direction}"


def _adagrad(recipe: recipes.Adagrad, g: str, taken: int) -> _Made:
    rate = "{lr} / (1 + ({t} − 1) · {lr_decay})" if recipe.lr_decay else "{lr}"
    return (
        Term("sum of squares", f"{{sum of squares before}} + {g}^2", "square"),
        Term("scaled gradient", f"{g} / (√({{sum of squares}}) + {{eps}})", "direction"),
    ), f"− {rate} · {{scaled gradient}}"


def _rmsprop(recipe: recipes.RMSprop, g: str, taken: int) -> _Made:
    squares = f"{{alpha}} · {{second moment before}} + (1 − {{alpha}}) · {g}^2"
    terms = [Term("second moment", squares, "square")]
    spread = "{second moment}"
    if recipe.centered:
        mean = f"{{alpha}} · {{mean gradient before}} + (1 − {{alpha}}) · {g}"
        terms.append(Term("mean gradient", mean, "gradient"))
        spread += " − {mean gradient}^2"
    terms.append(Term("scaled gradient", f"{g} / (√({spread}) + {{eps}})", "direction"))
    if not recipe.momentum:
        return tuple(terms), "− {lr} · {scaled gradient}"
    grown = "{momentum_factor} · {momentum before} + {scaled gradient}"
    return (*terms, Term("momentum", grown, "direction")), "− {lr} · {momentum}"


def _adadelta(recipe: recipes.Adadelta, g: str, taken: int) -> _Made:
    ratio = f"√({{mean squared step before}} + {{eps}}) / √({{second moment}} + {{eps}}) · {g}"
    squared = "{rho} · {mean squared step before} + (1 − {rho}) · {scaled gradient}^2"
    return (
        Term("second moment", f"{{rho}} · {{second moment before}} + (1 − {{rho}}) · {g}^2", "square"),
        Term("scaled gradient", ratio, "direction"),
        Term("mean squared step", squared, "factor"),
    ), "− {lr} · {scaled gradient}"


def _moments(g: str) -> tuple[Term, ...]:
    return (
        Term("first moment", f"{{beta1}} · {{first moment before}} + (1 − {{beta1}}) · {g}", "gradient"),
        Term("second moment", f"{{beta2}} · {{second moment before}} + (1 − {{beta2}}) · {g}^2", "square"),
        Term("corrected first moment", "{first moment} / (1 − {beta1}^{t})", "gradient"),
        Term("corrected second moment", "{second moment} / (1 − {beta2}^{t})", "square"),
    )


def _adam(recipe: recipes.Adam, g: str, taken: int) -> _Made:
    if not recipe.amsgrad:
        return _moments(g), "− {lr} · {corrected first moment} / (√({corrected second moment}) + {eps})"
    largest = Term("largest second moment", "max({largest second moment before}, {second moment})", "square")
    scale = "√({largest second moment} / (1 − {beta2}^{t})) + {eps}"
    return (*_moments(g), largest), f"− {{lr}} · {{corrected first moment}} / ({scale})"


def _nadam(recipe: recipes.NAdam, g: str, taken: int) -> _Made:
    scale = "(√({corrected second moment}) + {eps})"
    of_gradient = f"−{{lr}} · (1 − {{now}}) / (1 − {{product}}) · {g} / {scale}"
    of_momentum = f"−{{lr}} · {{then}} / (1 − {{product}} · {{then}}) · {{first moment}} / {scale}"
    shares = Term("gradient's share", of_gradient, "step"), Term("momentum's share", of_momentum, "step")
    return (*_moments(g), *shares), "+ {gradient's share} + {momentum's share}"


def _radam(recipe: recipes.RAdam, g: str, taken: int) -> _Made:
    beta2 = recipe.betas[1]
    longest = 2 / (1 - beta2) - 1
    if longest - 2 * taken * beta2**taken / (1 - beta2**taken) <= 5:
        return _moments(g), "− {lr} · {corrected first moment}"
    scaled = "{corrected first moment} · √(1 − {beta2}^{t}) / (√({second moment}) + {eps})"
    return (*_moments(g), Term("rectification", "", "factor")), "− {lr} · {rectification} · " + scaled


def _adamax(recipe: recipes.Adamax, g: str, taken: int) -> _Made:
    first, _, corrected, _ = _moments(g)
    largest = f"max({{beta2}} · {{infinity norm before}}, abs({g}) + {{eps}})"
    terms = first, corrected, Term("infinity norm", largest, "factor")
    return terms, "− {lr} · {corrected first moment} / {infinity norm}"


def _lion(recipe: recipes.Lion, g: str, taken: int) -> _Made:
    return (
        Term("interpolated momentum", f"{{beta1}} · {{momentum before}} + (1 − {{beta1}}) · {g}", "gradient"),
        Term("direction", "sign({interpolated momentum})", "direction"),
        Term("momentum", f"{{beta2}} · {{momentum before}} + (1 − {{beta2}}) · {g}", "gradient"),
    ), "− {lr} · {direction}"


_MAKERS: dict[str, Callable[[Any, str, int], _Made]] = {
    "sgd": _sgd, "gradient-descent": _sgd, "adagrad": _adagrad, "rmsprop": _rmsprop, "adadelta": _adadelta,
    "adam": _adam, "adamw": _adam, "adamax": _adamax, "nadam": _nadam, "radam": _radam, "lion": _lion,
}  # fmt: skip
