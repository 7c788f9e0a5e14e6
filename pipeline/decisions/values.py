"""A decision: a person's codes for an answer, appended to the log and never changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import nan
from typing import Literal, NamedTuple

from pipeline.model import NO_ANSWER

Verb = Literal["accept", "reject", "add", "undo"]
Scope = Literal["alike", "one"]
Round = Literal["first", "second", "adjudication"]
Shown = Literal["everything", "suggestions", "nothing"]

ACCEPT: Verb = "accept"
"""The theme was suggested and holds."""
REJECT: Verb = "reject"
"""The theme was suggested and does not hold."""
ADD: Verb = "add"
"""The theme holds; nobody suggested it, or the suggestion was hidden."""
UNDO: Verb = "undo"
"""The decision undoes an earlier one."""

TextKey = tuple[str, str]
"""Question and hash of a text, which answers with the same text share."""


class RespondentInWave(NamedTuple):
    """The respondent and wave of an answer."""

    wave: str
    respondent_id: str


class _ComparedAsTuple:
    """A value whose fields are compared as tuples, so that a missing probability equals another.

    Dataclasses compare field by field since Python 3.13, and nan is never equal to nan.
    """

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if value != value:
                # one object for all: tuples find the same object equal to itself
                object.__setattr__(self, name, nan)

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return tuple(vars(self).values()) == tuple(vars(other).values())

    def __hash__(self) -> int:
        return hash(tuple(vars(self).values()))


@dataclass(frozen=True, eq=False)
class Verdict(_ComparedAsTuple):
    """A decision's verdict on one theme: accept, reject or add.

    `source` had suggested it (rules, classifier, llm or ''), with probability `chance`.
    """

    theme: str
    verb: Verb
    source: str = ""
    chance: float = nan


@dataclass(frozen=True)
class Subject:
    """The subject of a decision: a text to a question.

    `alike`: all answers with the same distinct text; `one`: only that respondent's. `wave` and
    `respondent_id` name an answer with that text; `text_hash` is that of the text at the time.
    """

    question: str
    wave: str
    respondent_id: str
    text_hash: str
    scope: Scope = "alike"

    @property
    def text_key(self) -> TextKey:
        """Question and hash of the text."""
        return self.question, self.text_hash

    @property
    def respondent(self) -> RespondentInWave:
        """The respondent whose answer was in sight."""
        return RespondentInWave(self.wave, self.respondent_id)


@dataclass(frozen=True, eq=False)
class Occasion(_ComparedAsTuple):
    """The context of a decision: which round, from which queue and why it was in there.

    `probability` is that of being drawn (nan: chosen, not drawn). `shown` says what was in sight:
    everything (suggestions and others' decisions), suggestions alone, or nothing. `via`: page,
    workbook or python.
    """

    round: Round = "first"
    queue: str = ""
    reason: str = ""
    probability: float = nan
    shown: Shown = "everything"
    via: str = "python"


@dataclass(frozen=True)
class Decision:
    """One decision: its verdicts are the whole set of codes of the answer; an undo has none.

    `id` is made by the sender, so that a decision sent twice is kept once. Decisions of one `batch`
    (an id too) are undone together; `undoes` is the id of the decision that it undoes. `at` is in
    UTC, ISO 8601 with microseconds. `number` is the position in the log, from 1; 0 if not yet
    there.
    """

    id: str
    at: str
    reviewer: str
    subject: Subject
    verdicts: tuple[Verdict, ...] = ()
    occasion: Occasion = field(default_factory=Occasion)
    batch: str = ""
    codebook_version: str = ""
    note: str = ""
    undoes: str = ""
    number: int = 0

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the answer by this decision, in the order given."""
        return tuple(verdict.theme for verdict in self.verdicts if verdict.verb in (ACCEPT, ADD))

    @property
    def probability_drawn(self) -> float:
        """The probability of its text of being in the random sample; 0 if it was not drawn."""
        probability = self.occasion.probability
        is_drawn = self.occasion.round == "first" and 0 < probability <= 1
        return probability if is_drawn else 0.0

    @property
    def independent(self) -> bool:
        """Whether it was made without sight of others' decisions."""
        return self.occasion.shown != "everything"


def contradiction(codes: tuple[str, ...]) -> str:
    """Return why these codes can't be the codes of one answer, or ''."""
    if not codes:
        return (
            "a decision leaves at least one code: "
            "overig where no theme fits, geen-antwoord where nothing was answered"
        )
    if NO_ANSWER in codes and len(codes) > 1:
        others = ", ".join(code for code in codes if code != NO_ANSWER)
        return f"{NO_ANSWER} stands alone, but here is also {others}"
    return repetition(codes)


def repetition(codes: tuple[str, ...]) -> str:
    """Return which codes are given twice, as a sentence, or ''."""
    twice = sorted({code for code in codes if codes.count(code) > 1})
    return f"{', '.join(twice)} is there twice" if twice else ""
