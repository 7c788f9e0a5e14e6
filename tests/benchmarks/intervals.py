"""How often intervals hold the true share: `python tests/benchmarks/intervals.py [--corrected]`.

Shares of 12 to 100 answers: exact, over every possible sample, of a population with every possible
share too. Weighted: drawn samples of three strata that answer unequally often, weighted back, and
of a few heavy respondents. Shares of machine-coded answers with a reviewed part (`--corrected`):
drawn answers, machines and samples; and the same where people decided on others besides the sample,
or weights are very unequal.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.stats import binom, hypergeom

from pipeline.counts import (
    WeightSums,
    corrected_shares,
    effective_bases,
    kish_of_sums,
    share_intervals,
)
from pipeline.counts.correction import Decided, Others, Reviewed
from pipeline.counts.intervals import score_interval
from pipeline.model import Floats

SHARES = (0.02, 0.05, 0.1, 0.2, 0.5)
MACHINES = {
    "good": (0.1, 0.1),
    "perfect": (0.0, 0.0),
    "useless": (None, None),
    "biased": (0.05, 0.25),
    "misses": (0.6, 0.0),
}
"""What each machine misses of the answers with a code, and wrongly gives it: of the others (good:
in proportion to the share).
"""
REPEATS, CODES = 20, 200


def of_a_population(n: int = 30, people: int = 342) -> Table:
    """Exact coverage and mean width of the mid-p interval, with and without the population."""
    title = f"Mid-p interval, n = {n} of {people}: coverage (width)"
    table = Table("share", "endless population", "finite, by mid-p-finite", title=title)
    hits = np.arange(n + 1)
    endless = share_intervals(hits / n, n)[:2]
    finite = share_intervals(hits / n, n, population=people)[:2]
    for have in sorted({1, 2, 4, people // 2, *(round(share * people) for share in SHARES)} - {0}):
        share = have / people
        table.add_row(
            f"{share:.3f}",
            shown(binom.pmf(hits, n, share), *endless, share),
            shown(hypergeom.pmf(hits, people, have, n), *finite, share),
        )
    everywhere = [hypergeom.pmf(hits, people, have, n) for have in range(people + 1)]
    table.add_row(
        "all, mean", "", mean_coverage(everywhere, *finite, np.arange(people + 1) / people)
    )
    return table


def endless() -> Table:
    """Exact coverage and mean width without a population."""
    table = Table("n", *(f"{share:.2f}" for share in SHARES), title="Mid-p: coverage (width)")
    for n in (12, 30, 50, 100):
        hits = np.arange(n + 1)
        ends = share_intervals(hits / n, n)[:2]
        table.add_row(str(n), *(shown(binom.pmf(hits, n, p), *ends, p) for p in SHARES))
    return table


def uneven() -> Table:
    """A few heavy respondents, and lognormal weights, by the effective bases and by Kish's."""
    title = "Uneven weights, 20,000 samples: coverage (width)"
    table = Table("respondents", "Wilson at Kish's base", "mid-p-weighted", title=title)
    rng = np.random.default_rng(5)
    fixed = [(27, 3, 10.0, p, p) for p in (0.02, 0.1, 0.3, 0.5)]
    fixed += [(11, 1, 20.0, 0.1, 0.1), (95, 5, 20.0, 0.1, 0.4), (95, 5, 20.0, 0.4, 0.1)]
    for light, heavy, weight, of_light, of_heavy in fixed:
        weights = np.repeat([1.0, weight], [light, heavy])
        chance = np.repeat([of_light, of_heavy], [light, heavy])
        name = f"{light} of 1 ({of_light}), {heavy} of {weight:.0f} ({of_heavy})"
        truth = float(weights @ chance / weights.sum())
        has = rng.random((20_000, len(weights))) < chance
        table.add_row(name, *by_bases(np.broadcast_to(weights, has.shape), has, truth))
    for n in (30, 100):
        many, drawn = (np.exp(rng.standard_normal(size)) for size in (2_000_000, (20_000, n)))
        truth = float(many @ rising(many) / many.sum())
        name = f"{n}, lognormal, rising with the weight"
        table.add_row(name, *by_bases(drawn, rng.random(drawn.shape) < rising(drawn), truth))
    return table


