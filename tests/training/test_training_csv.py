from __future__ import annotations

import csv
import io
import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jacviz.experiment import csv_blocks, csv_data
from jacviz.experiment.csv_data import read_csv
from jacviz.experiment.csv_layout import inspect_csv
from jacviz.experiment.csv_table import CsvTable
from jacviz.experiment.errors import Cancelled, TrainingError


def written(folder: Path, text: str | bytes, name: str = "data.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    ("text", "delimiter", "header", "columns"),
    [
        ("x,t\n1,2\n3,4\n", ",", True, ("x", "t")),
        ("x;t\n1;2\n3;4\n", ";", True, ("x", "t")),
        ("x\tt\n1\t2\n3\t4\n", "\t", True, ("x", "t")),
        ("x|t\n1|2\n3|4\n", "|", True, ("x", "t")),
        ("x t\n1 2\n3 4\n", " ", True, ("x", "t")),
        ("1,2\n3,4\n", ",", False, ("column 1", "column 2")),
        ("a,a,\n1,2,3\n", ",", True, ("a", "a (2)", "column 3")),
        ('"width, cm",t\n1,2\n3,4\n', ",", True, ("width, cm", "t")),
        ("city,people\nUlm,5\nBonn,7\n", ",", True, ("city", "people")),
        ("# not a comment,t\r\n1,2\r\n3,4\r\n", ",", True, ("# not a comment", "t")),
    ],
)
def test_layout_is_found_out(
    tmp_path: Path, text: str, delimiter: str, header: bool, columns: tuple[str, ...]
) -> None:
    layout = inspect_csv(written(tmp_path, text))
    assert (layout.delimiter, layout.header, layout.columns) == (delimiter, header, columns)


def test_many_columns_of_the_same_name_get_numbers(tmp_path: Path) -> None:
    path = written(tmp_path, "a," * 20_000 + "a (3)\n" + "1," * 20_000 + "2\n")
    names = inspect_csv(path).columns
    assert names[:3] == ("a", "a (2)", "a (3)")
    assert names[-2:] == ("a (20000)", "a (3) (2)")
    assert len(set(names)) == 20_001


def test_a_line_without_end_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "0.5," * 300_000 + "1\n2\n")
    with pytest.raises(TrainingError, match="first line is longer than a megabyte; expected a line a row"):
        inspect_csv(path)


def test_layout_can_be_told(tmp_path: Path) -> None:
    path = written(tmp_path, "2019,2020\n1,2\n3,4\n")
    assert not inspect_csv(path).header
    told = inspect_csv(path, header=True)
    assert told.columns == ("2019", "2020")
    assert read_csv(told, ["2019"], "2020").inputs.tolist() == [[1.0], [3.0]]


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("latin-1", "latin-1")],
)
def test_encodings(tmp_path: Path, encoding: str, found: str) -> None:
    path = written(tmp_path, "größe,t\n1,2\n3,5\n".encode(encoding))
    layout = inspect_csv(path)
    assert layout.encoding == found
    assert layout.columns == ("größe", "t")
    assert bool(layout.notes) == (found == "latin-1")
    assert read_csv(layout, ["größe"], "t").targets.tolist() == [2.0, 5.0]


def test_other_bytes_far_down_are_read_as_latin_1_with_a_note(tmp_path: Path) -> None:
    text = b"x,t,comment\n" + (b"1,2,plain %b\n" % (b"-" * 90)) * 12_000 + b"3,4,caf\xe9\n"
    path = written(tmp_path, text)
    assert inspect_csv(path).encoding == "utf-8"
    table = read_csv(path, ["x"], "t")
    assert len(table.targets) == 12_001
    assert table.layout.encoding == "latin-1"
    assert any("Latin-1" in note for note in table.dataset().notes)


def test_decimal_commas(tmp_path: Path) -> None:
    table = read_csv(written(tmp_path, "x;t\n1,5;-2,25\n3;4e-1\n"), ["x"], "t")
    assert table.inputs.tolist() == [[1.5], [3.0]]
    assert table.targets.tolist() == [-2.25, 0.4]


FAULTY = "x,note,t\n1,a,2\n2,b\n3,c,\n,d,5\nsix,e,7\n7,f,8\n8,g,inf\n\n9,h,10\n"


def test_faulty_rows_are_reported_by_line(tmp_path: Path) -> None:
    table = read_csv(written(tmp_path, FAULTY), ["x"], "t")
    assert [fault.line for fault in table.faults.listed] == [3, 4, 5, 6, 8]
    assert [fault.kind for fault in table.faults.listed] == [
        "ragged", "missing", "missing", "non-numeric", "non-numeric",
    ]  # fmt: skip
    assert table.faults.listed[3].reason == "x is 'six', not a number"
    assert table.faults.count == 5
    assert table.faults.sentence() == (
        "5 rows cannot be used (2 missing, 2 non-numeric, 1 ragged): lines 3, 4, 5, 6, 8."
    )


