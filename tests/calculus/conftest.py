"""Tasks for the calculus, and what they must be answered with."""

from __future__ import annotations

from typing import Any

from jacviz.calculus.evaluate import evaluate
from jacviz.engine.messages import Failure, JacobianAnswer, JacobianTask, flat


def task(language: Any, source: str, x: Any = None, **fields: Any) -> JacobianTask:
    values = {name: flat(fields.pop(name)) for name in ("theta",) if name in fields}
    return JacobianTask(language, source, x=None if x is None else flat(x), **values, **fields)


def python(source: str, x: Any = None, **fields: Any) -> JacobianAnswer:
    return answer(task("python", source, x, **fields))


def maths(source: str, x: Any = None, **fields: Any) -> JacobianAnswer:
    return answer(task("maths", source, x, **fields))


def answer(asked: JacobianTask) -> JacobianAnswer:
    result = evaluate(asked)
    assert isinstance(result, JacobianAnswer), result
    return result


def failure(source: str, x: Any = None, language: str = "python", **fields: Any) -> Failure:
    result = evaluate(task(language, source, x, **fields))
    assert isinstance(result, Failure), result
    assert "\n" not in result.sentence
    assert "Traceback" not in result.sentence
    return result
