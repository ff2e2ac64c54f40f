"""The options of `jacviz descend`."""

from __future__ import annotations

import textwrap
from argparse import (
    ArgumentParser,
    ArgumentTypeError,
    BooleanOptionalAction,
    Namespace,
    RawDescriptionHelpFormatter,
)
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from jacviz.cli.arguments import positive, whole, with_values_attached

_NOT_OF_TORCH = ("schedule", "lr_changes")
_EPILOG = """examples:
  jacviz descend --example line
  jacviz descend --objective rosenbrock --optimiser adam --lr 0.01 --start "-1.2,1" --steps 1000
  jacviz descend --objective himmelblau --optimiser sgd --optimiser adam --lr 0.01 --starts 20 -o paths.csv
  jacviz descend my_model.py --optimiser adamw --weight-decay 0.1 --batch 32 --json --full
  jacviz descend --example line --lr 0.05 --schedule step --step-size 100 --gamma 0.5

{optimisers}
{objectives}

SOURCE defines a function of one variable, whose only output is minimised, or a model f(x; theta), which
learns from --data. Without --optimiser it is SGD with a learning rate that arrives; those that are named have
torch.optim's defaults. A parameter goes to each optimiser that has it, the schedule to all of them; without
a length of its own it ends with the descent.

JSON: parameters; optimisers; final (optimisers x starts x n); losses and gradient_norms at the end, over all
samples, and diverged_at, which is null or the first step that could not be taken (optimisers x starts); seed;
with --full also points (optimisers x starts x (steps + 1) x n). A number that is not finite is written "nan",
"inf" or "-inf". FILE.json holds the same. FILE.csv has a row for each point: optimiser, start (from 0), step,
parameters, loss. FILE.npz has all these arrays and step_losses; in its diverged_at, -1 stands for null.
Exit status: 0; 1 where the function fails; 2 for wrong usage; 3 where a document's Python needs --trust.
"""


def read(arguments: Sequence[str]) -> Namespace:
    """Read the command line; where it cannot be read, this prints why and ends the program.

    Args:
        arguments: What follows `descend`.

    Returns:
        The options.
    """
    parser = _parser()
    with_value = (action for action in parser._actions if action.nargs is None)
    valued = {name for action in with_value for name in action.option_strings if name.startswith("--")}
    return parser.parse_args(with_values_attached(arguments, valued))


def optimiser_parameters() -> dict[str, object]:
    """Every parameter of every optimiser.

    Returns:
        A default by name, which tells the type.
    """
    from jacviz.experiment.recipes import RECIPES

    entries = [entry for kind in RECIPES.values() for entry in fields(kind)]
    return {entry.name: entry.default for entry in entries if entry.name not in _NOT_OF_TORCH}


def schedule_parameters() -> dict[str, bool]:
    """Every parameter of every learning-rate schedule.

    Returns:
        By name whether it counts steps.
    """
    from jacviz.experiment.schedules import SCHEDULES

    entries = [entry for kind in SCHEDULES.values() for entry in fields(kind)]
    return {entry.name: str(entry.type).startswith("int") for entry in entries}


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ArgumentTypeError(f"expected a number, got {text}") from None


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(_number(part) for part in text.strip("()[] ").split(","))


def _batch(text: str) -> int | str:
    return text if text == "all" else whole(text)


def _parser() -> ArgumentParser:
    from jacviz.experiment.gallery import EXHIBITS
    from jacviz.experiment.recipes import RECIPES

    parser = ArgumentParser(
        prog="jacviz descend",
        usage="jacviz descend (SOURCE | --objective NAME | --example line) [--optimiser NAME]... [options]",
        description="Minimise a function or a model's risk from many starts: theta <- theta - eta u^T J.",
        epilog=_EPILOG.format(
            optimisers=_wrapped("Optimisers", list(RECIPES)),
            objectives=_wrapped("Objectives", [entry.name for entry in EXHIBITS]),
        ),
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("source", nargs="?", metavar="SOURCE", help="a .py, .jac or .jacviz file; - for standard input")
    add("--maths", metavar="TEXT", help='a function in one line: "(1 - x)^2 + 100 (y - x^2)^2"')
    add("--objective", metavar="NAME", help="an objective, such as rosenbrock")
    add("--example", metavar="line", help="the experiment of fitting a line")
    add("--data", metavar="NAME", help="what a model in SOURCE learns from, such as sine (default line)")
    add("--loss", metavar="NAME", help="its loss, such as huber (default: the one that suits it)")
    add("--optimiser", "--optimizer", metavar="NAME", action="append", default=[], help="may be repeated")
    add("--starts", metavar="N", type=whole, help="how many starts (default 5)")
    add("--start", metavar="X", action="append", default=[], help="a start, such as -1.2,1; may be repeated")
    add("--spread", metavar="HOW", default="normal", help="normal (default), uniform, grid or ring")
    add("--steps", metavar="N", type=whole, default=500, help="steps of each trajectory (default 500)")
    add("--batch", metavar="B", type=_batch, help="samples in a minibatch (default 16), or all")
    add("--sampling", metavar="HOW", default="shuffle", help="shuffle (default), replacement or distinct")
    add("--noise", metavar="S", type=_number, default=0.0, help="standard deviation of noise on gradients")
    add("--seed", metavar="S", type=whole, default=0, help="fixes starts, minibatches and noise (default 0)")
    add("-o", "--output", metavar="FILE", help="write .csv, .npz or .json")
    add("--json", action="store_true", help="print JSON")
    add("--full", action="store_true", help="put all points into JSON, not only the last ones")
    add("--deadline", metavar="S", type=positive, default=60.0, help="seconds it may take (default 60)")
    add("--memory", metavar="GB", type=positive, default=4.0, help="GB it may hold (default 4)")
    add("--trust", action="store_true", help="run the Python that a document holds")
    add("--debug", action="store_true", help="print the traceback too where the function fails")
    group = parser.add_argument_group("parameters of optimisers, as in torch.optim")
    for name, default in optimiser_parameters().items():
        _add_parameter(group.add_argument, name, default)
    _add_schedules(parser)
    return parser


def _add_schedules(parser: ArgumentParser) -> None:
    from jacviz.experiment.schedules import SCHEDULES

    group = parser.add_argument_group("learning-rate schedule, as in torch.optim.lr_scheduler")
    group.add_argument("--schedule", metavar="NAME", help=f"{', '.join(SCHEDULES)}; default constant")
    for name, counts in schedule_parameters().items():
        owners = ", ".join(key for key, kind in SCHEDULES.items() if name in {f.name for f in fields(kind)})
        group.add_argument(
            *_spellings(name), dest=name, metavar="K" if counts else "X", type=whole if counts else _number,
            help=f"of {owners}",
        )  # fmt: skip


def _spellings(name: str) -> list[str]:
    dashed = name.replace("_", "-")
    return list(dict.fromkeys([f"--{dashed.lower()}", f"--{dashed}", f"--{name}"]))


def _wrapped(title: str, names: Sequence[str]) -> str:
    return textwrap.fill(f"{title}: {', '.join(names)}.", 108, break_on_hyphens=False)


def _add_parameter(add: Any, name: str, default: object) -> None:
    options = _spellings(name)
    if isinstance(default, bool):
        add(*options, dest=name, action=BooleanOptionalAction, default=None)
    elif isinstance(default, tuple):
        add(*options, dest=name, metavar="B1,B2", type=_numbers)
    else:
        add(*options, dest=name, metavar="X", type=_number)
