"""Questions with a known outcome, before any answer is asked about.

The first asks whether the server holds a model to the form of a reply: some drop it silently. The
others are texts of the codebook: when asking goes on later, the model must say the same of them as
at first, or another model has come in its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.coding.llm import SAID, InvalidReply, Readout, Reply, StoredReply, read_reply
from pipeline.coding.llm.prompt import code_ids, reply_schema
from pipeline.model import Codebook
from pipeline.normalise import text_hash
from pipeline.run.llm.calls import Caller, request_body
from pipeline.run.llm.client import CallFailedError, ModelClient, ServerRefusedError

CANARIES = 3
"""Texts of the codebook that are asked at the start."""

MOST_CHANGED = 0.1
"""The part of the codes that a model may say otherwise: servers differ by what they have cached."""

_FORM_TEXT = "Say hello in one word. Do not write JSON."
_FORM_CODES = 3


@dataclass(frozen=True)
class Recognised:
    """A model as the canaries show it: how it is read, what it calls itself, what they said."""

    readout: Readout
    served: str
    replies: tuple[tuple[str, Reply], ...]
    """The hash of each canary's text, with the reply."""


def check_form(client: ModelClient, model: str) -> None:
    """Check that the server holds the model to the form of a reply; `ServerRefusedError` if not."""
    messages = [{"role": "user", "content": _FORM_TEXT}]
    request = request_body(model, messages, reply_schema(code_ids(_FORM_CODES)))
    try:
        reply = read_reply(client.complete(request), _FORM_CODES)
    except CallFailedError as error:
        raise ServerRefusedError(f"the server can't be used: {_words(error)}") from None
    if isinstance(reply, InvalidReply):
        raise ServerRefusedError(
            f"the server does not hold the model '{model}' to a JSON schema ({reply.why}); use a "
            "newer version of it, or another: Ollama, llama.cpp, LM Studio and vLLM can"
        )


def canary_texts(book: Codebook) -> list[str]:
    """Return a few texts of a codebook: the last example of its first themes, or their labels."""
    themes = [placed.theme for placed in book.placed]
    texts = [theme.examples[-1] if theme.examples else theme.label for theme in themes]
    # themes may share an example
    return list(dict.fromkeys(texts or [book.title]))[:CANARIES]


def recognise(caller: Caller, book: Codebook, question: str) -> Recognised:
    """Return the model as it replies now; `ServerRefusedError` if a canary gets no valid reply."""
    replies = []
    for text in canary_texts(book):
        try:
            reply = caller.ask(text)
        except CallFailedError as error:
            raise ServerRefusedError(_unusable(question, _words(error))) from None
        if isinstance(reply, InvalidReply):
            raise ServerRefusedError(_unusable(question, reply.why))
        replies.append((text_hash(text), reply))
    has_probabilities = any(reply.probabilities is not None for _, reply in replies)
    return Recognised(
        readout="probabilities" if has_probabilities else "yes-no",
        served=replies[0][1].model,
        replies=tuple(replies),
    )


def check_same(
    now: Recognised, kept: Mapping[str, StoredReply], codes: Sequence[str], file: Path
) -> None:
    """Check that canaries get the replies that were kept; `ServerRefusedError` if they don't.

    `kept` are by the hash of their text, `codes` those that a reply is about, in order.
    """
    pairs = [(reply, kept[text]) for text, reply in now.replies if text in kept]
    why = _difference(now, pairs, codes)
    if why:
        raise ServerRefusedError(
            f"the model that replies now is not the one that did before: {why}; load the earlier "
            f"one, or move {file} away to ask everything anew"
        )


def _difference(
    now: Recognised, pairs: Sequence[tuple[Reply, StoredReply]], codes: Sequence[str]
) -> str:
    """Return in what a model differs from the one that replied before, or ''."""
    for _, kept in pairs:
        if kept.served != now.served:
            return f"it calls itself '{now.served}', and was '{kept.served}'"
        if kept.readout != now.readout:
            return "one gives log-probabilities and the other does not"
    said = [each for reply, _ in pairs for each in reply.said]
    said_before = [kept.codes[code] >= SAID for _, kept in pairs for code in codes]
    changed = sum(one != other for one, other in zip(said, said_before, strict=True))
    if changed > MOST_CHANGED * len(said):
        return f"it says {changed} of {len(said)} codes of known texts otherwise"
    return ""


def _words(error: CallFailedError) -> str:
    return f"{error} ({error.said})" if error.said else str(error)


def _unusable(question: str, why: str) -> str:
    return (
        f"a test question about '{question}' got no reply that can be used: {why}; a larger "
        "context, fewer examples or a longer timeout may help (docs/llm.md)"
    )
