"""The state of all questions of a study: finds a text by key, decision or place in a queue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from pipeline.decisions import CurrentDecisions, Decision, RespondentInWave
from pipeline.errors import UnknownAnswerError
from pipeline.model import Ints
from pipeline.review.question_state import QuestionState
from pipeline.review.queues import Place, Queue, decision_queue
from pipeline.review.texts import DistinctText, QuestionTexts
from pipeline.review.values import Member, SplitOff
from pipeline.study import Study

_SPLIT = "~"
"""Separates a text's hash from the number of a member, in the key of a split-off answer."""


@dataclass(frozen=True)
class Located:
    """The text of a key, and the respondent if it names one split-off answer."""

    state: QuestionState
    text: int
    who: RespondentInWave | None

    @property
    def distinct_text(self) -> DistinctText:
        """The text with its members."""
        return self.state.texts[self.text]


class ReviewState:
    """The state of each question, kept up to date with one log of decisions."""

    def __init__(
        self, study: Study, texts: Mapping[str, QuestionTexts], decisions: Iterable[Decision]
    ) -> None:
        self.study, self.current = study, CurrentDecisions(decisions)
        self._seen: dict[str, set[tuple[str, int]]] = {}
        self._states = {
            question: QuestionState(of_question, self.current, study.review.second)
            for question, of_question in texts.items()
        }

    def __iter__(self) -> Iterator[QuestionState]:
        return iter(self._states.values())

    def __getitem__(self, question: str) -> QuestionState:
        """Return the state of a question; `UnknownQuestionError` if there is none."""
        self.study.question(question)
        return self._states[question]

    def add(self, decisions: Iterable[Decision]) -> None:
        """Add decisions that are newer than all before."""
        for question, key in self.current.add(decisions):
            if question in self._states:
                self._states[question].update([key])

    def locate(self, question: str, key: str) -> Located:
        """Return the text with that key; `UnknownAnswerError` if there is none."""
        state = self[question]
        text_key, _, member = key.partition(_SPLIT)
        text = state.texts.number.get(text_key)
        if text is not None and not member:
            return Located(state, text, None)
        if text is not None and member.isascii() and member.isdigit():
            members = state.texts[text].members
            if int(member) < len(members):
                return Located(state, text, members[int(member)].who)
        raise UnknownAnswerError(
            f"no answer to '{question}' has the key '{key[:80]}'; "
            "it may have changed: start from the list"
        )

    def place(self, located: Located, queue: str, reviewer: str) -> Place:
        """Return the place of a text in a queue; `MisuseError` if there is no such queue."""
        in_queue, state = decision_queue(queue), located.state
        order = self._order(state, in_queue, reviewer)
        fixed = state.texts.orders.get(queue)
        if fixed is not None:
            number = fixed.place.get(located.text, -1)
        else:
            at = np.flatnonzero(order == located.text)
            number = int(at[0]) if len(at) else -1
        outcome = state.outcome(located.text, located.who)
        return Place(state, located.text, in_queue, order, number, outcome)

    def key(self, decision: Decision) -> str:
        """Return the key under which a decision's subject is shown now; '' if it is gone."""
        subject = decision.subject
        located = self._text_of(decision)
        if located is None:
            return ""
        if subject.scope == "alike":
            return subject.text_hash
        return _member_key(located.distinct_text, subject.respondent)

    def order(self, question: str, queue: str, reviewer: str) -> Ints:
        """Return the numbers of the texts of a queue in order; `MisuseError` if there is none."""
        return self._order(self[question], decision_queue(queue), reviewer)

    def left(self, question: str, queue: str, reviewer: str) -> Ints:
        """Return the numbers of the texts of a queue that are still to be reviewed, in order."""
        order = self.order(question, queue, reviewer)
        return order[~decision_queue(queue).done(self[question], reviewer)[order]]

    def next(self, question: str, queue: str, reviewer: str, place: int = -1) -> str:
        """Return the key of the next text left after a place, wrapping around; or ''."""
        state, in_queue = self[question], decision_queue(queue)
        order = self._order(state, in_queue, reviewer)
        left = np.flatnonzero(~in_queue.done(state, reviewer)[order])
        if not len(left):
            return ""
        later = left[left > place]
        first = later[0] if len(later) else left[0]
        return self.shown_key(state, in_queue, int(order[first]))

    def note_seen(self, reviewer: str, located: Located) -> None:
        """Note that a reviewer has seen a text with its suggestions and others' decisions."""
        text = (located.state.texts.question, located.text)
        self._seen.setdefault(reviewer, set()).add(text)

    def has_seen(self, reviewer: str, state: QuestionState, text: int) -> bool:
        """Whether the reviewer saw the text openly since the desk was opened, or when deciding."""
        if (state.texts.question, text) in self._seen.get(reviewer, ()):
            return True
        decisions = state.decisions_on(text)
        return any(d.reviewer == reviewer and not d.independent for d in decisions)

    @staticmethod
    def shown_key(state: QuestionState, queue: Queue, text: int) -> str:
        """Return the key under which a text of a queue is shown; of a single answer if needed."""
        who = queue.member(state, text)
        return state.texts[text].key if who is None else _member_key(state.texts[text], who)

    @staticmethod
    def split_off(located: Located, reviewer: str | None = None) -> tuple[SplitOff, ...]:
        """Return the split-off answers with that text (by that reviewer)."""
        text = located.distinct_text
        apart = located.state.split_off(located.text, reviewer)
        answers = (SplitOff(_member_key(text, who), *who) for who in apart)
        return tuple(answer for answer in answers if answer.key)

    @staticmethod
    def members(located: Located, reviewer: str | None = None) -> list[Member]:
        """Return whom a decision would cover: the one split off, or all that were not."""
        members = located.distinct_text.members
        if located.who is not None:
            return [member for member in members if member.who == located.who]
        apart = set(located.state.split_off(located.text, reviewer))
        return [member for member in members if member.who not in apart] or list(members)

    def covers(self, decision: Decision) -> int:
        """Return how many answers a decision covers now."""
        located = self._text_of(decision)
        if located is None or decision.subject.scope == "one":
            return 1
        return int(located.state.covered[located.text])

    def is_overtaken(self, decision: Decision) -> bool:
        """Whether somebody else has decided on the same text since."""
        key = (decision.subject.question, decision.subject.text_hash)
        return any(
            later.number > decision.number and later.reviewer != decision.reviewer
            for later in self.current.on(key)
        )

    def _order(self, state: QuestionState, queue: Queue, reviewer: str) -> Ints:
        if queue.texts is None:
            order = state.texts.orders.get(queue.name)
            return np.zeros(0, dtype=np.int64) if order is None else order.texts
        texts = queue.texts(state, reviewer)
        if queue.unseen:
            # after seeing suggestions and others' codes of a text, it can't be coded blind any more
            texts = texts[[not self.has_seen(reviewer, state, text) for text in texts.tolist()]]
        return texts

    def _text_of(self, decision: Decision) -> Located | None:
        state = self._states.get(decision.subject.question)
        text = None if state is None else state.texts.number.get(decision.subject.text_hash)
        return None if state is None or text is None else Located(state, text, None)


def _member_key(text: DistinctText, who: RespondentInWave) -> str:
    """Return the key of one respondent's answer; '' if the text is not theirs (any more)."""
    for number, member in enumerate(text.members):
        if member.who == who:
            return f"{text.key}{_SPLIT}{number}"
    return ""
