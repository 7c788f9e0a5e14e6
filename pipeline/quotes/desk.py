"""The desk where people look at possible quotes: what could be printed with each theme of the newest wave, and saying so."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from threading import Lock

from pipeline.coding import StudyCoder, prepare
from pipeline.decisions import (
    APPROVE,
    REFUSE,
    WITHDRAW,
    QuoteAct,
    QuoteCandidate,
    QuoteKey,
    QuoteLog,
    QuotesAppended,
    QuoteVerb,
    newest_acts,
)
from pipeline.errors import MisuseError, UnknownAnswerError
from pipeline.model import Codebook
from pipeline.privacy import LEFT_OUT, Redactor, known_marks, study_redactor
from pipeline.quotes.approved import may_print
from pipeline.quotes.candidates import find_candidates
from pipeline.quotes.edit import leave_out, only_leaves_out
from pipeline.review import Clock, now
from pipeline.study import Study


@dataclass(frozen=True)
class ThemeQuotes:
    """The possible quotes of one theme in the newest wave that asked its question; `approved` of them may be printed, `most` is enough."""

    question: str
    theme: str
    label: str
    wave: str
    n: int
    base: int
    most: int
    candidates: tuple[QuoteCandidate, ...]

    @property
    def approved(self) -> int:
        """How many of them a person approved."""
        return sum(
            candidate.act is not None and candidate.act.verb == APPROVE
            for candidate in self.candidates
        )

    @property
    def open(self) -> int:
        """How many nobody looked at yet."""
        return sum(candidate.act is None for candidate in self.candidates)


class QuoteDesk:
    """What people do with possible quotes. Its methods may be called from several threads; each first takes in what is new in the log."""

    def __init__(
        self, study: Study, books: Mapping[str, Codebook], candidates: Sequence[QuoteCandidate], log: QuoteLog,
        *, redactor: Redactor, clock: Clock = now,
    ) -> None:  # fmt: skip
        self.study, self._books, self._log, self._redactor, self._clock = (
            study,
            books,
            log,
            redactor,
            clock,
        )
        self._candidates = {candidate.key: candidate for candidate in candidates}
        self._acts: dict[QuoteKey, QuoteAct] = {}
        self._number, self._lock = 0, Lock()

    @property
    def names_sought(self) -> bool:
        """Whether names and places are looked for; without the optional part they are not."""
        return self._redactor.names is not None

    @property
    def marks(self) -> tuple[str, ...]:
        """What may stand in the place of words that a person leaves out."""
        return (LEFT_OUT, *self._redactor.marks.values())

    def questions(self) -> tuple[str, ...]:
        """The questions that have possible quotes."""
        return tuple(dict.fromkeys(key[0] for key in self._candidates))

    def themes(self, question: str) -> tuple[ThemeQuotes, ...]:
        """The themes of a question with their possible quotes: all that were decided on, and as many others as may still be printed."""
        self._refresh()
        by_theme: dict[str, list[QuoteCandidate]] = {}
        for candidate in self._candidates.values():
            if candidate.question == question:
                by_theme.setdefault(candidate.theme, []).append(self._with_act(candidate))
        book, most = self._books[question], self.study.quotes.most
        return tuple(
            ThemeQuotes(
                question,
                theme,
                book.theme(theme).label,
                of[0].wave,
                of[0].n,
                of[0].base,
                most,
                _offered(of, most),
            )
            for theme, of in by_theme.items()
        )

    def candidate(self, key: QuoteKey) -> QuoteCandidate:
        """The possible quote of that key, with what stands. `UnknownAnswerError` when there is none."""
        self._refresh()
        try:
            return self._with_act(self._candidates[key])
        except KeyError:
            raise UnknownAnswerError(
                f"no possible quote of respondent '{key[3]}' with theme '{key[1]}'"
            ) from None

    def act(
        self, reviewer: str, key: QuoteKey, verb: QuoteVerb, *, id: str, words: Collection[int] = (), mark: str = LEFT_OUT,
        text: str = "", via: str = "page",
    ) -> QuoteAct:  # fmt: skip
        """What a person says of a possible quote, not yet kept.

        An approval is of the proposed text without `words` (places in `privacy.quote_words`), or of `text`, which may leave out more of it and
        rewrites nothing. `MisuseError` for anything else.
        """
        candidate = self.candidate(key)
        if mark not in known_marks():
            raise MisuseError(f"'{mark[:40]}' is no mark; write one of {', '.join(self.marks)}")
        shown = ""
        if verb == APPROVE:
            shown = " ".join(text.split()) or leave_out(candidate.proposed, words, mark)
            check_quote(candidate.verbatim, candidate.proposed, shown, self._redactor)
        at = f"{self._clock().astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
        return QuoteAct(
            id, at, reviewer, verb, *key, candidate.text_hash, shown, candidate.names_sought, via
        )

    def keep(self, acts: Sequence[QuoteAct], *, seen: Mapping[str, int]) -> QuotesAppended:
        """Appends acts; one on whose quote somebody acted since (`seen`: by id the number of the newest act in sight) is not taken.

        `LogError` when nothing could be kept.
        """
        appended = self._log.append(acts, seen=seen)
        self._refresh()
        return appended

    def _with_act(self, candidate: QuoteCandidate) -> QuoteCandidate:
        act = self._acts.get(candidate.key)
        counts = act is not None and act.verb != WITHDRAW and act.text_hash == candidate.text_hash
        return replace(candidate, act=act if counts else None, last=act.number if act else 0)

    def _refresh(self) -> None:
        with self._lock:
            new = self._log.since(self._number)
            if new:
                self._acts |= newest_acts(new)
                self._number = new[-1].number


def quote_desk(
    study: Study, log: QuoteLog, *, clock: Clock = now, coder: StudyCoder | None = None
) -> QuoteDesk:
    """The quote desk of a study: its newest answers are coded and the best of each theme redacted, which takes seconds to minutes."""
    coder = coder or prepare(study)
    redactor = study_redactor(study, coder.books)
    return QuoteDesk(
        study,
        coder.books,
        find_candidates(coder, redactor, log.since()),
        log,
        redactor=redactor,
        clock=clock,
    )


def check_quote(verbatim: str, proposed: str, text: str, redactor: Redactor) -> None:
    """`MisuseError` with the reason when a text may not be approved in the place of what was proposed."""
    if not only_leaves_out(proposed, text):
        what = "a quote may be shortened, and words in it masked, but no word may be changed, added or uncovered"
        raise MisuseError(f"{what}; write {LEFT_OUT} where words are left out")
    if not may_print(verbatim, text):
        raise MisuseError(
            "this can't be printed: nothing of the answer is left, or it still holds personal data"
        )
    again = redactor.redact(text)
    if again.finds:
        found = text[again.finds[0].start : again.finds[0].end]
        raise MisuseError(
            f"this still holds what looks like personal data ('{found[:40]}'); leave it out as well"
        )


def _offered(candidates: Sequence[QuoteCandidate], most: int) -> tuple[QuoteCandidate, ...]:
    """All that were decided on, and open ones in the places that are left."""
    free = most - sum(
        candidate.act is not None and candidate.act.verb == APPROVE for candidate in candidates
    )
    offered = []
    for candidate in candidates:
        if candidate.act is None:
            if free <= 0:
                continue
            free -= 1
        offered.append(candidate)
    first = {APPROVE: 0, REFUSE: 2}
    return tuple(sorted(offered, key=lambda c: first[c.act.verb] if c.act else 1))
