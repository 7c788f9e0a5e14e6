"""The pair model: themes from what shows them, without labels or with few."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from pair_books import KNOWLEDGE, MONEY, PRIVACY, THEMES, TIME, make_book, make_material

from pipeline.coding import QuestionCoder, train
from pipeline.coding.pair_model import PairModel
from pipeline.coding.pair_model.pair_classifier import OF_THE_REST
from pipeline.coding.rules import Hits
from pipeline.coding.training import Labelled
from pipeline.model import OTHER, BankText, Codebook, Floats, Theme
from pipeline.normalise import SpacyLinguist


def make_model(
    linguist: SpacyLinguist, book: Codebook, labelled: Sequence[Labelled] = ()
) -> PairModel:
    """A pair model of words alone."""
    hits = make_material(book, linguist).hits([answer.text for answer in labelled])
    return PairModel(book, linguist, labelled=labelled, hits=hits)


def probabilities(
    linguist: SpacyLinguist,
    texts: Sequence[str],
    *,
    book: Codebook | None = None,
    labelled: Sequence[Labelled] = (),
) -> Floats:
    """The probability of every code for every text."""
    book = book or make_book()
    tokens = linguist.tokens(texts)
    hits = make_material(book, linguist).matcher.match(tokens)
    return make_model(linguist, book, labelled).score(tokens, hits).probabilities


def codes(
    linguist: SpacyLinguist,
    texts: Sequence[str],
    *,
    book: Codebook | None = None,
    labelled: Sequence[Labelled] = (),
) -> list[dict[str, str]]:
    """The codes of each text, and why."""
    material = make_material(book or make_book(), linguist)
    coder = QuestionCoder(material.matcher, linguist, train(material, labelled))
    coded = coder.code(texts, [""] * len(texts))
    found: list[dict[str, str]] = [{} for _ in texts]
    for text, code, why in zip(coded.text.tolist(), coded.code.tolist(), coded.why, strict=True):
        found[text][coder.book.codes[code]] = why
    return found


def test_answer_like_an_example_gets_its_theme(linguist: SpacyLinguist) -> None:
    """Without any label or rule, and the reason names the example."""
    budget, course = codes(linguist, ["Ons budget is al op", "er ontbreekt scholing"])

    assert budget == {"geld": "like: het budget is op"}
    assert course == {"kennis": "like: scholing ontbreekt"}


def test_each_clause_may_have_its_theme(linguist: SpacyLinguist) -> None:
    """An answer of two remarks gets the themes of both."""
    (found,) = codes(linguist, ["Het budget is op, en de agenda zit vol"])

    assert set(found) == {"geld", "tijd"}


def test_bank_teaches_words_that_the_codebook_lacks(linguist: SpacyLinguist) -> None:
    """A labelled text of the bank shows its theme."""
    bank = (BankText("abonnementen op pakketten", ("geld",)),)

    without = probabilities(linguist, ["abonnementen op pakketten"])
    taught = probabilities(linguist, ["abonnementen op pakketten"], book=make_book(bank=bank))

    geld = make_book().numbers["geld"]
    assert taught[0, geld] > 0.7 > without[0, geld]


def test_counterexample_speaks_against_its_theme(linguist: SpacyLinguist) -> None:
    """What is like a counterexample is less like its theme."""
    text = "het duurde een tijd voor de server het deed"
    bare = replace(TIME, counterexamples=())

    against = probabilities(linguist, [text])
    without = probabilities(linguist, [text], book=make_book((bare, *THEMES[1:])))

    tijd = make_book().numbers["tijd"]
    assert against[0, tijd] < without[0, tijd] - 0.1


def test_hit_of_a_rule_makes_its_theme_likelier(linguist: SpacyLinguist) -> None:
    """A rule is evidence for the model too."""
    material = make_material(make_book(), linguist)
    model = make_model(linguist, material.book)
    tokens = linguist.tokens(["budget"])
    none = material.matcher.match(tokens)
    geld = material.book.numbers["geld"]

    without = model.score(tokens, none).probabilities[0, geld]
    with_hit = model.score(tokens, hit_on(none, geld)).probabilities[0, geld]

    assert with_hit > without


def hit_on(hits: Hits, code: int) -> Hits:
    """The hits of one rule on the first six characters of the first text."""
    one = {name: np.zeros(1, dtype=np.int64) for name in ("text", "rule", "start")}
    return replace(hits, **one, code=np.array([code]), end=np.array([6]))


def test_answer_like_nothing_shown_gets_no_theme(linguist: SpacyLinguist) -> None:
    """Without a word or a few letters of what shows a theme there is nothing to say why."""
    small = make_book((Theme("regen", "Regen", "Nat."), Theme("wind", "Wind", "Storm.")))

    unlike, like = codes(linguist, ["paars", "paarse regen"], book=small)

    assert unlike == {}
    assert like == {"regen": "like: Regen"}


def test_none_of_these_is_likely_where_no_theme_is(linguist: SpacyLinguist) -> None:
    """`overig` is as likely as it is that no theme applies, and never certain."""
    covered, uncovered = probabilities(linguist, ["het budget is op", "koffie smaakt slap"])
    other = make_book().numbers[OTHER]

    assert covered[other] < 0.1
    assert covered[other] < uncovered[other] <= OF_THE_REST


LIST = "- het budget is op\n- de koffie smaakt slap"


def test_item_that_no_theme_covers_is_overig_beside_the_themes(linguist: SpacyLinguist) -> None:
    """Where the codebook allows it, a list with an item of its own gets `overig` too."""
    beside = make_book(other_beside_themes=True)
    other = beside.numbers[OTHER]

    of_list, of_covered = probabilities(
        linguist, [LIST, "- het budget is op\n- de agenda zit vol"], book=beside
    )
    (found,) = codes(linguist, [LIST], book=beside)
    (alone,) = codes(linguist, [LIST])

    assert of_list[other] > 0.5 > of_covered[other]
    assert found == {"geld": "like: het budget is op", "overig": "like no theme"}
    assert set(alone) == {"geld"}


def test_item_that_a_rule_covers_is_not_overig(
    linguist: SpacyLinguist, codebook: Callable[[Any], Codebook]
) -> None:
    """A rule that hits in an item covers it, however unlike every theme it is."""
    rules = codebook({"kennis": ["slap"]}).themes[0].rules
    themes = (TIME, MONEY, replace(KNOWLEDGE, rules=rules), PRIVACY)

    (found,) = codes(linguist, [LIST], book=make_book(themes, other_beside_themes=True))

    assert found == {"geld": "like: het budget is op", "kennis": "kennis.1"}


def test_evidence_of_overig_is_the_item_that_no_theme_covers(linguist: SpacyLinguist) -> None:
    """The span points at the remark that fits nowhere."""
    book = make_book(other_beside_themes=True)
    tokens = linguist.tokens([LIST])
    hits = make_material(book, linguist).matcher.match(tokens)
    scores = make_model(linguist, book).score(tokens, hits)

    ((start, end),) = scores.spans(0, book.numbers[OTHER])

    assert LIST[start:end] == "de koffie smaakt slap"


LABELS = [
    Labelled("de raad wil het niet", ("privacy",), "a"),
    Labelled("de raad is tegen", ("privacy",), "b"),
    Labelled("het budget is krap", ("geld",), "c"),
    Labelled("de agenda is te vol", ("tijd",), "d"),
    Labelled("we kennen het niet", ("kennis",), "e"),
    Labelled("de raad houdt het tegen", ("privacy",), "f"),
]


def test_few_labels_teach_new_words(linguist: SpacyLinguist) -> None:
    """An answer like a labelled one gets its theme, though the codebook has none of its words."""
    (found,) = codes(linguist, ["de raad wil dit niet"], labelled=LABELS)

    assert set(found) == {"privacy"}
    assert found["privacy"].startswith("like: de raad")


def test_labels_calibrate(linguist: SpacyLinguist) -> None:
    """A theme that labels give to no answer like its examples becomes less likely."""
    says_no = [Labelled(f"het budget is op {n}", ("tijd",), str(n)) for n in range(20)]
    geld = make_book().numbers["geld"]

    before = probabilities(linguist, ["licenties zijn duur"])
    after = probabilities(linguist, ["licenties zijn duur"], labelled=says_no)

    assert after[0, geld] < before[0, geld] - 0.1


def held_out(linguist: SpacyLinguist, labelled: Sequence[Labelled]) -> Floats:
    """The held-out probabilities of the labelled answers."""
    return make_model(linguist, make_book(), labelled).held_out_probabilities()


WORDS = {
    "privacy": ["raad", "wet", "toezicht", "regels"],
    "geld": ["budget", "kosten", "euro", "duur"],
    "tijd": ["agenda", "uren", "druk", "week"],
    "kennis": ["cursus", "leren", "scholing", "kennen"],
}


def forty_labelled() -> list[Labelled]:
    """Ten answers of each theme, by as many respondents."""
    random = np.random.default_rng(0)
    return [
        Labelled(f"{one} lijkt een probleem, {other}", (theme,), f"{theme} {number}")
        for number in range(10)
        for theme, words in WORDS.items()
        for one, other in [random.choice(words, 2).tolist()]
    ]


def test_held_out_probabilities_never_saw_their_own_label(linguist: SpacyLinguist) -> None:
    """Another label on an answer changes its own held-out probabilities by calibration alone.

    What it teaches changes those of other answers.
    """
    labelled = forty_labelled()
    relabelled = [replace(labelled[0], codes=("geld",)), *labelled[1:]]

    first, second = held_out(linguist, labelled), held_out(linguist, relabelled)

    assert first.shape == (len(labelled), len(make_book().codes))
    np.testing.assert_allclose(first[0], second[0], atol=0.08)
    assert np.abs(first[1:] - second[1:]).max() > 0.1


def test_held_out_answer_saw_no_label_of_its_respondent(linguist: SpacyLinguist) -> None:
    """Two answers of one respondent are held out together."""
    said_twice = [
        *LABELS,
        Labelled("zonnebloem", ("geld",), "x"),
        Labelled("zonnebloem", ("geld",), "y"),
    ]
    one_respondent = [*said_twice[:-1], replace(said_twice[-1], group="x")]
    geld = make_book().numbers["geld"]

    apart, together = (held_out(linguist, each)[-1, geld] for each in (said_twice, one_respondent))

    assert together < apart


def test_scores_do_not_depend_on_company(linguist: SpacyLinguist) -> None:
    """Each text has its probabilities and its evidence, alone or among others, to the last bit."""
    texts = ["budget; koffie", "", "?!", LIST, "de raad is tegen", "(agenda)", "te vol en te duur"]
    book = make_book(other_beside_themes=True)
    model = make_model(linguist, book, LABELS)
    matcher = make_material(book, linguist).matcher

    def scored(some: Sequence[str]) -> tuple[bytes, list[list[tuple[int, int]]]]:
        tokens = linguist.tokens(some)
        scores = model.score(tokens, matcher.match(tokens))
        pairs = [(text, code) for text in range(len(some)) for code in range(len(book.codes))]
        return scores.probabilities.tobytes(), [scores.spans(*pair) for pair in pairs]

    together, alone = scored(texts), [scored([text]) for text in texts]

    assert together[0] == b"".join(each[0] for each in alone)
    assert together[1] == [span for each in alone for span in each[1]]


def test_no_texts_have_no_scores(linguist: SpacyLinguist) -> None:
    """Nothing is scored as nothing."""
    assert probabilities(linguist, []).shape == (0, len(make_book().codes))


def test_theme_that_nothing_shows_is_never_given(linguist: SpacyLinguist) -> None:
    """A special code has no texts of its own, so geen-antwoord is left to rules and people."""
    book = make_book((MONEY, TIME))

    found = probabilities(linguist, ["geen antwoord", "budget"], book=book)

    assert (found[:, book.numbers["geen-antwoord"]] < 1e-4).all()
