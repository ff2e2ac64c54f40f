"""The Jacobian with its vectors and products as a file: CSV, NPY, NPZ, JSON, LaTeX."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, TypeAlias

import numpy as np

from jacviz.engine.messages import JacobianAnswer
from jacviz.export.data.plain import distinct, plain, write_csv, write_json, write_npz
from jacviz.export.text import Symbol, matrix_text, vector_text
from jacviz.session.products import Products

Writer: TypeAlias = Callable[[JacobianAnswer, Products, IO[bytes]], None]

_BESIDE = ("output", "u", "J v", "y")


def jacobian_fields(answer: JacobianAnswer, weighed: Products) -> dict[str, object]:
    """What JSON says of a Jacobian; every number that is not finite is a text.

    Args:
        answer: What the engine said.
        weighed: Its products.

    Returns:
        Names, the point, y, J, the products, and how it was computed.
    """
    fields: dict[str, object] = {
        "inputs": list(answer.inputs.names),
        "outputs": list(answer.outputs.names),
        "x": plain(answer.x),
        "y": plain(answer.y),
        "jacobian": plain(answer.jacobian),
        "vjp": plain(weighed.vjp),
        "jvp": plain(weighed.jvp),
        "utjv": plain(np.asarray(weighed.utjv)),
        "mode": answer.mode,
        "passes": answer.passes,
        "dtype": answer.precision,
    }
    if len(answer.parameters):
        fields |= {"parameters": list(answer.parameters.names), "theta": plain(answer.theta)}
    return fields


def write_jacobian_json(answer: JacobianAnswer, weighed: Products, file: IO[bytes]) -> None:
    """The fields that `jacviz eval --json` prints, and u, v and what J is taken with respect to."""
    weights = {"wrt": answer.wrt, "u": plain(weighed.u), "v": plain(weighed.v)}
    write_json(jacobian_fields(answer, weighed) | weights, file)


def write_jacobian_csv(answer: JacobianAnswer, weighed: Products, file: IO[bytes]) -> None:
    """J as the panel has it: u, J v and y beside its rows; below them v, u^T J and the point."""
    columns = distinct(answer.columns.names, _BESIDE, "column")
    write_csv([_BESIDE[0], *columns, *_BESIDE[1:]], _rows(answer, weighed), file)


def write_jacobian_npz(answer: JacobianAnswer, weighed: Products, file: IO[bytes]) -> None:
    """All arrays by the names that JSON gives them, in the floating type in which they were computed."""
    write_npz(
        {
            "inputs": answer.inputs.names,
            "parameters": answer.parameters.names,
            "outputs": answer.outputs.names,
            "wrt": answer.wrt,
            "x": answer.x,
            "theta": answer.theta,
            "y": answer.y,
            "jacobian": answer.jacobian,
            "u": weighed.u,
            "v": weighed.v,
            "vjp": weighed.vjp,
            "jvp": weighed.jvp,
            "utjv": weighed.utjv,
        },
        file,
    )


def write_jacobian_npy(answer: JacobianAnswer, weighed: Products, file: IO[bytes]) -> None:
    """J alone, as numpy.load reads it."""
    del weighed
    np.save(file, answer.jacobian, allow_pickle=False)


def write_jacobian_latex(answer: JacobianAnswer, weighed: Products, file: IO[bytes]) -> None:
    """J, the vectors and the products as displayed equations, rounded to 6 digits."""
    rows, columns = answer.outputs.names, answer.columns.names
    point: Symbol = "x" if answer.wrt == "x" else "theta"
    vectors: tuple[tuple[Symbol, object, tuple[str, ...]], ...] = (
        (point, answer.point, columns), ("y", answer.y, rows), ("u", weighed.u, rows),
        ("v", weighed.v, columns), ("vjp", weighed.vjp, columns), ("jvp", weighed.jvp, rows),
    )  # fmt: skip
    equations = [matrix_text("latex", answer.jacobian, rows, columns)]
    equations += [
        vector_text("latex", symbol, np.asarray(values), names) for symbol, values, names in vectors
    ]
    file.write("".join(f"\\[\n{equation}\n\\]\n" for equation in equations).encode())


JACOBIAN_WRITERS: dict[str, Writer] = {
    ".csv": write_jacobian_csv,
    ".npz": write_jacobian_npz,
    ".npy": write_jacobian_npy,
    ".json": write_jacobian_json,
    ".tex": write_jacobian_latex,
}


def _rows(answer: JacobianAnswer, weighed: Products) -> Iterator[list[object]]:
    m = len(answer.outputs)
    beside = zip(answer.outputs.names, answer.jacobian, weighed.u, weighed.jvp, answer.y, strict=True)
    for name, row, *others in beside:
        yield [name, *row, *others]
    # The corner, where u^T J meets J v, holds u^T J v.
    yield ["v", *weighed.v, "", "", ""]
    yield ["u^T J", *weighed.vjp, "", weighed.utjv if m else "", ""]
    yield ["x" if answer.wrt == "x" else "theta", *answer.point, "", "", ""]
