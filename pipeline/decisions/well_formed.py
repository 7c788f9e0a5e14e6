"""Checks decisions before they enter the log: complete, in characters both databases can store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import get_args

from pipeline.decisions.values import (
    ACCEPT,
    ADD,
    REJECT,
    Decision,
    Round,
    Scope,
    Shown,
    contradiction,
    repetition,
)
from pipeline.errors import MisuseError

LONGEST_NAME = 200
"""The most characters of an id or a name: keys must fit in an index."""

_VIA = ("page", "workbook", "python")
_SOURCES = ("", "rules", "classifier", "llm")

# PostgreSQL stores no NUL, and half of an emoji has no UTF-8
_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")


def well_formed(decision: Decision) -> Decision:
    """Return the decision as the log stores it; `MisuseError` for an incomplete one.

    Characters in note and reason that no database stores become U+FFFD.
    """
    fault = fault_of(decision)
    if fault:
        raise MisuseError(f"decision '{decision.id[:40]}' can't be kept: {fault}")
    return replace(
        decision,
        note=keepable(decision.note),
        occasion=replace(decision.occasion, reason=keepable(decision.occasion.reason)),
        batch=decision.batch or decision.id,
    )


def keepable(text: str) -> str:
    """Return the text with U+FFFD for characters no database stores: NUL, half an emoji."""
    return _UNKEEPABLE.sub("\ufffd", text)


def fault_of(decision: Decision) -> str:
    """Return why the decision is incomplete, or ''."""
    return next(_faults(decision), "")


def _faults(decision: Decision) -> Iterator[str]:
    subject, occasion, verdicts = decision.subject, decision.occasion, decision.verdicts
    themes = {f"theme {i}": verdict.theme for i, verdict in enumerate(verdicts, start=1)}
    needed = {
        "id": decision.id,
        "reviewer": decision.reviewer,
        "moment": decision.at,
        "question": subject.question,
        "wave": subject.wave,
        "respondent_id": subject.respondent_id,
        "text_hash": subject.text_hash,
    }
    optional = {
        "batch": decision.batch,
        "id of what it undoes": decision.undoes,
        "codebook_version": decision.codebook_version,
        "queue": occasion.queue,
    }
    yield from empty_names(needed | themes)
    yield from unkeepable_names(needed | optional | themes)
    yield from moment_faults(decision.at)
    yield from _unknown_words(decision)
    yield from _contradictions(decision)
    for chance in (occasion.probability, *(verdict.chance for verdict in verdicts)):
        if chance < 0 or chance > 1:
            yield f"chance {chance} is not between 0 and 1"


def empty_names(names: Mapping[str, str]) -> Iterator[str]:
    """Yield a fault for each of these values that is empty; keys say what they are."""
    return (f"the {what} is empty" for what, name in names.items() if not name)


def unkeepable_names(names: Mapping[str, str]) -> Iterator[str]:
    """Yield a fault for each of these values that can't be stored."""
    for what, name in names.items():
        if _UNKEEPABLE.search(name):
            yield f"the {what} holds a character that no database keeps (NUL or half of an emoji)"
        if len(name) > LONGEST_NAME:
            yield f"the {what} is longer than {LONGEST_NAME} characters"


def moment_faults(at: str) -> Iterator[str]:
    """Yield why that is no moment in UTC."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        yield f"'{at[:40]}' is no moment; write it as 2025-11-03T09:00:00+00:00"
        return
    if moment.utcoffset() != timedelta():
        yield f"the moment {at[:40]} is not in UTC; let it end in +00:00"


def _unknown_words(decision: Decision) -> Iterator[str]:
    occasion = decision.occasion
    words: list[tuple[str, str, Iterable[str]]] = [
        ("scope", decision.subject.scope, get_args(Scope)),
        ("round", occasion.round, get_args(Round)),
        ("shown", occasion.shown, get_args(Shown)),
        ("via", occasion.via, _VIA),
        *(("verdict", verdict.verb, (ACCEPT, REJECT, ADD)) for verdict in decision.verdicts),
        *(("source", verdict.source, _SOURCES) for verdict in decision.verdicts),
    ]
    for name, word, known in words:
        if word not in known:
            yield f"{name} '{word}' is none of {', '.join(known)}"


def _contradictions(decision: Decision) -> Iterator[str]:
    if decision.undoes:
        if decision.verdicts:
            yield "it undoes another and has codes of its own"
        return
    themes = tuple(verdict.theme for verdict in decision.verdicts)
    fault = repetition(themes) or contradiction(decision.codes)
    if fault:
        yield fault
