"""How often a change is called one where there is none, and how often its interval holds the truth:
`python tests/benchmarks/changes.py`.

Drawn pairs of waves of 30 respondents, of whom 0, 15 or 30 are in both and answer alike as far as
`alike` says (phi), at p below .05 before the rule of Holm; small waves exactly, at the worst of 99
true shares; real changes that a bridge finds; and whole reports of twelve questions in which
nothing changed: how many of them hold a word of change.
"""

from __future__ import annotations

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.stats import binom

from pipeline.counts import Pairs, Recoded, WaveShares, bridge, changes, holm, verdicts
from pipeline.model import Bools, Ints

DRAWN = 40_000
STUDIES = 4_000


def chances(before: float, now: float, alike: float) -> list[float]:
    """Of a code in both waves, only before, only now, in neither."""
    both = min(
        before * now + alike * float(np.sqrt(before * (1 - before) * now * (1 - now))), before, now
    )
    return [both, before - both, now - both, max(1 - before - now + both, 0)]


def waves(in_both: int, before: float, now: float, alike: float, n: int = 30) -> list[str]:
    """Called a change, coverage and mean width."""
    rng = np.random.default_rng(1)
    pairs = rng.multinomial(in_both, chances(before, now, alike), size=DRAWN).T
    only1, only2 = rng.binomial(n - in_both, before, DRAWN), rng.binomial(n - in_both, now, DRAWN)
    found = changes(
        WaveShares(pairs[0] + pairs[1] + only1, n),
        WaveShares(pairs[0] + pairs[2] + only2, n),
        Pairs(in_both, pairs[0], pairs[1], pairs[2]),
    )
    held = (found.low <= now - before + 1e-12) & (now - before - 1e-12 <= found.high)
    return [
        f"{(found.p < 0.05).mean():.3f}",
        f"{held.mean():.3f}",
        f"{(found.high - found.low).mean():.3f}",
    ]


def of_thirty() -> Table:
    """No change, then changes."""
    table = Table(
        "in both", "before", "now", "alike", "called", "coverage", "width", title="Two waves of 30"
    )
    for before, now in ((0.05, 0.05), (0.2, 0.2), (0.5, 0.5), (0.05, 0.2), (0.2, 0.5), (0.3, 0.7)):
        for in_both in (0, 15, 30):
            for alike in (0.0, 0.4, 0.8) if in_both else (0.0,):
                if before == now or alike < 0.8:
                    row = waves(in_both, before, now, alike)
                    table.add_row(str(in_both), f"{before}", f"{now}", f"{alike}", *row)
    return table


def of_few() -> Table:
    """The worst false alarm over all true shares, exactly."""
    table = Table("bases", "most false alarms", title="Small waves, nobody in both")
    for base1, base2 in (
        (1, 1),
        (2, 2),
        (5, 5),
        (10, 10),
        (20, 20),
        (30, 30),
        (2, 30),
        (5, 30),
        (10, 30),
        (5, 300),
    ):
        n1, n2 = (x.ravel() for x in np.indices((base1 + 1, base2 + 1)))
        called = changes(WaveShares(n1, base1), WaveShares(n2, base2)).p < 0.05
        levels = [
            (binom.pmf(n1, base1, p) * binom.pmf(n2, base2, p))[called].sum()
            for p in np.linspace(0.01, 0.99, 99)
        ]
        table.add_row(f"{base1}, {base2}", f"{max(levels):.3f}")
    return table


def bridged(n: int, in_both: int, recoded: int, before: float, now: float) -> list[str]:
    """Coverage of the instrument's and the real change, and the width of the real one.

    The old instrument missed 20% and added 5%.
    """
    rng = np.random.default_rng(3)
    kind = rng.choice(4, p=chances(before, now, 0.4), size=(STUDIES, 2 * n - in_both))
    again, later = np.isin(kind, (0, 1))[:, :n], np.isin(kind, (0, 2))[:, n - in_both :]
    chance = rng.random(again.shape)
    then = np.where(again, chance >= 0.2, chance < 0.05)
    order = rng.permutation(n)[:recoded]
    both = order[order >= n - in_both]
    twice, twice_later = again[:, both], later[:, both - (n - in_both)]
    found = bridge(
        Recoded(recoded, *cross(then[:, order], again[:, order])),
        WaveShares(then.sum(axis=1), n),
        WaveShares(later.sum(axis=1), n),
        Pairs(len(both), *cross(twice, twice_later)),
        in_both=in_both,
    )
    instrument, real = before - (0.8 * before + 0.05 * (1 - before)), now - before
    return [
        f"{((found.low <= instrument) & (instrument <= found.high)).mean():.3f}",
        f"{((found.real_low <= real + 1e-12) & (real - 1e-12 <= found.real_high)).mean():.3f}",
        f"{(found.real_high - found.real_low).mean():.3f}",
    ]


