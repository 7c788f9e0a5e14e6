"""The classifier: scores that are sums over words, the same every time, and the words that weigh
most."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.coding.classifier import TokenClassifier, Training
from pipeline.coding.classifier.features import FoldedWords, grams, half_length, matrix
from pipeline.normalise import SpacyLinguist

TEXTS = [
    "te weinig tijd",
    "geen tijd en geen geld",
    "tijd is schaars",
    "we hebben geen tijd hiervoor",
    "tijdgebrek en werkdruk",
    "privacy van inwoners",
    "de AVG en privacy",
    "privacy, privacy en nog eens privacy",
    "zorgen over privacy en de AVG",
    "persoonsgegevens (privacy)",
    "te weinig tijd, en privacy",
    "kennis ontbreekt",
    "kennis en vaardigheden",
    "te weinig kennis bij medewerkers",
    "kennis van AI",
    "weinig tijd voor kennis",
    "AVG",
    "tijd/geld",
    "iets heel anders",
    "de koffie is koud",
]
TIME, PRIVACY, KNOWLEDGE = 0, 1, 2
NEW = [
    "te weinig tijd en privacy",
    "onbekendewoorden zeldzaam",
    "",
    "???",
    "privacy privacy privacy",
    "TIJD! Tijd? tijd",
    "a b c d",
]


def targets(texts: list[str]) -> np.ndarray:
    """1 where the text holds tijd, privacy or AVG, kennis."""
    rows = [["tijd" in t, "privacy" in t or "AVG" in t, "kennis" in t] for t in texts]
    return np.array(rows, dtype=float)


def trained(linguist: SpacyLinguist, texts: list[str] = TEXTS, folds: int = 5) -> TokenClassifier:
    """A classifier of the texts, each labelled by a person of its own."""
    y = targets(texts)
    everyone = np.ones(len(texts), dtype=bool)
    return TokenClassifier(
        Training(linguist.tokens(texts), y, np.ones_like(y), everyone, np.arange(len(texts))),
        folds=folds,
    )


@pytest.fixture(scope="module")
def classifier(linguist: SpacyLinguist) -> TokenClassifier:
    """A classifier of `TEXTS`."""
    return trained(linguist)


@pytest.mark.parametrize("texts", [TEXTS, NEW], ids=["learned", "new"])
def test_margins_are_sums(
    classifier: TokenClassifier, linguist: SpacyLinguist, texts: list[str]
) -> None:
    """Scoring each distinct word once gives what the whole feature matrix times the weights
    gives."""
    tokens = linguist.tokens(texts)
    margins = classifier.margins(tokens)
    rows = matrix(classifier.features, classifier._folded, classifier._folded.incidence(tokens))
    assert rows.shape == (len(texts), classifier.features.size)
    np.testing.assert_allclose(margins, rows @ classifier.weights + classifier.bias, atol=1e-12)


def test_margins_of_one_are_those_of_many(
    classifier: TokenClassifier, linguist: SpacyLinguist
) -> None:
    """A text has the same margins alone as among others."""
    together = classifier.margins(linguist.tokens(TEXTS + NEW))
    alone = np.vstack([classifier.margins(linguist.tokens([text])) for text in TEXTS + NEW])
    np.testing.assert_allclose(together, alone, atol=1e-12)


def test_a_repeated_word_counts_by_its_logarithm(
    classifier: TokenClassifier, linguist: SpacyLinguist
) -> None:
    """A word that stands there three times weighs 1 + log 3 times as much as once, not three times
    as much."""
    incidence = classifier._folded.incidence(
        linguist.tokens(["privacy", "privacy. AVG. Privacy. AVG! privacy"])
    )
    once, thrice = (incidence.words[row, classifier._folded.numbers["privacy"]] for row in (0, 1))
    assert once == 1.0
    assert thrice == pytest.approx(1 + np.log(3))


def test_it_learns(classifier: TokenClassifier, linguist: SpacyLinguist) -> None:
    """What is likeliest in new texts is what they are about, also where a word is mistyped."""
    p = classifier.probabilities(
        linguist.tokens(
            ["veel te weinig tijd", "privacy van burgers", "gebrek aan kennis", "privcay"]
        )
    )
    assert p.shape == (4, 3)
    assert p.argmax(axis=1).tolist() == [TIME, PRIVACY, KNOWLEDGE, PRIVACY]
    assert ((p >= 0) & (p <= 1)).all()


def test_same_labels_same_scores(classifier: TokenClassifier, linguist: SpacyLinguist) -> None:
    """Training twice gives the same probabilities to the last bit."""
    tokens = linguist.tokens(TEXTS + NEW)
    assert np.array_equal(classifier.probabilities(tokens), trained(linguist).probabilities(tokens))


def test_what_was_read_before_changes_nothing(
    classifier: TokenClassifier, linguist: SpacyLinguist
) -> None:
    """A process that read other texts first gives the same confidences, as they are written (four
    decimals)."""
    other = SpacyLinguist("nl")
    other.tokens(["kennis zonder tijd, AVG de van en", *reversed(NEW)])
    found = trained(other).probabilities(other.tokens(TEXTS + NEW))
    assert np.array_equal(
        np.round(found, 4), np.round(classifier.probabilities(linguist.tokens(TEXTS + NEW)), 4)
    )


def test_held_out_probabilities_are_of_unseen_answers(linguist: SpacyLinguist) -> None:
    """The probabilities of labelled answers come from machines that did not learn from their
    respondent."""
    texts = [*TEXTS, "kwakzalverij", "kwakzalverij"]
    y = np.vstack([targets(TEXTS), [[1, 0, 0], [1, 0, 0]]])
    everyone = np.ones(len(texts), dtype=bool)

    def of_last(groups: np.ndarray) -> float:
        training = Training(linguist.tokens(texts), y, np.ones_like(y), everyone, groups)
        return float(TokenClassifier(training).held_out_probabilities()[-1, TIME])

    apart = np.arange(len(texts))
    one_respondent = np.minimum(apart, len(texts) - 2)
    assert of_last(one_respondent) < of_last(apart)


def test_a_code_without_example_never_applies(linguist: SpacyLinguist) -> None:
    """A code that no training text has gets probability 0; the others are not touched."""
    y = np.hstack([targets(TEXTS), np.zeros((len(TEXTS), 1))])
    everyone = np.ones(len(TEXTS), dtype=bool)
    training = Training(linguist.tokens(TEXTS), y, np.ones_like(y), everyone, np.arange(len(TEXTS)))
    p = TokenClassifier(training).probabilities(linguist.tokens(TEXTS))
    assert (p[:, 3] == 0).all()
    assert (p[:, :3] > 0).any()


def test_weightiest(classifier: TokenClassifier, linguist: SpacyLinguist) -> None:
    """The weightiest tokens are those that speak most for a code: in order, each word once, at its
    first place."""
    text = "Wij missen Privacy, privacy en AVG-kennis"
    tokens = linguist.tokens(["tijd", text])
    every = np.ones(len(tokens), dtype=bool)
    pairs = np.array([1, 1, 0]), np.array([PRIVACY, TIME, KNOWLEDGE])
    found = classifier.weightiest(tokens, *pairs, every)
    assert found.shape == (3, 3)
    words = [
        [tokens.texts[1][tokens.start[at] : tokens.end[at]] for at in row if at >= 0]
        for row in found[:1]
    ]
    assert words[0][:2] == ["Privacy", "AVG"]
    assert "privacy" not in words[0]
    assert "Privacy" not in [
        tokens.lexicon[int(tokens.word[at])].text for at in found[1] if at >= 0
    ]
    assert (found[2] == -1).all()


def test_weightiest_of_nothing(classifier: TokenClassifier, linguist: SpacyLinguist) -> None:
    """No pairs, or texts without words, have no weightiest words."""
    tokens = linguist.tokens(["", "?!"])
    none, every = np.zeros(0, dtype=np.int64), np.ones(len(tokens), dtype=bool)
    assert classifier.weightiest(tokens, none, none, every).shape == (0, 3)
    assert (classifier.weightiest(tokens, np.array([0, 1]), np.array([0, 0]), every) == -1).all()


def test_weightiest_is_one_of_the_words_asked_for(
    classifier: TokenClassifier, linguist: SpacyLinguist
) -> None:
    """A word that is not among those asked for never speaks, however much it weighs."""
    tokens = linguist.tokens(["privacy en AVG"])
    is_avg = np.array([tokens.lexicon[number].text == "AVG" for number in tokens.word.tolist()])

    weightiest = classifier.weightiest(tokens, np.array([0]), np.array([PRIVACY]), is_avg)

    assert weightiest.tolist() == [[int(np.flatnonzero(is_avg)[0]), -1, -1]]


def hit_training(linguist: SpacyLinguist, hits: np.ndarray) -> Training:
    """What a classifier learns from `TEXTS` and the hits of rules in them."""
    y = targets(TEXTS)
    everyone = np.ones(len(TEXTS), dtype=bool)
    return Training(
        linguist.tokens(TEXTS), y, np.ones_like(y), everyone, np.arange(len(TEXTS)), hits
    )


def test_hit_of_a_rule_counts_as_much_as_labels_show(linguist: SpacyLinguist) -> None:
    """A hit makes its code likelier where rules were right, and less so where they were wrong."""
    right = targets(TEXTS) > 0
    wrong = np.roll(right, 1, axis=1)
    tokens = linguist.tokens(["onbekend"])
    hit = np.array([[True, False, False]])

    def gain(hits: np.ndarray) -> float:
        model = TokenClassifier(hit_training(linguist, hits))
        margins = model.margins(tokens, hit) - model.margins(tokens, ~hit & hit)
        return float(margins[0, TIME])

    assert gain(right) > 0.1
    assert gain(wrong) < 0


def test_margins_with_hits_of_one_are_those_of_many(linguist: SpacyLinguist) -> None:
    """A text with its hits has the same margins alone as among others, to the last bit."""
    hits = targets(TEXTS) > 0
    model = TokenClassifier(hit_training(linguist, hits))

    together = model.margins(linguist.tokens(TEXTS), hits)

    alone = [model.margins(linguist.tokens([text]), hits[[row]]) for row, text in enumerate(TEXTS)]
    assert np.array_equal(together, np.vstack(alone))


def test_folded_words_keep_their_numbers(linguist: SpacyLinguist) -> None:
    """Words that fold alike share a number, and texts read later add words without moving
    others."""
    folded = FoldedWords()
    first = folded.incidence(linguist.tokens(["Tijd tijd TIJD één"]))
    numbers = dict(folded.numbers)
    again = folded.incidence(linguist.tokens(["tijd", "splinternieuwwoordje"]))
    assert first.words.nnz == 2
    assert {word: folded.numbers[word] for word in numbers} == numbers
    assert again.words[0].indices.tolist() == [numbers["tijd"]]
    assert folded.texts[again.words[1].indices[0]] == "splinternieuwwoordje"


def test_half_length() -> None:
    """An answer is divided by the square root of its length; an empty one by 1."""
    assert half_length(np.array([0.0, 1.0, 16.0, 81.0])).tolist() == [1.0, 1.0, 2.0, 3.0]


def test_grams() -> None:
    """A word's grams are its rows of two to five characters, with its borders."""
    assert grams("ai") == {" a", "ai", "i ", " ai", "ai ", " ai "}
    assert " tij" in grams("tijd")
    assert max(map(len, grams("capaciteit"))) == 5


def test_scores_do_not_depend_on_what_was_met_before(linguist: SpacyLinguist) -> None:
    """The same text scores the same to the last bit, whichever texts were scored before it and
    beside it."""
    rng = np.random.default_rng(0)
    unmet = ["".join(rng.choice(list("tijdprivacykennis"), 8)) for _ in range(60)]
    texts = [" ".join(rng.choice([*unmet, "tijd", "privacy"], 12)) for _ in range(40)]
    straight, reversed_ = trained(linguist), trained(linguist)
    expected = straight.margins(linguist.tokens(texts))
    for text in reversed(texts):
        reversed_.margins(linguist.tokens([text]))
    assert np.array_equal(reversed_.margins(linguist.tokens(texts)), expected)
