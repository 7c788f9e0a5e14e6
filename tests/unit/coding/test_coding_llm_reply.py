"""A reply is read strictly, and its log-probabilities become the probability of each code."""

from __future__ import annotations

import json
from math import log
from typing import Any

import pytest
from llm_server import content_of, logprobs_of, response_of

from pipeline.coding.llm import InvalidReply, Reply, read_reply

SAID = {"t1": True, "t2": False}


def reply(content: str | None, logprobs: object = None, **choice: Any) -> Reply | InvalidReply:
    """Read the reply about two codes in a response with this text."""
    response = response_of(content, logprobs, model="proef", **choice)
    return read_reply(json.dumps(response).encode(), 2)


def probabilities(tokens: list[Any], content: str = content_of(SAID)) -> tuple[float, ...] | None:
    """Return the probabilities in a reply with these tokens."""
    found = reply(content, {"content": tokens})
    assert isinstance(found, Reply)
    return found.probabilities


def token(text: str, **options: float) -> dict[str, Any]:
    """Make a token with its alternatives, by their probability."""
    top = [{"token": option, "logprob": log(p)} for option, p in options.items()]
    return {
        "token": text,
        "logprob": log(options.get(text.strip(' ":,'), 0.5)),
        "top_logprobs": top,
    }


def test_reply_says_true_or_false_of_each_code() -> None:
    """The order of the ids in a reply doesn't matter, nor white space."""
    found = reply('{ "t2": false,\n "t1": true }')

    assert isinstance(found, Reply)
    assert (found.said, found.probabilities, found.model) == ((True, False), None, "proef")


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[]", "null", '{"t1":true}', '{"t1":true,"t2":false,"t3":true}', "true",
     '{"t1":true,"t1":true,"t2":false}', '{"t1":1,"t2":0}', '{"t1":"true","t2":"false"}',
     '{"t1":true,"t2":null}', '{"t1":true,"t2":false} ok', '{"t1":true,"t2":false', None,
     '```{"t1":true,"t2":false}```', '{"t1":True,"t2":False}', "[" * 100_000],
)  # fmt: skip
def test_any_other_form_is_invalid(content: str | None) -> None:
    """What isn't an object with exactly these ids, true or false, is invalid, with a reason."""
    found = reply(content)

    assert isinstance(found, InvalidReply)
    assert found.why


@pytest.mark.parametrize("reason", ["length", "tool_calls", "content_filter", None, 3])
def test_reply_that_was_cut_off_is_invalid(reason: object) -> None:
    """Only a reply that the model ended itself counts."""
    assert isinstance(reply(content_of(SAID), finish_reason=reason), InvalidReply)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"\xff", b"null", b'{"choices": {}}', b'{"choices": [3]}',
             b'{"choices": [{"finish_reason": "stop", "message": "x"}]}', b"9" * 5000],
)  # fmt: skip
def test_any_other_response_is_invalid(body: bytes) -> None:
    """A response of another form is invalid, and no error."""
    assert isinstance(read_reply(body, 2), InvalidReply)


def test_probability_is_the_part_that_says_true() -> None:
    """Alternatives with a space, or half a word, count for what they begin; others not at all."""
    first = token(
        "true", true=0.5, **{" true": 0.1, "tr": 0.1, "false": 0.2, " f": 0.1, "null": 0.0001}
    )
    second = token("false", false=0.75, true=0.25)
    tokens = [token('{"t1":'), first, token(',"t2":'), second, token("}")]

    assert probabilities(tokens) == pytest.approx((0.7, 0.25))


def test_value_may_share_a_token_with_what_stands_before() -> None:
    """Tokens such as `":true` are read like `true`."""
    first = {
        "token": '":true',
        "logprob": log(0.8),
        "top_logprobs": [{"token": '":false', "logprob": log(0.2)}],
    }
    second = {
        "token": '":false',
        "logprob": log(0.6),
        "top_logprobs": [{"token": '":true', "logprob": log(0.4)}],
    }
    tokens = [token('{"t1'), first, token(',"t2'), second, token("}")]

    assert probabilities(tokens) == pytest.approx((0.8, 0.4))


def test_certainty_is_not_taken_for_granted() -> None:
    """A probability that a server rounds to 1 is 0.9999."""
    tokens = logprobs_of(SAID, {"t1": 1 - 1e-12, "t2": 1e-12})["content"]

    assert probabilities(tokens) == (0.9999, 0.0001)


def test_value_without_alternative_is_certain_where_others_have_one() -> None:
    """A server lists the likeliest alternatives only: the opposite may be too rare to be listed."""
    tokens = logprobs_of(SAID)["content"]
    tokens[3]["top_logprobs"] = []

    assert probabilities(tokens) == pytest.approx((0.9999, 0.1))


WELL = logprobs_of(SAID)["content"]


@pytest.mark.parametrize(
    "logprobs",
    [
        None, {}, [], {"content": None}, {"content": []}, {"content": [3]}, {"content": [{}]},
        {"content": WELL[:3]}, {"content": WELL[1:]},
        {"content": [{**each, "logprob": None} for each in WELL]},
        {"content": [{**each, "logprob": 0.5} for each in WELL]},
        {"content": [{**each, "logprob": True} for each in WELL]},
        {"content": [{**each, "top_logprobs": 3} for each in WELL]},
        {"content": [{**each, "top_logprobs": [{}]} for each in WELL]},
        {"content": [{**each, "logprob": 0.0, "top_logprobs": []} for each in WELL]},
        {"content": [token(content_of(SAID))]},
    ],
)  # fmt: skip
def test_logprobs_of_another_form_are_none(logprobs: object) -> None:
    """Missing, malformed or empty log-probabilities give no probability, and no error."""
    found = reply(content_of(SAID), logprobs)

    assert isinstance(found, Reply)
    assert found.probabilities is None


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_logprob_that_is_no_number_is_none(number: str) -> None:
    """NaN and infinities, which some servers write, give no probability."""
    body = json.dumps(response_of(content_of(SAID), {"content": WELL}, model="x"))
    spoilt = body.replace(f'"logprob": {log(0.9)}', f'"logprob": {number}')
    assert spoilt != body

    found = read_reply(spoilt.encode(), 2)

    assert isinstance(found, Reply)
    assert found.probabilities is None
