"""Data and fit as a file: the samples, and what the model predicts at one step; CSV, NPZ, JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import IO, TypeAlias

from jacviz.engine.training_messages import MomentAnswer
from jacviz.experiment.data import Dataset
from jacviz.export.data.plain import distinct, plain, write_csv, write_json, write_npz

# (optimiser, start) of each of the heads whose predictions there are.
Heads: TypeAlias = Sequence[tuple[str, int]]
Writer: TypeAlias = Callable[[Dataset, MomentAnswer, Heads, IO[bytes]], None]

_OWN_COLUMNS = ("kind", "optimiser", "start")


def write_fit_csv(data: Dataset, moment: MomentAnswer, heads: Heads, file: IO[bytes]) -> None:
    """A row for each sample ("sample") and for each prediction: "fit" of one input, "region" of two."""
    columns = distinct((*data.input_names, data.target_name), _OWN_COLUMNS, "column")
    write_csv([*_OWN_COLUMNS, *columns], _rows(data, moment, heads), file)


def write_fit_npz(data: Dataset, moment: MomentAnswer, heads: Heads, file: IO[bytes]) -> None:
    """All arrays by the names that JSON gives them."""
    write_npz(
        {
            "input_names": data.input_names,
            "target_name": data.target_name,
            "classes": data.classes,
            "inputs": data.inputs,
            "targets": data.targets,
            "optimisers": tuple(name for name, _ in heads),
            "starts": [start for _, start in heads],
            "losses": moment.losses,
            "fit_inputs": moment.inputs,
            "fits": moment.curves,
            "alpha": moment.alpha,
            "beta": moment.beta,
            "regions": moment.regions,
        },
        file,
    )


def write_fit_json(data: Dataset, moment: MomentAnswer, heads: Heads, file: IO[bytes]) -> None:
    """The samples; for each head its loss and, of one input, its predictions at `fit_inputs`."""
    fields: dict[str, object] = {
        "input_names": list(data.input_names),
        "target_name": data.target_name,
        "classes": list(data.classes),
        "inputs": plain(data.inputs),
        "targets": plain(data.targets),
        "heads": [{"optimiser": name, "start": start} for name, start in heads],
        "losses": plain(moment.losses),
        "fit_inputs": plain(moment.inputs),
        "fits": plain(moment.curves),
    }
    if moment.regions.size:
        regions = {"alpha": moment.alpha, "beta": moment.beta, "regions": moment.regions.astype(float)}
        fields |= {name: plain(array) for name, array in regions.items()}
    write_json(fields, file)


FIT_WRITERS: dict[str, Writer] = {".csv": write_fit_csv, ".npz": write_fit_npz, ".json": write_fit_json}


def _rows(data: Dataset, moment: MomentAnswer, heads: Heads) -> Iterator[list[object]]:
    for point, target in zip(data.inputs.tolist(), data.targets.tolist(), strict=True):
        yield ["sample", "", "", *point, target]
    if moment.inputs.size:
        for (name, start), curve in zip(heads, moment.curves.tolist(), strict=True):
            places = zip(moment.inputs.tolist(), curve, strict=True)
            yield from (["fit", name, start, place, value] for place, value in places)
    for second, row in zip(moment.beta.tolist(), moment.regions.tolist(), strict=False):
        places = zip(moment.alpha.tolist(), row, strict=True)
        yield from (["region", "", "", first, second, value] for first, value in places)
