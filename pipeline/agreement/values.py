"""How far coders agree: every number that the agreement's tables and page show, found once.

A coefficient without meaning is nan, and says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan, nan
from typing import Literal

Statistic = Literal["percent", "kappa", "fleiss", "alpha", "ac1"]

STATISTICS: tuple[Statistic, ...] = ("percent", "kappa", "fleiss", "alpha", "ac1")
"""Per cent agreement, Cohen's kappa (the mean of all pairs), Fleiss' kappa, Krippendorff's alpha, Gwet's AC1."""

Why = Literal["", "one-coder", "no-overlap", "no-variance", "unstable", "no-spread"]

ONE_CODER: Why = "one-coder"
NO_OVERLAP: Why = "no-overlap"
NO_VARIANCE: Why = "no-variance"
UNSTABLE: Why = "unstable"
NO_SPREAD: Why = "no-spread"

Verdict = Literal["reliable", "tentative", "too-low", "too-few", "not-given", "unknown"]

RELIABLE = 0.8
TENTATIVE = 0.667
"""Alpha from which a theme may be reported, and from which only with reserve (Krippendorff 2004, p. 241)."""

FEW_TEXTS = 20
"""Below this number of texts that were coded twice, agreement says little."""

FEW_GIVEN = 5
"""The same for the texts among them to which anybody gave the theme."""

CoderKind = Literal["person", "rules", "classifier"]


@dataclass(frozen=True)
class Coefficient:
    """A coefficient of agreement and its 95% interval.

    `why` tells why it is nan: `one-coder` (fewer than two), `no-overlap` (nothing that two of them coded), `no-variance` (all said the same of
    everything, so chance explains it all). Where it has a value and no interval: `unstable` (it has no value in most samples), `no-spread` (it is the
    same in all of them).
    """

    value: float = nan
    low: float = nan
    high: float = nan
    why: Why = ""

    @property
    def known(self) -> bool:
        """Whether it has a value."""
        return not isnan(self.value)

    @property
    def spread(self) -> bool:
        """Whether it has an interval."""
        return not isnan(self.low)


@dataclass(frozen=True)
class Figures:
    """The coefficients of one theme, or of whole sets of codes: of `n` texts that two coders or more coded, `given` to how many of them by anyone.

    Of sets there is only `percent`, the sets that are the same, and `alpha` with the MASI distance. `wide` says that by its interval alpha may lie
    below what the verdict asks, `rare` that kappa and alpha are low while nearly all agree, because the theme is rare.
    """

    n: int
    given: int
    of: Mapping[Statistic, Coefficient]
    verdict: Verdict = "unknown"
    wide: bool = False
    rare: bool = False


@dataclass(frozen=True)
class CoderFigures:
    """A coder, the texts it coded, and how it agrees with the others on average: sets that are the same, and alpha of sets; nan with nobody.

    A pair counts as often as it has texts. `odd` marks the one of three or more that agrees least, where that is clear: its alpha with each other is
    below all alphas among the others.
    """

    name: str
    kind: CoderKind
    texts: int
    percent: float
    alpha: float
    odd: bool = False


@dataclass(frozen=True)
class PairFigures:
    """Two coders by their places among the coders of the question, and the figures of their sets of codes."""

    one: int
    other: int
    figures: Figures


@dataclass(frozen=True)
class ThemeAgreement:
    """A theme or special code: the figures of people alone, and of people, rules and classifier together."""

    theme: str
    label: str
    parent: str
    level: int
    people: Figures
    everyone: Figures


@dataclass(frozen=True)
class QuestionAgreement:
    """One question: texts that a person coded, its coders (people first), every pair of them, whole sets of codes, and its themes.

    Themes stand in the order of their agreement, the lowest first; those too rare to say anything follow, and those that nobody gave are last.
    """

    id: str
    title: str
    text: str
    codebook_version: str
    texts: int
    respondents: int
    coders: tuple[CoderFigures, ...]
    pairs: tuple[PairFigures, ...]
    people: Figures
    everyone: Figures
    themes: tuple[ThemeAgreement, ...]

    @property
    def several(self) -> bool:
        """Whether two people or more coded the same texts, so that there are figures of people."""
        return self.people.n > 0


@dataclass(frozen=True)
class Agreement:
    """How far those who coded a study agree. `without`: questions that nobody coded; `decisions`, `log`: how many the log held, and their SHA-256."""

    study: str
    title: str
    note: str
    language: str
    draws: int
    seed: int
    questions: tuple[QuestionAgreement, ...]
    without: tuple[str, ...]
    decisions: int
    log: str
    version: str
