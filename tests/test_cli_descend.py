"""`jacviz descend`: what it prints and writes, and with which exit status.

Each process imports torch, which takes longer than most descents. So descents run in the tests' own process,
on what the codec makes of their wishes, except where a test asks for a `real_process`.
"""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import numpy as np
import pytest
import torch
from torch.optim import lr_scheduler

from jacviz.cli import descent, main
from jacviz.cli.descent_process import DescentProcess, Tell
from jacviz.engine.messages import Failure
from jacviz.engine.training_messages import DescentChunk, DescentTask
from jacviz.engine.worker import descending
from jacviz.engine.worker.descent_messages import Descended, DescentWish, Outcome, Refusal
from jacviz.engine.worker.descents import descend
from jacviz.engine.worker.experiments import Experiments
from jacviz.engine.worker.pipes import Pipes
from jacviz.engine.worker.talking import Talk
from jacviz.experiment.data import LineData
from jacviz.experiment.recipes import RECIPES, SGD
from jacviz.experiment.schedules import SCHEDULES
from jacviz.experiment.settings import ObjectiveSettings
from jacviz.session.source_files import replacing

KEYS = ["parameters", "optimisers", "final", "losses", "gradient_norms", "diverged_at", "seed"]
ROSENBROCK = ["--objective", "rosenbrock", "--start", "-1.2,1"]
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="signals and terminals of POSIX")

Output = pytest.CaptureFixture[str]


class WithoutProcess:
    """What `DescentProcess` does, in this process: the same worker's function, the same messages."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def run(self, wish: DescentWish, deadline: float, tell: Tell) -> Outcome:
        outcome: Outcome = carried(descending.outcome(carried(wish), tell))
        return outcome


def carried(message: object) -> Any:
    """A message as it arrives at the other end."""
    wire = io.BytesIO()
    Pipes(wire, wire).say(message)
    wire.seek(0)
    return Pipes(wire, wire).hear((DescentWish, Descended, Refusal, Failure))


@pytest.fixture(autouse=True)
def without_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Descents run in this process."""
    monkeypatch.setattr(descent, "DescentProcess", WithoutProcess)


@pytest.fixture
def real_process(without_process: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Descents run in processes of their own, as the user's do."""
    monkeypatch.setattr(descent, "DescentProcess", DescentProcess)


def strict_json(text: str) -> Any:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)


