"""`jacviz export`: what it writes, where, and with which exit status; all share a real engine."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import jacviz
from jacviz.cli import export_options, main
from jacviz.cli.export_table import table
from jacviz.experiment.recipes import SGD, Adam
from jacviz.experiment.settings import ObjectiveSettings, RiskSettings, Source
from jacviz.session.document import Document
from jacviz.session.document_file import read_document_file, write_document_file
from jacviz.session.landscape.settings import Landscape, Starts
from jacviz.session.picture import VIEWS
from jacviz.session.source_files import SourceFileError
from jacviz.session.vectors import Vector, frozen

pytestmark = pytest.mark.usefixtures("shared_engine")
Output = pytest.CaptureFixture[str]
WORKED = ["--example", "worked-example"]


def export(*arguments: str | Path) -> int:
    return main(["export", *map(str, arguments)])


def refused(capsys: Output, *arguments: str | Path) -> tuple[int, str]:
    """Exit status and the one line on standard error."""
    status = export(*arguments)
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert err.startswith("jacviz export: ")
    assert err.rstrip().endswith((".", "?"))
    assert not err.rstrip().endswith("..")
    return status, err.strip()


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def saved(path: Path, **fields: Any) -> Path:
    write_document_file(path, Document(**fields))
    return path


def test_a_jacobian_as_every_file(tmp_path: Path, capsys: Output) -> None:
    still = [ending for ending in table()["jacobian"] if ending not in {".gif", ".apng", ".mp4", ".webm"}]
    for ending in still:
        assert export(*WORKED, "-o", tmp_path / f"j{ending}") == 0
    assert capsys.readouterr() == ("", "")
    assert rows(tmp_path / "j.csv")[1] == ["y1", "4.0", "1.0", "1.0", "0.5", "5.0", "8.0"]
    np.testing.assert_array_equal(np.load(tmp_path / "j.npy"), [[4, 1, 1], [1, -1, 1]])
    with np.load(tmp_path / "j.npz") as found:
        np.testing.assert_array_equal(found["vjp"], [3, -0.5, 1.5])
    assert json.loads((tmp_path / "j.json").read_text())["utjv"] == 4
    assert "bmatrix" in (tmp_path / "j.tex").read_text(encoding="utf-8")
    document = read_document_file(tmp_path / "j.jacviz").document
    assert (document.title, document.u.values.tolist()) == ("Worked example", [0.5, 1])
    made = subprocess.run([sys.executable, tmp_path / "j.py"], capture_output=True, text=True, check=True)
    assert "J = [[4.0, 1.0, 1.0], [1.0, -1.0, 1.0]]" in made.stdout.splitlines()
    assert {path.name for path in tmp_path.iterdir()} == {f"j{ending}" for ending in still}


def test_libraries(tmp_path: Path) -> None:
    for library, line in (("numpy", "import numpy as np"), ("jax", "import jax")):
        path = tmp_path / f"{library}.py"
        assert export(*WORKED, "--library", library, "-o", path) == 0
        assert line in path.read_text(encoding="utf-8").splitlines()


def test_a_document_s_trajectories_are_those_of_its_landscape(tmp_path: Path) -> None:
    wish = Landscape(
        problem=ObjectiveSettings(objective="rosenbrock"), recipes=(SGD(lr=1e-3), Adam(lr=0.1)),
        suggest_rate=False, starts=Starts(placed=np.array([[-1.2, 1.0], [0.0, 0.0]])), steps=40,
    )  # fmt: skip
    path = saved(tmp_path / "a.jacviz", landscape=wish)
    assert export(path, "--view", "trajectories", "-o", tmp_path / "t.npz") == 0
    with np.load(tmp_path / "t.npz") as found:
        assert found["points"].shape == (2, 2, 41, 2)
        np.testing.assert_array_equal(
            found["points"][0],
            jacviz.descend("rosenbrock", SGD(lr=1e-3), starts=[[-1.2, 1.0], [0, 0]], steps=40).points,
        )
        assert np.isfinite(found["gradient_norms"]).all()
    assert export(path, "--view", "trajectories", "--steps", "3", "-o", tmp_path / "t.csv") == 0
    table_ = rows(tmp_path / "t.csv")
    assert table_[0] == ["optimiser", "start", "step", "x", "y", "loss"]
    assert len(table_) == 1 + 2 * 2 * 4


def test_the_line_experiment_in_every_view(tmp_path: Path) -> None:
    line = ("--example", "line", "--steps", "20", "--view")
    assert export(*line, "losses", "-o", tmp_path / "l.json") == 0
    assert np.shape(json.loads((tmp_path / "l.json").read_text())["step_losses"]) == (1, 5, 21)
    assert export(*line, "surface3d", "-o", tmp_path / "s.npz") == 0
    with np.load(tmp_path / "s.npz") as found:
        assert found["values"].shape == (200, 200)
        assert found["names"].tolist() == ["a", "b"]
    assert export(*line, "fit", "-o", tmp_path / "f.csv") == 0
    kinds = [row[0] for row in rows(tmp_path / "f.csv")[1:]]
    assert kinds.count("sample") == 200
    assert kinds.count("fit") > 100
    assert export(*line, "trajectories", "-o", tmp_path / "d.py") == 0
    made = subprocess.run([sys.executable, tmp_path / "d.py"], capture_output=True, text=True, check=True)
    ends = np.array([json.loads(one) for one in made.stdout.splitlines()])
    np.testing.assert_allclose(ends, jacviz.descend("line", steps=20).points[:, -1], rtol=1e-12)


def test_a_text_s_own_function_is_minimised(tmp_path: Path) -> None:
    objective, model = tmp_path / "o.jac", tmp_path / "m.py"
    objective.write_text("(x - 1)^2 + 2 (y + 1)^2", encoding="utf-8")
    model.write_text(
        "theta0 = [1.0, 0.0]\ndef f(x, theta):\n    return theta[0] * x[0] + theta[1]\n", encoding="utf-8"
    )
    assert export(objective, "--view", "losses", "--steps", "5", "-o", tmp_path / "o.csv") == 0
    assert export(model, "--view", "trajectories", "--steps", "5", "-o", tmp_path / "m.csv") == 0
    assert rows(tmp_path / "m.csv")[0] == ["optimiser", "start", "step", "theta1", "theta2", "loss"]


def test_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert export(*WORKED, "-o", "-", "--format", "npz") == 0
    out, err = capfdbinary.readouterr()
    assert err == b""
    with np.load(io.BytesIO(out)) as found:
        assert found["jacobian"].shape == (2, 3)


def test_a_document_through_a_pipe_and_out_again(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.jacviz", maths="3 a")
    command = [sys.executable, "-m", "jacviz", "export", "-", "-o", "-", "--format"]
    first = subprocess.run([*command, "jacviz"], input=path.read_bytes(), capture_output=True, check=True)
    assert first.stdout == path.read_bytes()
    second = subprocess.run([*command, "csv"], input=first.stdout, capture_output=True, check=True)
    assert second.stdout.splitlines()[1] == b"y1,3.0,1.0,3.0,3.0"


def test_the_list_has_every_view(capsys: Output) -> None:
    assert export("--list") == 0
    listed = capsys.readouterr().out
    assert (
        [line.split()[0] for line in listed.splitlines()[1:]]
        == list(VIEWS)
        == list(export_options.VIEWS)
        == list(table())
    )
    assert ".csv .npz .npy .json .tex .py .jacviz" in listed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "a.csv"], "expected one of FILE and --example"),
        (["a.jac", *WORKED, "-o", "a.csv"], "expected one of FILE and --example"),
        (WORKED, "expected -o and a file"),
        (
            [*WORKED, "-o", "a.doc"],
            "-o a.doc: jacobian can be written as .csv, .npz, .npy, .json, .tex, .py, .jacviz",
        ),
        ([*WORKED, "-o", "a"], "-o a: jacobian can be written as"),
        ([*WORKED, "-o", "-"], "-o -: expected --format, too"),
        ([*WORKED, "-o", "-", "--format", "doc"], "--format doc: jacobian can be written as"),
        (
            [*WORKED, "-o", "a.csv", "--size", "300x200"],
            "--size is for pictures and animations; a.csv is neither",
        ),
        ([*WORKED, "-o", "a.py", "--font-scale", "2"], "--font-scale is for pictures and animations"),
        ([*WORKED, "-o", "a.png", "--sweep", "u1=0:1"], "--sweep is for animations; a.png is a picture"),
        (
            ["--example", "line", "--view", "trajectories", "-o", "a.html", "--fps", "9"],
            "--fps is for pictures and animations; a.html is neither",
        ),
        ([*WORKED, "-o", "nowhere/a.csv"], "-o nowhere/a.csv: there is no folder nowhere"),
        ([*WORKED, "-o", ".csv/"], "jacobian can be written as"),
        ([*WORKED, "-o", "."], "-o .: that is a folder, a file is expected"),
        (["--example", "worked-exmple", "-o", "a.csv"], "did you mean worked-example?"),
        (["nowhere.jacviz", "-o", "a.csv"], "nowhere.jacviz cannot be read: no such file or directory"),
        (["--example", "line", "-o", "a.csv"], "--view jacobian: the document holds no function"),
        ([*WORKED, "--view", "window", "-o", "a.csv"], "-o a.csv: window can be written as .jacviz"),
        (
            ["--example", "line", "--view", "losses", "--library", "jax", "-o", "a.py"],
            "--library: a descent is written",
        ),
    ],
)
def test_wrong_usage(
    arguments: list[str], said: str, capsys: Output, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    status, line = refused(capsys, *arguments)
    assert status == 2
    assert said in line
    assert list(tmp_path.iterdir()) == []


def test_what_fails_is_said_with_its_line(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "a.jac"
    path.write_text("x1\nx1 +", encoding="utf-8")
    status, line = refused(capsys, path, "-o", tmp_path / "a.csv")
    assert (status, line.startswith(f"jacviz export: {path}, line 2: ")) == (1, True)
    status, line = refused(capsys, path, "--view", "losses", "-o", tmp_path / "a.csv")
    assert status == 1
    two = tmp_path / "b.jac"
    two.write_text("x1\nx2", encoding="utf-8")
    status, line = refused(capsys, two, "--view", "losses", "-o", tmp_path / "a.csv")
    assert status == 1
    assert "An objective is one number; this function returns 2." in line
    assert not (tmp_path / "a.csv").exists()


def test_python_in_a_document_runs_with_trust_alone(tmp_path: Path, capsys: Output) -> None:
    evidence = tmp_path / "it-ran"
    code = f"open({str(evidence)!r}, 'w')\ndef f(x): return (x[0] - 1) ** 2 + x[1] ** 2"
    path = saved(tmp_path / "a.jacviz", language="python", python=code,
                 landscape=Landscape(problem=ObjectiveSettings(objective=Source()), steps=3))  # fmt: skip
    for view in ("jacobian", "trajectories", "losses", "surface3d"):
        status, line = refused(capsys, path, "--view", view, "-o", tmp_path / "a.csv")
        assert (status, evidence.exists()) == (3, False)
        assert "holds Python code, which has not run; read it, then add --trust" in line
    assert export(path, "-o", tmp_path / "copy.jacviz") == 0  # nothing has to run for that
    assert not evidence.exists()
    assert export(path, "--trust", "--view", "losses", "-o", tmp_path / "a.csv") == 0
    assert evidence.exists()


def test_hidden_python_of_a_landscape_waits_too(tmp_path: Path, capsys: Output) -> None:
    source = Source(language="python", text="def f(x): return x[0]")
    path = saved(tmp_path / "a.jacviz", maths="a", landscape=Landscape(problem=RiskSettings(model=source)))
    assert export(path, "-o", tmp_path / "a.csv") == 0
    status, _ = refused(capsys, path, "--view", "losses", "-o", tmp_path / "a.csv")
    assert status == 3


def test_a_file_that_is_there_is_never_harmed(tmp_path: Path, capsys: Output, monkeypatch: Any) -> None:
    path = tmp_path / "a.csv"
    path.write_text("mine")

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", full)
    status, line = refused(capsys, *WORKED, "-o", path)
    assert (status, line) == (2, "jacviz export: a.csv cannot be written: no space left on device.")
    assert path.read_text() == "mine"
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]
    assert issubclass(SourceFileError, ValueError)


def test_two_exports_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "jacviz", "export", *WORKED, "-o", str(tmp_path / "a.json")]
    both = [subprocess.Popen(command) for _ in range(2)]
    assert [one.wait(60) for one in both] == [0, 0]
    assert json.loads((tmp_path / "a.json").read_text())["utjv"] == 4
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]


def test_u_and_v_of_the_document_are_used(tmp_path: Path) -> None:
    u = Vector(frozen([0.6, 0.8]), ("y1", "y2"))
    path = saved(tmp_path / "a.jacviz", maths="2 a\n3 a", u=replace(u, norm="l1"))
    assert export(path, "-o", tmp_path / "a.json") == 0
    found = json.loads((tmp_path / "a.json").read_text())
    np.testing.assert_allclose(found["u"], [0.6 / 1.4, 0.8 / 1.4])
