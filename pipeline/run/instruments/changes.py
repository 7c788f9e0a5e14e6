"""Compares waves like with like: shares that one instrument found in both."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from pipeline.coding import StudyCoder
from pipeline.counts import Instrument, Tally, WaveChange, wave_changes, with_verdicts
from pipeline.counts.disclosure import PublishedWaves
from pipeline.run.accumulators import Accumulators
from pipeline.run.theme_counts import disclosure_rules, hidden_shares, waves_left_out


def compare_waves(
    coder: StudyCoder, accumulators: Accumulators, counts: pd.DataFrame
) -> dict[str, tuple[WaveChange, ...]]:
    """Return by question how its themes changed from each wave to the next.

    A share moves when people take over from the machine, though nobody changed their mind. So the
    two waves are compared as counted only if people coded all of both, or the machine did. Else
    those shares are compared that rules find by themselves in both; a model that learned from the
    labels is not the same instrument in both, and then nothing is compared. `counts` are the theme
    counts after disclosure control: what they hide is hidden here too.
    """
    changed = {}
    for question in coder.study.questions:
        hidden = hidden_shares(counts, question)
        population = coder.study.population_of(question)
        rows: list[WaveChange] = []
        left_out = waves_left_out(accumulators.tallies[question], counts, question)
        for before, now in pairwise(coder.study.asked_in(question)):
            if {before, now} & left_out:
                continue
            instrument, tally = _compared(coder, accumulators, question, before, now)
            rows += wave_changes(
                tally,
                before,
                now,
                instrument=instrument,
                hidden=hidden,
                population=population,
                published=published_waves(coder, accumulators, counts, question, tally),
            )
        changed[question] = tuple(rows)
    return with_verdicts(changed)


def published_waves(
    coder: StudyCoder, accumulators: Accumulators, counts: pd.DataFrame, question: str, tally: Tally
) -> PublishedWaves:
    """Return the waves as published, as far as they are what `tally` counts."""
    rules = disclosure_rules(coder.study)
    if tally is accumulators.tallies[question]:
        return PublishedWaves.from_counts(rules, counts, question)
    return PublishedWaves(rules, {})


def machine_tally(accumulators: Accumulators, question: str) -> Tally:
    """Return the counts of what the machine finds by itself."""
    if question in accumulators.instruments:
        return accumulators.instruments[question].machine
    return accumulators.tallies[question]


def _compared(
    coder: StudyCoder, accumulators: Accumulators, question: str, before: str, now: str
) -> tuple[Instrument, Tally]:
    """Return the instrument that both waves are compared by, and what it counted."""
    as_counted, alone = accumulators.tallies[question], machine_tally(accumulators, question)
    if alone is as_counted:
        return "machine", as_counted
    of_question = accumulators.instruments[question]
    by_people = [of_question.people.counts(wave).base for wave in (before, now)]
    if not any(by_people):
        return "machine", as_counted
    if not any(of_question.are_undecided(as_counted, wave) for wave in (before, now)):
        return "people", as_counted
    # a model that learned from labels of one wave codes it by other models than the other wave
    has_learned = bool(coder.learned(question)) and not coder.coders[question].is_by_rules
    # shares that only a comparison uses are not rounded as those published
    would_tell = coder.study.weights is not None and disclosure_rules(coder.study).are_any
    finds_nothing = any(_finds_nothing(alone, wave) for wave in (before, now))
    if has_learned or would_tell or finds_nothing:
        return "none", alone
    return "machine", alone


def _finds_nothing(tally: Tally, wave: str) -> bool:
    """Whether answers were given in the wave, and none of them got a code."""
    counts = tally.counts(wave)
    return counts.base > 0 and counts.uncoded == counts.base
