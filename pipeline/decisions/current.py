"""The current decisions: which one counts for each answer, and where reviewers differ.

A decision made with everything in sight settles the answer. Decisions made without sight of each
other (double coding, workbooks) coexist: the first reviewer's counts until one with everything in
sight, such as an adjudication, settles it. Whoever settled it may change their mind in any way
(page, then workbook): their newer decision of the same round replaces the older.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.decisions.values import Decision, RespondentInWave, TextKey


@dataclass(frozen=True)
class Outcome:
    """The decision that counts for one answer, and each reviewer's latest opinion.

    Opinions count from the last decision that was made in sight of all.
    """

    settled: Decision
    opinions: tuple[Decision, ...]

    @property
    def disagree(self) -> bool:
        """Whether the reviewers' opinions differ."""
        return len({frozenset(decision.codes) for decision in self.opinions}) > 1


class CurrentDecisions:
    """The decisions not undone, by question and text; added in the order of the log."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self.newest = 0
        self._known: set[str] = set()
        self._by_id: dict[str, Decision] = {}
        self._undone: dict[str, Decision] = {}
        self._of_text: dict[TextKey, list[Decision]] = {}
        self._all_of_text: dict[TextKey, list[Decision]] = {}
        self._batches: dict[str, list[Decision]] = {}
        self.add(decisions)

    def add(self, decisions: Iterable[Decision]) -> set[TextKey]:
        """Add decisions newer than all before, each once; return the texts they are about."""
        touched: set[TextKey] = set()
        for decision in decisions:
            if decision.id in self._known:
                continue
            self._known.add(decision.id)
            key = decision.subject.text_key
            touched.add(key)
            self.newest = max(self.newest, decision.number)
            self._all_of_text.setdefault(key, []).append(decision)
            self._batches.setdefault(decision.batch, []).append(decision)
            if decision.undoes:
                self._undone[decision.undoes] = decision
            else:
                self._by_id[decision.id] = decision
                self._of_text.setdefault(key, []).append(decision)
        return touched

    def texts(self) -> Iterator[TextKey]:
        """Yield the texts that have a current decision."""
        return (key for key in self._of_text if self.on(key))

    def on(self, key: TextKey) -> tuple[Decision, ...]:
        """Return the current decisions on a text, oldest first, whatever their scope."""
        return tuple(d for d in self._of_text.get(key, ()) if d.id not in self._undone)

    def outcome(self, key: TextKey, respondent: tuple[str, str] | None = None) -> Outcome | None:
        """Return the outcome for the answers with that text; None if there is no decision.

        With a respondent (`RespondentInWave`): for that answer, if it was split off.
        """
        own, alike = [], []
        for decision in self.on(key):
            if decision.subject.scope == "alike":
                alike.append(decision)
            elif decision.subject.respondent == respondent:
                own.append(decision)
        return _outcome(own or alike)

    def split_off(self, key: TextKey, reviewer: str | None = None) -> tuple[RespondentInWave, ...]:
        """Return the respondents with that text decided on separately (by that reviewer)."""
        apart = (
            decision.subject.respondent
            for decision in self.on(key)
            if decision.subject.scope == "one" and reviewer in (None, decision.reviewer)
        )
        return tuple(dict.fromkeys(apart))

    def number(self, key: TextKey, reviewer: str | None = None) -> int:
        """Return the number of the newest decision on a text (by that reviewer), 0 without one.

        Undone decisions and those that undo count as well.
        """
        numbers = (
            decision.number
            for decision in self._all_of_text.get(key, ())
            if reviewer in (None, decision.reviewer)
        )
        return max(numbers, default=0)

    def current(self) -> Iterator[Decision]:
        """Yield all decisions not undone, oldest first."""
        return (d for d in self._by_id.values() if d.id not in self._undone)

    def last_batch(self, reviewer: str) -> tuple[Decision, ...]:
        """Return what undo would undo: the current decisions of the reviewer's newest batch."""
        mine = [d for d in self.current() if d.reviewer == reviewer]
        return tuple(d for d in mine if d.batch == mine[-1].batch)

    def batch(self, batch: str) -> tuple[Decision, ...]:
        """Return the decisions of a batch, undone ones included."""
        return tuple(self._batches.get(batch, ()))

    def undone_by(self, batch: str) -> tuple[Decision, ...]:
        """Return the decisions that a batch undid."""
        return tuple(self._by_id[d.undoes] for d in self.batch(batch) if d.undoes in self._by_id)

    def is_undone(self, decision_id: str) -> bool:
        """Whether that decision was undone."""
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
    # a second coding by oneself is for comparison, and an adjudication is more than an opinion
    return one.reviewer == other.reviewer and one.occasion.round == other.occasion.round
