"""`jacviz eval`: what it prints, where, and with which exit status; every engine is real."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jacviz.cli import main
from jacviz.cli.report import MOST_COLUMNS
from jacviz.cli.sources import UsageError, read_numbers
from jacviz.session.document import Document
from jacviz.session.document_file import document_text, write_document_file
from jacviz.session.vectors import Vector, frozen
from tests.lasting import LastingEngine, NoProcess

WORKED = ["eval", "--maths", "x1^2+x2+x3; x1-x2+x3", "--at", "2,3,1"]
KEYS = ["inputs", "outputs", "x", "y", "jacobian", "vjp", "jvp", "utjv", "mode", "passes", "dtype"]

Output = pytest.CaptureFixture[str]
shared = pytest.mark.usefixtures("shared_engine")  # others start and end one of their own


@pytest.fixture
def shared_engine(lasting_engine_of_all: LastingEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is evaluated in this process is asked of the engine that all tests have."""
    monkeypatch.setattr("jacviz.cli.evaluation.launch", NoProcess)
    monkeypatch.setattr("jacviz.engine.client.EngineClient", lasting_engine_of_all.share)  # imported late


def strict_json(text: str) -> Any:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)


def refused(arguments: list[str], capsys: Output) -> tuple[int, str]:
    """Exit status and the one line on standard error."""
    status = main(arguments)
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err
    assert err.rstrip().endswith((".", "?"))
    assert not err.rstrip().endswith(("..", "?."))
    return status, err.strip()