def found(arguments: list[str], capsys: Output) -> Any:
    """What --json prints."""
    assert main(["descend", *arguments, "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert len(out.splitlines()) == 1
    return strict_json(out)


def refused(arguments: list[str], capsys: Output) -> tuple[int, str]:
    """Exit status and the one line on standard error."""
    status = main(["descend", *arguments])
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err
    assert err.startswith("jacviz descend: ")
    assert err.rstrip().endswith((".", "?"))
    assert not err.rstrip().endswith(("..", "?."))
    return status, err.strip()


# --- numbers


@pytest.mark.parametrize(
    ("optimiser", "after_10", "after_1000"),
    [
        (["sgd", "--lr", "1e-3"], (-1.0214113343, 1.0512622674), (0.3272627748, 0.1040128004)),
        (
            ["sgd", "--lr", "1e-3", "--momentum", "0.9"],
            (-0.8139232313, 0.7548677722), (0.9949990013, 0.9900029396),
        ),
        (["adam", "--lr", "1e-2"], (-1.1049555421, 1.0953346172), (-0.120211278, 0.0154582785)),
    ],
)  # fmt: skip
def test_the_reference_table(
    optimiser: list[str], after_10: tuple[float, ...], after_1000: tuple[float, ...], capsys: Output
) -> None:
    asked = [*ROSENBROCK, "--optimiser", *optimiser]
    short = found([*asked, "--steps", "10"], capsys)
    assert list(short) == KEYS
    assert short["parameters"] == ["x", "y"]
    assert short["optimisers"] == [optimiser[0]]
    assert short["diverged_at"] == [[None]]
    assert short["seed"] == 0
    assert short["final"][0][0] == pytest.approx(after_10, abs=1e-9)
    long = found([*asked, "--steps", "1000", "--full"], capsys)
    assert list(long) == [*KEYS, "points"]
    assert long["final"][0][0] == pytest.approx(after_1000, abs=1e-9)
    assert np.shape(long["points"]) == (1, 1, 1001, 2)
    assert long["points"][0][0][0] == [-1.2, 1]
    assert long["points"][0][0][10] == short["final"][0][0]
    assert long["points"][0][0][-1] == long["final"][0][0]
    x, y = long["final"][0][0]
    assert long["losses"][0][0] == pytest.approx((1 - x) ** 2 + 100 * (y - x * x) ** 2)
    slope = (-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x))
    assert long["gradient_norms"][0][0] == pytest.approx(np.hypot(*slope))


@pytest.mark.usefixtures("real_process")
def test_the_line_experiment_arrives_near_the_least_squares_optimum(capsys: Output) -> None:
    asked = found(["--example", "line"], capsys)
    data = LineData().draw()
    design = np.column_stack([data.inputs[:, 0], np.ones(len(data))])
    optimum = np.linalg.lstsq(design, data.targets, rcond=None)[0]
    assert asked["parameters"] == ["a", "b"]
    assert asked["optimisers"] == ["sgd"]
    assert np.shape(asked["final"]) == (1, 5, 2)
    assert np.array(asked["final"][0]) == pytest.approx(np.tile(optimum, (5, 1)), abs=0.1)
    assert optimum == pytest.approx((2, 0.5), abs=0.15)
    residuals = design @ np.array(asked["final"][0]).T - data.targets[:, None]
    assert asked["losses"][0] == pytest.approx((residuals**2).mean(axis=0))


def test_several_optimisers_start_together_and_take_the_parameters_that_they_have(capsys: Output) -> None:
    asked = ["--objective", "Himmelblau", "--optimiser", "sgd", "--optimizer", "Adam", "--lr", "0.01"]
    both = found([*asked, "--momentum", "0.5", "--starts", "7", "--steps", "50", "--full"], capsys)
    assert both["optimisers"] == ["sgd", "adam"]
    points = np.array(both["points"])
    assert points.shape == (2, 7, 51, 2)
    assert (points[0, :, 0] == points[1, :, 0]).all()
    for key in ("losses", "gradient_norms", "diverged_at"):
        assert np.shape(both[key]) == (2, 7)
    alone = found(["--objective", "himmelblau", "--optimiser", "adam", "--lr", "0.01", "--starts", "7",
                   "--steps", "50"], capsys)  # fmt: skip
    assert alone["final"][0] == both["final"][1]


def test_every_optimiser_by_its_name(capsys: Output) -> None:
    named = [word for name in RECIPES for word in ("--optimiser", name)]
    more = ["--steps", "3", "--betas", "0.8,0.99", "--weight_decay", "0.01"]
    asked = found([*ROSENBROCK, *named, *more], capsys)
    assert asked["optimisers"] == list(RECIPES)
    assert np.isfinite(np.array(asked["final"], dtype=float)).all()


SCHEDULERS: dict[str, tuple[list[str], Any]] = {
    "constant": ([], lambda o: lr_scheduler.ConstantLR(o, factor=1.0)),
    "step": (["--step-size", "7", "--gamma", "0.5"], lambda o: lr_scheduler.StepLR(o, 7, 0.5)),
    "exponential": (["--gamma", "0.9"], lambda o: lr_scheduler.ExponentialLR(o, 0.9)),
    "cosine": (["--eta-min", "1e-4"], lambda o: lr_scheduler.CosineAnnealingLR(o, 40, 1e-4)),
    "warm-up": (
        ["--start-factor", "0.1", "--end-factor", "0.8", "--total-iters", "30"],
        lambda o: lr_scheduler.LinearLR(o, 0.1, 0.8, 30),
    ),
    "one-cycle": (
        ["--total-steps", "50", "--pct-start", "0.2", "--div-factor", "10", "--final-div-factor", "100"],
        lambda o: lr_scheduler.OneCycleLR(
            o, 1e-3, total_steps=50, pct_start=0.2, div_factor=10, final_div_factor=100, cycle_momentum=False
        ),
    ),
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_schedules_are_torchs_and_the_panels(name: str, capsys: Output) -> None:
    options, scheduler = SCHEDULERS[name]
    asked = [*ROSENBROCK, "--steps", "40", "--optimiser", "sgd", "--lr", "1e-3", "--schedule", name, *options]
    points = np.array(found([*asked, "--full"], capsys)["points"])[0, 0]
    theta = torch.tensor([-1.2, 1.0], dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.SGD([theta], lr=1e-3)
    stepping = scheduler(optimiser)
    for point in points:
        assert theta.detach().numpy() == pytest.approx(point, abs=1e-12)
        optimiser.zero_grad()
        ((1 - theta[0]) ** 2 + 100 * (theta[1] - theta[0] ** 2) ** 2).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        stepping.step()
    given = zip(options[::2], options[1::2], strict=True)
    fields = {one[2:].replace("-", "_"): float(value) for one, value in given}
    made = SCHEDULES[name](**{key: int(value) if value % 1 == 0 else value for key, value in fields.items()})
    recipe = SGD(lr=1e-3, schedule=made)
    rosenbrock = ObjectiveSettings(objective="rosenbrock")
    task = DescentTask(rosenbrock, (recipe,), False, placed=points[:1], steps=40)
    assert in_the_panel(task)[0, 0] == pytest.approx(points, abs=0)


def in_the_panel(task: DescentTask) -> np.ndarray:
    """Points that the engine sends for a task of the window's."""
    said: list[Any] = []
    talk = Talk(1, said.append, lambda generation: False)
    descend(task, Experiments().of(task.problem), talk)
    chunks = [one.content for one in said if isinstance(getattr(one, "content", None), DescentChunk)]
    return np.concatenate([chunks[0].points[:, :, :1], *(chunk.points[:, :, 1:] for chunk in chunks)], axis=2)


def test_a_schedule_goes_to_every_optimiser_and_is_said(capsys: Output) -> None:
    asked = [*ROSENBROCK, "--optimiser", "adam", "--optimiser", "sgd", "--lr", "1e-3", "--steps", "9"]
    assert main(["descend", *asked, "--schedule", "step", "--step-size", "3"]) == 0
    said = capsys.readouterr().out
    assert "adam, lr 0.001, schedule step, step_size 3\n" in said
    assert "sgd, lr 0.001, schedule step, step_size 3\n" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--schedule", "cosin"], "There is no schedule 'cosin'; did you mean cosine?"),
        (["--schedule", "step", "--eta-min", "0"], "step has no parameter 'eta_min'; it has step_size"),
        (["--schedule", "constant", "--gamma", "1"], "constant has no parameter 'gamma'; it has none."),
        (["--gamma", "0.5"], "--gamma goes with --schedule step or exponential; name the schedule, too."),
        (["--schedule", "step", "--step-size", "0"], "step_size must be at least 1; it is 0."),
        (["--schedule", "cosine", "--eta-min", "-1"], "eta_min must be at least 0; it is -1."),
    ],
)
def test_schedules_that_do_not_fit(arguments: list[str], said: str, capsys: Output) -> None:
    status, complaint = refused([*ROSENBROCK, *arguments], capsys)
    assert status == 2
    assert said in complaint


def test_nesterov_and_its_opposite(capsys: Output) -> None:
    asked = [*ROSENBROCK, "--optimiser", "sgd", "--momentum", "0.9", "--steps", "30"]
    nesterov, plain = (found([*asked, one], capsys)["final"] for one in ("--nesterov", "--no-nesterov"))
    assert plain != nesterov


def test_the_same_seed_gives_the_same_bytes(
    tmp_path: Path, capsys: Output, request: pytest.FixtureRequest
) -> None:
    def written(seed: str) -> list[bytes]:
        paths = [tmp_path / f"paths{ending}" for ending in (".csv", ".npz")]
        for path in paths:
            asked = ["--example", "line", "--steps", "40", "--seed", seed, "-o", str(path)]
            assert main(["descend", *asked]) == 0
        return [path.read_bytes() for path in paths]

    here, other = written("3"), written("4")
    assert all(one != another for one, another in zip(here, other, strict=True))
    request.getfixturevalue("real_process")
    assert written("3") == here, "nor does the process matter"
    capsys.readouterr()


def test_minibatches_and_samplings(capsys: Output) -> None:
    asked = ["--example", "line", "--steps", "20"]
    kinds = ["--seed=0", "--batch=all", "--batch=200", "--sampling=replacement"]
    usual, everything, all_200, replaced = (found([*asked, kind], capsys)["final"] for kind in kinds)
    assert everything == all_200
    assert usual != everything
    assert usual != replaced


def test_what_diverges_is_told_and_stays_valid_json(capsys: Output) -> None:
    gone = found([*ROSENBROCK, "--optimiser", "sgd", "--lr", "1e30", "--steps", "50"], capsys)
    assert isinstance(gone["diverged_at"][0][0], int)
    assert gone["losses"][0][0] in {"inf", "nan"}
    assert main(["descend", *ROSENBROCK, "--optimiser", "sgd", "--lr", "1e30", "--steps", "50"]) == 0
    out = capsys.readouterr().out
    assert f"step {gone['diverged_at'][0][0]}" in out
    assert "Diverged at step" in out


def test_no_steps_at_all(capsys: Output) -> None:
    asked = found([*ROSENBROCK, "--start", "2,3", "--steps", "0", "--full"], capsys)
    assert asked["points"] == [[[[-1.2, 1]], [[2, 3]]]]
    assert asked["final"] == [[[-1.2, 1], [2, 3]]]


# --- sources


def test_sources_in_both_languages(tmp_path: Path, capsys: Output) -> None:
    maths, python, model = (tmp_path / name for name in ("bowl.jac", "bowl.py", "model.py"))
    maths.write_text("(a - 1)^2 + 3 (b + 2)^2 + c^2\n")
    python.write_text("def f(x):\n    print('noise')\n    return ((x - 1)**2).sum()\nx0 = torch.zeros(3)\n")
    model.write_text("def f(x, theta):\n    return theta[0] * torch.sin(theta[1] * x)\n")
    asked = ["--optimiser", "adam", "--lr", "0.05", "--steps", "800"]
    bowl = found([str(maths), *asked], capsys)
    assert bowl["parameters"] == ["a", "b", "c"]
    assert np.array(bowl["final"][0]) == pytest.approx(np.tile([1, -2, 0], (5, 1)), abs=1e-2)
    ones = found([str(python), *asked, "--start", "5,5,5"], capsys)
    assert ones["final"][0][0] == pytest.approx([1, 1, 1], abs=1e-2)
    fitted = found([str(model), *asked, "--data", "sine", "--start", "1,1.2"], capsys)
    assert fitted["final"][0][0] == pytest.approx([1, 1], abs=0.1)
    one_line = found(["--maths", "(a - 1)^2 + 3 (b + 2)^2 + c^2", *asked], capsys)
    assert one_line["final"] == bowl["final"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("f.py", "def f(x):\n    y = x\n    return y + missing\n", "line 3: missing is not known"),
        ("f.py", "def f(x)\n    return x\n", "line 1: "),
        ("f.jac", "# one\nx1 + sine(x1)\n", "line 2: sine is not known; did you mean sin?"),
        ("f.jac", "x1\nx2\n", "An objective is one number; this function returns 2"),
    ],
)
def test_a_function_that_fails(tmp_path: Path, name: str, text: str, said: str, capsys: Output) -> None:
    assert said in failed(tmp_path / name, text, capsys)


