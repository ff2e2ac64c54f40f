"""The examples as a list under their button; typing narrows it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from jacviz.ui.controls.titles import Entry, TitlesPopup


class ExamplesPopup(TitlesPopup):
    """Title and sentence of each example; `chosen` gives its name."""

    def __init__(self, parent: QWidget) -> None:
        """Make the list, hidden; the examples are read when it is first opened.

        Args:
            parent: The owner.
        """
        super().__init__("Examples", "Search the examples", "No example fits.", parent)
        self._examples: tuple[Entry, ...] = ()

    def open(self, anchor: QWidget, window: QWidget) -> None:
        """Show all examples below a button.

        Args:
            anchor: The button.
            window: The window that the list should stay over where it can.
        """
        if not self._examples:
            from jacviz.session.examples import all_examples

            self._examples = tuple(
                Entry(
                    example.name,
                    example.title,
                    example.about,
                    corner="Python" if example.language == "python" else "",
                    words=example.language,
                )
                for example in all_examples()
            )
        self.open_entries(self._examples, anchor, window)

    def shown_names(self) -> list[str]:
        """The examples in the list.

        Returns:
            Their names, from top to bottom.
        """
        return self.shown_keys()
