"""Modules that are needed sooner or later: when they are imported so that no hand waits for them."""

from __future__ import annotations

import gc
import sys
import threading
from contextlib import suppress
from importlib import import_module

# What the loss-surface panel is imported by, one in each turn of the event loop: a few modules each.
LANDSCAPE = (
    "jacviz.ui.landscape.colouring",
    "jacviz.ui.landscape.curves.curves",
    "jacviz.ui.landscape.curves.polylines",
    "jacviz.ui.landscape.curves.curve_paint",
    "jacviz.ui.landscape.curves.charts",
    "jacviz.ui.landscape.experiment.items",
    "jacviz.ui.landscape.experiment.csv_preview",
    "jacviz.ui.landscape.experiment.csv_dialog",
    "jacviz.ui.landscape.experiment.minimise",
    "jacviz.ui.landscape.experiment.row",
    "jacviz.ui.landscape.experiment.section",
    "jacviz.ui.landscape.experiment.form",
    "jacviz.ui.landscape.experiment.problem_choice",
    "jacviz.ui.landscape.curves.fit_paint",
    "jacviz.ui.landscape.curves.fit_view",
    "jacviz.ui.landscape.step.rows",
    "jacviz.ui.landscape.step.critical_list",
    "jacviz.experiment.formulas",
    "jacviz.ui.landscape.step.step_arrows",
    "jacviz.ui.landscape.step.microscope",
    "jacviz.ui.landscape.pages",
    "contourpy",
    "jacviz.ui.landscape.surface.contours",
    "jacviz.ui.landscape.surface.heads",
    "jacviz.ui.landscape.surface.arrangement",
    "jacviz.ui.landscape.surface.line_labels",
    "jacviz.ui.landscape.surface.trails",
    "jacviz.ui.landscape.surface.scene",
    "jacviz.ui.landscape.surface.layers",
    "jacviz.ui.landscape.surface.sayings",
    "jacviz.ui.landscape.surface.canvas",
    "jacviz.ui.landscape.surface.surface_view",
    "jacviz.ui.landscape.timeline.rate_slider",
    "jacviz.ui.landscape.panel",
)
# Imported in a thread; none of them makes a QObject when it is imported.
MODULES = (
    "jacviz.export.code.jacobian",
    "jacviz.export.code.descent",
    "jacviz.ui.landscape.solid.solid_view",
)
SOLID = ("pyqtgraph.opengl", "jacviz.ui.landscape.solid.scene")  # a click would wait 200 ms for them
_threads: list[threading.Thread] = []
_SHARE = 0.001  # seconds that the window waits at most for its turn while a thread imports, and later


def preload() -> None:
    """Import them unless they are there; returns at once.

    What is there by then stays, modules and widgets alike: the garbage collector looks at it no more. Each of
    its looks would hold a frame up for 40 ms.
    """
    gc.freeze()
    _begin(MODULES)
    preload_solid()


def preload_solid() -> None:
    """Import what the picture in three dimensions needs, where the platform has any, unless it is there."""
    from jacviz.ui.landscape.solid.opengl import prepare_import

    if prepare_import():
        _begin(SOLID)


def busy() -> bool:
    """Whether something is still being imported.

    Returns:
        False where nothing was ever begun.
    """
    return any(thread.is_alive() for thread in _threads)


def _begin(names: tuple[str, ...]) -> None:
    missing = [name for name in names if name not in sys.modules]
    if missing:
        _threads.append(threading.Thread(target=_import, args=(missing,), name="preloading", daemon=True))
        _threads[-1].start()


def _import(names: list[str]) -> None:
    sys.setswitchinterval(_SHARE)
    for name in names:
        with suppress(Exception):  # of a broken installation; whoever needs the module says so
            import_module(name)
    gc.freeze()
