"""What a reviewer sees and does, as frozen values: the desk makes them, the review page and the workbook show them."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

from pipeline.decisions import Decision

QUEUES = (
    "sample", "unsure", "disagree", "no-theme", "rare", "codebook", "stale", "second", "disagreement", "all",
)  # fmt: skip
"""The queues of a question by purpose: a random sample; what the machine is unsure of; rules against classifier; no theme found; themes with few
labels; decided under an earlier codebook; decided on a text that has changed since; second coding; reviewers who disagree; and everything."""

BLIND_QUEUES = ("sample", "second")
"""Queues in which suggestions and others' decisions are hidden."""


@dataclass(frozen=True)
class Suggestion:
    """A code that the machine gave a text: who (rules or classifier), how sure (0..1), where (code points of the verbatim shown) and why."""

    theme: str
    source: str
    chance: float
    spans: tuple[tuple[int, int], ...]
    why: str


@dataclass(frozen=True)
class QueueLine:
    """A queue of one question: how many texts (and answers) are left and were done, and about how many minutes the rest takes."""

    question: str
    queue: str
    left: int
    answers_left: int
    done: int
    minutes: float
    blind: bool


@dataclass(frozen=True)
class Other:
    """Another answer of the same respondent, for context."""

    question: str
    wave: str
    verbatim: str


@dataclass(frozen=True)
class Opinion:
    """What one reviewer made of the text."""

    reviewer: str
    codes: tuple[str, ...]
    at: str
    note: str


@dataclass(frozen=True)
class Card:
    """One text as a reviewer sees it. `key` names it within its question; `count` respondents wrote it (alike: capitals, accents, white space aside).

    `members` are (wave, respondent_id, verbatim) of at most some of them, the one shown first. `suggestions` are empty and `opinions` are hidden
    (empty) where the queue is blind. `chosen` are the codes ticked at first: what was decided, else what is suggested; none where blind, and one's
    own where one decided blind before. `seen` goes back with the decision, so that a newer one by somebody else is noticed. `stale` is an earlier
    decision on this answer when its text was another. `place` counts from 1 among the `of` texts of the queue; 0 when the text is not in it (any
    more). `previous` and `next` are keys, empty at the ends. `probability` is the chance of being drawn, nan where the text was not drawn.
    """

    question: str
    queue: str
    key: str
    verbatim: str
    wave: str
    respondent_id: str
    count: int
    members: tuple[tuple[str, str, str], ...]
    one: bool
    segments: tuple[tuple[str, str], ...]
    others: tuple[Other, ...]
    suggestions: tuple[Suggestion, ...]
    chosen: tuple[str, ...]
    opinions: tuple[Opinion, ...]
    settled: Decision | None
    stale: Decision | None
    reason: str
    probability: float
    blind: bool
    seen: int
    place: int
    of: int
    previous: str
    next: str
    also_here: tuple[str, ...] = ()
    """Reviewers who have the same text before them now."""
    apart: tuple[tuple[str, str, str], ...] = ()
    """Answers with this text that were split off (by the reviewer alone where the queue is blind): key, wave and respondent of each."""


@dataclass(frozen=True)
class RequestedDecision:
    """What a reviewer wants to be decided on one card: the whole set of codes. `id` is made with the page, so that sending twice decides once.

    `only` splits off one respondent from the alike answers: `shown`, the wave and respondent on the card (else the first of them now).
    `reason` is for an adjudication: a key of `review.ADJUDICATION_REASONS`.
    """

    question: str
    queue: str
    key: str
    codes: tuple[str, ...]
    id: str
    seen: int
    note: str = ""
    only: bool = False
    reason: str = ""
    shown: tuple[str, str] | None = None


@dataclass(frozen=True)
class Saved:
    """What became of a wish: the decision as it stands in the log, or None and what others decided meanwhile. `next` is the key to show now ('':
    done)."""

    decision: Decision | None
    newer: tuple[Decision, ...]
    next: str


@dataclass(frozen=True)
class Undone:
    """What undo took back: decisions of the reviewer's newest batch, and the texts (question, key) they were about; nothing when none was left."""

    decisions: tuple[Decision, ...]
    keys: tuple[tuple[str, str], ...]
    overtaken: int
    """Of these, on so many somebody else has decided since: theirs stands."""


@dataclass(frozen=True)
class Row:
    """A text in a list: to search, tick and change in bulk. `codes` are what stands now, `source` whose: reviewer, rules, classifier or none."""

    key: str
    verbatim: str
    count: int
    codes: tuple[str, ...]
    source: str
    reviewer: str
    likeness: float = nan


@dataclass(frozen=True)
class Found:
    """A page of rows, and of how many texts (answers) in all."""

    rows: tuple[Row, ...]
    texts: int
    answers: int


@dataclass(frozen=True)
class Change:
    """What a bulk act does to each text ticked: codes to add, codes to take away; or `whole`: exactly the codes to add."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    whole: bool = False


@dataclass(frozen=True)
class ChangedRow:
    """What a bulk act makes of one text; `kept` says why it stays as it is: '' (it changes), 'decided' (a person did), 'same' or 'empty' (no code
    would be left) or 'contradiction' (no answer beside a theme)."""

    row: Row
    after: tuple[str, ...]
    kept: str


@dataclass(frozen=True)
class Preview:
    """What a bulk act would do, before it is done: each text, and how many change. `seen` goes back with the act."""

    rows: tuple[ChangedRow, ...]
    texts: int
    answers: int
    seen: int


@dataclass(frozen=True)
class BulkSaved:
    """What a bulk act did: decisions of one batch, and keys left alone because somebody decided on them since the preview."""

    decisions: tuple[Decision, ...]
    newer: tuple[str, ...]


@dataclass(frozen=True)
class ReviewerLine:
    """A reviewer's share: decisions that stand, answers they cover, the moment of the last, and what they have before them now ('' if nothing)."""

    reviewer: str
    decisions: int
    answers: int
    last: str
    question: str


@dataclass(frozen=True)
class Progress:
    """How far a study (or question) is: texts and answers decided by a person, of how many; and who did what. `number` is that of the newest
    decision."""

    texts: int
    texts_decided: int
    answers: int
    answers_decided: int
    reviewers: tuple[ReviewerLine, ...]
    number: int
