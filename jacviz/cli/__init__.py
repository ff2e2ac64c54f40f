"""The command line. Nothing heavy is imported before it is known what is wanted."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run jacviz.

    Args:
        arguments: The command line without the program's name; that of this process where None.

    Returns:
        The exit status: 0; 1 where the function fails; 2 for wrong usage or a missing display; 3 where a
        document's Python would have to run without the user's word.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    command = given[0] if given else ""
    if command == "eval":
        from jacviz.cli.evaluation import main as evaluate

        return evaluate(given[1:])
    if command == "descend":
        from jacviz.cli.descent import main as descend

        return descend(given[1:])
    if command == "export":
        from jacviz.cli.exporting import main as export

        return export(given[1:])
    if command == "bench":
        from jacviz.cli.benching import main as bench

        return bench(given[1:])
    from jacviz.cli.opening import main as open_app

    return open_app(given)
