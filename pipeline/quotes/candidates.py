"""Possible quotes: the best verbatims of each theme, and those already decided on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.coding import StudyCoder, code_answers
from pipeline.decisions import AnswerKey, QuoteAct, QuoteCandidate, QuoteKey, current_acts
from pipeline.ingest import read_answers
from pipeline.normalise import verbatim_hash
from pipeline.privacy import Redactor
from pipeline.quotes.approved import group_words, may_print
from pipeline.quotes.shorten import proposed_quote
from pipeline.quotes.shortlist import Shortlist, Size
from pipeline.study import Study

SPARE = 4
"""Verbatims of a theme kept for each that may be printed, to replace those refused."""


def find_candidates(
    coder: StudyCoder, redactor: Redactor, acts: Iterable[QuoteAct] = ()
) -> tuple[QuoteCandidate, ...]:
    """Return the possible quotes, by question and theme.

    First the most fitting verbatims of the newest wave; then those already decided on that would
    not be chosen now, or are from an earlier wave, so that they can be withdrawn.
    """
    decided = current_acts(acts)
    newest = {question: coder.study.asked_in(question)[-1] for question in coder.study.questions}
    shortlists, texts = _read(coder, newest, {key.answer for key in decided})
    candidates: list[QuoteCandidate] = []
    for question, book in coder.books.items():
        wave = newest[question]
        finder = _Finder(coder.study, redactor, question, wave, shortlists[wave])
        for theme in book.theme_ids:
            chosen = list(finder.chosen(theme))
            keys = {candidate.key for candidate in chosen}
            others = [key for key in decided if key[:2] == (question, theme) and key not in keys]
            candidates += [*chosen, *finder.decided(others, texts)]
    return tuple(candidates)


def _read(
    coder: StudyCoder, newest: Mapping[str, str], wanted: Collection[AnswerKey]
) -> tuple[dict[str, Shortlist], dict[AnswerKey, str]]:
    """Return a shortlist of each wave that is a question's newest, and the wanted verbatims."""
    study, rule = coder.study, coder.study.quotes
    shortlists = {wave: Shortlist(rule.longest, rule.by) for wave in set(newest.values())}
    decided_waves = {answer.wave for answer in wanted} & {*study.wave_ids}
    texts: dict[AnswerKey, str] = {}
    for batch in read_answers(study, waves=frozenset(shortlists) | decided_waves):
        texts |= _texts(batch.answers, wanted)
        if batch.wave in shortlists:
            asked = [question for question, wave in newest.items() if wave == batch.wave]
            answers = batch.answers[batch.answers["question"].isin(asked)]
            shortlists[batch.wave].add(answers, code_answers(coder, answers).codings)
    return shortlists, texts


def _texts(answers: pd.DataFrame, wanted: Collection[AnswerKey]) -> dict[AnswerKey, str]:
    if not wanted:
        return {}
    keys = map(AnswerKey, *(answers[name].tolist() for name in AnswerKey._fields))
    texts = zip(keys, answers["text"].tolist(), strict=True)
    return {key: text for key, text in texts if key in wanted}


@dataclass(frozen=True)
class _Finder:
    """Makes the candidates of one question from the shortlist of its newest wave."""

    study: Study
    redactor: Redactor
    question: str
    wave: str
    shortlist: Shortlist

    def chosen(self, theme: str) -> Iterator[QuoteCandidate]:
        """Yield the most fitting verbatims of a theme, none if too few respondents have it."""
        if not self._is_enough(self.shortlist.size(self.question, theme)):
            return
        most = SPARE * self.study.quotes.most
        for choice in self.shortlist.chosen(self.question, theme, most):
            key = QuoteKey(self.question, theme, self.wave, choice.respondent_id)
            group = self._group(theme, choice.part)
            candidate = self._candidate(key, choice.text, (choice.start, choice.end), group)
            proposed = candidate.proposed
            # quotes that could not be approved are not offered
            if may_print(choice.text, proposed) and not self.redactor.find(proposed):
                yield candidate

    def decided(
        self, keys: Iterable[QuoteKey], texts: Mapping[AnswerKey, str]
    ) -> Iterator[QuoteCandidate]:
        """Yield the quotes already decided on whose answers still exist."""
        for key in keys:
            text = texts.get(key.answer, "")
            if text.strip():
                yield self._candidate(key, text, (0, 0), "")

    def _group(self, theme: str, part: str) -> str:
        """Return the attribution in words, '' if it may not be revealed."""
        if not self.study.quotes.by or not part:
            return ""
        if not self._is_enough(self.shortlist.size(self.question, theme, part)):
            return ""
        return group_words(self.study, part)

    def _is_enough(self, size: Size) -> bool:
        quotes, disclosure = self.study.quotes, self.study.disclosure
        n, base = max(quotes.n, disclosure.n), max(quotes.base, disclosure.base)
        return size.n >= n and size.base >= base

    def _candidate(
        self, key: QuoteKey, text: str, evidence: tuple[int, int], group: str
    ) -> QuoteCandidate:
        redacted = self.redactor.redact(text)
        marks, longest = self.redactor.marks, self.shortlist.longest
        size = self.shortlist.size(key.question, key.theme)
        return QuoteCandidate(
            **key._asdict(),
            verbatim=text,
            text_hash=verbatim_hash(text),
            proposed=proposed_quote(text, redacted, marks, evidence, longest),
            names_sought=redacted.names_sought,
            group=group,
            n=size.n,
            base=size.base,
        )
