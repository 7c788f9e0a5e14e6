"""Theme counts: the table that a report build reads, and the figures that the report shows, from one tally."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.counts.figures import Figure, ThemeFigures, WaveBase
from pipeline.counts.intervals import kish_of_sums, share_intervals
from pipeline.counts.tables import THEME_COUNTS
from pipeline.counts.tally import EVERYBODY, Cell, Tally
from pipeline.model import (
    CODINGS,
    NO_ANSWER,
    OTHER,
    SOURCES,
    SPECIAL_CODES,
    Bools,
    Codebook,
    Floats,
    Ints,
)

Key = tuple[str, str, str, str, str]
"""Of a figure: question, wave, segment variable, segment, theme."""

FIGURES = (
    "n", "share", "low", "high", "n_rules", "n_classifier", "n_reviewer", "mentions", "interval", "weighted"
)  # fmt: skip
"""The columns of theme counts that are empty where a figure is hidden."""

_MAY_LACK: Mapping[str, Any] = {"text": object, "int": "Int64", "float": float}
_LACKING: Mapping[str, Any] = {"text": "", "int": pd.NA, "float": np.nan}
_Columns = dict[str, npt.NDArray[Any]]


def counts_table(
    study: str,
    tallies: Mapping[str, Tally],
    population: int | None = None,
    filtered: Collection[str] = (),
) -> pd.DataFrame:
    """The theme counts of all questions (columns of `model.THEME_COUNTS`), sorted by question, wave, segment variable, segment, then
    in the order of the codebook. Sorting is by code point, so that it doesn't depend on the study file.

    `population` is how many respondents there are in all; it narrows the intervals of everybody, but for `filtered` questions, asked of a part
    whose number nobody knows.
    """
    blocks = [
        _block(
            study, question, tallies[question], wave, None if question in filtered else population
        )
        for question in sorted(tallies)
        for wave in tallies[question].waves()
    ]
    columns = {
        name: np.concatenate([block[name] for block in blocks]) if blocks else ()
        for name in THEME_COUNTS.columns
    }
    return THEME_COUNTS.frame(columns)


def hide(counts: pd.DataFrame, hidden: Bools, unclear: Bools, coded: Bools) -> pd.DataFrame:
    """The theme counts without the figures of the `hidden` rows, the mentions of the `unclear` ones, and those coded where `coded` is true."""
    guarded = counts.copy()
    guarded["suppressed"] = hidden
    for name in (*FIGURES, "coded"):
        gone = hidden | unclear if name == "mentions" else coded if name == "coded" else hidden
        kind = THEME_COUNTS.columns[name][0]
        guarded[name] = guarded[name].astype(_MAY_LACK[kind]).where(~gone, _LACKING[kind])
    return guarded


def theme_figures(
    counts: pd.DataFrame, book: Codebook, waves: Sequence[str]
) -> tuple[ThemeFigures, ...]:
    """The figures of every theme and special code, in the order of the codebook, from the theme counts of one question."""
    found: dict[str, dict[tuple[str, str, str], Figure]] = {code: {} for code in book.codes}
    columns = [
        counts[name].tolist()
        for name in ("theme", "wave", "segment_variable", "segment", *_OF_FIGURE)
    ]
    for theme, wave, variable, value, *numbers in zip(*columns, strict=True):
        found[theme][wave, variable, value] = _figure(*numbers)
    nobody = Figure(0, 0, None, None, None)
    return tuple(
        ThemeFigures(
            code,
            label,
            definition,
            parent,
            level,
            {wave: found[code].get((wave, *EVERYBODY), nobody) for wave in waves},
            {
                key: figure
                for key, figure in found[code].items()
                if key[1:] != EVERYBODY and key[0] in waves
            },
        )
        for code, label, definition, parent, level in _lines(book)
    )


def wave_base(tally: Tally, wave: str, cell: Cell = EVERYBODY) -> WaveBase:
    """What became of the answers of that wave, or of a part of its respondents."""
    counts = tally.counts(wave, cell)
    other = int(counts.by_source[tally.book.codes.index(OTHER)].sum())
    effective = kish_of_sums(counts.weight, counts.weight2) if tally.weights else None
    return WaveBase(
        counts.asked, counts.base, counts.without_answer, other, counts.uncoded, effective
    )


def count_themes(
    codings: pd.DataFrame,
    answers: pd.DataFrame,
    book: Codebook,
    *,
    by: tuple[str, ...] = (),
    crossings: Sequence[Sequence[str]] = (),
    weight: str = "",
    where: Collection[bool] | None = None,
) -> Tally:
    """The tally of codings (`model.CODINGS`) of one question's answers (`model.ANSWERS`), by the segment columns of `answers`.

    Every answer counts, also without codings; order and repeats of codings change nothing. `crossings` are segment columns counted together,
    `weight` is the column of `answers` with each respondent's weight, and `where` tells for each answer whether it is counted. `ValueError` for a
    respondent who is twice in a wave.
    """
    CODINGS.check(codings)
    tally = Tally(book, crossings, weights=bool(weight))
    code = _as_numbers(codings["theme"], book.codes)
    source, wave_of = (
        _as_numbers(codings["source"], SOURCES),
        codings["wave"].to_numpy(dtype=object),
    )
    kept = np.ones(len(answers), dtype=bool) if where is None else np.asarray(where, dtype=bool)
    columns = list(dict.fromkeys((*by, *(name for crossing in crossings for name in crossing))))
    who, who_coded = hashed(answers["respondent_id"]), hashed(codings["respondent_id"])
    waves, names = numbered(answers["wave"])
    for number, wave in enumerate(names):
        rows = np.flatnonzero(waves == number)
        order = np.argsort(who[rows], kind="stable")
        ids = who[rows][order]
        twice = np.flatnonzero(ids[1:] == ids[:-1])
        if len(twice):
            name = answers["respondent_id"].iloc[rows[order[twice[0]]]]
            raise ValueError(f"wave {wave}: respondent {name} is there twice")
        here = np.flatnonzero((wave_of == wave) & (code >= 0))
        at = np.minimum(np.searchsorted(ids, who_coded[here]), len(ids) - 1)
        known = ids[at] == who_coded[here]
        of_wave = answers.iloc[rows]
        tally.add(
            wave,
            len(rows),
            {variable: numbered(of_wave[variable]) for variable in columns},
            order[at[known]].astype(np.int64),
            code[here][known],
            source[here][known],
            weights=of_wave[weight].to_numpy(dtype=float) if weight else None,
            who=who[rows],
            inside=kept[rows],
        )
    return tally


def numbered(column: pd.Series) -> tuple[Ints, tuple[str, ...]]:
    """The values of a column as numbers, and the values so numbered."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy().astype(np.int64), tuple(map(str, column.cat.categories))
    numbers, values = pd.factorize(column.to_numpy(dtype=object))
    return numbers.astype(np.int64), tuple(map(str, values))


