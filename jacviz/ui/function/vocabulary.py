"""What may be typed next, as far as the text and the language tell. No Qt."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from functools import lru_cache

GIVEN = {
    "torch": "PyTorch",
    "nn": "torch.nn: layers",
    "F": "torch.nn.functional",
    "math": "Python's math module",
    "np": "NumPy",
}  # there without import in Python text
_WORD = re.compile(r"[^\W\d]\w*")
_NAME_OR_CALL = re.compile(r"([^\W\d]\w*)(\s*\()?")
_WORD_AT_END = re.compile(r"[^\W\d]\w*$")


@dataclass(frozen=True)
class Candidate:
    """One thing that may be typed.

    Attributes:
        name: What is inserted.
        explanation: One line about it.
    """

    name: str
    explanation: str = ""


def word_before(line: str) -> str:
    """The word that is being typed at the end of a line.

    Returns:
        Its letters; "" where the line ends with something else.
    """
    match = _WORD_AT_END.search(line)
    return match[0] if match else ""


@lru_cache(maxsize=1)
def _explanations() -> dict[str, str]:
    from jacviz.language.functions import CONSTANTS, FUNCTIONS
    from jacviz.language.reference import REFERENCE  # at the first completion: not while the window opens

    known = {name: function.explanation for name, function in FUNCTIONS.items()}
    for entry in REFERENCE:
        for name in (*CONSTANTS, "inputs:", "parameters:", "outputs:"):
            if re.match(rf"{re.escape(name)}(?!\w)", entry.construct):
                known[name] = entry.explanation
    for entry in REFERENCE:
        for name in ("and", "or", "not"):
            if name in entry.construct.split():
                known[name] = entry.explanation
    return known


def maths_candidates(text: str, line: str) -> list[Candidate]:
    """What the maths language and the text itself offer.

    Args:
        text: The text without the word that is being typed.
        line: The part of the cursor's line before that word.

    Returns:
        The text's own names first.
    """
    from jacviz.language.reference import names

    fresh = not line.strip()  # a declaration stands at the start of its line
    known = _explanations()
    offered = [name for name in names(text) if fresh or not name.endswith(":")]
    alone = {name for name, call in _NAME_OR_CALL.findall(text) if not call}  # else a function misspelt
    own = [Candidate(name, "in this text") for name in offered if name not in known and name in alone]
    return own + [Candidate(name, known[name]) for name in offered if name in known]


def python_candidates(text: str) -> list[Candidate]:
    """What is known of Python text without asking the engine.

    Args:
        text: The text without the word that is being typed.

    Returns:
        The text's own names, the modules that are there without import, keywords.
    """
    own = sorted(set(_WORD.findall(text)) - set(keyword.kwlist) - set(GIVEN))
    return (
        [Candidate(name, "in this text") for name in own if len(name) > 1]
        + [Candidate(name, meaning) for name, meaning in GIVEN.items()]
        + [Candidate(name, "keyword") for name in keyword.kwlist]
    )


def fitting(candidates: list[Candidate], prefix: str, limit: int = 200) -> list[Candidate]:
    """The candidates that begin with what was typed.

    Args:
        candidates: In order of preference.
        prefix: What was typed; capitals are told apart only in the order.
        limit: At most so many.

    Returns:
        Exact ones first, then those with the same capitals, each name once.
    """
    lowered = prefix.lower()
    unique = {c.name: c for c in reversed(candidates) if c.name.lower().startswith(lowered)}
    order = {candidate.name: place for place, candidate in reversed(list(enumerate(candidates)))}

    def rank(candidate: Candidate) -> tuple[bool, bool, int]:
        name = candidate.name
        return (name != prefix, not name.startswith(prefix), order[name])

    return sorted(unique.values(), key=rank)[:limit]
