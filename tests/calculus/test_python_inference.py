"""What x and theta are where the text does not say."""

from __future__ import annotations

import pytest

from tests.calculus.conftest import failure, python


@pytest.mark.parametrize(
    ("source", "shape"),
    [
        ("def f(x):\n    a, b, c = x\n    return a * b * c", (3,)),
        ("def f(x):\n    (a, b) = x\n    return a * b", (2,)),
        ("def f(x): return x[0] ** 2 + x[4]", (5,)),
        ("def f(x): return x[0] * 2", (1,)),
        ("f = lambda x: x[0] * x[1]", (2,)),
        ("def f(x): return x[1, 2] + x[0, 0]", (2, 3)),
        ("def f(x): return x[..., 2].sum() + x[:, 1].sum() + x[0, 2]", (1, 3)),
        ("def f(x): return sum(x[i] for i in range(6))", (6,)),
        ("def f(x): return x.reshape(2, 4).sum(0)", (8,)),
        ("W = torch.ones(2, 7)\ndef f(x): return W @ x", (7,)),
        ("W = np.ones((2, 5))\ndef f(x): return torch.as_tensor(W) @ x", (5,)),
        ("b = torch.ones(40)\ndef f(x): return x.outer(b)", (40,)),
        ("net = nn.Linear(784, 10)\ndef f(x): return net(x)", (784,)),
        ("def f(x): return torch.softmax(x, 0)", (3,)),
        ("def f(x): return x ** 2", (3,)),
        ("f = torch.sin", (3,)),
        ("class Square:\n    def __call__(self, x): return x * x\nf = Square()", (3,)),
        ("f = nn.Linear(4, 2)", (4,)),
        ("f = nn.Sequential(nn.Flatten(), nn.Linear(6, 2))", (1, 6)),
        ("f = nn.Conv1d(2, 3, 3)", (2, 8)),
        ("f = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(2 * 36, 3))", (1, 1, 8, 8)),
        ("f = nn.Sequential(nn.Conv2d(3, 2, 3), nn.ReLU())", (3, 8, 8)),
        ("f = nn.Sequential(nn.Conv2d(1, 1, 5), nn.Flatten(0), nn.Linear(576, 2))", (1, 28, 28)),
        ("f = nn.GRU(3, 2)", (3, 3)),
        ("f = nn.LayerNorm(5)", (5,)),
        ("f = nn.Sequential(nn.BatchNorm1d(4), nn.Linear(4, 1))", (2, 4)),
        ("f = nn.ReLU()", (3,)),
    ],
)
def test_the_shape_of_x(source: str, shape: tuple[int, ...]) -> None:
    result = python(source)
    assert result.inputs.shape == shape
    assert set(result.x.tolist()) == {1.0}


@pytest.mark.parametrize(
    ("source", "x", "theta"),
    [
        ("def f(x, theta): return theta[0] * x + theta[1]", 3, 2),
        ("def f(x, theta):\n    a, b = theta\n    return a * x[0] + b * x[1]", 2, 2),
        ("def f(x, theta): return x @ theta", 1, 1),
        ("def f(x, theta): return theta.reshape(2, 3) @ x", 3, 6),
        ("x0 = [1.0, 2.0]\ndef f(x, w): return (x * w).sum()", 2, 1),
        ("def f(x, w, power=2): return w[1] * x ** power", 3, 2),
    ],
)
def test_the_length_of_theta(source: str, x: int, theta: int) -> None:
    result = python(source)
    assert (len(result.inputs), len(result.parameters)) == (x, theta)


def test_a_function_of_any_length_keeps_the_length_it_had() -> None:
    source = "def f(x): return x / x.norm()"
    assert python(source, (1, 2, 3, 4, 5)).jacobian.shape == (5, 5)
    names = tuple(f"x{i}" for i in range(1, 6))
    assert python(source, (1, 2, 3, 4, 5), x_names=names).x.tolist() == [1, 2, 3, 4, 5]
    assert python(source, (1, 2), x_names=("a", "b")).x.tolist() == [1, 1, 1]


def test_a_function_that_says_its_length_gets_no_more() -> None:
    names = tuple(f"x{i}" for i in range(1, 6))
    assert python("def f(x): return x[0] * x[1]", (1, 2, 3, 4, 5), x_names=names).x.tolist() == [1, 2]


def test_a_wish_without_names_is_a_length() -> None:
    assert python("def f(x): return x.sum()", (1, 2)).x.tolist() == [1, 2]
    four = python("f = nn.Sequential(nn.Unflatten(0, (2, 2)), nn.Flatten(0))", (1, 2, 3, 4))
    assert four.x.tolist() == [1, 2, 3, 4]
    square = python("f = nn.Conv2d(1, 1, 3)", range(64))
    assert (square.inputs.shape, square.x.tolist()) == ((1, 8, 8), list(range(64)))
    told = failure("def f(x):\n    a, b, c = x\n    return a * b * c", (1, 2))
    assert (told.kind, told.line) == ("definition", 1)
    assert "not enough values to unpack" in told.sentence


def test_what_f_draws_or_prints_while_it_is_tried_is_nobodys_business() -> None:
    body = "print(x, random.random())\n    return x[3] * torch.rand(())"
    result = python(f"import random\ndef f(x):\n    {body}")
    assert result.inputs.shape == (4,)


def test_a_shape_that_cannot_be_guessed_is_asked_for() -> None:
    told = failure("def f(x):\n    return x.reshape(101, 7)")
    assert told.kind == "definition"
    assert told.sentence.startswith("f takes x in none of the shapes that were tried (RuntimeError: shape")
    assert told.sentence.endswith("; give the point, as x0 = torch.ones(3)")
    assert told.line == 1


def test_a_fault_of_f_ends_the_search() -> None:
    calls = "import itertools\ncount = itertools.count()\ndef f(x):\n    n = next(count)\n    "
    assert failure(calls + "raise NotADirectoryError(n)").sentence == "NotADirectoryError: 0"
    assert failure(calls + "return unknown_name").sentence.startswith("unknown_name is not known")
    assert failure(calls + "return np.sin(x)").kind == "refused"


@pytest.mark.parametrize(
    "source",
    [
        "x0 = [2.0, 3.0]\ndef f(x, theta):\n    assert x[0] == 2\n    return x * theta",
        "theta0 = [4.0]\ndef f(x, theta):\n    assert theta[0] == 4\n    return x[1] * theta[0]",
        "def f(x, theta=torch.tensor([4.0])):\n    assert theta[0] == 4\n    return x[1] * theta[0]",
    ],
)
def test_what_the_text_gives_is_where_f_is_tried(source: str) -> None:
    """Elsewhere f may fail or never end."""
    result = python(source)
    assert len(result.x) == 2
    assert result.theta.tolist() in ([1.0], [4.0])
