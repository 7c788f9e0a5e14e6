"""What the coder tells beside its codings: where the words stand that the model went by, how sure
it is of whole sets, what is a guess, and which rules were outvoted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pipeline.coding import Labelled, Material, QuestionCoder, acceptance, train
from pipeline.coding.rules import RuleMatcher
from pipeline.coding.training import ENOUGH_LABELS
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
RULES = {"tijd": ["tijdgebrek"], "geld": ["geldgebrek"]}


def make_labelled(rounds: int = 6) -> list[Labelled]:
    """Ten labelled answers a round, of which no rule finds anything."""
    both = [(text, "tijd") for text in TIME] + [(text, "geld") for text in MONEY]
    return [
        Labelled(f"{text} ({n})", (code,), f"r{n}-{i}")
        for n in range(rounds)
        for i, (text, code) in enumerate(both)
    ]


@pytest.fixture(scope="module")
def labelled() -> list[Labelled]:
    """Sixty labelled answers: enough for a model of their own."""
    return make_labelled()


@pytest.fixture(scope="module")
def material(matcher: Callable[[Any], Any], linguist: Any) -> Material:
    """Two themes with a rule each."""
    return Material(matcher(RULES), linguist)


@pytest.fixture(scope="module")
def coder(material: Material, labelled: list[Labelled]) -> QuestionCoder:
    """The coder of the two themes, with a model that learned from the labelled answers."""
    return make_coder(material, labelled)


def make_coder(material: Material, labelled: list[Labelled], **options: Any) -> QuestionCoder:
    """A coder with the model that these labels give."""
    trained = train(material, labelled, **options)
    return QuestionCoder(material.matcher, material.linguist, trained)


def coded_guesses(coder: QuestionCoder, texts: list[str]) -> dict[tuple[str, str], bool]:
    """The codings of some texts, each by its code and source, and whether it is a guess."""
    coded = coder.code(texts, [""] * len(texts))
    codes = [coder.book.codes[code] for code in coded.code.tolist()]
    sources = [SOURCES[source] for source in coded.source.tolist()]
    return dict(zip(zip(codes, sources, strict=True), coded.guess.tolist(), strict=True))


def test_words_that_weigh_most_are_found_in_the_verbatim(coder: QuestionCoder) -> None:
    """Each code's weightiest words slice the text, whatever stands before them, and are not those
    of the other code."""
    text = "  Tja 🙂 er zijn geen Uren, en centen evenmin"
    for code, word in (("tijd", "Uren"), ("geld", "centen")):
        words = [text[start:end] for start, end in coder.weighty_spans(text, code)]
        assert word in words
        assert {"Uren": "centen", "centen": "Uren"}[word] not in words


def test_a_coder_without_model_has_no_weighty_words(
    matcher: Callable[[Any], Any], linguist: Any
) -> None:
    """Where rules code alone there is nothing to underline but their evidence."""
    by_rules = QuestionCoder(matcher({"tijd": ["uren"]}), linguist)

    assert by_rules.weighty_spans("geen uren", "tijd") == ()
    assert by_rules.outvoted("geen uren") == []


def test_confidence_in_the_whole_set(coder: QuestionCoder) -> None:
    """What is plain is surer than what is mixed up."""
    _, confidence = coder.code_with_probability(
        ["geen uren meer over (9)", "", "asdf qwer"], ["", "empty", ""]
    )

    assert confidence[0] > 0.5
    assert confidence[1] > 0.5
    assert confidence[2] < confidence[0]


def test_the_bound_is_tried_on_what_was_held_out(
    material: Material, labelled: list[Labelled]
) -> None:
    """Sixty answers that a model codes right when it has not seen them may be coded alone; with
    labels by chance none may."""
    accepted = acceptance(material, labelled, train(material, labelled))

    assert accepted.threshold is not None
    assert accepted.labelled == 60

    random = np.random.default_rng(1)
    noise = [Labelled(a.text, (str(random.choice(["tijd", "geld"])),), a.group) for a in labelled]
    assert acceptance(material, noise, train(material, noise)).threshold is None


def test_bound_of_rules_alone_is_tried_on_the_labels(material: Material) -> None:
    """Without a model, the answers that rules code right may be accepted."""
    texts = [Labelled(f"tijdgebrek ({n})", ("tijd",), f"r{n}") for n in range(60)]

    accepted = acceptance(material, texts, None)

    assert accepted.accepted == 60
    assert accepted.wrong == 0


def test_few_labels_make_the_pair_model(material: Material, labelled: list[Labelled]) -> None:
    """Below the fewest labels for a model of their own the pair model codes, and rules stand."""
    few = train(material, labelled[: ENOUGH_LABELS - 1])
    enough = train(material, labelled[:ENOUGH_LABELS])

    assert few is not None
    assert enough is not None
    assert (few.name, few.outvotes) == ("pair model", False)
    assert enough.outvotes


def test_nothing_to_learn_from_makes_no_model(linguist: Any) -> None:
    """A codebook without themes and labels has no model."""
    empty = Codebook("q", "Vraag", "nl", "1", ())

    assert train(Material(RuleMatcher(empty, linguist), linguist), []) is None


def with_wrong_hits() -> list[Labelled]:
    """Sixty labelled answers, in twelve of which the word of `geld` is said about time."""
    about_time = [
        Labelled(f"geldgebrek is het niet, er zijn geen uren over ({n})", ("tijd",), f"g{n}")
        for n in range(12)
    ]
    return [*make_labelled(5)[:48], *about_time]


SLIP = {"tijd": ["tijdgebrek"], "geld": [{"any": ["geldgebrek"], "negated": "keep"}]}
"""Rules of which one also hits where the answer denies it."""


@pytest.fixture(scope="module")
def slip(matcher: Callable[[Any], Any], linguist: Any) -> Material:
    """Two themes; the rule of one is often wrong."""
    return Material(matcher(SLIP), linguist)


OUTVOTED = "geldgebrek is het niet, er zijn geen uren over"


def test_enough_labels_outvote_a_rule_that_is_often_wrong(slip: Material) -> None:
    """The hit is not coded, and the coder tells which rule was outvoted and how likely it was."""
    coder = make_coder(slip, with_wrong_hits())

    assert set(coded_guesses(coder, [OUTVOTED])) == {("tijd", "classifier")}
    ((code, rule, probability),) = coder.outvoted(OUTVOTED)
    assert (code, rule) == ("geld", "geld.1")
    assert probability < 0.5


def test_rules_stand_where_the_study_wants_them_to(slip: Material) -> None:
    """With `classifier: rules` the same labels outvote nothing."""
    coder = make_coder(slip, with_wrong_hits(), rules_stand=True)

    assert ("geld", "rules") in coded_guesses(coder, [OUTVOTED])
    assert coder.outvoted(OUTVOTED) == []


def test_few_labels_outvote_nothing(slip: Material) -> None:
    """Below the fewest labels for a model of their own every hit of a rule is coded."""
    coder = make_coder(slip, with_wrong_hits()[-ENOUGH_LABELS + 1 :])

    assert ("geld", "rules") in coded_guesses(coder, [OUTVOTED])
    assert coder.outvoted(OUTVOTED) == []


def test_coding_is_a_guess_if_no_label_has_its_code(
    material: Material, labelled: list[Labelled]
) -> None:
    """Of the model's codes, the one that no label supports is a guess; a rule's never is."""
    trained = train(material, labelled)
    assert trained is not None
    only_tijd = np.array([code == "tijd" for code in material.book.codes])
    coder = QuestionCoder(
        material.matcher, material.linguist, replace(trained, supported=only_tijd)
    )

    guesses = coded_guesses(coder, ["geen uren over", "centen tekort"])
    by_rule = coded_guesses(coder, ["geldgebrek"])

    assert guesses == {("tijd", "classifier"): False, ("geld", "classifier"): True}
    assert by_rule["geld", "rules"] is False


def test_without_labels_whatever_the_model_codes_is_a_guess(
    matcher: Callable[[Any], Any], linguist: Any
) -> None:
    """A model that saw nothing but the codebook has nothing that supports a code."""
    material = Material(matcher({"tijdgebrek": [], "geldgebrek": []}), linguist)

    guesses = coded_guesses(make_coder(material, []), ["geldgebrek"])

    assert guesses == {("geldgebrek", "classifier"): True}


def test_codings_of_labelled_codes_are_no_guesses(coder: QuestionCoder) -> None:
    """Where people gave both codes, the model guesses neither."""
    guesses = coded_guesses(coder, ["geen uren over", "centen tekort"])

    assert guesses == {("tijd", "classifier"): False, ("geld", "classifier"): False}


def test_label_on_a_sub_theme_supports_its_parents(linguist: Any) -> None:
    """A label supports its code and those above it, not those below or beside it."""
    below = (Theme("a1", "A1"), Theme("a2", "A2"))
    themes = (Theme("a", "A", themes=below), Theme("b", "B"))
    book = Codebook("q", "Vraag", "nl", "1", themes)
    material = Material(RuleMatcher(book, linguist), linguist)

    labelled = train(material, [Labelled("tekst", ("a1",), "r1")])
    unlabelled = train(material, [])

    assert labelled is not None
    assert unlabelled is not None
    assert [book.codes[i] for i in np.flatnonzero(labelled.supported)] == ["a", "a1"]
    assert not unlabelled.supported.any()
