"""Evaluation: how well the answers of a study are coded, by cross-validation on labels."""

from pipeline.evaluation.confidence import coverage, reliability
from pipeline.evaluation.confusions import confusions
from pipeline.evaluation.intervals import Resampling
from pipeline.evaluation.learning import Trials, learning
from pipeline.evaluation.scores import answer_score, exact, f1_per_answer, theme_scores, with_parents
from pipeline.evaluation.tables import evaluation_tables

__all__ = [
    "Resampling",
    "Trials",
    "answer_score",
    "confusions",
    "coverage",
    "evaluation_tables",
    "exact",
    "f1_per_answer",
    "learning",
    "reliability",
    "theme_scores",
    "with_parents",
]
