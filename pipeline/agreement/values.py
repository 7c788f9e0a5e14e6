"""How far coders agree: every number in the tables and on the page, computed once."""

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
"""Why a coefficient is undefined: fewer than two coders; no unit coded twice; no variation, so that
chance explains all agreement.
"""

Verdict = Literal["reliable", "tentative", "too-low", "too-few", "not-given", "unknown"]

CONCLUSIVE: tuple[Verdict, ...] = ("reliable", "tentative", "too-low")
"""The verdicts that allow a conclusion about a theme."""

RELIABLE = 0.8
TENTATIVE = 0.667
"""The lowest alpha at which a theme may be reported, and may be reported with caution
(Krippendorff 2004, p. 241).
"""

FEW_TEXTS = 20
"""With fewer texts coded twice, agreement is inconclusive."""

FEW_GIVEN = 5
"""The same for texts among them to which anybody gave the theme."""

CoderKind = Literal["person", "rules", "classifier", "llm"]


class Coder(NamedTuple):
    """A coder: a person by name, or the rules, the classifier or a language model, without one."""

    kind: CoderKind
    name: str = ""


@dataclass(frozen=True)
class Figures:
    """The coefficients of one theme, or of whole sets of codes.

    `n` texts were coded by two coders or more; `given` of them got the theme from any coder. Sets
    have only `percent`, the share of identical sets, and `alpha` with the MASI distance. `wide`:
    the interval of alpha reaches below the bound of the verdict. `rare`: kappa and alpha are low
    although nearly all agree, because the theme is rare.
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
    """A coder, its number of texts, and its mean agreement with people (None: no other coder).

    That of the only person is with the machine's coders. `percent` is the share of identical sets,
    `alpha` that of sets, both weighted by the texts of each pair. `odd` marks the one coder of
    three or more that clearly agrees least: its alpha with each other coder is below all alphas
    among the others.
    """

    name: str
    kind: CoderKind
    texts: int
    percent: float | None
    alpha: float | None
    odd: bool = False


@dataclass(frozen=True)
class PairFigures:
    """Two coders by their index among the coders of the question, and how far their sets agree."""

    one: int
    other: int
    figures: Figures


@dataclass(frozen=True)
class ThemeAgreement:
    """A theme or special code: the figures for people only, and with the machine's coders."""

    theme: str
    label: str
    parent: str
    level: int
    people: Figures
    everyone: Figures


@dataclass(frozen=True)
class QuestionAgreement:
    """A question: number of texts coded by people, coders (people first), pairs, sets and themes.

    Themes are sorted by agreement, the lowest first; then those too rare to be conclusive, then
    those never assigned.
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
        """Whether two people or more coded the same texts, so that there are figures for people."""
        return self.people.n > 0

    def shown(self, theme: ThemeAgreement) -> Figures:
        """Return the figures to show for a theme: those for people if there are any."""
        return theme.people if self.compares_people else theme.everyone


@dataclass(frozen=True)
class Agreement:
    """How far the coders of a study agree.

    `without` are the questions without codings; `decisions` and `log` are the number of decisions
    in the log and their SHA-256.
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