def rising(weights: Floats) -> Floats:
    """The chance of a theme that the heavy name more often."""
    return 1 / (1 + np.exp(1.5 - 0.7 * np.log(weights)))


def by_bases(weights: Floats, has: Floats, truth: float) -> tuple[str, str]:
    """Coverage at Kish's base, as before, and at the effective bases; (samples, respondents)."""
    sums = WeightSums(
        of_code=(weights * has).sum(axis=1),
        of_code2=(weights**2 * has).sum(axis=1),
        total=weights.sum(axis=1),
        squares=(weights**2).sum(axis=1),
        fourths=(weights**4).sum(axis=1),
    )
    shares = np.asarray(sums.of_code) / np.asarray(sums.total)
    at_kish = score_interval(shares, kish_of_sums(sums.total, sums.squares))
    effective = effective_bases(sums)
    at_effective = share_intervals(shares, weights.shape[1], effective=effective)[:2]
    return counted(at_kish, truth), counted(at_effective, truth)


def small() -> Table:
    """Small samples with weights that differ little or much, of rare and common themes."""
    title = "Wilson at Kish's base, then mid-p-weighted, small samples, 20,000 of each: coverage (width)"
    table = Table("weights", "n", *(f"{share:.2f}" for share in SHARES), title=title)
    rng = np.random.default_rng(6)
    for uneven in (0.02, 0.2, 0.5):
        for n in (3, 8, 12, 30, 50):
            cells = []
            for share in SHARES:
                weights = rng.choice([1 - uneven, 1 + uneven], (20_000, n))
                cells.append(" ".join(by_bases(weights, rng.random(weights.shape) < share, share)))
            table.add_row(f"{1 - uneven:.2f} or {1 + uneven:.2f}", str(n), *cells)
    return table


NEAR_CENSUS = (
    ((20, 15), (17, 13)),
    ((12, 20, 5), (11, 14, 5)),
    ((40, 10), (20, 9)),
    ((10, 10), (9, 7)),
    ((200, 100), (100, 90)),
)


def near_census() -> Table:
    """Strata of which nearly everybody answers; the theme half or twice as common in the second."""
    title = "mid-p-weighted-finite, 20,000 samples: coverage (width)"
    table = Table("strata", "answers", "second", *(f"{p:.2f}" for p in SHARES), title=title)
    rng = np.random.default_rng(7)
    for people, answers in NEAR_CENSUS:
        for tilt in (0.5, 1.0, 2.0):
            cells = [
                census_cell(rng, np.array(people), np.array(answers), share, tilt)
                for share in SHARES
            ]
            table.add_row(str(people), str(answers), f"x {tilt:g}", *cells)
    return table


def census_cell(
    rng: np.random.Generator, people: Floats, answers: Floats, share: float, tilt: float
) -> str:
    """Coverage and width in these strata; at least one person has the theme."""
    tilts = np.where(np.arange(len(people)) == 1, tilt, 1.0)
    have = np.round(np.minimum(share * tilts, 0.95) * people).astype(int)
    have[0] = max(have[0], have.sum() == 0)
    hits = rng.hypergeometric(have, people - have, answers, (20_000, len(people)))
    bases = stratified_bases(hits, people / answers, answers)
    shares, whole = hits @ (people / answers) / people.sum(), int(people.sum())
    ends = share_intervals(shares, answers.sum(), effective=bases, population=whole)[:2]
    return counted(ends, have.sum() / whole)


