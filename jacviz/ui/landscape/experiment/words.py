"""What settings are called on screen, and one sentence about each. Text only."""

from __future__ import annotations

_TITLES = {
    "mu": "μ",
    "sigma": "σ",
    "count": "samples",
    "sizes": "hidden layers",
}

_TIPS = {
    # data
    "slope": "Slope of the line that the data scatter about.",
    "intercept": "Where the curve that the data scatter about meets the axis.",
    "curvature": "Factor of x² in the curve that the data scatter about.",
    "mu": "x is log-normal: mean of its logarithm.",
    "sigma": "x is log-normal: standard deviation of its logarithm.",
    "noise": "Standard deviation of the Gaussian noise.",
    "count": "Number of samples, N.",
    "amplitude": "Height of the sine.",
    "frequency": "Waves of the sine in a length of 2π.",
    "classes": "Number of classes.",
    "turns": "Full turns of each arm.",
    "seed": "Fixes the samples bit for bit.",
    "loss": "How far a prediction is from its target; auto takes the one that suits model and data.",
    # models
    "degree": "Highest power of each input, 0 to 50.",
    "sizes": "Units of each hidden layer, such as 8 or 16, 16.",
    "activation": "What follows each hidden layer.",
    # optimisers
    "lr": "Learning rate: how far a step goes along the gradient.",
    "schedule": "How the learning rate changes with the steps.",
    "weight_decay": "Factor of the parameters that is added to the gradient, or taken off the parameters.",
    "maximize": "Climb instead of descend.",
    "momentum": "How much of the step before goes into this one.",
    "dampening": "How much of the gradient is kept out of the momentum.",
    "nesterov": "Nesterov momentum: the gradient is looked up a step ahead.",
    "lr_decay": "How fast the learning rate falls with the steps.",
    "initial_accumulator_value": "What the sum of squared gradients begins with.",
    "eps": "Added to a denominator, so that it is never zero.",
    "alpha": "Smoothing of the squared gradients, 0 to 1.",
    "rho": "Smoothing of squared gradients and steps, 0 to 1.",
    "centered": "Normalise by the gradient's variance instead of its square.",
    "betas": "Smoothing of the gradient and of its square, two numbers below 1.",
    "amsgrad": "Keep the largest squared gradient.",
    "decoupled_weight_decay": "Take the weight decay off the parameters, as AdamW does.",
    "momentum_decay": "How fast the momentum grows to its full size.",
    # schedules
    "step_size": "Steps between two falls of the learning rate.",
    "gamma": "Factor of the learning rate.",
    "T_max": "Steps of the half wave; all: as long as the descent.",
    "eta_min": "Learning rate at the end of the half wave.",
    "start_factor": "Factor of the learning rate at the first step.",
    "end_factor": "Factor of the learning rate after the warm-up.",
    "total_iters": "Steps of the warm-up.",
    "total_steps": "Steps of the cycle; all: as long as the descent.",
    "pct_start": "Share of the steps that the rise takes.",
    "div_factor": "The first learning rate is lr divided by this.",
    "final_div_factor": "The last learning rate is the first one divided by this.",
}

_CHOICES = {
    "relu": "ReLU",
    "gelu": "GELU",
    "huber": "Huber",
    "warm-up": "linear warm-up",
    "logistic-regression": "Logistic regression",
    "mlp": "MLP",
    "moons": "Two moons",
}


def title(name: str) -> str:
    """What a field is called.

    Args:
        name: The field's name.

    Returns:
        Its name with blanks, where there is nothing better.
    """
    return _TITLES.get(name, name.replace("_", " "))


def tip(name: str) -> str:
    """What a field is for.

    Args:
        name: The field's name.

    Returns:
        A sentence; "" for a field that is not known here.
    """
    return _TIPS.get(name, "")


def choice(name: str, *, capital: bool = False) -> str:
    """What a word on offer is called.

    Args:
        name: The word in code.
        capital: Whether it begins with a capital letter.

    Returns:
        Text for a menu.
    """
    text = _CHOICES.get(name, name)
    return text[:1].upper() + text[1:] if capital else text
