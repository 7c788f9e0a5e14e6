"""Reads a server's reply strictly: what isn't exactly what was asked is invalid, with the reason.

The form is that of OpenAI's chat completions, which local servers share.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.coding.llm.probability import probabilities_of
from pipeline.coding.llm.prompt import code_ids

_LONGEST_NAME = 200


@dataclass(frozen=True)
class Reply:
    """What a model said of each code, true or false, and the name that it goes by.

    `probabilities` that each is true, 0..1; None where the server gives none that tell anything.
    """

    said: tuple[bool, ...]
    probabilities: tuple[float, ...] | None
    model: str


@dataclass(frozen=True)
class InvalidReply:
    """A reply that can't be used, and why."""

    why: str


def read_reply(body: bytes, codes: int) -> Reply | InvalidReply:
    """Return the reply about that many codes in the body of a response."""
    try:
        response = _object(_parsed(body.decode("utf-8")), "the response")
        choice = _choice(response)
        content = _content(choice)
        said = _said(content, codes)
    except UnicodeDecodeError:
        return InvalidReply("the response is not UTF-8")
    except RecursionError:
        return InvalidReply("the response is nested too deeply")
    except ValueError as error:
        return InvalidReply(str(error))
    return Reply(
        said=said,
        probabilities=probabilities_of(content, choice.get("logprobs"), codes),
        model=str(response.get("model") or "")[:_LONGEST_NAME],
    )


def _choice(response: dict[str, Any]) -> dict[str, Any]:
    choices = response.get("choices")
    if not isinstance(choices, list) or len(choices) != 1:
        raise ValueError("the response does not have one choice")
    choice = _object(choices[0], "the choice")
    if choice.get("finish_reason") != "stop":
        raise ValueError("the reply is not complete")
    return choice


def _content(choice: dict[str, Any]) -> str:
    content = _object(choice.get("message"), "the message").get("content")
    if not isinstance(content, str):
        raise ValueError("the message has no text")
    return content


def _said(content: str, codes: int) -> tuple[bool, ...]:
    """Return true or false for each code, in their order; `ValueError` unless each is there."""
    reply = _object(_parsed(content), "the reply")
    ids = code_ids(codes)
    if set(reply) != set(ids):
        raise ValueError("the reply does not have exactly the codes that were asked")
    said = tuple(reply[each] for each in ids)
    if not all(isinstance(value, bool) for value in said):
        raise ValueError("the reply says something else than true or false")
    return said


def _object(value: object, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{what} is no JSON object")
    return value


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_without_doubles)
    except json.JSONDecodeError:
        raise ValueError("it is no JSON") from None


def _without_doubles(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key is there twice")
    return dict(pairs)
