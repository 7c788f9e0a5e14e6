"""Finds what could be printed as a quote: the best verbatims of each theme in the newest wave, and all that a person decided on before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pipeline.coding import StudyCoder, code_answers
from pipeline.decisions import QuoteAct, QuoteCandidate, QuoteKey, standing_acts, verbatim_hash
from pipeline.ingest import read_answers
from pipeline.privacy import Redactor
from pipeline.quotes.approved import group_words, may_print
from pipeline.quotes.shorten import proposed_quote
from pipeline.quotes.shortlist import Shortlist
from pipeline.study import Study

SPARE = 4
"""Verbatims of a theme that are held for each that may be printed, so that another comes in the place of one that is refused."""

Answer = tuple[str, str, str]
"""Question, wave and respondent."""


def find_candidates(
    coder: StudyCoder, redactor: Redactor, acts: Iterable[QuoteAct] = ()
) -> tuple[QuoteCandidate, ...]:
    """What could be printed, by question, then theme in the order of the codebook, the most fitting first; then what was decided on before and
    would not be chosen now, or is of an earlier wave, so that it can be taken back.
    """
    study, rule = coder.study, coder.study.quotes
    decided = standing_acts(acts)
    newest = {question: study.asked_in(question)[-1] for question in study.questions}
    lists = {
        wave: Shortlist(rule.longest, rule.by) for wave in study.wave_ids if wave in newest.values()
    }
    answers = {(question, wave, respondent) for question, _, wave, respondent in decided}
    texts: dict[Answer, str] = {}
    waves = {*lists, *(wave for _, wave, _ in answers if wave in study.wave_ids)}
    for batch in read_answers(study, waves=frozenset(waves)):
        texts |= _texts(batch.answers, answers)
        if batch.wave in lists:
            asked = [question for question, wave in newest.items() if wave == batch.wave]
            wanted = batch.answers[batch.answers["question"].isin(asked)]
            lists[batch.wave].add(wanted, code_answers(coder, wanted).codings)
    found: list[QuoteCandidate] = []
    for question, book in coder.books.items():
        held = lists[newest[question]]
        for theme in book.theme_ids:
            chosen = _chosen(study, redactor, held, question, theme, newest[question])
            there = {candidate.key for candidate in chosen}
            of_theme = [key for key in decided if key[:2] == (question, theme) and key not in there]
            found += [*chosen, *_decided(redactor, held, of_theme, texts)]
    return tuple(found)


def _texts(answers: object, wanted: set[Answer]) -> dict[Answer, str]:
    """The verbatims of those answers that are among a batch."""
    columns = (answers[name].tolist() for name in ("question", "wave", "respondent_id", "text"))  # type: ignore[index]
    return (
        {(q, w, r): text for q, w, r, text in zip(*columns, strict=True) if (q, w, r) in wanted}
        if wanted
        else {}
    )


def _chosen(
    study: Study, redactor: Redactor, held: Shortlist, question: str, theme: str, wave: str
) -> list[QuoteCandidate]:
    if not _enough(study, *held.size(question, theme)):
        return []
    found = []
    for choice in held.chosen(question, theme, SPARE * study.quotes.most):
        named = bool(study.quotes.by and choice.part) and _enough(
            study, *held.size(question, theme, choice.part)
        )
        group = group_words(study, choice.part) if named else ""
        candidate = _candidate(
            redactor, held, (question, theme, wave, choice.respondent_id), choice.text, (choice.start, choice.end), group
        )  # fmt: skip
        # what the person at the desk could not approve is not offered
        if may_print(choice.text, candidate.proposed) and not redactor.find(candidate.proposed):
            found.append(candidate)
    return found


def _decided(
    redactor: Redactor, held: Shortlist, keys: Sequence[QuoteKey], texts: Mapping[Answer, str]
) -> list[QuoteCandidate]:
    """What was decided on and would not be chosen now; without those whose answer is no longer there."""
    found = []
    for key in keys:
        text = texts.get((key[0], key[2], key[3]), "")
        if text.strip():
            found.append(_candidate(redactor, held, key, text, (0, 0), ""))
    return found


def _candidate(
    redactor: Redactor,
    held: Shortlist,
    key: QuoteKey,
    text: str,
    evidence: tuple[int, int],
    group: str,
) -> QuoteCandidate:
    redacted = redactor.redact(text)
    proposed = proposed_quote(text, redacted, redactor.marks, evidence, held.longest)
    n, base = held.size(*key[:2])
    return QuoteCandidate(
        *key, text, verbatim_hash(text), proposed, redacted.names_sought, group, n, base
    )


def _enough(study: Study, n: int, base: int) -> bool:
    return n >= max(study.quotes.n, study.disclosure.n) and base >= max(
        study.quotes.base, study.disclosure.base
    )
