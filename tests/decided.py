"""Decisions to test with: one function that makes any of them, with fields that differ from
decision to decision.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.decisions import ADD, Decision, Occasion, Subject, Verdict


def decided(
    number: int = 1,
    *codes: str,
    text: str = "",
    reviewer: str = "anna",
    shown: str = "everything",
    round: str = "first",
    scope: str = "alike",
    **fields: object,
) -> Decision:
    """A whole decision with the id `d<number>`.

    `text` stands for the text's hash, by default one of its own.
    """
    subject = Subject("nadelen", "2025", f"g{number:05}", text or f"text-{number}", scope)  # type: ignore[arg-type]
    verdicts = tuple(Verdict(code, ADD) for code in codes or ("weer",))
    made = Decision(
        id=f"d{number}",
        at=f"2025-11-03T09:{number // 60 % 60:02}:{number % 60:02}.000000+00:00",
        reviewer=reviewer,
        subject=subject,
        verdicts=verdicts,
        occasion=Occasion(round=round, queue="all", shown=shown),  # type: ignore[arg-type]
        batch=f"d{number}",
        codebook_version="1 (00000000)",
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def undoing(number: int, of: Decision, **fields: object) -> Decision:
    """A decision that takes that one back, by the same reviewer unless a field says otherwise."""
    return replace(
        decided(number),
        subject=of.subject,
        reviewer=of.reviewer,
        verdicts=(),
        undoes=of.id,
        **fields,
    )  # type: ignore[arg-type]
