from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from jacviz import resources
from jacviz.language import parse
from jacviz.session.document import Document
from jacviz.session.examples import Example, UnknownExampleError, all_examples, load, read_source

NAMED = [
    "worked-example", "affine-map", "softmax", "polar-coordinates", "spherical-coordinates", "rotation",
    "normalise", "complex-square", "two-link-arm", "rosenbrock-residuals", "bottleneck", "saturated-tanh",
    "max-pooling", "convolution-as-a-matrix", "small-mlp", "mlp-with-respect-to-theta", "image-to-class",
    "residuals-of-the-line-fit",
]  # fmt: skip


def test_the_worked_example_opens_first() -> None:
    first = all_examples()[0]
    assert (first.name, first.title, first.language) == ("worked-example", "Worked example", "maths")
    document = load(first.name)
    assert document.title == "Worked example"
    assert document.maths == "x1^2 + x2 + x3\nx1 - x2 + x3\n"
    assert document.python == ""
    assert document.x.values.tolist() == [2.0, 3.0, 1.0]
    assert document.u.values.tolist() == [0.5, 1.0]
    assert document.v.values.tolist() == [0.5, 1.0, 2.0]
    assert (document.x.names, document.u.names, document.v.names) == ((), (), ())


def test_all_that_were_promised_are_there() -> None:
    names = [example.name for example in all_examples()]
    assert set(NAMED) <= set(names)
    assert len(names) >= 22
    assert len(set(names)) == len(names)
    assert len({example.title for example in all_examples()}) == len(names)
    assert len(resources.names("examples")) == len(names), "a file there is not an example"


@pytest.mark.parametrize("example", all_examples(), ids=lambda example: example.name)
def test_each_has_a_title_one_sentence_and_a_clean_text(example: Example) -> None:
    assert example.title[0].isupper()
    assert len(example.title) <= 32
    assert example.about[0].isupper()
    assert example.about.endswith(".")
    assert 40 <= len(example.about) <= 140
    assert ". " not in example.about
    document = load(example.name)
    assert document.title == example.title
    assert document.language == example.language
    text = document.source
    assert text.strip()
    assert text[0] != "\n"
    assert text.endswith("\n")
    assert not any(f"# {key}:" in text for key in ("title", "about", "x", "theta", "u", "v", "wrt", "mode"))
    assert max(map(len, text.splitlines())) <= 110
    if example.language == "maths":
        parse(text)
    else:
        compile(text, example.path, "exec")
        assert "import " not in text, "torch, nn, F, math and np are there"


@pytest.mark.parametrize("example", all_examples(), ids=lambda example: example.name)
def test_its_settings_fit_the_function(example: Example) -> None:
    document = load(example.name)
    if example.language == "maths":
        program = parse(document.maths)
        columns = program.inputs if document.wrt == "x" else program.parameters
        assert len(document.x) == len(program.inputs)
        assert len(document.theta) == len(program.parameters)
        assert len(document.u) in (0, len(program.outputs))
        assert len(document.tangent) in (0, len(columns))
    for vector in (document.x, document.theta, document.u, document.v):
        assert all(value in vector.span for value in vector.values)


def test_settings_in_the_first_comments_of_a_file_are_applied_and_kept() -> None:
    text = (
        "# title: Mine\n# about: nothing\n# a remark\n# x: 2, pi/2, -1e-3\n#theta:0.5\n# u: 1\n# v: 3\n"
        "# wrt: theta\n# mode: forward\n# precision: float32\n\nparameters: a\na x1 x2 x3\n# x: 7, 7, 7\n"
    )
    document = read_source(text, "maths", "file")
    assert document.maths == text
    assert document.title == "Mine"
    assert document.x.values.tolist() == [2.0, np.pi / 2, -1e-3]
    assert document.theta.values.tolist() == [0.5]
    assert document.u.values.tolist() == [1.0]
    assert (document.v.values.tolist(), document.v_theta.values.tolist()) == ([], [3.0])
    assert (document.wrt, document.mode, document.precision) == ("theta", "forward", "float32")
    python = read_source("# x: 1, 2\nf = torch.sin\n", "python", "file")
    assert (python.title, python.language, python.x.values.tolist()) == ("file", "python", [1.0, 2.0])
    assert (python.python, python.maths) == ("# x: 1, 2\nf = torch.sin\n", "")


@pytest.mark.parametrize(
    "comment",
    ["# x: the position", "# x: 1, , 2", "# x: 1/0", "# x:", "# mode: fast", "# wrt: u", "# precision: 16",
     "#x 1", "# u: nan", "# u: " + "9" * 5000, "# theta: __import__('os')"],
)  # fmt: skip
def test_a_comment_that_is_no_setting_is_left_alone(comment: str) -> None:
    text = f"{comment}\nx\n"
    assert read_source(text, "maths", "file") == Document(title="file", maths=text)


def test_only_the_first_comments_count() -> None:
    text = "\n# x: 1\nx  # u: 2\n# v: 3\n"
    assert read_source(text, "maths", "file") == Document(title="file", maths=text)


def test_line_ends_and_a_byte_order_mark_do_no_harm() -> None:
    document = read_source("\ufeff# x: 3\r\nx^2\r\n", "maths", "file")
    assert document.x.values.tolist() == [3.0]
    assert parse(document.maths).inputs == ("x",)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("worked", r"There is no example worked; did you mean worked-example\?"),
        ("Softmax", r"There is no example Softmax; did you mean softmax\?"),
        ("../fonts/x", r"There is no example ../fonts/x; there are worked-example, affine-map, .*\."),
        ("", r"There is no example ; there are worked-example, .*\."),
    ],
)
def test_an_example_that_is_not_there(name: str, sentence: str) -> None:
    with pytest.raises(UnknownExampleError, match=f"^{sentence}$"):
        load(name)


def test_the_first_example_opens_without_the_parser_torch_or_qt() -> None:
    code = (
        "import sys\nfrom jacviz.session.examples import all_examples, load\nload(all_examples()[0].name)\n"
        "assert not {'torch', 'PySide6', 'jacviz.language'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
