"""How well a study is coded: every number in the tables and on the page, computed once.

Shares and scores are fractions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.model import Align, Measure, notebook_table

Method = Literal["rules", "words", "vectors", "llm", "both", "people"]

METHODS: tuple[Method, ...] = ("rules", "words", "vectors", "llm", "both", "people")
"""The coders, beside each other: rules; the classifier by words alone, and with sentence vectors; a
language model by itself; all that a run has, together; and people among themselves.
"""

TRAINED_METHODS: tuple[Method, ...] = ("words", "vectors", "both")
"""The methods that improve with labels."""

OVER: Mapping[Method, tuple[Method, ...]] = {
    "words": ("rules",),
    "vectors": ("words",),
    "llm": ("vectors", "words", "rules"),
    "both": ("vectors", "words", "rules"),
    "people": ("both",),
}
"""Beside which coder each is put to tell what it adds: the first of these that there is.

A language model, and all together, are both put beside the classifier by itself.
"""

FEW_LABELS = 10
"""With fewer labels the figures of a theme are inconclusive."""

MORE_LABELS = 50
"""The number of extra labels whose gain the learning curve reports."""


@dataclass(frozen=True)
class PrecisionRecall:
    """One method on one theme: answers it gave the theme, those right, and the scores."""

    found: int
    right: int
    precision: Measure
    recall: Measure
    f1: Measure


@dataclass(frozen=True)
class ThemeScore:
    """A theme or special code, the answers to which people gave it, and each method's score.

    People have none: where they differ nobody is right.
    """

    theme: str
    label: str
    parent: str
    level: int
    labels: int
    few: bool
    scores: Mapping[Method, PrecisionRecall]


@dataclass(frozen=True)
class Added:
    """The difference in F1 per answer with another method, on the answers that both coded."""

    over: Method
    f1: Measure


@dataclass(frozen=True)
class AnswerScore:
    """How one method did on whole answers.

    `f1` is the mean of their F1, `exact` the share whose set is right, `uncoded` that without one.
    `answers` and `respondents` are those on which it was tried; `added` is what it adds, if there
    is a method to put it beside.
    """

    f1: Measure
    exact: Measure
    uncoded: float | None
    answers: int
    respondents: int
    added: Added | None = None


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
    """Calibration of a run's probabilities; `error` is the expected calibration error."""

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
    """The largest share of answers accepted without review with at most `wanted` of them wrong.

    `error` and `probability` are those at that share; None if no answer can be accepted. `few`:
    even without any mistake so few answers could not show it.
    """

    wanted: float
    share: float
    error: float | None
    probability: float | None
    points: tuple[CoveragePoint, ...]
    few: bool = False


@dataclass(frozen=True)
class LearningPoint:
    """F1 per answer after learning from that many labelled answers of a question, on average."""

    labels: float
    f1: Mapping[Method, Measure]


@dataclass(frozen=True)
class Gain:
    """The gain in F1 per answer from more labels; `clear` if the interval lies above 0."""

    f1: Measure
    clear: bool


@dataclass(frozen=True)
class LearningCurve:
    """What `more` labelled answers of a question would gain, beside the `labels` it has.

    All points are of the same answers.
    """

    points: tuple[LearningPoint, ...]
    labels: int
    more: int
    gains: Mapping[Method, Gain]


FEW_DRAWN = 30
"""With fewer labels drawn at random, how well all answers are coded is not told."""


@dataclass(frozen=True)
class LabelOrigins:
    """How many labelled answers were drawn at random, chosen in a queue, or read from files.

    Files don't say whether their answers were drawn or chosen.
    """

    drawn: int = 0
    chosen: int = 0
    filed: int = 0

    @property
    def tell_of_all(self) -> bool:
        """Whether enough were drawn to tell how well the answers as a whole are coded."""
        return self.drawn >= FEW_DRAWN


@dataclass(frozen=True, kw_only=True)
class Performance:
    """How well answers are coded.

    If all is left to the rules there is no score of a classifier, and no calibration, coverage or
    learning curve. People always have a score, without a figure where no answer was coded twice.
    `scores` are of all labelled answers alike; `drawn` of those drawn at random, weighed by their
    probability, so of the answers as a whole. It is empty if too few were drawn.
    """

    scores: Mapping[Method, AnswerScore]
    calibration: Calibration | None
    coverage: Coverage | None
    learning: LearningCurve | None
    origins: LabelOrigins = LabelOrigins()
    drawn: Mapping[Method, AnswerScore] = field(default_factory=dict)


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
    """One question: its labelled answers, how each method did, and the most frequent confusions."""

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
    """A whole study. Its performance is that of all questions with a classifier."""

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

    @property
    def methods(self) -> tuple[Method, ...]:
        """The methods that any question has, in their order."""
        known = {method for question in self.questions for method in question.scores}
        return tuple(method for method in METHODS if method in known)

    def _repr_html_(self) -> str:
        """Return the F1 of answers by question and method as a table, for a notebook."""
        columns: dict[str, Align] = {"Question": "left", "Labelled answers": "right"}
        columns |= {f"F1, {method}": "right" for method in self.methods}
        rows = []
        for question in self.questions:
            scores = (question.scores.get(method) for method in self.methods)
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
