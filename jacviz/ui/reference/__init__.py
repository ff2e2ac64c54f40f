"""The built-in reference (F1): both languages and the keys, with examples to try."""
