"""How often intervals of agreement hold its true value: `python tests/benchmarks/agreement_intervals.py`.

Themes: answers have a theme by chance, coders miss some of these and give it to some others. Sets:
answers have a set of themes, of which coders miss some and add one. The true value is that of
endlessly many answers. `--tuned` prints the themes on which `posterior.SUPPOSED` was chosen
instead; they share no case with the others.
"""

from __future__ import annotations

import sys
from itertools import product

import numpy as np
from rich.console import Console
from rich.table import Table

from pipeline.agreement import (
    Posterior,
    ac1,
    alpha,
    contingency,
    fleiss,
    set_figures,
    theme_figures,
)
from pipeline.agreement.coefficients import kappas, mean_kappa, percent
from pipeline.agreement.contingency import pair_contingencies
from pipeline.agreement.label_sets import masi_distances, numbered, set_alpha
from pipeline.agreement.values import STATISTICS
from pipeline.model import Bools

REPEATS, AT_ONCE = 3000, 300
ENDLESS = 400_000

Coders = tuple[float, float]
"""The share of the theme's answers that a coder misses, and of the others given it wrongly."""

CASES = [*product(((30, 2), (100, 2), (30, 3)), (0.3, 0.1, 0.05), ((0.15, 0.02), (0.3, 0.03)))]
TUNED = [
    *product(
        ((20, 2), (40, 2), (80, 2), (25, 3)),
        (0.4, 0.15, 0.07),
        ((0.08, 0.01), (0.2, 0.02), (0.2, 0.08), (0.4, 0.04)),
    )
]


def drawn(
    rng: np.random.Generator, answers: int, coders: int, share: float, error: Coders, sets: int
) -> Bools:
    """Which coder gave which answer the theme, (answers, coders, sets)."""
    missed, wrong = error
    has = rng.random((answers, 1, sets)) < share
    chance = rng.random((answers, coders, sets))
    return np.where(has, chance >= missed, chance < wrong)


def themes(cases: list[tuple[tuple[int, int], float, Coders]]) -> Table:
    """Coverage and mean width for each coefficient of a theme."""
    title = f"A theme, {REPEATS:,} sets of each: coverage (mean width)"
    table = Table(
        "answers", "coders", "share", "misses", "wrong", "alpha", *STATISTICS, title=title
    )
    rng = np.random.default_rng(7)
    for (answers, coders), share, error in cases:
        many = drawn(rng, ENDLESS, coders, share, error, 1).astype(np.int64)
        sums = contingency(many, 2)
        truth = {
            "percent": float(percent(sums)[0]),
            "kappa": float(mean_kappa(kappas(pair_contingencies(many, 2)))[0]),
            "fleiss": float(fleiss(sums)[0]),
            "alpha": float(alpha(sums)[0]),
            "ac1": float(ac1(sums)[0]),
        }
        found: dict[str, list[tuple[bool, float]]] = {name: [] for name in STATISTICS}
        for _ in range(REPEATS // AT_ONCE):
            has = drawn(rng, answers, coders, share, error, AT_ONCE)
            posterior = Posterior(np.arange(answers), rng)
            for figures in theme_figures(has, np.ones(has.shape[:2], dtype=bool), posterior):
                for name in STATISTICS:
                    measure = figures.of[name]
                    if measure.low is not None and measure.high is not None:
                        held = measure.low <= truth[name] <= measure.high
                        found[name].append((held, measure.high - measure.low))
        cells = [shown(found[name]) for name in STATISTICS]
        missed, wrong = error
        table.add_row(
            *(str(answers), str(coders), f"{share:.2f}", f"{missed:.2f}", f"{wrong:.2f}"),
            f"{truth['alpha']:.2f}",
            *cells,
        )
    return table


def shown(found: list[tuple[bool, float]]) -> str:
    """Coverage and mean width."""
    held, width = np.mean(found, axis=0)
    return f"{held:.3f} ({width:.2f})"


def whole_sets() -> Table:
    """Coverage and mean width of identical sets, and of alpha with the MASI distance."""
    title = "Whole sets of six themes, 600 of each: coverage (mean width)"
    table = Table("answers", "coders", "misses", "alpha", "identical", "alpha of sets", title=title)
    rng = np.random.default_rng(8)
    for answers, coders, missed in product((30, 100), (2, 3), (0.1, 0.3)):
        many = sets_of(rng, 4000, coders, missed)
        ratings, distinct = numbered(many)
        true_alpha = float(set_alpha(ratings, masi_distances(distinct))[0])
        same = [len({row[one], row[other]}) == 1 for row in many for one, other in ((0, 1),)]
        found: list[list[tuple[bool, float]]] = [[], []]
        for _ in range(600):
            posterior = Posterior(np.arange(answers), rng, draws=400)
            figures = set_figures(sets_of(rng, answers, coders, missed), posterior)
            for of_kind, measure, truth in (
                (found[0], figures.percent, np.mean(same)),
                (found[1], figures.alpha, true_alpha),
            ):
                if measure.low is not None and measure.high is not None:
                    held = measure.low <= truth <= measure.high
                    of_kind.append((held, measure.high - measure.low))
        table.add_row(
            *(str(answers), str(coders), f"{missed:.2f}", f"{true_alpha:.2f}"), *map(shown, found)
        )
    return table


def sets_of(
    rng: np.random.Generator, answers: int, coders: int, missed: float
) -> list[list[frozenset[str]]]:
    """The sets that coders gave: each misses some themes of an answer, and seldom adds one."""
    has = rng.random((answers, 1, 6)) < np.array([0.5, 0.3, 0.2, 0.1, 0.1, 0.05])
    chance = rng.random((answers, coders, 6))
    given = np.where(has, chance >= missed, chance < 0.02)
    letters = np.array(list("abcdef"))
    return [[frozenset(letters[row].tolist()) for row in of_answer] for of_answer in given]


if __name__ == "__main__":
    console = Console(width=130)
    if "--tuned" in sys.argv:
        console.print(themes(TUNED))
    else:
        console.print(themes(CASES))
        console.print(whole_sets())
