"""What a language model replied, as one more coder beside rules and model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from pipeline.coding import Labelled, QuestionCoder
from pipeline.coding.auto_accept import Acceptance
from pipeline.coding.llm import Instrument, Replies, StoredReply
from pipeline.coding.llm_joint import LlmJoint, join_llm
from pipeline.coding.rules import Hits, RuleMatcher
from pipeline.coding.theme_model import Evidence
from pipeline.coding.training import ENOUGH_LABELS, Trained
from pipeline.model import SOURCES, Bools, Codebook, Floats, Ints, Linguist, Tokens
from pipeline.normalise import text_hash

CODES = ("tijd", "geld", "overig")
OURS = Instrument(model="proef-7b", weights="", prompt="p1", codebook="1")
UNSURE = 0.1


@dataclass(frozen=True)
class FlatScores:
    """Scores of a model that finds every code as unlikely."""

    probabilities: Floats

    def evidence(self, text: Ints, code: Ints) -> Evidence:
        """Nothing speaks for any code."""
        none = np.full(len(text), -1)
        return Evidence(none, none, np.full(len(text), "", dtype=object))

    def spans(self, text: int, code: int) -> list[tuple[int, int]]:
        """No span."""
        return []


@dataclass(frozen=True)
class FlatModel:
    """A model that knows nothing: each code of each text has the same probability."""

    labelled: int
    codes: int

    def score(self, tokens: Tokens, hits: Hits) -> FlatScores:
        """Return the same for every text."""
        return FlatScores(np.full((len(tokens.texts), self.codes), UNSURE))

    def held_out_probabilities(self) -> Floats:
        """Return the same for every label."""
        return np.full((self.labelled, self.codes), UNSURE)


def make_replies(codes_of: Mapping[str, Sequence[str]]) -> Replies:
    """Replies that are sure of these codes of each text, and of no other."""
    stored = [
        StoredReply(
            instrument=OURS,
            text=text_hash(text),
            outcome="reply",
            codes={code: 0.95 if code in codes else 0.05 for code in CODES},
        )
        for text, codes in codes_of.items()
    ]
    return Replies(instrument=OURS, of_text={reply.text: reply for reply in stored})


def make_labelled(n: int = ENOUGH_LABELS) -> list[Labelled]:
    """Answers of as many respondents, about time and money in turn."""
    return [Labelled(f"antwoord {i}", (CODES[i % 2],), f"g{i}") for i in range(n)]


def right_replies(labelled: Sequence[Labelled]) -> Replies:
    """Replies that say of each answer what people said of it."""
    return make_replies({answer.text: answer.codes for answer in labelled})


def wrong_replies(labelled: Sequence[Labelled]) -> Replies:
    """Replies that always say the other theme."""
    other = {"tijd": "geld", "geld": "tijd"}
    return make_replies({a.text: [other[code] for code in a.codes] for a in labelled})


@pytest.fixture(scope="module")
def book(codebook: Callable[[Any], Codebook]) -> Codebook:
    """Themes tijd and geld."""
    return codebook({"tijd": ["uren"], "geld": ["centen"]})


def joined(book: Codebook, labelled: Sequence[Labelled], replies: Replies) -> Trained:
    """A model that knows nothing, joined with these replies."""
    model = FlatModel(len(labelled), len(book.codes))
    trained = Trained(model, "flat", True, np.ones(len(book.codes), dtype=bool))
    return join_llm(trained, book, labelled, replies)


def coder_of(
    matcher: RuleMatcher, linguist: Linguist, trained: Trained | None, replies: Replies
) -> QuestionCoder:
    """The coder of such a model."""
    return QuestionCoder(matcher, linguist, trained, replies)


def coded(coder: QuestionCoder, text: str) -> list[tuple[str, str, bool]]:
    """Each code of a text, with its source and whether it is a guess."""
    found = coder.code([text], [""])
    rows = zip(found.code.tolist(), found.source.tolist(), found.guess.tolist(), strict=True)
    return [(coder.book.codes[code], SOURCES[source], guess) for code, source, guess in rows]


def held_out(book: Codebook, trained: Trained, labelled: Sequence[Labelled]) -> tuple[Any, Any]:
    """The mean held-out probability of the codes that people gave, and of the other theme."""
    probabilities = trained.model.held_out_probabilities()
    has: Bools = np.array([[code in a.codes for code in ("tijd", "geld")] for a in labelled])
    themes = probabilities[:, :2]
    return themes[has].mean(), themes[~has].mean()


def test_replies_that_are_right_are_believed(book: Codebook) -> None:
    """Where labels bear out what the language model says, it makes codes likely, held out too."""
    labelled = make_labelled()

    right, wrong = held_out(book, joined(book, labelled, right_replies(labelled)), labelled)

    assert right > 0.9
    assert wrong < 0.1


def test_replies_that_mislead_are_not_believed(book: Codebook) -> None:
    """Replies that labels contradict make no code likely."""
    labelled = make_labelled()

    trained = joined(book, labelled, wrong_replies(labelled))

    _, wrong = held_out(book, trained, labelled)
    assert wrong <= 0.5


def test_replies_of_chance_leave_the_model_as_it_is(book: Codebook) -> None:
    """Replies that have nothing to do with labels leave the model nearly where it was."""
    labelled = make_labelled(200)
    rng = np.random.default_rng(0)
    replies = make_replies({a.text: [CODES[rng.integers(2)]] for a in labelled})

    right, wrong = held_out(book, joined(book, labelled, replies), labelled)

    assert right == pytest.approx(wrong, abs=0.1)


def test_own_label_does_not_tell_what_a_reply_is_worth(book: Codebook) -> None:
    """Held-out probabilities of a respondent are the same whatever that respondent's label is."""
    labelled = make_labelled(60)
    other = [*labelled]
    other[7] = Labelled(labelled[7].text, ("tijd",), labelled[7].group)
    replies = right_replies(labelled)

    before = joined(book, labelled, replies).model.held_out_probabilities()
    after = joined(book, other, replies).model.held_out_probabilities()

    assert other[7].codes != labelled[7].codes
    np.testing.assert_allclose(before[7], after[7], atol=0.03)


