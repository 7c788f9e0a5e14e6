"""One call about one text: what is sent, and what comes back, asked once more if it is invalid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.coding.llm import InvalidReply, Message, Prompt, Readout, Reply, read_reply
from pipeline.run.llm.client import ModelClient

CALLS_PER_TEXT = 2

_ALTERNATIVES = 8
"""Alternatives per token that are asked for: true and false, with and without a space."""

_TOKENS_PER_CODE = 12
_TOKENS_BESIDES = 32


@dataclass(frozen=True)
class Caller:
    """Asks a model about texts, with the prompt of one question."""

    client: ModelClient
    model: str
    prompt: Prompt

    def ask(self, text: str, readout: Readout | None = None) -> Reply | InvalidReply:
        """Return what the model says of a text.

        With a readout of probabilities a reply without them is invalid. `CallFailedError`,
        `ServerGoneError` or `ServerRefusedError` if there is no reply.
        """
        request = request_body(self.model, self.prompt.messages(text), self.prompt.schema)
        reply: Reply | InvalidReply = InvalidReply("nothing was asked")
        for _ in range(CALLS_PER_TEXT):
            reply = read_reply(self.client.complete(request), len(self.prompt.codes))
            if isinstance(reply, Reply):
                if reply.probabilities is not None or readout != "probabilities":
                    return reply
                reply = InvalidReply("the reply has no log-probabilities that can be read")
        return reply


def request_body(model: str, messages: Sequence[Message], schema: dict[str, Any]) -> dict[str, Any]:
    """Return a request for a reply in the form of that schema, as likely as the model can."""
    return {
        "model": model,
        "messages": list(messages),
        "temperature": 0,
        "seed": 0,
        "stream": False,
        "max_tokens": _TOKENS_BESIDES + _TOKENS_PER_CODE * len(schema["required"]),
        "logprobs": True,
        "top_logprobs": _ALTERNATIVES,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "codes", "strict": True, "schema": schema},
        },
    }
