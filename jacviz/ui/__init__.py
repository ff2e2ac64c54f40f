"""The window: Qt widgets that draw (Document, Results) and turn hands into wishes. Never imports torch."""
