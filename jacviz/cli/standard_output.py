"""Standard output, where it refuses what is written: a full disk behind it, a device that takes nothing."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

from jacviz.cli.sources import UsageError
from jacviz.session.source_files import reason


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """Write what is printed in here, all of it.

    Raises:
        UsageError: Standard output cannot be written.
        OSError: A BrokenPipeError: what reads it has seen enough.
    """
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        # Python would try again to write what is left when it ends, and complain once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise
        raise UsageError(f"standard output cannot be written: {reason(error)}") from error