@pytest.mark.parametrize(("replied", "joins"), [(ENOUGH_LABELS, True), (ENOUGH_LABELS - 1, False)])
def test_enough_replies_on_labelled_answers_are_joined(
    book: Codebook, replied: int, joins: bool
) -> None:
    """What replies are worth is learned from 50 labelled answers with a reply; from 49 it isn't."""
    labelled = make_labelled(ENOUGH_LABELS + 10)

    trained = joined(book, labelled, right_replies(labelled[:replied]))

    assert trained.joins_llm is joins
    assert not trained.without_llm().joins_llm


def test_text_without_a_reply_is_left_to_the_model(
    book: Codebook, matcher: Callable[[Any], RuleMatcher], linguist: Linguist
) -> None:
    """A text that was not asked keeps the model's probabilities, and so does `geen-antwoord`."""
    labelled = make_labelled()
    joint = joined(book, labelled, right_replies(labelled)).model
    tokens = linguist.tokens(["nooit gevraagd", "antwoord 0"])
    hits = matcher({"tijd": ["uren"], "geld": ["centen"]}).match(tokens)

    probabilities = joint.score(tokens, hits).probabilities

    assert isinstance(joint, LlmJoint)
    np.testing.assert_array_equal(probabilities[0], np.full(4, UNSURE))
    assert probabilities[1, book.numbers["tijd"]] > 0.9
    assert probabilities[1, book.numbers["geen-antwoord"]] == UNSURE


def test_code_that_only_the_language_model_makes_likely_is_its_own(
    book: Codebook, matcher: Callable[[Any], RuleMatcher], linguist: Linguist
) -> None:
    """Such a code has source `llm`, the name of the model as reason, and no span."""
    labelled = make_labelled()
    replies = right_replies(labelled)
    rules = matcher({"tijd": ["uren"], "geld": ["centen"]})
    coder = coder_of(rules, linguist, joined(book, labelled, replies), replies)

    found = coder.code(["antwoord 1"], [""])

    assert coded(coder, "antwoord 1") == [("geld", "llm", False)]
    assert found.why.tolist() == ["language model: proef-7b"]
    assert found.start.tolist() == [-1]


@pytest.mark.parametrize("with_model", [False, True])
def test_without_labels_replies_are_guesses_where_nothing_is_found(
    book: Codebook, matcher: Callable[[Any], RuleMatcher], linguist: Linguist, with_model: bool
) -> None:
    """Without enough labels a reply codes only texts in which rules and model find nothing."""
    replies = make_replies({"iets anders": ["geld"], "te weinig uren": ["geld"], "niets": []})
    rules = matcher({"tijd": ["uren"], "geld": ["centen"]})
    few = joined(book, make_labelled(3), replies)
    trained = replace(few, outvotes=False) if with_model else None
    coder = coder_of(rules, linguist, trained, replies)

    assert coded(coder, "iets anders") == [("geld", "llm", True)]
    assert coded(coder, "te weinig uren") == [("tijd", "rules", False)]
    assert coded(coder, "niets") == []
    assert coded(coder.without_llm(), "iets anders") == []


def test_replies_do_not_code_a_non_answer(
    matcher: Callable[[Any], RuleMatcher], linguist: Linguist
) -> None:
    """A non-answer stays one, whatever a language model found in it."""
    coder = coder_of(matcher({"tijd": ["uren"]}), linguist, None, make_replies({"nvt": ["tijd"]}))

    found = coder.code(["nvt"], ["says nothing"])

    assert [coder.book.codes[code] for code in found.code.tolist()] == ["geen-antwoord"]


def test_guess_of_a_language_model_is_never_accepted_unseen(
    matcher: Callable[[Any], RuleMatcher], linguist: Linguist
) -> None:
    """A set that rests on a reply alone has no probability: no threshold accepts it."""
    replies = make_replies({"iets anders": ["geld"]})
    rules = matcher({"tijd": ["uren"], "geld": ["centen"]})
    coder = coder_of(rules, linguist, None, replies)

    _, of_sets = coder.code_with_probability(["iets anders", "te weinig uren"], ["", ""])

    assert of_sets[0] == 0.0
    assert Acceptance(0.01).accepts(of_sets).tolist() == [False, True]


def test_texts_do_not_touch_each_other(
    book: Codebook, matcher: Callable[[Any], RuleMatcher], linguist: Linguist
) -> None:
    """A text gets what it gets alone, in any batch: the same bytes with any number of processes."""
    labelled = make_labelled()
    model = joined(book, labelled, right_replies(labelled)).model
    rules = matcher({"tijd": ["uren"], "geld": ["centen"]})
    texts = [answer.text for answer in labelled[:10]]

    def probabilities(of: Sequence[str]) -> Floats:
        tokens = linguist.tokens(of)
        return model.score(tokens, rules.match(tokens)).probabilities

    alone = np.concatenate([probabilities([text]) for text in texts])
    np.testing.assert_array_equal(probabilities(texts), alone)
