"""How well a study is coded: every number that the tables and the page show, found once.

Shares and scores are fractions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.model import Align, Measure, notebook_table

Method = Literal["rules", "classifier", "both"]

METHODS: tuple[Method, ...] = ("rules", "classifier", "both")
"""The ways to code: by rules, by the classifier only, and by both as a run uses them."""

TRAINED_METHODS: tuple[Method, ...] = ("classifier", "both")
"""The methods that labels can make better."""

FEW_LABELS = 10
"""Below this number of labels the figures of a theme say little."""

MORE_LABELS = 50
"""The labels of which the learning curve tells what they buy."""


@dataclass(frozen=True)
class PrecisionRecall:
    """How one method did on one theme: answers it gave the theme, those right, what follows."""

    found: int
    right: int
    precision: Measure
    recall: Measure
    f1: Measure


@dataclass(frozen=True)
class ThemeScore:
    """A theme or special code, the answers to which people gave it, and each method's score."""

    theme: str
    label: str
    parent: str
    level: int
    labels: int
    few: bool
    scores: Mapping[Method, PrecisionRecall]


@dataclass(frozen=True)
class AnswerScore:
    """How one method did on whole answers.

    `f1` is the mean of their F1, `exact` the share whose set is right, `uncoded` that without one.
    """

    f1: Measure
    exact: Measure
    uncoded: float | None


@dataclass(frozen=True)
class CalibrationBin:
    """The probabilities between `low` and `high`: their number and mean, and how many came true."""

    low: float
    high: float
    n: int
    mean: float
    came_true: Measure


@dataclass(frozen=True)
class Calibration:
    """How honest the classifier's probabilities are; `error` is the expected calibration error."""

    error: float
    bins: tuple[CalibrationBin, ...]


@dataclass(frozen=True)
class CoveragePoint:
    """Answers of at least that probability: their share, and the share of their sets wrong."""

    probability: float
    share: float
    error: float


@dataclass(frozen=True)
class Coverage:
    """The largest share of answers to accept without a person with at most `wanted` of them wrong.

    `error` and `probability` are those of that share; None where not one answer can.
    """

    wanted: float
    share: float
    error: float | None
    probability: float | None
    points: tuple[CoveragePoint, ...]


@dataclass(frozen=True)
class LearningPoint:
    """F1 per answer after learning from that many labelled answers of a question, on average."""

    labels: float
    f1: Mapping[Method, Measure]


@dataclass(frozen=True)
class Gain:
    """What more labels would buy in F1 per answer; `clear` where the interval lies above 0."""

    f1: Measure
    clear: bool


@dataclass(frozen=True)
class LearningCurve:
    """What `more` labelled answers of a question would buy, beside the `labels` it has.

    All points are of the same answers.
    """

    points: tuple[LearningPoint, ...]
    labels: int
    more: int
    gains: Mapping[Method, Gain]


@dataclass(frozen=True, kw_only=True)
class Performance:
    """How well answers are coded.

    Where all is left to the rules there is no score of the classifier, and no calibration,
    coverage or learning curve.
    """

    scores: Mapping[Method, AnswerScore]
    calibration: Calibration | None
    coverage: Coverage | None
    learning: LearningCurve | None


@dataclass(frozen=True)
class Example:
    """An answer that shows a confusion."""

    respondent: str
    verbatim: str


@dataclass(frozen=True)
class Confusion:
    """A theme that people gave and a theme that the program gave in the same answers.

    Without `found` it is a miss, without `given` an extra.
    """

    given: str
    given_label: str
    found: str
    found_label: str
    n: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, kw_only=True)
class QuestionEvaluation(Performance):
    """One question: its labelled answers, how each method did, and what goes wrong most."""

    id: str
    title: str
    text: str
    answers: int
    respondents: int
    codebook_version: str
    themes: tuple[ThemeScore, ...]
    confusions: tuple[Confusion, ...]


@dataclass(frozen=True, kw_only=True)
class Evaluation(Performance):
    """A whole study. Its performance is that of the questions with a classifier together."""

    study: str
    title: str
    note: str
    language: str
    folds: int
    seed: int
    error: float
    answers: int
    respondents: int
    questions: tuple[QuestionEvaluation, ...]
    without_labels: tuple[str, ...]
    version: str

    def _repr_html_(self) -> str:
        """Return the F1 of answers by question and method as a table, for a notebook."""
        columns: dict[str, Align] = {"Question": "left", "Labelled answers": "right"}
        columns |= {f"F1, {method}": "right" for method in METHODS}
        rows = []
        for question in self.questions:
            scores = (question.scores.get(method) for method in METHODS)
            f1 = ["" if score is None else _with_interval(score.f1) for score in scores]
            rows.append((question.id, str(question.answers), *f1))
        caption = f"{self.title}: how well answers are coded"
        return notebook_table(caption, columns, rows, whole="evaluation.questions has them all")

    @property
    def with_classifier(self) -> tuple[QuestionEvaluation, ...]:
        """The questions that are not left to the rules."""
        return tuple(question for question in self.questions if question.calibration)


def _with_interval(measure: Measure) -> str:
    if measure.value is None:
        return ""
    if measure.interval is None:
        return f"{measure.value:.2f}"
    low, high = measure.interval
    return f"{measure.value:.2f} ({low:.2f} to {high:.2f})"
