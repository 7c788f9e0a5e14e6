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
    two waves are compared as counted only if people coded all of both, or the machine did and knew
    the answers of neither. Else those shares are compared that a machine finds in both which knows
    none of the answers (cross-fitted). `counts` are the theme counts after disclosure control: what
    they hide is hidden here too.
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
    """Return the waves as published, beside which that is compared what `tally` counts."""
    as_counted = tally is accumulators.tallies[question]
    rules = disclosure_rules(coder.study)
    return PublishedWaves.from_counts(rules, counts, question, as_counted=as_counted)


def tally_of_all_waves(accumulators: Accumulators, question: str) -> Tally:
    """Return the counts of what a machine finds that codes the answers of all waves alike."""
    if question in accumulators.instruments:
        return accumulators.instruments[question].of_all_waves
    return accumulators.tallies[question]


def _compared(
    coder: StudyCoder, accumulators: Accumulators, question: str, before: str, now: str
) -> tuple[Instrument, Tally]:
    """Return the instrument that both waves are compared by, and what it counted."""
    as_counted = accumulators.tallies[question]
    if not _has_same_base(coder, accumulators, question, before, now):
        return "none", as_counted
    if question not in accumulators.instruments:
        return "machine", as_counted
    of_question = accumulators.instruments[question]
    has_labels = any(of_question.people.counts(wave).base for wave in (before, now))
    if not has_labels and not coder.may_know_answers(question):
        return "machine", as_counted
    if not any(of_question.are_undecided(as_counted, wave) for wave in (before, now)):
        return "people", as_counted
    alike = of_question.of_all_waves
    finds_nothing = any(_finds_nothing(alike, wave) for wave in (before, now))
    return ("none" if finds_nothing else "machine_alone"), alike


def _has_same_base(
    coder: StudyCoder, accumulators: Accumulators, question: str, before: str, now: str
) -> bool:
    """Whether the base of the question was found by the same instrument in both waves.

    Who belongs to it may depend on the themes of another question.
    """
    name = coder.study.questions[question].filter
    asked_first = coder.study.filters[name].question if name else ""
    if not asked_first:
        return True
    _, tally = _compared(coder, accumulators, asked_first, before, now)
    return tally is accumulators.tallies[asked_first]


def _finds_nothing(tally: Tally, wave: str) -> bool:
    """Whether answers were given in the wave, and none of them got a code."""
    counts = tally.counts(wave)
    return counts.base > 0 and counts.uncoded == counts.base
