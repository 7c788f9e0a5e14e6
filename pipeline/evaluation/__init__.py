"""Evaluation: how well the answers of a study are coded, by cross-validation on labels."""

from pipeline.evaluation.confusions import confusions
from pipeline.evaluation.evaluate import evaluate
from pipeline.evaluation.files import evaluation_folder, write_evaluation
from pipeline.evaluation.intervals import Resampling
from pipeline.evaluation.learning import Trials, learning
from pipeline.evaluation.page import render_evaluation
from pipeline.evaluation.reliability import coverage, reliability
from pipeline.evaluation.scores import (
    answer_score,
    exact,
    f1_per_answer,
    theme_scores,
    with_parents,
)
from pipeline.evaluation.values import (
    CODERS,
    FEW_LABELS,
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
