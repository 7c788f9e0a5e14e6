"""`ThemeClassifier` in scikit-learn's manners."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import cross_val_score
from sklearn.utils.estimator_checks import parametrize_with_checks
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import validate_data

from pipeline.coding.classifier import ThemeClassifier, best_sets

TEXTS = [
    "te weinig tijd",
    "geen tijd",
    "tijd is schaars",
    "tijdgebrek",
    "veel te weinig tijd hiervoor",
    "tijd en privacy",
    "privacy van inwoners",
    "de AVG en privacy",
    "zorgen over privacy",
    "privacy",
    "AVG",
    "iets anders",
]
Y = np.array([["tijd" in t, "privacy" in t or "AVG" in t] for t in TEXTS], dtype=int)


@pytest.fixture(scope="module")
def fitted() -> ThemeClassifier:
    """A classifier that learned from `TEXTS`."""
    return ThemeClassifier().fit(TEXTS, Y)


def test_shapes(fitted: ThemeClassifier) -> None:
    """Predictions are 0 or 1, probabilities between, one row for each text and one column for each
    theme."""
    p, found = (
        fitted.predict_proba(["geen tijd", "privacy", ""]),
        fitted.predict(["geen tijd", "privacy", ""]),
    )
    assert p.shape == found.shape == (3, 2)
    assert ((p >= 0) & (p <= 1)).all()
    assert np.issubdtype(found.dtype, np.integer)
    assert set(np.unique(found)) <= {0, 1}
    assert fitted.predict_proba([]).shape == fitted.predict([]).shape == (0, 2)


def test_it_learns(fitted: ThemeClassifier) -> None:
    """It predicts what texts like those it saw had."""
    assert fitted.predict(["veel te weinig tijd", "privacy van burgers"]).tolist() == [
        [1, 0],
        [0, 1],
    ]


def test_fit_gives_itself() -> None:
    """fit returns the classifier, so that calls can be chained."""
    classifier = ThemeClassifier()
    assert classifier.fit(TEXTS, Y) is classifier


def test_frame(fitted: ThemeClassifier) -> None:
    """A DataFrame teaches the same as an array, and its columns name the themes."""
    framed = ThemeClassifier().fit(pd.Series(TEXTS), pd.DataFrame(Y, columns=["tijd", "privacy"]))
    assert framed.classes_.tolist() == ["tijd", "privacy"]
    assert fitted.classes_.tolist() == [0, 1]
    assert np.array_equal(framed.predict_proba(TEXTS), fitted.predict_proba(TEXTS))


@pytest.mark.parametrize(
    ("texts", "y", "says"),
    [
        (TEXTS, Y[:-1], "shape"),
        (TEXTS, Y[:, 0], "shape"),
        (TEXTS, Y * 2, "0 and 1"),
        (TEXTS, np.where(Y, np.nan, 0.0), "0 and 1"),
        ([], np.zeros((0, 2)), "no texts"),
    ],
)
def test_what_does_not_fit_is_refused(texts: list[str], y: np.ndarray, says: str) -> None:
    """Labels of another shape or with other values than 0 and 1, or no texts at all, are a
    ValueError that says so."""
    with pytest.raises(ValueError, match=says):
        ThemeClassifier().fit(texts, y)


def test_groups_of_another_length_are_refused() -> None:
    """Groups must be as many as texts."""
    with pytest.raises(ValueError, match="groups"):
        ThemeClassifier().fit(TEXTS, Y, groups=["g1"])


@pytest.mark.parametrize("ask", ["predict", "predict_proba"])
def test_not_fitted(ask: str) -> None:
    """Asking before it learned says to call fit."""
    with pytest.raises(NotFittedError, match="fit"):
        getattr(ThemeClassifier(), ask)(["tijd"])


def test_clone(fitted: ThemeClassifier) -> None:
    """A clone has the same parameters and has learned nothing."""
    other = clone(fitted)
    assert other.get_params() == fitted.get_params() == {"language": "nl", "embeddings": ""}
    assert other.set_params(language="en").language == "en"
    with pytest.raises(NotFittedError):
        other.predict(["tijd"])


def test_always_coded() -> None:
    """Where every text it learned from had a theme, every prediction has one; else it may have
    none."""
    texts = [
        f"{word} {word}dingen"
        for word in ("fiets", "huis", "boom", "vis", "maan", "regen")
        for _ in range(4)
    ]
    always = ThemeClassifier().fit(texts, np.repeat(np.eye(6), 4, axis=0))
    strange = ["qqqq", ""]
    assert not best_sets(always.predict_proba(strange)).any(axis=1).all()
    assert always.predict(strange).any(axis=1).all()
    seldom = ThemeClassifier().fit(
        [*TEXTS, *["niets van dat alles"] * 20], np.vstack([Y, np.zeros((20, 2))])
    )
    assert not seldom.predict(["niets van dat alles"]).any()


def test_groups_change_probabilities_only_by_calibration() -> None:
    """Texts of one respondent are kept out together; what was learned stays the same."""
    apart = ThemeClassifier().fit(TEXTS, Y)
    together = ThemeClassifier().fit(TEXTS, Y, groups=["g1"] * 6 + ["g2"] * 6)
    tokens = apart.linguist_.tokens(TEXTS)
    assert np.array_equal(apart.model_.margins(tokens), together.model_.margins(tokens))
    assert not np.array_equal(apart.predict_proba(TEXTS), together.predict_proba(TEXTS))


SETS = [{name for name, has in zip(("tijd", "privacy"), row, strict=True) if has} for row in Y]


@pytest.mark.parametrize("kind", [set, frozenset, list, tuple])
def test_sets_of_themes(kind: type) -> None:
    """Sets (or lists) of themes teach the same as a matrix; their names in order are the
    classes."""
    of_sets = ThemeClassifier().fit(TEXTS, [kind(themes) for themes in SETS])

    assert of_sets.classes_.tolist() == ["privacy", "tijd"]
    of_matrix = ThemeClassifier().fit(TEXTS, Y[:, ::-1])
    assert np.array_equal(of_sets.predict_proba(TEXTS), of_matrix.predict_proba(TEXTS))


@pytest.mark.parametrize(
    ("texts", "y", "says"),
    [
        ([*TEXTS[:-1], None], Y, "text 11 is None"),
        ([*TEXTS[:-1], float("nan")], Y, "text 11 is nan"),
        ([*TEXTS[:-1], pd.NA], Y, "text 11 is <NA>"),
        ("te weinig tijd", Y, "list of texts"),
        (TEXTS, None, "requires y to be passed"),
        (TEXTS, ["tijd"] * 12, "a set of themes for each text"),
        (TEXTS, SETS[:-1], "length 11, expected 12"),
    ],
)
def test_what_is_missing_is_refused(texts: object, y: object, says: str) -> None:
    """A missing text or label is a ValueError that says where, not a text that reads None."""
    with pytest.raises(ValueError, match=says):
        ThemeClassifier().fit(texts, y)


def test_missing_text_is_refused_when_predicting(fitted: ThemeClassifier) -> None:
    """So it is in a prediction."""
    with pytest.raises(ValueError, match="text 1 is None"):
        fitted.predict(["tijd", None])


def test_score(fitted: ThemeClassifier) -> None:
    """The score is the share of whole sets that are right."""
    right = (fitted.predict(TEXTS) == Y).all(axis=1)
    assert fitted.score(TEXTS, Y) == right.mean()
    assert fitted.score(TEXTS, Y, sample_weight=[1.0] + [0.0] * 11) == float(right[0])
    with pytest.raises(ValueError, match="expected"):
        fitted.score(TEXTS, Y[:, :1])


def test_score_by_name() -> None:
    """Themes are compared by name, and one that was never learned is never right."""
    classifier = ThemeClassifier().fit(TEXTS, SETS)
    frame = pd.DataFrame(Y, columns=["tijd", "privacy"])
    assert classifier.score(TEXTS, frame) == classifier.score(TEXTS, SETS)
    assert classifier.score(["geen tijd"], [{"tijd"}]) == 1.0
    assert classifier.score(["geen tijd"], [{"tijd", "nieuw"}]) == 0.0


def test_pickle(fitted: ThemeClassifier) -> None:
    """What comes out of a pickle predicts the same to the last bit, whatever was read before."""
    again = pickle.loads(pickle.dumps(fitted))

    strange = ["privacy van vreemde woorden", *TEXTS]
    assert np.array_equal(again.predict_proba(strange), fitted.predict_proba(strange))
    assert again.classes_.tolist() == fitted.classes_.tolist()


def test_cross_validation() -> None:
    """It works in scikit-learn's own tools."""
    scores = cross_val_score(
        ThemeClassifier(), np.array(TEXTS * 2, dtype=object), np.vstack([Y, Y])
    )
    assert len(scores) == 5
    assert all(0 <= score <= 1 for score in scores)


