"""Names and numbers as LaTeX writes them in mathematics."""

from __future__ import annotations

import math
from collections.abc import Sequence

from jacviz.notation import parts

MOST_NAMES = 8  # of one list of names; longer ones keep their first two and their last
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi",
    "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_LETTERS = _GREEK | {name: name for name in _GREEK.values()}
_ESCAPES = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "^": r"\^{}",
    "_": r"\_", "~": r"\~{}", "%": r"\%",
})  # fmt: skip


def latex_number(value: float, digits: int = 6) -> str:
    r"""`value` with at most `digits` significant digits.

    Returns:
        Such as "-0.5", "1.2 \times 10^{-7}", "\infty" or "\mathrm{nan}".
    """
    if math.isnan(value):
        return r"\mathrm{nan}"
    if math.isinf(value):
        return r"\infty" if value > 0 else r"-\infty"
    mantissa, _, exponent = f"{value + 0.0:.{digits}g}".partition("e")  # + 0.0: no minus before a zero
    return rf"{mantissa} \times 10^{{{int(exponent)}}}" if exponent else mantissa


def latex_name(name: str) -> str:
    r"""`name` with its index as a subscript: x1 is "x_{1}", theta "\theta", speed "\mathrm{speed}".

    Returns:
        LaTeX for mathematics.
    """
    base, index = parts(name)
    if base in _LETTERS:
        letter = f"\\{_LETTERS[base]}"
    elif len(base) == 1 and base.isalpha():
        letter = base
    else:
        letter = rf"\mathrm{{{base.translate(_ESCAPES)}}}"
    return f"{letter}_{{{index.translate(_ESCAPES)}}}" if index else letter


def latex_names(names: Sequence[str]) -> str:
    r"""Several names in parentheses, shortened where they are many; a single one stands alone.

    Returns:
        Such as "(x_{1}, x_{2}, \dots, x_{64})".
    """
    if len(names) == 1:
        return latex_name(names[0])
    if len(names) > MOST_NAMES:
        return f"({latex_name(names[0])}, {latex_name(names[1])}, \\dots, {latex_name(names[-1])})"
    return f"({', '.join(map(latex_name, names))})"


def bmatrix(rows: Sequence[Sequence[float]]) -> str:
    """A matrix in square brackets, a line a row.

    Returns:
        A bmatrix environment.
    """
    lines = [" & ".join(latex_number(value) for value in row) for row in rows]
    return "\n".join([r"\begin{bmatrix}", " \\\\\n".join(lines), r"\end{bmatrix}"])
