"""Which labels look wrong, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from pipeline.language import language
from pipeline.model import Codebook
from pipeline.review import FINDERS, LabelIssue, LabelledAnswers, find_label_issues

Make = Callable[..., LabelledAnswers]
RULES: dict[str, list[str]] = {
    "middelen": [],
    "middelen/tijd": ["tijd"],
    "middelen/geld": ["geld"],
    "kennis": ["kennis"],
}


@pytest.fixture(scope="session")
def labelled(codebook: Callable[[Any], Codebook]) -> Make:
    """Makes labelled answers from (text, codes).

    Held_out and ruled name probabilities and rules' codes by answer, empty says why it is none.
    """
    book = codebook(RULES)

    def make(
        answers: Sequence[tuple[str, Sequence[str]]],
        *,
        held_out: np.ndarray | None = None,
        ruled: dict[int, Sequence[str]] | None = None,
        empty: Sequence[int] = (),
    ) -> LabelledAnswers:
        shape = (len(answers), len(book.codes))
        given, found = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
        for marks, codes_of in (
            (given, enumerate(codes for _, codes in answers)),
            (found, (ruled or {}).items()),
        ):
            for row, codes in codes_of:
                marks[row, [book.codes.index(code) for code in codes]] = True
        return LabelledAnswers(
            book=book,
            keys=tuple(text for text, _ in answers),
            names=tuple(f"2025/g{i:02}" for i in range(len(answers))),
            given=given,
            non_answer=tuple("empty" if i in empty else "" for i in range(len(answers))),
            ruled=found,
            held_out=np.full(shape, np.nan) if held_out is None else held_out,
        )

    return make


def rows(found: Sequence[LabelIssue]) -> list[tuple[int, str, str, str]]:
    """Answer, reason, theme and suggestion of each."""
    return [(t.answer, t.reason.name, t.theme, t.suggestion) for t in found]


def in_english(issue: LabelIssue) -> str:
    """The sentence."""
    return issue.reason.sentence(language("en"))


def test_nothing_wrong(labelled: Make) -> None:
    """Labels without any of the reasons give an empty list."""
    assert (
        find_label_issues(
            labelled(
                [("geen tijd", ["tijd"]), ("nvt", ["geen-antwoord"]), ("anders", ["overig"])],
                empty=[1],
            )
        )
        == ()
    )


def test_no_answer_beside_theme(labelled: Make) -> None:
    """Who answered nothing named no theme."""
    (found,) = find_label_issues(labelled([("geen tijd", ["tijd", "geen-antwoord"])]))
    assert rows([found]) == [(0, "no-answer-beside-theme", "geen-antwoord", "")]
    assert in_english(found) == "geen-antwoord and a theme on one answer: tijd, geen-antwoord"


def test_theme_on_non_answer(labelled: Make) -> None:
    """A theme on a text that says nothing is told, geen-antwoord on it is right."""
    answers = labelled([("-", ["tijd", "overig"]), ("-", ["geen-antwoord"])], empty=[0, 1])
    assert rows(find_label_issues(answers)) == [
        (0, "theme-on-non-answer", "overig", "geen-antwoord"),
        (0, "theme-on-non-answer", "tijd", "geen-antwoord"),
    ]


def test_no_answer_says_something(labelled: Make) -> None:
    """geen-antwoord is told where a rule finds a theme, or the classifier more likely than not.

    Not where neither does.
    """
    p = np.zeros((4, 6))
    p[1, 3], p[2, 3] = 0.6, 0.4
    answers = labelled(
        [(t, ["geen-antwoord"]) for t in "abcd"],
        held_out=p,
        ruled={0: ["middelen", "tijd"], 3: ["geen-antwoord"]},
    )
    assert rows(find_label_issues(answers)) == [
        (0, "no-answer-says-something", "geen-antwoord", "tijd"),
        (1, "no-answer-says-something", "geen-antwoord", "kennis"),
    ]


def test_alike_answers_differ(labelled: Make) -> None:
    """Of alike answers those are told that differ from what most got.

    All of them where there is no most.
    """
    three = [
        ("te duur", ["geld"]),
        ("te duur", ["kennis"]),
        ("te duur", ["geld"]),
        ("iets", ["kennis"]),
    ]
    (found,) = find_label_issues(labelled(three))
    assert rows([found]) == [(1, "alike-answers-differ", "", "geld")]
    assert in_english(found) == "The same text as 2025/g00: here kennis, there geld"
    assert rows(find_label_issues(labelled(three[:2]))) == [
        (0, "alike-answers-differ", "", ""),
        (1, "alike-answers-differ", "", ""),
    ]


def test_parent_without_child(labelled: Make) -> None:
    """A parent alone is told, with the sub-theme that a rule finds or the classifier holds likely;
    beside a sub-theme it is not.
    """
    p = np.zeros((4, 6))
    p[1, 2], p[2, 2] = 0.7, 0.3
    answers = labelled(
        [(t, ["middelen"]) for t in "abc"] + [("d", ["middelen", "geld"])],
        held_out=p,
        ruled={0: ["tijd"]},
    )
    assert rows(find_label_issues(answers)) == [
        (0, "parent-without-child", "middelen", "tijd"),
        (1, "parent-without-child", "middelen", "geld"),
        (2, "parent-without-child", "middelen", ""),
    ]


def doubtful(
    labelled: Make, number: int = 30, ruled: dict[int, Sequence[str]] | None = None
) -> tuple[LabelIssue, ...]:
    """Half the answers about tijd, half about kennis, well told apart.

    0 and 2 carry the other's label, and 4 lacks a second one.
    """
    truth = ["tijd" if i % 2 == 0 else "kennis" for i in range(number)]
    given = [
        {"tijd": "kennis", "kennis": "tijd"}[t] if i in (0, 2) else t for i, t in enumerate(truth)
    ]
    p = np.full((number, 6), 0.01)
    for i, theme in enumerate(truth):
        p[i, 1 if theme == "tijd" else 3] = 0.8 + i / 1000
    p[0, 3], p[0, 1], p[2, 1] = 0.005, 0.85, 0.86
    p[4, 3] = 0.9
    p[:, 0] = p[:, 1]
    return find_label_issues(
        labelled([(f"t{i}", [g]) for i, g in enumerate(given)], held_out=p, ruled=ruled)
    )


def test_doubted_labels(labelled: Make) -> None:
    """Labels that a classifier which had not seen the answer doubts are told, the least sure first;
    and those that it misses, the surest first.
    """
    found = doubtful(labelled)
    assert rows(found) == [
        (0, "label-looks-wrong", "kennis", ""),
        (2, "label-looks-wrong", "kennis", ""),
        (4, "label-seems-missing", "kennis", "kennis"),
        (2, "label-seems-missing", "tijd", "tijd"),
        (0, "label-seems-missing", "tijd", "tijd"),
    ]
    assert found[0].confidence == pytest.approx(0.005)
    assert (
        in_english(found[2])
        == "kennis is missing: 90% by a classifier that did not know this answer"
    )


def test_a_rule_vouches_for_a_label(labelled: Make) -> None:
    """A label that a rule finds as well is not doubted."""
    found = doubtful(labelled, ruled={0: ["kennis"]})
    assert (0, "label-looks-wrong", "kennis", "") not in rows(found)
    assert (2, "label-looks-wrong", "kennis", "") in rows(found)


def test_few_labels_are_not_doubted(labelled: Make) -> None:
    """With few labelled answers a classifier's doubt says nothing, and nobody is asked."""
    assert doubtful(labelled, number=18) == ()


@pytest.mark.parametrize("tongue", ["nl", "en"])
def test_every_reason_has_a_sentence(tongue: str) -> None:
    """The catalogue of each language has a sentence for every reason."""
    texts = language(tongue).texts
    assert [name for name in FINDERS if f"review_{name.replace('-', '_')}" not in texts] == []