def test_faulty_rows_are_left_out_only_when_asked(tmp_path: Path) -> None:
    table = read_csv(written(tmp_path, FAULTY), ["x"], "t")
    with pytest.raises(TrainingError, match="5 rows cannot be used"):
        table.dataset()
    data = table.dataset(leave_out_faulty=True)
    assert data.inputs[:, 0].tolist() == [1.0, 7.0, 9.0]
    assert data.targets.tolist() == [2.0, 8.0, 10.0]
    assert any("Left out: 5 rows" in note for note in data.notes)


def test_lines_count_as_in_an_editor_where_cells_hold_line_breaks(tmp_path: Path) -> None:
    table = read_csv(written(tmp_path, 'x,t,note\n1,2,"two\nlines"\nbad,4,x\n'), ["x"], "t")
    assert [fault.line for fault in table.faults.listed] == [4]


def test_only_the_first_faults_are_listed(tmp_path: Path) -> None:
    table = read_csv(written(tmp_path, "x,t\n" + "1,2\n" * 600 + "1,no\n" * 500), ["x"], "t")
    assert table.faults.count == 500
    assert len(table.faults.listed) == 20
    assert "500 rows cannot be used (500 non-numeric): lines 602" in table.faults.sentence()


def test_a_text_target_becomes_classes(tmp_path: Path) -> None:
    table = read_csv(written(tmp_path, "x,kind\n1,cat\n2,dog\n3,cat\n4,\n"), ["x"], "kind")
    assert table.classes == ("cat", "dog")
    assert table.targets.tolist() == [0.0, 1.0, 0.0]
    assert [fault.line for fault in table.faults.listed] == [5]
    assert table.dataset(leave_out_faulty=True).classes == ("cat", "dog")


def test_a_target_of_many_texts_is_refused(tmp_path: Path) -> None:
    rows = "".join(f"{i},name{i}\n" for i in range(150))
    with pytest.raises(TrainingError, match="holds 150 different texts, too many for classes"):
        read_csv(written(tmp_path, "x,t\n" + rows), ["x"], "t")


def test_constant_columns_are_noted(tmp_path: Path) -> None:
    data = read_csv(written(tmp_path, "x,w,t\n1,3,1\n2,3,1\n"), ["x", "w"], "t").dataset()
    assert [note.split(" is")[0] for note in data.notes] == ["Column w", "Column t"]


@pytest.mark.parametrize(
    ("text", "inputs", "target", "said"),
    [
        ("", ["x"], "t", "is empty"),
        ("\n\n\n", ["x"], "t", "is empty"),
        ("x,t\n", ["x"], "t", "no row|is empty"),
        ("x,t\n1,2\n", ["x"], "t", "only 1 row that can be used; at least 2"),
        ("x,t\n1,2\n3,4\n", ["y"], "t", "no column 'y'"),
        ("weight,t\n1,2\n3,4\n", ["wieght"], "t", "did you mean weight"),
        ("x,t\n1,2\n3,4\n", ["x"], "x", "chosen twice"),
        ("x,t\n1,2\n3,4\n", [], "t", "at least one input column"),
        ("city,t\nUlm,2\nBonn,4\n", ["city"], "t", "Column city holds text; inputs must be numbers"),
        ("x,t\n1,\n3,\n", ["x"], "t", "Column t is empty"),
        ("x,t\n\0\0,1\n", ["x"], "t", "is no text"),
        ('x,t\n1,"2\n' + "3,4\n" * 50_000, ["x"], "t", "line .*field larger than field limit"),
    ],
)
def test_files_that_cannot_be_used(
    tmp_path: Path, text: str, inputs: list[str], target: str, said: str
) -> None:
    with pytest.raises(TrainingError, match=said):
        read_csv(written(tmp_path, text), inputs, target).dataset()


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"nothing\.csv cannot be read: no such file"):
        inspect_csv(tmp_path / "nothing.csv")
    with pytest.raises(TrainingError, match="cannot be read"):
        inspect_csv(tmp_path)


def test_reading_tells_its_progress_and_can_be_cancelled(tmp_path: Path) -> None:
    path = written(tmp_path, "x,t" + ",z" * 48 + "\n" + ("1,2" + ",0" * 48 + "\n") * 15_000)
    shares: list[float] = []

    def told(share: float) -> bool:
        shares.append(share)
        return True

    table = read_csv(path, ["x"], "t", progress=told)
    assert len(table.targets) == 15_000
    assert shares == sorted(shares)
    assert len(shares) >= 3
    assert shares[-1] == 1.0
    with pytest.raises(Cancelled):
        read_csv(path, ["x"], "t", progress=lambda share: False)


