"""Bridges: answers of an earlier wave coded again, beside the codings as published.

The difference is the instrument's part of a change.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
import pandas as pd

from pipeline.coding import StudyCoder
from pipeline.counts import (
    Bridge,
    Bridged,
    Pairs,
    Recoded,
    Tally,
    WaveShares,
    bearing,
    bridge,
    hashed,
    wave_heads,
)
from pipeline.counts.disclosure import Rules, separate_if_few
from pipeline.model import NO_ANSWER, Bools, code_matrix
from pipeline.run.accumulators import Accumulators
from pipeline.run.instruments.changes import tally_of_all_waves
from pipeline.run.theme_counts import disclosure_rules, hidden_shares, waves_left_out


def bridges(
    coder: StudyCoder, accumulators: Accumulators, counts: pd.DataFrame
) -> dict[str, tuple[Bridge, ...]]:
    """Return by question the bridge of its themes from each published wave to the next.

    Themes are in the order of the codebook. The published answers are coded again by a machine that
    knows none of them, and so are those of the later wave: what people decided there is left out,
    or it would pass for a change of respondents. Heads are counted, as published codings have no
    weights. `counts` are the theme counts after disclosure control: what they hide is hidden here
    too.
    """
    published = accumulators.published
    made: dict[str, tuple[Bridge, ...]] = {}
    for question in coder.study.questions:
        hidden = hidden_shares(counts, question)
        tally = tally_of_all_waves(accumulators, question)
        left_out = waves_left_out(accumulators.tallies[question], counts, question)
        rules = disclosure_rules(coder.study)
        for before, now in pairwise(coder.study.asked_in(question)):
            texts = published.texts.get((question, before))
            if not texts or {before, now} & left_out:
                continue
            codes = published.codes[question, before]
            # who gave an answer then: the base of the shares as published
            people = [who for who in texts if NO_ANSWER not in codes[who]]
            coded = _CodedTwice(
                people=people,
                then=code_matrix(tally.book, [codes[who] for who in people]),
                again=coder.cross_fitted_codes(question, people, [texts[who] for who in people]),
            )
            population = coder.study.population_of(question)
            bridged = _bridged(coded, tally, now, population, rules)
            # the answers coded again are a base, and what was found then and again figures of it
            later = wave_heads(tally, now)
            is_few = rules.forbid(coded.then.sum(0), len(people))
            is_few |= rules.forbid(coded.again.sum(0), len(people))
            is_few |= rules.forbid(later.n, later.base)
            few = {(before, tally.book.codes[i]) for i in np.flatnonzero(is_few)}
            rows = _rows(tally.book.codes, before, now, len(people), bridged, hidden | few)
            made[question] = (*made.get(question, ()), *rows)
    return made


@dataclass(frozen=True, kw_only=True)
class _CodedTwice:
    """Answers of the earlier wave, and their codes then and again, (people, codes)."""

    people: list[str]
    then: Bools
    again: Bools

    @property
    def recoded(self) -> Recoded:
        """How many have each code both times, only then, and only again."""
        then, again = self.then, self.again
        counts = (then & again).sum(0), (then & ~again).sum(0), (~then & again).sum(0)
        return Recoded(len(self.people), *counts)


def _bridged(
    coded: _CodedTwice, tally: Tally, now: str, population: int | None, rules: Rules
) -> Bridged:
    """Return the change up to the wave `now`, split into the real and the instrument's part."""
    size = len(coded.people)
    met, later = tally.codes_of(now, hashed(pd.Series(coded.people, dtype=object)))
    in_base = ~later[:, tally.book.codes.index(NO_ANSWER)]
    again, later = coded.again[met][in_base], later[in_base]
    pairs = Pairs(
        len(later), (again & later).sum(0), (again & ~later).sum(0), (~again & later).sum(0)
    )
    before, after = WaveShares(coded.then.sum(0), size), wave_heads(tally, now)
    return bridge(
        coded.recoded,
        before,
        after,
        separate_if_few(pairs, before, after, rules),
        population=bearing(population, size, tally.counts(now).base),
    )


def _rows(
    codes: Sequence[str],
    before: str,
    now: str,
    answers: int,
    bridged: Bridged,
    hidden: Collection[tuple[str, str]],
) -> list[Bridge]:
    """Return a row for each theme, without numbers if a disclosure rule hides it."""
    rows = []
    for i, theme in enumerate(codes):
        if theme == NO_ANSWER:
            continue
        is_hidden = (before, theme) in hidden or (now, theme) in hidden
        numbers: dict[str, float | None] = dict.fromkeys(_NUMBERS)
        if not is_hidden:
            numbers = {name: _or_none(getattr(bridged, name)[i]) for name in _NUMBERS}
        row = Bridge(
            theme=theme, before=before, now=now, answers=answers, suppressed=is_hidden, **numbers
        )
        rows.append(row)
    return rows


_NUMBERS = tuple(field.name for field in fields(Bridged))


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