@pytest.mark.usefixtures("real_process")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def f(x):\n    return x + missing\n", "line 2: missing is not known"),
        ("import os\nos._exit(3)\n", "the engine ended with exit status 3"),
        ("while True: pass\n", "stopped after 1.5 s, at step 0 of 500"),
        ("def f(x):\n    return x.sum() + torch.zeros(10**9).sum()\nx0 = torch.ones(2)\n", "memory"),
    ],
)
def test_a_function_that_fails_or_ends_its_process(
    tmp_path: Path, text: str, said: str, capsys: Output
) -> None:
    deadline = ["--deadline", "1.5"] if "while" in text else []
    assert said in failed(tmp_path / "f.py", text, capsys, *deadline, "--memory", "0.5")


def failed(path: Path, text: str, capsys: Output, *options: str) -> str:
    """The line about a function that fails."""
    path.write_text(text)
    status, line = refused([str(path), *options], capsys)
    assert status == 1
    assert str(path) in line
    return line


def test_the_traceback_is_there_for_those_who_ask(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "f.py"
    path.write_text("def f(x):\n    return (x + undefined).sum()\n")
    assert main(["descend", str(path), "--debug"]) == 1
    assert "Traceback (most recent call last)" in capsys.readouterr().err


@pytest.mark.usefixtures("real_process")
def test_a_descent_that_takes_too_long_is_stopped(capsys: Output) -> None:
    asked = [*ROSENBROCK, "--steps", "1000000000", "--deadline", "1", "--json"]
    status, line = refused(asked, capsys)
    assert status == 1
    assert "stopped after 1 s, at step " in line
    assert "of 1,000,000,000" in line


# --- wrong usage


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "expected one of SOURCE, --maths, --objective and --example line"),
        (["f.py", "--objective", "booth"], "expected one of SOURCE"),
        (["nowhere.py"], "nowhere.py cannot be read: no such file or directory"),
        (["f.txt"], "f.txt: expected a .jacviz document, a .py file (Python), a .jac file (maths) or a"),
        (["--example", "lin"], "no experiment 'lin' to descend; there is line"),
        (["--objective", "rosenbrok"], "did you mean rosenbrock?"),
        (["--objective", "nothing-like-it"], "there are rosenbrock, himmelblau"),
        ([*ROSENBROCK, "--optimiser", "rmsprp"], "There is no optimiser 'rmsprp'; did you mean rmsprop?"),
        ([*ROSENBROCK, "--optimiser", "adam", "--optimiser", "adam"], "adam is named 2 times"),
        ([*ROSENBROCK, "--optimiser", "adam", "--momentum", "0.9"], "Adam has no parameter 'momentum'; it"),
        ([*ROSENBROCK, "--betas", "0.9,0.9"], "SGD has no parameter 'betas'"),
        ([*ROSENBROCK, "--optimiser", "adam", "--betas", "0.9"], "betas must be two numbers"),
        ([*ROSENBROCK, "--nesterov"], "Nesterov momentum needs a momentum above 0"),
        ([*ROSENBROCK, "--lr", "0"], "The learning rate must be a positive number; it is 0."),
        ([*ROSENBROCK, "--lr", "-1e-3"], "The learning rate must be a positive number; it is -0.001."),
        ([*ROSENBROCK, "--lr", "nan"], "The learning rate must be a positive number; it is nan."),
        ([*ROSENBROCK, "--starts", "2"], "or --start, the points themselves, got both"),
        (["--objective", "booth", "--starts", "0"], "There can be 1 to 10,000 starts; 0 were asked for."),
        (["--objective", "booth", "--starts", "10001"], "1 to 10,000 starts; 10,001 were asked for."),
        (["--objective", "booth", "--start", "1"], "A start needs 2 numbers, one for each parameter"),
        (["--objective", "booth", "--start", "1,2", "--start", "1,2,3"], "in each, got 2 and 3"),
        (["--objective", "booth", "--start", "1,two"], "--start: two is a name"),
        (["--objective", "booth", "--spread", "square"], "'square' is none of these"),
        (["--objective", "booth", "--batch", "16"], "--batch: what is minimised has no samples"),
        (["--objective", "booth", "--data", "sine"], "--data and --loss go with a model of your own"),
        (["--objective", "booth", "--noise", "-1"], "--noise: expected 0 or a positive number, got -1"),
        (["--maths", "a^2", "--loss", "cubic"], "There is no loss 'cubic'; there are squared"),
        (["--maths", "a^2", "--data", "lines"], "There are no data called 'lines'; there are line"),
        (["--example", "line", "--noise", "1"], "--noise: it is for objectives"),
        (["--example", "line", "--batch", "201"], "A minibatch of 201 is larger than the data"),
        (["--example", "line", "--batch", "0"], "A minibatch needs at least 1 sample; 0 were asked for."),
        (["--example", "line", "--sampling", "all"], "There is no sampling 'all'"),
        (["--example", "line", "--steps", "-1"], "The number of steps must be 0 or more; it is -1."),
        (["--example", "line", "--seed", "-1"], "The seed must be 0 or a positive whole number; it is -1."),
        (["--example", "line", "-o", "paths.txt"], "expected a file that ends in .csv, .npz, .json"),
        (["--example", "line", "-o", "nowhere/paths.csv"], "there is no folder nowhere"),
    ],
)
def test_wrong_usage(arguments: list[str], said: str, capsys: Output) -> None:
    status, line = refused(arguments, capsys)
    assert status == 2
    assert said in line


