"""Copy what is on the screen as a script that computes it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication

from jacviz.export.code.dialects import KINDS, CodeError, Kind
from jacviz.notation import capitalised
from jacviz.ui.studio import Studio


def copy_jacobian_code(studio: Studio, kind: Kind) -> None:
    """Put a script for the Jacobian and its products on the clipboard, or say why there is none.

    Args:
        studio: Holds what is on the screen.
        kind: The library that the script uses.
    """
    _copy(studio, f"The Jacobian is copied as {KINDS[kind]} code.", lambda: _jacobian(studio, kind))


def copy_descent_code(studio: Studio) -> None:
    """Put a script for the descent on the clipboard, of the optimiser that is looked at.

    Args:
        studio: Holds what is on the screen.
    """
    _copy(studio, "The descent is copied as PyTorch code.", lambda: _descent(studio))


def _copy(studio: Studio, done: str, write: Callable[[], str]) -> None:
    try:
        text = write()
    except CodeError as error:
        studio.message.emit(f"{capitalised(str(error))}.")
    else:
        QGuiApplication.clipboard().setText(text)
        studio.message.emit(done)


def _jacobian(studio: Studio, kind: Kind) -> str:
    results = studio.results
    answer, weighed = results.jacobian, results.products
    if answer is None or weighed is None or results.failure is not None:
        raise CodeError("there is no Jacobian to be copied: the function does not evaluate yet")
    if results.generation < results.wanted or (len(weighed.u), len(weighed.v)) != answer.jacobian.shape:
        raise CodeError("the Jacobian is still being computed; copy it in a moment")
    from jacviz.export.code.jacobian import jacobian_code  # see preloading.py

    return jacobian_code(kind, studio.document, answer, weighed)


def _descent(studio: Studio) -> str:
    results = studio.landscape.results
    if results.run is None:
        raise CodeError("there is no descent to be copied yet")
    from jacviz.export.code.descent import descent_code  # see preloading.py

    run = results.run
    return descent_code(run.task, run.begun, min(results.selection.optimiser, run.optimisers - 1))
