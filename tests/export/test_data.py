"""What is written is read back by other libraries: csv, json, numpy."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jacviz.engine.messages import JacobianAnswer, Space
from jacviz.engine.training_messages import (
    DescentBegun,
    DescentChunk,
    DescentTask,
    MomentAnswer,
    Predictions,
    Shares,
    SurfaceAnswer,
)
from jacviz.experiment.data import Dataset
from jacviz.experiment.parts import Part
from jacviz.experiment.planes import Plane, parameter_line
from jacviz.experiment.recipes import SGD, Adam
from jacviz.experiment.settings import RiskSettings
from jacviz.export.data.fit import FIT_WRITERS
from jacviz.export.data.jacobian import JACOBIAN_WRITERS
from jacviz.export.data.surface import SURFACE_WRITERS
from jacviz.export.data.trajectories import LOSSES_WRITERS, TRAJECTORY_WRITERS, Trajectories, numbered
from jacviz.session.landscape.run import Run
from jacviz.session.products import Products, products

J = np.array([[0.1, np.pi, 1e-310], [np.nan, -np.inf, -0.0]])
U, V = np.array([0.5, 1.0]), np.array([0.5, 1.0, 2.0])


def answered(jacobian: Any = J, dtype: str = "float64") -> tuple[JacobianAnswer, Products]:
    jacobian = jacobian.astype(dtype)
    m, n = jacobian.shape
    answer = JacobianAnswer(
        inputs=Space(tuple(f"x{i + 1}" for i in range(n)), (n,)), parameters=Space((), ()),
        outputs=Space(("y", "u")[:m], (m,)), x=np.arange(float(n)), theta=np.empty(0),
        y=np.array([1 / 3, 2.0])[:m],
        wrt="x", jacobian=jacobian, mode="reverse", passes=m, other_passes=n, seconds=0.0,
    )  # fmt: skip
    return answer, products(jacobian, U[:m], V[:n])


def written(writer: Any, *things: Any) -> bytes:
    file = io.BytesIO()
    writer(*things, file)
    assert not file.closed
    return file.getvalue()


def table(data: bytes) -> list[list[str]]:
    assert b"\r" not in data
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))


def archive(data: bytes) -> dict[str, Any]:
    with np.load(io.BytesIO(data), allow_pickle=False) as found:
        return dict(found)


def strict(data: bytes) -> Any:
    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    return json.loads(data, parse_constant=refuse)


def same(got: Any, wanted: Any) -> None:
    np.testing.assert_array_equal(np.array(got, dtype=np.float64), wanted)


# --- the Jacobian


def test_a_jacobian_as_csv() -> None:
    answer, weighed = answered()
    header, *rows = table(written(JACOBIAN_WRITERS[".csv"], answer, weighed))
    assert header == ["output", "x1", "x2", "x3", "u", "J v", "y"]
    assert [row[0] for row in rows] == ["y", "u", "v", "u^T J", "x"]
    same([row[1:4] for row in rows[:2]], J)
    same([row[4] for row in rows[:2]], U)
    same([row[5] for row in rows[:2]], weighed.jvp)
    same([row[6] for row in rows[:2]], answer.y)
    same(rows[2][1:4], V)
    same(rows[3][1:4], weighed.vjp)
    same(rows[3][5], weighed.utjv)
    same(rows[4][1:4], answer.x)


def test_names_of_columns_stay_apart_in_csv() -> None:
    answer, weighed = answered()
    object.__setattr__(answer, "inputs", Space(("u", "y", "z"), (3,)))
    header = table(written(JACOBIAN_WRITERS[".csv"], answer, weighed))[0]
    assert header == ["output", "u (column)", "y (column)", "z", "u", "J v", "y"]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_jacobian_as_archive_and_array(dtype: str) -> None:
    answer, weighed = answered(dtype=dtype)
    found = archive(written(JACOBIAN_WRITERS[".npz"], answer, weighed))
    for name, wanted in {
        "jacobian": answer.jacobian,
        "vjp": weighed.vjp,
        "jvp": weighed.jvp,
        "y": answer.y,
    }.items():
        assert found[name].dtype == wanted.dtype
        np.testing.assert_array_equal(found[name], wanted)
    assert found["outputs"].tolist() == ["y", "u"]
    assert found["parameters"].tolist() == []
    assert found["parameters"].dtype.kind == "U"
    assert found["wrt"] == "x"
    alone = np.load(io.BytesIO(written(JACOBIAN_WRITERS[".npy"], answer, weighed)), allow_pickle=False)
    np.testing.assert_array_equal(alone, answer.jacobian)


def test_a_jacobian_as_json() -> None:
    answer, weighed = answered()
    found = strict(written(JACOBIAN_WRITERS[".json"], answer, weighed))
    same(found["jacobian"], J)
    same(found["u"], U)
    same(found["v"], V)
    same(found["utjv"], weighed.utjv)
    assert found["wrt"] == "x"


def test_a_jacobian_as_latex() -> None:
    text = written(JACOBIAN_WRITERS[".tex"], *answered(np.array([[1.0, -2.0], [0.5, 3.0]]))).decode()
    assert text.count(r"\begin{bmatrix}") == text.count(r"\[") == 7
    assert "1 & -2" in text
    assert r"u^{\top} J" in text


finite = st.floats(allow_nan=False, allow_infinity=False)  # of any magnitude; minus zero, too


def bits(numbers: Any) -> list[int]:
    return np.array(numbers, dtype=np.float64).reshape(-1).view(np.uint64).tolist()


@settings(max_examples=40, deadline=None)
@given(st.lists(finite, min_size=6, max_size=6), st.lists(finite, min_size=5, max_size=5))
def test_every_format_of_a_jacobian_has_the_same_numbers(entries: list[float], others: list[float]) -> None:
    jacobian, others_of = np.array(entries).reshape(2, 3), np.array(others)
    answer, _ = answered(jacobian)
    object.__setattr__(answer, "y", others_of[:2])
    with np.errstate(all="ignore"):
        weighed = products(jacobian, others_of[:2], others_of[2:])
    everything = {ending: written(writer, answer, weighed) for ending, writer in JACOBIAN_WRITERS.items()}
    told, packed = strict(everything[".json"]), archive(everything[".npz"])
    _, *rows = table(everything[".csv"])
    assert bits(np.load(io.BytesIO(everything[".npy"]))) == bits(jacobian)
    of_csv = {
        "jacobian": [row[1:4] for row in rows[:2]], "u": [row[4] for row in rows[:2]], "v": rows[2][1:4],
        "y": [row[6] for row in rows[:2]],
    }  # fmt: skip
    for name, cells in of_csv.items():
        assert bits(told[name]) == bits(packed[name]) == bits(cells), name
    for name, cells in {"jvp": [row[5] for row in rows[:2]], "vjp": rows[3][1:4]}.items():  # may overflow
        same(told[name], packed[name])
        same(cells, packed[name])
    matrix = everything[".tex"].decode().split(r"\begin{bmatrix}")[1].split(r"\end{bmatrix}")[0]
    shown = [
        float(cell.replace(r" \times 10^{", "e").replace("}", "")) for cell in re.split(r"&|\\\\", matrix)
    ]
    np.testing.assert_allclose(shown, jacobian.reshape(-1), rtol=1e-5, atol=1e-320)


@settings(max_examples=20, deadline=None)
@given(st.lists(finite, min_size=16, max_size=16), st.lists(finite, min_size=16, max_size=16))
def test_every_format_of_a_descent_has_the_same_numbers(some: list[float], losses: list[float]) -> None:
    run = descended()
    run.points[:, :, :, 0] = np.array(some).reshape(2, 2, 4)
    run.losses[:] = np.array(losses).reshape(2, 2, 4)
    found = Trajectories.of(run)
    told = strict(written(TRAJECTORY_WRITERS[".json"], found))
    packed = archive(written(TRAJECTORY_WRITERS[".npz"], found))
    _, *rows = table(written(TRAJECTORY_WRITERS[".csv"], found))
    assert bits(told["points"]) == bits(packed["points"]) == bits([row[3:5] for row in rows])
    assert bits(told["step_losses"]) == bits(packed["step_losses"]) == bits([row[5] for row in rows])
    _, *of_losses = table(written(LOSSES_WRITERS[".csv"], found))
    assert bits([row[3] for row in of_losses]) == bits(packed["step_losses"])


def test_the_same_numbers_are_the_same_bytes() -> None:
    for writer in JACOBIAN_WRITERS.values():
        assert written(writer, *answered()) == written(writer, *answered())


# --- trajectories


def descended(steps: int = 3, computed: int | None = None) -> Run:
    task = DescentTask(RiskSettings(), (SGD(), Adam()), steps=steps, seed=7)
    starts = np.array([[0.0, 1.0], [2.0, -3.0]])
    begun = DescentBegun(
        "Line", (), (Part("loss"), Part("b")), 10, 5, (SGD(), Adam()), starts, starts[0], starts[1],
        np.empty((0, 2)), np.empty(0), True, None,
    )  # fmt: skip
    random = np.random.default_rng(0)
    taken = steps if computed is None else computed
    points = random.normal(size=(2, 2, taken + 1, 2))
    points[:, :, 0] = starts
    chunk = DescentChunk(
        0, points, random.normal(size=(2, 2, taken + 1)), random.normal(size=(2, 2, taken)),
        random.normal(size=(2, 2, taken)), np.array([[-1, 2], [-1, -1]]),
    )  # fmt: skip
    return Run.begin(task, begun).with_chunk(chunk)


def test_trajectories_as_tidy_csv() -> None:
    run = descended()
    header, *rows = table(written(TRAJECTORY_WRITERS[".csv"], Trajectories.of(run)))
    assert header == ["optimiser", "start", "step", "loss (parameter)", "b", "loss"]
    assert len(rows) == 2 * 2 * 4
    for name, start, step, a, b, loss in rows:
        at = (["sgd", "adam"].index(name), int(start), int(step))
        same([a, b], run.points[at])
        same(loss, run.losses[at])


def test_trajectories_as_archive_and_json() -> None:
    run = descended()
    found = archive(written(TRAJECTORY_WRITERS[".npz"], Trajectories.of(run)))
    np.testing.assert_array_equal(found["points"], run.points)
    np.testing.assert_array_equal(found["step_losses"], run.losses)
    np.testing.assert_array_equal(found["minibatch_losses"], run.minibatch_losses)
    np.testing.assert_array_equal(found["diverged_at"], run.diverged_at)
    assert found["seed"] == 7
    told = strict(written(TRAJECTORY_WRITERS[".json"], Trajectories.of(run)))
    same(told["points"], run.points)
    same(told["step_losses"], run.losses)
    assert told["diverged_at"] == [[None, 2], [None, None]]
    assert told["gradient_norms"] == [["nan", "nan"], ["nan", "nan"]]


def test_what_is_not_computed_yet_is_left_out() -> None:
    found = archive(written(TRAJECTORY_WRITERS[".npz"], Trajectories.of(descended(steps=100, computed=3))))
    assert found["points"].shape == (2, 2, 4, 2)
    assert found["minibatch_losses"].shape == (2, 2, 3)


def test_losses_as_csv_and_json() -> None:
    run = descended()
    header, *rows = table(written(LOSSES_WRITERS[".csv"], Trajectories.of(run)))
    assert header == ["optimiser", "start", "step", "loss", "minibatch loss", "gradient norm"]
    assert rows[3][:3] == ["sgd", "0", "3"]
    assert rows[3][4:] == ["", ""]
    same([row[3] for row in rows[:4]], run.losses[0, 0])
    same([row[5] for row in rows[4:7]], run.gradient_norms[0, 1])
    told = strict(written(LOSSES_WRITERS[".json"], Trajectories.of(run)))
    same(told["step_gradient_norms"], run.gradient_norms)
    assert "points" not in told


def test_two_optimisers_of_one_name_stay_apart() -> None:
    assert numbered(["adam", "sgd", "adam", "adam"]) == ("adam", "sgd", "adam 2", "adam 3")


# --- the surface


def test_a_surface() -> None:
    values = np.array([[1.0, 2.0, np.inf], [4.0, np.nan, 6.0]])
    plane = Plane(np.array([0.0, 0.0, 5.0]), np.eye(2, 3), ("a", "loss"), (0, 1))
    alpha, beta = np.array([-1.0, 0.0, 1.0]), np.array([0.1, 0.2])
    surface = SurfaceAnswer(plane, ((-1, 1), (0.1, 0.2)), values, alpha, beta, 2, (), True)
    header, *rows = table(written(SURFACE_WRITERS[".csv"], surface))
    assert header == ["a", "loss (coordinate)", "loss"]
    same([row[2] for row in rows], values.reshape(-1))
    same([row[0] for row in rows], np.tile(alpha, 2))
    same([row[1] for row in rows], np.repeat(beta, 3))
    found = archive(written(SURFACE_WRITERS[".npz"], surface))
    np.testing.assert_array_equal(found["values"], values)
    np.testing.assert_array_equal(found["origin"], plane.origin)
    told = strict(written(SURFACE_WRITERS[".json"], surface))
    same(told["values"], values)
    assert told["names"] == ["a", "loss"]


def test_a_curve_has_its_parameter_and_loss() -> None:
    alpha = np.array([-1.0, 0.0, 1.0])
    window = ((-1.0, 1.0), (-1.0, 1.0))
    curve = SurfaceAnswer(
        parameter_line("x"), window, alpha[None] ** 2, alpha, np.zeros(1), 0, (), True
    )  # fmt: skip
    header, *rows = table(written(SURFACE_WRITERS[".csv"], curve))
    assert header == ["x", "loss"]
    same([row[0] for row in rows], alpha)
    same([row[1] for row in rows], alpha**2)
    assert archive(written(SURFACE_WRITERS[".npz"], curve))["values"].shape == (1, 3)


@pytest.mark.parametrize("kind", sorted(FIT_WRITERS))
def test_predictions_of_many_inputs_are_written_with_their_samples(kind: str) -> None:
    data = Dataset(np.arange(12.0).reshape(4, 3), np.arange(4.0), ("a", "b", "c"), "price")
    none, values = np.empty(0), np.array([[0.5, 1.5], [2.5, 3.5]])
    moment = MomentAnswer(
        np.zeros(2), np.zeros(2), none, np.empty((2, 0)), none, none, np.empty((0, 0)),
        Predictions(np.array([1, 3]), values),
    )  # fmt: skip
    data_file = written(FIT_WRITERS[kind], data, moment, (("sgd", 0), ("sgd", 1)))
    if kind == ".csv":
        head, *rows = table(data_file)
        assert head == ["kind", "optimiser", "start", "a", "b", "c", "price"]
        assert [row[0] for row in rows] == ["sample"] * 4 + ["prediction"] * 4
        assert rows[-1] == ["prediction", "sgd", "1", "9.0", "10.0", "11.0", "3.5"]
        return
    found = archive(data_file) if kind == ".npz" else strict(data_file)
    assert np.array_equal(found["predicted_samples"], [1, 3])
    assert np.array_equal(found["predictions"], values)


@pytest.mark.parametrize("kind", sorted(FIT_WRITERS))
def test_probabilities_of_classes_are_written_by_name(kind: str) -> None:
    data = Dataset(np.arange(3.0)[:, None], np.arange(3.0), ("a",), "species", ("p", "q", "r"))
    none, values = np.empty(0), np.array([[0.5, 0.25], [0.25, 0.5], [0.25, 0.25]])
    moment = MomentAnswer(
        np.zeros(1), np.zeros(1), np.array([0.0, 2.0]), np.empty((1, 0)), none, none, np.empty((0, 0)),
        shares=Shares(values, data.classes),
    )  # fmt: skip
    data_file = written(FIT_WRITERS[kind], data, moment, (("sgd", 0),))
    if kind == ".csv":
        head, *rows = table(data_file)
        assert head == ["kind", "optimiser", "start", "a", "species"]
        assert [row[0] for row in rows[3:]] == [f"probability of {name}" for name in "ppqqrr"]
        assert rows[6] == ["probability of q", "", "", "2.0", "0.5"]
        return
    found = archive(data_file) if kind == ".npz" else strict(data_file)
    assert list(found["probability_classes"]) == ["p", "q", "r"]
    assert np.array_equal(found["probabilities"], values)
