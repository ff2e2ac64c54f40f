"""Optimisers as lines of a script: SGD and Lion written out, the others by torch.optim."""

from __future__ import annotations

from dataclasses import fields

from jacviz.experiment.recipes import SGD, Lion, Recipe
from jacviz.experiment.schedules import Constant, Cosine, Exponential, OneCycle, Schedule, Step, WarmUp
from jacviz.export.code.dialects import CodeError

_TORCH = {
    "adagrad": "Adagrad", "rmsprop": "RMSprop", "adadelta": "Adadelta", "adam": "Adam", "adamw": "AdamW",
    "adamax": "Adamax", "nadam": "NAdam", "radam": "RAdam",
}  # fmt: skip
_OURS = ("schedule", "lr_changes", "lr", "maximize")


def rate_function(recipe: Recipe, steps: int) -> list[str]:
    """The learning rate: a number, or a function of the step.

    Args:
        recipe: The optimiser.
        steps: Steps of the descent, where schedules end.

    Returns:
        Lines that bind `eta` or define `rate`.
    """
    if is_constant(recipe):
        return [f"eta = {recipe.lr!r}"]
    lines = ["", "", "def rate(step):", f"    eta = {recipe.lr!r}"]
    for since, changed in recipe.lr_changes:
        lines += [f"    if step >= {since}:", f"        eta = {changed!r}"]
    return [*lines, *(f"    {line}" for line in _schedule(recipe.schedule, steps)), "", ""]


def is_constant(recipe: Recipe) -> bool:
    """Whether the learning rate stays what it is.

    Returns:
        True without a schedule and without changes.
    """
    return type(recipe.schedule) is Constant and not recipe.lr_changes


def preparation(recipe: Recipe) -> list[str]:
    """What stands before the steps.

    Args:
        recipe: The optimiser.

    Returns:
        Lines.

    Raises:
        CodeError: The optimiser is not known here.
    """
    if isinstance(recipe, SGD):
        return ["momentum = None"] if recipe.momentum else []
    if isinstance(recipe, Lion):
        return ["momentum = torch.zeros_like(theta)"]
    if recipe.name not in _TORCH:
        raise CodeError(f"{recipe.title} cannot be written as code")
    named = {entry.name: entry.default for entry in fields(recipe)}
    own = {name: getattr(recipe, name) for name in named if name not in _OURS}
    if recipe.name == "adamw":
        own.pop("decoupled_weight_decay", None)
    told = [f"{name}={value!r}" for name, value in own.items() if value != named[name]]
    told += ["maximize=True"] if recipe.maximize else []
    first = "eta" if is_constant(recipe) else "rate(0)"
    return [f"optimiser = torch.optim.{_TORCH[recipe.name]}({', '.join(['[theta]', f'lr={first}', *told])})"]


def update(recipe: Recipe) -> list[str]:
    """One step, from `theta` and its `gradient`.

    Args:
        recipe: The optimiser.

    Returns:
        Lines.
    """
    eta = "eta" if is_constant(recipe) else "rate(step)"
    if isinstance(recipe, SGD):
        return _sgd(recipe, eta)
    if isinstance(recipe, Lion):
        return _lion(recipe, eta)
    changed = [] if is_constant(recipe) else ['optimiser.param_groups[0]["lr"] = rate(step)']
    return [*changed, "theta.grad = gradient", "optimiser.step()"]


def _sgd(recipe: SGD, eta: str) -> list[str]:
    lines = ["gradient = -gradient  # uphill"] if recipe.maximize else []
    if recipe.weight_decay:
        lines += [f"gradient = gradient + {recipe.weight_decay!r} * theta  # weight decay"]
    if not recipe.momentum:
        return [*lines, f"theta = theta - {eta} * gradient"]
    share = "" if recipe.dampening == 0 else f"{1 - recipe.dampening!r} * "
    lines += [
        f"momentum = gradient if momentum is None else {recipe.momentum!r} * momentum + {share}gradient",
    ]
    direction = f"(gradient + {recipe.momentum!r} * momentum)" if recipe.nesterov else "momentum"
    return [*lines, f"theta = theta - {eta} * {direction}"]


def _lion(recipe: Lion, eta: str) -> list[str]:
    first, second = recipe.betas
    lines = ["gradient = -gradient  # uphill"] if recipe.maximize else []
    if recipe.weight_decay:
        lines += [f"theta = theta * (1 - {eta} * {recipe.weight_decay!r})  # weight decay"]
    return [
        *lines,
        f"theta = theta - {eta} * torch.sign(momentum.lerp(gradient, {1 - first!r}))",
        f"momentum = momentum.lerp(gradient, {1 - second!r})",
    ]


def _schedule(schedule: Schedule, steps: int) -> list[str]:
    match schedule:
        case Step(step_size=size, gamma=gamma):
            return [f"return eta * {gamma!r} ** (step // {size})"]
        case Exponential(gamma=gamma):
            return [f"return eta * {gamma!r}**step"]
        case Cosine(T_max=length, eta_min=least):
            at = "step" if length else f"min(step, {max(steps, 1)})"
            low = f"{least!r} + (eta - {least!r})" if least else "eta"
            return [f"return {low} * (1 + math.cos(math.pi * {at} / {length or max(steps, 1)})) / 2"]
        case WarmUp(start_factor=start, end_factor=end, total_iters=count):
            return [f"return eta * ({start!r} + {end - start!r} * min(step, {count}) / {count})"]
        case OneCycle():
            return _one_cycle(schedule, steps)
    return ["return eta"]


def _one_cycle(schedule: OneCycle, steps: int) -> list[str]:
    total = schedule.total_steps or max(steps, 1)
    rise = schedule.pct_start * total - 1
    fall = total - 1 - rise
    lines = [f"first, at = eta / {schedule.div_factor!r}, min(step, {total - 1})"]
    share = f"at / {rise!r}" if rise else "1.0"
    return [
        *lines,
        f"if at <= {rise!r}:",
        f"    return eta + (first - eta) / 2 * (math.cos(math.pi * {share}) + 1)",
        f"last, share = first / {schedule.final_div_factor!r}, (at - {rise!r}) / {fall!r}",
        "return last + (eta - last) / 2 * (math.cos(math.pi * share) + 1)",
    ]
