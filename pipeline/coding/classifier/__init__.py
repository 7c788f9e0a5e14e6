"""The classifier: one linear model per code, with calibrated probabilities."""

from pipeline.coding.classifier.best_sets import best_sets, set_confidence
from pipeline.coding.classifier.classifier_only import classifier_alone
from pipeline.coding.classifier.embedder import Embedder
from pipeline.coding.classifier.estimator import ThemeClassifier
from pipeline.coding.classifier.meaning import read_embedder
from pipeline.coding.classifier.text_classifier import TextClassifier
from pipeline.coding.classifier.token_classifier import TokenClassifier, Training, most_precise
