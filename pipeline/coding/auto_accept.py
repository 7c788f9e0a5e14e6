"""Auto-accept: answers the machine may code without review, with a bound on the share wrong.

An answer is accepted when the probability of its whole set of codes reaches a threshold. An
accepted answer is wrong unless people gave it exactly that set (an ancestor counts as given with
its theme). The threshold is chosen by learn-then-test (Angelopoulos, Bates, Candes, Jordan & Lei
2021, "Learn then Test"): thresholds are tried from strict to lenient on labelled answers held out
of training; at each, the hypothesis "more than `error` of the accepted answers are wrong" is tested
by an exact binomial test, and a row of tests ends at the first hypothesis not rejected
(fixed-sequence testing, Bonferroni over the rows). Whatever the classifier, with probability
`certainty` over the labelled answers the threshold keeps its bound for answers like them. If no
hypothesis is rejected there is no guarantee, and every answer goes to people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import binom

from pipeline.model import Bools, Floats, Ints

STEPS = 50
"""The number of thresholds, at about equal numbers of accepted answers."""

ENOUGH_FOR_ROWS, ROWS = 300, 3
"""With this many labelled answers testing starts at this many places, so that one early error
doesn't end it; with fewer only at the strictest.
"""


@dataclass(frozen=True)
class Bound:
    """The share of accepted answers that may be wrong, and the certainty that the bound holds."""

    error: float = 0.05
    certainty: float = 0.9

    def __str__(self) -> str:
        return f"at most {self.error:.0%} wrong with {self.certainty:.0%} certainty"

    @property
    def fewest_labels(self) -> int:
        """The number of labelled answers below which no threshold can pass, even without errors."""
        return int(np.ceil(np.log(1 - self.certainty) / np.log(1 - self.error)))


DEFAULT_BOUND = Bound()


@dataclass(frozen=True)
class Acceptance:
    """The probability from which an answer is accepted (None: no guarantee is possible).

    Of the `labelled` answers, `accepted` would be accepted, `wrong` of them wrongly.
    """

    threshold: float | None
    bound: Bound = DEFAULT_BOUND
    labelled: int = 0
    accepted: int = 0
    wrong: int = 0

    def accepts(self, probability: Floats) -> Bools:
        """Return which answers may be accepted without review, (n,)."""
        if self.threshold is None:
            return np.zeros(len(probability), dtype=bool)
        return probability >= self.threshold

    def __str__(self) -> str:
        if self.threshold is not None:
            tried = f"of {self.labelled} labelled answers {self.accepted} would be"
            start = f"coded alone from confidence {self.threshold:.2f}, {self.bound}"
            return f"{start}: {tried}, {self.wrong} of them wrong"
        fewest = self.bound.fewest_labels
        if self.labelled < fewest:
            return (
                f"{self.labelled} labelled answers are too few to promise {self.bound} "
                f"({fewest} or more); all go to review"
            )
        return f"{self.labelled} labelled answers don't bear out {self.bound}; all go to review"


def accept(probability: Floats, right: Bools, bound: Bound = DEFAULT_BOUND) -> Acceptance:
    """Return the most lenient threshold that keeps the bound.

    probability: (labelled answers,) held-out probability of each machine-made set; NaN or 0 where
    nothing was found. right: whether the set is exactly the one people gave.
    """
    order = np.argsort(-probability, kind="stable")
    ordered = probability[order]
    wrong = np.cumsum(~right[order])
    counts = _counts(ordered)
    starts = _starts(len(probability), counts, bound)
    allowed = (1 - bound.certainty) / max(1, len(starts))
    accepted = 0
    for start in starts:
        for count in counts[start:].tolist():
            # the probability of so few errors if the bound did not hold
            if binom.cdf(wrong[count - 1], count, bound.error) > allowed:
                break
            accepted = max(accepted, count)
    if not accepted:
        return Acceptance(None, bound, len(probability))
    return Acceptance(
        threshold=float(ordered[accepted - 1]),
        bound=bound,
        labelled=len(probability),
        accepted=accepted,
        wrong=int(wrong[accepted - 1]),
    )


def _counts(ordered: Floats) -> Ints:
    """Return how many answers each threshold accepts, ascending.

    About `STEPS` counts, which never split equal probabilities and accept none of 0.
    """
    is_last_of_equals = np.append(ordered[1:] != ordered[:-1], True)[: len(ordered)]
    last = np.flatnonzero(is_last_of_equals & (ordered > 0)) + 1
    if not len(last):
        return last
    wanted = np.unique(np.ceil(np.linspace(0, 1, STEPS + 1)[1:] * last[-1]).astype(np.int64))
    return np.unique(last[np.searchsorted(last, wanted)])


def _starts(answers: int, counts: Ints, bound: Bound) -> list[int]:
    """Return where testing starts, as indices of the counts.

    That is the first that can pass; with many answers also a third and two thirds further.
    """
    rows = ROWS if answers >= ENOUGH_FOR_ROWS else 1
    fewest = np.ceil(np.log((1 - bound.certainty) / rows) / np.log(1 - bound.error))
    first = int(np.searchsorted(counts, fewest))
    left = len(counts) - first
    return sorted({first + left * row // rows for row in range(rows)}) if left > 0 else []
