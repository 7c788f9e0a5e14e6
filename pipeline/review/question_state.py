"""What people made of the texts of a shelf, kept up to date as decisions come in; and which texts each queue still holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from pipeline.decisions import CurrentDecisions, Decision, Outcome, RespondentInWave
from pipeline.model import Bools, Ints
from pipeline.review.texts import Shelf
from pipeline.review.values import BLIND_QUEUES

Arrange = Callable[[Mapping[str, Outcome]], list[str]]
"""Puts the texts on which reviewers disagree in the order in which they should be settled: key -> outcome, to keys."""


class Tray:
    """The state of a shelf: which texts are decided, by whom, and what needs another look. `standing` is shared by all shelves of a study."""

    def __init__(
        self, shelf: Shelf, standing: CurrentDecisions, second_share: float, arrange: Arrange = list
    ) -> None:
        self.shelf, self.standing = shelf, standing
        n = len(shelf)
        self.decided: Bools = np.zeros(n, dtype=bool)
        self.answers_decided: Ints = np.zeros(n, dtype=np.int64)
        self.covered: Ints = shelf.counts.copy()
        """How many answers a decision on all alike covers: those that nobody split off, (n,)."""
        self._sampled: Bools = np.zeros(n, dtype=bool)
        self._outdated: Bools = np.zeros(n, dtype=bool)
        self._differ: dict[int, Outcome] = {}
        self._stale: dict[int, Decision] = {}
        self._coders: dict[str, Bools] = {}
        self._whose: dict[tuple[str, int], RespondentInWave] = {}
        self._drawn: Bools = shelf.second < second_share
        self._arrange = arrange
        for text, filed in shelf.filed.items():
            self._by(filed.coder)[text] = True
        self.update(key for question, key in standing.texts() if question == shelf.question)
        self._decide_filed()

    def update(self, keys: Iterable[str]) -> None:
        """Looks again at the texts with these hashes, after new decisions on them."""
        for key in keys:
            self._note_changes(key)
            text = self.shelf.number.get(key)
            if text is not None:
                self._look_at(text, key)

    def outcome(self, text: int) -> Outcome | None:
        """What people made of a text, where it stands for all alike."""
        return self.standing.outcome((self.shelf.question, self.shelf.texts[text].key))

    def order(self, queue: str, reviewer: str) -> Ints:
        """The numbers of the texts of a queue in order, those done included where the queue was settled beforehand."""
        if queue in self.shelf.orders:
            return self.shelf.orders[queue].texts
        if queue == "stale":
            changed = [
                text
                for text, decision in self._stale.items()
                if not self.standing.is_undone(decision.id)
            ]
            return np.array(sorted(changed), dtype=np.int64)
        if queue == "codebook":
            return np.flatnonzero(self._outdated)
        if queue == "disagreement":
            keys = self._arrange(
                {self.shelf.texts[t].key: self._differ[t] for t in sorted(self._differ)}
            )
            return np.array([self.shelf.number[key] for key in keys], dtype=np.int64)
        if queue == "second":
            others = np.zeros(len(self.shelf), dtype=bool)
            for name, by in self._coders.items():
                others |= by & (name != reviewer)
            found = np.flatnonzero(self._drawn & others)
            ordered: Ints = found[np.argsort(self.shelf.second[found], kind="stable")]
            return ordered
        return np.arange(len(self.shelf))

    def done(self, queue: str, reviewer: str) -> Bools:
        """For each text whether it needs nothing more in that queue, (n,)."""
        if queue == "sample":
            return self._sampled
        if queue == "second":
            return self._coders.get(reviewer, np.zeros(len(self.shelf), dtype=bool))
        if queue in ("codebook", "disagreement"):
            # who is done leaves these queues
            return np.zeros(len(self.shelf), dtype=bool)
        return self.decided

    def whose(self, queue: str, text: int) -> RespondentInWave | None:
        """The respondent whose answer, split off from those alike, is why the text stands in that queue; None where all alike are meant."""
        return self._whose.get((queue, text))

    def stale(self, text: int) -> Decision | None:
        """The decision on an answer of this text that was made when the text was another; None where that needs nothing more."""
        decision = self._stale.get(text)
        return (
            decision if decision is not None and not self.standing.is_undone(decision.id) else None
        )

    def _by(self, reviewer: str) -> Bools:
        return self._coders.setdefault(reviewer, np.zeros(len(self.shelf), dtype=bool))

    def _look_at(self, text: int, key: str) -> None:
        found = self.standing.on((self.shelf.question, key))
        outcome = self.outcome(text)
        apart = set(self.standing.split_off((self.shelf.question, key)))
        members = {member[:2] for member in self.shelf.texts[text].members}
        self.covered[text] = len(members - apart)
        filed = self.shelf.filed.get(text)
        whole = outcome is not None or members <= apart or (filed is not None and filed.all_members)
        self.decided[text] = whole
        self.answers_decided[text] = len(members) if whole else len(members & apart)
        self._sampled[text] = any(d.occasion.queue == "sample" for d in found)
        self._outdated[text] = (
            outcome is not None and outcome.settled.codebook_version != self.shelf.version
        )
        for by in self._coders.values():
            by[text] = False
        for decision in found:
            if decision.subject.scope == "alike":
                self._by(decision.reviewer)[text] = True
        if filed is not None:
            self._by(filed.coder)[text] = True
        self._differ.pop(text, None)
        for queue in ("disagreement", "codebook"):
            self._whose.pop((queue, text), None)
        if outcome is not None and outcome.disagree:
            self._differ[text] = outcome
        for who in sorted(apart):
            self._look_at_one(text, key, who)

    def _look_at_one(self, text: int, key: str, who: RespondentInWave) -> None:
        """An answer that was split off may need another look where those alike do not."""
        outcome = self.standing.outcome((self.shelf.question, key), who)
        if outcome is None:
            return
        if outcome.disagree and text not in self._differ:
            self._differ[text] = outcome
            self._whose["disagreement", text] = who
        if outcome.settled.codebook_version != self.shelf.version and not self._outdated[text]:
            self._outdated[text] = True
            self._whose["codebook", text] = who

    def _note_changes(self, key: str) -> None:
        """Decisions on a text that their answer has no longer: the text it has now needs another look."""
        for decision in self.standing.on((self.shelf.question, key)):
            subject = decision.subject
            now = self.shelf.place_of.get(subject.respondent)
            if now is not None and self.shelf.texts[now].key != key:
                self._stale[now] = decision

    def _decide_filed(self) -> None:
        for text, filed in self.shelf.filed.items():
            if filed.all_members and not self.decided[text]:
                self.decided[text] = True
                self.answers_decided[text] = len(self.shelf.texts[text].members)


def is_blind(queue: str) -> bool:
    """Whether suggestions and others' decisions are hidden in that queue."""
    return queue in BLIND_QUEUES
