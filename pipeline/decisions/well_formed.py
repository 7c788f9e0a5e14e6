"""What may stand in the log: a decision that is whole, and of signs that both kinds of database keep."""

from __future__ import annotations

import re
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
)
from pipeline.errors import MisuseError

LONGEST_NAME = 200
"""Characters of an id or a name: what is looked up by must fit in an index."""

_VIA = ("page", "workbook", "python")

# PostgreSQL keeps no NUL, and half of an emoji has no UTF-8
_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")


def well_formed(decision: Decision) -> Decision:
    """The decision as the log keeps it: signs in note and reason that no database keeps become U+FFFD. `MisuseError` for one that isn't whole."""
    fault = fault_of(decision)
    if fault:
        raise MisuseError(f"decision '{decision.id[:40]}' can't be kept: {fault}")
    occasion = replace(decision.occasion, reason=keepable(decision.occasion.reason))
    return replace(
        decision,
        note=keepable(decision.note),
        occasion=occasion,
        batch=decision.batch or decision.id,
    )


def keepable(text: str) -> str:
    """The text with U+FFFD for each sign that no database keeps: NUL and half of an emoji."""
    return _UNKEEPABLE.sub("\ufffd", text)


def fault_of(decision: Decision) -> str:
    """Why the decision isn't whole, or ''."""
    subject, occasion = decision.subject, decision.occasion
    needed = {
        "id": decision.id,
        "reviewer": decision.reviewer,
        "moment": decision.at,
        "question": subject.question,
        "wave": subject.wave,
        "respondent_id": subject.respondent_id,
        "text_hash": subject.text_hash,
    }
    names = {
        **needed,
        "batch": decision.batch,
        "id of what it undoes": decision.undoes,
        "codebook_version": decision.codebook_version,
        "queue": occasion.queue,
    }
    themes = {f"theme {i + 1}": verdict.theme for i, verdict in enumerate(decision.verdicts)}
    return (
        next(
            (f"the {name} is empty" for name, text in {**needed, **themes}.items() if not text), ""
        )
        or next(
            (
                f"the {name} {bad_name(text)}"
                for name, text in {**names, **themes}.items()
                if bad_name(text)
            ),
            "",
        )
        or no_moment(decision.at)
        or _unknown_word(decision)
        or _bad_codes(decision)
        or next(
            (
                f"chance {p} is not between 0 and 1"
                for p in _chances(decision)
                if not (p != p or 0 <= p <= 1)
            ),
            "",
        )
    )


def bad_name(text: str) -> str:
    """Why an id or a name can't be kept, or ''."""
    if _UNKEEPABLE.search(text):
        return "holds a character that no database keeps (NUL or half of an emoji)"
    return f"is longer than {LONGEST_NAME} characters" if len(text) > LONGEST_NAME else ""


def no_moment(at: str) -> str:
    """Why that is no moment in UTC, or ''."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return f"'{at[:40]}' is no moment; write it as 2025-11-03T09:00:00+00:00"
    return (
        ""
        if moment.utcoffset() == timedelta()
        else f"the moment {at[:40]} is not in UTC; let it end in +00:00"
    )


def _unknown_word(decision: Decision) -> str:
    occasion = decision.occasion
    words = [
        ("scope", decision.subject.scope, get_args(Scope)),
        ("round", occasion.round, get_args(Round)),
        ("shown", occasion.shown, get_args(Shown)),
        ("via", occasion.via, _VIA),
    ]
    words += [("verdict", verdict.verb, (ACCEPT, REJECT, ADD)) for verdict in decision.verdicts]
    words += [
        ("source", verdict.source, ("", "rules", "classifier")) for verdict in decision.verdicts
    ]
    return next(
        (
            f"{name} '{word}' is none of {', '.join(known)}"
            for name, word, known in words
            if word not in known
        ),
        "",
    )


def _bad_codes(decision: Decision) -> str:
    if decision.undoes:
        return "it undoes another and has codes of its own" if decision.verdicts else ""
    themes = [verdict.theme for verdict in decision.verdicts]
    twice = sorted({theme for theme in themes if themes.count(theme) > 1})
    return f"{', '.join(twice)} is there twice" if twice else contradiction(decision.codes)


def _chances(decision: Decision) -> list[float]:
    return [decision.occasion.probability, *(verdict.chance for verdict in decision.verdicts)]
