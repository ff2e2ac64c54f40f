"""Text that cannot be used: which sort of failure, which sentence, which line."""

from __future__ import annotations

import pytest

from jacviz.calculus.evaluate import evaluate
from tests.calculus.conftest import failure, maths, python, task

CASES: dict[str, tuple[str, str, str, int | None]] = {
    # source, kind, part of the sentence, 0-based line
    "empty": ("", "definition", "there is no function yet; write for example def f(x):", None),
    "comments": ("# nothing", "definition", "there is no function yet", None),
    "no f": ("def g(x): return x\ndef h(x): return x", "definition", "got g, h; rename it, or add f", None),
    "no function": ("a = 1", "definition", "expected the text to define f(x)", None),
    "f is a number": ("f = 3", "definition", "expected a function or a module, got int", None),
    "f is a class": ("class f(nn.Module): pass", "definition", "got the class f; add f = f()", None),
    "no argument": ("\ndef f(): return 1", "definition", "expected f(x) or f(x, theta), got f()", 1),
    "three arguments": ("def f(a, b, c): return a", "definition", "one tensor: a, b, c = x", 0),
    "keyword only": ("def f(x, *, k): return x", "definition", "got f(x, k)", 0),
    "forward of two": (
        "class N(nn.Module):\n    def forward(self, a, b): return a\nf = N()",
        "definition", "got forward(a, b); call the module in a function f(x)", 1,
    ),
    "x0 is text": ("x0 = 'abc'\ndef f(x): return x", "definition", "x0: expected numbers, got str", 1),
    "x0 is complex": ("x0 = torch.ones(2) * 1j\ndef f(x): return x", "definition", "expected real", 1),
    "x0 is empty": ("x0 = []\ndef f(x): return x", "definition", "no inputs to differentiate", 1),
    "x0 is huge": ("x0 = torch.zeros(10**6 + 1)\ndef f(x): return x", "size", "at most 1,000,000 numbers", 1),
    "returns nothing": ("def f(x):\n    x * 2", "value", "got None; end f with a return statement", 0),
    "returns text": ("def f(x): return 'y'", "value", "got a str", 0),
    "returns complex": ("def f(x): return x * 1j", "value", "got complex128 numbers", 0),
    "returns bool": ("def f(x): return x > 0", "value", "got bool", 0),
    "returns integers": ("def f(x): return x.long()", "value", "got int64", 0),
    "returns empty": ("def f(x): return x[:0]", "value", "an empty tensor of shape (0,)", 0),
    "yields": ("def f(x):\n    yield x", "value", "write return instead of yield", 0),
    "is async": ("async def f(x): return x", "value", "write def instead of async def", 0),
    "10^8 values": ("def f(x): return torch.zeros(10**8) * x[0]", "size", "got 100,000,000; return fewer", 0),
    "8 TB": ("x = 1\ny = torch.zeros(10**12)", "memory", "8 TB at once", 1),
    "8 TB in f": ("def f(x):\n    y = x\n    return torch.zeros(10**12)", "memory", "8 TB at once", 2),
    "8 TB of NumPy": ("a = np.zeros(10**12) + 1", "memory", "more memory than there is", 0),
    "recursion": ("def f(x):\n    return f(x)", "execution", "f calls itself too deeply", 1),
    "raises": ("def g(x):\n    raise KeyError(1)\ndef f(x):\n    return g(x)", "execution", "KeyError: 1", 1),
    "exits": ("import sys\ndef f(x): sys.exit(3)", "execution", "ends the program by exit()", 1),
    "exits at once": ("exit()", "execution", "ends the program by exit()", 0),
    "divides": ("a = 1\nb = a / 0", "execution", "ZeroDivisionError: division by zero", 1),
    "a torch name": ("def f(x):\n    return sin(x)", "execution", "did you mean torch.sin?", 1),
    "a layer's name": ("f = Linear(3, 2)", "execution", "Linear is not known; did you mean nn.Linear?", 0),
    "misspelt": ("def f(x): return sofmax(x)", "execution", "did you mean torch.softmax?", 0),
    "misspelt attribute": ("def f(x): return torch.sinn(x)", "execution", "did you mean sin?", 0),
    "far from any name": ("def f(x): return q", "execution", "q is not known; define it, or import it", 0),
    "no such module": ("import lib_that_is_not", "execution", "lib_that_is_not is not installed beside", 0),
    "no such part": ("import torch.nowhere", "execution", "torch.nowhere is not installed beside jacviz", 0),
    "asks": (
        "def f(x):\n    raise EOFError('EOF when reading a line')  # as input() does without a terminal",
        "execution", "write the value into the text", 1,
    ),
    "another dtype": (
        "W = torch.ones(2, 3, dtype=torch.float32)\nx0 = [1.0, 2, 3]\ndef f(x):\n    return W @ x",
        "execution", "two floating types meet", 3,
    ),
    "cut off": ("def f(x):\n    return x.detach()", "refused", "cut off from it", 0),
    "NumPy": ("def f(x):\n    return np.sin(x)", "refused", "torch.sin for np.sin", 1),
    "backward": ("def f(x):\n    x.sum().backward()\n    return x", "refused", "f calls .backward()", 0),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_python_failures(name: str) -> None:
    source, kind, words, line = CASES[name]
    told = failure(source)
    assert words in told.sentence
    assert (told.kind, told.line) == (kind, line)
    assert len(told.sentence) < 400


SYNTAX: dict[str, tuple[str, str, int | None, int | None]] = {
    "first line": ("def f(x:\n    return x", "'(' was never closed", 0, 5),
    "middle": ("def f(x):\n    return x +\ny = 1", "invalid syntax", 1, 14),
    "last line": ("def f(x):\n    return x\ny = (1,", "'(' was never closed", 2, 4),
    "indentation": ("def f(x):\nreturn x", "expected an indented block", 1, 0),
    "dedent": ("def f(x):\n        y = x\n    return y", "unindent does not match", 2, None),
    "tabs": ("def f(x):\n\ty = x\n        return y", "inconsistent use of tabs", 2, None),
    "string": ("def f(x): return 'abc", "unterminated string literal", 0, 17),
    "outside": ("return 1", "'return' outside function", 0, 0),
    "name": ("def f(x): return x\n1 = x", "cannot assign to literal", 1, 0),
    "null": ("def f(x):\x00 return x", "null bytes", None, None),
    "brackets": ("(" * 5000, "too many nested parentheses", 0, 200),
    "signs": ("x = " + "-" * 200_000 + "1", "nested too deeply", None, None),
    "a long sum": ("x = " + "+".join(["1"] * 200_000), "nested too deeply", None, None),
}


@pytest.mark.parametrize("name", SYNTAX)
def test_syntax_errors(name: str) -> None:
    source, words, line, column = SYNTAX[name]
    told = failure(source)
    assert words in told.sentence
    assert (told.kind, told.line) == ("syntax", line)
    if column is not None:
        assert told.column == column


def test_a_syntax_error_at_every_position_has_its_line() -> None:
    lines = ["a = 1", "def f(x):", "    y = a * x", "    return y"]
    for number, line in enumerate(lines):
        for column in range(len(line) - len(line.lstrip()), len(line) + 1):
            broken = [*lines[:number], f"{line[:column]} ?! {line[column:]}", *lines[number + 1 :]]
            told = failure("\n".join(broken))
            assert (told.kind, told.line) == ("syntax", number)
            assert told.column is not None
            assert 0 <= told.column <= len(broken[number])


@pytest.mark.parametrize("text", ["a = 1\n" * 170_000, "lorem ipsum dolor " * 60_000, "x" * 1_000_000])
def test_a_megabyte_of_text(text: str) -> None:
    told = failure(text)
    assert told.kind in {"syntax", "definition", "execution"}


def test_the_last_line_of_the_users_text_is_blamed() -> None:
    source = "def g(x):\n    return torch.stack([x[0], x[9]])\n\ndef f(x):\n    y = 2 * x\n    return g(y)"
    told = failure(f"{source}\nx0 = [1.0]")
    assert told.line == 1
    assert "IndexError" in told.sentence
    assert "return torch.stack([x[0], x[9]])" in told.detail, "the evidence shows the text"


def test_a_broken_exception_is_told_all_the_same() -> None:
    source = "class E(Exception):\n    def __str__(self): return 1 / 0\ndef f(x):\n    raise E()"
    told = failure(source)
    assert (told.sentence, told.line) == ("E", 3)


def test_long_messages_are_cut() -> None:
    told = failure("def f(x):\n    raise ArithmeticError('long ' * 1000 + chr(10) + 'second line')")
    assert len(told.sentence) < 300
    assert told.sentence.startswith("ArithmeticError: long long")


def test_a_keyboard_interrupt_passes() -> None:
    for source in ("raise KeyboardInterrupt", "def f(x): raise KeyboardInterrupt\nx0 = [1.0]"):
        with pytest.raises(KeyboardInterrupt):
            evaluate(task("python", source))


def test_another_shape_at_each_call() -> None:
    source = "n = 0\ndef f(x):\n    global n\n    n += 1\n    return x[0] * torch.ones(n)"
    told = failure(source)
    assert (told.kind, told.line) == ("value", 1)
    assert "f(x): expected the same shape at each call, got (" in told.sentence


def test_a_shape_that_depends_on_x_is_no_fault() -> None:
    source = "def f(x): return x[x > 0]"
    for x, m in (((1, -1, 2), 2), ((1, 1, 2), 3), ((-1, -1, 2), 1)):
        for mode in ("auto", "forward", "reverse"):
            assert python(source, x, mode=mode).jacobian.shape == (m, 3)


def test_a_failure_leaves_the_next_evaluation_alone() -> None:
    assert failure("def f(x): return q").kind == "execution"
    assert maths("2 x", (1,)).jacobian.tolist() == [[2]]
    source = "x0 = [1.0]\ncalls = []\ndef f(x):\n    calls.append(x)\n    assert len(calls) > 1\n    return x"
    assert failure(source).sentence == "AssertionError"
    assert python(source).jacobian.tolist() == [[1]]


def test_printing_goes_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    loop = "for i in range(100_000): print(i)\n    print(i, file=sys.stderr)"
    source = f"import sys\ndef f(x):\n    {loop}\n    return x"
    assert python(source, (1, 2)).jacobian.tolist() == [[1, 0], [0, 1]]
    print("after")
    assert capsys.readouterr() == ("after\n", "")


@pytest.mark.parametrize(
    ("source", "line", "column"), [("x1 +", 0, 4), ("x1 +\n2", 0, 4), ("x1\nsine(x1)", 1, 0)]
)
def test_maths_failures_have_line_and_column(source: str, line: int, column: int) -> None:
    told = failure(source, language="maths")
    assert (told.kind, told.line, told.column) == ("syntax", line, column)


def test_nothing_of_any_sort_escapes() -> None:
    for source in ("x1", "", "\ud800", "f = object()", "f = print", "f = type", "f = None", "f = torch"):
        for language in ("python", "maths"):
            evaluate(task(language, source))
