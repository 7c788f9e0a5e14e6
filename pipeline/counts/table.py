"""Theme counts: the table that a report build reads, and the figures that the report shows, from one tally."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from pipeline.counts.intervals import wilson
from pipeline.counts.tally import EVERYBODY, Cell, Tally
from pipeline.model import (
    CODINGS,
    NO_ANSWER,
    SOURCES,
    SPECIAL_CODES,
    THEME_COUNTS,
    Codebook,
    Figure,
    Ints,
    ThemeFigures,
    WaveBase,
)


def figure(tally: Tally, code: str, wave: str, cell: Cell = EVERYBODY) -> Figure:
    """How many respondents have the code, of how many, with the interval of the share.

    geen-antwoord has no share: who gave no answer is no part of the base.
    """
    asked, without, _ = tally.base(wave, cell)
    by_source = tally.respondents(code, wave, cell)
    n, base = sum(by_source.values()), asked - without
    sources = (by_source["rules"], by_source["classifier"], by_source["reviewer"])
    if code == NO_ANSWER or base == 0:
        return Figure(n, base, None, None, None, *sources)
    low, high = wilson(n, base)
    return Figure(n, base, n / base, low, high, *sources)


def theme_figures(tally: Tally, waves: tuple[str, ...]) -> tuple[ThemeFigures, ...]:
    """The figures of every theme and special code, in the order of the codebook."""
    return tuple(
        ThemeFigures(
            code,
            label,
            definition,
            parent,
            level,
            {wave: figure(tally, code, wave) for wave in waves},
            {
                (wave, *cell): figure(tally, code, wave, cell)
                for wave in waves
                for cell in tally.cells(wave)
                if cell != EVERYBODY
            },
        )
        for code, label, definition, parent, level in _lines(tally.book)
    )


def wave_base(tally: Tally, wave: str) -> WaveBase:
    """What became of the answers of that wave."""
    asked, without, uncoded = tally.base(wave)
    other = sum(tally.respondents(SPECIAL_CODES[1], wave).values())
    return WaveBase(asked, asked - without, without, other, uncoded)


def counts_table(study: str, tallies: Mapping[str, Tally]) -> pd.DataFrame:
    """The theme counts of all questions (columns of `model.THEME_COUNTS`), sorted by question, wave, segment variable, segment, then
    in the order of the codebook. Sorting is by code point, so that it doesn't depend on the study file."""
    rows = [row for question in sorted(tallies) for row in _rows(study, question, tallies[question])]
    columns = list(zip(*rows, strict=True)) or [()] * len(THEME_COUNTS.columns)
    return THEME_COUNTS.frame(dict(zip(THEME_COUNTS.columns, columns, strict=True)))


def count_themes(codings: pd.DataFrame, answers: pd.DataFrame, book: Codebook, *, by: tuple[str, ...] = ()) -> Tally:
    """The tally of codings (`model.CODINGS`) of one question's answers (`model.ANSWERS`), by the segment columns of `answers`.

    Every answer counts, also without codings; order and repeats of codings change nothing. `ValueError` for a respondent who is twice in a
    wave.
    """
    CODINGS.check(codings)
    tally = Tally(book)
    number = {code: i for i, code in enumerate(book.codes)}
    rank = {source: i for i, source in enumerate(SOURCES)}
    coded = codings[codings["theme"].astype(object) != ""]
    for wave, of_wave in answers.groupby("wave", sort=False, observed=True):
        ids = pd.Index(of_wave["respondent_id"])
        if not ids.is_unique:
            raise ValueError(f"wave {wave}: respondent {ids[ids.duplicated()][0]} is there twice")
        here = coded[coded["wave"] == wave]
        answer = ids.get_indexer(pd.Index(here["respondent_id"]))
        known = answer >= 0
        tally.add(
            str(wave),
            len(of_wave),
            {variable: numbered(of_wave[variable]) for variable in by},
            answer[known].astype(np.int64),
            here["theme"].map(number).to_numpy(dtype=np.int64)[known],
            here["source"].map(rank).to_numpy(dtype=np.int64)[known],
        )
    return tally


def numbered(column: pd.Series) -> tuple[Ints, tuple[str, ...]]:
    """The values of a column as numbers, and the values so numbered."""
    numbers, values = pd.factorize(column.astype(object))
    return numbers.astype(np.int64), tuple(map(str, values))


def _lines(book: Codebook) -> Iterator[tuple[str, str, str, str, int]]:
    for placed in book.placed:
        yield placed.theme.id, placed.theme.label, placed.theme.definition, placed.parent, placed.level
    for code in SPECIAL_CODES:
        yield code, code.capitalize().replace("-", " "), "", "", 0


def _rows(study: str, question: str, tally: Tally) -> Iterator[tuple[object, ...]]:
    for wave in tally.waves():
        for cell in tally.cells(wave):
            for code, label, _, parent, level in _lines(tally.book):
                f = figure(tally, code, wave, cell)
                asked, without, uncoded = tally.base(wave, cell)
                yield (
                    study, question, wave, *cell, code, label, parent, level, f.n, f.base, f.share, f.low, f.high,
                    f.n_rules, f.n_classifier, f.n_reviewer, f.suppressed, f.n, asked, asked - without - uncoded,
                    "wilson" if f.low is not None else "", None, None, None,
                )  # fmt: skip