def hashed(ids: pd.Series) -> npt.NDArray[np.uint64]:
    """A hash of each respondent's id, to meet them again in another wave."""
    return pd.util.hash_array(ids.to_numpy(dtype=object), categorize=False)


def _as_numbers(column: pd.Series, known: Sequence[str]) -> Ints:
    """Each value's place among those known, -1 for any other."""
    numbers, values = numbered(column)
    place = {value: i for i, value in enumerate(known)}
    return np.array([*(place.get(value, -1) for value in values), -1], dtype=np.int64)[numbers]


def _lines(book: Codebook) -> Iterator[tuple[str, str, str, str, int]]:
    for placed in book.placed:
        yield (
            placed.theme.id,
            placed.theme.label,
            placed.theme.definition,
            placed.parent,
            placed.level,
        )
    for code in SPECIAL_CODES:
        yield code, code.capitalize().replace("-", " "), "", "", 0


def _block(study: str, question: str, tally: Tally, wave: str, population: int | None) -> _Columns:
    """The rows of one question and wave: cells in order, within each the codes of the codebook."""
    cells = tally.cells(wave)
    found = [tally.counts(wave, cell) for cell in cells]
    codes, c = len(tally.book.codes), len(cells)
    by_source = np.array([counts.by_source for counts in found])
    n = by_source.sum(axis=2)
    base = _wide([counts.base for counts in found], codes)
    weight = _wide([counts.weight for counts in found], codes)
    effective = np.asarray(
        kish_of_sums(
            _wide([counts.weight for counts in found], codes),
            _wide([counts.weight2 for counts in found], codes),
        )
    )
    weighted = np.array([counts.weighted for counts in found])
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.clip(weighted / weight, 0.0, 1.0) if tally.weights else n / base
    share[:, tally.book.codes.index(NO_ANSWER)] = np.nan
    low, high, names = _intervals(
        share, base, effective if tally.weights else None, cells, population
    )
    nothing = np.full((c, codes), np.nan)
    lines = [
        np.array([line[i] for line in _lines(tally.book)] * c, dtype=object) for i in (0, 1, 3)
    ]
    own: _Columns = {
        "study": np.full(c * codes, study, dtype=object),
        "question": np.full(c * codes, question, dtype=object),
        "wave": np.full(c * codes, wave, dtype=object),
        "segment_variable": np.repeat(np.array([cell[0] for cell in cells], dtype=object), codes),
        "segment": np.repeat(np.array([cell[1] for cell in cells], dtype=object), codes),
        "theme": lines[0],
        "label": lines[1],
        "parent": lines[2],
        "level": np.array([line[4] for line in _lines(tally.book)] * c, dtype=np.int64),
        "suppressed": np.zeros(c * codes, dtype=bool),
        "interval": names.ravel().astype(object),
    }
    tables = {
        "n": n, "base": base, "share": share, "low": low, "high": high,
        **{f"n_{name}": by_source[:, :, i] for i, name in enumerate(SOURCES) if name != "none"},
        "mentions": np.array([counts.mentions for counts in found]),
        "asked": _wide([counts.asked for counts in found], codes),
        "coded": _wide([counts.base - counts.uncoded for counts in found], codes),
        "weighted": weighted if tally.weights else nothing,
        "weighted_base": weight if tally.weights else nothing,
        "effective_base": effective if tally.weights else nothing,
    }  # fmt: skip
    return own | {name: np.asarray(table).ravel() for name, table in tables.items()}