@shared
def test_json_of_the_worked_example(capsys: Output) -> None:
    assert main([*WORKED, "--u", "0.5,1", "--v", "0.5,1,2", "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    found = strict_json(out)
    assert list(found) == KEYS
    assert found == {
        "inputs": ["x1", "x2", "x3"], "outputs": ["y1", "y2"], "x": [2, 3, 1], "y": [8, 0],
        "jacobian": [[4, 1, 1], [1, -1, 1]], "vjp": [3, -0.5, 1.5], "jvp": [5, 1.5], "utjv": 4,
        "mode": "reverse", "passes": 2, "dtype": "float64",
    }  # fmt: skip


def test_text_of_the_worked_example(capsys: Output) -> None:
    assert main([*WORKED, "--u", "0.5,1", "--v", "0.5,1,2", "--mode", "forward"]) == 0
    assert capsys.readouterr().out == (
        "f: R3 -> R2, forward mode (3 passes; reverse would need 2), float64\n"
        "\n"
        "                 x1     x2    x3\n"
        "        x         2      3     1\n"
        "        v       0.5      1     2\n"
        "\n"
        "    u            x1     x2    x3   J v   y\n"
        "  0.5   y1        4      1     1     5   8\n"
        "    1   y2        1     -1     1   1.5   0\n"
        "\n"
        "        u^T J     3   -0.5   1.5   u^T J v = 4\n"
    )


@shared
def test_what_is_not_finite_is_valid_json(capsys: Output) -> None:
    assert main(["eval", "--maths", "log(x1); sqrt(x1); -1/x1; x2", "--at", "0,-1", "--json"]) == 0
    found = strict_json(capsys.readouterr().out)
    assert found["y"] == ["-inf", 0, "-inf", -1]
    assert found["jacobian"][0] == ["inf", 0]
    assert found["jacobian"][1] == ["inf", 0]
    assert found["utjv"] in {"inf", "nan"}


@shared
def test_a_python_file_with_parameters(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "line.py"
    path.write_text("def f(x, theta):\n    return theta[0] * x + theta[1]\n")
    asked = ["eval", str(path), "--at", "[1, 2, 3]", "--theta", "2,0.5", "--wrt", "theta", "--json"]
    assert main([*asked, "--dtype", "float32", "--v", "1,0"]) == 0
    found = strict_json(capsys.readouterr().out)
    assert list(found) == [*KEYS, "parameters", "theta"]
    assert found["jacobian"] == [[1, 1], [2, 1], [3, 1]]
    assert found["jvp"] == [1, 2, 3]
    assert found["theta"] == [2, 0.5]
    assert found["dtype"] == "float32"


@shared
def test_an_example_and_expressions(capsys: Output) -> None:
    assert main(["eval", "--example", "polar-coordinates", "--at", "2, pi/2", "--json"]) == 0
    found = strict_json(capsys.readouterr().out)
    assert found["jacobian"][1] == pytest.approx([1, 0], abs=1e-12)


@shared
def test_a_point_that_begins_with_a_minus_sign(capsys: Output) -> None:
    assert main(["eval", "--maths", "x1 - x2", "--at", "-1,-2", "--u", "-3", "--json"]) == 0
    assert strict_json(capsys.readouterr().out)["vjp"] == [-3, 3]


@shared
def test_a_wide_matrix_is_shortened_in_the_text_and_whole_in_json(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "wide.py"
    path.write_text("def f(x):\n    return x * 2\nx0 = torch.ones(60)\n")
    assert main(["eval", str(path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines[2].split()) == MOST_COLUMNS
    assert "..." in lines[2]
    assert "x60" in lines[2]
    assert main(["eval", str(path), "--json"]) == 0
    assert len(strict_json(capsys.readouterr().out)["jacobian"][0]) == 60


@shared
def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    for text, expected in ((b"def f(x):\n    return 3 * x\n", [[3]]), (b"2 x1\n", [[2]])):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
        assert main(["eval", "-", "--at", "1", "--json"]) == 0
        assert strict_json(capsys.readouterr().out)["jacobian"] == expected


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("f.py", "def f(x):\n    y = x\n    return y + undefined\n", "line 3: undefined is not known"),
        ("f.py", "def f(x)\n    return x\n", "line 1: "),
        ("f.jac", "# one\nx1\nsine(x1)\n", "line 3: sine is not known; did you mean sin?"),
        ("f.py", "import os\nos._exit(3)\n", "the engine ended with exit status 3"),
        ("f.py", "while True: pass\n", "stopped after 0.7 s: the function did not return"),
    ],
)
def test_a_function_that_fails(tmp_path: Path, name: str, text: str, said: str, capsys: Output) -> None:
    path = tmp_path / name
    path.write_text(text)
    status, line = refused(["eval", str(path), "--at", "1", "--deadline", "0.7"], capsys)
    assert status == 1
    assert said in line
    assert str(path) in line


@shared
def test_the_traceback_is_there_for_those_who_ask(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "f.py"
    path.write_text("def f(x):\n    return x + undefined\n")
    assert main(["eval", str(path), "--at", "1", "--debug"]) == 1
    assert "Traceback (most recent call last)" in capsys.readouterr().err


@shared
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "expected one of FILE, --maths and --example"),
        (["f.py", "--maths", "x1"], "expected one of FILE"),
        (["nowhere.py"], "nowhere.py cannot be read: no such file or directory"),
        (["f.txt"], "f.txt: expected a .jacviz document, a .py file (Python), a .jac file (maths) or a"),
        (["--example", "worked-exmple"], "did you mean worked-example?"),
        (["--maths", "x1", "--at", "1,two"], "--at: two is a name"),
        (["--maths", "x1", "--at", "1,,2"], "--at: "),
        (["--maths", "x1", "--at", "1/0"], "--at: "),
        (["--maths", "x1 + x2", "--at", "1,2,3"], "--at: expected 2 numbers for the inputs x1, x2, got 3"),
        (["--maths", "a x", "--at", "2", "--wrt", "theta"], "--at: expected 2 numbers for the inputs a, x"),
        (["--maths", "x1 + x2", "--u", "1,2"], "--u: expected 1 number for the outputs y1, got 2"),
        (["--maths", "x1 + x2", "--v", "1"], "--v: expected 2 numbers for the columns of J x1, x2, got 1"),
        (["--maths", "x1", "--theta", "1"], "--theta: expected 0 numbers for the parameters, got 1"),
    ],
)
def test_wrong_usage(arguments: list[str], said: str, capsys: Output) -> None:
    status, line = refused(["eval", *arguments], capsys)
    assert status == 2
    assert said in line


@pytest.mark.parametrize("option", ["--mode=sideways", "--deadline=-1", "--memory=x", "--no"])
def test_wrong_options(option: str, capsys: Output) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["eval", "--maths", "x1", option])
    assert stopped.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_files_that_are_no_text(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "f.py"
    path.write_bytes(b"\xff\xfe\x00")
    assert refused(["eval", str(path)], capsys)[0] == 2
    assert refused(["eval", str(tmp_path.with_suffix(".py"))], capsys)[0] == 2
    path.write_bytes(b"#" * 4_000_001)
    assert "larger than 4 MB" in refused(["eval", str(path)], capsys)[1]


def test_a_reader_that_has_seen_enough() -> None:
    code = f"import sys; from jacviz.cli import main; sys.exit(main({[*WORKED, '--json']!r}))"
    command, pipe = [sys.executable, "-c", code], subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1", [1]), ("1, 2.5,", [1, 2.5]), ("[pi/4, -1e-3]", [0.7853981633974483, -0.001]),
        ("(1, 2)", [1, 2]), ("atan2(0, 1), 2^3", [0, 8]), ("(1 + 1) * 2", [4]),
    ],
)  # fmt: skip
def test_lists_of_numbers(text: str, values: list[float]) -> None:
    assert read_numbers(text, "--at").values.tolist() == values


