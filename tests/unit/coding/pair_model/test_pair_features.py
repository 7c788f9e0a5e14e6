"""Likeness and features: what they are near, and that no company changes a digit."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from pair_books import THEMES, make_book, make_material
from static_model import make_model

from pipeline.coding.embedders import read_embedder
from pipeline.coding.pair_model import (
    PairFeatures,
    PairModel,
    feature_names,
    pair_weights,
    shown_texts,
    split_segments,
)
from pipeline.coding.pair_model.features import (
    NOWHERE,
    Relations,
    code_features,
    learn_head,
    rule_features,
)
from pipeline.coding.pair_model.shown import LabelledText
from pipeline.coding.pair_model.spaces import LIKENESS_GRID, Space, VectorSpace, WordSpace
from pipeline.model import BankText, Floats, Theme
from pipeline.normalise import SpacyLinguist

TEXTS = [
    "geen tijd, de agenda zit te vol",
    "budget",
    "",
    "?!",
    "(uren en euro's) zijn op; de AVG",
    "nooit gehoord woordje",
    "Scholing! Scholing? scholing",
    "te duur - en te druk",
]


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small embedding model."""
    return make_model(tmp_path_factory.mktemp("models") / "woordjes")


@pytest.fixture(params=["words", "vectors"])
def space(request: pytest.FixtureRequest, linguist: SpacyLinguist, model_folder: Path) -> Space:
    """A space with what shows the themes of the codebook."""
    texts = shown_texts(make_book(), [], linguist).texts
    if request.param == "words":
        return WordSpace(linguist.tokens(texts))
    return VectorSpace(read_embedder(model_folder), texts)


def likeness(space: Space, linguist: SpacyLinguist, texts: Sequence[str]) -> Floats:
    """The likeness of texts with what is shown, each asked for alone."""
    return np.vstack([space.likeness(linguist.tokens([text])) for text in texts])


def test_likeness_is_the_same_alone_in_a_batch_and_shuffled(
    space: Space, linguist: SpacyLinguist
) -> None:
    """Sums are exact, so a text is as like another whatever is asked beside it, to the last bit."""
    alone = likeness(space, linguist, TEXTS)
    order = np.random.default_rng(1).permutation(len(TEXTS))

    shuffled = space.likeness(linguist.tokens([TEXTS[row] for row in order.tolist()]))

    assert space.likeness(linguist.tokens(TEXTS)).tobytes() == alone.tobytes()
    assert shuffled.tobytes() == alone[order].tobytes()


def test_likeness_is_on_a_grid(space: Space, linguist: SpacyLinguist) -> None:
    """Likenesses are multiples of a fraction, so that sums of them are exact."""
    whole = space.likeness(linguist.tokens(TEXTS)) * LIKENESS_GRID

    assert np.array_equal(whole, np.round(whole))


def test_shown_text_is_most_like_itself(space: Space, linguist: SpacyLinguist) -> None:
    """Asked as an answer, a shown text finds itself."""
    shown = shown_texts(make_book(), [], linguist).texts
    asked = ["het budget is op", "geen euro beschikbaar"]

    found = space.likeness(linguist.tokens(asked)).argmax(axis=1)

    assert [shown[row] for row in found.tolist()] == asked
    assert np.array_equal(space.likeness(linguist.tokens(shown)), np.asarray(space.among_shown()))


def test_text_without_words_is_like_nothing(linguist: SpacyLinguist) -> None:
    """Signs and nothing share no word with any text."""
    space = WordSpace(linguist.tokens(["geen tijd", "geen geld"]))

    assert not space.likeness(linguist.tokens(["", "?!", "qqq"])).any()


def test_words_in_a_space_of_one_text(linguist: SpacyLinguist) -> None:
    """With one shown text there is no usual likeness; nothing is divided by zero."""
    space = WordSpace(linguist.tokens(["geen tijd"]))

    assert np.isfinite(space.likeness(linguist.tokens(["geen tijd", "geld"]))).all()


def scores_hash(lexicon_first: Sequence[str]) -> str:
    """The hash of all probabilities of `TEXTS`, by a linguist that met other words first."""
    linguist = SpacyLinguist("nl")
    linguist.tokens(lexicon_first)
    material = make_material(make_book(), linguist)
    labelled = [LabelledText("de uren zijn op", ("tijd",)), LabelledText("te duur", ("geld",))]
    hits = material.hits([each.text for each in labelled])
    model = PairModel(material.book, linguist, labelled=labelled, hits=hits)
    tokens = linguist.tokens(TEXTS)
    probabilities = model.score(tokens, material.matcher.match(tokens)).probabilities
    return hashlib.sha256(probabilities.tobytes()).hexdigest()


@pytest.mark.slow
def test_probabilities_are_the_same_in_another_process() -> None:
    """Another hash seed and other words met first: the bytes are equal."""
    code = "from test_pair_features import scores_hash; print(scores_hash(['zomaar wat woorden']))"
    folders = [str(Path(__file__).parent), str(Path(__file__).parents[3])]
    path = os.pathsep.join([*folders, *filter(None, sys.path)])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "7"}

    other = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )

    assert other.stdout.strip() == scores_hash([])


NESTED = (
    Theme("a", "A", themes=(Theme("a1", "A1"), Theme("a2", "A2"))),
    Theme("b", "B", themes=(Theme("b1", "B1"),)),
    Theme("c", "C"),
)


