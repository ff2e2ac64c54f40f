"""A loss surface as a file: CSV with a row for each point of the grid, NPZ, JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, TypeAlias

from jacviz.engine.training_messages import SurfaceAnswer
from jacviz.export.data.plain import distinct, plain, write_csv, write_json, write_npz

Writer: TypeAlias = Callable[[SurfaceAnswer, IO[bytes]], None]


def write_surface_csv(surface: SurfaceAnswer, file: IO[bytes]) -> None:
    """A row for each point: both coordinates on the plane, or the only parameter, and the loss."""
    names = surface.plane.names[: len(surface.plane.directions)]
    write_csv([*distinct(names, ("loss",), "coordinate"), "loss"], _rows(surface), file)


def write_surface_npz(surface: SurfaceAnswer, file: IO[bytes]) -> None:
    """The grid and its plane: alpha, beta stand for origin + alpha directions[0] + beta directions[1]."""
    plane = surface.plane
    write_npz(
        {
            "names": plane.names,
            "alpha": surface.alpha,
            "beta": surface.beta,
            "values": surface.values,
            "origin": plane.origin,
            "directions": plane.directions,
        },
        file,
    )


def write_surface_json(surface: SurfaceAnswer, file: IO[bytes]) -> None:
    """The same as JSON; `values` has a list for each beta."""
    plane = surface.plane
    write_json(
        {
            "names": list(plane.names),
            "alpha": plain(surface.alpha),
            "beta": plain(surface.beta),
            "values": plain(surface.values),
            "origin": plain(plane.origin),
            "directions": plain(plane.directions),
        },
        file,
    )


SURFACE_WRITERS: dict[str, Writer] = {
    ".csv": write_surface_csv,
    ".npz": write_surface_npz,
    ".json": write_surface_json,
}


def _rows(surface: SurfaceAnswer) -> Iterator[list[object]]:
    alpha = surface.alpha.tolist()
    if surface.plane.is_line:
        yield from ([a, loss] for a, loss in zip(alpha, surface.values[0].tolist(), strict=True))
        return
    for beta, row in zip(surface.beta.tolist(), surface.values.tolist(), strict=True):
        yield from ([a, beta, loss] for a, loss in zip(alpha, row, strict=True))