def _wide(values: Sequence[float], codes: int) -> npt.NDArray[Any]:
    return np.repeat(np.array(values)[:, None], codes, axis=1)


def _intervals(
    share: Floats,
    base: Ints,
    effective: Floats | None,
    cells: Sequence[Cell],
    population: int | None,
) -> tuple[Floats, Floats, npt.NDArray[np.str_]]:
    """The intervals; those of everybody in a finite population, where its size is known and bears the base."""
    low, high, names = share_intervals(share, base, effective=effective)
    names = names.astype(object)
    everybody: Bools = np.array([cell == EVERYBODY for cell in cells], dtype=bool)
    if population is not None and everybody.any() and int(base[everybody].max()) <= population:
        part = None if effective is None else effective[everybody]
        low[everybody], high[everybody], names[everybody] = share_intervals(
            share[everybody], base[everybody], effective=part, population=population
        )
    return low, high, names


_OF_FIGURE = (
    "n", "base", "share", "low", "high", "n_rules", "n_classifier", "n_reviewer", "suppressed", "mentions", "weighted",
    "effective_base", "interval",
)  # fmt: skip


def _figure(
    n: float, base: int, share: float | None, low: float | None, high: float | None, rules: float, classifier: float, reviewer: float,
    suppressed: bool, mentions: object, weighted: float, effective: float, interval: str,
) -> Figure:  # fmt: skip
    if suppressed:
        return Figure(0, base, None, None, None, suppressed=True)
    low, high, share = (None if value != value else value for value in (low, high, share))
    return Figure(
        int(n),
        base,
        share,
        low,
        high,
        int(rules),
        int(classifier),
        int(reviewer),
        mentions=mentions if isinstance(mentions, int) else 0,
        weighted=None if weighted != weighted else weighted,
        effective=None if effective != effective else effective,
        interval=interval,
    )
