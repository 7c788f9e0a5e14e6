"""Lists of texts to search and select, with a preview of bulk changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pipeline.decisions import contradiction
from pipeline.model import NO_ANSWER, SOURCES, Floats, Ints
from pipeline.normalise import fold
from pipeline.review.question_state import QuestionState
from pipeline.review.values import Change, ChangedRow, Row


class CurrentCodes(NamedTuple):
    """The codes that a text has now, their source (`model.SOURCES`), and which are guesses."""

    codes: tuple[str, ...]
    source: str
    reviewer: str = ""
    guesses: tuple[str, ...] = ()


def find_texts(state: QuestionState, words: str, theme: str, decided: str) -> Ints:
    """Return the texts with all the words, the theme (or one below it) and that state."""
    parts = fold(words).split()
    holds_words = [all(part in text.folded for part in parts) for text in state.texts.texts]
    keep = np.array(holds_words, dtype=bool)
    if decided == "decided":
        keep &= state.decided
    elif decided == "open":
        keep &= ~state.decided
    numbers = np.flatnonzero(keep)
    if not theme and decided != "no-theme":
        return numbers
    by_codes = [
        text
        for text in numbers.tolist()
        if _codes_match(state, text, theme, without=decided == "no-theme")
    ]
    return np.array(by_codes, dtype=np.int64)


def current_codes(state: QuestionState, text: int) -> CurrentCodes:
    """Return the codes that a text has now: those by people, else the machine's suggestions."""
    outcome = state.outcome(text)
    if outcome is not None:
        return CurrentCodes(outcome.settled.codes, "reviewer", outcome.settled.reviewer)
    filed = state.texts.filed.get(text)
    if filed is not None:
        return CurrentCodes(filed.codes, "reviewer", filed.coder)
    suggestions = state.texts.suggestions[text]
    if not suggestions:
        return CurrentCodes((), "none")
    return CurrentCodes(
        codes=state.texts.suggested(text),
        source=min((suggestion.source for suggestion in suggestions), key=SOURCES.index),
        guesses=tuple(suggestion.theme for suggestion in suggestions if suggestion.guess),
    )


def make_rows(
    state: QuestionState, numbers: Ints, likeness: Floats | None = None
) -> tuple[Row, ...]:
    """Return the texts as rows of a list."""
    if likeness is None:
        return tuple(_row(state, text) for text in numbers.tolist())
    alike = zip(numbers.tolist(), likeness.tolist(), strict=True)
    return tuple(_row(state, text, likeness) for text, likeness in alike)


def change_rows(
    state: QuestionState, texts: Sequence[int], change: Change, decided_too: bool
) -> tuple[ChangedRow, ...]:
    """Return the result of the change for each text, or why it is unchanged."""
    return tuple(_changed(_row(state, text), change, decided_too) for text in texts)


def _codes_match(state: QuestionState, text: int, theme: str, *, without: bool) -> bool:
    codes = current_codes(state, text).codes
    if without and codes:
        return False
    if not theme or theme in codes:
        return True
    book = state.texts.book
    return any(theme in book.ancestors(code) for code in codes)


def _row(state: QuestionState, text: int, likeness: float = float("nan")) -> Row:
    current = current_codes(state, text)
    return Row(
        key=state.texts[text].key,
        verbatim=state.texts[text].verbatim,
        count=int(state.covered[text]),
        codes=current.codes,
        source=current.source,
        reviewer=current.reviewer,
        likeness=likeness,
        guesses=current.guesses,
    )


def _changed(row: Row, change: Change, decided_too: bool) -> ChangedRow:
    after = _after(row.codes, change)
    kept = _why_kept(row, after, decided_too)
    return ChangedRow(row, row.codes if kept else after, kept)


def _after(codes: tuple[str, ...], change: Change) -> tuple[str, ...]:
    before = () if change.whole else codes
    added = (*before, *(code for code in change.add if code not in before))
    return tuple(code for code in added if code not in change.remove)


def _why_kept(row: Row, after: tuple[str, ...], decided_too: bool) -> str:
    """Return why the row is unchanged (`ChangedRow.kept`), '' if it changes."""
    by_person = row.source == "reviewer"
    # no answer is left if each was split off
    if not row.count or (by_person and not decided_too):
        return "decided"
    if not after:
        return "empty"
    if contradiction(after):
        return "contradiction" if NO_ANSWER in after else "empty"
    return "same" if by_person and set(after) == set(row.codes) else ""
