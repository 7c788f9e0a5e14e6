"""The summary of a run: every number that its report shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import pandas as pd

from pipeline.counts import (
    EVERYBODY,
    Bridge,
    Cell,
    Correction,
    QuestionSummary,
    Reconciliation,
    RunSummary,
    Tally,
    WaveBase,
    theme_figures,
    wave_base,
    wave_changes,
)
from pipeline.language import language
from pipeline.model import SOURCES, Codebook
from pipeline.run.words import Wording
from pipeline.study import Study
from pipeline.version import __version__


def summarise(
    study: Study, books: Mapping[str, Codebook], tallies: Mapping[str, Tally], counts: pd.DataFrame, respondents: Mapping[str, int],
    answers: Reconciliation, sources: Mapping[str, int], corrected: Mapping[str, tuple[Correction, ...]], bridged: Mapping[str, tuple[Bridge, ...]],
    wording: Wording,
) -> RunSummary:  # fmt: skip
    """The run in figures, questions and waves in the order of the study; `counts` are the theme counts after the disclosure rules."""
    unit = study.respondent.unit
    return RunSummary(
        study=study.study,
        title=study.title,
        note=study.note,
        language=study.language,
        unit=unit,
        unit_plural=study.respondent.unit_plural or language(study.language).plural(unit),
        population=study.respondent.population,
        waves=study.wave_ids,
        respondents={wave: respondents.get(wave, 0) for wave in study.wave_ids},
        segments={
            name: segment.values or _met(name, tallies) for name, segment in study.segments.items()
        },
        questions=tuple(
            replace(
                _question(study, question, books[question], tallies[question], counts),
                corrections=corrected.get(question, ()),
                bridge=bridged.get(question, ()),
                keywords=wording.keywords(question),
            )
            for question in study.questions
        ),
        answers=answers,
        sources={name: sources.get(name, 0) for name in SOURCES},
        version=__version__,
        weighted=study.weights is not None,
        least_base=study.disclosure.base,
        least_n=study.disclosure.n,
        house=study.look,
        segment_labels={
            name: segment.label for name, segment in study.segments.items() if segment.label
        },
    )


def _question(
    study: Study, question: str, book: Codebook, tally: Tally, counts: pd.DataFrame
) -> QuestionSummary:
    said = study.questions[question]
    waves = study.asked_in(question)
    of_question = counts[counts["question"] == question]
    hidden = set(of_question["wave"][of_question["suppressed"]])
    return QuestionSummary(
        id=question,
        title=book.title,
        text=said.text,
        show=said.show,
        codebook_version=book.version,
        bases={wave: _base(tally, wave, EVERYBODY, hidden) for wave in waves},
        themes=theme_figures(of_question, book, waves),
        segment_bases={
            (wave, *cell): _base(tally, wave, cell, hidden)
            for wave in waves
            for cell in tally.cells(wave)
            if cell != EVERYBODY
        },
        changes=wave_changes(
            tally,
            waves,
            kept_back(of_question),
            None if said.filter else study.respondent.population,
        ),
        filter=study.filters[said.filter].label if said.filter else "",
        shape=said.cloud.shape,
        least=said.cloud.least,
    )


def kept_back(counts: pd.DataFrame) -> set[tuple[str, str]]:
    """Wave and theme of the shares of everybody that are hidden."""
    rows = counts[counts["suppressed"] & (counts["segment_variable"] == "")]
    return set(zip(rows["wave"], rows["theme"], strict=True))


def _base(tally: Tally, wave: str, cell: Cell, hidden: Collection[str]) -> WaveBase:
    """The base of a cell; in a wave with hidden figures without what would tell of them."""
    base = wave_base(tally, wave, cell)
    return replace(base, other=None, uncoded=None) if wave in hidden else base


def _met(variable: str, tallies: Mapping[str, Tally]) -> tuple[str, ...]:
    cells = {
        cell
        for tally in tallies.values()
        for wave in tally.waves()
        for cell in tally.cells(wave)
        if cell != EVERYBODY
    }
    return tuple(sorted(value for name, value in cells if name == variable))