@pytest.mark.usefixtures("real_process")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.py"], "nowhere.py cannot be read"),  # while the process is still starting
        (["--example", "line", "--batch", "201"], "A minibatch of 201 is larger than the data"),
    ],
)
def test_wrong_usage_ends_the_process_that_was_started(
    arguments: list[str], said: str, capsys: Output
) -> None:
    status, line = refused(arguments, capsys)
    assert status == 2
    assert said in line


@pytest.mark.parametrize("option", ["--steps=1.5", "--batch=x", "--lr=fast", "--deadline=-1", "--no"])
def test_wrong_options(option: str, capsys: Output) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["descend", "--example", "line", option])
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 2
    assert "Traceback" not in said


# --- text


@pytest.mark.usefixtures("real_process")
def test_the_table(capsys: Output) -> None:
    assert main(["descend", *ROSENBROCK, "--optimiser", "adam", "--lr", "0.01", "--steps", "1000"]) == 0
    assert capsys.readouterr().out == (
        "Rosenbrock; 2 parameters x, y\n"
        "known minimum (1, 1), loss 0\n"
        "1 start, 1,000 steps, seed 0\n"
        "\n"
        "adam, lr 0.01\n"
        "      start             end\n"
        "          x   y           x           y      loss   gradient norm\n"
        "  1    -1.2   1   -0.120211   0.0154583   1.25497         2.20122\n"
    )


