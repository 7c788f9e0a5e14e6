"""The desk where reviewers work: what waits, what a text looks like, and deciding on it. Faces (page, workbook) call it and show what it returns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from math import nan
from pathlib import Path
from threading import RLock
from uuid import UUID, uuid5

import numpy as np

from pipeline.api.bulk import changed_rows, rows_of, wanted
from pipeline.api.logs import open_log
from pipeline.api.pace import Pace
from pipeline.api.preparing import prepare
from pipeline.api.shelves import fill_shelves
from pipeline.errors import MisuseError, UnknownAnswerError, UnknownThemeError
from pipeline.language import language
from pipeline.log import DecisionLog
from pipeline.model import (
    ACCEPT,
    ADD,
    QUEUES,
    REJECT,
    BulkSaved,
    Card,
    Change,
    Codebook,
    Decision,
    Found,
    Occasion,
    Opinion,
    Other,
    Preview,
    Progress,
    QueueLine,
    ReviewerLine,
    Saved,
    Subject,
    Undone,
    Verdict,
    Wish,
    contradiction,
)
from pipeline.review import Outcome, Reason, Shelf, Standing, Tray, Who, arrange, is_blind
from pipeline.study import Study, read_study

Clock = Callable[[], datetime]

SHOWN_MEMBERS = 50
HERE_SECONDS = 120
"""How long a reviewer is taken to be looking at what they opened last."""

_SPLIT = "~"
"""Parts a text's hash from the place of a respondent among its members, in the key of an answer that was split off."""


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def open_desk(study: Study | Path | str, *, clock: Clock = now, log: DecisionLog | None = None) -> Desk:
    """The desk of a study: its answers are read and coded once, which takes seconds. A `TurvenError` for what a user can mend."""
    study = study if isinstance(study, Study) else read_study(study)
    log = log or open_log(study)
    coder = prepare(study, decisions=log.since())
    shelves = fill_shelves(coder, tuple(study.questions))
    return Desk(study, shelves, log, clock)


