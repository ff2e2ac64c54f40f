"""Data and fit as a file: the samples, and what the model predicts at one step; CSV, NPZ, JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import IO, TypeAlias

from jacviz.engine.training_messages import Array, MomentAnswer
from jacviz.experiment.data import Dataset
from jacviz.export.data.plain import distinct, plain, write_csv, write_json, write_npz

# (optimiser, start) of each of the heads whose predictions there are.
Heads: TypeAlias = Sequence[tuple[str, int]]
Writer: TypeAlias = Callable[[Dataset, MomentAnswer, Heads, IO[bytes]], None]

_OWN_COLUMNS = ("kind", "optimiser", "start")


def write_fit_csv(data: Dataset, moment: MomentAnswer, heads: Heads, file: IO[bytes]) -> None:
    """A row for each sample and prediction: "fit" of one input, "region" of two, "prediction" of more.

    A model of one input with an output a class has a row "probability of ..." for each class and place.
    """
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
            **_shares(moment),
            **_predictions(moment),
        },
        file,
    )


def write_fit_json(data: Dataset, moment: MomentAnswer, heads: Heads, file: IO[bytes]) -> None:
    """The samples; for each head its loss and, of one input, its predictions at `fit_inputs`.

    Where classes are told apart along one input, `probabilities` there are those of the selected head, a row
    for each of `probability_classes`.
    Of three and more inputs `predictions` are those of the samples numbered by `predicted_samples`.
    """
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
    if moment.shares is not None:
        fields["probability_classes"] = list(moment.shares.classes)
        fields["probabilities"] = plain(moment.shares.values)
    fields |= {name: plain(array) for name, array in _predictions(moment).items()}
    write_json(fields, file)


FIT_WRITERS: dict[str, Writer] = {".csv": write_fit_csv, ".npz": write_fit_npz, ".json": write_fit_json}


def _shares(moment: MomentAnswer) -> dict[str, Array | tuple[str, ...]]:
    seen = moment.shares
    return {} if seen is None else {"probability_classes": seen.classes, "probabilities": seen.values}


def _predictions(moment: MomentAnswer) -> dict[str, Array]:
    seen = moment.predictions
    return {} if seen is None else {"predicted_samples": seen.samples, "predictions": seen.values}


def _rows(data: Dataset, moment: MomentAnswer, heads: Heads) -> Iterator[list[object]]:
    for point, target in zip(data.inputs.tolist(), data.targets.tolist(), strict=True):
        yield ["sample", "", "", *point, target]
    if moment.shares is not None:
        for name, row in zip(moment.shares.classes, moment.shares.values.tolist(), strict=True):
            places = zip(moment.inputs.tolist(), row, strict=True)
            yield from ([f"probability of {name}", "", "", place, value] for place, value in places)
    elif moment.inputs.size:
        for (name, start), curve in zip(heads, moment.curves.tolist(), strict=True):
            places = zip(moment.inputs.tolist(), curve, strict=True)
            yield from (["fit", name, start, place, value] for place, value in places)
    for second, row in zip(moment.beta.tolist(), moment.regions.tolist(), strict=False):
        places = zip(moment.alpha.tolist(), row, strict=True)
        yield from (["region", "", "", first, second, value] for first, value in places)
    seen = moment.predictions
    if seen is not None:
        points = data.inputs[seen.samples].tolist()
        for (name, start), values in zip(heads, seen.values.tolist(), strict=True):
            places = zip(points, values, strict=True)
            yield from (["prediction", name, start, *point, value] for point, value in places)