def shown(chance: Floats, low: Floats, high: Floats, truth: float) -> str:
    """Coverage and mean width where the samples have these chances."""
    held = (low <= truth + 1e-12) & (truth - 1e-12 <= high)
    return f"{chance[held].sum():.3f} ({chance @ (high - low):.3f})"


def mean_coverage(chances: list[Floats], low: Floats, high: Floats, truths: Floats) -> str:
    """Coverage averaged over true shares."""
    held = [
        c[(low <= t + 1e-12) & (t - 1e-12 <= high)].sum()
        for c, t in zip(chances, truths, strict=True)
    ]
    return f"{np.mean(held):.3f}"


def weighted() -> Table:
    """Drawn samples of strata of 150, 120 and 72 people, of whom 8, 12 and 10 answer.

    Weights restore the strata. And of endless strata as large.
    """
    title = "Weighted shares, strata of 150, 120 and 72 (8, 12 and 10 answers), 20,000 samples: coverage (width)"
    table = Table(
        "share", "strata", "endless, mid-p-weighted", "342, mid-p-weighted-finite", title=title
    )
    people, answers = np.array([150, 120, 72]), np.array([8, 12, 10])
    each = people / people.sum()
    rng = np.random.default_rng(1)
    for share in SHARES:
        for name, tilt in (("alike", np.ones(3)), ("unlike", np.array([0.5, 1.0, 2.0]))):
            of_strata = np.minimum(share * tilt, 0.95)
            have = np.round(of_strata * people).astype(int)
            cells = []
            for hits, population in (
                (rng.binomial(answers, of_strata, (20_000, 3)), None),
                (rng.hypergeometric(have, people - have, answers, (20_000, 3)), 342),
            ):
                shares = (hits / answers) @ each
                bases = stratified_bases(hits, people / answers, answers)
                ends = share_intervals(shares, 30, effective=bases, population=population)[:2]
                truth = of_strata @ each if population is None else have.sum() / 342
                cells.append(counted(ends, truth))
            table.add_row(f"{share:.2f}", name, *cells)
    return table


def stratified_bases(hits: Floats, weights: Floats, answers: Floats) -> Floats:
    """The effective bases of samples in which `hits` (samples, strata) have the theme."""
    return effective_bases(
        WeightSums(
            of_code=hits @ weights,
            of_code2=hits @ weights**2,
            total=answers @ weights,
            squares=answers @ weights**2,
            fourths=answers @ weights**4,
        )
    )


def counted(ends: tuple[Floats, Floats], truth: float) -> str:
    """Coverage and mean width over drawn samples."""
    low, high = ends
    return f"{((low <= truth + 1e-12) & (truth - 1e-12 <= high)).mean():.3f} ({(high - low).mean():.3f})"


def machine_coded(answers: int = 2000) -> Table:
    """Coverage and width of corrected shares beside the classical interval of the reviewed answers
    alone.
    """
    title = f"Corrected shares of {answers} answers, one in ten no answer, {REPEATS * CODES} of each: coverage (width)"
    table = Table(
        "reviewed", "share", "machine", "corrected", "classical", "power", "bias", title=title
    )
    for reviewed in (20, 35, 50, 100, 400):
        for share in (0.02, 0.1, 0.5):
            for name in MACHINES:
                table.add_row(
                    str(reviewed), f"{share:.2f}", name, *corrected(reviewed, answers, share, name)
                )
    return table


def corrected(reviewed: int, answers: int, share: float, name: str) -> list[str]:
    """The cells of one line: `REPEATS` studies of `CODES` codes."""
    rng = np.random.default_rng(2)
    missed, wrong = MACHINES[name]
    missed = 1 - share if missed is None else missed
    wrong = share if wrong is None else wrong * share if name == "good" else wrong
    rows = [study(rng, reviewed, answers, share, missed, wrong) for _ in range(REPEATS)]
    (low, high, low1, high1, found, power, truth) = (
        np.concatenate(column) for column in zip(*rows, strict=True)
    )
    return [
        f"{((low <= truth) & (truth <= high)).mean():.3f} ({(high - low).mean():.3f})",
        f"{((low1 <= truth) & (truth <= high1)).mean():.3f} ({(high1 - low1).mean():.3f})",
        f"{power.mean():.2f}",
        f"{(found - truth).mean():+.4f}",
    ]


