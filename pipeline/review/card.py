"""Makes the card of a text: what one reviewer may see of it in one queue."""

from __future__ import annotations

from math import nan

from pipeline.decisions import Decision, Outcome, RespondentInWave
from pipeline.language import language
from pipeline.review.candidates import Reason
from pipeline.review.question_state import Tray, is_blind
from pipeline.review.state import Trays
from pipeline.review.values import Card, Opinion, Other

SHOWN_MEMBERS = 50
"""Of alike answers so many are named."""


def card_of(
    trays: Trays,
    question: str,
    queue: str,
    key: str,
    reviewer: str,
    also_here: tuple[str, ...] = (),
) -> Card:
    """The card. `UnknownAnswerError` when there is no text of that key, `MisuseError` when there is no such queue."""
    tray, text, who = trays.found(question, key)
    shelf, blind = tray.shelf, is_blind(queue)
    of_text = shelf.texts[text]
    place = trays.place(question, queue, reviewer, text)
    order = trays.order(question, queue, reviewer)
    members = trays.members(tray, text, who, reviewer if blind else None)
    wave, respondent, verbatim = members[0]
    outcome = trays.standing.outcome((question, of_text.key), who)
    opinions = _opinions(tray, text, outcome)
    if blind:
        opinions = tuple(opinion for opinion in opinions if opinion.reviewer == reviewer)
    settled = (
        None
        if outcome is None or (blind and outcome.settled.reviewer != reviewer)
        else outcome.settled
    )
    stale = tray.stale(text)
    reason, probability = reason_of(trays, tray, queue, text, place, outcome)
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
        segments=_segments(trays, wave, respondent),
        others=_others(trays, question, wave, respondent),
        suggestions=() if blind else shelf.suggestions[text],
        chosen=_chosen(shelf.suggested(text), settled, opinions, queue),
        opinions=opinions,
        settled=settled,
        stale=None if stale is None or (blind and stale.reviewer != reviewer) else stale,
        reason=reason,
        probability=probability,
        blind=blind,
        seen=trays.standing.number((question, of_text.key), reviewer if blind else None),
        place=place + 1,
        of=len(order),
        previous=trays.shown_key(question, queue, int(order[place - 1])) if place > 0 else "",
        next=trays.shown_key(question, queue, int(order[place + 1]))
        if 0 <= place < len(order) - 1
        else "",
        also_here=also_here,
        apart=()
        if who is not None
        else tuple(trays.apart(question, text, reviewer if blind else None)),
    )


def reason_of(
    trays: Trays, tray: Tray, queue: str, text: int, place: int, outcome: Outcome | None
) -> tuple[str, float]:
    """Why the text stands in the queue, in words, and its chance of being drawn (nan: it was not)."""
    own = language(trays.study.language)
    order = tray.shelf.orders.get(queue)
    if order is not None and place >= 0:
        return order.reasons[place], float(order.probability[place])
    stale = tray.stale(text)
    if queue == "second" and place >= 0:
        return Reason("second").sentence(own), trays.study.review.second
    if queue == "stale" and stale is not None:
        return Reason("stale", {"reviewer": stale.reviewer}).sentence(own), nan
    if queue == "codebook" and outcome is not None:
        return Reason("codebook", {"version": outcome.settled.codebook_version}).sentence(own), nan
    if queue == "disagreement" and outcome is not None:
        # no names: who adjudicates may want not to know whose opinion is whose
        return Reason("disagreement", {"n": str(len(outcome.opinions))}).sentence(own), nan
    return "", nan


def _opinions(tray: Tray, text: int, outcome: Outcome | None) -> tuple[Opinion, ...]:
    found = (
        []
        if outcome is None
        else [Opinion(d.reviewer, d.codes, d.at, d.note) for d in outcome.opinions]
    )
    filed = tray.shelf.filed.get(text)
    if filed is not None:
        found.insert(0, Opinion(filed.coder, filed.codes, "", ""))
    return tuple(found)


def _others(trays: Trays, question: str, wave: str, respondent: str) -> tuple[Other, ...]:
    """The respondent's answers to other questions of that wave, then to this one in other waves."""
    found = []
    for tray in trays:
        text = tray.shelf.place_of.get(RespondentInWave(wave, respondent))
        if tray.shelf.question != question and text is not None:
            found.append(
                Other(
                    tray.shelf.question,
                    wave,
                    tray.shelf.verbatim_of(text, RespondentInWave(wave, respondent)),
                )
            )
    shelf = trays[question].shelf
    for earlier in reversed(trays.study.wave_ids):
        text = shelf.place_of.get(RespondentInWave(earlier, respondent))
        if earlier != wave and text is not None:
            found.append(
                Other(
                    question,
                    earlier,
                    shelf.verbatim_of(text, RespondentInWave(earlier, respondent)),
                )
            )
    return tuple(found)


def _segments(trays: Trays, wave: str, respondent: str) -> tuple[tuple[str, str], ...]:
    values = (
        next((tray.shelf.segments.get(RespondentInWave(wave, respondent)) for tray in trays), None)
        or ()
    )
    return tuple(
        (name, value) for name, value in zip(trays.study.segments, values, strict=False) if value
    )


def _chosen(
    suggested: tuple[str, ...], settled: Decision | None, opinions: tuple[Opinion, ...], queue: str
) -> tuple[str, ...]:
    """The codes ticked at first. Who adjudicates starts from what all agree on, not from one of the opinions."""
    if queue == "disagreement" and opinions:
        return tuple(
            code for code in opinions[0].codes if all(code in opinion.codes for opinion in opinions)
        )
    if settled is not None:
        return settled.codes
    if opinions:
        return opinions[0].codes
    return () if is_blind(queue) else suggested