def test_themes_compete_with_their_own_level() -> None:
    """A theme doesn't compete with those above and below it; one without children does with all."""
    book = make_book(NESTED)
    themes = np.array([code in book.theme_ids for code in book.codes])

    relations = Relations.of(book, themes)

    competing = {
        theme: {book.codes[code] for code in relations.unrelated[book.numbers[theme]]}
        for theme in book.theme_ids
    }
    assert competing == {
        "a": {"b", "c"},
        "a1": {"a2", "b1", "c"},
        "a2": {"a1", "b1", "c"},
        "b": {"a", "c"},
        "b1": {"a1", "a2", "c"},
        "c": {"a", "b"},
    }


def test_best_other_and_rank_are_among_those_that_compete() -> None:
    """A child's likeness is no competition for its parent."""
    book = make_book((Theme("a", "A", themes=(Theme("a1", "A1"),)), Theme("c", "C")))
    codes = np.array([code in book.theme_ids for code in book.codes])
    relations = Relations.of(book, codes)
    scores = np.array([[1.0, 3.0, 2.0, 0.0, 0.0]])

    assert relations.best_other(scores)[0, :3].tolist() == [2.0, 2.0, 1.0]
    assert relations.rank(scores)[0, :3].tolist() == [1.0, 0.0, 0.0]


def test_only_theme_has_no_competition() -> None:
    """Where nothing competes, the best other is nowhere."""
    book = make_book((Theme("a", "A"),))
    relations = Relations.of(book, np.array([True, False, False]))

    assert relations.best_other(np.ones((1, 3)))[0, 0] == NOWHERE


def test_hit_beside_another_hit_is_not_alone() -> None:
    """Whether a rule of a competing theme hit too is a feature of its own."""
    book = make_book(NESTED)
    relations = Relations.of(book, np.array([code in book.theme_ids for code in book.codes]))
    hits = np.zeros((2, len(book.codes)), dtype=bool)
    hits[:, book.numbers["c"]] = True
    hits[1, book.numbers["a"]] = True

    hit, alone = np.moveaxis(rule_features(hits, relations), 2, 0)

    assert hit[:, book.numbers["c"]].tolist() == [1.0, 1.0]
    assert alone[:, book.numbers["c"]].tolist() == [1.0, 0.0]


def test_bank_counts_as_examples(linguist: SpacyLinguist) -> None:
    """How many texts show a theme is a feature of it, and how many themes compete."""
    book = make_book(bank=(BankText("duur", ("geld",)), BankText("kostbaar", ("geld",))))
    shown = shown_texts(book, [], linguist)
    themes = np.array([code in book.theme_ids for code in book.codes])

    examples, competing = code_features(shown, book, themes).T

    geld, tijd = book.numbers["geld"], book.numbers["tijd"]
    assert (examples[geld], examples[tijd]) == pytest.approx((np.log1p(5), np.log1p(3)))
    assert competing[geld] == pytest.approx(np.log(len(THEMES)))


def test_head_without_a_text_is_as_if_it_had_never_been_shown(linguist: SpacyLinguist) -> None:
    """Leaving out a shown text afterwards is learning without it."""
    shown = shown_texts(make_book(), [], linguist)
    among = WordSpace(linguist.tokens(shown.texts)).among_shown()
    left_out = np.array([shown.texts.index("scholing ontbreekt")])
    rest = np.setdiff1d(np.arange(len(shown)), left_out)
    head = learn_head(shown, among).without(left_out)
    learned = learn_head(shown.at(rest), among[np.ix_(rest, rest)])

    np.testing.assert_allclose(head.duals[rest], learned.duals, atol=2e-6)
    np.testing.assert_allclose(head.scale, learned.scale)
    assert not head.duals[left_out].any()


def features_without_label(linguist: SpacyLinguist, codes: tuple[str, ...]) -> Floats:
    """The features of an answer with these labels, seen without them, beside another's label."""
    labelled = [LabelledText("de raad wil niet", codes), LabelledText("te duur", ("geld",))]
    book = make_book()
    features = PairFeatures(book, linguist, shown_texts(book, labelled, linguist))
    tokens = linguist.tokens([labelled[0].text])
    no_hits = np.zeros((1, len(book.codes)), dtype=bool)
    its_own = np.array([0])
    return features.of(features.likenesses(tokens), split_segments(tokens), no_hits, its_own)


def test_features_without_a_label_do_not_depend_on_it(linguist: SpacyLinguist) -> None:
    """Whatever people said of an answer, its features without that are the same bytes."""
    first = features_without_label(linguist, ("privacy",))

    assert features_without_label(linguist, ("geld", "tijd")).tobytes() == first.tobytes()
    assert features_without_label(linguist, ("overig",)).tobytes() == first.tobytes()


@pytest.mark.parametrize("spaces", [("words",), ("words", "vectors")])
def test_weights_ship_for_every_feature(spaces: tuple[str, ...]) -> None:
    """The file of weights has one for each feature, with and without vectors."""
    weights = pair_weights(spaces)

    assert weights.weight.shape == (len(feature_names(spaces)),)
    assert np.isfinite(weights.weight).all()


def test_log_odds_of_a_pair_depend_on_no_other() -> None:
    """Rows may be summed in any company."""
    weights = pair_weights(("words",))
    features = np.random.default_rng(2).normal(size=(30, 5, len(weights.weight)))

    together = weights.log_odds(features)

    alone = [weights.log_odds(features[row : row + 1, 3:4]) for row in range(30)]
    assert together[:, [3]].tobytes() == np.concatenate(alone).tobytes()
