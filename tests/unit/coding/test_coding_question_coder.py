"""What the coder tells beside its codings: where the words stand that the classifier went by, how
sure it is of whole sets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pipeline.coding import Labelled, QuestionCoder, acceptance, train
from pipeline.coding.combine import Policy
from pipeline.coding.training import supported_codes
from pipeline.model import SOURCES, Codebook, Theme

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


def coded_guesses(coder: QuestionCoder, texts: list[str]) -> dict[tuple[str, str], bool]:
    """The codings of some texts, each by its code and source, and whether it is a guess."""
    coded = coder.code(texts, [""] * len(texts))
    codes = [coder.book.codes[code] for code in coded.code.tolist()]
    sources = [SOURCES[source] for source in coded.source.tolist()]
    return dict(zip(zip(codes, sources, strict=True), coded.guess.tolist(), strict=True))


def test_coding_is_a_guess_if_no_label_has_its_code(
    matcher: Callable[[Any], Any], linguist: Any, labelled: list[Labelled]
) -> None:
    """Of the classifier's codes, the one that no label supports is a guess; a rule's never is."""
    rules = matcher({"tijd": ["tijdgebrek"], "geld": ["geldgebrek"]})
    trained = train(rules, linguist, labelled)
    assert trained is not None
    only_tijd = supported_codes(
        rules.book, [answer for answer in labelled if "tijd" in answer.codes]
    )
    coder = QuestionCoder(rules, linguist, replace(trained, supported=only_tijd))

    guesses = coded_guesses(coder, ["geen uren over", "centen tekort"])
    by_rule = coded_guesses(coder, ["geldgebrek"])

    assert guesses == {("tijd", "classifier"): False, ("geld", "classifier"): True}
    assert by_rule["geld", "rules"] is False


def test_without_labels_whatever_the_classifier_codes_is_a_guess(
    matcher: Callable[[Any], Any], linguist: Any
) -> None:
    """A classifier that learned from rule hits alone has nothing that supports a code."""
    rules = matcher({"tijd": ["tijdgebrek"], "geld": ["geldgebrek"]})
    unlabelled = [f"geldgebrek, centen tekort {n}" for n in range(40)]
    trained = train(rules, linguist, [], unlabelled)
    assert trained is not None
    assert not trained.supported.any()
    eager = replace(trained, policy=Policy(threshold=0.05))

    guesses = coded_guesses(QuestionCoder(rules, linguist, eager), ["centen tekort"])

    assert guesses == {("geld", "classifier"): True}


def test_codings_of_labelled_codes_are_no_guesses(coder: QuestionCoder) -> None:
    """Where people gave both codes, the classifier guesses neither."""
    guesses = coded_guesses(coder, ["geen uren over", "centen tekort"])

    assert guesses == {("tijd", "classifier"): False, ("geld", "classifier"): False}


def test_label_on_a_sub_theme_supports_its_parents() -> None:
    """A label supports its code and those above it, not those below or beside it."""
    below = (Theme("a1", "A1"), Theme("a2", "A2"))
    themes = (Theme("a", "A", themes=below), Theme("b", "B"))
    book = Codebook("q", "Vraag", "nl", "1", themes)

    supported = supported_codes(book, [Labelled("tekst", ("a1",), "r1")])

    assert [book.codes[i] for i in np.flatnonzero(supported)] == ["a", "a1"]
    assert not supported_codes(book, []).any()


def test_overig_for_want_of_a_theme_is_no_guess(
    matcher: Callable[[Any], Any], linguist: Any, labelled: list[Labelled]
) -> None:
    """Labels say that such answers are overig, so they support it."""
    rules = matcher({"tijd": ["tijdgebrek"], "geld": ["geldgebrek"]})
    trained = train(rules, linguist, labelled)
    assert trained is not None
    nothing_else = replace(trained, policy=Policy(threshold=1.01, other=9, of=9))

    guesses = coded_guesses(QuestionCoder(rules, linguist, nothing_else), ["asdf qwer"])

    assert guesses == {("overig", "classifier"): False}
