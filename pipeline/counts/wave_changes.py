"""Changes of one question's themes from wave to wave, from its tally."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from pipeline.counts.change import Pairs, WaveShares, changes, holm, verdicts
from pipeline.counts.figures import Direction, WaveChange
from pipeline.counts.intervals import effective_bases
from pipeline.counts.tally import Tally
from pipeline.model import NO_ANSWER, Floats

_DIRECTIONS: dict[str, Direction] = {"up": "up", "down": "down", "same": "same"}


def wave_shares(tally: Tally, wave: str) -> WaveShares:
    """Return the shares of all codes in a wave, geen-antwoord included though it has none."""
    counts = tally.counts(wave)
    n = np.minimum(counts.by_source.sum(axis=1), counts.base)
    if not tally.weights:
        return WaveShares(n, counts.base)
    share = np.clip(counts.weighted / counts.weight, 0, 1) if counts.weight else np.zeros(len(n))
    return WaveShares(n, counts.base, share, effective_bases(counts.weight_sums))


def wave_pairs(tally: Tally, before: str, now: str) -> Pairs:
    """Return the respondents of both waves; zeros if the tally does not remember them."""
    overlap = tally.overlap(before, now)
    if overlap is None:
        return Pairs()
    return Pairs(
        base=overlap.both,
        both=overlap.in_both,
        only_before=overlap.before_only,
        only_now=overlap.now_only,
    )


def wave_changes(
    tally: Tally,
    waves: Sequence[str],
    hidden: Collection[tuple[str, str]] = (),
    population: int | None = None,
) -> tuple[WaveChange, ...]:
    """Return how each theme's share, and that of overig, changed from each wave to the next.

    Themes are in the order of the codebook; those of a pair of waves are tested together (Holm).
    `hidden` are (wave, theme) whose share may not be shown; a change of it would reveal it.
    `population` counts if it is not below the bases.
    """
    rows: list[WaveChange] = []
    for before, now in itertools.pairwise(waves):
        rows += _between(tally, before, now, hidden, population)
    return tuple(rows)


def bearing(population: int | None, *bases: int) -> int | None:
    """Return the size of the population; None if it is unknown or smaller than a base."""
    return None if population is None or max(bases) > population else population


def _between(
    tally: Tally, before: str, now: str, hidden: Collection[tuple[str, str]], population: int | None
) -> list[WaveChange]:
    codes = tally.book.codes
    pairs = wave_pairs(tally, before, now)
    population = bearing(population, tally.counts(before).base, tally.counts(now).base)
    shares = wave_shares(tally, before), wave_shares(tally, now)
    changed = changes(*shares, pairs, population=population)
    tested = [i for i, code in enumerate(codes) if code != NO_ANSWER]
    p = np.full(len(codes), np.nan)
    p[tested] = holm(changed.p[tested])
    words = verdicts(changed, p)
    rows = []
    for i in tested:
        row = WaveChange(
            theme=codes[i],
            before=before,
            now=now,
            difference=_number(changed.difference, i),
            low=_number(changed.low, i),
            high=_number(changed.high, i),
            p=_number(p, i),
            both=int(np.asarray(pairs.base)),
            verdict=_DIRECTIONS.get(str(words[i]), "unknown"),
        )
        if (before, row.theme) in hidden or (now, row.theme) in hidden:
            row = _suppressed(row)
        rows.append(row)
    return rows


def _suppressed(row: WaveChange) -> WaveChange:
    return replace(
        row, difference=None, low=None, high=None, p=None, verdict="unknown", suppressed=True
    )


def _number(values: Floats, i: int) -> float | None:
    return None if np.isnan(values[i]) else float(values[i])
