"""Segments: the parts of a text that may each say one thing."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.coding.pair_model import segment_texts, segment_tokens, split_segments
from pipeline.coding.pair_model.segments import PART, SENTENCE, WHOLE
from pipeline.normalise import SpacyLinguist


def kinds(linguist: SpacyLinguist, text: str) -> dict[str, int]:
    """The segments of a text as they are written, and what each is."""
    tokens = linguist.tokens([text])
    segments = split_segments(tokens)
    written = segment_texts(tokens, segments)
    assert len(set(written)) == len(written)
    return dict(zip(written, segments.kind.tolist(), strict=True))


def test_text_of_one_clause_is_whole_sentence_and_part(linguist: SpacyLinguist) -> None:
    """What says one thing is one segment, without the sign at its end."""
    assert kinds(linguist, "Te weinig tijd.") == {"Te weinig tijd": WHOLE | SENTENCE | PART}


def test_clauses_are_parts_of_their_sentence(linguist: SpacyLinguist) -> None:
    """Each clause may say one thing, and so may the sentence that holds them."""
    assert kinds(linguist, "De AVG is lastig, maar dat went. Te duur!") == {
        "De AVG is lastig, maar dat went. Te duur": WHOLE,
        "De AVG is lastig, maar dat went": SENTENCE,
        "De AVG is lastig": PART,
        "maar dat went": PART,
        "Te duur": SENTENCE | PART,
    }


@pytest.mark.parametrize("text", ["- tijd\n- geld\n- kennis", "tijd; geld; kennis"])
def test_items_of_a_list_are_parts(linguist: SpacyLinguist, text: str) -> None:
    """Each item of a list is a part, without the sign before it."""
    found = kinds(linguist, text)

    assert [part for part, kind in found.items() if kind & PART] == ["tijd", "geld", "kennis"]


@pytest.mark.parametrize("text", ["(tijd)", "'tijd'", "- tijd", "… tijd …"])
def test_signs_around_words_are_no_part_of_a_segment(linguist: SpacyLinguist, text: str) -> None:
    """A segment goes from word to word, also where a text begins with a sign."""
    assert kinds(linguist, text) == {"tijd": WHOLE | SENTENCE | PART}


@pytest.mark.parametrize("text", ["", "  ", "?!", "🙂"])
def test_text_without_words_is_one_empty_whole(linguist: SpacyLinguist, text: str) -> None:
    """It has no sentence and no part, but each text has a whole."""
    assert kinds(linguist, text) == {"": WHOLE}


def test_each_text_has_one_whole_whatever_stands_beside_it(linguist: SpacyLinguist) -> None:
    """Segments of a text are the same alone as among others, empty ones included."""
    texts = ["tijd, en geld", "", "(kennis)", "?!", "De AVG is lastig. Te duur"]
    tokens = linguist.tokens(texts)
    together = split_segments(tokens)

    written = segment_texts(tokens, together)
    of_text = [
        [each for each, owner in zip(written, together.text.tolist(), strict=True) if owner == text]
        for text in range(len(texts))
    ]
    assert together.text[together.is_whole].tolist() == list(range(len(texts)))
    assert of_text == [list(kinds(linguist, text)) for text in texts]


def test_no_texts_have_no_segments(linguist: SpacyLinguist) -> None:
    """Nothing is split into nothing."""
    assert len(split_segments(linguist.tokens([]))) == 0


def test_tokens_of_segments_are_texts_of_their_own(linguist: SpacyLinguist) -> None:
    """Each segment has the words that stand in it, an empty one none."""
    tokens = linguist.tokens(["tijd, en geld", ""])
    segments = split_segments(tokens)
    written = segment_texts(tokens, segments)

    of_segments = segment_tokens(tokens, segments, written)

    words = [of_segments.lexicon[number].text for number in of_segments.word.tolist()]
    by_text = np.split(np.array(words, dtype=object), of_segments.first[1:-1])
    assert of_segments.texts == tuple(written)
    alone = [linguist.tokens([text]) for text in written]
    assert [list(each) for each in by_text] == [
        [one.lexicon[number].text for number in one.word.tolist()] for one in alone
    ]
