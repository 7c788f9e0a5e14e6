"""Corrects shares for the machine's errors, by the random sample of the newest wave."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipeline.coding import StudyCoder, cross_fitted_codes
from pipeline.counts import (
    Correction,
    Others,
    Reviewed,
    Tally,
    bearing,
    corrected_shares,
    finite_base,
    kish_of_sums,
)
from pipeline.model import NO_ANSWER, Floats, code_matrix
from pipeline.run.accumulators import Accumulators
from pipeline.run.samples import ReviewedText
from pipeline.run.theme_counts import hidden_shares, waves_left_out


def corrections(
    coder: StudyCoder, accumulators: Accumulators, counts: pd.DataFrame
) -> dict[str, tuple[Correction, ...]]:
    """Return by question the corrected shares of its themes in the wave of the sample.

    Themes are in the order of the codebook; a question without reviewed texts has none. `counts`
    are the theme counts after disclosure control: what they hide is hidden here too.
    """
    sample = accumulators.reviewed
    corrected = {}
    for question, texts in sample.texts.items():
        written = [text for _, text in sorted(texts.items()) if text.weight > 0]
        if written:
            wave = sample.waves[question]
            everybody = _Everybody.from_tally(accumulators.tallies[question], wave)
            hidden = {theme for of, theme in hidden_shares(counts, question) if of == wave}
            if wave in waves_left_out(accumulators.tallies[question], counts, question):
                continue
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

    With each code, (codes,), in the base, and asked; `effective` is the effective base.
    """

    wave: str
    has: Floats
    base: float
    asked: float
    effective: float
    respondents: int

    @classmethod
    def from_tally(cls, tally: Tally, wave: str) -> _Everybody:
        counts = tally.counts(wave)
        if not tally.weights:
            return cls(
                wave=wave,
                has=counts.by_source.sum(axis=1).astype(float),
                base=counts.base,
                asked=counts.asked,
                effective=counts.base,
                respondents=counts.base,
            )
        # the tally has no weights for those without an answer: assume the mean weight of the others
        asked = counts.weight * counts.asked / counts.base if counts.base else 0.0
        return cls(
            wave=wave,
            has=counts.weighted,
            base=counts.weight,
            asked=asked,
            effective=kish_of_sums(counts.weight, counts.weight2),
            respondents=counts.base,
        )


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
        worth = float(finite_base(worth, population))
    shares = corrected_shares(*_reviewed(coder, question, texts, everybody), worth=worth)
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
                coded=min(1.0, float(everybody.has[i]) / everybody.base),
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
    """Return the reviewed texts' codes by people and machine, and the machine's of all others.

    Codes without geen-antwoord, which is not in the base.
    """
    book = coder.books[question]
    is_theme = np.array([code != NO_ANSWER for code in book.codes])
    people = code_matrix(book, [text.codes for text in texts])
    machine = cross_fitted_codes(coder, question, [text.verbatim for text in texts])
    nothing = book.codes.index(NO_ANSWER)
    in_base, machine_in_base = ~people[:, nothing], ~machine[:, nothing]
    has = people[:, is_theme] & in_base[:, None]
    weights = np.array([text.weight for text in texts])
    reviewed = Reviewed(
        has=has,
        in_base=in_base,
        machine_has=machine[:, is_theme] & machine_in_base[:, None],
        machine_in_base=machine_in_base,
        respondents=weights,
        probability=np.array([text.probability for text in texts]),
    )
    # the tally counts reviewed answers by their labels: without them it is of those not drawn
    others = Others(
        machine_has=np.maximum(everybody.has[is_theme] - weights @ has, 0.0),
        machine_in_base=max(0.0, everybody.base - float(weights @ in_base)),
        respondents=max(0.0, everybody.asked - float(weights.sum())),
    )
    return reviewed, others
