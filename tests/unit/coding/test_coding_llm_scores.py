"""What is kept of replies, and what they say of texts."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from pipeline.coding.llm import (
    Instrument,
    LlmScores,
    StoredReply,
    dump_line,
    fitting_replies,
    parse_line,
    said_codes,
)
from pipeline.model import Codebook, Theme
from pipeline.normalise import text_hash

BOOK = Codebook(
    id="proef",
    title="Proef",
    language="nl",
    version="1",
    themes=(
        Theme(id="weer", label="Weer", themes=(Theme(id="regen", label="Regen"),)),
        Theme(id="ver", label="Ver"),
    ),
)
CODES = ("weer", "regen", "ver", "overig")
OURS = Instrument(model="proef-7b", weights="not verified", prompt="p1 (00000000)", codebook="1")
REPLY = StoredReply(
    instrument=OURS,
    text=text_hash("het regent"),
    outcome="reply",
    codes=dict(zip(CODES, (0.2, 0.9, 0.1, 0.3), strict=True)),
    served="proef",
)


def test_line_keeps_the_reply() -> None:
    """What is dumped is parsed as it was, in one line of ASCII."""
    reply = replace(REPLY, why='é "x"\n', left="onze zaal", cut=True)

    line = dump_line(reply)

    assert parse_line(line) == reply
    assert line.isascii()
    assert line.count("\n") == 1


@pytest.mark.parametrize(
    "change",
    [
        {"codes": {"weer": 1.5}}, {"codes": {"weer": "1"}}, {"codes": {"weer": True}}, {"codes": []},
        {"codes": {"weer": float("nan")}}, {"outcome": "maybe"}, {"readout": ""}, {"text": 3},
        {"cut": "yes"}, {"model": None}, {"extra": 1}, {"left": 1}, {"why": []}, {"served": 0},
    ],
)  # fmt: skip
def test_line_of_another_form_is_none(change: dict[str, object]) -> None:
    """A line that somebody edited is not taken for a reply."""
    line = json.dumps({**json.loads(dump_line(REPLY)), **change})

    assert parse_line(line) is None


@pytest.mark.parametrize("line", ["", "{", "[]", "3", "null", dump_line(REPLY)[:-5], "[" * 100_000])
def test_broken_line_is_none(line: str) -> None:
    """Half a line is none."""
    assert parse_line(line) is None


def test_first_reply_to_a_text_counts() -> None:
    """Of two replies to a text the first counts: what was answered is kept."""
    second = replace(REPLY, codes=dict.fromkeys(CODES, 0.5))

    replies = fitting_replies([REPLY, second], OURS, CODES)

    assert replies.of_text == {REPLY.text: REPLY}
    assert replies.asked == 1


def test_best_outcome_of_a_text_counts() -> None:
    """A text that failed and got a reply later has a reply; asked is each text once."""
    failed = replace(REPLY, outcome="failed", codes={})
    others = [replace(failed, text="b"), replace(failed, text="c", outcome="invalid")]

    replies = fitting_replies(
        [failed, *others, REPLY, replace(others[0], outcome="invalid")], OURS, CODES
    )

    assert (len(replies.of_text), len(replies.invalid), len(replies.failed)) == (1, 2, 0)
    assert replies.asked == 3


@pytest.mark.parametrize("part", ["model", "weights", "prompt", "codebook"])
def test_reply_of_another_instrument_does_not_fit(part: str) -> None:
    """Model, weights, prompt and codebook must all be the same."""
    other = replace(REPLY, instrument=replace(OURS, **{part: "other"}))

    replies = fitting_replies([other], OURS, CODES)

    assert (replies.asked, replies.others) == (0, 1)


def test_reply_about_other_codes_does_not_fit() -> None:
    """A reply must have exactly the codes that were asked, whatever its instrument says."""
    assert fitting_replies([replace(REPLY, codes={"weer": 0.5})], OURS, CODES).asked == 0


def test_reasons_to_leave_count_whatever_the_instrument() -> None:
    """That answers left this machine is not undone by another codebook."""
    gone = replace(REPLY, left="proef", instrument=replace(OURS, model="oud"))

    assert fitting_replies([gone], OURS, CODES).left == (("oud", "proef"),)
    assert fitting_replies([gone], None, ()).left == (("oud", "proef"),)


def test_scores_are_by_text_and_code() -> None:
    """Texts that differ in capitals share a reply; NaN where nothing was asked."""
    replies = fitting_replies([REPLY], OURS, CODES)

    scores = replies.scores(BOOK, ["HET  regent", "te ver"])

    assert scores.asked.tolist() == [True, False]
    np.testing.assert_array_equal(scores.probabilities[0], [0.2, 0.9, 0.1, np.nan, 0.3])
    assert np.isnan(scores.probabilities[1]).all()


def test_model_said_a_code_from_a_half() -> None:
    """The model's own codes are those more probable than not, with parents; non-answers apart."""
    probabilities = np.array(
        [
            [0.2, 0.9, 0.1, np.nan, 0.3],
            [0.1, 0.1, 0.6, np.nan, 0.7],
            [0, 0, 0, np.nan, 0.5],
            [np.nan] * 5,
            [np.nan] * 5,
        ]
    )
    scores = LlmScores(probabilities, ~np.isnan(probabilities[:, 0]))
    nothing = np.array([False, False, False, False, True])

    said = said_codes(BOOK, scores, nothing)

    named = [{BOOK.codes[code] for code in np.flatnonzero(row)} for row in said]
    assert named == [{"weer", "regen"}, {"ver"}, {"overig"}, set(), {"geen-antwoord"}]
