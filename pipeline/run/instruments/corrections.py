"""Corrects shares for the machine's errors, by the random sample of the newest wave."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipeline.coding import StudyCoder
from pipeline.counts import (
    Correction,
    Decided,
    Others,
    Reviewed,
    Tally,
    bearing,
    corrected_shares,
    effective_bases,
    finite_base,
    share_intervals,
)
from pipeline.model import NO_ANSWER, Floats, code_matrix
from pipeline.run.accumulators import Accumulators
from pipeline.run.instruments.instrument_tally import Instruments
from pipeline.run.instruments.samples import ReviewedText
from pipeline.run.theme_counts import hidden_shares, waves_left_out


def corrections(
    coder: StudyCoder, accumulators: Accumulators, counts: pd.DataFrame
) -> dict[str, tuple[Correction, ...]]:
    """Return by question the corrected shares of its themes in the wave of the sample.

    Themes are in the order of the codebook. A question without reviewed texts has none, and nor has
    one in whose wave people decided on every answer: nothing is left to correct. `counts` are the
    theme counts after disclosure control: what they hide is hidden here too.
    """
    sample = accumulators.reviewed
    corrected = {}
    for question, texts in sample.texts.items():
        written = [text for _, text in sorted(texts.items()) if text.weight > 0]
        wave, tally = sample.waves[question], accumulators.tallies[question]
        instruments = accumulators.instruments[question]
        is_left_out = wave in waves_left_out(tally, counts, question)
        if not written or is_left_out or not instruments.are_undecided(tally, wave):
            continue
        population = coder.study.population_of(question)
        effective = _effective_bases(tally, wave, _rows(counts, question, wave), population)
        everybody = _Everybody.from_tallies(tally, instruments, wave, effective)
        hidden = {theme for of, theme in hidden_shares(counts, question) if of == wave}
        if sum(text.respondents > 0 for text in written) < coder.study.disclosure.base:
            # the reviewed answers are a base as well
            hidden = set(coder.books[question].codes)
        made = _of_question(coder, question, written, everybody, hidden)
        corrected[question] = as_published(made, counts, question)
    return corrected


def as_published(
    made: tuple[Correction, ...], counts: pd.DataFrame, question: str
) -> tuple[Correction, ...]:
    """Return the corrections of the shares as published.

    A share that is rounded or counts heads for the sake of hidden figures is corrected by as much:
    a corrected share that no reviewed text moved would be the exact one.
    """
    of_everybody = (counts["question"] == question) & (counts["segment_variable"] == "")
    rows = counts[of_everybody & ~counts["suppressed"]]
    shares = dict(zip(zip(rows["wave"], rows["theme"], strict=True), rows["share"], strict=True))
    return tuple(
        each if each.coded is None else _moved_to(each, float(shares[each.wave, each.theme]))
        for each in made
    )


def _rows(counts: pd.DataFrame, question: str, wave: str) -> pd.DataFrame:
    """Return the published rows of everybody in a wave, in the order of the codes."""
    of_everybody = (counts["question"] == question) & (counts["segment_variable"] == "")
    return counts[of_everybody & (counts["wave"] == wave)]


def _effective_bases(
    tally: Tally, wave: str, published: pd.DataFrame, population: int | None
) -> Floats:
    """Return the effective base that the published interval of each code rests on, (codes,).

    That of a theme's own weights tells who named it. Beside hidden figures the interval is
    therefore another one, at the effective base that the row gives, and so is the correction's.
    """
    counts = tally.counts(wave)
    if not tally.weights:
        return np.full(len(published), float(counts.base))
    own = effective_bases(counts.weight_sums)
    share, low, high, given = (
        published[name].to_numpy(dtype=float) for name in ("share", "low", "high", "effective_base")
    )
    at_own = share_intervals(
        share, counts.base, effective=own, population=bearing(population, counts.base)
    )
    is_own = np.isclose(low, at_own[0]) & np.isclose(high, at_own[1])
    return np.where(is_own, own, given)


def _moved_to(correction: Correction, share: float) -> Correction:
    """Return the correction of that share instead of the one as counted."""
    if correction.coded is None or correction.coded == share:
        return correction
    ends = {name: getattr(correction, name) for name in ("corrected", "low", "high")}
    by = share - correction.coded
    return replace(
        correction,
        coded=share,
        **{name: min(1.0, max(0.0, end + by)) for name, end in ends.items()},
    )


@dataclass(frozen=True, kw_only=True)
class _Everybody:
    """All answers of a wave in respondents, weighted if the study has weights.

    share: (codes,) as counted. machine_has, decided_has: (codes,) with each code by the machine
    alone, and by people; base, machine_base and decided_base are in the base: as counted, by the
    machine alone, and by people. written: who wrote anything. effective: (codes,), the effective
    bases of the shares as counted; respondents: heads in the base.
    """

    wave: str
    share: Floats
    base: float
    machine_has: Floats
    machine_base: float
    decided_has: Floats
    decided_base: float
    written: float
    effective: Floats
    respondents: int

    @classmethod
    def from_tallies(
        cls, tally: Tally, instruments: Instruments, wave: str, effective: Floats
    ) -> _Everybody:
        counts = tally.counts(wave)
        has, base = _sums(tally, wave)
        machine_has, machine_base = _sums(instruments.machine, wave)
        decided_has, decided_base = _sums(instruments.people, wave)
        written = instruments.written[wave]
        return cls(
            wave=wave,
            share=np.minimum(has / base, 1.0) if base else np.full(len(has), np.nan),
            base=base,
            machine_has=machine_has,
            machine_base=machine_base,
            decided_has=decided_has,
            decided_base=decided_base,
            written=written.weight if tally.weights else written.respondents,
            effective=effective,
            respondents=counts.base,
        )


def _sums(tally: Tally, wave: str) -> tuple[Floats, float]:
    """Return who has each code, (codes,), and who is in the base: weights, or heads without."""
    counts = tally.counts(wave)
    if tally.weights:
        return counts.weighted, counts.weight
    return counts.by_source.sum(axis=1).astype(float), counts.base


def _of_question(
    coder: StudyCoder,
    question: str,
    texts: Sequence[ReviewedText],
    everybody: _Everybody,
    hidden: Collection[str],
) -> tuple[Correction, ...]:
    """Return the corrected shares of one question's themes, without numbers if hidden."""
    book = coder.books[question]
    themes = [i for i, code in enumerate(book.codes) if code != NO_ANSWER]
    population = bearing(coder.study.population_of(question), everybody.respondents)
    worth = everybody.effective
    if population is not None:
        worth = finite_base(worth, population)
    sample, others = _reviewed(coder, question, texts, everybody)
    is_theme = np.isin(np.arange(len(book.codes)), themes)
    decided = Decided(
        has=everybody.decided_has[is_theme],
        in_base=everybody.decided_base,
        undecided=max(0.0, everybody.base - everybody.decided_base),
    )
    shares = corrected_shares(sample, others, decided=decided, worth=worth[is_theme])
    labelled = sum(text.respondents > 0 for text in texts)
    made = []
    for at, i in enumerate(themes):
        theme, interval = book.codes[i], str(shares.name[at])
        correction = Correction(
            theme=theme,
            wave=everybody.wave,
            coded=None,
            corrected=None,
            low=None,
            high=None,
            labelled=labelled,
            power=None,
            interval="",
            suppressed=theme in hidden,
        )
        if theme not in hidden and interval and everybody.base:
            correction = replace(
                correction,
                coded=float(everybody.share[i]),
                corrected=float(shares.share[at]),
                low=float(shares.low[at]),
                high=float(shares.high[at]),
                power=float(shares.power[at]),
                interval=interval,
            )
        made.append(correction)
    return tuple(made)