class Desk:
    """What reviewers do with a study's answers. Its methods may be called from several threads; each first takes in what is new in the log."""

    def __init__(self, study: Study, shelves: dict[str, Shelf], log: DecisionLog, clock: Clock) -> None:
        self.study, self.log = study, log
        self.books: dict[str, Codebook] = {question: shelf.book for question, shelf in shelves.items()}
        self._shelves, self._clock = shelves, clock
        self._lock = RLock()
        self._standing = Standing(log.since())
        self._pace = Pace(self._standing.standing())
        share = study.review.second
        self._trays = {question: Tray(shelf, self._standing, share, arrange) for question, shelf in shelves.items()}
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
            return self._next(question, queue, reviewer, -1)

    def keys(self, question: str, queue: str, reviewer: str, *, left: bool = True) -> tuple[str, ...]:
        """The keys of the texts of a queue in order; only of those that are left, or of all."""
        with self._lock:
            self._refresh()
            tray = self._tray(question)
            order = tray.order(self._known(queue), reviewer)
            order = order[~tray.done(queue, reviewer)[order]] if left else order
            return tuple(tray.shelf.texts[text].key for text in order.tolist())

    def card(self, question: str, queue: str, key: str, reviewer: str) -> Card:
        """A text as that reviewer may see it in that queue. `UnknownAnswerError` when there is no text of that key."""
        with self._lock:
            self._refresh()
            return self._card(question, self._known(queue), key, reviewer)

    def decide(self, reviewer: str, wish: Wish) -> Saved:
        """Appends a decision, unless somebody decided since the card was shown. `MisuseError` for codes that can't be, `LogError` when it can't be
        kept."""
        with self._lock:
            self._refresh()
            tray, text, who = self._found(wish.question, wish.key)
            place = self._place(tray, wish.queue, reviewer, text)
            decision = self._decision(reviewer, wish, tray, text, who)
            appended = self.log.append([decision], seen={decision.id: wish.seen})
            self._refresh()
            if not appended.taken:
                return Saved(None, appended.newer[decision.id], wish.key)
            kept = appended.taken[0]
            if (kept.reviewer, kept.subject, set(kept.codes)) != (reviewer, decision.subject, set(decision.codes)):
                # the same form sent again with other codes: what stands is not what is wanted now
                return Saved(None, (kept,), wish.key)
            after = self._next(wish.question, wish.queue, reviewer, place)
            return Saved(kept, (), after)

    def undo(self, reviewer: str, id: str) -> Undone:
        """Takes back the reviewer's newest batch that stands; the same `id` again takes back nothing more."""
        with self._lock:
            self._refresh()
            undone = self._standing.undone_by(id)
            if not undone:
                undone = self._standing.last_batch(reviewer)
                at = self._at()
                occasion = Occasion(via="page")
                self.log.append(
                    [
                        Decision(
                            _own_id(id, d.id), at, reviewer, d.subject, (), occasion, id, d.codebook_version, "", d.id
                        )
                        for d in undone
                    ]
                )
                self._refresh()
            keys = tuple((d.subject.question, self._key(d)) for d in undone)
            overtaken = sum(self._overtaken(decision) for decision in undone)
            return Undone(undone, keys, overtaken)

    def find(
        self, question: str, words: str = "", *, theme: str = "", state: str = "", page: int = 0, size: int = 50,
        reviewer: str = "",
    ) -> Found:  # fmt: skip
        """The texts that hold all the words (parts of words will do), have the theme, and are in that state: decided, open, no-theme or ''."""
        with self._lock:
            self._refresh()
            tray = self._tray(question)
            numbers = wanted(tray, words, theme, state)
            counts = tray.shelf.counts[numbers]
            part = numbers[page * size : (page + 1) * size]
            return Found(rows_of(tray, part), len(numbers), int(counts.sum()))

    def similar(self, question: str, key: str, size: int = 50) -> Found:
        """The text itself, then those that are most like it by their words."""
        with self._lock:
            self._refresh()
            tray, text, _ = self._found(question, key)
            likeness = tray.shelf.likeness(text)
            likeness[text] = 2.0
            order = np.argsort(-likeness.round(9), kind="stable")
            near = order[likeness[order] > 0][:size]
            rows = rows_of(tray, near, np.minimum(likeness[near], 1.0))
            return Found(rows, len(near), int(tray.shelf.counts[near].sum()))

    def preview(self, question: str, keys: Sequence[str], change: Change, *, decided_too: bool = False) -> Preview:
        """What a change would make of texts, without doing it."""
        with self._lock:
            self._refresh()
            tray = self._tray(question)
            self._check_codes(tray.shelf.book, (*change.add, *change.remove))
            rows = changed_rows(
                tray, [self._found(question, key)[1] for key in dict.fromkeys(keys)], change, decided_too
            )
            changed = [row.row for row in rows if not row.kept]
            return Preview(rows, len(changed), sum(row.count for row in changed), self._standing.newest)

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
                    wish = Wish(question, "bulk", row.row.key, row.after, _own_id(id, row.row.key), seen, note)
                    tray, text, who = self._found(question, row.row.key)
                    decisions.append(self._decision(reviewer, wish, tray, text, who, batch=id))
            appended = self.log.append(decisions, seen={decision.id: seen for decision in decisions})
            self._refresh()
            left = tuple(self._key(decision) for decision in decisions if decision.id in appended.newer)
            return BulkSaved(appended.taken, left)

    def progress(self, question: str = "") -> Progress:
        """How far the study is, or one question of it, and who did what."""
        with self._lock:
            self._refresh()
            trays = [self._tray(question)] if question else list(self._trays.values())
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
        if not new:
            return
        for question, key in self._standing.add(new):
            if question in self._trays:
                self._trays[question].update([key])
        self._pace.add(new)

    def _tray(self, question: str) -> Tray:
        self.study.question(question)
        return self._trays[question]

    def _known(self, queue: str) -> str:
        if queue not in QUEUES and queue != "bulk":
            raise MisuseError(f"no queue '{queue}'; there are {', '.join(QUEUES)}")
        return queue

    def _found(self, question: str, key: str) -> tuple[Tray, int, Who | None]:
        """The tray, the number of the text, and the respondent where the key names one answer that was split off."""
        tray = self._tray(question)
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
        return tray, text, members[int(member)][:2]

    def _key(self, decision: Decision) -> str:
        """The key under which the subject of a decision is shown now; '' where its text is gone."""
        subject = decision.subject
        tray = self._trays.get(subject.question)
        text = None if tray is None else tray.shelf.number.get(subject.text_hash)
        if tray is None or text is None:
            return ""
        if subject.scope == "alike":
            return subject.text_hash
        who = (subject.wave, subject.respondent_id)
        return next(
            (f"{subject.text_hash}{_SPLIT}{i}" for i, m in enumerate(tray.shelf.texts[text].members) if m[:2] == who),
            "",
        )

    def _line(self, question: str, queue: str, reviewer: str) -> QueueLine:
        tray = self._tray(question)
        order = tray.order(queue, reviewer)
        left = order[~tray.done(queue, reviewer)[order]]
        minutes = len(left) * self._pace.seconds(reviewer) / 60
        answers = int(tray.shelf.counts[left].sum())
        return QueueLine(question, queue, len(left), answers, len(order) - len(left), minutes, is_blind(queue))

    def _next(self, question: str, queue: str, reviewer: str, place: int) -> str:
        """The first text that is left after a place in the queue, from the start again where none is."""
        tray = self._tray(question)
        order = tray.order(self._known(queue), reviewer) if queue != "bulk" else np.zeros(0, dtype=np.int64)
        left = np.flatnonzero(~tray.done(queue, reviewer)[order])
        if not len(left):
            return ""
        later = left[left > place]
        return tray.shelf.texts[int(order[(later if len(later) else left)[0]])].key

    def _place(self, tray: Tray, queue: str, reviewer: str, text: int) -> int:
        """The place of a text in a queue from 0, -1 where it isn't in it."""
        if queue in tray.shelf.orders:
            return tray.shelf.orders[queue].place.get(text, -1)
        at = np.flatnonzero(tray.order(queue, reviewer) == text)
        return int(at[0]) if len(at) else -1

    def _card(self, question: str, queue: str, key: str, reviewer: str) -> Card:
        tray, text, who = self._found(question, key)
        shelf, blind = tray.shelf, is_blind(queue)
        of_text = shelf.texts[text]
        place = self._place(tray, queue, reviewer, text)
        order = tray.order(queue, reviewer) if queue != "bulk" else np.zeros(0, dtype=np.int64)
        members = self._members(tray, text, who)
        wave, respondent, verbatim = members[0]
        outcome = self._standing.outcome((question, of_text.key), who)
        opinions = self._opinions(tray, text, outcome)
        if blind:
            opinions = tuple(opinion for opinion in opinions if opinion.reviewer == reviewer)
        settled = None if outcome is None or (blind and outcome.settled.reviewer != reviewer) else outcome.settled
        reason, probability = self._reason(tray, queue, text, place, outcome)
        return Card(
            question=question,
            queue=queue,
            key=key,
            verbatim=verbatim,
            wave=wave,
            respondent_id=respondent,
            count=len(members),
            members=tuple(members[:SHOWN_MEMBERS]),
            one=who is not None,
            segments=self._segments(wave, respondent),
            others=self._others(question, wave, respondent),
            suggestions=() if blind else shelf.suggestions[text],
            chosen=_chosen(shelf.suggested(text), settled, opinions, blind),
            opinions=opinions,
            settled=settled,
            stale=tray.stale(text),
            reason=reason,
            probability=probability,
            blind=blind,
            seen=self._standing.number((question, of_text.key), reviewer if blind else None),
            place=place + 1,
            of=len(order),
            previous=shelf.texts[int(order[place - 1])].key if place > 0 else "",
            next=shelf.texts[int(order[place + 1])].key if 0 <= place < len(order) - 1 else "",
            also_here=self._also_here(question, key, reviewer),
        )

    def _members(self, tray: Tray, text: int, who: Who | None) -> list[tuple[str, str, str]]:
        """Whom a decision would cover: the one split off, or all alike that were not."""
        of_text = tray.shelf.texts[text]
        if who is not None:
            return [member for member in of_text.members if member[:2] == who]
        apart = set(self._standing.split_off((tray.shelf.question, of_text.key)))
        return [member for member in of_text.members if member[:2] not in apart] or list(of_text.members)

    def _opinions(self, tray: Tray, text: int, outcome: Outcome | None) -> tuple[Opinion, ...]:
        found = [] if outcome is None else [Opinion(d.reviewer, d.codes, d.at, d.note) for d in outcome.opinions]
        filed = tray.shelf.filed.get(text)
        if filed is not None:
            found.insert(0, Opinion(filed.coder, filed.codes, "", ""))
        return tuple(found)

    def _reason(self, tray: Tray, queue: str, text: int, place: int, outcome: Outcome | None) -> tuple[str, float]:
        own = language(self.study.language)
        order = tray.shelf.orders.get(queue)
        if order is not None and place >= 0:
            return order.reasons[place], float(order.probability[place])
        stale = tray.stale(text)
        if queue == "second":
            return Reason("second").sentence(own), self.study.review.second
        if queue == "stale" and stale is not None:
            return Reason("stale", {"reviewer": stale.reviewer}).sentence(own), nan
        if queue == "codebook" and outcome is not None:
            return Reason("codebook", {"version": outcome.settled.codebook_version}).sentence(own), nan
        if queue == "disagreement" and outcome is not None:
            # no names: who adjudicates may want not to know whose opinion is whose
            return Reason("disagreement", {"n": str(len(outcome.opinions))}).sentence(own), nan
        return "", nan

    def _others(self, question: str, wave: str, respondent: str) -> tuple[Other, ...]:
        found = []
        for other, shelf in self._shelves.items():
            text = shelf.place_of.get((wave, respondent))
            if other != question and text is not None:
                verbatim = next(m[2] for m in shelf.texts[text].members if m[:2] == (wave, respondent))
                found.append(Other(other, wave, verbatim))
        for earlier in reversed(self.study.wave_ids):
            text = self._shelves[question].place_of.get((earlier, respondent))
            if earlier != wave and text is not None:
                members = self._shelves[question].texts[text].members
                found.append(Other(question, earlier, next(m[2] for m in members if m[:2] == (earlier, respondent))))
        return tuple(found)

    def _segments(self, wave: str, respondent: str) -> tuple[tuple[str, str], ...]:
        values = next((s.segments.get((wave, respondent)) for s in self._shelves.values()), None) or ()
        return tuple((name, value) for name, value in zip(self.study.segments, values, strict=False) if value)

    def _also_here(self, question: str, key: str, reviewer: str) -> tuple[str, ...]:
        since = self._clock()
        return tuple(
            name
            for name, (where, what, when) in sorted(self._here.items())
            if name != reviewer and (where, what) == (question, key) and (since - when).total_seconds() < HERE_SECONDS
        )

    def _reviewers(self, question: str) -> tuple[ReviewerLine, ...]:
        lines: dict[str, list[Decision]] = {}
        for decision in self._standing.standing():
            if not question or decision.subject.question == question:
                lines.setdefault(decision.reviewer, []).append(decision)
        present = {
            name: where for name, (where, _, when) in self._here.items()
            if (self._clock() - when).total_seconds() < HERE_SECONDS
        }  # fmt: skip
        return tuple(
            ReviewerLine(
                name, len(made), sum(map(self._covers, made)), made[-1].at if made else "", present.get(name, "")
            )
            for name in sorted(lines.keys() | present.keys())
            for made in [lines.get(name, [])]
        )

    def _covers(self, decision: Decision) -> int:
        tray = self._trays.get(decision.subject.question)
        text = None if tray is None else tray.shelf.number.get(decision.subject.text_hash)
        if tray is None or text is None or decision.subject.scope == "one":
            return 1
        return int(tray.shelf.counts[text])

    def _overtaken(self, decision: Decision) -> bool:
        key = (decision.subject.question, decision.subject.text_hash)
        return any(d.number > decision.number and d.reviewer != decision.reviewer for d in self._standing.on(key))

    def _decision(self, reviewer: str, wish: Wish, tray: Tray, text: int, who: Who | None, batch: str = "") -> Decision:
        shelf = tray.shelf
        self._check_codes(shelf.book, wish.codes)
        wrong = contradiction(wish.codes)
        if wrong:
            raise MisuseError(wrong)
        queue = self._known(wish.queue)
        blind = is_blind(queue)
        of_text = shelf.texts[text]
        wave, respondent, _ = self._members(tray, text, who)[0]
        place = self._place(tray, queue, reviewer, text)
        outcome = self._standing.outcome((wish.question, of_text.key), who)
        reason, probability = self._reason(tray, queue, text, place, outcome)
        if queue == "disagreement" and wish.reason:
            reason = wish.reason
        turn = {"second": "second", "disagreement": "adjudication"}.get(queue, "first")
        one = wish.only or who is not None
        return Decision(
            id=wish.id,
            at=self._at(),
            reviewer=reviewer,
            subject=Subject(wish.question, wave, respondent, of_text.key, "one" if one else "alike"),
            verdicts=_verdicts(shelf, text, wish.codes, blind),
            occasion=Occasion(turn, queue, reason, probability, "nothing" if blind else "everything", "page"),  # type: ignore[arg-type]
            batch=batch or wish.id,
            codebook_version=shelf.version,
            note=wish.note,
        )

    def _check_codes(self, book: Codebook, codes: Sequence[str]) -> None:
        for code in codes:
            if code not in book.codes:
                raise UnknownThemeError(code, book.id, book.codes)

    def _at(self) -> str:
        return self._clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _verdicts(shelf: Shelf, text: int, codes: Sequence[str], blind: bool) -> tuple[Verdict, ...]:
    suggested = {} if blind else {s.theme: s for s in shelf.suggestions[text]}
    given = [
        Verdict(code, ACCEPT, suggested[code].source, suggested[code].chance)
        if code in suggested
        else Verdict(code, ADD)
        for code in codes
    ]
    refused = [Verdict(s.theme, REJECT, s.source, s.chance) for s in suggested.values() if s.theme not in codes]
    return (*given, *refused)


def _chosen(
    suggested: tuple[str, ...], settled: Decision | None, opinions: tuple[Opinion, ...], blind: bool
) -> tuple[str, ...]:
    if settled is not None:
        return settled.codes
    if opinions:
        return opinions[0].codes
    return () if blind else suggested


def _own_id(id: str, part: str) -> str:
    """An id of its own for each part of an act, the same each time; any text may be the id of the act."""
    return str(uuid5(uuid5(UUID(int=0), id), part))
