"""`ThemeClassifier` in scikit-learn's manners."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from pipeline.coding.classifier import TextClassifier, best_sets
from pipeline.coding.classifier.estimator import ThemeClassifier

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
    """Predictions are 0 or 1, probabilities between, one row for each text and one column for each theme."""
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
    assert framed.classes_ == ["tijd", "privacy"]
    assert fitted.classes_ == [0, 1]
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
    """Labels of another shape or with other values than 0 and 1, or no texts at all, are a ValueError that says so."""
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
    assert other.get_params() == fitted.get_params() == {"language": "nl", "embeddings": None}
    assert other.set_params(language="en").language == "en"
    with pytest.raises(NotFittedError):
        other.predict(["tijd"])


def test_always_coded() -> None:
    """Where every text it learned from had a theme, every prediction has one; else it may have none."""
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


def test_base_has_no_linguist() -> None:
    """The base class is no classifier by itself: who subclasses it says where tokens come from."""
    with pytest.raises(TypeError, match="_linguist"):
        TextClassifier()
