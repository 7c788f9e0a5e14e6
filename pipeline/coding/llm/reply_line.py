"""What is kept of a reply: one line of JSON, with all that says by which instrument it was made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

NOT_VERIFIED = "not verified"
"""Stands for the hash of a model's weights where the study names no file with them."""

Outcome = Literal["reply", "invalid", "failed", "canary"]
"""What came of asking: a reply, twice an invalid one, none; or a reply to a fixed question."""

Readout = Literal["probabilities", "yes-no"]
"""Whether the server gives log-probabilities; without them a probability is 0 or 1."""


@dataclass(frozen=True, order=True, kw_only=True)
class Instrument:
    """By what an answer was coded: model, hash of its weights, prompt and codebook.

    A reply of another instrument is no reply to this question.
    """

    model: str
    weights: str
    prompt: str
    codebook: str


@dataclass(frozen=True, kw_only=True)
class StoredReply:
    """What came of asking about a text, by its hash.

    `codes` has the probability of each code that was asked. `served` is the name by which the
    server called the model, `cut` whether the text was too long to be shown whole, `left` the
    study's reason if the text left this machine, `why` what was wrong with a reply.
    """

    instrument: Instrument
    text: str
    outcome: Outcome
    codes: Mapping[str, float] = field(default_factory=dict)
    readout: Readout = "probabilities"
    served: str = ""
    cut: bool = False
    left: str = ""
    why: str = ""


def dump_line(reply: StoredReply) -> str:
    """Return the reply as a line of ASCII, keys sorted; `parse_line` reads it."""
    content = asdict(reply)
    content |= content.pop("instrument")
    return json.dumps(content, sort_keys=True, separators=(",", ":")) + "\n"


def parse_line(line: str) -> StoredReply | None:
    """Return the reply in a line that `dump_line` made; None for any other, such as half a line."""
    try:
        content = json.loads(line)
        instrument = Instrument(**{name: _text(content.pop(name)) for name in _INSTRUMENT})
        reply = StoredReply(instrument=instrument, **content)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return reply if _is_sound(reply) else None


_INSTRUMENT = ("model", "weights", "prompt", "codebook")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("expected text")
    return value


def _is_sound(reply: StoredReply) -> bool:
    texts = (reply.text, reply.served, reply.left, reply.why)
    return (
        all(isinstance(text, str) for text in texts)
        and isinstance(reply.cut, bool)
        and reply.outcome in get_args(Outcome)
        and reply.readout in get_args(Readout)
        and isinstance(reply.codes, dict)
        and all(map(_is_probability, reply.codes.values()))
    )


def _is_probability(value: object) -> bool:
    return isinstance(value, float) and 0 <= value <= 1
