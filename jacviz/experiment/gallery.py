"""Objectives that optimisers are tried on: formula, view, known minima, one sentence. No torch.

Formulas, views and minima after Surjanovic, Bingham, "Virtual Library of Simulation Experiments" (2013), and
Jamil, Yang, "A Literature Survey of Benchmark Functions" (2013).
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from jacviz.experiment.errors import TrainingError


@dataclass(frozen=True)
class Exhibit:
    """One objective of two parameters.

    Attributes:
        name: Lower case with hyphens.
        title: Its name as text.
        formula: The objective in the maths language, of x and y.
        low: Lower left corner of the view.
        high: Upper right corner of the view.
        minima: The global minima in the view, to 15 digits or exactly.
        value: The value there (of the saddles: their own).
        rate: A learning rate with which plain SGD from most starts in the view arrives, or gets on.
        sentence: What it teaches.
    """

    name: str
    title: str
    formula: str
    low: tuple[float, float]
    high: tuple[float, float]
    minima: tuple[tuple[float, float], ...]
    value: float
    rate: float
    sentence: str


EXHIBITS: tuple[Exhibit, ...] = (
    Exhibit(
        "rosenbrock", "Rosenbrock", "(1 - x)^2 + 100 (y - x^2)^2",
        (-2.0, -1.0), (2.0, 3.0), ((1.0, 1.0),), 0.0, 1e-3,
        "A curved valley: easy to enter, slow to follow, because its floor is almost flat.",
    ),
    Exhibit(
        "himmelblau", "Himmelblau", "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
        (-5.0, -5.0), (5.0, 5.0),
        (
            (3.0, 2.0), (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.283185991286170), (3.584428340330492, -1.848126526964404),
        ), 0.0, 1e-2,
        "Four equal minima: where a trajectory ends depends on where it starts.",
    ),
    Exhibit(
        "beale", "Beale", "(1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2",
        (-4.5, -4.5), (4.5, 4.5), ((3.0, 0.5),), 0.0, 2e-4,
        "Flat in the middle, steep at the corners: one learning rate cannot suit both.",
    ),
    Exhibit(
        "booth", "Booth", "(x + 2 y - 7)^2 + (2 x + y - 5)^2",
        (-10.0, -10.0), (10.0, 10.0), ((1.0, 3.0),), 0.0, 5e-2,
        "A quadratic bowl with tilted axes: the simplest case that still bends a trajectory.",
    ),
    Exhibit(
        "matyas", "Matyas", "0.26 (x^2 + y^2) - 0.48 x y",
        (-10.0, -10.0), (10.0, 10.0), ((0.0, 0.0),), 0.0, 0.5,
        "An ill-conditioned bowl: 25 times steeper across than along.",
    ),
    Exhibit(
        "three-hump-camel", "Three-hump camel", "2 x^2 - 1.05 x^4 + x^6 / 6 + x y + y^2",
        (-2.5, -2.5), (2.5, 2.5), ((0.0, 0.0),), 0.0, 5e-2,
        "Three valleys, of which the middle one is the deepest.",
    ),
    Exhibit(
        "styblinski-tang", "Styblinski-Tang", "(x^4 - 16 x^2 + 5 x + y^4 - 16 y^2 + 5 y) / 2",
        (-5.0, -5.0), (5.0, 5.0), ((-2.903534027771177, -2.903534027771177),), -78.33233140754282, 2e-2,
        "Four valleys of different depth, separated by saddles.",
    ),
    Exhibit(
        "goldstein-price", "Goldstein-Price",
        "(1 + (x + y + 1)^2 (19 - 14 x + 3 x^2 - 14 y + 6 x y + 3 y^2))"
        " (30 + (2 x - 3 y)^2 (18 - 32 x + 12 x^2 + 48 y - 36 x y + 27 y^2))",
        (-2.0, -2.0), (2.0, 2.0), ((0.0, -1.0),), 3.0, 5e-6,
        "Values from 3 to a million: choose a logarithmic scale, and a tiny learning rate.",
    ),
    Exhibit(
        "mccormick", "McCormick", "sin(x + y) + (x - y)^2 - 1.5 x + 2.5 y + 1",
        (-1.5, -3.0), (4.0, 4.0), ((-0.547197551196598, -1.547197551196598),), -1.913222954981037, 0.1,
        "A tilted wave: the next valley always lies lower.",
    ),
    Exhibit(
        "easom", "Easom", "-cos(x) cos(y) exp(-(x - pi)^2 - (y - pi)^2)",
        (-1.0, -1.0), (7.0, 7.0), ((3.141592653589793, 3.141592653589793),), -1.0, 0.1,
        "A narrow hole in a plain: without a gradient there is nothing to follow.",
    ),
    Exhibit(
        "rastrigin", "Rastrigin", "20 + x^2 - 10 cos(2 pi x) + y^2 - 10 cos(2 pi y)",
        (-5.12, -5.12), (5.12, 5.12), ((0.0, 0.0),), 0.0, 2e-3,
        "A bowl full of pits: descent stops in the nearest one.",
    ),
    Exhibit(
        # The slope of the root is infinite at the minimum, a cusp; the untaken side of where is cut off.
        "ackley", "Ackley",
        "r = where(x^2 + y^2 > 0, sqrt((x^2 + y^2) / 2), 0)\n"
        "-20 exp(-0.2 r) - exp((cos(2 pi x) + cos(2 pi y)) / 2) + e + 20",
        (-5.0, -5.0), (5.0, 5.0), ((0.0, 0.0),), 0.0, 1e-2,
        "A rippled plain round a sharp funnel, whose tip is a cusp.",
    ),
    Exhibit(
        "saddle", "Saddle", "x^2 - y^2",
        (-2.0, -2.0), (2.0, 2.0), (), 0.0, 1e-2,
        "No minimum: a start exactly on the ridge stops at the saddle, any other one runs away.",
    ),
    Exhibit(
        "monkey-saddle", "Monkey saddle", "x^3 - 3 x y^2",
        (-2.0, -2.0), (2.0, 2.0), (), 0.0, 2e-4,
        "A saddle with a third way down (for the tail); its Hessian at the origin is zero.",
    ),
    Exhibit(
        "plateau", "Plateau", "1 - exp(-(x^2 + y^2) / 2)",
        (-4.0, -4.0), (4.0, 4.0), ((0.0, 0.0),), 0.0, 0.1,
        "The gradient vanishes far from the minimum: trajectories out there hardly move.",
    ),
    Exhibit(
        "narrow-valley", "Narrow valley", "(x^2 + 50 y^2) / 2",
        (-4.0, -2.0), (4.0, 2.0), ((0.0, 0.0),), 0.0, 3e-2,
        "50 times steeper across than along: plain descent zigzags, momentum does not.",
    ),
)  # fmt: skip


def exhibit(name: str) -> Exhibit:
    """An objective of the gallery by name.

    Args:
        name: Lower case with hyphens; case, blanks and underscores are forgiven.

    Returns:
        The objective.

    Raises:
        TrainingError: There is none of that name.
    """
    key = name.strip().lower().replace("_", "-").replace(" ", "-")
    known = {entry.name: entry for entry in EXHIBITS}
    if key not in known:
        near = get_close_matches(key, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}."
        raise TrainingError(f"There is no objective {name!r}; {hint}")
    return known[key]
