"""The desk where reviewers work: queues, cards, decisions and progress."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import RLock

import numpy as np

from pipeline.coding import prepare
from pipeline.decisions import Clock, Decision, DecisionLog, now, open_log, utc_text
from pipeline.model import Codebook
from pipeline.review.bulk import change_rows, find_texts, make_rows
from pipeline.review.card import make_card
from pipeline.review.decide import check_codes, make_decision, make_undo, own_id
from pipeline.review.queue_names import BULK
from pipeline.review.queues import PAGE_QUEUES, page_queue
from pipeline.review.state import ReviewState
from pipeline.review.study_texts import read_texts
from pipeline.review.texts import QuestionTexts
from pipeline.review.time_left import TimeLeft
from pipeline.review.values import (
    BulkSaved,
    Card,
    Change,
    Preview,
    Progress,
    QueueLine,
    RequestedDecision,
    ReviewerLine,
    RowPage,
    Saved,
    Undone,
)
from pipeline.study import Study, as_study

PRESENT_SECONDS = 120
"""How long a reviewer is assumed to look at what they opened last."""


def open_desk(
    study: Study | Path | str, *, clock: Clock = now, log: DecisionLog | None = None
) -> Desk:
    """Return the desk of a study; its answers are read and coded once, which takes seconds."""
    study = as_study(study)
    log = log or open_log(study)
    coder = prepare(study, decisions=log.since())
    return Desk(study, read_texts(coder, tuple(study.questions)), log, clock)


@dataclass(frozen=True)
class _Presence:
    question: str
    key: str
    at: datetime


class Desk:
    """Review of a study's answers; its methods may be called from several threads."""

    def __init__(
        self, study: Study, texts: dict[str, QuestionTexts], log: DecisionLog, clock: Clock
    ) -> None:
        self.study, self.log = study, log
        self.books: dict[str, Codebook] = {
            question: of_question.book for question, of_question in texts.items()
        }
        self._clock = clock
        self._lock = RLock()
        self._review = ReviewState(study, texts, log.since())
        self._current = self._review.current
        self._time_left = TimeLeft(self._current.current())
        self._present: dict[str, _Presence] = {}

    def newest(self) -> int:
        """Return the number of the newest decision in the log."""
        with self._up_to_date():
            return self._current.newest

    def queues(self, question: str, reviewer: str) -> tuple[QueueLine, ...]:
        """Return the queues of a question, with the texts left in each for that reviewer."""
        with self._up_to_date():
            return tuple(self._line(question, queue, reviewer) for queue in PAGE_QUEUES)

    def first(self, question: str, queue: str, reviewer: str) -> str:
        """Return the key of the first text left in a queue, '' if none is."""
        with self._up_to_date():
            return self._review.next(question, queue, reviewer)

    def keys(
        self, question: str, queue: str, reviewer: str, *, left: bool = True
    ) -> tuple[str, ...]:
        """Return the keys of the texts of a queue in order; only of those left, or of all."""
        with self._up_to_date():
            numbers = self._review.left if left else self._review.order
            texts = self._review[question].texts
            return tuple(texts[text].key for text in numbers(question, queue, reviewer).tolist())

    def card(self, question: str, queue: str, key: str, reviewer: str) -> Card:
        """Return a text as that reviewer may see it; `UnknownAnswerError` if there is none."""
        with self._up_to_date():
            located = self._review.locate(question, key)
            also_here = self._also_here(question, key, reviewer)
            card = make_card(
                self._review, located, key, queue=queue, reviewer=reviewer, also_here=also_here
            )
            if not card.blind:
                self._review.note_seen(reviewer, located)
            return card

    def decide(self, reviewer: str, requested: RequestedDecision) -> Saved:
        """Append a decision, unless somebody decided since the card was shown.

        `MisuseError` for invalid codes, `LogError` if it can't be saved.
        """
        with self._up_to_date():
            question, queue = requested.question, requested.queue
            located = self._review.locate(question, requested.key)
            place = self._review.place(located, queue, reviewer)
            decision = make_decision(self._review, reviewer, requested, self._moment())
            appended = self.log.append([decision], seen={decision.id: requested.seen})
            self._refresh()
            if not appended.taken:
                return Saved(None, appended.newer[decision.id], requested.key)
            kept = appended.taken[0]
            if not _same_decision(kept, decision):
                # the same form sent again with other codes: the log lacks what is wanted now
                return Saved(None, (kept,), requested.key)
            return Saved(kept, (), self._review.next(question, queue, reviewer, place.number))

    def undo(self, reviewer: str, id: str) -> Undone:
        """Undo the reviewer's newest current batch; the same `id` again undoes no more."""
        with self._up_to_date():
            undone = self._current.undone_by(id)
            if not undone:
                undone = self._current.last_batch(reviewer)
                at = self._moment()
                self.log.append([make_undo(decision, reviewer, at, id) for decision in undone])
                self._refresh()
            keys = [(decision.subject.question, self._review.key(decision)) for decision in undone]
            overtaken = sum(self._review.is_overtaken(decision) for decision in undone)
            return Undone(undone, tuple(keys), overtaken)

    def find(
        self,
        question: str,
        words: str = "",
        *,
        theme: str = "",
        state: str = "",
        page: int = 0,
        size: int = 50,
    ) -> RowPage:
        """Return texts by words or parts of them, theme, and state (decided, open or no-theme)."""
        with self._up_to_date():
            of_question = self._review[question]
            numbers = find_texts(of_question, words, theme, state)
            rows = make_rows(of_question, numbers[page * size : (page + 1) * size])
            return RowPage(rows, len(numbers), int(of_question.covered[numbers].sum()))

    def similar(self, question: str, key: str, size: int = 50) -> RowPage:
        """Return the text itself, then those most similar by their words."""
        with self._up_to_date():
            located = self._review.locate(question, key)
            state = located.state
            likeness = state.texts.likeness(located.text)
            # above all others, whatever the rounding
            likeness[located.text] = 2.0
            order = np.argsort(-likeness.round(9), kind="stable")
            nearest = order[likeness[order] > 0][:size]
            rows = make_rows(state, nearest, np.minimum(likeness[nearest], 1.0))
            return RowPage(rows, len(nearest), int(state.covered[nearest].sum()))

    def preview(
        self, question: str, keys: Sequence[str], change: Change, *, decided_too: bool = False
    ) -> Preview:
        """Return the result of a change to texts, without making it."""
        with self._up_to_date():
            state = self._review[question]
            check_codes(state.texts.book, (*change.add, *change.remove))
            texts = [self._review.locate(question, key).text for key in dict.fromkeys(keys)]
            rows = change_rows(state, texts, change, decided_too)
            answers = [row.row.count for row in rows if not row.kept]
            return Preview(rows, len(answers), sum(answers), self._current.newest)

    def bulk(
        self,
        reviewer: str,
        question: str,
        keys: Sequence[str],
        change: Change,
        *,
        id: str,
        seen: int,
        decided_too: bool = False,
        note: str = "",
    ) -> BulkSaved:
        """Make the previewed change in one batch, except to texts decided on since."""
        with self._up_to_date():
            preview = self.preview(question, keys, change, decided_too=decided_too)
            done = self._current.batch(id)
            if done:
                return BulkSaved(done, ())
            decisions = []
            for row in preview.rows:
                if row.kept:
                    continue
                requested = RequestedDecision(
                    question=question,
                    queue=BULK,
                    key=row.row.key,
                    codes=row.after,
                    id=own_id(id, row.row.key),
                    seen=seen,
                    note=note,
                )
                decision = make_decision(self._review, reviewer, requested, self._moment(), id)
                decisions.append(decision)
            appended = self.log.append(decisions, seen={made.id: seen for made in decisions})
            self._refresh()
            newer = [self._review.key(made) for made in decisions if made.id in appended.newer]
            return BulkSaved(appended.taken, tuple(newer))

    def progress(self, question: str = "") -> Progress:
        """Return the progress of the study, or of one question, and of each reviewer."""
        with self._up_to_date():
            states = [self._review[question]] if question else list(self._review)
            return Progress(
                texts=sum(len(state.texts) for state in states),
                texts_decided=sum(int(state.decided.sum()) for state in states),
                answers=sum(int(state.texts.counts.sum()) for state in states),
                answers_decided=sum(int(state.answers_decided.sum()) for state in states),
                reviewers=self._reviewers(question),
                number=self._current.newest,
            )

    def at(self, reviewer: str, question: str, key: str) -> None:
        """Note what a reviewer is looking at."""
        with self._lock:
            self._present[reviewer] = _Presence(question, key, self._clock())

    @contextmanager
    def _up_to_date(self) -> Iterator[None]:
        with self._lock:
            self._refresh()
            yield

    def _refresh(self) -> None:
        new = self.log.since(self._current.newest)
        if new:
            self._review.add(new)
            self._time_left.add(new)

    def _line(self, question: str, queue: str, reviewer: str) -> QueueLine:
        in_queue = len(self._review.order(question, queue, reviewer))
        left = self._review.left(question, queue, reviewer)
        return QueueLine(
            question=question,
            queue=queue,
            left=len(left),
            answers_left=int(self._review[question].covered[left].sum()),
            done=in_queue - len(left),
            minutes=len(left) * self._time_left.seconds(reviewer) / 60,
            blind=page_queue(queue).blind,
        )

    def _still_present(self) -> dict[str, _Presence]:
        moment = self._clock()
        return {
            reviewer: presence
            for reviewer, presence in sorted(self._present.items())
            if (moment - presence.at).total_seconds() < PRESENT_SECONDS
        }

    def _also_here(self, question: str, key: str, reviewer: str) -> tuple[str, ...]:
        return tuple(
            name
            for name, presence in self._still_present().items()
            if name != reviewer and (presence.question, presence.key) == (question, key)
        )

    def _reviewers(self, question: str) -> tuple[ReviewerLine, ...]:
        made: dict[str, list[Decision]] = {}
        for decision in self._current.current():
            if not question or decision.subject.question == question:
                made.setdefault(decision.reviewer, []).append(decision)
        present = self._still_present()
        lines = []
        for reviewer in sorted(made.keys() | present.keys()):
            decisions = made.get(reviewer, [])
            line = ReviewerLine(
                reviewer=reviewer,
                decisions=len(decisions),
                answers=sum(map(self._review.covers, decisions)),
                last=decisions[-1].at if decisions else "",
                question=present[reviewer].question if reviewer in present else "",
            )
            lines.append(line)
        return tuple(lines)

    def _moment(self) -> str:
        return utc_text(self._clock())


def _same_decision(kept: Decision, decision: Decision) -> bool:
    return (kept.reviewer, kept.subject, set(kept.codes)) == (
        decision.reviewer,
        decision.subject,
        set(decision.codes),
    )
