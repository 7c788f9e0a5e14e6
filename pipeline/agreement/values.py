"""How far coders agree: every number that the tables and the page show, found once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pipeline.model import Measure

Codes = frozenset[str]

Statistic = Literal["percent", "kappa", "fleiss", "alpha", "ac1"]

STATISTICS: tuple[Statistic, ...] = ("percent", "kappa", "fleiss", "alpha", "ac1")
"""Per cent agreement, Cohen's kappa (the mean of all pairs), Fleiss' kappa, Krippendorff's alpha,
Gwet's AC1."""

ONE_CODER = "one-coder"
NO_OVERLAP = "no-overlap"
NO_VARIANCE = "no-variance"
UNSTABLE = "unstable"
NO_SPREAD = "no-spread"
"""Why a coefficient has no value: fewer than two coders; nothing that two of them coded; all said
the same of everything, so that chance explains it all. And why it has a value and no interval: it
has no value in most samples; it is the same in all of them."""

Verdict = Literal["reliable", "tentative", "too-low", "too-few", "not-given", "unknown"]

CONCLUSIVE: tuple[Verdict, ...] = ("reliable", "tentative", "too-low")
"""The verdicts that say something of a theme."""

RELIABLE = 0.8
TENTATIVE = 0.667
"""Alpha from which a theme may be reported, and from which only with reserve (Krippendorff 2004,
p. 241)."""

FEW_TEXTS = 20
"""Below this number of texts that were coded twice, agreement says little."""

FEW_GIVEN = 5
"""The same for the texts among them to which anybody gave the theme."""

CoderKind = Literal["person", "rules", "classifier"]


class Coder(NamedTuple):
    """One who codes: a person by name, or the rules or the classifier, which have no name."""

    kind: CoderKind
    name: str = ""


@dataclass(frozen=True)
class Figures:
    """The coefficients of one theme, or of whole sets of codes.

    `n` texts were coded by two coders or more, `given` of them got the theme from anyone. Of sets
    there is only `percent`, the sets that are the same, and `alpha` with the MASI distance. `wide`
    says that by its interval alpha may lie below what the verdict asks, `rare` that kappa and
    alpha are low while nearly all agree, because the theme is rare.
    """

    n: int
    given: int
    of: Mapping[Statistic, Measure]
    verdict: Verdict = "unknown"
    wide: bool = False
    rare: bool = False

    @property
    def percent(self) -> Measure:
        """Per cent agreement."""
        return self.of["percent"]

    @property
    def alpha(self) -> Measure:
        """Krippendorff's alpha."""
        return self.of["alpha"]


@dataclass(frozen=True)
class CoderFigures:
    """A coder, the texts it coded, and its mean agreement with the others, None with nobody.

    `percent` is the share of sets that are the same, `alpha` that of sets. A pair counts as often
    as it has texts. `odd` marks the one of three or more that agrees least, where that is clear:
    its alpha with each other is below all alphas among the others.
    """

    name: str
    kind: CoderKind
    texts: int
    percent: float | None
    alpha: float | None
    odd: bool = False


@dataclass(frozen=True)
class PairFigures:
    """Two coders by their places among the coders of the question, and how their sets agree."""

    one: int
    other: int
    figures: Figures


@dataclass(frozen=True)
class ThemeAgreement:
    """A theme or special code: the figures of people alone, and with rules and classifier."""

    theme: str
    label: str
    parent: str
    level: int
    people: Figures
    everyone: Figures


@dataclass(frozen=True)
class QuestionAgreement:
    """One question: texts that a person coded, its coders (people first), pairs, sets and themes.

    Themes stand in the order of their agreement, the lowest first; those too rare to say anything
    follow, and those that nobody gave are last.
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
    def compares_people(self) -> bool:
        """Whether two people or more coded the same texts, so that there are figures of people."""
        return self.people.n > 0

    def shown(self, theme: ThemeAgreement) -> Figures:
        """Return the figures of a theme to show: those of people where there are any."""
        return theme.people if self.compares_people else theme.everyone


@dataclass(frozen=True)
class Agreement:
    """How far those who coded a study agree.

    `without` are the questions that nobody coded; `decisions` and `log` tell how many decisions
    the log held, and their SHA-256.
    """

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
