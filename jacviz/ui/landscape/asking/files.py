"""Reading the user's CSV files, in the engine: a large one must not hold the window up."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from jacviz.engine.messages import Failure, Progress
from jacviz.engine.training_messages import CsvAnswer, CsvLayoutAnswer, CsvLayoutTask, CsvTask
from jacviz.experiment.csv_layout import CsvLayout
from jacviz.experiment.csv_table import CsvTable

if TYPE_CHECKING:
    from jacviz.ui.landscape.asking.loop import LandscapeLoop, Message


def read_layout(loop: LandscapeLoop, path: str, done: Callable[[CsvLayout | Failure], None]) -> None:
    """Look at the beginning of a file.

    Args:
        loop: The way to the engine.
        path: The file.
        done: Gets its layout, or why there is none.
    """

    def receive(message: Message) -> None:
        if isinstance(message, CsvLayoutAnswer):
            done(message.layout)
        elif isinstance(message, Failure):
            done(message)

    loop.ask(CsvLayoutTask(path), receive)


def read_table(
    loop: LandscapeLoop,
    task: CsvTask,
    done: Callable[[CsvTable | Failure], None],
    progress: Callable[[float], None],
) -> Callable[[], None]:
    """Read the chosen columns of a file.

    Args:
        loop: The way to the engine.
        task: What is read.
        done: Gets the table, or why there is none.
        progress: Gets the share that is read, 0 to 1.

    Returns:
        A function that cancels the reading.
    """

    def receive(message: Message) -> None:
        if isinstance(message, CsvAnswer):
            done(message.table)
        elif isinstance(message, Failure):
            done(message)
        elif isinstance(message, Progress) and message.total:
            progress(message.done / message.total)

    loop.ask(task, receive)
    return lambda: loop.cancel("CsvTask")