def test_many_starts_and_parameters_are_shortened_in_the_text(capsys: Output) -> None:
    many = " + ".join(f"x{i}^2" for i in range(1, 9))
    assert main(["descend", "--maths", many, "--starts", "300", "--steps", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "x1, x2, x3, ..." in lines[0]
    assert len(lines) < 50
    assert lines[-1].split()[0] == "300"
    assert max(map(len, lines)) < 120


def test_help_names_everything(capsys: Output) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["descend", "--help"])
    assert stopped.value.code == 0
    out = capsys.readouterr().out
    for word in ("usage: jacviz descend", "rmsprop", "three-hump-camel", "--weight-decay", "--nesterov"):
        assert word in out
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "jacviz descend" in capsys.readouterr().out


# --- files


def test_files_are_read_back(tmp_path: Path, capsys: Output) -> None:
    asked = ["--objective", "booth", "--optimiser", "sgd", "--optimiser", "rmsprop"]
    asked += ["--starts", "3", "--steps", "12"]
    printed = found([*asked, "--full"], capsys)
    points = np.array(printed["points"])
    for ending in (".csv", ".npz", ".json"):
        assert main(["descend", *asked, "--full", "-o", str(tmp_path / f"paths{ending}"), "--json"]) == 0
        assert strict_json(capsys.readouterr().out) == printed
    assert strict_json((tmp_path / "paths.json").read_text("utf-8")) == printed
    with np.load(tmp_path / "paths.npz") as arrays:
        assert sorted(arrays) == sorted([*KEYS, "points", "step_losses"])
        assert arrays["points"].tobytes() == points.tobytes()
        assert arrays["step_losses"].shape == (2, 3, 13)
        assert arrays["step_losses"][:, :, -1].tolist() == printed["losses"]
        assert arrays["optimisers"].tolist() == ["sgd", "rmsprop"]
        assert arrays["diverged_at"].tolist() == [[-1] * 3] * 2
    with (tmp_path / "paths.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["optimiser", "start", "step", "x", "y", "loss"]
    assert len(rows) == 2 * 3 * 13
    for row in rows:
        at = (printed["optimisers"].index(row["optimiser"]), int(row["start"]), int(row["step"]))
        assert [float(row["x"]), float(row["y"])] == points[at].tolist()
    last = [float(row["loss"]) for row in rows if row["step"] == "12"]
    assert last == [loss for losses in printed["losses"] for loss in losses]
    assert sorted(os.listdir(tmp_path)) == ["paths.csv", "paths.json", "paths.npz"]


def test_a_json_file_without_full_holds_the_ends_only(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "ends.JSON"
    path.write_text("old")
    assert main(["descend", "--example", "line", "--steps", "5", "-o", str(path)]) == 0
    assert "least-squares optimum" in capsys.readouterr().out
    assert list(strict_json(path.read_text("utf-8"))) == KEYS


# --- processes


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "jacviz", "descend", *arguments]


@pytest.fixture
def interruptible() -> Iterator[None]:
    """What a shell starts in the background ignores Ctrl+C, and so would all that these tests start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@posix_only
@pytest.mark.usefixtures("interruptible")
def test_a_terminal_sees_progress_and_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    import pty

    target = tmp_path / "paths.csv"
    target.write_text("old")
    ours, theirs = pty.openpty()
    asked = command(*ROSENBROCK, "--steps", "20000000", "-o", str(target))
    with subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=theirs, start_new_session=True) as process:
        os.close(theirs)
        said = b""
        while b"step " not in said:
            said += os.read(ours, 1000)
        process.send_signal(signal.SIGINT)
        out = process.communicate(timeout=60)[0]
    os.close(ours)
    assert process.returncode == 130
    assert out == b""
    assert b"of 20,000,000" in said
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["paths.csv"]


@posix_only
def test_the_process_ends_with_the_command() -> None:
    import psutil

    asked = command(*ROSENBROCK, "--steps", "1000000000")
    with subprocess.Popen(asked, stdout=subprocess.DEVNULL) as process:
        parent = psutil.Process(process.pid)
        while not (children := parent.children()):
            pass
        process.kill()
    gone, alive = psutil.wait_procs(children, timeout=60)
    assert (len(gone), alive) == (1, [])


def test_a_reader_that_has_seen_enough() -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen(command("--example", "line", "--json"), stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_the_command_itself_loads_no_torch(tmp_path: Path) -> None:
    code = (
        "import sys; from jacviz.cli import main; status = main(sys.argv[1:]); "
        "sys.exit(status or 10 * ('torch' in sys.modules or 'PySide6' in sys.modules))"
    )
    asked = [sys.executable, "-c", code, "descend", "--example", "line", "-o", str(tmp_path / "a.csv")]
    assert subprocess.run(asked, stdout=subprocess.DEVNULL, timeout=100, check=False).returncode == 0


def test_what_is_interrupted_while_it_is_written_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "paths.csv"
    path.write_text("old")

    def interrupted() -> None:
        with replacing(path) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("paths.csv", "old")]
