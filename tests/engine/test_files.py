"""CSV files, read by the engine: layout, table, faults by line, progress, and what cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from jacviz.engine.messages import Progress, Reply
from jacviz.engine.training_messages import (
    CsvAnswer,
    CsvLayoutAnswer,
    CsvLayoutTask,
    CsvTask,
    DescentTask,
    SurfaceAnswer,
    SurfaceTask,
)
from jacviz.experiment.csv_layout import CsvLayout
from jacviz.experiment.csv_table import CsvTable
from jacviz.experiment.recipes import SGD
from jacviz.experiment.settings import RiskSettings
from tests.engine.conftest import Engine
from tests.engine.training import refused, told

FAULTY = "a;b;label\n1,5;2;yes\n2;;no\n3;4\n4;x;yes\n5;6;no\n7;8;\n"


def layout(engine: Engine, path: Path) -> CsvLayout:
    answer = engine.ask(CsvLayoutTask(str(path)))
    assert isinstance(answer, CsvLayoutAnswer), answer
    return answer.layout


def table(engine: Engine, task: CsvTask) -> CsvTable:
    answer = engine.ask(task)
    assert isinstance(answer, CsvAnswer), answer
    return answer.table


def test_faulty_rows_are_reported_by_line(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "faulty.csv"
    path.write_text(FAULTY)
    found = layout(engine, path)
    assert (found.delimiter, found.decimal, found.header) == (";", ",", True)
    assert found.columns == ("a", "b", "label")
    assert found.preview[1] == ("2", "", "no")
    read = table(engine, CsvTask(found, ("a", "b"), "label"))
    assert read.inputs.tolist() == [[1.5, 2.0], [5.0, 6.0]]
    assert (read.targets.tolist(), read.classes) == ([1.0, 0.0], ("no", "yes"))
    assert {(fault.line, fault.kind) for fault in read.faults.listed} == {
        (3, "missing"), (4, "ragged"), (5, "non-numeric"), (7, "missing"),
    }  # fmt: skip
    assert dict(read.faults.kinds) == {"missing": 2, "ragged": 1, "non-numeric": 1}
    assert read.faults.count == 4


def test_many_rows_are_told_of_and_learned_from(engine: Engine, tmp_path: Path) -> None:
    engine.client.deadline = 60
    path = tmp_path / "many.csv"
    x = np.linspace(-1, 1, 300_000)
    np.savetxt(path, np.column_stack([x, 2 * x + 0.5]), "%.9f", ",", header="x,t", comments="")
    generation = engine.client.submit(CsvTask(layout(engine, path), ("x",), "t"))
    reply = engine.wait(lambda event: isinstance(event, Reply) and event.generation == generation)
    assert isinstance(reply, Reply)
    assert isinstance(reply.answer, CsvAnswer)
    progress = [event for event in engine.events if isinstance(event, Progress)]
    assert progress
    assert {(one.generation, one.total) for one in progress} == {(generation, 1000)}
    assert [one.done for one in progress] == sorted(one.done for one in progress)
    data = reply.answer.table.dataset()
    assert len(data) == 300_000
    begun = told(engine, DescentTask(RiskSettings(data=data), (SGD(),), steps=2)).begun
    assert begun.minima[0] == pytest.approx([2.0, 0.5], abs=1e-6)
    assert (begun.samples, begun.title) == (300_000, "Line · many.csv · squared")


@pytest.mark.slow
@pytest.mark.parametrize(("rows", "columns"), [(1_000_000, 10), (100_000, 100)])
def test_ten_million_cells(
    new_engine: Callable[..., Engine], tmp_path: Path, rows: int, columns: int
) -> None:
    """They are read and learned from within the default deadline and a quarter of the default memory."""
    engine = new_engine(memory_limit=1 << 30)
    path = tmp_path / "large.csv"
    x = np.random.default_rng(0).standard_normal((rows // 100, columns))
    x[:, -1] = 2 * x[:, 0] + 0.5
    names = [f"c{i}" for i in range(columns)]
    np.savetxt(path, x, "%.6f", ",", header=",".join(names), comments="")
    body = path.read_bytes().split(b"\n", 1)[1]
    with path.open("ab") as file:
        file.writelines([body] * 99)
    task = CsvTask(layout(engine, path), tuple(names[:-1]), names[-1])
    withdrawn = engine.client.submit(task)
    engine.wait(lambda event: isinstance(event, Progress) and event.generation == withdrawn)
    engine.client.withdraw(withdrawn)
    read = table(engine, task)
    assert read.inputs.shape == (rows, columns - 1)
    assert not any(isinstance(event, Reply) and event.generation == withdrawn for event in engine.events)
    assert len([event for event in engine.events if isinstance(event, Progress)]) > 10
    problem = RiskSettings(data=read.dataset())
    begun = told(engine, DescentTask(problem, (SGD(),), steps=20)).begun
    assert begun.minima[0, [0, -1]] == pytest.approx([2.0, 0.5], abs=1e-5)
    surface = engine.ask(SurfaceTask(problem))
    assert isinstance(surface, SurfaceAnswer)
    assert surface.values.shape == (200, 200)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty."),
        (b"\n\n\n", "is empty."),
        (b"a,b\n", "holds names of columns, but no rows below them."),
        (b"\0\0\0\0" * 100, "is no text; expected rows of numbers with a delimiter."),
    ],
)
def test_what_is_no_table_is_a_sentence(engine: Engine, tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    assert refused(engine, CsvLayoutTask(str(path))) == f"odd.csv {said}"


def test_columns_that_do_not_fit_are_refused(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("a,b\n1,x\n2,y\n")
    found = layout(engine, path)
    assert "has no column" in refused(engine, CsvTask(found, ("c",), "b"))
    assert refused(engine, CsvTask(found, ("b",), "a")) == "Column b holds text; inputs must be numbers."
    assert refused(engine, CsvTask(found, (), "a")) == "Choose at least one input column."
    path.unlink()
    assert refused(engine, CsvTask(found, ("a",), "b")).startswith("two.csv cannot be read")
