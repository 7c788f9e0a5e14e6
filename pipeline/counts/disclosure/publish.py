"""Theme counts as they may be published: without what is hidden, rounded where that is enough."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from pipeline.counts.change import WaveShares
from pipeline.counts.disclosure.possible_tables import rounded_share, rounding_window
from pipeline.counts.disclosure.rules import Guarded
from pipeline.counts.intervals import share_intervals
from pipeline.counts.tables import THEME_COUNTS
from pipeline.model import Bools, Floats

HIDDEN_COLUMNS = (
    *("n", "share", "low", "high", "n_rules", "n_classifier", "n_llm", "n_reviewer", "n_guess"),
    *("mentions", "interval", "weighted", "rounded"),
)
"""The columns of theme counts that are empty if a figure is hidden."""

OPEN_COLUMNS = (
    *("study", "question", "wave", "segment_variable", "segment", "theme", "label", "parent"),
    *("level", "base", "suppressed", "asked", "coded", "weighted_base", "effective_base"),
)
"""The columns that stay; `coded` and the bases of weights are emptied by themselves."""

_MAY_LACK: Mapping[str, Any] = {"text": object, "int": "Int64", "float": float}
_LACKING: Mapping[str, Any] = {"text": "", "int": pd.NA, "float": np.nan}


def hide(
    counts: pd.DataFrame, guarded: Guarded, *, population: int | None = None
) -> pd.DataFrame:
    """Return the theme counts (`THEME_COUNTS`) that may be published.

    Hidden figures are empty, and so is what would reveal them: mentions, the number coded, and
    sums of weights. `population` is its size, as in `counts_table`.
    """
    published = counts.copy()
    published["suppressed"] = guarded.hidden
    has_own_weights = np.isnan(guarded.base_kept)
    estimated = guarded.base_kept * counts["base"].to_numpy(dtype=float)
    published["effective_base"] = counts["effective_base"].where(has_own_weights, estimated)
    changed = (guarded.step > 0) | ~has_own_weights
    changed &= counts["share"].notna().to_numpy(dtype=bool)
    _round(published, guarded.step, changed, population)
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


def published_shares(shares: WaveShares, figures: pd.DataFrame) -> WaveShares:
    """Return the shares of everybody in a wave as published, where they are.

    `figures` are the published rows of that wave, in the order of the codes. What is computed from
    published shares reveals nothing more.
    """
    if shares.share is None or figures.empty:
        return shares
    share = figures["share"].to_numpy(dtype=float)
    effective = figures["effective_base"].to_numpy(dtype=float)
    return WaveShares(
        n=shares.n,
        base=shares.base,
        share=np.where(np.isnan(share), np.asarray(shares.share, dtype=float), share),
        effective=effective,
    )


def _round(
    published: pd.DataFrame, step: Floats, changed: Bools, population: int | None
) -> None:
    """Round shares, with the interval of the whole range that a rounded share stands for."""
    rows = np.flatnonzero(changed)
    if not len(rows):
        return
    share = published["share"].to_numpy(dtype=float, copy=True)
    low, high = (published[name].to_numpy(dtype=float, copy=True) for name in ("low", "high"))
    lowest, highest = rounding_window(share[rows], step[rows])
    low[rows] = _interval(published.iloc[rows], lowest, population)[0]
    high[rows] = _interval(published.iloc[rows], highest, population)[1]
    share[rows] = rounded_share(share[rows], step[rows])
    published["share"], published["low"], published["high"] = share, low, high
    published["rounded"] = np.where(changed & (step > 0), step, np.nan)


def _interval(rows: pd.DataFrame, share: Floats, population: int | None) -> tuple[Floats, Floats]:
    is_finite = rows["interval"].astype(str).str.contains("finite|census").to_numpy(dtype=bool)
    size = np.where(is_finite, np.inf if population is None else population, np.inf)
    low, high, _ = share_intervals(
        share,
        rows["base"].to_numpy(dtype=float),
        effective=rows["effective_base"].to_numpy(dtype=float),
        population=size,
    )
    return low, high
