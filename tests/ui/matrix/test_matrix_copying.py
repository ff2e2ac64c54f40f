from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from jacviz.export.text import FORMS, Form
from jacviz.session.results import Results
from jacviz.ui.matrix.copying import WHAT, What, text_of
from tests.ui.matrix.answers import WORKED, answer_of, products_of

RESULTS = Results(jacobian=answer_of(WORKED), products=products_of(WORKED, (0.5, 1), (0.5, 1, 2)))


@pytest.mark.parametrize(
    ("what", "values"),
    [("J", WORKED), ("point", [1, 2, 3]), ("u", [0.5, 1]), ("v", [0.5, 1, 2]), ("vjp", [3, -0.5, 1.5]),
     ("jvp", [5, 1.5])],
)  # fmt: skip
def test_numpy_text_gives_the_same_numbers(what: What, values: object) -> None:
    text = text_of(what, "numpy", RESULTS)
    np.testing.assert_array_equal(eval(text, {"np": np}), values)


@pytest.mark.parametrize("what", get_args(What))
@pytest.mark.parametrize("form", FORMS)
def test_everything_can_be_copied_in_every_form(what: What, form: Form) -> None:
    assert what in WHAT
    assert text_of(what, form, RESULTS)


def test_nothing_yet_is_no_text() -> None:
    assert text_of("J", "csv", Results()) == ""
    assert text_of("vjp", "csv", replace(RESULTS, products=None)) == ""
