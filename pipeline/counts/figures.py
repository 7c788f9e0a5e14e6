"""A run in figures: every number that a page, chart or table shows, computed once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from pipeline.study import HOUSE, House, Show

INTERVALS = {
    "mid-p": "mid-p interval (Lancaster 1961; Berry & Armitage 1995)",
    "mid-p-finite": "mid-p interval of a sample without replacement from a finite population",
    "mid-p-weighted": "mid-p interval at an effective base of the weights (Kish 1965; "
    "Woodruff 1971; Korn & Graubard 1998), interpolated between whole respondents",
    "mid-p-weighted-finite": "the same, of a sample without replacement from a finite population",
    "census": "everybody in the population answered: no interval but the share itself",
    "ppi++": "prediction-powered interval, power-tuned (Angelopoulos, Duchi & Zrnic 2023)",
    "classical": "interval of the reviewed random sample alone",
}
"""The names of the intervals in outputs."""


@dataclass(frozen=True)
class Figure:
    """How many respondents of one wave (and segment) named a theme.

    Shares are fractions; None if the base is 0. `n` and `base` count respondents unweighted; with
    weights `share` is `weighted` / the sum of weights in the base, so it is not n / base, and
    `effective` is the effective base (Kish). `mentions` counts codings: a respondent with two
    sub-themes mentions their parent twice; `n_guess` of the n rest on nothing but guesses. A figure
    that a disclosure rule hides keeps only its base.
    """

    n: int
    base: int
    share: float | None
    low: float | None
    high: float | None
    n_rules: int = 0
    n_classifier: int = 0
    n_llm: int = 0
    n_reviewer: int = 0
    n_guess: int = 0
    suppressed: bool = False
    mentions: int = 0
    weighted: float | None = None
    effective: float | None = None
    interval: str = ""
    """How `low` and `high` were computed (`INTERVALS`), empty if there are none."""
    rounded: float | None = None
    """The step to which a weighted share is rounded for the sake of hidden figures."""
    unweighted: bool = False
    """Whether the share counts heads, as any weighted one would reveal hidden figures."""

    def by_source(self, name: str) -> int:
        """Return of how many respondents that is the strongest source (`model.SOURCES`)."""
        return int(getattr(self, f"n_{name}"))


@dataclass(frozen=True)
class ThemeFigures:
    """A theme and its figures.

    `waves[wave]` is of everybody, `segments[wave, variable, value]` of a segment.
    """

    theme: str
    label: str
    definition: str
    parent: str
    level: int
    waves: Mapping[str, Figure]
    segments: Mapping[tuple[str, str, str], Figure]


@dataclass(frozen=True)
class WaveBase:
    """What became of one question's answers in one wave (and segment).

    asked = answered + no_answer, and answered is the base. `codings` were made of the base, of
    which `guesses` are guesses. These two, `other` and `uncoded` are None if a disclosure rule
    hides them. `effective` is the effective base, None without weights. `by_people` of those who
    answered were coded by people, None if that was not counted.
    """

    asked: int
    answered: int
    no_answer: int
    other: int | None
    uncoded: int | None
    effective: float | None = None
    codings: int | None = None
    guesses: int | None = None
    by_people: int | None = None


Direction = Literal["up", "down", "same", "unknown"]

Instrument = Literal["people", "machine", "machine_alone", "none"]
"""What coded both of two waves: people, the machine, or where they were mixed the machine alone,
knowing none of the answers; none if nothing can be compared."""


@dataclass(frozen=True)
class WaveChange:
    """How the share of a theme changed from one wave to a later one, both by one instrument.

    `instrument` coded both waves. If it is the machine alone, the two shares are not those counted:
    `share_before` and `share_now` say which were compared. `difference` is a
    fraction (later minus earlier) with its 95% interval; `p` is adjusted for all `tests` of the
    report (Holm); `both` counts respondents in the bases of both waves. `verdict` is "up" or "down"
    only if the difference is significant, "same" if it is not, "unknown" if a wave has no base or
    no instrument coded both. All numbers are None if a disclosure rule hides one of the two shares.
    """

    theme: str
    before: str
    now: str
    difference: float | None
    low: float | None
    high: float | None
    p: float | None
    both: int
    verdict: Direction
    suppressed: bool = False
    instrument: Instrument = "machine"
    share_before: float | None = None
    share_now: float | None = None
    tests: int = 0


@dataclass(frozen=True)
class Correction:
    """What a reviewed random sample says about a theme's share in one wave.

    `coded` is the share as counted, `corrected` for the coder's own errors with its 95% interval,
    from `labelled` reviewed answers. `power` is the trust in the machine's codes, 0..1; 0 leaves
    the classical interval of the sample. `interval` names the method (`INTERVALS`). All numbers are
    None if a disclosure rule hides the share.
    """

    theme: str
    wave: str
    coded: float | None
    corrected: float | None
    low: float | None
    high: float | None
    labelled: int
    power: float | None
    interval: str
    suppressed: bool = False


@dataclass(frozen=True)
class Bridge:
    """One theme of an earlier wave's answers, coded then and again with today's instrument.

    Fractions: `then` and `again` of the answers coded twice, `instrument` = again - then with its
    95% interval; `total` is the difference of the two published shares and `real` = total -
    instrument. None if a base is 0 or a disclosure rule hides the share.
    """

    theme: str
    before: str
    now: str
    answers: int
    then: float | None
    again: float | None
    instrument: float | None
    low: float | None
    high: float | None
    total: float | None
    real: float | None
    real_low: float | None
    real_high: float | None
    suppressed: bool = False


@dataclass(frozen=True)
class Quote:
    """A verbatim that may be printed: redacted, approved, and from a large enough group.

    `group` is its attribution, empty without one.
    """

    wave: str
    theme: str
    text: str
    group: str = ""


@dataclass(frozen=True)
class Keyword:
    """A word that answers to this question use more than the other answers do.

    The number of respondents who use it, and its keyness (signed root of G2).
    """

    word: str
    n: int
    keyness: float


@dataclass(frozen=True)
class QuestionSummary:
    """One question: its text, how it is shown, its bases, and its themes in codebook order."""

    id: str
    title: str
    text: str
    show: Show
    codebook_version: str
    bases: Mapping[str, WaveBase]
    themes: tuple[ThemeFigures, ...]
    segment_bases: Mapping[tuple[str, str, str], WaveBase] = field(default_factory=dict)
    """By wave, segment variable and value."""
    filter: str = ""
    """Who was counted, in words, if that is not everybody: gemeenten die experimenteren."""
    changes: tuple[WaveChange, ...] = ()
    corrections: tuple[Correction, ...] = ()
    bridge: tuple[Bridge, ...] = ()
    quotes: tuple[Quote, ...] = ()
    keywords: Mapping[str, tuple[Keyword, ...]] = field(default_factory=dict)
    """By wave, the highest keyness first; only if the study asks for a cloud of words."""
    shape: str = "rectangle"
    """The shape of its word clouds."""
    least: int = 1
    """The fewest respondents who use a word shown in them."""
    hides_bases: bool = False
    """Whether some segments are left out, as their base is a hidden figure of another question."""


@dataclass(frozen=True)
class Reconciliation:
    """What became of the answers: read = coded + other + no_answer + uncoded + refused."""

    read: int
    coded: int
    other: int
    no_answer: int
    uncoded: int
    refused: int

    def __post_init__(self) -> None:
        parts = self.coded + self.other + self.no_answer + self.uncoded + self.refused
        if parts != self.read:
            raise AssertionError(
                f"answers lost or doubled: {self.read} read, {parts} accounted for"
            )


class RepliesCount(NamedTuple):
    """Distinct texts by what came of asking a language model: asked is replied, invalid and failed.

    Of those with a reply, `cut` were too long to be shown whole. `not_used` have a reply of another
    model, prompt or codebook.
    """

    asked: int
    replied: int
    invalid: int
    failed: int
    cut: int
    not_used: int


@dataclass(frozen=True)
class LanguageModel:
    """A language model whose replies a run read: its name, and the SHA-256 of its weights if known.

    `left` has each model for which answers left this machine, with the study's reason.
    """

    model: str
    weights: str
    questions: Mapping[str, RepliesCount]
    left: tuple[tuple[str, str], ...] = ()

    @property
    def models(self) -> tuple[str, ...]:
        """The models that were shown answers: this one if it replied, and those elsewhere."""
        replied = any(question.replied for question in self.questions.values())
        own = (self.model,) if replied else ()
        return tuple(dict.fromkeys((*own, *(model for model, _ in self.left))))


@dataclass(frozen=True)
class RunSummary:
    """A whole run, ready to be shown.

    `waves` and `segments` are in the order of the study; `unit` is the noun for one respondent.
    """

    study: str
    title: str
    note: str
    language: str
    unit: str
    unit_plural: str
    population: int | None
    waves: tuple[str, ...]
    respondents: Mapping[str, int]
    segments: Mapping[str, tuple[str, ...]]
    questions: tuple[QuestionSummary, ...]
    answers: Reconciliation
    sources: Mapping[str, int]
    version: str
    guesses: int = 0
    """Of the codings by all sources: those that no label supports."""
    weighted: bool = False
    least_base: int = 0
    least_n: int = 0
    """The disclosure rules: figures on a smaller base, or of fewer, are hidden; 0: no rule."""
    segment_labels: Mapping[str, str] = field(default_factory=dict)
    """The names of segment variables, if the study gives them."""
    house: House = HOUSE
    language_model: LanguageModel | None = None
    left_out: tuple[tuple[str, str], ...] = ()
    """Questions and waves that are not published: their base is a hidden figure of another."""
