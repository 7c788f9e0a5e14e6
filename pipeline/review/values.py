"""What a reviewer sees and does, as frozen values for page and workbook."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import NamedTuple

from pipeline.decisions import Decision, RespondentInWave


@dataclass(frozen=True)
class Suggestion:
    """A code suggested by the machine, with its probability; spans are code points as shown.

    `guess`: no label supports it.
    """

    theme: str
    source: str
    chance: float
    spans: tuple[tuple[int, int], ...]
    why: str
    guess: bool = False


@dataclass(frozen=True)
class QueueLine:
    """A queue of one question: the number left and done, and about how many minutes it takes."""

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


class Member(NamedTuple):
    """One of the respondents who wrote a distinct text, and how they wrote it."""

    wave: str
    respondent_id: str
    verbatim: str

    @property
    def who(self) -> RespondentInWave:
        """Wave and respondent."""
        return RespondentInWave(self.wave, self.respondent_id)


class SplitOff(NamedTuple):
    """An answer that was decided separately, and the key of its own card."""

    key: str
    wave: str
    respondent_id: str


@dataclass(frozen=True)
class Opinion:
    """One reviewer's codes for the text."""

    reviewer: str
    codes: tuple[str, ...]
    at: str
    note: str


@dataclass(frozen=True)
class Card:
    """One text as a reviewer sees it.

    `key` names it within its question. `count` respondents wrote it, ignoring capitals, accents and
    white space; `members` are some of them, the one shown first. In a blind queue `suggestions` and
    others' `opinions` are left out. `chosen` are the codes ticked at first: those decided, else
    those suggested; if blind only one's own. `seen` is returned with the decision, so that a newer
    one by somebody else is noticed. `stale` is an earlier decision on this answer when its text was
    different. `place` counts from 1 among the `of` texts of the queue; 0 if the text is not in it
    (any more). `previous` and `next` are keys, empty at the ends. `probability` is that of being
    drawn, nan if the text was not drawn.
    """

    question: str
    queue: str
    key: str
    verbatim: str
    wave: str
    respondent_id: str
    count: int
    members: tuple[Member, ...]
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
    """Reviewers who have the same text open now."""
    split_off: tuple[SplitOff, ...] = ()
    """Answers with this text that were split off; if blind only those by the reviewer."""


@dataclass(frozen=True)
class RequestedDecision:
    """The decision that a reviewer wants on one card: the whole set of codes.

    `id` is made with the page, so that sending twice decides once. `only` splits off one respondent
    from the answers with the text: `shown`, the wave and respondent on the card (else the first of
    them now). `reason` is for an adjudication: a key of `review.ADJUDICATION_REASONS`.
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
    """The decision as saved, or None and the newer decisions; `next` is the key to show now."""

    decision: Decision | None
    newer: tuple[Decision, ...]
    next: str


@dataclass(frozen=True)
class Undone:
    """The batch that was undone, and question and key of the texts it was about."""

    decisions: tuple[Decision, ...]
    keys: tuple[tuple[str, str], ...]
    overtaken: int
    """The number of these that somebody else has decided on since: theirs counts."""


@dataclass(frozen=True)
class Row:
    """A text in a list, with its codes and their source (`model.SOURCES`); `guesses` of them."""

    key: str
    verbatim: str
    count: int
    codes: tuple[str, ...]
    source: str
    reviewer: str
    likeness: float = nan
    guesses: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowPage:
    """A page of rows, and the total numbers of texts and answers."""

    rows: tuple[Row, ...]
    texts: int
    answers: int


@dataclass(frozen=True)
class Change:
    """A bulk change to each text: add and remove codes, or set exactly `add` (`whole`)."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    whole: bool = False


@dataclass(frozen=True)
class ChangedRow:
    """The result of a bulk change to one text.

    `kept` says why it is unchanged: 'decided' (by a person), 'same', 'empty' (no code would be
    left) or 'contradiction' (no answer beside a theme); '' if it changes.
    """

    row: Row
    after: tuple[str, ...]
    kept: str


@dataclass(frozen=True)
class Preview:
    """A bulk change in preview: each text, and how many change. `seen` goes back with the act."""

    rows: tuple[ChangedRow, ...]
    texts: int
    answers: int
    seen: int


@dataclass(frozen=True)
class BulkSaved:
    """A bulk change as made: decisions of one batch. `newer`: keys decided on since the preview."""

    decisions: tuple[Decision, ...]
    newer: tuple[str, ...]


@dataclass(frozen=True)
class ReviewerLine:
    """A reviewer's current decisions, answers, last decision, and the question they have open."""

    reviewer: str
    decisions: int
    answers: int
    last: str
    question: str


@dataclass(frozen=True)
class Progress:
    """Progress of a study or question, and by whom; `number` is that of the newest decision."""

    texts: int
    texts_decided: int
    answers: int
    answers_decided: int
    reviewers: tuple[ReviewerLine, ...]
    number: int
