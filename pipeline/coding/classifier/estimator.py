"""`ThemeClassifier`: the classifier as a Python API."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import NotFittedError

from pipeline.coding.classifier.best_sets import best_sets
from pipeline.coding.classifier.model_file import SavedModel, load_model, save_model
from pipeline.coding.classifier.scorer import Scorer
from pipeline.coding.classifier.token_classifier import TokenClassifier, Training
from pipeline.coding.embedders import PACKAGES, Embedder, choose_embedder, read_embedder
from pipeline.model import Bools, Floats, Ints, Tokens
from pipeline.normalise import linguist
from pipeline.version import __version__

C = TypeVar("C", bound="ThemeClassifier")


class ThemeClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Multi-label classifier of texts by theme, with the interface of scikit-learn.

    `ThemeClassifier(language="nl").fit(texts, Y).predict(texts)`. Y is a set of themes for each
    text, or (n_texts, n_themes) of 0/1: an array, or a DataFrame whose columns name the themes.
    Probabilities are calibrated on texts held out of training.

    embeddings: sentence vectors that become features too: '' for `use` if it is installed, else
    words alone; `use` or `e5`, or a folder with a model of your own. None and `off` are none.
    Nothing is downloaded.
    """

    def __init__(self, language: str = "nl", embeddings: Path | str | None = "") -> None:
        self.language = language
        self.embeddings = embeddings

    def __sklearn_tags__(self) -> Any:
        """Return the estimator tags: input is text, output is multi-label."""
        tags = super().__sklearn_tags__()
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.input_tags.string = True
        tags.target_tags.two_d_labels = True
        tags.target_tags.multi_output = True
        tags.target_tags.single_output = False
        tags.classifier_tags.multi_class = False
        tags.classifier_tags.multi_label = True
        return tags

    def __getstate__(self) -> dict[str, Any]:
        """Return the state without the linguist, which is made anew."""
        state = dict(super().__getstate__())
        state.pop("linguist_", None)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Restore the state, and make the linguist anew."""
        super().__setstate__(state)
        if hasattr(self, "model_"):
            self.linguist_ = linguist(self.language)

    def fit(
        self: C,
        texts: Iterable[str],
        Y: Any,  # noqa: N803
        groups: Sequence[object] | None = None,
    ) -> C:
        """Learn from texts and their themes, and return the classifier.

        groups: texts with the same value (one respondent) stay together in calibration.
        `ValueError` if the shapes don't fit or values are missing.
        """
        given = _as_texts(texts)
        labels = _as_labels(Y, len(given))
        if not given:
            raise ValueError("no texts to learn from")
        if groups is None:
            groups = range(len(given))
        if len(groups) != len(given):
            raise ValueError(f"groups has length {len(groups)}, expected {len(given)}")
        number_of = {group: number for number, group in enumerate(dict.fromkeys(groups))}
        self.linguist_ = linguist(self.language)
        self.classes_ = labels.classes
        self.always_coded_ = bool(labels.matrix.any(axis=1).all())
        training = Training(
            tokens=self.linguist_.tokens(given),
            targets=labels.matrix.astype(float),
            weights=np.ones(labels.matrix.shape),
            trusted=np.ones(len(given), dtype=bool),
            groups=np.array([number_of[group] for group in groups]),
        )
        self.model_: Scorer = TokenClassifier(training, embedder=choose_embedder(self.embeddings))
        return self

    def predict_proba(self, texts: Iterable[str]) -> Floats:
        """Return the calibrated probability of every theme, (n_texts, n_themes)."""
        tokens = self._tokens(texts)
        return self.model_.probabilities(tokens)

    def predict(self, texts: Iterable[str]) -> Ints:
        """Return the set of themes with the highest expected F1, as 0/1, (n_texts, n_themes).

        It is never empty if every training text had a theme.
        """
        chosen = best_sets(self.predict_proba(texts), at_least_one=self.always_coded_)
        return chosen.astype(np.int64)

    def score(
        self,
        texts: Iterable[str],
        Y: Any,  # noqa: N803
        sample_weight: Sequence[float] | None = None,
    ) -> float:
        """Return the share of texts whose whole set of themes is predicted."""
        self._check_fitted()
        given = _as_texts(texts)
        labels = _as_labels(Y, len(given), self.classes_)
        right = (self.predict(given) == labels.matrix).all(axis=1) & ~labels.unknown
        return float(np.average(right, weights=sample_weight))

    def save(self, path: Path | str) -> None:
        """Write the model to a file of plain arrays and JSON, no code; all or nothing.

        `MisuseError` if it can't be written.
        """
        self._check_fitted()
        classes = self.classes_.tolist()
        save_model(
            SavedModel(__version__, self.language, classes, self.always_coded_, self.model_), path
        )

    @classmethod
    def load(cls: type[C], path: Path | str, embeddings: Path | str | None = "") -> C:
        """Return the classifier that `save` wrote, with bit-identical predictions.

        The file can't run code, whoever made it. It holds no embeddings: those of a package are
        found again, a folder of your own is named again. `UnreadableFileError` for any other file,
        or other embeddings.
        """
        saved = load_model(path, partial(_embedder_of_model, embeddings))
        if embeddings == "":
            vectors = saved.scorer.vectors
            embeddings = None if vectors is None else vectors.embedder.name
        loaded = cls(language=saved.language, embeddings=embeddings)
        loaded.classes_ = _as_classes(saved.classes)
        loaded.always_coded_ = saved.always_coded
        loaded.model_ = saved.scorer
        loaded.linguist_ = linguist(saved.language)
        return loaded

    def _tokens(self, texts: Iterable[str]) -> Tokens:
        self._check_fitted()
        return self.linguist_.tokens(_as_texts(texts))

    def _check_fitted(self) -> None:
        if not hasattr(self, "model_"):
            raise NotFittedError(
                "this ThemeClassifier has not learned yet; call fit(texts, Y) first"
            )


def _embedder_of_model(setting: Path | str | None, learned_with: str) -> Embedder | None:
    """Return the embedder of a saved model, which learned with the one of that name ('': none)."""
    if setting == "":
        return read_embedder(learned_with) if learned_with in PACKAGES else None
    return choose_embedder(setting)


@dataclass(frozen=True)
class _Labels:
    """The themes of texts, (n_texts, n_themes), and the names of the themes.

    `unknown` marks texts with a theme that is not among them.
    """

    matrix: Bools
    classes: npt.NDArray[Any]
    unknown: Bools


def _as_texts(texts: Iterable[object]) -> list[str]:
    if isinstance(texts, str):
        raise ValueError("texts is one text; give a list of texts")
    given = list(texts)
    for number, text in enumerate(given):
        # NaN is not itself
        if text is None or text is pd.NA or text != text:
            raise ValueError(f"text {number} is {text}; leave it out, or write '' for no answer")
    return [str(text) for text in given]


def _as_labels(labels: Any, texts: int, classes: npt.NDArray[Any] | None = None) -> _Labels:
    """Return labels given as sets of themes or as 0/1; `classes` are those already learned."""
    if labels is None:
        raise ValueError("ThemeClassifier requires y to be passed, but the target y is None")
    if _are_sets(labels):
        return _from_sets([frozenset(each) for each in labels], texts, classes)
    return _from_matrix(labels, texts, classes)


def _from_matrix(labels: Any, texts: int, classes: npt.NDArray[Any] | None) -> _Labels:
    if classes is not None and hasattr(labels, "columns"):
        labels = labels.reindex(columns=classes.tolist())
    try:
        targets = np.asarray(labels, dtype=float)
    except (TypeError, ValueError):
        raise ValueError("Y must be a set of themes for each text, or a 0/1 matrix") from None
    themes = "number of themes" if classes is None else str(len(classes))
    fits = targets.ndim == 2 and len(targets) == texts
    if not fits or (classes is not None and targets.shape[1] != len(classes)):
        raise ValueError(f"Y has shape {targets.shape}, expected ({texts}, {themes})")
    if not np.isin(targets, (0.0, 1.0)).all():
        raise ValueError("Y must hold 0 and 1 only")
    if classes is None:
        classes = _as_classes(getattr(labels, "columns", range(targets.shape[1])))
    return _Labels(targets > 0, classes, unknown=np.zeros(texts, dtype=bool))


def _are_sets(labels: Any) -> bool:
    """Whether each text has a collection of themes rather than a row of numbers."""
    if getattr(labels, "ndim", 1) != 1:
        return False
    for each in labels:
        if isinstance(each, Set):
            return True
        if isinstance(each, (list, tuple)) and len(each):
            return isinstance(each[0], str)
    return False


def _from_sets(sets: list[frozenset[Any]], texts: int, classes: npt.NDArray[Any] | None) -> _Labels:
    if len(sets) != texts:
        raise ValueError(f"Y has length {len(sets)}, expected {texts}")
    if classes is None:
        classes = _as_classes(sorted(frozenset().union(*sets), key=str))
    number = {theme: column for column, theme in enumerate(classes.tolist())}
    matrix = np.zeros((texts, len(number)), dtype=bool)
    for row, themes in enumerate(sets):
        matrix[row, [number[theme] for theme in themes if theme in number]] = True
    unknown = np.array([not themes <= number.keys() for themes in sets], dtype=bool)
    return _Labels(matrix, classes, unknown)


def _as_classes(names: Iterable[Any]) -> npt.NDArray[Any]:
    named = list(names)
    if all(isinstance(name, (int, np.integer)) for name in named):
        return np.array(named, dtype=np.int64)
    return np.array(named, dtype=object)
