"""Acts of people on verbatims for print: appended and never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pipeline.model import Table

QUOTE_SHEET = Table(
    "quotes",
    {
        "question": ("text", "id of the question"),
        "theme": ("text", "theme id"),
        "label": ("text", "label of the theme"),
        "wave": ("text", "id of the wave"),
        "respondent_id": ("text", "whose answer; never printed"),
        "group": ("text", "whose quote it will be said to be; empty: nobody's"),
        "n": ("int", "respondents with the theme"),
        "base": ("int", "of so many who answered"),
        "verbatim": ("text", "the whole answer, as given; never printed"),
        "proposed": ("text", "what would be printed: redacted, and shortened where it is long"),
        "names_sought": (
            "bool",
            "whether names and places were looked for, beside what has a form of its own",
        ),
        "stands": ("text", "what a person decided: approve, refuse, or nothing yet"),
        "stands_text": ("text", "the text that was approved"),
        "stands_by": ("text", "who decided"),
        "decision": (
            "text",
            "to fill in: approve (ja, yes), refuse (nee, no) or withdraw (terug, back); "
            "empty: nothing",
        ),
        "print": (
            "text",
            "to fill in where less is to be printed than proposed: "
            "the text with [...] for words left out",
        ),
        "reviewer": ("text", "to fill in: who decides"),
        "seen": ("int", "number of the newest act on this quote when the table was made"),
        "text_hash": ("text", "hash of the whole verbatim to the letter"),
    },
)
"""Possible quotes, for a person to decide on: one row for each answer and theme."""

QuoteVerb = Literal["approve", "refuse", "withdraw"]

APPROVE: QuoteVerb = "approve"
"""Exactly this text may be printed."""
REFUSE: QuoteVerb = "refuse"
"""This verbatim is not printed with this theme."""
WITHDRAW: QuoteVerb = "withdraw"
"""The earlier decision no longer counts; the quote is open again."""

QUOTE_VERBS: tuple[QuoteVerb, ...] = (APPROVE, REFUSE, WITHDRAW)


class AnswerKey(NamedTuple):
    """The key of an answer."""

    question: str
    wave: str
    respondent_id: str


class QuoteKey(NamedTuple):
    """The key of a possible quote: an answer, and the theme it illustrates."""

    question: str
    theme: str
    wave: str
    respondent_id: str

    @property
    def answer(self) -> AnswerKey:
        """The answer that is quoted."""
        return AnswerKey(self.question, self.wave, self.respondent_id)


@dataclass(frozen=True)
class QuoteAct:
    """One act of a person on one possible quote.

    `text` is what may be printed (empty unless approved). `text_hash` is that of the exact whole
    verbatim: an act counts as long as the verbatim is the same. `names_sought`: names had been
    looked for in what the person saw. `id` is made by the sender, so that an act sent twice is kept
    once; `at` is in UTC, ISO 8601; `number` is the position in the log, from 1; 0 if not yet there.
    """

    id: str
    at: str
    reviewer: str
    verb: QuoteVerb
    question: str
    theme: str
    wave: str
    respondent_id: str
    text_hash: str
    text: str = ""
    names_sought: bool = False
    via: str = "python"
    number: int = 0

    @property
    def key(self) -> QuoteKey:
        """The quote that it is about."""
        return QuoteKey(self.question, self.theme, self.wave, self.respondent_id)


@dataclass(frozen=True)
class QuoteCandidate:
    """A verbatim that could be printed with a theme, as a person should see it beforehand.

    `proposed` is what would be printed: redacted, and shortened around the evidence. `group` is its
    attribution in words, empty if it may not be revealed. `n` respondents have the theme, of a base
    of `base`. `act` is the current act on this exact verbatim, None if open; `last` is the number
    of the newest act on this quote, whatever the verbatim was then.
    """

    question: str
    theme: str
    wave: str
    respondent_id: str
    verbatim: str
    text_hash: str
    proposed: str
    names_sought: bool
    group: str
    n: int
    base: int
    act: QuoteAct | None = None
    last: int = 0

    @property
    def key(self) -> QuoteKey:
        """Its key."""
        return QuoteKey(self.question, self.theme, self.wave, self.respondent_id)


def newest_acts(acts: Iterable[QuoteAct]) -> dict[QuoteKey, QuoteAct]:
    """Return the newest act on each quote, withdrawals included; quotes as first acted on."""
    return {act.key: act for act in acts}


def current_acts(acts: Iterable[QuoteAct]) -> dict[QuoteKey, QuoteAct]:
    """Return the approvals and refusals that were not withdrawn."""
    return {key: act for key, act in newest_acts(acts).items() if act.verb != WITHDRAW}
