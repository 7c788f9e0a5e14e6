"""A fictional evaluation to draw."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.evaluation import (
    CODERS,
    AnswerScore,
    Coder,
    CoderScore,
    Confusion,
    Coverage,
    CoveragePoint,
    Evaluation,
    Example,
    Gain,
    Learning,
    LearningPoint,
    QuestionEvaluation,
    Reliability,
    ReliabilityPoint,
    ThemeScore,
)
from pipeline.model import Measure

VERBATIM = "te weinig <b>tijd</b> & geld"


def score(f1: float) -> AnswerScore:
    """A score of whole answers around that F1."""
    return AnswerScore(Measure(f1, f1 - 0.1, min(1.0, f1 + 0.1)), Measure(0.5, 0.25, 0.75), 0.1)


def theme(
    name: str, labels: int, coders: Sequence[Coder] = CODERS, *, level: int = 1
) -> ThemeScore:
    """A theme with so many labels, of which every coder found most."""
    measure = Measure(0.75, 0.5, 1.0) if labels else Measure(None)
    scores = {coder: CoderScore(labels, labels, measure, measure, measure) for coder in coders}
    return ThemeScore(name.lower(), name, "", level, labels, labels < 10, scores)


RELIABILITY = Reliability(0.053, (ReliabilityPoint(0.2, 0.3, 12, 0.24, Measure(0.3333, 0.1, 0.6)),))
COVERAGE = Coverage(
    0.05, 0.4, 0.0, 0.81, (CoveragePoint(0.81, 0.4, 0.0), CoveragePoint(0.2, 1.0, 0.3))
)
LEARNING = Learning(
    tuple(
        LearningPoint(n, {c: Measure(0.4 + n / 100, 0.3, 0.8) for c in CODERS[1:]})
        for n in (0.0, 8.0, 24.0)
    ),
    30,
    50,
    {"classifier": Gain(Measure(0.034, 0.012, 0.06), True), "both": Gain(Measure(None), False)},
)


def question(
    name: str, themes: Sequence[ThemeScore], confusions: Sequence[Confusion] = ()
) -> QuestionEvaluation:
    """A question with a classifier."""
    scores = dict(zip(CODERS, map(score, (0.8, 0.6, 0.85)), strict=True))
    parts = (RELIABILITY, COVERAGE, LEARNING)
    return QuestionEvaluation(
        name, name.title(), "Wat?", 30, 30, "1", scores, tuple(themes), *parts, tuple(confusions)
    )


def rules_only(name: str) -> QuestionEvaluation:
    """A question that is left to the rules."""
    scores = {"rules": score(0.9), "both": score(0.9)}
    themes = (theme("Groen", 12, ("rules", "both")),)
    return QuestionEvaluation(
        name, name.title(), "Welke?", 30, 30, "1", scores, themes, None, None, None, ()
    )


def evaluation(language: str = "nl", *questions: QuestionEvaluation) -> Evaluation:
    """A study of three questions: many themes and confusions, rules alone, nothing but a theme
    without labels.
    """
    confusions = [Confusion("tijd", "Tijd", "geld", "Geld", 3, (Example("g01", VERBATIM),))]
    confusions += [
        Confusion("", "", f"x{i}", f"X{i}", 1, (Example("g02", "iets"),)) for i in range(9)
    ]
    themes = [
        theme("Tijd", 20),
        theme("Nooit", 0),
        *(theme(f"Thema {i}", 4, level=2) for i in range(40)),
    ]
    some = questions or (
        question("nadelen", themes, confusions),
        rules_only("kleuren"),
        question("leeg", [theme("Niets", 0)]),
    )
    scores = dict(zip(CODERS, map(score, (0.8, 0.6, 0.85)), strict=True))
    return Evaluation(
        "proef",
        "Proef & co",
        "",
        language,
        5,
        0,
        0.05,
        90,
        30,
        scores,
        RELIABILITY,
        COVERAGE,
        LEARNING,
        some,
        ("vergeten",),
        "0.1",
    )