def study(
    rng: np.random.Generator, reviewed: int, answers: int, share: float, missed: float, wrong: float
) -> tuple[Floats, ...]:
    """One set of answers, coded by people and machine, of which the first are reviewed."""
    base = rng.random(answers) < 0.9
    has = (rng.random((answers, CODES)) < share) & base[:, None]
    chance = rng.random(has.shape)
    machine_base = base ^ (rng.random(answers) < 0.01)
    machine = np.where(has, chance >= missed, chance < wrong) & machine_base[:, None]
    left = answers - reviewed
    first, rest = slice(0, reviewed), slice(reviewed, None)
    others = Others(machine[rest].sum(axis=0), float(machine_base[rest].sum()), left)
    sample = Reviewed(has[first], base[first], machine[first], machine_base[first])
    found = corrected_shares(sample, others)
    nothing = Reviewed(has[first], base[first], np.zeros((reviewed, CODES)), machine_base[first])
    alone = corrected_shares(nothing, Others(np.zeros(CODES), others.machine_in_base, left))
    truth = has.sum(axis=0) / base.sum()
    return (
        found.low - 1e-12,
        found.high + 1e-12,
        alone.low - 1e-12,
        alone.high + 1e-12,
        found.share,
        found.power,
        truth,
    )


DECIDED_CASES: tuple[dict[str, float], ...] = (
    {"answers": 400, "reviewed": 30, "share": 0.4},
    {"answers": 400, "reviewed": 50, "share": 0.4},
    {"answers": 400, "reviewed": 100, "share": 0.4},
    {"answers": 400, "reviewed": 100, "share": 0.1},
    {"answers": 400, "reviewed": 100, "share": 0.4, "heavy": 0.03},
    {"answers": 400, "reviewed": 100, "share": 0.1, "heavy": 0.03},
    {"answers": 400, "reviewed": 100, "share": 0.4, "heavy": 0.1},
    {"answers": 400, "reviewed": 100, "share": 0.4, "decided": 100},
    {"answers": 400, "reviewed": 100, "share": 0.4, "decided": 200},
    {"answers": 400, "reviewed": 100, "share": 0.4, "decided": 250},
    {"answers": 400, "reviewed": 100, "share": 0.4, "decided": 290},
    {"answers": 400, "reviewed": 100, "share": 0.4, "decided": 200, "heavy": 0.03},
    {"answers": 1000, "reviewed": 100, "share": 0.4, "decided": 400},
)
DECIDED_STUDIES = 2_000
HEAVY = 15.0


def decided_outside() -> Table:
    """Coverage where people decided on answers outside the sample as well.

    The machine misses half of the theme in one half of the answers and a twentieth in the other.
    `decided` others were decided on in a queue that has its errors three times as often; `heavy` is
    the part of the answers that weighs 15 times the rest.
    """
    title = f"Corrected shares, decisions outside the sample, {DECIDED_STUDIES:,} studies of each"
    table = Table(
        *("answers", "reviewed", "others decided", "heavy", "share"),
        *("coverage (width)", "bias", "bias as counted"),
        title=title,
    )
    for case in DECIDED_CASES:
        answers, reviewed = int(case["answers"]), int(case["reviewed"])
        others, heavy = int(case.get("decided", 0)), case.get("heavy", 0.0)
        rng = np.random.default_rng(4)
        found = np.array(
            [
                decided_study(rng, answers, reviewed, others, case["share"], heavy)
                for _ in range(DECIDED_STUDIES)
            ]
        )
        truth, counted_share, share, low, high = found.T
        held = (low - 1e-9 <= truth) & (truth <= high + 1e-9)
        table.add_row(
            *(str(answers), str(reviewed), str(others), f"{heavy:.0%}", f"{case['share']}"),
            f"{held.mean():.3f} ({(high - low).mean():.3f})",
            f"{(share - truth).mean():+.3f}",
            f"{(counted_share - truth).mean():+.3f}",
        )
    return table


