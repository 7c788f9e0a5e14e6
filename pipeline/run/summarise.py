"""The summary of a run: every number in its report, and the quotes that it prints."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import pandas as pd

from pipeline.coding import StudyCoder
from pipeline.counts import (
    EVERYBODY,
    Bridge,
    Cell,
    Correction,
    LanguageModel,
    QuestionSummary,
    RunSummary,
    Tally,
    WaveBase,
    WaveChange,
    theme_figures,
    wave_base,
)
from pipeline.language import language
from pipeline.model import SOURCES, Codebook
from pipeline.quotes import approved_quotes
from pipeline.run.accumulators import Accumulators
from pipeline.run.instruments.instrument_tally import Instruments
from pipeline.run.theme_counts import waves_left_out
from pipeline.study import Study
from pipeline.version import __version__


def summarise(
    coder: StudyCoder,
    accumulators: Accumulators,
    counts: pd.DataFrame,
    corrected: Mapping[str, tuple[Correction, ...]],
    changed: Mapping[str, tuple[WaveChange, ...]],
    bridged: Mapping[str, tuple[Bridge, ...]],
    language_model: LanguageModel | None,
) -> RunSummary:
    """Return the run in figures, questions and waves in the order of the study, without quotes.

    `counts` are the theme counts after disclosure control.
    """
    study, totals, tallies = coder.study, accumulators.totals, accumulators.tallies
    questions = []
    left_out = {name: waves_left_out(tallies[name], counts, name) for name in coder.books}
    for question, book in coder.books.items():
        if set(study.asked_in(question)) == left_out[question]:
            continue
        summary = _question(study, question, book, tallies[question], counts)
        summary = replace(
            summary,
            bases=_with_people(summary.bases, accumulators.instruments.get(question)),
            changes=changed.get(question, ()),
            corrections=corrected.get(question, ()),
            bridge=bridged.get(question, ()),
            keywords={
                wave: words
                for wave, words in accumulators.words.keywords(question).items()
                if wave not in left_out[question]
            },
        )
        questions.append(summary)
    segments, unit = study.segments.items(), study.respondent.unit
    return RunSummary(
        study=study.study,
        title=study.title,
        note=study.note,
        language=study.language,
        unit=unit,
        unit_plural=study.respondent.unit_plural or language(study.language).plural(unit),
        population=study.respondent.population,
        waves=study.wave_ids,
        respondents={wave: totals.respondents[wave] for wave in study.wave_ids},
        segments={name: of.values or _values_met(name, tallies) for name, of in segments},
        questions=tuple(questions),
        answers=totals.reconciliation,
        sources={source: totals.sources[source] for source in SOURCES},
        guesses=totals.guesses,
        version=__version__,
        weighted=study.weights is not None,
        least_base=study.disclosure.base,
        least_n=study.disclosure.n,
        house=study.house_style,
        language_model=language_model,
        left_out=tuple((name, wave) for name, waves in left_out.items() for wave in sorted(waves)),
        segment_labels={name: segment.label for name, segment in segments if segment.label},
    )


def add_quotes(study: Study, figures: RunSummary, accumulators: Accumulators) -> RunSummary:
    """Return the summary with the quotes that may be printed."""
    quotes = approved_quotes(study, figures.questions, accumulators.quotable)
    questions = tuple(replace(one, quotes=quotes[one.id]) for one in figures.questions)
    return replace(figures, questions=questions)


def _question(
    study: Study, question: str, book: Codebook, tally: Tally, counts: pd.DataFrame
) -> QuestionSummary:
    asked = study.questions[question]
    of_question = counts[counts["question"] == question]
    left_out = waves_left_out(tally, counts, question)
    waves = tuple(wave for wave in study.asked_in(question) if wave not in left_out)
    hidden_waves = set(of_question["wave"][of_question["suppressed"]])
    published = of_question.groupby(["wave", "segment_variable", "segment"], observed=True)
    effective = {key: rows.iloc[0] for key, rows in published["effective_base"]}
    cells = [
        (wave, cell)
        for wave in waves
        for cell in tally.cells(wave)
        if cell != EVERYBODY and (wave, *cell) in effective
    ]
    return QuestionSummary(
        id=question,
        title=book.title,
        text=asked.text,
        show=asked.show,
        codebook_version=book.version,
        bases={
            wave: _base(tally, wave, EVERYBODY, hidden_waves, effective.get((wave, *EVERYBODY)))
            for wave in waves
        },
        themes=theme_figures(of_question, book, waves),
        segment_bases={
            (wave, *cell): _base(tally, wave, cell, hidden_waves, effective[(wave, *cell)])
            for wave, cell in cells
        },
        filter=study.filters[asked.filter].label if asked.filter else "",
        hides_bases=any(
            (wave, *cell) not in effective for wave in waves for cell in tally.cells(wave)
        ),
        shape=asked.cloud.shape,
        least=asked.cloud.least,
    )


def _with_people(
    bases: Mapping[str, WaveBase], instruments: Instruments | None
) -> dict[str, WaveBase]:
    """Return the bases of everybody with how many in them people coded."""
    if instruments is None:
        return {wave: replace(base, by_people=0) for wave, base in bases.items()}
    return {
        wave: replace(base, by_people=instruments.people.counts(wave).base)
        for wave, base in bases.items()
    }


def _base(
    tally: Tally, wave: str, cell: Cell, hidden_waves: Collection[str], effective: float | None
) -> WaveBase:
    """Return the base of a cell; in a wave with hidden figures without what would reveal them.

    `effective` is the effective base as published.
    """
    base = wave_base(tally, wave, cell)
    if base.effective is not None:
        base = replace(base, effective=effective)
    if wave not in hidden_waves:
        return base
    return replace(base, other=None, uncoded=None, codings=None, guesses=None)


def _values_met(variable: str, tallies: Mapping[str, Tally]) -> tuple[str, ...]:
    cells = {
        cell for tally in tallies.values() for wave in tally.waves() for cell in tally.cells(wave)
    }
    return tuple(sorted(value for name, value in cells if name == variable))
