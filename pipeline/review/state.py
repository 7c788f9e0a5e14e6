"""The trays of all questions of a study, and how a text is found in them: by key, by decision, by its place in a queue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from pipeline.decisions import CurrentDecisions, Decision, RespondentInWave
from pipeline.errors import MisuseError, UnknownAnswerError
from pipeline.model import Ints
from pipeline.review.disagreement import arrange
from pipeline.review.question_state import Tray
from pipeline.review.texts import Shelf, ShelfText
from pipeline.review.values import QUEUES
from pipeline.study import Study

BULK = "bulk"
"""Stands for the queue where something was decided from a list."""

_SPLIT = "~"
"""Parts a text's hash from the place of a respondent among its members, in the key of an answer that was split off."""


class Trays:
    """The trays by question, kept up to date with one standing log."""

    def __init__(
        self, study: Study, shelves: Mapping[str, Shelf], decisions: Iterable[Decision]
    ) -> None:
        self.study, self.standing = study, CurrentDecisions(decisions)
        self._opened: dict[str, set[tuple[str, int]]] = {}
        self._trays = {
            question: Tray(shelf, self.standing, study.review.second, arrange)
            for question, shelf in shelves.items()
        }

    def __iter__(self) -> Iterator[Tray]:
        return iter(self._trays.values())

    def __getitem__(self, question: str) -> Tray:
        """The tray of a question; `UnknownQuestionError` when there is none."""
        self.study.question(question)
        return self._trays[question]

    def add(self, decisions: Iterable[Decision]) -> None:
        """Takes in decisions that are newer than all before."""
        for question, key in self.standing.add(decisions):
            if question in self._trays:
                self._trays[question].update([key])

    def found(self, question: str, key: str) -> tuple[Tray, int, RespondentInWave | None]:
        """The tray, the number of the text, and the respondent where the key names one answer that was split off."""
        tray = self[question]
        text_key, _, member = key.partition(_SPLIT)
        text = tray.shelf.number.get(text_key)
        if text is None:
            raise UnknownAnswerError(
                f"no answer to '{question}' has the key '{key[:80]}'; it may have changed: start from the list"
            )
        members = tray.shelf.texts[text].members
        if not member:
            return tray, text, None
        if not member.isascii() or not member.isdigit() or int(member) >= len(members):
            raise UnknownAnswerError(
                f"no answer to '{question}' has the key '{key[:80]}'; it may have changed: start from the list"
            )
        return tray, text, RespondentInWave(*members[int(member)][:2])

    def key(self, decision: Decision) -> str:
        """The key under which the subject of a decision is shown now; '' where its text is gone."""
        subject = decision.subject
        tray = self._trays.get(subject.question)
        text = None if tray is None else tray.shelf.number.get(subject.text_hash)
        if tray is None or text is None:
            return ""
        if subject.scope == "alike":
            return subject.text_hash
        return self._member_key(tray.shelf.texts[text], subject.respondent)

    @staticmethod
    def _member_key(of_text: ShelfText, who: RespondentInWave) -> str:
        """The key of one respondent's answer; '' when the text is not theirs (any more)."""
        return next(
            (f"{of_text.key}{_SPLIT}{i}" for i, m in enumerate(of_text.members) if m[:2] == who), ""
        )

    def order(self, question: str, queue: str, reviewer: str) -> Ints:
        """The numbers of the texts of a queue in order. `MisuseError` when there is no such queue."""
        if queue == BULK:
            return np.zeros(0, dtype=np.int64)
        if queue not in QUEUES:
            raise MisuseError(f"no queue '{queue}'; there are {', '.join(QUEUES)}")
        order = self[question].order(queue, reviewer)
        if queue == "second":
            # who has seen suggestions and others' codes of a text can't code it blind any more
            order = order[[not self.saw(reviewer, question, text) for text in order.tolist()]]
        return order

    def open(self, reviewer: str, question: str, text: int) -> None:
        """Notes that a reviewer has seen a text with its suggestions and what others decided."""
        self._opened.setdefault(reviewer, set()).add((question, text))

    def saw(self, reviewer: str, question: str, text: int) -> bool:
        """Whether the reviewer had the text before them with everything in sight: since the desk was opened, or when deciding on it."""
        if (question, text) in self._opened.get(reviewer, ()):
            return True
        on = self.standing.on((question, self[question].shelf.texts[text].key))
        return any(decision.reviewer == reviewer and not decision.independent for decision in on)

    def shown_key(self, question: str, queue: str, text: int) -> str:
        """The key under which a text of a queue is shown: that of an answer split off where that is why it stands there."""
        of_text = self[question].shelf.texts[text]
        who = self[question].whose(queue, text)
        return of_text.key if who is None else self._member_key(of_text, who)

    def apart(
        self, question: str, text: int, reviewer: str | None = None
    ) -> list[tuple[str, str, str]]:
        """The answers that were split off from those alike (by that reviewer): key, wave and respondent of each."""
        of_text = self[question].shelf.texts[text]
        apart = self.standing.split_off((question, of_text.key), reviewer)
        keys = ((self._member_key(of_text, who), *who) for who in apart)
        return [found for found in keys if found[0]]

    def left(self, question: str, queue: str, reviewer: str) -> Ints:
        """Of these, the numbers of the texts that are left, in order."""
        order = self.order(question, queue, reviewer)
        return order[~self[question].done(queue, reviewer)[order]]

    def place(self, question: str, queue: str, reviewer: str, text: int) -> int:
        """The place of a text in a queue from 0, -1 where it isn't in it."""
        settled = self[question].shelf.orders.get(queue)
        if settled is not None:
            return settled.place.get(text, -1)
        at = np.flatnonzero(self.order(question, queue, reviewer) == text)
        return int(at[0]) if len(at) else -1

    def next(self, question: str, queue: str, reviewer: str, place: int = -1) -> str:
        """The key of the first text that is left after a place in the queue, from the start again where none is; '' when all is done."""
        tray = self[question]
        order = self.order(question, queue, reviewer)
        left = np.flatnonzero(~tray.done(queue, reviewer)[order])
        if not len(left):
            return ""
        later = left[left > place]
        return self.shown_key(question, queue, int(order[(later if len(later) else left)[0]]))

    def members(
        self, tray: Tray, text: int, who: RespondentInWave | None, reviewer: str | None = None
    ) -> list[tuple[str, str, str]]:
        """Whom a decision would cover: the one split off, or all alike that were not (by that reviewer, who sees no others' decisions)."""
        of_text = tray.shelf.texts[text]
        if who is not None:
            return [member for member in of_text.members if member[:2] == who]
        apart = set(self.standing.split_off((tray.shelf.question, of_text.key), reviewer))
        return [member for member in of_text.members if member[:2] not in apart] or list(
            of_text.members
        )

    def covers(self, decision: Decision) -> int:
        """How many answers a decision covers now."""
        tray = self._trays.get(decision.subject.question)
        text = None if tray is None else tray.shelf.number.get(decision.subject.text_hash)
        if tray is None or text is None or decision.subject.scope == "one":
            return 1
        return int(tray.covered[text])

    def overtaken(self, decision: Decision) -> bool:
        """Whether somebody else has decided on the same text since."""
        key = (decision.subject.question, decision.subject.text_hash)
        return any(
            d.number > decision.number and d.reviewer != decision.reviewer
            for d in self.standing.on(key)
        )
