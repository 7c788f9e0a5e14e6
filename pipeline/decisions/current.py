"""What stands of a log of decisions: the decision that counts for each answer, the coders' own opinions, and where they differ.

Who decides with everything in sight has the last word. Decisions made without sight of each other (double coding, workbooks) stand beside each other:
the first reviewer's counts until one with everything in sight, such as an adjudication, settles it. Whoever settled it may change their mind in any
way (page, then workbook): their newer decision of the same round takes the place of the older.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.decisions.values import Decision

Who = tuple[str, str]
"""Wave and respondent."""

Key = tuple[str, str]
"""Question and hash of a text."""


@dataclass(frozen=True)
class Outcome:
    """What people made of one answer: the decision that counts, and the latest opinion of each reviewer since the last that saw them all."""

    settled: Decision
    opinions: tuple[Decision, ...]

    @property
    def disagree(self) -> bool:
        """Whether the reviewers' opinions differ."""
        return len({frozenset(decision.codes) for decision in self.opinions}) > 1


class CurrentDecisions:
    """The decisions that nobody took back, found by question and text. Decisions are added in the order of the log."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self.newest = 0
        self._known: set[str] = set()
        self._by_id: dict[str, Decision] = {}
        self._undone: dict[str, Decision] = {}
        self._of_text: dict[Key, list[Decision]] = {}
        self._numbers: dict[Key, list[Decision]] = {}
        self._batches: dict[str, list[Decision]] = {}
        self.add(decisions)

    def add(self, decisions: Iterable[Decision]) -> set[Key]:
        """Takes in decisions that are newer than all before, each once; the texts they are about."""
        touched: set[Key] = set()
        for decision in decisions:
            if decision.id in self._known:
                continue
            self._known.add(decision.id)
            key = (decision.subject.question, decision.subject.text_hash)
            touched.add(key)
            self.newest = max(self.newest, decision.number)
            self._numbers.setdefault(key, []).append(decision)
            self._batches.setdefault(decision.batch, []).append(decision)
            if decision.undoes:
                self._undone[decision.undoes] = decision
            else:
                self._by_id[decision.id] = decision
                self._of_text.setdefault(key, []).append(decision)
        return touched

    def texts(self) -> Iterator[Key]:
        """The texts about which something stands."""
        return (
            key
            for key, of_text in self._of_text.items()
            if any(d.id not in self._undone for d in of_text)
        )

    def on(self, key: Key) -> tuple[Decision, ...]:
        """The decisions on a text that nobody took back, oldest first, whatever their scope."""
        return tuple(d for d in self._of_text.get(key, ()) if d.id not in self._undone)

    def outcome(self, key: Key, who: Who | None = None) -> Outcome | None:
        """What was made of the alike answers with that text, or of that respondent's where one was split off; None where nobody decided."""
        standing = self.on(key)
        own = [
            d
            for d in standing
            if d.subject.scope == "one" and who == (d.subject.wave, d.subject.respondent_id)
        ]
        return _outcome(own or [d for d in standing if d.subject.scope == "alike"])

    def split_off(self, key: Key, reviewer: str | None = None) -> tuple[Who, ...]:
        """The respondents with that text for whom someone (that reviewer) decided apart."""
        ones = (
            d.subject
            for d in self.on(key)
            if d.subject.scope == "one" and reviewer in (None, d.reviewer)
        )
        return tuple(dict.fromkeys((s.wave, s.respondent_id) for s in ones))

    def number(self, key: Key, reviewer: str | None = None) -> int:
        """The number of the newest decision about a text (of that reviewer), those taken back and the taking back included; 0 when there is none."""
        of_text = self._numbers.get(key, ())
        return max(
            (d.number for d in of_text if reviewer is None or d.reviewer == reviewer), default=0
        )

    def standing(self) -> Iterator[Decision]:
        """All decisions that nobody took back, oldest first."""
        return (d for d in self._by_id.values() if d.id not in self._undone)

    def last_batch(self, reviewer: str) -> tuple[Decision, ...]:
        """What undo would take back: the reviewer's newest batch of which something stands, or nothing."""
        mine = [d for d in self.standing() if d.reviewer == reviewer]
        return tuple(d for d in mine if d.batch == mine[-1].batch) if mine else ()

    def batch(self, batch: str) -> tuple[Decision, ...]:
        """The decisions of a batch, those taken back included."""
        return tuple(self._batches.get(batch, ()))

    def undone_by(self, batch: str) -> tuple[Decision, ...]:
        """The decisions that a batch took back."""
        return tuple(self._by_id[d.undoes] for d in self.batch(batch) if d.undoes in self._by_id)

    def is_undone(self, decision_id: str) -> bool:
        """Whether somebody took that decision back."""
        return decision_id in self._undone


def _outcome(decisions: list[Decision]) -> Outcome | None:
    if not decisions:
        return None
    opinions: dict[str, Decision] = {}
    settled: Decision | None = None
    for decision in decisions:
        if not decision.independent:
            # it was made in sight of all before it
            opinions.clear()
            settled = decision
        elif settled is not None and _same_hand(settled, decision):
            settled = decision
        opinions[decision.reviewer] = decision
    return Outcome(settled or next(iter(opinions.values())), tuple(opinions.values()))


def _same_hand(one: Decision, other: Decision) -> bool:
    # a second coding of one's own is for comparison, and an adjudication is more than an opinion
    return one.reviewer == other.reviewer and one.occasion.round == other.occasion.round
