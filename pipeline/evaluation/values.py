"""How well a study is coded, in figures: every number that the evaluation's tables and page show, found once.

Shares and scores are fractions. None stands where a figure has no meaning, such as the precision of a theme that was never found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.model import Measure

Coder = Literal["rules", "classifier", "both"]

CODERS: tuple[Coder, ...] = ("rules", "classifier", "both")
"""Rules alone, the classifier alone, and both together as a run uses them."""

LEARNERS: tuple[Coder, ...] = ("classifier", "both")
"""The coders that labels can make better."""

FEW_LABELS = 10
"""Below this number of labels the figures of a theme say little."""

MORE_LABELS = 50
"""The labels whose worth the learning curve tells."""


@dataclass(frozen=True)
class CoderScore:
    """How one coder did on one theme: answers it gave the theme, of these right, and what follows."""

    found: int
    right: int
    precision: Measure
    recall: Measure
    f1: Measure


@dataclass(frozen=True)
class ThemeScore:
    """A theme or special code, the answers to which people gave it, and the score of every coder that was tried."""

    theme: str
    label: str
    parent: str
    level: int
    labels: int
    few: bool
    scores: Mapping[Coder, CoderScore]


@dataclass(frozen=True)
class AnswerScore:
    """How one coder did on whole answers: F1 of each, averaged; the share whose set is entirely right; the share left uncoded."""

    f1: Measure
    exact: Measure
    uncoded: float | None


@dataclass(frozen=True)
class ReliabilityPoint:
    """Of the probabilities between `low` and `high`: how many, their mean, and how often they came true."""

    low: float
    high: float
    n: int
    mean: float
    came_true: Measure


@dataclass(frozen=True)
class Reliability:
    """How honest the classifier's probabilities are. `error` is the expected calibration error."""

    error: float
    points: tuple[ReliabilityPoint, ...]


@dataclass(frozen=True)
class CoveragePoint:
    """Coding only the answers of at least that confidence: their share, and the share of these whose set is wrong somewhere."""

    confidence: float
    share: float
    error: float


@dataclass(frozen=True)
class Coverage:
    """The largest share of answers that can be coded without a person while at most `wanted` of them are wrong somewhere.

    `error` and `confidence` are those of that share; None where not one answer can.
    """

    wanted: float
    share: float
    error: float | None
    confidence: float | None
    points: tuple[CoveragePoint, ...]


@dataclass(frozen=True)
class LearningPoint:
    """F1 per answer of every coder that learns, after learning from that many labelled answers of a question (on average)."""

    labels: float
    f1: Mapping[Coder, Measure]


@dataclass(frozen=True)
class Gain:
    """What more labels would buy in F1 per answer; `clear` where the interval lies above 0."""

    f1: Measure
    clear: bool


@dataclass(frozen=True)
class Learning:
    """The learning curve, and what `more` labelled answers of a question would buy, beside the `labels` it has.

    All points are of the same answers.
    """

    points: tuple[LearningPoint, ...]
    labels: int
    more: int
    gains: Mapping[Coder, Gain]


@dataclass(frozen=True)
class Example:
    """An answer that shows a confusion."""

    respondent: str
    verbatim: str


@dataclass(frozen=True)
class Confusion:
    """A theme that people gave and a theme that the program gave in the same answers; empty `found` is a miss, empty `given` an extra."""

    given: str
    given_label: str
    found: str
    found_label: str
    n: int
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class QuestionEvaluation:
    """One question: its labelled answers, how each coder did, and what goes wrong most.

    A question that is left to the rules has no score of the classifier and no reliability, coverage or learning curve.
    """

    id: str
    title: str
    text: str
    answers: int
    respondents: int
    codebook_version: str
    scores: Mapping[Coder, AnswerScore]
    themes: tuple[ThemeScore, ...]
    reliability: Reliability | None
    coverage: Coverage | None
    learning: Learning | None
    confusions: tuple[Confusion, ...]


@dataclass(frozen=True)
class Evaluation:
    """A whole study. `scores`, `reliability`, `coverage` and `learning` are of the questions with a classifier together."""

    study: str
    title: str
    note: str
    language: str
    folds: int
    seed: int
    error: float
    answers: int
    respondents: int
    scores: Mapping[Coder, AnswerScore]
    reliability: Reliability | None
    coverage: Coverage | None
    learning: Learning | None
    questions: tuple[QuestionEvaluation, ...]
    without_labels: tuple[str, ...]
    version: str
