"""Which answers the machine may code alone, with a bound on how many of those are wrong.

An answer is coded alone when the confidence in its whole set of codes reaches a threshold. Coded alone, it is wrong unless people gave it exactly
that set (an ancestor counts as given with its theme). The threshold is chosen by learn-then-test (Angelopoulos, Bates, Candes, Jordan & Lei 2021,
"Learn then Test"): thresholds are tried from strict to lenient on labelled answers that were kept out of training; at each, the hypothesis "more
than `error` of the answers coded alone are wrong" is tested by an exact binomial test, and the testing of a row ends at the first
hypothesis that stands (fixed-sequence testing, Bonferroni over the rows). So whatever the classifier is, with probability `certainty` over
the labelled answers the threshold keeps its bound, for answers like the labelled ones. Where no hypothesis falls there is no
guarantee, and every answer goes to people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import binom

from pipeline.model import Bools, Floats, Ints

ERROR, CERTAINTY = 0.05, 0.9
"""The wanted bound on the share of wrong answers, and how certain it is to hold."""

STEPS = 50
"""Thresholds in all, by equal numbers of answers."""

ENOUGH_FOR_ROWS, ROWS = 300, 3
"""With so many labelled answers testing starts at so many places, so that one early error doesn't end it; with fewer only at the strictest."""


@dataclass(frozen=True)
class Acceptance:
    """The least confidence at which an answer is coded alone (None: no guarantee can be given), and the labelled answers it rests on."""

    least: float | None
    error: float = ERROR
    certainty: float = CERTAINTY
    tried: int = 0
    alone: int = 0
    wrong: int = 0

    def accepts(self, confidence: Floats) -> Bools:
        """The answers that may be coded alone."""
        if self.least is None:
            return np.zeros(len(confidence), dtype=bool)
        return confidence >= self.least

    def __str__(self) -> str:
        wanted = f"at most {self.error:.0%} wrong with {self.certainty:.0%} certainty"
        if self.least is not None:
            tried = f"of {self.tried} labelled answers {self.alone} would be, {self.wrong} of them wrong"
            return f"coded alone from confidence {self.least:.2f}, {wanted}: {tried}"
        fewest = fewest_labels(self.error, self.certainty)
        if self.tried < fewest:
            return f"{self.tried} labelled answers are too few to promise {wanted} ({fewest} or more); all go to review"
        return f"{self.tried} labelled answers don't bear out {wanted}; all go to review"


def accept(
    confidence: Floats, right: Bools, *, error: float = ERROR, certainty: float = CERTAINTY
) -> Acceptance:
    """The most lenient threshold that keeps the bound.

    confidence: (labelled answers,) in their machine-made sets, by a machine that had not seen them; NaN or 0 where nothing was found. right: whether
    the set is exactly the one people gave.
    """
    order = np.argsort(-confidence, kind="stable")
    ordered = confidence[order]
    wrong = np.cumsum(~right[order])
    counts = _counts(ordered)
    starts = _starts(len(confidence), counts, error, certainty)
    allowed = (1 - certainty) / max(1, len(starts))
    kept = 0
    for start in starts:
        for count in counts[start:].tolist():
            # the chance of so few errors if the bound were broken
            if binom.cdf(wrong[count - 1], count, error) > allowed:
                break
            kept = max(kept, count)
    if not kept:
        return Acceptance(None, error, certainty, len(confidence))
    return Acceptance(
        float(ordered[kept - 1]), error, certainty, len(confidence), kept, int(wrong[kept - 1])
    )


def fewest_labels(error: float = ERROR, certainty: float = CERTAINTY) -> int:
    """The labelled answers below which no threshold can pass, even without a single error."""
    return int(np.ceil(np.log(1 - certainty) / np.log(1 - error)))


def _counts(ordered: Floats) -> Ints:
    """How many answers each threshold codes alone, ascending: about `STEPS` of them, never parting equal confidences nor taking those of 0."""
    last = (
        np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True)[: len(ordered)] & (ordered > 0))
        + 1
    )
    if not len(last):
        return last
    wanted = np.unique(np.ceil(np.linspace(0, 1, STEPS + 1)[1:] * last[-1]).astype(np.int64))
    return np.unique(last[np.searchsorted(last, wanted)])


def _starts(answers: int, counts: Ints, error: float, certainty: float) -> list[int]:
    """Where testing starts, as places in the counts: the first that can pass, and with many answers also a third and two thirds further."""
    rows = ROWS if answers >= ENOUGH_FOR_ROWS else 1
    first = int(
        np.searchsorted(counts, np.ceil(np.log((1 - certainty) / rows) / np.log(1 - error)))
    )
    left = len(counts) - first
    return sorted({first + left * row // rows for row in range(rows)}) if left > 0 else []
