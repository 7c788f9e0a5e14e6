"""Coding: turns the answers of a study into codings with evidence, probability and a reason."""

from pipeline.coding.accepting import Acceptance
from pipeline.coding.alone import classifier_alone
from pipeline.coding.classifier import TokenClassifier, Training
from pipeline.coding.coder import CodedTexts, QuestionCoder
from pipeline.coding.decision import best_sets
from pipeline.coding.embedding import read_embedder
from pipeline.coding.estimator import TextClassifier
from pipeline.coding.matcher import RuleMatcher
from pipeline.coding.training import Labelled, Trained, acceptance, train

__all__ = [
    "Acceptance",
    "CodedTexts",
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
    "read_embedder",
    "train",
]
