"""The summary of a run: every number that its report shows."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline import __version__
from pipeline.counts import EVERYBODY, Tally, theme_figures, wave_base
from pipeline.language import language
from pipeline.model import SOURCES, Codebook, QuestionSummary, Reconciliation, RunSummary
from pipeline.study import Study


def summarise(
    study: Study, books: Mapping[str, Codebook], tallies: Mapping[str, Tally], respondents: Mapping[str, int], answers: Reconciliation,
    sources: Mapping[str, int],
) -> RunSummary:  # fmt: skip
    """The run in figures, questions and waves in the order of the study."""
    unit = study.respondent.unit
    return RunSummary(
        study=study.study,
        title=study.title,
        note=study.note,
        language=study.language,
        unit=unit,
        unit_plural=study.respondent.unit_plural or _plural(unit, study.language),
        population=study.respondent.population,
        waves=study.wave_ids,
        respondents={wave: respondents.get(wave, 0) for wave in study.wave_ids},
        segments={name: segment.values or _met(name, tallies) for name, segment in study.segments.items()},
        questions=tuple(_question(study, question, books[question], tallies[question]) for question in study.questions),
        answers=answers,
        sources={name: sources.get(name, 0) for name in SOURCES},
        version=__version__,
    )


def _question(study: Study, question: str, book: Codebook, tally: Tally) -> QuestionSummary:
    said = study.questions[question]
    waves = study.asked_in(question)
    bases = {wave: wave_base(tally, wave) for wave in waves}
    return QuestionSummary(question, book.title, said.text, said.show, book.version, bases, theme_figures(tally, waves))


def _met(variable: str, tallies: Mapping[str, Tally]) -> tuple[str, ...]:
    cells = {
        cell for tally in tallies.values() for wave in tally.waves() for cell in tally.cells(wave) if cell != EVERYBODY
    }
    return tuple(sorted(value for name, value in cells if name == variable))


def _plural(unit: str, code: str) -> str:
    # the study file may say it; for the commonest unit and the default nobody should have to
    known = {
        "gemeente": "gemeenten",
        "respondent": language(code).text("respondent_plural"),
        "municipality": "municipalities",
    }
    return known.get(unit, f"{unit}en" if code == "nl" else f"{unit}s")
