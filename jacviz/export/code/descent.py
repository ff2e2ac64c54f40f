"""A descent as a PyTorch script: theta <- theta - eta u^T J, from the starts of the screen."""

from __future__ import annotations

from dataclasses import dataclass

from jacviz import __version__
from jacviz.engine.training_messages import DescentBegun, DescentTask
from jacviz.experiment.recipes import Recipe
from jacviz.experiment.settings import ObjectiveSettings, RiskSettings
from jacviz.export.code.arrays import MOST_NUMBERS, listed
from jacviz.export.code.dialects import CodeError
from jacviz.export.code.optimisers import preparation, rate_function, update
from jacviz.export.code.risks import data_lines, model_lines, objective_lines, slope_of_loss

_SAMPLINGS = {
    "shuffle": [
        "# Each epoch goes once through all samples, in a new order.",
        "while True:",
        "    order = random.permutation(count)",
        "    for first in range(0, count, size):",
        "        yield order[first : first + size]",
    ],
    "replacement": ["while True:", "    yield random.integers(0, count, size)"],
    "distinct": ["while True:", "    yield random.choice(count, size, replace=False)"],
}


def descent_code(task: DescentTask, begun: DescentBegun, optimiser: int = 0) -> str:
    """A script that descends from the same starts and prints where it ends.

    Args:
        task: What the engine was asked.
        begun: What it said of it: starts, learning rates, minibatches.
        optimiser: Which of the optimisers.

    Returns:
        Python text that runs by itself.

    Raises:
        CodeError: What is minimised cannot be written as a short script.
    """
    if begun.starts.size > MOST_NUMBERS:
        raise CodeError(f"the starts have more than {MOST_NUMBERS:,} numbers; export a file instead")
    script = _Script(task, begun, begun.recipes[optimiser])
    title, *lines = script.lines()
    count = len(begun.recipes)
    if count > 1:
        title += f"\n# Optimiser {optimiser + 1} of {count}: the window's Edit menu copies the selected one."
    return "\n".join([title, *lines]) + "\n"


@dataclass(frozen=True)
class _Script:
    task: DescentTask
    begun: DescentBegun
    recipe: Recipe

    def lines(self) -> list[str]:
        problem = self.task.problem
        if isinstance(problem, ObjectiveSettings):
            middle = [
                *objective_lines(problem, self.begun),
                "",
                "",
                *self._setting(0.0 if self._whole else problem.noise),
            ]
            gradient = self._gradient_of_objective(problem)
        else:
            middle = [*data_lines(problem.data), "", "", *model_lines(problem, self.begun), "", ""]
            middle += [*self._minibatches(), *self._setting(0.0)]
            gradient = self._gradient_of_risk(problem)
        body = [*middle, "", *self._loop(gradient)]
        text = "\n".join(body)
        uses_numpy = "np." in text
        return [
            f"# {' '.join(self.begun.title.split())}: {self.recipe.title} from {self._starts_said()}.",
            "# Each step follows a vector-Jacobian product: theta <- theta - eta u^T J.",
            f"# Written by jacviz {__version__}.",
            "",
            *(["import math", ""] if "math." in text else []),
            *(["import numpy as np"] if uses_numpy else []),
            "import torch",
            "from torch.func import vjp",
            "",
            "torch.set_default_dtype(torch.float64)",
            "",
            *([] if body[0].startswith("#") else [""]),
            *body,
        ]

    @property
    def _whole(self) -> bool:
        """Whether each step sees all samples, in order."""
        everything = 0 < self.begun.batch == self.begun.samples and self.task.sampling != "replacement"
        return self.recipe.full_batch or everything

    def _starts_said(self) -> str:
        count = len(self.begun.starts)
        return "1 start" if count == 1 else f"{count:,} starts"

    def _minibatches(self) -> list[str]:
        if self._whole:
            return []
        made = _SAMPLINGS[self.task.sampling]
        return ["def minibatches(random, count, size):", *(f"    {line}" for line in made), "", ""]

    def _setting(self, noise: float) -> list[str]:
        lines = [f"steps = {self.task.steps}", *rate_function(self.recipe, self.task.steps)]
        lines += [f"starts = torch.tensor({listed(self.begun.starts)})"]
        if self.begun.samples and not self._whole:
            lines += [
                f"random = np.random.default_rng([2, {self.task.seed}])",
                f"draws = minibatches(random, {self.begun.samples}, {self.begun.batch})",
                "chosen = [torch.from_numpy(next(draws)) for _ in range(steps)]  # the same for every start",
            ]
        if noise:
            shape = "steps, *starts.shape"
            lines += [
                f"random = np.random.default_rng([3, {self.task.seed}])",
                f"noise = torch.from_numpy({noise!r} * random.standard_normal(({shape})))",
            ]
        return lines

    def _gradient_of_risk(self, problem: RiskSettings) -> list[str]:
        if self._whole:
            batch, sample = "inputs", "targets"
        else:
            batch, sample = "inputs[chosen[step]]", "targets[chosen[step]]"
        return [
            f"x, t = {batch}, {sample}",
            "y, pullback = vjp(lambda theta: predict(x, theta), theta)",
            f"u = {slope_of_loss(problem, self.begun)}  # the slope of the mean loss in y",
            "(gradient,) = pullback(u)  # u^T J",
        ]

    def _gradient_of_objective(self, problem: ObjectiveSettings) -> list[str]:
        lines = [
            "loss, pullback = vjp(f, theta)",
            "(gradient,) = pullback(torch.ones(()))  # u^T J with u = 1",
        ]
        if problem.noise and not self._whole:
            lines += ["gradient = gradient + noise[step, number]"]
        return lines

    def _loop(self, gradient: list[str]) -> list[str]:
        steps = [*gradient, *update(self.recipe)]
        numbered = (
            "for number, start in enumerate(starts):" if any("number" in line for line in steps) else ""
        )
        return [
            numbered or "for start in starts:",
            "    theta = start.clone()",
            *(f"    {line}" for line in preparation(self.recipe)),
            "    for step in range(steps):",
            *(f"        {line}" for line in steps),
            "    print(theta.tolist())",
        ]