def read_back(table: CsvTable) -> list[list[float]]:
    rows: list[list[float]] = np.column_stack([table.inputs, table.targets]).tolist()
    return rows


@given(
    rows=st.lists(
        st.tuples(*[st.floats(allow_nan=False, allow_infinity=False)] * 3), min_size=2, max_size=30
    ),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    header=st.booleans(),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_numbers_come_back_bit_for_bit(
    tmp_path: Path, rows: list[tuple[float, ...]], delimiter: str, header: bool
) -> None:
    path = tmp_path / "numbers.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        if header:
            writer.writerow(["a", "b", "c"])
        writer.writerows([[repr(value) for value in row] for row in rows])
    layout = inspect_csv(path)
    table = read_csv(layout, layout.columns[:2], layout.columns[2])
    assert read_back(table) == [list(row) for row in rows]


def usable_rows(text: str, width: int) -> tuple[list[list[float]], list[int]]:
    """The numbers of a file with a header, cell by cell, and the lines of the rows that have others."""
    good, bad = [], []
    reader = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True)
    next(reader)
    for row in filter(None, reader):
        try:
            numbers = [float(cell) for cell in row]
        except ValueError:
            numbers = []
        if len(numbers) == width and np.isfinite(numbers).all():
            good.append(numbers)
        else:
            bad.append(reader.line_num)
    return good, bad


CELLS = [
    "1", " 2 ", "+3", "-0", "4e2", "1e400", "5.", ".5", "0x10", "1_0", "1d3", "1,5", "٣", "nan", "inf", "",
    " ", "x", "#", "7 8", "9\t", '"6"', '"6\n"', "\u00a05", "True", "1+2j", "0b1", "infinity", "1e", "\x0b4",
]  # fmt: skip


@given(
    lines=st.lists(
        st.tuples(
            st.lists(st.sampled_from(["1", "2.5"] * 12 + CELLS), min_size=0, max_size=4),
            st.sampled_from(["\n"] * 6 + ["\r\n", "\r", "\n\n", " \n"]),
        ),
        max_size=8,
    )
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_blocks_of_numbers_are_read_as_cells_are(tmp_path: Path, lines: list[tuple[list[str], str]]) -> None:
    text = "a,b,c\n" + "1,2,3\n" * 1001 + "".join(",".join(cells) + end for cells, end in lines)
    table = read_csv(written(tmp_path, text), ["a", "b"], "c")
    good, bad = usable_rows(text, 3)
    assert read_back(table) == good
    assert [fault.line for fault in table.faults.listed] == bad


def test_rows_of_every_block_are_found_faulty_by_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_blocks, "_CHARACTERS", 50)
    rows = [f"{i},{2 * i}" for i in range(1, 400)]
    for line in (30, 31, 200, 399):
        rows[line - 2] = "1,x"
    table = read_csv(written(tmp_path, "x,t\n" + "\n".join(rows)), ["x"], "t")
    assert [fault.line for fault in table.faults.listed] == [30, 31, 200, 399]
    assert table.targets.tolist() == [2.0 * i for i in range(1, 400) if i + 1 not in {30, 31, 200, 399}]
    quoted = [*rows[:100], '"1\n",2', *rows[100:]]
    table = read_csv(written(tmp_path, "x,t\n" + "\n".join(quoted)), ["x"], "t")
    assert [fault.line for fault in table.faults.listed] == [30, 31, 202, 401]


def test_a_block_of_numbers_needs_no_list_of_its_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten million cells as Python's strings would take seconds, and half a gigabyte where all are kept."""

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a row was taken apart")

    monkeypatch.setattr(csv_data._Reading, "_converted", never)
    path = written(tmp_path, "x,y,t\n" + "0.25,-1.5,3e-7\n" * 200_000)
    tracemalloc.start()
    try:
        table = read_csv(path, ["x", "y"], "t")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(table.targets) == 200_000
    assert peak < 4 * (table.inputs.nbytes + table.targets.nbytes)


def test_the_window_can_read_files_without_torch(tmp_path: Path) -> None:
    path = written(tmp_path, "x,t\n1,2\n3,4\n")
    modules = ("csv_data", "data", "recipes", "settings", "gallery", "minibatches", "starts", "planes")
    code = (
        "import sys\n"
        + "".join(f"import jacviz.experiment.{module}\n" for module in modules)
        + f"jacviz.experiment.csv_data.read_csv({str(path)!r}, ['x'], 't')\n"
        + "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