def decided_study(
    rng: np.random.Generator, answers: int, reviewed: int, others: int, share: float, heavy: float
) -> tuple[float, ...]:
    """The true share, the one as counted, and the corrected one with its interval."""
    weight = np.ones(answers)
    weight[rng.permutation(answers)[: int(answers * heavy)]] = HEAVY
    has = rng.random(answers) < share
    missed = np.where(np.arange(answers) % 2 == 0, 0.5, 0.05)
    machine = np.where(has, rng.random(answers) >= missed, rng.random(answers) < 0.02)
    in_sample = np.zeros(answers, dtype=bool)
    in_sample[rng.permutation(answers)[:reviewed]] = True
    is_decided = in_sample.copy()
    if others:
        chance = np.where(has != machine, 3.0, 1.0) * ~in_sample
        is_decided[rng.choice(answers, others, replace=False, p=chance / chance.sum())] = True
    base = np.ones(reviewed)
    sample = Reviewed(
        has[in_sample, None],
        base,
        machine[in_sample, None],
        base,
        respondents=weight[in_sample],
        probability=np.full(reviewed, reviewed / answers),
    )
    rest = weight[~in_sample]
    machine_rest = Others([rest @ machine[~in_sample]], float(rest.sum()), float(rest.sum()))
    by_people = weight[is_decided]
    decided = Decided(
        [by_people @ has[is_decided]], float(by_people.sum()), float(weight[~is_decided].sum())
    )
    found = corrected_shares(sample, machine_rest, decided=decided)
    as_counted = np.where(is_decided, has, machine)
    ends = (float(values[0]) for values in (found.share, found.low, found.high))
    return float(weight @ has / weight.sum()), float(weight @ as_counted / weight.sum()), *ends


@dataclass(frozen=True)
class WeightedCase:
    """A study of `answers`, of which a part is heavy; the share that names the theme, of each."""

    answers: int
    reviewed: int
    others: int
    heavy: float
    weight: float
    of_heavy: float
    of_light: float
    missed: float
    missed_of_heavy: float | None = None

    def truth(self) -> float:
        """The weighted share in the population from which the respondents come."""
        heavy = self.heavy * self.weight
        return (heavy * self.of_heavy + (1 - self.heavy) * self.of_light) / (heavy + 1 - self.heavy)


WEIGHTED_CASES = (
    WeightedCase(100, 60, 35, 0.05, 20, 0.4, 0.1, 0.05),
    WeightedCase(100, 60, 0, 0.05, 20, 0.4, 0.1, 0.05),
    WeightedCase(100, 60, 0, 0.05, 20, 0.4, 0.1, 0.3),
    WeightedCase(100, 90, 5, 0.05, 20, 0.4, 0.1, 0.05),
    WeightedCase(400, 100, 290, 0.05, 20, 0.4, 0.1, 0.2),
    WeightedCase(400, 100, 0, 0.05, 20, 0.4, 0.1, 0.5),
    WeightedCase(400, 100, 200, 0.05, 20, 0.4, 0.1, 0.2, 0.6),
    WeightedCase(300, 100, 190, 0.03, 15, 0.5, 0.1, 0.2),
    WeightedCase(300, 100, 0, 0.03, 15, 0.5, 0.1, 0.2),
    WeightedCase(60, 40, 18, 0.1, 10, 0.4, 0.1, 0.1),
    WeightedCase(60, 40, 18, 0.1, 10, 0.1, 0.3, 0.3),
    WeightedCase(200, 60, 100, 0.05, 20, 0.3, 0.3, 0.3),
    WeightedCase(400, 100, 200, 0.0, 1, 0.4, 0.4, 0.3),
    WeightedCase(400, 100, 200, 0.0, 1, 0.02, 0.02, 0.5),
)


