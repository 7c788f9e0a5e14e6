"""The desk where reviewers work: what waits, what a text looks like, and deciding on it. Faces (page, workbook) call it and show what it returns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock

import numpy as np

from pipeline.coding import prepare
from pipeline.decisions import Decision, DecisionLog, open_log
from pipeline.model import Codebook
from pipeline.review.bulk import changed_rows, rows_of, wanted
from pipeline.review.card import card_of
from pipeline.review.decide import check_codes, decision_of, own_id, undoing
from pipeline.review.question_state import is_blind
from pipeline.review.state import BULK, Trays
from pipeline.review.study_texts import fill_shelves
from pipeline.review.texts import Shelf
from pipeline.review.time_left import Pace
from pipeline.review.values import (
    QUEUES,
    BulkSaved,
    Card,
    Change,
    Found,
    Preview,
    Progress,
    QueueLine,
    RequestedDecision,
    ReviewerLine,
    Saved,
    Undone,
)
from pipeline.study import Study, read_study

Clock = Callable[[], datetime]

HERE_SECONDS = 120
"""How long a reviewer is taken to be looking at what they opened last."""


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def open_desk(
    study: Study | Path | str, *, clock: Clock = now, log: DecisionLog | None = None
) -> Desk:
    """The desk of a study: its answers are read and coded once, which takes seconds. A `TurvenError` for what a user can mend."""
    study = study if isinstance(study, Study) else read_study(study)
    log = log or open_log(study)
    coder = prepare(study, decisions=log.since())
    shelves = fill_shelves(coder, tuple(study.questions))
    return Desk(study, shelves, log, clock)


class Desk:
    """What reviewers do with a study's answers. Its methods may be called from several threads; each first takes in what is new in the log."""

    def __init__(
        self, study: Study, shelves: dict[str, Shelf], log: DecisionLog, clock: Clock
    ) -> None:
        self.study, self.log = study, log
        self.books: dict[str, Codebook] = {
            question: shelf.book for question, shelf in shelves.items()
        }
        self._clock = clock
        self._lock = RLock()
        self._trays = Trays(study, shelves, log.since())
        self._standing = self._trays.standing
        self._pace = Pace(self._standing.current())
        self._here: dict[str, tuple[str, str, datetime]] = {}

    def newest(self) -> int:
        """The number of the newest decision in the log."""
        with self._lock:
            self._refresh()
            return self._standing.newest

    def queues(self, question: str, reviewer: str) -> tuple[QueueLine, ...]:
        """The queues of a question, with what is left in each for that reviewer."""
        with self._lock:
            self._refresh()
            return tuple(self._line(question, queue, reviewer) for queue in QUEUES)

    def first(self, question: str, queue: str, reviewer: str) -> str:
        """The key of the first text that is left in a queue, '' when none is."""
        with self._lock:
            self._refresh()
            return self._trays.next(question, queue, reviewer)

    def keys(
        self, question: str, queue: str, reviewer: str, *, left: bool = True
    ) -> tuple[str, ...]:
        """The keys of the texts of a queue in order; only of those that are left, or of all."""
        with self._lock:
            self._refresh()
            texts = (self._trays.left if left else self._trays.order)(question, queue, reviewer)
            shelf = self._trays[question].shelf
            return tuple(shelf.texts[text].key for text in texts.tolist())

    def card(self, question: str, queue: str, key: str, reviewer: str) -> Card:
        """A text as that reviewer may see it in that queue. `UnknownAnswerError` when there is no text of that key."""
        with self._lock:
            self._refresh()
            card = card_of(
                self._trays,
                question,
                queue,
                key,
                reviewer,
                self._also_here(question, key, reviewer),
            )
            if not card.blind:
                self._trays.open(reviewer, question, self._trays.found(question, key)[1])
            return card

    def decide(self, reviewer: str, wish: RequestedDecision) -> Saved:
        """Appends a decision, unless somebody decided since the card was shown. `MisuseError` for codes that can't be, `LogError` when it can't be
        kept."""
        with self._lock:
            self._refresh()
            text = self._trays.found(wish.question, wish.key)[1]
            place = self._trays.place(wish.question, wish.queue, reviewer, text)
            decision = decision_of(self._trays, reviewer, wish, self._at())
            appended = self.log.append([decision], seen={decision.id: wish.seen})
            self._refresh()
            if not appended.taken:
                return Saved(None, appended.newer[decision.id], wish.key)
            kept = appended.taken[0]
            if (kept.reviewer, kept.subject, set(kept.codes)) != (
                reviewer,
                decision.subject,
                set(decision.codes),
            ):
                # the same form sent again with other codes: what stands is not what is wanted now
                return Saved(None, (kept,), wish.key)
            after = self._trays.next(wish.question, wish.queue, reviewer, place)
            return Saved(kept, (), after)

    def undo(self, reviewer: str, id: str) -> Undone:
        """Takes back the reviewer's newest batch that stands; the same `id` again takes back nothing more."""
        with self._lock:
            self._refresh()
            undone = self._standing.undone_by(id)
            if not undone:
                undone = self._standing.last_batch(reviewer)
                at = self._at()
                self.log.append([undoing(decision, reviewer, at, id) for decision in undone])
                self._refresh()
            keys = tuple((d.subject.question, self._trays.key(d)) for d in undone)
            overtaken = sum(self._trays.overtaken(decision) for decision in undone)
            return Undone(undone, keys, overtaken)

    def find(
        self, question: str, words: str = "", *, theme: str = "", state: str = "", page: int = 0, size: int = 50,
    ) -> Found:  # fmt: skip
        """The texts that hold all the words (parts of words will do), have the theme, and are in that state: decided, open, no-theme or ''."""
        with self._lock:
            self._refresh()
            tray = self._trays[question]
            numbers = wanted(tray, words, theme, state)
            counts = tray.covered[numbers]
            part = numbers[page * size : (page + 1) * size]
            return Found(rows_of(tray, part), len(numbers), int(counts.sum()))

    def similar(self, question: str, key: str, size: int = 50) -> Found:
        """The text itself, then those that are most like it by their words."""
        with self._lock:
            self._refresh()
            tray, text, _ = self._trays.found(question, key)
            likeness = tray.shelf.likeness(text)
            likeness[text] = 2.0
            order = np.argsort(-likeness.round(9), kind="stable")
            near = order[likeness[order] > 0][:size]
            rows = rows_of(tray, near, np.minimum(likeness[near], 1.0))
            return Found(rows, len(near), int(tray.covered[near].sum()))

    def preview(
        self, question: str, keys: Sequence[str], change: Change, *, decided_too: bool = False
    ) -> Preview:
        """What a change would make of texts, without doing it."""
        with self._lock:
            self._refresh()
            tray = self._trays[question]
            check_codes(tray.shelf.book, (*change.add, *change.remove))
            rows = changed_rows(
                tray,
                [self._trays.found(question, key)[1] for key in dict.fromkeys(keys)],
                change,
                decided_too,
            )
            changed = [row.row for row in rows if not row.kept]
            return Preview(
                rows, len(changed), sum(row.count for row in changed), self._standing.newest
            )

    def bulk(
        self, reviewer: str, question: str, keys: Sequence[str], change: Change, *, id: str, seen: int,
        decided_too: bool = False, note: str = "",
    ) -> BulkSaved:  # fmt: skip
        """Does what the preview showed, in one batch; texts on which somebody decided since stay as they are. The same `id` again does nothing
        more."""
        with self._lock:
            preview = self.preview(question, keys, change, decided_too=decided_too)
            done = self._standing.batch(id)
            if done:
                return BulkSaved(done, ())
            decisions = []
            for row in preview.rows:
                if not row.kept:
                    wish = RequestedDecision(
                        question, BULK, row.row.key, row.after, own_id(id, row.row.key), seen, note
                    )
                    decisions.append(decision_of(self._trays, reviewer, wish, self._at(), id))
            appended = self.log.append(
                decisions, seen={decision.id: seen for decision in decisions}
            )
            self._refresh()
            left = tuple(
                self._trays.key(decision) for decision in decisions if decision.id in appended.newer
            )
            return BulkSaved(appended.taken, left)

    def progress(self, question: str = "") -> Progress:
        """How far the study is, or one question of it, and who did what."""
        with self._lock:
            self._refresh()
            trays = [self._trays[question]] if question else list(self._trays)
            return Progress(
                texts=sum(len(tray.shelf) for tray in trays),
                texts_decided=sum(int(tray.decided.sum()) for tray in trays),
                answers=sum(int(tray.shelf.counts.sum()) for tray in trays),
                answers_decided=sum(int(tray.answers_decided.sum()) for tray in trays),
                reviewers=self._reviewers(question),
                number=self._standing.newest,
            )

    def at(self, reviewer: str, question: str, key: str) -> None:
        """Notes what a reviewer has before them."""
        with self._lock:
            self._here[reviewer] = (question, key, self._clock())

    def _refresh(self) -> None:
        new = self.log.since(self._standing.newest)
        if new:
            self._trays.add(new)
            self._pace.add(new)

    def _line(self, question: str, queue: str, reviewer: str) -> QueueLine:
        of_all = len(self._trays.order(question, queue, reviewer))
        left = self._trays.left(question, queue, reviewer)
        minutes = len(left) * self._pace.seconds(reviewer) / 60
        answers = int(self._trays[question].covered[left].sum())
        return QueueLine(
            question, queue, len(left), answers, of_all - len(left), minutes, is_blind(queue)
        )

    def _also_here(self, question: str, key: str, reviewer: str) -> tuple[str, ...]:
        since = self._clock()
        return tuple(
            name
            for name, (where, what, when) in sorted(self._here.items())
            if name != reviewer
            and (where, what) == (question, key)
            and (since - when).total_seconds() < HERE_SECONDS
        )

    def _reviewers(self, question: str) -> tuple[ReviewerLine, ...]:
        lines: dict[str, list[Decision]] = {}
        for decision in self._standing.current():
            if not question or decision.subject.question == question:
                lines.setdefault(decision.reviewer, []).append(decision)
        present = {
            name: where for name, (where, _, when) in self._here.items()
            if (self._clock() - when).total_seconds() < HERE_SECONDS
        }  # fmt: skip
        return tuple(
            ReviewerLine(
                name,
                len(made),
                sum(map(self._trays.covers, made)),
                made[-1].at if made else "",
                present.get(name, ""),
            )
            for name in sorted(lines.keys() | present.keys())
            for made in [lines.get(name, [])]
        )

    def _at(self) -> str:
        return self._clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
