"""The guard of theme counts: which figures the disclosure rules hide, and which others with them.

Primary suppression hides figures on a base below the study's, and figures of fewer respondents than
the study wants, but more than none. Secondary suppression hides others until no hidden figure can
be recovered from those left, by any sum that a reader knows: segments add up to everybody, crossed
segments to the segments, parents contain their children, nobody has both a theme and `overig`,
weighted figures add up as well, and the base of a question with a filter by themes is a figure of
these themes. Other bases and respondents asked are always shown, so they count as known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

import numpy as np
import pandas as pd

from pipeline.counts.disclosure.question_table import QuestionTable
from pipeline.counts.disclosure.rules import Guarded, Primary, Rules, ThemeFilter
from pipeline.counts.values import CROSS
from pipeline.model import NO_ANSWER, Bools, Ints

_Key = tuple[str, str]
"""A question and a wave."""


def guard(
    counts: pd.DataFrame, rules: Rules, filters: Mapping[str, ThemeFilter] | None = None
) -> Guarded:
    """Return which rows of theme counts (`THEME_COUNTS`, nothing hidden yet) the rules hide.

    Those against the rules, and those that would reveal them. `filters` are those by themes, by
    filtered question. geen-antwoord is never hidden: it is the difference between those asked and
    the base, which are in every row.
    """
    primary = _primary(counts, rules)
    hidden = primary.hidden.copy()
    unclear, coded, absent = (np.zeros(len(counts), dtype=bool) for _ in range(3))
    step, base_kept = np.zeros(len(counts)), np.full(len(counts), np.nan)
    groups = _questions_and_waves(counts)
    tables = {
        key: QuestionTable(counts.iloc[rows], primary.at(rows), rules)
        for key, rows in groups.items()
    }
    links = list(_links(tables, filters or {}))
    for filtered, named, themes in links:
        tables[named].add_union(filtered[0], themes, tables[filtered])
    _protect(tables, links)
    for key, rows in groups.items():
        table = tables[key]
        hidden[rows] = table.hidden
        absent[rows] = table.absent
        if table.hidden.any():
            unclear[rows], coded[rows], step[rows] = table.unclear(), True, table.step()
    for filtered, named, _ in links:
        if tables[filtered].has_absent:
            base_kept[groups[filtered]] = tables[named].base_kept
    return Guarded(hidden, unclear, coded, step, absent, base_kept)


def _primary(counts: pd.DataFrame, rules: Rules) -> Primary:
    """Return which figures the rules themselves hide."""
    n, base = counts["n"].to_numpy(dtype=float), counts["base"].to_numpy(dtype=float)
    in_all, in_segment = _named_by_nobody(counts, rules.base)
    may_hide = (counts["theme"].to_numpy(dtype=object) != NO_ANSWER) & ~in_all
    few = may_hide & (n > 0) & (n < rules.n)
    hidden = few | (may_hide & ~in_segment & (base < rules.base))
    if rules.everybody:
        hidden |= may_hide & (n > 0) & (n == base)
    return Primary(hidden, few, may_hide)


def _protect(
    tables: Mapping[_Key, QuestionTable], links: list[tuple[_Key, _Key, tuple[str, ...]]]
) -> None:
    """Hide what would reveal hidden figures, until a filter has nothing more to hide."""
    waiting = [table for table in tables.values() if table.has_hidden]
    while waiting:
        for table in waiting:
            table.protect()
        waiting = []
        for filtered, named, _ in links:
            if tables[filtered].leave_out(tables[named].hidden_cells(filtered[0])):
                waiting.append(tables[filtered])


def _links(
    tables: Mapping[_Key, QuestionTable], filters: Mapping[str, ThemeFilter]
) -> Iterator[tuple[_Key, _Key, tuple[str, ...]]]:
    """Yield each filtered question and wave, whose themes its filter names, and these themes."""
    for question, wave in tables:
        if question in filters:
            kept = filters[question]
            if (kept.question, wave) in tables:
                yield (question, wave), (kept.question, wave), kept.themes


def _named_by_nobody(counts: pd.DataFrame, base: int) -> tuple[Bools, Bools]:
    """Return which rows are of a theme that nobody named, on a large enough base.

    Nobody in all, or in a segment that includes the row's: there is nobody to protect, and hiding a
    part would hide the whole.
    """
    names = ["question", "wave", "theme", "segment_variable", "segment"]
    rows = counts[names].astype(object)
    is_crossed = counts["segment_variable"].astype(str).str.contains(CROSS)
    is_empty = (counts["n"] == 0) & (counts["base"] >= base) & ~is_crossed
    empty = pd.MultiIndex.from_frame(rows[is_empty])
    in_all = _are_in(rows.assign(segment_variable="", segment=""), empty)
    in_segment = np.zeros(len(counts), dtype=bool)
    for crossing in counts["segment_variable"][is_crossed].unique():
        crossed = np.flatnonzero((counts["segment_variable"] == crossing).to_numpy())
        values = [str(value).split(CROSS) for value in rows["segment"].iloc[crossed]]
        for at, variable in enumerate(str(crossing).split(CROSS)):
            if all(len(value) > at for value in values):
                segments = [value[at] for value in values]
                wider = rows.iloc[crossed].assign(segment_variable=variable, segment=segments)
                in_segment[crossed] |= _are_in(wider, empty)
    return in_all, in_segment


def _are_in(rows: pd.DataFrame, index: pd.MultiIndex) -> Bools:
    return np.asarray(pd.MultiIndex.from_frame(rows).isin(index), dtype=bool)


def _questions_and_waves(counts: pd.DataFrame) -> dict[_Key, Ints]:
    """Return the rows of each question and wave."""
    groups = counts.groupby(["question", "wave"], sort=False, observed=True).indices
    by_key = cast("Mapping[tuple[object, object], Ints]", groups)
    return {
        (str(question), str(wave)): np.asarray(rows, dtype=np.int64)
        for (question, wave), rows in by_key.items()
    }
