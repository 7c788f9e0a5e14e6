"""Lists of texts to search and tick, and what a change would make of each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.decisions import contradiction
from pipeline.model import NO_ANSWER, Floats, Ints
from pipeline.normalise import fold
from pipeline.review.question_state import Tray
from pipeline.review.values import Change, ChangedRow, Row


def wanted(tray: Tray, words: str, theme: str, state: str) -> Ints:
    """The numbers of the texts that hold all the words, have the theme (or one below it), and are decided, open or without theme."""
    shelf = tray.shelf
    parts = fold(words).split()
    keep = np.array(
        [all(part in text.folded for part in parts) for text in shelf.texts], dtype=bool
    )
    if state == "decided":
        keep &= tray.decided
    elif state == "open":
        keep &= ~tray.decided
    if theme or state == "no-theme":
        for i in np.flatnonzero(keep).tolist():
            codes = codes_of(tray, i)[0]
            has = (
                not theme
                or theme in codes
                or any(theme in shelf.book.ancestors(code) for code in codes)
            )
            keep[i] = has and (state != "no-theme" or not codes)
    return np.flatnonzero(keep)


def codes_of(tray: Tray, text: int) -> tuple[tuple[str, ...], str, str]:
    """The codes that a text has now, whose they are (reviewer, rules, classifier or none), and the reviewer's name."""
    outcome = tray.outcome(text)
    if outcome is not None:
        return outcome.settled.codes, "reviewer", outcome.settled.reviewer
    filed = tray.shelf.filed.get(text)
    if filed is not None:
        return filed.codes, "reviewer", filed.coder
    suggestions = tray.shelf.suggestions[text]
    source = (
        "none"
        if not suggestions
        else "rules"
        if any(s.source == "rules" for s in suggestions)
        else "classifier"
    )
    return tuple(s.theme for s in suggestions), source, ""


def rows_of(tray: Tray, numbers: Ints, likeness: Floats | None = None) -> tuple[Row, ...]:
    """The texts as rows of a list."""
    near = np.full(len(numbers), np.nan) if likeness is None else likeness
    return tuple(
        _row(tray, text, alike) for text, alike in zip(numbers.tolist(), near.tolist(), strict=True)
    )


def changed_rows(
    tray: Tray, texts: Sequence[int], change: Change, decided_too: bool
) -> tuple[ChangedRow, ...]:
    """What the change makes of each text, or why it stays as it is."""
    return tuple(_changed(tray, text, change, decided_too) for text in texts)


def _row(tray: Tray, text: int, likeness: float = float("nan")) -> Row:
    of_text = tray.shelf.texts[text]
    codes, source, reviewer = codes_of(tray, text)
    return Row(
        of_text.key, of_text.verbatim, int(tray.covered[text]), codes, source, reviewer, likeness
    )


def _changed(tray: Tray, text: int, change: Change, decided_too: bool) -> ChangedRow:
    row = _row(tray, text)
    before = () if change.whole else row.codes
    added = (*before, *(code for code in change.add if code not in before))
    after = tuple(code for code in added if code not in change.remove)
    if not row.count or (row.source == "reviewer" and not decided_too):
        # none is left where each was split off
        return ChangedRow(row, row.codes, "decided")
    if not after:
        return ChangedRow(row, row.codes, "empty")
    if contradiction(after):
        return ChangedRow(row, row.codes, "contradiction" if NO_ANSWER in after else "empty")
    if set(after) == set(row.codes) and row.source == "reviewer":
        return ChangedRow(row, row.codes, "same")
    return ChangedRow(row, after, "")
