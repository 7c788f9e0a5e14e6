"""From what a reviewer wants to the decision that is appended."""

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
    Round,
    Shown,
    Subject,
    Verdict,
    contradiction,
)
from pipeline.errors import MisuseError, UnknownAnswerError, UnknownThemeError
from pipeline.model import Codebook
from pipeline.review.card import reason_of
from pipeline.review.question_state import Tray, is_blind
from pipeline.review.state import BULK, Trays
from pipeline.review.texts import Shelf
from pipeline.review.values import RequestedDecision

_ROUNDS: dict[str, Round] = {"second": "second", "disagreement": "adjudication"}


def decision_of(
    trays: Trays, reviewer: str, wish: RequestedDecision, at: str, batch: str = ""
) -> Decision:
    """The decision that the wish asks for. `MisuseError` or `UnknownThemeError` for codes that can't be those of an answer."""
    tray, text, who = trays.found(wish.question, wish.key)
    shelf = tray.shelf
    check_codes(shelf.book, wish.codes)
    wrong = contradiction(wish.codes)
    if wrong:
        raise MisuseError(wrong)
    blind = is_blind(wish.queue)
    of_text = shelf.texts[text]
    wave, respondent = _named(trays, tray, text, who, wish, reviewer if blind else None)
    place = trays.place(wish.question, wish.queue, reviewer, text)
    outcome = trays.standing.outcome((wish.question, of_text.key), who)
    reason, probability = reason_of(trays, tray, wish.queue, text, place, outcome)
    # who decides on a text that is not in the queue (any more) decides as from the whole list
    queue = wish.queue if place >= 0 or wish.queue == BULK else "all"
    turn = _ROUNDS.get(queue, "first")
    if turn == "adjudication" and wish.reason:
        reason = wish.reason
    one = wish.only or who is not None
    return Decision(
        id=wish.id,
        at=at,
        reviewer=reviewer,
        subject=Subject(wish.question, wave, respondent, of_text.key, "one" if one else "alike"),
        verdicts=_verdicts(shelf, text, wish.codes, blind),
        occasion=Occasion(
            turn, queue, reason, probability, _shown(trays, wish, text, reviewer), "page"
        ),
        batch=batch or wish.id,
        codebook_version=shelf.version,
        note=wish.note,
    )


def _named(
    trays: Trays,
    tray: Tray,
    text: int,
    who: RespondentInWave | None,
    wish: RequestedDecision,
    reviewer: str | None,
) -> RespondentInWave:
    """The answer that the decision names: the one that was shown where it is split off, else the first of those it covers."""
    if not (wish.only and wish.shown) or who is not None:
        return RespondentInWave(*trays.members(tray, text, who, reviewer)[0][:2])
    # others may have split answers off since: the first of those alike need not be the one that was shown
    if all(member[:2] != wish.shown for member in tray.shelf.texts[text].members):
        raise UnknownAnswerError(
            f"respondent '{wish.shown[1][:80]}' ({wish.shown[0][:80]}) did not write that answer"
        )
    return RespondentInWave(*wish.shown)


def _shown(trays: Trays, wish: RequestedDecision, text: int, reviewer: str) -> Shown:
    """What was in sight; a blind card hides nothing from who saw the text openly before."""
    if not is_blind(wish.queue):
        return "everything"
    return "suggestions" if trays.saw(reviewer, wish.question, text) else "nothing"


def undoing(decision: Decision, reviewer: str, at: str, batch: str) -> Decision:
    """The decision that takes another one back, in a batch of that id."""
    own = own_id(batch, decision.id)
    version = decision.codebook_version
    return Decision(
        own,
        at,
        reviewer,
        decision.subject,
        (),
        Occasion(via="page"),
        batch,
        version,
        "",
        decision.id,
    )


def check_codes(book: Codebook, codes: Sequence[str]) -> None:
    """`UnknownThemeError` for a code that the codebook does not have."""
    for code in codes:
        if code not in book.codes:
            raise UnknownThemeError(code, book.id, book.codes)


def own_id(id: str, part: str) -> str:
    """An id of its own for each part of an act, the same each time; any text may be the id of the act."""
    return str(uuid5(uuid5(UUID(int=0), id), part))


def _verdicts(shelf: Shelf, text: int, codes: Sequence[str], blind: bool) -> tuple[Verdict, ...]:
    suggested = {} if blind else {s.theme: s for s in shelf.suggestions[text]}
    given = [
        Verdict(code, ACCEPT, suggested[code].source, suggested[code].chance)
        if code in suggested
        else Verdict(code, ADD)
        for code in codes
    ]
    refused = [
        Verdict(s.theme, REJECT, s.source, s.chance)
        for s in suggested.values()
        if s.theme not in codes
    ]
    return (*given, *refused)
