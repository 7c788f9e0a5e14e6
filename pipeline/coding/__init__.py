"""Coding: rules and classifier turn the texts of one question into themes with evidence and a reason."""

from pipeline.coding.accepting import Acceptance
from pipeline.coding.alone import classifier_alone
from pipeline.coding.classifier import TokenClassifier, Training
from pipeline.coding.coder import CodedTexts, QuestionCoder
from pipeline.coding.decision import best_sets
from pipeline.coding.embedding import embedding_files, read_embedder
from pipeline.coding.estimator import TextClassifier
from pipeline.coding.matcher import Hits, RuleMatcher
from pipeline.coding.training import Labelled, Trained, acceptance, train

__all__ = [
    "Acceptance",
    "CodedTexts",
    "Hits",
    "Labelled",
    "QuestionCoder",
    "RuleMatcher",
    "TextClassifier",
    "TokenClassifier",
    "Trained",
    "Training",
    "acceptance",
    "best_sets",
    "classifier_alone",
    "embedding_files",
    "read_embedder",
    "train",
]
