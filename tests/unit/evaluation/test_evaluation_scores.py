"""Scores of themes and of whole answers, against figures made by hand."""

from __future__ import annotations

import numpy as np
from evaluation_sets import resampling, sets

from pipeline.evaluation import (
    FEW_LABELS,
    Added,
    AnswerScores,
    answer_score,
    answer_scores,
    exact,
    theme_scores,
)
from pipeline.model import Codebook, Measure, f1_per_answer


def test_parents_are_implied(book: Codebook) -> None:
    """A child brings its parent, nothing else does."""
    assert (book.matrix_with_parents(sets("b", "d", "")) == sets("ab", "d", "")).all()


def test_f1_per_answer() -> None:
    """F1 of a set: twice what both have, over what both name; two empty sets agree."""
    found = f1_per_answer(sets("ab", "d", "", "a", "ab"), sets("ab", "a", "", "", "ac"))
    assert found.tolist() == [1.0, 0.0, 1.0, 0.0, 0.5]


def test_whole_sets() -> None:
    """Only a set without any mistake is right."""
    assert exact(sets("ab", "a", ""), sets("ab", "ab", "")).tolist() == [True, False, True]


def test_answer_score() -> None:
    """Averages over answers, and the share that got no theme."""
    scores = AnswerScores.of_sets(sets("ab", "d", "a", "ab"), sets("ab", "", "", "ac"))

    score = answer_score(scores, resampling(0, 1, 2, 3))

    assert (score.f1.value, score.exact.value, score.uncoded) == (0.375, 0.25, 0.5)
    assert score.f1.low < 0.375 < score.f1.high
    assert (score.answers, score.respondents) == (4, 4)


def test_answers_that_were_not_coded_are_no_mistakes() -> None:
    """A coder of some answers is scored on these alone, and by those who wrote them."""
    truth = sets("ab", "d", "a", "ab")
    coded = np.array([True, False, False, True])

    score = answer_score(
        AnswerScores.of_sets(truth, sets("ab", "", "", "ab"), coded), resampling(0, 0, 1, 1)
    )

    assert (score.f1.value, score.exact.value, score.uncoded) == (1.0, 1.0, 0.0)
    assert (score.answers, score.respondents) == (2, 2)


def test_coder_of_nothing_has_no_score() -> None:
    """Without an answer there is no figure, rather than 0."""
    truth = sets("ab", "d")

    score = answer_score(
        AnswerScores.of_sets(truth, truth, np.zeros(2, dtype=bool)), resampling(0, 1)
    )

    assert (score.f1.value, score.exact.value, score.uncoded, score.answers) == (None,) * 3 + (0,)


def test_what_a_coder_adds_is_told_on_what_both_coded() -> None:
    """Words beside rules, a language model beside the classifier on the answers that it coded."""
    truth = sets(*["a"] * 20)
    half = np.arange(20) < 10
    of_methods = {
        "rules": AnswerScores.of_sets(truth, sets(*["d"] * 20)),
        "words": AnswerScores.of_sets(truth, sets(*["a"] * 5, *["d"] * 15)),
        "llm": AnswerScores.of_sets(truth, truth, half),
        "both": AnswerScores.of_sets(truth, truth),
    }

    found = answer_scores(of_methods, resampling(*range(20)))

    told = {m: (s.added.over, s.added.f1.value) for m, s in found.items() if s.added}
    assert told == {"words": ("rules", 0.25), "llm": ("words", 0.5), "both": ("words", 0.75)}
    assert found["words"].added.f1.low < 0.25 < found["words"].added.f1.high


def test_same_difference_everywhere_has_no_interval() -> None:
    """Where a coder adds the same to each answer, samples show no spread: that proves nothing."""
    truth = sets("a", "a")
    of_methods = {
        "rules": AnswerScores.of_sets(truth, sets("", "")),
        "words": AnswerScores.of_sets(truth, truth),
    }

    found = answer_scores(of_methods, resampling(0, 1))

    assert found["words"].added == Added("rules", Measure(1.0))


def test_theme_scores(book: Codebook) -> None:
    """Theme d: given 3 times, found 2 times, once rightly: precision 1/2, recall 1/3, F1 2/5."""
    truth, found = sets("d", "d", "d", "a", ""), sets("d", "", "a", "ad", "")
    scores = {t.theme: t for t in theme_scores(book, truth, {"both": found}, resampling(*range(5)))}
    d = scores["d"]
    both = d.scores["both"]
    assert (d.labels, d.few, both.found, both.right) == (3, True, 2, 1)
    assert (both.precision.value, both.recall.value, both.f1.value) == (0.5, 0.3333, 0.4)
    assert both.f1.low <= 0.4 <= both.f1.high
    assert list(scores) == list(book.codes)


def test_theme_never_given(book: Codebook) -> None:
    """Never given nor found: no figures. Given but never found: no precision, recall 0.

    Found but never given: no recall, F1 0.
    """
    truth, found = sets("d", "a"), sets("o", "a")
    scores = {
        t.theme: t.scores["rules"]
        for t in theme_scores(book, truth, {"rules": found}, resampling(0, 1))
    }
    assert (scores["c"].precision, scores["c"].recall, scores["c"].f1) == (Measure(None),) * 3
    assert (scores["d"].precision.value, scores["d"].recall.value, scores["d"].f1.value) == (
        None,
        0.0,
        0.0,
    )
    assert (scores["overig"].recall.value, scores["overig"].precision.value) == (None, 0.0)
    assert scores["d"].f1.high > 0.0


def test_few_labels(book: Codebook) -> None:
    """A theme of ten labels is not marked; one of nine is."""
    truth = sets(*["d"] * FEW_LABELS, *["a"] * (FEW_LABELS - 1))
    few = {
        t.theme: t.few
        for t in theme_scores(book, truth, {"both": truth}, resampling(*range(len(truth))))
    }
    assert (few["d"], few["a"]) == (False, True)


def test_two_right_labels_prove_little(book: Codebook) -> None:
    """A theme of two labels that are both right has F1 1, and an interval down to about a half."""
    truth = sets("d", "d", "a")
    d = theme_scores(book, truth, {"both": truth}, resampling(0, 1, 2))[3].scores["both"]
    assert (d.f1.value, d.f1.high) == (1.0, 1.0)
    assert d.f1.low < 0.6
