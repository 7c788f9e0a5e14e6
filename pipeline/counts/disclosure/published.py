"""Theme counts as they may be published: without what is hidden, rounded where that is enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.counts.change import Pairs, WaveShares
from pipeline.counts.disclosure.pairs import separate_if_few
from pipeline.counts.disclosure.rules import Guarded, Rules
from pipeline.counts.disclosure.weights import rounded_share, rounding_window
from pipeline.counts.intervals import Names, share_intervals
from pipeline.counts.tables import THEME_COUNTS
from pipeline.model import Bools, Floats, Ints

HIDDEN_COLUMNS = (
    *("n", "share", "low", "high", "n_rules", "n_classifier", "n_llm", "n_reviewer", "n_guess"),
    *("mentions", "interval", "weighted", "rounded", "unweighted"),
)
"""The columns of theme counts that are empty if a figure is hidden."""

OPEN_COLUMNS = (
    *("study", "question", "wave", "segment_variable", "segment", "theme", "label", "parent"),
    *("level", "base", "suppressed", "asked", "coded", "weighted_base", "effective_base"),
)
"""The columns that stay; `coded` and the bases of weights are emptied by themselves."""

_MAY_LACK: Mapping[str, Any] = {"text": object, "int": "Int64", "float": float, "bool": bool}
_LACKING: Mapping[str, Any] = {"text": "", "int": pd.NA, "float": np.nan, "bool": False}


def hide(counts: pd.DataFrame, guarded: Guarded, *, population: int | None = None) -> pd.DataFrame:
    """Return the theme counts (`THEME_COUNTS`) that may be published.

    Hidden figures are empty, and so is what would reveal them: mentions, the number coded, and
    sums of weights. `population` is its size, as in `counts_table`.
    """
    published = counts.copy()
    published["suppressed"] = guarded.hidden
    has_own_weights = np.isnan(guarded.base_kept)
    estimated = guarded.base_kept * counts["base"].to_numpy(dtype=float)
    published["effective_base"] = counts["effective_base"].where(has_own_weights, estimated)
    has_share = counts["share"].notna().to_numpy(dtype=bool)
    is_unweighted = np.isinf(guarded.step) & has_share
    is_changed = (guarded.step > 0) | ~has_own_weights | _are_beside_hidden(counts, guarded.hidden)
    is_changed &= has_share & ~is_unweighted & counts["weighted"].notna().to_numpy(dtype=bool)
    _round(published, guarded.step, is_changed, population)
    _count_heads(published, is_unweighted, population)
    gone = dict.fromkeys(HIDDEN_COLUMNS, guarded.hidden)
    gone |= {
        "mentions": guarded.hidden | guarded.unclear,
        "coded": guarded.coded,
        "weighted": guarded.hidden | (guarded.step > 0) | ~has_own_weights,
        "weighted_base": ~has_own_weights,
    }
    for name, rows in gone.items():
        kind = THEME_COUNTS.columns[name][0]
        published[name] = published[name].astype(_MAY_LACK[kind]).where(~rows, _LACKING[kind])
    return published[~guarded.absent].reset_index(drop=True)


@dataclass(frozen=True)
class PublishedWaves:
    """The published figures of one question, from which changes between its waves are computed.

    `figures` are the rows of everybody by wave, in the order of the codes. `beside_hidden` (codes,)
    says by wave whether a weighted share that isn't the published one could tell a hidden figure.
    `as_counted`: whether the shares compared are those published, or what one instrument found.
    """

    rules: Rules
    figures: Mapping[str, pd.DataFrame]
    beside_hidden: Mapping[str, Bools]
    as_counted: bool = True

    @classmethod
    def from_counts(
        cls, rules: Rules, counts: pd.DataFrame, question: str, *, as_counted: bool = True
    ) -> PublishedWaves:
        """Return the published waves of a question."""
        of_question = counts[counts["question"] == question]
        is_beside = _are_beside_hidden(of_question, of_question["suppressed"].to_numpy(dtype=bool))
        is_rounded = of_question["rounded"].notna() | of_question["unweighted"].astype(bool)
        is_rounded |= of_question["weighted_base"].isna()
        is_beside = is_beside | is_rounded.to_numpy(dtype=bool)
        everybody = of_question["segment_variable"] == ""
        waves = of_question["wave"].astype(str)[everybody]
        rows, beside = of_question[everybody], is_beside[everybody.to_numpy()]
        return cls(
            rules,
            {wave: rows[waves == wave] for wave in waves.unique()},
            {wave: beside[(waves == wave).to_numpy()] for wave in waves.unique()},
            as_counted,
        )

    def between(
        self, before: str, now: str, shares: tuple[WaveShares, WaveShares], pairs: Pairs
    ) -> tuple[tuple[WaveShares, WaveShares], Pairs]:
        """Return shares and pairs of two waves as they may be compared."""
        if not self.rules.are_any:
            return shares, pairs
        pairs = separate_if_few(pairs, *shares, self.rules)
        if before not in self.figures or now not in self.figures:
            return shares, pairs
        if not self.as_counted:
            heads = self.beside_hidden[before] | self.beside_hidden[now]
            return (_heads_where(heads, shares[0]), _heads_where(heads, shares[1])), pairs
        return comparable_shares(*shares, (self.figures[before], self.figures[now])), pairs

    def forbidden(self, shares: WaveShares) -> Bools:
        """Return which codes of a wave may not be shown, (codes,).

        None of the published ones, which were guarded already.
        """
        n = np.asarray(shares.n, dtype=np.float64)
        if self.as_counted:
            return np.zeros(len(n), dtype=bool)
        return self.rules.forbid(n, shares.base)


def _heads_where(heads: Bools, wave: WaveShares) -> WaveShares:
    """Return the shares, of respondents instead of weights for these codes."""
    if wave.share is None or wave.effective is None:
        return wave
    n, base = np.asarray(wave.n, dtype=np.float64), float(np.asarray(wave.base))
    counted = n / base if base else np.zeros(len(n))
    return WaveShares(
        n=n,
        base=base,
        share=np.where(heads, counted, wave.share),
        effective=np.where(heads, base, wave.effective),
    )


def comparable_shares(
    before: WaveShares, now: WaveShares, figures: tuple[pd.DataFrame, pd.DataFrame]
) -> tuple[WaveShares, WaveShares]:
    """Return the shares of everybody in two waves as published, for each code weighted alike.

    `figures` are the published rows of the waves, in the order of the codes. What is computed from
    published shares reveals nothing more. If one of two shares counts heads, so does the other.
    """
    waves = before, now
    if any(wave.share is None for wave in waves) or any(rows.empty for rows in figures):
        return waves
    heads = np.logical_or(*(rows["unweighted"].to_numpy(dtype=bool) for rows in figures))
    first, second = (
        _as_published(wave, rows, heads) for wave, rows in zip(waves, figures, strict=True)
    )
    return first, second


def _as_published(wave: WaveShares, figures: pd.DataFrame, heads: Bools) -> WaveShares:
    n, base = np.asarray(wave.n, dtype=float), np.asarray(wave.base, dtype=float)
    published = figures["share"].to_numpy(dtype=float)
    share = np.where(np.isnan(published), np.asarray(wave.share, dtype=float), published)
    counted = n / base if base else np.zeros(len(n))
    effective = figures["effective_base"].to_numpy(dtype=float)
    return WaveShares(
        n=n,
        base=base,
        share=np.where(heads, counted, share),
        effective=np.where(heads, base, effective),
    )


def _are_beside_hidden(counts: pd.DataFrame, hidden: Bools) -> Bools:
    """Return which rows are of a theme with a hidden figure in that wave.

    The interval of a weighted share rests on who named the theme, and would reveal hidden figures;
    theirs is that of the effective base.
    """
    keys = [counts[name] for name in ("question", "wave", "theme")]
    of_theme = pd.Series(hidden, index=counts.index).groupby(keys, observed=True)
    return of_theme.transform("any").to_numpy(dtype=bool)


def _round(
    published: pd.DataFrame, step: Floats, is_changed: Bools, population: int | None
) -> None:
    """Round shares, with the interval of the whole range that a rounded share stands for."""
    rows = np.flatnonzero(is_changed)
    lowest, highest = rounding_window(published["share"].to_numpy(dtype=float)[rows], step[rows])
    share = rounded_share(published["share"].to_numpy(dtype=float)[rows], step[rows])
    low, _, _ = _intervals(published.iloc[rows], lowest, population, weighted=True)
    _, high, _ = _intervals(published.iloc[rows], highest, population, weighted=True)
    _set(published, rows, share=share, low=low, high=high)
    _set(published, rows, rounded=np.where(step[rows] > 0, step[rows], np.nan))


def _count_heads(published: pd.DataFrame, is_unweighted: Bools, population: int | None) -> None:
    """Replace weighted shares by those of heads."""
    rows = np.flatnonzero(is_unweighted)
    n, base = (published[name].to_numpy(dtype=float)[rows] for name in ("n", "base"))
    share = n / base
    low, high, names = _intervals(published.iloc[rows], share, population, weighted=False)
    _set(published, rows, share=share, low=low, high=high, interval=names.astype(object))
    published["unweighted"] = is_unweighted


def _set(published: pd.DataFrame, rows: Ints, **columns: npt.NDArray[Any]) -> None:
    for name, values in columns.items():
        whole = published[name].to_numpy(copy=True)
        whole[rows] = values
        published[name] = whole


def _intervals(
    rows: pd.DataFrame, share: Floats, population: int | None, *, weighted: bool
) -> tuple[Floats, Floats, Names]:
    """Return low, high and name of these shares, of a finite population where they were."""
    is_finite = rows["interval"].astype(str).str.contains("finite|census").to_numpy(dtype=bool)
    size = np.where(is_finite, np.inf if population is None else population, np.inf)
    effective = rows["effective_base"].to_numpy(dtype=float)
    return share_intervals(
        share,
        rows["base"].to_numpy(dtype=float),
        effective=effective if weighted else None,
        population=size,
    )