def _reviewed(
    coder: StudyCoder, question: str, texts: Sequence[ReviewedText], everybody: _Everybody
) -> tuple[Reviewed, Others]:
    """Return the reviewed texts' codes by people and machine, and the machine's own of all others.

    Of the answers with any text, from which the sample was drawn. Codes without geen-antwoord,
    which is not in the base.
    """
    book = coder.books[question]
    is_theme = np.array([code != NO_ANSWER for code in book.codes])
    people = code_matrix(book, [text.codes for text in texts])
    machine = coder.own_codes(question, [text.verbatim for text in texts])
    nothing = book.codes.index(NO_ANSWER)
    in_base, machine_in_base = ~people[:, nothing], ~machine[:, nothing]
    has = people[:, is_theme] & in_base[:, None]
    machine_has = machine[:, is_theme] & machine_in_base[:, None]
    weights = np.array([text.weight for text in texts])
    reviewed = Reviewed(
        has=has,
        in_base=in_base,
        machine_has=machine_has,
        machine_in_base=machine_in_base,
        respondents=weights,
        probability=np.array([text.probability for text in texts]),
    )
    others = Others(
        machine_has=np.maximum(everybody.machine_has[is_theme] - weights @ machine_has, 0.0),
        machine_in_base=max(0.0, everybody.machine_base - float(weights @ machine_in_base)),
        respondents=max(0.0, everybody.written - float(weights.sum())),
    )
    return reviewed, others
