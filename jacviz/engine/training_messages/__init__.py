"""Tasks and answers about training that cross the border: descents, surfaces, basins, steps, files.

What is minimised and how is described by the dataclasses of `jacviz.experiment`, as they are. O counts
optimisers, S starts, K steps, p parameters, N samples. Points are float64; indices are 0-based, steps of a
trajectory are counted from 0 (its start).

A DescentTask, a SurfaceTask and a BasinsTask are answered in parts: each part travels as a `Partial`, and the
last one, or what sums it all up, is the Reply.
"""

from __future__ import annotations

from typing import TypeAlias

from jacviz.engine.training_messages.aliases import Array, Batch, Window
from jacviz.engine.training_messages.descents import (
    MOST_BYTES,
    DescentAnswer,
    DescentBegun,
    DescentChunk,
    DescentCurvature,
    DescentTask,
)
from jacviz.engine.training_messages.files import CsvAnswer, CsvLayoutAnswer, CsvLayoutTask, CsvTask
from jacviz.engine.training_messages.moments import (
    MinibatchAnswer,
    MinibatchTask,
    MomentAnswer,
    MomentTask,
    Predictions,
    Shares,
    TermsAnswer,
    TermsTask,
)
from jacviz.engine.training_messages.surfaces import (
    BasinsAnswer,
    BasinsTask,
    CriticalAnswer,
    CriticalTask,
    SurfaceAnswer,
    SurfaceTask,
)

TrainingTask: TypeAlias = (
    DescentTask | SurfaceTask | BasinsTask | CriticalTask | MomentTask | TermsTask | MinibatchTask
    | CsvLayoutTask | CsvTask
)  # fmt: skip
TrainingAnswer: TypeAlias = (
    DescentAnswer | SurfaceAnswer | BasinsAnswer | CriticalAnswer | MomentAnswer | TermsAnswer
    | MinibatchAnswer | CsvLayoutAnswer | CsvAnswer
)  # fmt: skip
Content: TypeAlias = DescentBegun | DescentChunk | DescentCurvature | SurfaceAnswer | BasinsAnswer

__all__ = [
    "MOST_BYTES",
    "Array",
    "BasinsAnswer",
    "BasinsTask",
    "Batch",
    "Content",
    "CriticalAnswer",
    "CriticalTask",
    "CsvAnswer",
    "CsvLayoutAnswer",
    "CsvLayoutTask",
    "CsvTask",
    "DescentAnswer",
    "DescentBegun",
    "DescentChunk",
    "DescentCurvature",
    "DescentTask",
    "MinibatchAnswer",
    "MinibatchTask",
    "MomentAnswer",
    "MomentTask",
    "Predictions",
    "Shares",
    "SurfaceAnswer",
    "SurfaceTask",
    "TermsAnswer",
    "TermsTask",
    "TrainingAnswer",
    "TrainingTask",
    "Window",
]
