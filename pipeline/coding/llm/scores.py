"""What a model said of texts, from the replies that were kept: arrays for all who use it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from pipeline.coding.llm.reply_line import Instrument, Outcome, StoredReply
from pipeline.model import Bools, Codebook, Floats
from pipeline.normalise import text_hash

SAID = 0.5
"""The probability from which the model itself said that a code is there."""


@dataclass(frozen=True)
class LlmScores:
    """What a model said of n texts: probabilities (texts, codes), and which were asked (texts,).

    Not calibrated. NaN for a text without a valid reply, and for `geen-antwoord`, which is not
    asked.
    """

    probabilities: Floats
    asked: Bools


@dataclass(frozen=True)
class Replies:
    """What is kept of asking one question by one instrument.

    `of_text` has the valid replies by the hash of their text; `invalid` and `failed` the hashes of
    texts without one. `canaries` are replies to fixed texts. `others` is the number of texts asked
    by other instruments, `left` has each model for which texts left this machine, with the reason,
    whatever the instrument, and `damaged` is the number of lines that can't be read.
    """

    instrument: Instrument | None = None
    of_text: Mapping[str, StoredReply] = field(default_factory=dict)
    invalid: frozenset[str] = frozenset()
    failed: frozenset[str] = frozenset()
    canaries: Mapping[str, StoredReply] = field(default_factory=dict)
    others: int = 0
    left: tuple[tuple[str, str], ...] = ()
    damaged: int = 0

    @property
    def asked(self) -> int:
        """The number of texts that were asked: with a reply, an invalid one, or none."""
        return len(self.of_text) + len(self.invalid) + len(self.failed)

    @property
    def why(self) -> str:
        """The reason of a coding that rests on a reply: the model's name."""
        return f"language model: {self.instrument.model}" if self.instrument else ""

    @property
    def cut(self) -> int:
        """The number of texts with a reply of which only the first part was shown."""
        return sum(reply.cut for reply in self.of_text.values())

    def without(self, texts: Collection[str]) -> Replies:
        """Return the same without the replies to these texts, given by their hashes."""
        left = {text: reply for text, reply in self.of_text.items() if text not in texts}
        return replace(self, of_text=left)

    def with_damage(self, lines: int) -> Replies:
        """Return the same with the number of lines that can't be read."""
        return replace(self, damaged=lines)

    def scores(self, book: Codebook, texts: Sequence[str]) -> LlmScores:
        """Return what the model said of these texts, by the codes of the book."""
        probabilities = np.full((len(texts), len(book.codes)), np.nan)
        asked = np.zeros(len(texts), dtype=bool)
        for row, text in enumerate(texts):
            reply = self.of_text.get(text_hash(text))
            if reply is not None:
                asked[row] = True
                numbers = [book.numbers[code] for code in reply.codes]
                probabilities[row, numbers] = list(reply.codes.values())
        return LlmScores(probabilities, asked)


def fitting_replies(
    stored: Iterable[StoredReply], instrument: Instrument | None, codes: Iterable[str]
) -> Replies:
    """Return the replies of one instrument about exactly these codes, the first of each text.

    A text that was asked again counts by its best outcome. Without an instrument none fits.
    """
    wanted = set(codes)
    by_outcome: dict[Outcome, dict[str, StoredReply]] = {}
    others: set[str] = set()
    left: set[tuple[str, str]] = set()
    for reply in stored:
        if reply.left:
            left.add((reply.instrument.model, reply.left))
        if reply.instrument != instrument:
            others |= {reply.text} if reply.outcome == "reply" else set()
        elif reply.outcome in ("invalid", "failed") or set(reply.codes) == wanted:
            by_outcome.setdefault(reply.outcome, {}).setdefault(reply.text, reply)
    of_text = by_outcome.get("reply", {})
    invalid = by_outcome.get("invalid", {}).keys() - of_text.keys()
    failed = by_outcome.get("failed", {}).keys() - of_text.keys() - invalid
    return Replies(
        instrument=instrument,
        of_text=of_text,
        invalid=frozenset(invalid),
        failed=frozenset(failed),
        canaries=by_outcome.get("canary", {}),
        others=len(others),
        left=tuple(sorted(left)),
    )


def said_codes(book: Codebook, scores: LlmScores, nothing: Bools) -> Bools:
    """Return the codes that the model itself gave each text, (texts, codes), with their parents.

    `nothing` marks non-answers, which are not asked and get `geen-antwoord`. Rows that are neither
    asked nor non-answers are empty: the model did not code them.
    """
    # NaN is below any probability
    said = scores.probabilities >= SAID
    said = book.matrix_of_compatible(book.matrix_with_parents(said))
    return book.matrix_with_non_answers(said, nothing)
