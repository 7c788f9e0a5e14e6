"""A fictional evaluation to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.evaluation import (
    Added,
    AnswerScore,
    Calibration,
    CalibrationBin,
    Confusion,
    Coverage,
    CoveragePoint,
    Evaluation,
    Example,
    Gain,
    LearningCurve,
    LearningPoint,
    Method,
    PrecisionRecall,
    QuestionEvaluation,
    ThemeScore,
)
from pipeline.model import Measure

MACHINE: tuple[Method, ...] = ("rules", "words", "vectors", "llm", "both")
LEARNERS: tuple[Method, ...] = ("words", "vectors", "both")
VERBATIM = "te weinig <b>tijd</b> & geld"


def score(f1: float, added: Added | None = None, *, answers: int = 30) -> AnswerScore:
    """A score of whole answers around that F1."""
    return AnswerScore(
        f1=Measure(f1, f1 - 0.1, min(1.0, f1 + 0.1)),
        exact=Measure(0.5, 0.25, 0.75),
        uncoded=0.1,
        answers=answers,
        respondents=answers,
        added=added,
    )


def theme(
    name: str, labels: int, methods: Sequence[Method] = MACHINE, *, level: int = 1
) -> ThemeScore:
    """A theme with so many labels, of which every method found most."""
    measure = Measure(0.75, 0.5, 1.0) if labels else Measure(None)
    score = PrecisionRecall(labels, labels, measure, measure, measure)
    return ThemeScore(
        theme=name.lower(),
        label=name,
        parent="",
        level=level,
        labels=labels,
        few=labels < 10,
        scores=dict.fromkeys(methods, score),
    )


NOBODY = AnswerScore(Measure(None), Measure(None), None, answers=0, respondents=0)
SCORES: dict[Method, AnswerScore] = {
    "rules": score(0.8),
    "words": score(0.6, Added("rules", Measure(-0.2, -0.31, -0.12))),
    "vectors": score(0.7, Added("words", Measure(0.1, 0.02, 0.19))),
    "llm": score(0.65, Added("vectors", Measure(-0.004)), answers=12),
    "both": score(0.85, Added("vectors", Measure(0.15, 0.08, 0.21))),
    "people": NOBODY,
}
CALIBRATION = Calibration(0.053, (CalibrationBin(0.2, 0.3, 12, 0.24, Measure(0.3333, 0.1, 0.6)),))
COVERAGE = Coverage(
    0.05, 0.4, 0.0, 0.81, (CoveragePoint(0.81, 0.4, 0.0), CoveragePoint(0.2, 1.0, 0.3))
)
LEARNING = LearningCurve(
    tuple(
        LearningPoint(n, {m: Measure(0.4 + n / 100, 0.3, 0.8) for m in LEARNERS})
        for n in (0.0, 8.0, 24.0)
    ),
    30,
    50,
    {
        "words": Gain(Measure(0.034, 0.012, 0.06), True),
        "vectors": Gain(Measure(0.034, 0.012, 0.06), True),
        "both": Gain(Measure(None), False),
    },
)


def question(
    name: str, themes: Sequence[ThemeScore], confusions: Sequence[Confusion] = ()
) -> QuestionEvaluation:
    """A question with a classifier."""
    return QuestionEvaluation(
        id=name,
        title=name.title(),
        text="Wat?",
        answers=30,
        respondents=30,
        codebook_version="1",
        scores=SCORES,
        calibration=CALIBRATION,
        coverage=COVERAGE,
        learning=LEARNING,
        themes=tuple(themes),
        confusions=tuple(confusions),
    )


def rules_only(name: str) -> QuestionEvaluation:
    """A question that is left to the rules."""
    return replace(
        question(name, [theme("Groen", 12, ("rules", "both"))]),
        text="Welke?",
        scores={"rules": score(0.9), "both": score(0.9), "people": NOBODY},
        calibration=None,
        coverage=None,
        learning=None,
    )


def evaluation(language: str = "nl", *questions: QuestionEvaluation) -> Evaluation:
    """A study of three questions.

    One has many themes and confusions, one is left to the rules, one has no label.
    """
    confusions = [Confusion("tijd", "Tijd", "geld", "Geld", 3, (Example("g01", VERBATIM),))]
    confusions += [
        Confusion("", "", f"x{i}", f"X{i}", 1, (Example("g02", "iets"),)) for i in range(9)
    ]
    sub_themes = [theme(f"Thema {i}", 4, level=2) for i in range(40)]
    themes = [theme("Tijd", 20), theme("Nooit", 0), *sub_themes]
    some = questions or (
        question("nadelen", themes, confusions),
        rules_only("kleuren"),
        question("leeg", [theme("Niets", 0)]),
    )
    return Evaluation(
        study="proef",
        title="Proef & co",
        note="",
        language=language,
        folds=5,
        seed=0,
        error=0.05,
        answers=90,
        respondents=30,
        scores=SCORES,
        calibration=CALIBRATION,
        coverage=COVERAGE,
        learning=LEARNING,
        questions=some,
        without_labels=("vergeten",),
        version="0.1",
    )
