"""Makes a decision for the log from a reviewer's request."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid5

from pipeline.decisions import (
    ACCEPT,
    ADD,
    REJECT,
    Decision,
    Occasion,
    RespondentInWave,
    Shown,
    Subject,
    Verdict,
    contradiction,
)
from pipeline.decisions.values import Scope
from pipeline.errors import MisuseError, UnknownAnswerError, UnknownThemeError
from pipeline.language import language
from pipeline.model import Codebook
from pipeline.review.queue_names import ALL, BULK
from pipeline.review.queues import decision_queue, why_here
from pipeline.review.state import Located, ReviewState
from pipeline.review.texts import QuestionTexts
from pipeline.review.values import RequestedDecision


def make_decision(
    review: ReviewState, reviewer: str, requested: RequestedDecision, at: str, batch: str = ""
) -> Decision:
    """Return the requested decision; `MisuseError` for invalid codes."""
    located = review.locate(requested.question, requested.key)
    texts = located.state.texts
    check_codes(texts.book, requested.codes)
    wrong = contradiction(requested.codes)
    if wrong:
        raise MisuseError(wrong)
    only_by = reviewer if decision_queue(requested.queue).blind else None
    wave, respondent = _subject(review, located, requested, only_by)
    scope: Scope = "one" if requested.only or located.who is not None else "alike"
    key = located.distinct_text.key
    return Decision(
        id=requested.id,
        at=at,
        reviewer=reviewer,
        subject=Subject(requested.question, wave, respondent, key, scope),
        verdicts=_verdicts(texts, located.text, requested.codes, blind=only_by is not None),
        occasion=_occasion(review, located, requested, reviewer),
        batch=batch or requested.id,
        codebook_version=texts.version,
        note=requested.note,
    )


def make_undo(decision: Decision, reviewer: str, at: str, batch: str) -> Decision:
    """Return the decision that undoes another one, in a batch of that id."""
    return Decision(
        id=own_id(batch, decision.id),
        at=at,
        reviewer=reviewer,
        subject=decision.subject,
        occasion=Occasion(via="page"),
        batch=batch,
        codebook_version=decision.codebook_version,
        undoes=decision.id,
    )


def check_codes(book: Codebook, codes: Sequence[str]) -> None:
    """Check that the codebook has the codes; `UnknownThemeError` for the first it lacks."""
    for code in codes:
        if code not in book.codes:
            raise UnknownThemeError(code, book.id, book.codes)


def own_id(id: str, part: str) -> str:
    """Return an id for each part of an act, the same each time; the act's id may be any text."""
    return str(uuid5(uuid5(UUID(int=0), id), part))


def _subject(
    review: ReviewState, located: Located, requested: RequestedDecision, only_by: str | None
) -> RespondentInWave:
    """Return the subject: the answer shown if it is split off, else the first."""
    shown = requested.shown
    if not requested.only or shown is None or located.who is not None:
        return review.members(located, only_by)[0].who
    # others may have split answers off since: the first now need not be the one that was shown
    if all(member.who != shown for member in located.distinct_text.members):
        wave, respondent = shown
        raise UnknownAnswerError(
            f"respondent '{respondent[:80]}' ({wave[:80]}) did not write that answer"
        )
    return RespondentInWave(*shown)


def _occasion(
    review: ReviewState, located: Located, requested: RequestedDecision, reviewer: str
) -> Occasion:
    place = review.place(located, requested.queue, reviewer)
    why = why_here(place, language(review.study.language))
    # a decision on a text no longer in the queue counts as made from the whole list
    in_queue = place.number >= 0 or requested.queue == BULK
    queue = decision_queue(requested.queue if in_queue else ALL)
    adjudicates = queue.round == "adjudication"
    return Occasion(
        round=queue.round,
        queue=queue.name,
        reason=requested.reason if adjudicates and requested.reason else why.text,
        probability=why.probability,
        shown=_shown(review, located, place.queue.blind, reviewer),
        via="page",
    )


def _shown(review: ReviewState, located: Located, blind: bool, reviewer: str) -> Shown:
    """Return what was in sight; a blind card hides nothing from who saw the text openly before."""
    if not blind:
        return "everything"
    seen = review.has_seen(reviewer, located.state, located.text)
    return "suggestions" if seen else "nothing"


def _verdicts(
    texts: QuestionTexts, text: int, codes: Sequence[str], *, blind: bool
) -> tuple[Verdict, ...]:
    """Return a verdict on each code given and on each suggestion that was in sight."""
    suggested = {} if blind else {s.theme: s for s in texts.suggestions[text]}
    verdicts = []
    for code in codes:
        suggestion = suggested.get(code)
        if suggestion is None:
            verdicts.append(Verdict(code, ADD))
        else:
            verdicts.append(Verdict(code, ACCEPT, suggestion.source, suggestion.chance))
    for suggestion in suggested.values():
        if suggestion.theme not in codes:
            verdict = Verdict(suggestion.theme, REJECT, suggestion.source, suggestion.chance)
            verdicts.append(verdict)
    return tuple(verdicts)
