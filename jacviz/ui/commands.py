"""The table of commands: one entry for every action a user can take in the window."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from jacviz.export.code.dialects import KINDS, Kind
from jacviz.ui.actions import Entry
from jacviz.ui.code_copy import copy_descent_code, copy_jacobian_code

if TYPE_CHECKING:
    from jacviz.session.settings import Appearance
    from jacviz.ui.landscape.panel import LandscapePanel
    from jacviz.ui.publish.data_export import Content
    from jacviz.ui.publish.exports import Exports
    from jacviz.ui.window import Window

_STEP = 1.1  # of the type size


def command_table(window: Window) -> list[Entry]:
    """Every command of the window, in the order of the menus.

    Args:
        window: Whose commands.

    Returns:
        One entry a command.
    """
    return [
        *_file(window), *_edit(window), *_function(window), *_descent(window), *_view(window), *_help(window),
    ]  # fmt: skip


def _file(window: Window) -> list[Entry]:
    files = window.files
    return [
        Entry("file.open", "Open…", files.open, "Ctrl+O", "open", "File"),
        Entry("file.save", "Save", files.save, "Ctrl+S", "save", "File", separator=True),
        Entry("file.save-as", "Save as…", files.save_as, "Ctrl+Shift+S", menu="File"),
        Entry("file.save-text", "Save the function's text…", files.save_text, menu="File"),
        Entry(
            "file.export-picture",
            "Export a picture…",
            window.show_picture_dialog,
            "Ctrl+Shift+E",
            "export",
            "File",
            separator=True,
        ),
        Entry(
            "file.export-animation",
            "Export an animation…",
            window.exports.show_film,
            "Ctrl+Shift+A",
            menu="File",
        ),
        Entry("file.export-page", "Export a web page…", window.exports.export_page, menu="File"),
        *_data(window.exports),
        Entry(
            "file.preferences",
            "Preferences…",
            window.show_preferences,
            "Ctrl+,",
            "settings",
            "File",
            separator=True,
        ),
        Entry("file.quit", "Quit", window.quit, "Ctrl+Q", menu="File", separator=True),
    ]


def _data(exports: Exports) -> list[Entry]:
    def entry(content: Content, title: str) -> Entry:
        first = content == "jacobian"
        handler = partial(exports.export_data, content)
        return Entry(f"file.export-{content}", title, handler, menu="File", separator=first)

    return [
        entry("jacobian", "Export data: Jacobian and vectors…"),
        entry("trajectories", "Export data: trajectories…"),
        entry("losses", "Export data: losses…"),
        entry("surface", "Export data: loss surface…"),
        entry("fit", "Export data: samples and fit…"),
    ]


def _edit(window: Window) -> list[Entry]:
    studio = window.studio
    return [
        Entry("edit.undo", "Undo", studio.undo, "Ctrl+Z", "undo", "Edit", lambda: studio.can_undo),
        Entry("edit.redo", "Redo", studio.redo, "Ctrl+Shift+Z", "redo", "Edit", lambda: studio.can_redo),
        *_code(window),
    ]


def _code(window: Window) -> list[Entry]:
    studio, menu = window.studio, "Edit"

    def writes(kind: Kind) -> bool:
        from jacviz.export.code.jacobian import kinds_for  # see preloading.py

        return kind in kinds_for(studio.document)

    def jacobian(kind: Kind, *, separator: bool = False) -> Entry:
        return Entry(
            f"edit.code-{kind}",
            f"Copy as {KINDS[kind]} code",
            lambda: copy_jacobian_code(studio, kind),
            menu=menu,
            enabled=lambda: studio.results.jacobian is not None and writes(kind),
            separator=separator,
        )

    return [
        jacobian("torch", separator=True),
        jacobian("jax"),
        jacobian("numpy"),
        Entry(
            "edit.code-descent",
            "Copy the descent as PyTorch code",
            lambda: copy_descent_code(studio),
            menu=menu,
            enabled=lambda: studio.landscape.results.run is not None,
        ),
    ]


def _function(window: Window) -> list[Entry]:
    studio, menu = window.studio, "Function"

    def wish(title: str, field: str, value: str, **more: Any) -> Entry:
        return Entry(
            f"function.{field}-{value}",
            title,
            lambda: studio.update(replace(studio.document, **{field: value})),  # type: ignore[arg-type]
            menu=menu,
            checked=lambda: bool(getattr(studio.document, field) == value),
            **more,
        )

    def has_parameters() -> bool:
        answer = studio.results.jacobian
        return answer is not None and len(answer.parameters) > 0

    return [
        Entry(
            "function.examples", "Examples…", window.function_panel.show_examples, "Ctrl+E", "examples", menu
        ),
        wish("Write it as maths", "language", "maths", separator=True),
        wish("Write it in Python", "language", "python"),
        wish("Differentiate with respect to x", "wrt", "x", separator=True),
        wish("Differentiate with respect to θ", "wrt", "theta", enabled=has_parameters),
        wish("Choose the mode by itself", "mode", "auto", separator=True),
        wish("Forward mode", "mode", "forward"),
        wish("Reverse mode", "mode", "reverse"),
        wish("Double precision (float64)", "precision", "float64", separator=True),
        wish("Single precision (float32)", "precision", "float32"),
        Entry("function.evaluate", "Evaluate now", studio.evaluate_now, "F5", "reset", menu, separator=True),
        Entry(
            "function.run",
            "Run the file's Python",
            window.function_panel.binding.evaluate,
            "Ctrl+Return",
            menu=menu,
            enabled=lambda: studio.results.waits,
        ),
    ]


def _descent(window: Window) -> list[Entry]:
    loop, menu = window.studio.landscape, "Descent"
    playhead = loop.playhead

    def panel() -> LandscapePanel:
        return window.landscape_panel

    def sight(title: str, field: str, **more: Any) -> Entry:
        def shown() -> bool:
            return bool(getattr(window.studio.document.landscape.sight, field))

        return Entry(
            f"descent.{field.replace('_', '-')}",
            title,
            lambda: panel().wish_sight(**{field: not shown()}),
            menu=menu,
            checked=shown,
            **more,
        )

    def page(name: str, title: str, **more: Any) -> Entry:
        return Entry(f"descent.page-{name}", title, lambda: panel().show_page(name), menu=menu, **more)

    return [
        Entry("descent.play", "Play or pause", playhead.toggle, "Ctrl+P", "play", menu),
        Entry("descent.restart", "Play from the start", lambda: panel().play_from_start(), menu=menu),
        Entry("descent.end", "Go to the end", playhead.to_end, menu=menu),
        Entry(
            "descent.run",
            "Run the loss surface's Python",
            window.studio.run_landscape,
            menu=menu,
            enabled=lambda: panel().shows_unread,
        ),
        sight("In three dimensions", "three_d", separator=True, enabled=lambda: panel().three_d.isEnabled()),
        sight("Colour basins of attraction", "basins", enabled=lambda: not panel().surface.on_curve),
        sight("Mark critical points", "critical"),
        Entry("descent.whole", "Show the whole surface", lambda: panel().wish_sight(window=None), menu=menu),
        page("curves", "Curves, data and fit", separator=True),
        page("step", "The step under the microscope"),
        page("points", "Critical points"),
        page("settings", "Settings of the descent", shortcut="Ctrl+D"),
        Entry(
            "descent.link",
            "Show the step in the Jacobian panel",
            lambda: loop.set_link(not loop.link),
            "Ctrl+J",
            "link",
            menu,
            checked=lambda: loop.link,
            separator=True,
        ),
    ]


def _view(window: Window) -> list[Entry]:
    studio, menu = window.studio, "View"

    def scale(factor: float | None) -> None:
        wished = 1.0 if factor is None else round(studio.settings.font_scale * factor, 3)
        studio.change_settings(replace(studio.settings, font_scale=min(max(wished, 0.75), 2.5)))

    def appearance(name: Appearance, title: str, *, separator: bool = False) -> Entry:
        return Entry(
            f"view.{name}",
            title,
            lambda: studio.change_settings(replace(studio.settings, appearance=name)),
            menu=menu,
            checked=lambda: studio.settings.appearance == name,
            separator=separator,
        )

    return [
        appearance("system", "Light or dark as the system"),
        appearance("light", "Light"),
        appearance("dark", "Dark"),
        Entry("view.larger", "Larger type", lambda: scale(_STEP), "Ctrl+Shift+.", menu=menu, separator=True),
        Entry("view.smaller", "Smaller type", lambda: scale(1 / _STEP), "Ctrl+Shift+,", menu=menu),
        Entry("view.normal", "Normal type", lambda: scale(None), "Ctrl+Shift+0", menu=menu),
        Entry("view.reset", "Reset the arrangement", window.reset_arrangement, menu=menu, separator=True),
        Entry("view.palette", "Every command…", window.show_palette, "Ctrl+K", "search", menu),
    ]


def _help(window: Window) -> list[Entry]:
    return [Entry("help.reference", "Reference…", window.show_reference, "F1", "help", "Help")]
