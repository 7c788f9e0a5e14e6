"""The quote desk: see the possible quotes of each theme, and decide on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock

from pipeline.coding import StudyCoder, prepare
from pipeline.decisions import (
    APPROVE,
    REFUSE,
    WITHDRAW,
    Clock,
    QuoteAct,
    QuoteCandidate,
    QuoteKey,
    QuoteLog,
    QuotesAppended,
    QuoteVerb,
    newest_acts,
    now,
    utc_text,
)
from pipeline.errors import MisuseError, UnknownAnswerError
from pipeline.model import Codebook
from pipeline.privacy import LEFT_OUT, Redactor, known_marks, study_redactor
from pipeline.quotes.approved import may_print
from pipeline.quotes.candidates import find_candidates
from pipeline.quotes.edit import leave_out, only_leaves_out
from pipeline.study import Study


@dataclass(frozen=True)
class ThemeQuotes:
    """The possible quotes of one theme in the newest wave that asked its question.

    `approved` of them may be printed, `most` is enough.
    """

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
        """The number that a person approved."""
        return sum(map(_is_approved, self.candidates))

    @property
    def open(self) -> int:
        """The number not yet decided on."""
        return sum(candidate.act is None for candidate in self.candidates)


class QuoteDesk:
    """The decisions on possible quotes.

    Its methods may be called from several threads; each first reads new entries of the log.
    """

    def __init__(
        self,
        study: Study,
        books: Mapping[str, Codebook],
        candidates: Sequence[QuoteCandidate],
        log: QuoteLog,
        *,
        redactor: Redactor,
        clock: Clock = now,
    ) -> None:
        self.study, self._books, self._log = study, books, log
        self._redactor, self._clock = redactor, clock
        self._candidates = {candidate.key: candidate for candidate in candidates}
        self._acts: dict[QuoteKey, QuoteAct] = {}
        self._number, self._lock = 0, Lock()

    @property
    def names_sought(self) -> bool:
        """Whether names and places are looked for; without the optional part they are not."""
        return self._redactor.names is not None

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks that may replace words that a person leaves out."""
        return (LEFT_OUT, *self._redactor.marks.values())

    def questions(self) -> tuple[str, ...]:
        """Return the questions that have possible quotes."""
        return tuple(dict.fromkeys(key.question for key in self._candidates))

    def themes(self, question: str) -> tuple[ThemeQuotes, ...]:
        """Return the themes of a question with their possible quotes.

        All that were decided on, and as many others as may still be printed.
        """
        self._refresh()
        by_theme: dict[str, list[QuoteCandidate]] = {}
        for candidate in self._candidates.values():
            if candidate.question == question:
                by_theme.setdefault(candidate.theme, []).append(self._with_act(candidate))
        return tuple(self._theme_quotes(candidates) for candidates in by_theme.values())

    def _theme_quotes(self, candidates: Sequence[QuoteCandidate]) -> ThemeQuotes:
        first, most = candidates[0], self.study.quotes.most
        return ThemeQuotes(
            question=first.question,
            theme=first.theme,
            label=self._books[first.question].theme(first.theme).label,
            wave=first.wave,
            n=first.n,
            base=first.base,
            most=most,
            candidates=_offered(candidates, most),
        )

    def candidate(self, key: QuoteKey) -> QuoteCandidate:
        """Return the possible quote of that key with its current act.

        `UnknownAnswerError` if there is none.
        """
        self._refresh()
        candidate = self._candidates.get(key)
        if candidate is None:
            what = f"no possible quote of respondent '{key.respondent_id}' with theme '{key.theme}'"
            raise UnknownAnswerError(what)
        return self._with_act(candidate)

    def act(
        self,
        reviewer: str,
        key: QuoteKey,
        verb: QuoteVerb,
        *,
        id: str,
        words: Collection[int] = (),
        mark: str = LEFT_OUT,
        text: str = "",
        via: str = "page",
    ) -> QuoteAct:
        """Return a person's act on a possible quote, not yet saved.

        An approval is of the proposed text without `words` (indices in `quote_words`), or of
        `text`, which may leave out more of it and rewrites nothing. `MisuseError` for anything
        else.
        """
        candidate = self.candidate(key)
        if mark not in known_marks():
            raise MisuseError(f"'{mark[:40]}' is no mark; write one of {', '.join(self.marks)}")
        shown = ""
        if verb == APPROVE:
            shown = " ".join(text.split()) or leave_out(candidate.proposed, words, mark)
            check_quote(candidate.verbatim, candidate.proposed, shown, self._redactor)
        return QuoteAct(
            id=id,
            at=utc_text(self._clock()),
            reviewer=reviewer,
            verb=verb,
            **candidate.key._asdict(),
            text_hash=candidate.text_hash,
            text=shown,
            names_sought=candidate.names_sought,
            via=via,
        )

    def keep(self, acts: Sequence[QuoteAct], *, seen: Mapping[str, int]) -> QuotesAppended:
        """Append acts; one on whose quote somebody acted since is refused.

        `seen` gives by id the number of the newest act in sight. `LogError` if nothing could be
        saved.
        """
        appended = self._log.append(acts, seen=seen)
        self._refresh()
        return appended

    def _with_act(self, candidate: QuoteCandidate) -> QuoteCandidate:
        act = self._acts.get(candidate.key)
        if act is None:
            return replace(candidate, act=None, last=0)
        counts = act.verb != WITHDRAW and act.text_hash == candidate.text_hash
        return replace(candidate, act=act if counts else None, last=act.number)

    def _refresh(self) -> None:
        with self._lock:
            new = self._log.since(self._number)
            if new:
                self._acts |= newest_acts(new)
                self._number = new[-1].number


def quote_desk(
    study: Study, log: QuoteLog, *, clock: Clock = now, coder: StudyCoder | None = None
) -> QuoteDesk:
    """Return the quote desk of a study.

    The newest answers are coded and the best of each theme redacted: seconds to minutes.
    """
    coder = coder or prepare(study)
    redactor = study_redactor(study, coder.books)
    candidates = find_candidates(coder, redactor, log.since())
    return QuoteDesk(study, coder.books, candidates, log, redactor=redactor, clock=clock)


def check_quote(verbatim: str, proposed: str, text: str, redactor: Redactor) -> None:
    """Raise a `MisuseError` if a text may not be approved instead of the proposed one."""
    if not only_leaves_out(proposed, text):
        raise MisuseError(
            "a quote may be shortened, and words in it masked, but no word may be changed, added "
            f"or uncovered; write {LEFT_OUT} where words are left out"
        )
    if not may_print(verbatim, text):
        raise MisuseError(
            "this can't be printed: nothing of the answer is left, or it still holds personal data"
        )
    again = redactor.redact(text)
    if again.finds:
        found = text[again.finds[0].start : again.finds[0].end]
        what = f"this still holds what looks like personal data ('{found[:40]}')"
        raise MisuseError(f"{what}; leave it out as well")


def _offered(candidates: Sequence[QuoteCandidate], most: int) -> tuple[QuoteCandidate, ...]:
    """Return all that were decided on, and open ones up to the number that may be printed."""
    approved = [candidate for candidate in candidates if _is_approved(candidate)]
    refused = [c for c in candidates if c.act is not None and c.act.verb == REFUSE]
    undecided = [candidate for candidate in candidates if candidate.act is None]
    free = max(0, most - len(approved))
    return (*approved, *undecided[:free], *refused)


def _is_approved(candidate: QuoteCandidate) -> bool:
    return candidate.act is not None and candidate.act.verb == APPROVE
