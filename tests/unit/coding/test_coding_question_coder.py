"""What the coder tells beside its codings: where the words stand that the classifier went by, how
sure it is of whole sets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from pipeline.coding import Labelled, QuestionCoder, acceptance, train

TIME = [
    "veel te weinig uren",
    "de uren ontbreken ons",
    "uren, uren, uren",
    "geen uren over",
    "te krap in de uren",
]
MONEY = [
    "de centen zijn op",
    "geen centen",
    "centen tekort",
    "het kost centen",
    "centen en nog eens centen",
]


@pytest.fixture(scope="module")
def labelled() -> list[Labelled]:
    """Sixty answers, of which no rule finds anything."""
    both = [(text, "tijd") for text in TIME] + [(text, "geld") for text in MONEY]
    return [
        Labelled(f"{text} ({n})", (code,), f"r{n}-{i}")
        for n in range(6)
        for i, (text, code) in enumerate(both)
    ]


@pytest.fixture(scope="module")
def coder(matcher: Callable[[Any], Any], linguist: Any, labelled: list[Labelled]) -> QuestionCoder:
    """Two themes with a rule each, and a classifier that learned from the labelled answers."""
    rules = matcher({"tijd": ["tijdgebrek"], "geld": ["geldgebrek"]})
    return QuestionCoder(rules, linguist, train(rules, linguist, labelled))


def test_words_that_weigh_most_are_found_in_the_verbatim(coder: QuestionCoder) -> None:
    """Each code's weightiest words slice the text, whatever stands before them, and are not those
    of the other code."""
    text = "  Tja 🙂 er zijn geen Uren, en centen evenmin"
    for code, word in (("tijd", "Uren"), ("geld", "centen")):
        words = [text[start:end] for start, end in coder.weighty_spans(text, code)]
        assert word in words
        assert {"Uren": "centen", "centen": "Uren"}[word] not in words


def test_a_coder_without_classifier_has_no_weighty_words(
    matcher: Callable[[Any], Any], linguist: Any
) -> None:
    """Where rules code alone there is nothing to underline but their evidence."""
    assert (
        QuestionCoder(matcher({"tijd": ["uren"]}), linguist).weighty_spans("geen uren", "tijd")
        == ()
    )


def test_confidence_in_the_whole_set(coder: QuestionCoder) -> None:
    """What is plain is surer than what is mixed up, and where nothing is found there is no
    confidence."""
    _, confidence = coder.code_with_probability(
        ["geen uren meer over (9)", "tijdgebrek", "", "asdf qwer"], ["", "", "empty", ""]
    )
    assert confidence[0] > 0.5
    assert confidence[1] > 0.5
    assert confidence[2] > 0.5
    assert confidence[3] < confidence[0]


def test_the_bound_is_tried_on_what_was_held_out(
    matcher: Callable[[Any], Any], linguist: Any, labelled: list[Labelled]
) -> None:
    """Sixty answers that a classifier codes right when it has not seen them may be coded alone;
    with labels by chance none may."""
    rules = matcher({"tijd": ["tijdgebrek"], "geld": ["geldgebrek"]})
    found = acceptance(rules, linguist, labelled, train(rules, linguist, labelled))
    assert found.threshold is not None
    assert found.labelled == 60
    chance = np.random.default_rng(1)
    noise = [Labelled(a.text, (str(chance.choice(["tijd", "geld"])),), a.group) for a in labelled]
    assert acceptance(rules, linguist, noise, train(rules, linguist, noise)).threshold is None


def test_codings_without_any_label_say_so(matcher: Callable[[Any], Any], linguist: Any) -> None:
    """A classifier that knows nothing but rule hits marks what it adds."""
    rules = matcher({"tijd": ["tijdgebrek"], "geld": ["geldgebrek"]})
    unlabelled = [
        f"{a} door uren {n}" for n in range(8) for a in ("tijdgebrek", "geldgebrek en centen")
    ]
    trained = train(rules, linguist, [], unlabelled)
    assert trained is not None
    assert trained.cold
    coded = QuestionCoder(rules, linguist, trained).code(["centen centen centen"], [""])
    assert all(why.startswith("without labels, words: ") for why in coded.why)
