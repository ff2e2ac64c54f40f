"""What a JacobianAnswer holds: names, shapes, values kept from wishes, precision, notes."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from jacviz.calculus.evaluate import evaluate, warm_up
from jacviz.calculus.function import Wish
from jacviz.calculus.reading import text_of
from jacviz.calculus.surroundings import surroundings
from jacviz.engine.messages import Failure, JacobianAnswer
from jacviz.session.examples import Example, all_examples, load
from jacviz.session.planning import jacobian_task
from tests.calculus.conftest import answer, failure, maths, python, task

WORKED = "x1^2 + x2 + x3\nx1 - x2 + x3"
MODULE = "f = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))"


def names_of(result: JacobianAnswer) -> list[tuple[str, ...]]:
    return [result.inputs.names, result.parameters.names, result.outputs.names]


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_the_worked_example(precision: str) -> None:
    source = "def f(x): return torch.stack([x[0] ** 2 + x[1] + x[2], x[0] - x[1] + x[2]])"
    for read, text in ((maths, WORKED), (python, source)):
        result = read(text, (2, 3, 1), precision=precision)
        assert result.jacobian.tolist() == [[4, 1, 1], [1, -1, 1]]
        assert (result.y.tolist(), result.x.tolist()) == ([8, 0], [2, 3, 1])
        assert names_of(result) == [("x1", "x2", "x3"), (), ("y1", "y2")]
        assert (result.mode, result.passes, result.other_passes) == ("reverse", 2, 3)
        assert (result.notes, result.wrt, result.device) == ((), "x", "cpu")
        assert result.seconds > 0
        for array in (result.x, result.theta, result.y, result.jacobian):
            assert array.dtype == precision
            assert array.flags.c_contiguous


@pytest.mark.parametrize("example", all_examples(), ids=lambda example: example.name)
def test_every_example_against_torchs_own_jacobians(example: Example) -> None:
    asked = jacobian_task(load(example.name), 4 << 30)
    shown = answer(asked)
    with surroundings(asked.precision, asked.device):
        text = text_of(asked)
        assert not isinstance(text, Failure)
        theta_wish = Wish(len(shown.theta)) if len(shown.theta) else Wish()
        function = text.function(Wish(len(shown.x)), theta_wish)
        x, theta = function.inputs.tensor(shown.x, "cpu"), function.parameters.tensor(shown.theta, "cpu")
        along, point, held = function.along_x, x, theta
        if shown.wrt == "theta":
            along, point, held = function.along_theta, theta, x
        along.hold(held)
        for dense in (torch.func.jacrev, torch.func.jacfwd):
            expected = dense(along)(point).reshape(shown.jacobian.shape).numpy()
            np.testing.assert_allclose(shown.jacobian, expected, rtol=1e-12, atol=1e-12)


def test_shapes_are_remembered_and_named_from_1() -> None:
    result = python("x0 = torch.ones(2, 3)\ndef f(x): return x.T @ x")
    assert (result.inputs.shape, result.outputs.shape) == ((2, 3), (3, 3))
    assert result.inputs.names[:4] == ("x[1,1]", "x[1,2]", "x[1,3]", "x[2,1]")
    assert result.outputs.names[-1] == "y[3,3]"
    assert result.jacobian.shape == (9, 6)


def test_scalars() -> None:
    result = python("x0 = 2.0\ndef f(x): return x ** 3")
    assert (result.inputs.names, result.inputs.shape) == (("x",), ())
    assert (result.outputs.names, result.outputs.shape) == (("y",), ())
    assert result.jacobian.tolist() == [[12]]


def test_names_from_the_text() -> None:
    names = "input_names = ['a', 'b']\noutput_names = 'sum, product'"
    result = python(f"{names}\ndef f(v): return torch.stack([v.sum(), v.prod()])")
    assert names_of(result) == [("a", "b"), (), ("sum", "product")]
    assert result.x.tolist() == [1, 1]


def test_the_arguments_own_names() -> None:
    result = python("def f(z, w):\n    p, q = z\n    return p * w[0] + q * w[1]")
    assert names_of(result) == [("z1", "z2"), ("w1", "w2"), ("y",)]


@pytest.mark.parametrize(
    ("names", "note"),
    [
        ("['a']", "output_names: expected 2 names, got 1; they are not used."),
        ("['a', 'a']", "output_names: expected names that differ, got one twice; they are not used."),
        ("7", "output_names: expected a list of names, got int; it is not used."),
    ],
)
def test_names_that_do_not_fit_are_a_note(names: str, note: str) -> None:
    result = python(f"output_names = {names}\nx0 = [1.0, 2.0]\ndef f(x): return x")
    assert result.outputs.names == ("y1", "y2")
    assert result.notes == (note,)


# --- wishes


def test_wishes_are_kept_by_name() -> None:
    result = maths("a + b + c", (5, 7), x_names=("c", "a"))
    assert dict(zip(result.inputs.names, result.x, strict=True)) == {"a": 7, "b": 1, "c": 5}


def test_wishes_are_kept_by_position_where_no_name_agrees() -> None:
    assert maths("p + q", (5, 7), x_names=("a", "b")).x.tolist() == [5, 7]
    assert maths("p + q + r", (5, 7), x_names=("a", "b")).x.tolist() == [1, 1, 1]
    assert maths("p + q", (5, 7)).x.tolist() == [5, 7]


def test_wishes_without_names_must_fit() -> None:
    assert failure("x1 + x2", (1, 2, 3), "maths").sentence == "x: expected 2 values (x1, x2), got 3"
    told = failure("parameters: a\na x", language="maths", theta=(1, 2))
    assert told.sentence == "theta: expected 1 values (a), got 2"
    assert failure("x0 = [1.0]\ndef f(x): return x", (1, 2)).sentence == "x: expected 1 values (x1), got 2"


def test_parameters_are_theta() -> None:
    source = "parameters: a, b\na x + b"
    result = maths(source, (3,), theta=(2, 1), theta_names=("a", "b"), wrt="theta")
    assert (result.y.tolist(), result.jacobian.tolist()) == ([7], [[3, 1]])
    assert result.columns is result.parameters
    assert result.point.tolist() == [2, 1]
    by_x = maths(source, (3,), theta=(2, 1))
    assert by_x.jacobian.tolist() == [[2]]


def test_python_parameters_are_theta() -> None:
    source = "theta0 = torch.tensor([2.0, 1.0])\nx0 = [3.0]\ndef f(x, theta): return theta[0] * x + theta[1]"
    assert python(source).jacobian.tolist() == [[2]]
    result = python(source, wrt="theta")
    assert (result.jacobian.tolist(), result.parameters.names) == ([[3, 1]], ("theta1", "theta2"))
    assert python(source, theta=(5, 1)).jacobian.tolist() == [[5]]


def test_a_default_argument_is_theta0() -> None:
    source = "def f(x, w=torch.tensor([[1.0, 2.0]]), scale=3.0): return scale * w @ x"
    result = python(source, wrt="theta")
    assert (result.parameters.shape, result.theta.tolist()) == ((1, 2), [1, 2])
    assert result.jacobian.tolist() == [[3, 3]]


@pytest.mark.parametrize(("language", "source"), [("maths", "x1"), ("python", "def f(x): return x")])
def test_theta_where_there_is_none(language: str, source: str) -> None:
    told = failure(source, language=language, wrt="theta")
    assert told.kind == "definition"
    assert "f has no parameters to differentiate with respect to" in told.sentence


def test_no_inputs() -> None:
    told = failure("3", language="maths")
    assert told.sentence.startswith("f has no inputs to differentiate with respect to; use a name such as x1")
    assert maths("parameters: a\n2 a", wrt="theta").jacobian.tolist() == [[2]]


# --- modules


def test_the_parameters_of_a_module_are_theta() -> None:
    x = python(MODULE, (1, 2, 3))
    assert (x.inputs.names, len(x.parameters)) == (("x1", "x2", "x3"), 26)
    assert x.parameters.names[:4] == ("0.weight[1,1]", "0.weight[1,2]", "0.weight[1,3]", "0.weight[2,1]")
    assert x.parameters.names[-1] == "2.bias[2]"
    theta = python(MODULE, (1, 2, 3), wrt="theta")
    assert theta.jacobian.shape == (2, 26)
    np.testing.assert_array_equal(theta.jacobian[:, -2:], np.eye(2))
    np.testing.assert_allclose(theta.y, x.y)
    column = theta.parameters.names.index("0.weight[2,3]")
    step = np.zeros(26)
    step[column] = 1e-6
    moved = [python(MODULE, (1, 2, 3), theta=theta.theta + sign * step).y for sign in (1, -1)]
    np.testing.assert_allclose(theta.jacobian[:, column], (moved[0] - moved[1]) / 2e-6, rtol=1e-6, atol=1e-9)


def test_moved_parameters_do_not_stick() -> None:
    before = python(MODULE, (1, 2, 3))
    python(MODULE, (1, 2, 3), theta=np.zeros(26))
    assert not python(MODULE, (1, 2, 3), theta=np.zeros(26)).jacobian.any()
    np.testing.assert_allclose(python(MODULE, (1, 2, 3)).jacobian, before.jacobian, rtol=1e-12)


def test_networks_are_evaluated_as_they_are_used() -> None:
    source = "f = nn.Sequential(nn.Linear(3, 3), nn.BatchNorm1d(3), nn.Dropout(0.9))\nx0 = torch.ones(1, 3)"
    result = python(source)
    note = "Dropout and batch normalisation are in eval mode: f is the network as it is used."
    assert result.notes == (note,)
    assert np.linalg.matrix_rank(result.jacobian) == 3


def test_very_large_networks_have_no_theta() -> None:
    result = python("f = nn.Linear(1001, 1000)", precision="float32")
    assert (len(result.parameters), result.jacobian.shape) == (0, (1000, 1001))
    assert result.notes == ("f has 1,002,000 parameters; more than 1,000,000 are not shown as theta.",)


def test_modules_the_function_uses_are_constant() -> None:
    result = python("net = nn.Linear(3, 2)\ndef f(x): return net(x)", precision="float32")
    assert len(result.parameters) == 0
    assert result.jacobian.shape == (2, 3)


# --- conditions


def test_constants_take_the_precision_of_x() -> None:
    source = "W = torch.tensor([[1.0, 2.0]])\nb = torch.ones(1)\ndef f(x): return W @ x + b + torch.zeros(1)"
    for precision in ("float32", "float64"):
        assert python(source, precision=precision).jacobian.dtype == precision
    assert torch.get_default_dtype() == torch.float32


def test_random_weights_are_the_same_each_time() -> None:
    source = "W = torch.randn(2, 3)\ndef f(x): return W @ x"
    first = python(source)
    python("def f(x): return x")
    np.testing.assert_array_equal(python(source + "\n").jacobian, first.jacobian)


def test_random_numbers_in_f_are_the_same_at_each_evaluation() -> None:
    source = "def f(x): return x * torch.randn(3)"
    first, second = python(source, (1, 1, 1)), python(source, (2, 2, 2))
    np.testing.assert_array_equal(first.jacobian, second.jacobian)
    np.testing.assert_allclose(second.y, second.jacobian @ second.x)
    assert "f gives other values each time it is called" in first.notes[0]


def test_an_x_drag_does_not_execute_the_text_again() -> None:
    source = "import itertools\ncount = itertools.count()\nloads = next(count)\ndef f(x): return x * loads"
    for x in (1.0, 2.0, 3.0):
        assert python(source, (x,)).y.tolist() == [0.0]
    results = [python(MODULE, (x, 0, 0)) for x in (1.0, 2.0)]
    assert results[0].parameters.names is results[1].parameters.names, "long tuples travel once"
    assert results[0].theta is results[1].theta
    edited = python(f"# edited\n{MODULE}", (1, 0, 0))
    assert edited.parameters.names is results[0].parameters.names


def test_many_texts_are_forgotten() -> None:
    import linecache

    for number in range(30):
        python(f"def f(x): return {number} * x")
    assert sum(name.startswith("<jacviz") for name in linecache.cache) <= 4


def test_the_users_globals_do_not_leak() -> None:
    changes = "torch.set_default_dtype(torch.float16)\ntorch.set_grad_enabled(False)"
    assert python(f"def f(x): return x\n{changes}\nx0 = [1.0]").jacobian.tolist() == [[1]]
    assert torch.get_default_dtype() == torch.float32
    assert torch.is_grad_enabled()


def test_classes_of_the_text_know_their_module() -> None:
    source = (
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        "@dataclass\nclass Line:\n    a: float\n    def __call__(self, x): return self.a * x\n"
        "f = Line(3.0)\nx0 = [1.0]"
    )
    assert python(source).jacobian.tolist() == [[3]]


def test_warming_up_changes_no_answer() -> None:
    before = maths(WORKED, (2, 3, 1)).jacobian
    warm_up()
    np.testing.assert_array_equal(maths(WORKED, (2, 3, 1)).jacobian, before)


def test_a_wish_for_parameters_counts_nothing_where_f_has_none() -> None:
    for names in ((), ("a",), ("theta1",)):
        for source in (maths, python):
            text = "2 x1" if source is maths else "def f(x): return 2 * x"
            result = source(text, (3,), theta=[5.0], theta_names=names)
            assert result.jacobian.tolist() == [[2]]
            assert len(result.theta) == 0


# --- values


def test_where_f_has_no_value_it_has_no_slope() -> None:
    source = "def f(x): return torch.stack([x[0].log(), x[1]])"
    for result in (maths("log(x1)\nx2", (-1, 2)), python(source, (-1, 2))):
        assert np.isnan(result.y).tolist() == [True, False]
        assert np.isnan(result.jacobian).tolist() == [[True, True], [False, False]]


def test_an_infinite_slope_leaves_other_rows_alone() -> None:
    for mode in ("forward", "reverse"):
        result = maths("sqrt(x1) + x2\nx2", (0, 3), mode=mode)
        assert result.jacobian.tolist() == [[np.inf, 1], [0, 1]]


@pytest.mark.parametrize(
    "body",
    ["math.sin(x[0]) * x", "x * x.detach()", "x[0] ** 2 * x.tolist()[0]", "x * x.norm().item()"],
)
def test_a_part_that_is_cut_off_is_doubted(body: str) -> None:
    for precision in ("float64", "float32"):
        result = python(f"def f(x): return {body}", (0.7, 1.1), precision=precision)
        assert len(result.notes) == 1
        assert result.notes[0].startswith("J disagrees with a difference quotient of f")


@pytest.mark.parametrize(
    "body",
    [
        "x.relu()", "(x - 1).abs()", "x.max() * x", "x.floor()", "x.sort().values", "x.clamp(0, 1)",
        "F.max_pool1d(x[None], 2)[0]", "(x - 1).sign()", "(1e8 * x).sin()", "x.exp() ** 3", "1e-9 * x",
        "x + 1e9", "x / 0",
    ],
)  # fmt: skip
def test_kinks_jumps_and_large_numbers_raise_no_doubt(body: str) -> None:
    for precision in ("float64", "float32"):
        for x in ((0, 0, 0), (1, 1, 1), (0.3, -2, 5)):
            assert python(f"def f(x): return {body}", x, precision=precision).notes == ()


def test_a_task_says_how_large_a_jacobian_may_be() -> None:
    most = python("def f(x): return x.sum() * torch.ones(10 ** 6)", (1,))
    assert most.jacobian.shape == (10**6, 1)
    assert failure("def f(x): return x.repeat(5)", np.ones(2000)).kind == "size"
    told = failure("def f(x): return x.repeat(2)", np.ones(1000), memory_limit=1 << 24)
    assert told.kind == "memory"
    assert "J of 2,000 x 1,000 entries takes 16 MB" in told.sentence


def test_a_device_that_is_not_here() -> None:
    for device in ("cuda:99", "mps:7", "tpu"):
        if device == "mps:7" and torch.backends.mps.is_available():
            continue
        asked = task("maths", "x", device=device)
        told = evaluate(asked)
        assert getattr(told, "sentence", "") == f"the device {device} is not here; switch to the CPU"