def weighted_corrections() -> Table:
    """Corrected shares of respondents who are themselves a sample, some of them heavy."""
    title = f"Corrected weighted shares, {DECIDED_STUDIES:,} studies of each"
    table = Table(
        *("answers, reviewed, others", "heavy", "share of heavy, light", "missed"),
        *("at Kish's base", "at the theme's base", "bias"),
        title=title,
    )
    for case in WEIGHTED_CASES:
        rng = np.random.default_rng(3)
        rows = [weighted_study(rng, case) for _ in range(DECIDED_STUDIES)]
        share, low, high, low_at_kish, high_at_kish = np.array(rows).T
        of_heavy = case.missed if case.missed_of_heavy is None else case.missed_of_heavy
        table.add_row(
            f"{case.answers}, {case.reviewed}, {case.others}",
            f"{case.heavy:.0%} x {case.weight:g}",
            f"{case.of_heavy:g}, {case.of_light:g}",
            f"{of_heavy:g}, {case.missed:g}",
            counted((low_at_kish, high_at_kish), case.truth()),
            counted((low, high), case.truth()),
            f"{(share - case.truth()).mean():+.3f}",
        )
    return table


def weighted_study(rng: np.random.Generator, case: WeightedCase) -> tuple[float, ...]:
    """The corrected share with its interval at the theme's effective base, and at Kish's.

    Others are decided in a queue that has the machine's errors seven times as often.
    """
    is_heavy = rng.random(case.answers) < case.heavy
    weight = np.where(is_heavy, case.weight, 1.0)
    has = rng.random(case.answers) < np.where(is_heavy, case.of_heavy, case.of_light)
    of_heavy = case.missed if case.missed_of_heavy is None else case.missed_of_heavy
    machine = has & (rng.random(case.answers) >= np.where(is_heavy, of_heavy, case.missed))
    drawn, left = np.split(rng.permutation(case.answers), [case.reviewed])
    queue = left[np.argsort(rng.random(len(left)) - 2.0 * (has[left] != machine[left]))]
    decided = np.r_[drawn, queue[: case.others]]
    base = np.ones(case.reviewed)
    sample = Reviewed(
        has[drawn, None],
        base,
        machine[drawn, None],
        base,
        respondents=weight[drawn],
        probability=np.full(case.reviewed, case.reviewed / case.answers),
    )
    rest = float(weight[left].sum())
    others = Others([weight[left] @ machine[left]], rest, rest)
    by_people = float(weight[decided].sum())
    known = Decided([weight[decided] @ has[decided]], by_people, float(weight.sum()) - by_people)
    as_counted = machine.copy()
    as_counted[decided] = has[decided]
    sums = WeightSums(
        of_code=[weight @ as_counted],
        of_code2=[weight**2 @ as_counted],
        total=weight.sum(),
        squares=(weight**2).sum(),
        fourths=(weight**4).sum(),
    )
    at_kish = corrected_shares(
        sample, others, decided=known, worth=kish_of_sums(sums.total, sums.squares)
    )
    found = corrected_shares(sample, others, decided=known, worth=effective_bases(sums))
    ends = (found.share, found.low, found.high, at_kish.low, at_kish.high)
    return tuple(float(values[0]) for values in ends)


if __name__ == "__main__":
    console = Console(width=130)
    if "--corrected" in sys.argv:
        console.print(weighted_corrections())
        console.print(decided_outside())
        console.print(machine_coded())
    else:
        console.print(endless())
        for people in (342, 60, 35):
            console.print(of_a_population(30, people))
        console.print(weighted())
        console.print(uneven())
        console.print(small())
        console.print(near_census())
