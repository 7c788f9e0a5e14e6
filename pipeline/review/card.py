"""Makes the card of a text: what one reviewer may see of it in one queue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.decisions import Decision, RespondentInWave
from pipeline.language import language
from pipeline.review.queue_names import DISAGREEMENT
from pipeline.review.queues import Place, why_here
from pipeline.review.state import Located, ReviewState
from pipeline.review.values import Card, Opinion, Other

MAX_MEMBERS = 50
"""The most respondents named with a text."""


def make_card(
    review: ReviewState,
    located: Located,
    key: str,
    *,
    queue: str,
    reviewer: str,
    also_here: tuple[str, ...] = (),
) -> Card:
    """Return the card of a text; `MisuseError` if there is no such queue."""
    texts = located.state.texts
    place = review.place(located, queue, reviewer)
    blind = place.queue.blind
    # in a blind queue others' decisions are out of sight
    only_by = reviewer if blind else None
    members = review.members(located, only_by)
    shown = members[0]
    visible = _visible_decisions(place, only_by)
    why = why_here(place, language(review.study.language))
    return Card(
        question=texts.question,
        queue=queue,
        key=key,
        verbatim=shown.verbatim,
        wave=shown.wave,
        respondent_id=shown.respondent_id,
        count=len(members),
        members=tuple(members[:MAX_MEMBERS]),
        one=located.who is not None,
        segments=_segments(review, shown.who),
        others=tuple(_other_answers(review, texts.question, shown.who)),
        suggestions=() if blind else texts.suggestions[located.text],
        chosen=_ticked_at_first(place, visible),
        opinions=visible.opinions,
        settled=visible.settled,
        stale=visible.stale,
        reason=why.text,
        probability=why.probability,
        blind=blind,
        seen=located.state.newest(located.text, only_by),
        place=place.number + 1,
        of=len(place.order),
        previous=_neighbour(review, place, -1),
        next=_neighbour(review, place, +1),
        also_here=also_here,
        split_off=() if located.who else review.split_off(located, only_by),
    )


@dataclass(frozen=True)
class _VisibleDecisions:
    opinions: tuple[Opinion, ...]
    settled: Decision | None
    stale: Decision | None


def _visible_decisions(place: Place, only_by: str | None) -> _VisibleDecisions:
    """Return the decisions on the text; with `only_by`, only those of that reviewer."""
    opinions = _opinions(place)
    settled = None if place.outcome is None else place.outcome.settled
    stale = place.state.stale(place.text)
    if only_by is None:
        return _VisibleDecisions(opinions, settled, stale)
    return _VisibleDecisions(
        opinions=tuple(opinion for opinion in opinions if opinion.reviewer == only_by),
        settled=settled if settled is not None and settled.reviewer == only_by else None,
        stale=stale if stale is not None and stale.reviewer == only_by else None,
    )


def _opinions(place: Place) -> tuple[Opinion, ...]:
    """Return the codes by label files and reviewers, files first."""
    filed = place.state.texts.filed.get(place.text)
    from_files = () if filed is None else (Opinion(filed.coder, filed.codes, "", ""),)
    decisions = () if place.outcome is None else place.outcome.opinions
    return (*from_files, *(Opinion(d.reviewer, d.codes, d.at, d.note) for d in decisions))


def _ticked_at_first(place: Place, visible: _VisibleDecisions) -> tuple[str, ...]:
    """Return the codes ticked when the card opens: those decided, else those suggested."""
    opinions = visible.opinions
    if place.queue.name == DISAGREEMENT and opinions:
        # adjudication starts from what all agree on, not from one of the opinions
        shared = set(opinions[0].codes).intersection(*(opinion.codes for opinion in opinions))
        return tuple(code for code in opinions[0].codes if code in shared)
    if visible.settled is not None:
        return visible.settled.codes
    if opinions:
        return opinions[0].codes
    return () if place.queue.blind else place.state.texts.suggested(place.text)


def _neighbour(review: ReviewState, place: Place, step: int) -> str:
    """Return the key of the text before or after in the queue, '' at the ends."""
    number = place.number + step
    if place.number < 0 or not 0 <= number < len(place.order):
        return ""
    return review.shown_key(place.state, place.queue, int(place.order[number]))


def _other_answers(review: ReviewState, question: str, who: RespondentInWave) -> Iterator[Other]:
    """Return the respondent's answers to other questions in that wave, then this one in others."""
    wave, respondent = who
    for state in review:
        verbatim = state.texts.verbatim_of(who)
        if state.texts.question != question and verbatim is not None:
            yield Other(state.texts.question, wave, verbatim)
    for other_wave in reversed(review.study.wave_ids):
        verbatim = review[question].texts.verbatim_of(RespondentInWave(other_wave, respondent))
        if other_wave != wave and verbatim is not None:
            yield Other(question, other_wave, verbatim)


def _segments(review: ReviewState, who: RespondentInWave) -> tuple[tuple[str, str], ...]:
    values = next((state.texts.segments.get(who) for state in review), None) or ()
    named = zip(review.study.segments, values, strict=False)
    return tuple((name, value) for name, value in named if value)
