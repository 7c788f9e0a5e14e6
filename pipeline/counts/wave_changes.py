"""Changes of one question's themes from wave to wave, from its tally."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence

import numpy as np

from pipeline.counts.change import Pairs, WaveShares, changes, holm, verdicts
from pipeline.counts.figures import Direction, WaveChange
from pipeline.counts.intervals import kish_of_sums
from pipeline.counts.tally import Tally
from pipeline.model import NO_ANSWER, Floats

_DIRECTIONS: dict[str, Direction] = {"up": "up", "down": "down", "same": "same"}


def wave_shares(tally: Tally, wave: str) -> WaveShares:
    """The shares of all codes of the book in a wave, those of geen-antwoord included though it has none."""
    counts = tally.counts(wave)
    n = np.minimum(counts.by_source.sum(axis=1), counts.base)
    if not tally.weights:
        return WaveShares(n, counts.base)
    share = np.clip(counts.weighted / counts.weight, 0, 1) if counts.weight else np.zeros(len(n))
    return WaveShares(n, counts.base, share, kish_of_sums(counts.weight, counts.weight2))


def wave_pairs(tally: Tally, before: str, now: str) -> Pairs:
    """The respondents of both waves; nobody where the tally does not remember them."""
    overlap = tally.overlap(before, now)
    if overlap is None:
        return Pairs()
    return Pairs(overlap.both, overlap.in_both, overlap.before_only, overlap.now_only)


def wave_changes(
    tally: Tally,
    waves: Sequence[str],
    hidden: Collection[tuple[str, str]] = (),
    population: int | None = None,
) -> tuple[WaveChange, ...]:
    """How each theme's share, and that of overig, changed from each wave to the next, in the order of the codebook.

    `hidden` are (wave, theme) whose share may not be shown; a change of it would tell it. The themes of a pair of waves are tested together (Holm).
    `population` counts where it bears the bases.
    """
    found: list[WaveChange] = []
    for before, now in itertools.pairwise(waves):
        found += _between(tally, before, now, hidden, population)
    return tuple(found)


def bearing(population: int | None, *bases: int) -> int | None:
    """The size of the population, or None where it is unknown or smaller than a base, so that it can't be right."""
    return None if population is None or max(bases) > population else population


def _between(
    tally: Tally, before: str, now: str, hidden: Collection[tuple[str, str]], population: int | None
) -> list[WaveChange]:
    bases = tally.counts(before).base, tally.counts(now).base
    pairs = wave_pairs(tally, before, now)
    moved = changes(
        wave_shares(tally, before),
        wave_shares(tally, now),
        pairs,
        population=bearing(population, *bases),
    )
    tested = [i for i, code in enumerate(tally.book.codes) if code != NO_ANSWER]
    p = np.full(len(tally.book.codes), np.nan)
    p[tested] = holm(moved.p[tested])
    words = verdicts(moved, p)
    both = int(np.asarray(pairs.base))
    found = []
    for i in tested:
        theme = tally.book.codes[i]
        if (before, theme) in hidden or (now, theme) in hidden:
            found.append(
                WaveChange(
                    theme, before, now, None, None, None, None, both, "unknown", suppressed=True
                )
            )
            continue
        difference, low, high, adjusted = (
            _number(values, i) for values in (moved.difference, moved.low, moved.high, p)
        )
        verdict = _DIRECTIONS.get(str(words[i]), "unknown")
        found.append(WaveChange(theme, before, now, difference, low, high, adjusted, both, verdict))
    return found


def _number(values: Floats, i: int) -> float | None:
    return None if np.isnan(values[i]) else float(values[i])