@pytest.mark.parametrize("text", ["", ",", "a", "1 2", "1;2", "[1", "inf", "__import__('os')"])
def test_what_is_no_list_of_numbers(text: str) -> None:
    with pytest.raises(UsageError, match="--at: "):
        read_numbers(text, "--at")


# --- documents


def saved(path: Path, **fields: Any) -> Path:
    write_document_file(path, Document(**fields))
    return path


@shared
def test_a_document_is_evaluated_as_it_was_saved(tmp_path: Path, capsys: Output) -> None:
    u, v = Vector(frozen([0.5, 1])), Vector(frozen([0.5, 1, 2]))
    path = saved(tmp_path / "a.jacviz", maths="x1^2+x2+x3\nx1-x2+x3", x=Vector(frozen([2, 3, 1])), u=u, v=v)
    assert main(["eval", str(path), "--json"]) == 0
    assert strict_json(capsys.readouterr().out)["vjp"] == [3, -0.5, 1.5]


@shared
def test_python_in_a_document_runs_with_trust_alone(tmp_path: Path, capsys: Output) -> None:
    evidence = tmp_path / "it-ran"
    code = f"open({str(evidence)!r}, 'w')\ndef f(x): return x[0] * x[1]"
    path = saved(tmp_path / "a.jacviz", language="python", python=code)
    status, line = refused(["eval", str(path)], capsys)
    assert (status, evidence.exists()) == (3, False)
    assert line.endswith("a.jacviz holds Python code, which has not run; read it, then add --trust.")
    status, _ = refused(["descend", str(path)], capsys)
    assert (status, evidence.exists()) == (3, False)
    assert main(["eval", str(path), "--trust", "--json"]) == 0
    assert strict_json(capsys.readouterr().out)["jacobian"] == [[1, 1]]
    assert evidence.exists()


@shared
def test_maths_in_a_document_with_python_runs(tmp_path: Path, capsys: Output) -> None:
    path = saved(tmp_path / "a.jacviz", maths="3 a", python="def f(x): return x")
    assert main(["eval", str(path), "--json"]) == 0
    assert strict_json(capsys.readouterr().out)["jacobian"] == [[3]]


@shared
def test_a_document_comes_through_a_pipe(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    text = document_text(Document(maths="7 a"))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert main(["eval", "-", "--json"]) == 0
    assert strict_json(capsys.readouterr().out)["jacobian"] == [[7]]


def test_a_broken_document_is_wrong_usage(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "a.jacviz"
    path.write_text("{", encoding="utf-8")
    status, line = refused(["eval", str(path)], capsys)
    assert status == 2
    assert line == "jacviz eval: a.jacviz, line 1: expected a jacviz document, this is not JSON."
