"""Changes of themes between waves: each pair by one instrument, all of a report tested together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from pipeline.counts.change import (
    Changes,
    Pairs,
    ShareEstimate,
    WaveShares,
    changes,
    holm,
    verdicts,
)
from pipeline.counts.disclosure import PublishedWaves
from pipeline.counts.figures import Direction, Instrument, WaveChange
from pipeline.counts.intervals import effective_bases
from pipeline.counts.tally import Tally
from pipeline.model import NO_ANSWER, Floats

_DIRECTIONS: dict[str, Direction] = {"up": "up", "down": "down", "same": "same"}


def wave_heads(tally: Tally, wave: str) -> WaveShares:
    """Return the shares of all codes in a wave, geen-antwoord included, without weights."""
    counts = tally.counts(wave)
    return WaveShares(np.minimum(counts.by_source.sum(axis=1), counts.base), counts.base)


def wave_shares(tally: Tally, wave: str) -> WaveShares:
    """Return the shares as `wave_heads` does, weighted if the study has weights."""
    heads, counts = wave_heads(tally, wave), tally.counts(wave)
    if not tally.weights:
        return heads
    nobody = np.zeros(len(counts.weighted))
    share = np.clip(counts.weighted / counts.weight, 0, 1) if counts.weight else nobody
    return replace(heads, share=share, effective=effective_bases(counts.weight_sums))


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
    before: str,
    now: str,
    *,
    instrument: Instrument = "machine",
    hidden: Collection[tuple[str, str]] = (),
    population: int | None = None,
    published: PublishedWaves | None = None,
) -> tuple[WaveChange, ...]:
    """Return how each theme's share, and that of overig, changed, with p unadjusted.

    The verdict of all is "unknown" until `with_verdicts` has tested them together. `tally` counts
    what `instrument` coded in both waves; with "none" there are no numbers. Themes are in the order
    of the codebook. `hidden` are (wave, theme) whose share may not be shown; a change of it would
    reveal it. `population` counts if it is not below the bases. `published` are the waves as
    published, from which alone changes are computed where there are disclosure rules.
    """
    codes = tally.book.codes
    pairs = wave_pairs(tally, before, now)
    population = bearing(population, tally.counts(before).base, tally.counts(now).base)
    compared = wave_shares(tally, before), wave_shares(tally, now)
    may_not_show = np.zeros(len(codes), dtype=bool)
    if published is not None:
        may_not_show = published.forbidden(compared[0]) | published.forbidden(compared[1])
        compared, pairs = published.between(before, now, compared, pairs)
    both = np.broadcast_to(pairs.base, len(codes))
    changed = changes(*compared, pairs, population=population)
    shares = [ShareEstimate.from_wave(wave, population).share for wave in compared]
    rows = []
    for i in range(len(codes)):
        if codes[i] == NO_ANSWER:
            continue
        row = WaveChange(
            theme=codes[i],
            before=before,
            now=now,
            difference=_number(changed.difference, i),
            low=_number(changed.low, i),
            high=_number(changed.high, i),
            p=_number(changed.p, i),
            both=int(both[i]),
            verdict="unknown",
            instrument=instrument,
            share_before=_number(shares[0], i),
            share_now=_number(shares[1], i),
        )
        is_hidden = (before, row.theme) in hidden or (now, row.theme) in hidden
        is_hidden |= bool(may_not_show[i])
        if is_hidden or instrument == "none":
            row = replace(_without_numbers(row), suppressed=is_hidden)
        rows.append(row)
    return tuple(rows)


def with_verdicts(
    by_question: Mapping[str, Sequence[WaveChange]],
) -> dict[str, tuple[WaveChange, ...]]:
    """Return the changes of a report with p adjusted for all of them together, and verdicts.

    Holm's method holds whatever the tests have to do with each other: themes of one question,
    parents and children, waves. So of all words of change in a report in which nothing changed, at
    most 5% of such reports have one. Changes without a p are no tests.
    """
    rows = [row for of_question in by_question.values() for row in of_question]
    number = [np.nan if row.p is None else row.p for row in rows]
    adjusted = holm(number)
    tests = int((~np.isnan(adjusted)).sum())
    difference, low, high = (
        np.array([_or_nan(getattr(row, name)) for row in rows])
        for name in ("difference", "low", "high")
    )
    words = verdicts(Changes(difference, low, high, adjusted), adjusted)
    made = iter(
        replace(
            row,
            p=_number(adjusted, i),
            verdict=_DIRECTIONS.get(str(words[i]), "unknown"),
            tests=tests,
        )
        for i, row in enumerate(rows)
    )
    return {
        question: tuple(next(made) for _ in of_question)
        for question, of_question in by_question.items()
    }


def bearing(population: int | None, *bases: int) -> int | None:
    """Return the size of the population; None if it is unknown or smaller than a base."""
    return None if population is None or max(bases) > population else population


def _without_numbers(row: WaveChange) -> WaveChange:
    return replace(
        row, difference=None, low=None, high=None, p=None, share_before=None, share_now=None
    )


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else value


def _number(values: Floats, i: int) -> float | None:
    return None if np.isnan(values[i]) else float(values[i])
