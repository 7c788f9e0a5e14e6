"""The replies of a language model that a study keeps, read from files alone.

No server is asked: the same files give the same replies. `pipeline.run.llm` adds to them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pipeline.codebook import codebook_version
from pipeline.coding.llm import (
    NOT_VERIFIED,
    Instrument,
    Prompt,
    Replies,
    StoredReply,
    fitting_replies,
    make_prompt,
    parse_line,
)
from pipeline.errors import UnreadableFileError
from pipeline.model import Codebook
from pipeline.study import REPLIES, Llm, Study

KNOWN_WEIGHTS = "weights.json"
"""The file, in the folder of replies, with the hash of the weights: they are read for minutes."""


def read_replies(study: Study, question: str, book: Codebook) -> Replies:
    """Return the replies to a question by the study's language model, prompt and codebook.

    Without a model in the study, or for a question on which it isn't asked, no reply fits.
    `UnreadableFileError` if the file is there and can't be read.
    """
    path = study.replies_path(question)
    stored, damaged = _read_lines(path)
    if study.llm is None or question not in study.llm_questions:
        replies = fitting_replies(stored, None, ())
    else:
        prompt = prompt_of(study.llm, study, question, book)
        instrument = instrument_of(study, study.llm, prompt, book)
        replies = fitting_replies(stored, instrument, prompt.codes)
    return replies.with_damage(damaged)


def usable_replies(study: Study, question: str, book: Codebook) -> Replies:
    """Return the replies to a question, without those to texts that the prompt shows as examples.

    The model was told their codes: what it says of them tells nothing of what it says of others.
    """
    replies = read_replies(study, question, book)
    if study.llm is None or not replies.of_text:
        return replies
    return replies.without(prompt_of(study.llm, study, question, book).examples)


def prompt_of(llm: Llm, study: Study, question: str, book: Codebook) -> Prompt:
    """Return the prompt of a question."""
    text = study.questions[question].text
    return make_prompt(book, text, version=llm.prompt, examples=llm.examples)


def instrument_of(study: Study, llm: Llm, prompt: Prompt, book: Codebook) -> Instrument:
    """Return by what the answers to a question are coded."""
    return Instrument(
        model=llm.model,
        weights=weights_hash(study, llm),
        prompt=prompt.mark,
        codebook=codebook_version(book),
    )


def weights_hash(study: Study, llm: Llm) -> str:
    """Return the SHA-256 of the weights, in hexadecimal, or `NOT_VERIFIED` if none are named."""
    if not llm.weights:
        return NOT_VERIFIED
    path = study.path(llm.weights)
    state = file_state(path)
    known = _known_weights(study)
    if known.get("file") == list(state):
        return str(known["sha256"])
    return _hash_of_file(path, state)


def file_state(path: Path) -> tuple[str, int, int]:
    """Return a file's name, size and time of change: while these are the same, so is its hash."""
    try:
        state = path.stat()
    except OSError as error:
        raise UnreadableFileError(path, error.strerror or str(error)) from None
    return path.name, state.st_size, state.st_mtime_ns


@lru_cache(maxsize=8)
def _hash_of_file(path: Path, _state: tuple[str, int, int]) -> str:
    """Return the SHA-256 of a file in that state, in hexadecimal."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableFileError(path, error.strerror or str(error)) from None


def _known_weights(study: Study) -> Mapping[str, object]:
    try:
        known = json.loads((study.path(REPLIES) / KNOWN_WEIGHTS).read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) and isinstance(known.get("sha256"), str) else {}


def _read_lines(path: Path) -> tuple[list[StoredReply], int]:
    """Return the replies in a file, and how many of its lines can't be read."""
    try:
        lines = path.read_bytes().decode("ascii", "replace").split("\n")
    except FileNotFoundError:
        return [], 0
    except OSError as error:
        raise UnreadableFileError(path, error.strerror or str(error)) from None
    parsed = [parse_line(line) for line in lines if line.strip()]
    replies = [reply for reply in parsed if reply is not None]
    return replies, len(parsed) - len(replies)
