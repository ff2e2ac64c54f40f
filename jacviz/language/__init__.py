"""The maths language: its names, its reference and its whitelisted parser. No torch, no Qt, no eval."""

from __future__ import annotations

from jacviz.language.errors import MathsError
from jacviz.language.numbers import evaluate_number
from jacviz.language.program import parse
from jacviz.language.reference import REFERENCE, Entry, names
from jacviz.language.tree import Program

__all__ = ["REFERENCE", "Entry", "MathsError", "Program", "evaluate_number", "names", "parse"]
