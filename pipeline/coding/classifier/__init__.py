"""The classifier: one linear model per code, with calibrated probabilities."""

from pipeline.coding.classifier.best_sets import best_sets, classifier_only_sets, set_probability
from pipeline.coding.classifier.estimator import ThemeClassifier
from pipeline.coding.classifier.lines import Lines, fit_weights, learn_lines, log_odds
from pipeline.coding.classifier.token_classifier import TokenClassifier, Training
