"""The function panel: the editor, its completion and its messages."""
