"""Theme counts: the table that a report build reads, and the figures that the report shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.counts.figures import Figure, ThemeFigures, WaveBase
from pipeline.counts.intervals import effective_bases, kish_of_sums, share_intervals
from pipeline.counts.tables import THEME_COUNTS
from pipeline.counts.tally import Tally
from pipeline.counts.values import EVERYBODY, Cell, Counts
from pipeline.model import (
    NO_ANSWER,
    OTHER,
    SOURCES,
    SPECIAL_CODES,
    Bools,
    Codebook,
    Floats,
    Ints,
    rows_of,
)

_Columns = dict[str, npt.NDArray[Any]]


def counts_table(
    study: str,
    tallies: Mapping[str, Tally],
    population: int | None = None,
    filtered: Collection[str] = (),
) -> pd.DataFrame:
    """Return the theme counts of all questions (`THEME_COUNTS`).

    Sorted by question, wave, segment variable, segment (by code point, so that the order does not
    depend on the study file), then in the order of the codebook. `population` is its size; it
    narrows the intervals of everybody, except for `filtered` questions, whose population is
    unknown.
    """
    blocks = []
    for question in sorted(tallies):
        tally = tallies[question]
        known = None if question in filtered else population
        blocks += [_block(study, question, tally, wave, known) for wave in tally.waves()]
    columns = {
        name: np.concatenate([block[name] for block in blocks]) if blocks else ()
        for name in THEME_COUNTS.columns
    }
    return THEME_COUNTS.frame(columns)


def theme_figures(
    counts: pd.DataFrame, book: Codebook, waves: Sequence[str]
) -> tuple[ThemeFigures, ...]:
    """Return the figures of every theme and special code of one question, in codebook order."""
    figures: dict[str, dict[tuple[str, str, str], Figure]] = {code: {} for code in book.codes}
    for row in rows_of(counts[list(_FIGURE_COLUMNS)]):
        figures[row.theme][row.wave, row.segment_variable, row.segment] = _figure(row)
    nobody = Figure(n=0, base=0, share=None, low=None, high=None)
    return tuple(
        ThemeFigures(
            theme=line.code,
            label=line.label,
            definition=line.definition,
            parent=line.parent,
            level=line.level,
            waves={wave: figures[line.code].get((wave, *EVERYBODY), nobody) for wave in waves},
            segments={
                place: figure
                for place, figure in figures[line.code].items()
                if place[1:] != EVERYBODY and place[0] in waves
            },
        )
        for line in _lines(book)
    )


def wave_base(tally: Tally, wave: str, cell: Cell = EVERYBODY) -> WaveBase:
    """Return what became of the answers of that wave, or of a segment."""
    counts = tally.counts(wave, cell)
    return WaveBase(
        asked=counts.asked,
        answered=counts.base,
        no_answer=counts.without_answer,
        other=int(counts.by_source[tally.book.codes.index(OTHER)].sum()),
        uncoded=counts.uncoded,
        effective=kish_of_sums(counts.weight, counts.weight2) if tally.weights else None,
        codings=counts.codings,
        guesses=counts.guesses,
    )


class _Line(NamedTuple):
    """A code as the table names it."""

    code: str
    label: str
    definition: str
    parent: str
    level: int


def _lines(book: Codebook) -> list[_Line]:
    themes = [
        _Line(p.theme.id, p.theme.label, p.theme.definition, p.parent, p.level) for p in book.placed
    ]
    special = [_Line(c, c.capitalize().replace("-", " "), "", "", 0) for c in SPECIAL_CODES]
    return themes + special


def _block(study: str, question: str, tally: Tally, wave: str, population: int | None) -> _Columns:
    """Return the rows of one question and wave: by cell, within it by code of the codebook."""
    cells, lines = tally.cells(wave), _lines(tally.book)
    columns = {
        "study": _texts([study]),
        "question": _texts([question]),
        "wave": _texts([wave]),
        "segment_variable": _texts([variable for variable, _ in cells])[:, None],
        "segment": _texts([segment for _, segment in cells])[:, None],
        "theme": _texts([line.code for line in lines]),
        "label": _texts([line.label for line in lines]),
        "parent": _texts([line.parent for line in lines]),
        "level": np.array([line.level for line in lines]),
        "suppressed": np.zeros(1, dtype=bool),
        **_counted(tally, wave, cells, population),
    }
    shape = (len(cells), len(lines))
    return {name: np.broadcast_to(values, shape).ravel() for name, values in columns.items()}


def _texts(values: Sequence[str]) -> npt.NDArray[np.object_]:
    return np.array(values, dtype=object)


def _counted(tally: Tally, wave: str, cells: Sequence[Cell], population: int | None) -> _Columns:
    """Return the columns with numbers: (cells, codes), or (cells, 1) if the same for all codes."""
    counts = [tally.counts(wave, cell) for cell in cells]
    codes = len(tally.book.codes)
    by_source = np.array([of_cell.by_source for of_cell in counts])
    by_source = by_source.reshape(len(cells), codes, len(SOURCES))
    n, base = by_source.sum(axis=2), _per_cell(counts, "base")
    weighted = weight = effective = np.full((len(cells), 1), np.nan)
    effective_base: Floats | None = None
    if tally.weights:
        weighted = np.array([of_cell.weighted for of_cell in counts]).reshape(n.shape)
        weight = _per_cell(counts, "weight")
        effective = np.asarray(kish_of_sums(weight, _per_cell(counts, "weight2")))
        effective_base = np.array([effective_bases(of_cell.weight_sums) for of_cell in counts])
        effective_base = effective_base.reshape(n.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.clip(weighted / weight, 0.0, 1.0) if tally.weights else n / base
    share[:, tally.book.codes.index(NO_ANSWER)] = np.nan
    everybody = np.array([cell == EVERYBODY for cell in cells], dtype=bool)
    low, high, interval = _intervals(share, base, effective_base, everybody, population)
    return {
        "n": n,
        "base": base,
        "share": share,
        "low": low,
        "high": high,
        "mentions": np.array([of_cell.mentions for of_cell in counts]).reshape(n.shape),
        "asked": _per_cell(counts, "asked"),
        "coded": base - _per_cell(counts, "uncoded"),
        "interval": interval,
        "weighted": weighted,
        "weighted_base": weight,
        "effective_base": effective,
        "rounded": np.full(1, np.nan),
        "unweighted": np.zeros(1, dtype=bool),
        "n_guess": np.array([of_cell.only_guesses for of_cell in counts]).reshape(n.shape),
        **{f"n_{source}": by_source[:, :, i] for i, source in enumerate(SOURCES)},
    }


def _per_cell(counts: Sequence[Counts], name: str) -> npt.NDArray[Any]:
    """Return that number for each cell, (cells, 1)."""
    return np.array([getattr(of_cell, name) for of_cell in counts])[:, None]


def _intervals(
    share: Floats, base: Ints, effective: Floats | None, everybody: Bools, population: int | None
) -> tuple[Floats, Floats, npt.NDArray[np.object_]]:
    """Return low, high and the name of the interval of each share, (cells, codes).

    Those of everybody are for a finite population if its size is known and not below the base.
    """
    low, high, intervals = share_intervals(share, base, effective=effective)
    names: npt.NDArray[np.object_] = intervals.astype(object)
    if population is None or not everybody.any() or base[everybody].max() > population:
        return low, high, names
    low[everybody], high[everybody], names[everybody] = share_intervals(
        share[everybody],
        base[everybody],
        effective=None if effective is None else effective[everybody],
        population=population,
    )
    return low, high, names


_FIGURE_COLUMNS = (
    *("theme", "wave", "segment_variable", "segment", "n", "base", "share", "low", "high"),
    *("n_rules", "n_classifier", "n_llm", "n_reviewer", "n_guess", "suppressed"),
    *("mentions", "weighted", "effective_base", "interval", "rounded", "unweighted"),
)


def _figure(row: Any) -> Figure:
    if row.suppressed:
        return Figure(n=0, base=row.base, share=None, low=None, high=None, suppressed=True)
    return Figure(
        n=int(row.n),
        base=row.base,
        share=_or_none(row.share),
        low=_or_none(row.low),
        high=_or_none(row.high),
        n_rules=int(row.n_rules),
        n_classifier=int(row.n_classifier),
        n_llm=int(row.n_llm),
        n_reviewer=int(row.n_reviewer),
        n_guess=int(row.n_guess),
        mentions=0 if pd.isna(row.mentions) else int(row.mentions),
        weighted=_or_none(row.weighted),
        effective=_or_none(row.effective_base),
        interval=row.interval,
        rounded=_or_none(row.rounded),
        unweighted=bool(row.unweighted),
    )


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else value