class RowsAsTexts(ThemeClassifier):
    """Reads rows of numbers as texts, a word for each number: scikit-learn's checks have no
    texts."""

    def __sklearn_tags__(self) -> Any:
        """As a classifier of numbers."""
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array, tags.input_tags.one_d_array = True, False
        tags.input_tags.string = False
        return tags

    def fit(self, X: Any, y: Any, groups: Any = None) -> RowsAsTexts:  # noqa: N803
        """Learn from the rows."""
        if y is None:
            return super().fit(_written(X), y)
        X, y = validate_data(self, X, y, multi_output=True)  # noqa: N806
        check_classification_targets(y)
        return super().fit(_written(X), (y == y.max()).astype(int), groups)

    def predict_proba(self, X: Any) -> Any:  # noqa: N803
        """Of the rows."""
        self._check_fitted()
        return super().predict_proba(_written(validate_data(self, X, reset=False)))

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:  # noqa: N803
        """Of the rows."""
        found = self.predict(X)
        return float(np.average((found == y).all(axis=1), weights=sample_weight))


def _written(X: np.ndarray) -> list[str]:  # noqa: N803
    return [" ".join(f"w{i}{'ab'[int(x > 0)] * 3}" for i, x in enumerate(row)) for row in X]


_ONE_LABEL = (
    "a text has a set of themes: Y has two dimensions, and this check gives one label a text"
)
NOT_FOR_SETS_OF_THEMES = {
    "check_classifiers_one_label": _ONE_LABEL,
    "check_classifiers_classes": _ONE_LABEL,
    "check_classifiers_train": _ONE_LABEL,
    "check_classifier_not_supporting_multiclass": _ONE_LABEL,
    "check_classifier_multioutput": "predicts the set with the best F1, not what is above .5",
}


@parametrize_with_checks(
    [RowsAsTexts()], expected_failed_checks=lambda estimator: NOT_FOR_SETS_OF_THEMES
)
def test_estimator_checks(estimator: RowsAsTexts, check: Any) -> None:
    """scikit-learn's own checks hold."""
    check(estimator)
