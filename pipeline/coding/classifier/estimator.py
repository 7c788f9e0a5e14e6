"""`ThemeClassifier`: the classifier for people who work in Python."""

from __future__ import annotations

from pipeline.coding.classifier.text_classifier import TextClassifier
from pipeline.model import Linguist
from pipeline.normalise import linguist
from pipeline.version import __version__


class ThemeClassifier(TextClassifier):
    """Learns themes from coded answers: `ThemeClassifier(language="nl").fit(texts, Y).predict(texts)`, in scikit-learn's manners.

    embeddings: a folder with a model of model2vec, whose vectors of the texts it learns from too; nothing is downloaded.
    Y is (n_answers, n_themes) of 0/1. Probabilities are calibrated on answers kept out of training.
    """

    _version = __version__

    def _linguist(self) -> Linguist:
        return linguist(self.language)
