"""The classifier in scikit-learn's manners: texts and a 0/1 matrix in, predictions out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.exceptions import NotFittedError

from pipeline.coding.classifier.best_sets import best_sets
from pipeline.coding.classifier.embedder import Embedder
from pipeline.coding.classifier.meaning import read_embedder
from pipeline.coding.classifier.model_file import SavedModel, load_model, save_model
from pipeline.coding.classifier.scorer import Scorer
from pipeline.coding.classifier.token_classifier import TokenClassifier, Training
from pipeline.model import Floats, Ints, Linguist

C = TypeVar("C", bound="TextClassifier")


class TextClassifier(BaseEstimator, ABC):  # type: ignore[misc]
    """A multi-label classifier of texts. Subclasses say where the linguist comes from, and which version they are."""

    _version = ""

    def __init__(self, language: str = "nl", embeddings: Path | str | None = None) -> None:
        self.language = language
        self.embeddings = embeddings

    @abstractmethod
    def _linguist(self) -> Linguist:
        """Where the tokens come from."""

    def fit(
        self,
        texts: Sequence[str],
        Y: Any,  # noqa: N803
        groups: Sequence[object] | None = None,
    ) -> TextClassifier:
        """Learns from texts and their codes.

        Y: (n_answers, n_themes) of 0/1, an array or a DataFrame whose columns name the themes. groups: texts with the same value (one
        respondent) stay together when probabilities are calibrated. `ValueError` when the shapes don't fit.
        """
        self.classes_ = list(Y.columns) if hasattr(Y, "columns") else None
        targets = np.asarray(Y, dtype=float)
        given = [str(text) for text in texts]
        if targets.ndim != 2 or len(targets) != len(given):
            raise ValueError(
                f"Y has shape {targets.shape}, expected ({len(given)}, number of themes)"
            )
        if not np.isin(targets, (0.0, 1.0)).all():
            raise ValueError("Y must hold 0 and 1 only")
        if groups is not None and len(groups) != len(given):
            raise ValueError(f"groups has length {len(groups)}, expected {len(given)}")
        if not given:
            raise ValueError("no texts to learn from")
        self.classes_ = self.classes_ or list(range(targets.shape[1]))
        self.linguist_ = self._linguist()
        self.always_coded_ = bool(targets.any(axis=1).all())
        groups = list(range(len(given))) if groups is None else list(groups)
        numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
        trusted = np.ones(len(given), dtype=bool)
        of_group = np.array([numbers[group] for group in groups])
        training = Training(
            self.linguist_.tokens(given), targets, np.ones_like(targets), trusted, of_group
        )
        self.model_: Scorer = TokenClassifier(training, embedder=_embedder(self.embeddings))
        return self

    def save(self, path: Path | str) -> None:
        """Writes what it learned to that file: plain arrays and JSON, no code, all or nothing. `MisuseError` when it can't be written there."""
        self._check_fitted()
        save_model(
            SavedModel(
                self._version,
                self.language,
                list(self.classes_ or ()),
                self.always_coded_,
                self.model_,
            ),
            path,
        )

    @classmethod
    def load(cls: type[C], path: Path | str, embeddings: Path | str | None = None) -> C:
        """The classifier that `save` wrote; it predicts the same to the last bit.

        The file can't run code, whoever made it. It doesn't hold embeddings: for a classifier that learned with some, name their folder
        again. `UnreadableFileError` when it is no such file or those are other embeddings.
        """
        saved = load_model(path, _embedder(embeddings))
        loaded = cls(language=saved.language, embeddings=embeddings)
        loaded.classes_, loaded.always_coded_, loaded.model_ = (
            list(saved.classes),
            saved.always_coded,
            saved.scorer,
        )
        loaded.linguist_ = loaded._linguist()
        return loaded

    def predict_proba(self, texts: Sequence[str]) -> Floats:
        """The calibrated probability of every theme, (n_answers, n_themes)."""
        self._check_fitted()
        return self.model_.probabilities(self.linguist_.tokens([str(text) for text in texts]))

    def predict(self, texts: Sequence[str]) -> Ints:
        """For every text the set of themes with the highest expected F1, as 0/1, (n_answers, n_themes).

        Never empty when every text of the training had a theme.
        """
        return best_sets(self.predict_proba(texts), at_least_one=self.always_coded_).astype(
            np.int64
        )

    def _check_fitted(self) -> None:
        if not hasattr(self, "model_"):
            raise NotFittedError(
                "this ThemeClassifier has not learned yet; call fit(texts, Y) first"
            )


def _embedder(folder: Path | str | None) -> Embedder | None:
    return None if folder is None else read_embedder(folder)
