"""`jacviz bench`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Measure this machine.

    Args:
        arguments: What follows `bench`.

    Returns:
        The exit status of the benchmark.
    """
    from jacviz.bench.run import PARTS

    *most, last = PARTS
    about = "Measure this machine through the real window."
    parser = argparse.ArgumentParser(prog="jacviz bench", description=about)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--only", metavar="PART", help=f"{', '.join(most)} or {last}")
    options = parser.parse_args(arguments)
    from jacviz.bench import main as measure

    return measure(as_json=options.json, only=options.only)
