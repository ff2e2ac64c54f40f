"""Functions to start from: the examples in resources/, and the user's own .jac and .py files. No torch.

A file may begin with comments that set the document's vectors and switches:

    # title: Worked example
    # about: Two outputs of three inputs.
    # x: 2, 3, 1
    # theta: pi/4
    # u: 0.5, 1
    # v: 0.5, 1, 2
    # wrt: theta
    # mode: reverse
    # precision: float32
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import get_args

from jacviz import resources
from jacviz.engine.messages import Language, Mode, Precision, Variable
from jacviz.session.document import Document
from jacviz.session.text_limits import title_of
from jacviz.session.vector_text import VectorTextError, read_vector
from jacviz.session.vectors import Vector

_FOLDER = "examples"
_FILE = re.compile(r"\d\d-([a-z0-9-]+)\.(jac|py)")
_SETTING = re.compile(r"#\s*(title|about|x|theta|u|v|wrt|mode|precision)\s*:\s*(\S.*)")


class UnknownExampleError(ValueError):
    """There is no example of that name; the message is one sentence for the user."""


@dataclass(frozen=True)
class Example:
    """One file in resources/examples.

    Attributes:
        name: The word that chooses it, such as "worked-example".
        title: What a menu shows.
        about: One sentence: what to notice.
        language: What it is written in.
        path: Where it lies, relative to resources/.
    """

    name: str
    title: str
    about: str
    language: Language
    path: str


@cache
def all_examples() -> tuple[Example, ...]:
    """The examples in the order of their menu; the first one opens with the app.

    Returns:
        All of them.
    """
    return tuple(_example(name) for name in resources.names(_FOLDER) if _FILE.fullmatch(name))


def load(name: str) -> Document:
    """Open an example.

    Args:
        name: Its name, such as "worked-example".

    Returns:
        A document that shows the text without the comments that set the rest of the document.

    Raises:
        UnknownExampleError: There is no such example.
    """
    known = {example.name: example for example in all_examples()}
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}."
        raise UnknownExampleError(f"There is no example {name}; {hint}")
    example = known[name]
    text = resources.read_text(example.path)
    return _document(_without_settings(text), example.language, example.title, _settings(text))


def about(document: Document) -> str:
    """What to notice about the example that a document holds.

    Returns:
        The example's sentence; "" once the text is another one.
    """
    return _sentences().get((document.language, document.source), "")


@cache
def _sentences() -> Mapping[tuple[Language, str], str]:
    return {
        (example.language, _without_settings(resources.read_text(example.path))): example.about
        for example in all_examples()
    }


def read_source(text: str, language: Language, title: str) -> Document:
    """Open a text of the user's own.

    Args:
        text: A maths or a Python text; what its first comments set is applied, and they stay in the text.
        language: Which of the two.
        title: The title where the text sets none; what no title can hold is left out.

    Returns:
        A document.
    """
    text = text.removeprefix("\ufeff")  # a byte order mark is no part of either language
    settings = _settings(text)
    return _document(text, language, title_of(settings.get("title", title)), settings)


def _example(file: str) -> Example:
    matched = _FILE.fullmatch(file)
    assert matched is not None
    name, ending = matched.groups()
    path = f"{_FOLDER}/{file}"
    settings = _settings(resources.read_text(path))
    language: Language = "maths" if ending == "jac" else "python"
    return Example(name, settings["title"], settings["about"], language, path)


def _document(text: str, language: Language, title: str, settings: Mapping[str, str]) -> Document:
    """A document with the vectors and switches that `settings` name; what cannot be read is left alone.

    Returns:
        A document.
    """
    wrt: Variable = "theta" if settings.get("wrt") == "theta" else "x"
    document = Document(title=title, language=language, wrt=wrt).with_source(text)
    mode, precision = settings.get("mode"), settings.get("precision")
    for choice in get_args(Mode):
        document = replace(document, mode=choice) if choice == mode else document
    for choice in get_args(Precision):
        document = replace(document, precision=choice) if choice == precision else document
    return replace(
        document,
        x=_vector(settings.get("x")),
        theta=_vector(settings.get("theta")),
        u=_vector(settings.get("u")),
    ).with_tangent(_vector(settings.get("v")))


def _vector(text: str | None) -> Vector:
    """Values without names: they belong to the entries by position, once the function has named them.

    Returns:
        An empty vector where the text is no list of numbers.
    """
    if text is None:
        return Vector()
    try:
        return Vector(read_vector(text, text.count(",") + 1)).widened()
    except VectorTextError:
        return Vector()


def _settings(text: str) -> dict[str, str]:
    found = (_SETTING.fullmatch(line) for line in _heading(text))
    return {matched[1]: matched[2].strip() for matched in found if matched}


def _without_settings(text: str) -> str:
    heading = _heading(text)
    kept = [line for line in heading if not _SETTING.fullmatch(line)]
    return "\n".join([*kept, *text.splitlines()[len(heading) :], ""]).lstrip("\n")


def _heading(text: str) -> list[str]:
    """The comments that a text begins with.

    Returns:
        Whole lines.
    """
    lines = []
    for line in text.splitlines()[:64]:
        if not line.startswith("#"):
            break
        lines.append(line)
    return lines