def cross(first: Ints, second: Ints) -> tuple[Ints, Ints, Ints]:
    """With the code in both, only in the first, only in the second, of each study."""
    return (
        (first & second).sum(axis=1),
        (first & ~second).sum(axis=1),
        (second & ~first).sum(axis=1),
    )


def of_bridges() -> Table:
    """Whole waves and parts coded again."""
    table = Table(
        "n",
        "in both",
        "recoded",
        "before",
        "now",
        "instrument",
        "real",
        "width",
        title="Bridges: coverage",
    )
    for n, in_both, recoded in (
        (30, 0, 30),
        (30, 15, 30),
        (30, 15, 15),
        (300, 0, 300),
        (300, 100, 100),
        (300, 0, 50),
    ):
        for before, now in ((0.05, 0.05), (0.2, 0.2), (0.5, 0.5), (0.2, 0.4)):
            row = bridged(n, in_both, recoded, before, now)
            table.add_row(str(n), str(in_both), str(recoded), f"{before}", f"{now}", *row)
    return table


QUESTIONS, THEMES, REPORTS = 12, 12, 1_000


def false_words() -> Table:
    """Reports of two waves in which nothing changed, the first coded by people.

    As counted: the shares of people and machine compared, each question tested by itself. Alike:
    what the machine finds in both waves, each question by itself. In full: alike, and all questions
    tested together.
    """
    table = Table(
        "bases",
        "in both",
        "machine misses",
        "as counted",
        "alike",
        "in full",
        title=f"Reports with a false word, of {REPORTS:,} of {QUESTIONS} x {THEMES} themes",
    )
    for before, now, in_both in ((31, 30, 12), (400, 400, 0), (400, 400, 160)):
        for missed in (0.0, 0.15, 0.35):
            row = _false_words(before, now, in_both, missed)
            table.add_row(f"{before}, {now}", str(in_both), f"{missed:.0%}", *row)
    return table


def _false_words(before: int, now: int, in_both: int, missed: float) -> list[str]:
    rng = np.random.default_rng(3)
    wrong = np.zeros(3)
    for _ in range(REPORTS):
        shares = rng.uniform(0.02, 0.5, QUESTIONS * THEMES)
        # who is in both waves answers alike, and is missed again where the answer is the same
        has = rng.random((before + now - in_both, len(shares))) < shares
        has_again = np.where(rng.random(has.shape) < 0.6, has, rng.random(has.shape) < shares)
        found = has & (rng.random(has.shape) >= missed)
        missed_again = rng.random(has.shape) < missed
        found_again = np.where(has & has_again, found, has_again & ~missed_again)
        by_people, by_machine = has[:before], found[:before]
        later = found_again[before - in_both :]
        for column, (first, together) in enumerate(
            ((by_people, False), (by_machine, False), (by_machine, True))
        ):
            wrong[column] += _has_a_word(first, later, in_both, together=together)
    return [f"{part:.3f}" for part in wrong / REPORTS]


def _has_a_word(first: Bools, later: Bools, in_both: int, *, together: bool) -> bool:
    """Whether any theme is said to have changed; those in both waves are the last and the first."""
    had, has = first[len(first) - in_both :], later[:in_both]
    pairs = Pairs(in_both, (had & has).sum(0), (had & ~has).sum(0), (~had & has).sum(0))
    found = changes(
        WaveShares(first.sum(0), len(first)), WaveShares(later.sum(0), len(later)), pairs
    )
    if together:
        adjusted = holm(found.p)
    else:
        adjusted = np.concatenate([holm(p) for p in np.split(found.p, QUESTIONS)])
    return bool(np.isin(verdicts(found, adjusted), ["up", "down"]).any())


if __name__ == "__main__":
    console = Console(width=110)
    for table in (of_thirty(), of_few(), of_bridges(), false_words()):
        console.print(table)
