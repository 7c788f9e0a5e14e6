"""Evaluation: how well the answers of a study are coded, by cross-validation on labels."""

from pipeline.evaluation.calibration import calibration, coverage
from pipeline.evaluation.columns import CONFUSIONS, EVALUATION, LEARNING, THEME_SCORES
from pipeline.evaluation.confusions import confusions
from pipeline.evaluation.cross_validation import CrossValidation, Fold, FoldResult, serial
from pipeline.evaluation.curve_pictures import learning_notes
from pipeline.evaluation.evaluate import Progress, evaluate
from pipeline.evaluation.independent_scores import people_scores
from pipeline.evaluation.learning_curve import CurveScores, learning_curve
from pipeline.evaluation.page import render_evaluation
from pipeline.evaluation.scores import (
    AnswerScores,
    answer_score,
    answer_scores,
    exact,
    mean_measure,
    theme_scores,
    wilson_of_f1,
)
from pipeline.evaluation.tables import write_evaluation
from pipeline.evaluation.values import (
    FEW_DRAWN,
    FEW_LABELS,
    METHODS,
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
    LabelOrigins,
    LearningCurve,
    LearningPoint,
    Method,
    Performance,
    PrecisionRecall,
    QuestionEvaluation,
    ThemeScore,
)
