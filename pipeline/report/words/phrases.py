"""Texts of a report's files: changes, bases, the basis of an interval."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.counts import (
    CROSS,
    Correction,
    Figure,
    QuestionSummary,
    RunSummary,
    ThemeFigures,
    WaveBase,
    WaveChange,
)
from pipeline.report.words.numbers import NOTHING, NumberFormats
from pipeline.report.words.order import waves_of

Key = tuple[str, str, str]
"""Wave, segment variable and value."""


def change_in_words(change: WaveChange | None, write: NumberFormats) -> str:
    """Return `toegenomen` or `afgenomen` if the change is significant, else what may be said."""
    if change is None:
        return NOTHING
    return write.text("hidden" if change.suppressed else f"file_change_{change.verdict}")


def newest_change(question: QuestionSummary, theme: str) -> WaveChange | None:
    """Return the theme's change to the newest wave that was compared with an earlier one."""
    newest = question.changes[-1].now if question.changes else ""
    changes = (change for change in reversed(question.changes) if change.theme == theme)
    return next((change for change in changes if change.now == newest), None)


def moved_by(row: Correction) -> float | None:
    """Return the correction of a share by the reviewed sample; None if unknown."""
    if row.coded is None or row.corrected is None:
        return None
    return row.corrected - row.coded


def shown_corrections(
    question: QuestionSummary, wave: str, write: NumberFormats
) -> dict[str, Correction]:
    """Return the corrections of a wave by theme, if they move any share as it is printed."""
    rows = {row.theme: row for row in question.corrections if row.wave == wave}
    known = [row for row in rows.values() if not row.suppressed]
    if any(write.percent(row.coded) != write.percent(row.corrected) for row in known):
        return rows
    return {}


def tests_of(summary: RunSummary) -> int:
    """Return how many changes of the report were tested together."""
    changes = [change for question in summary.questions for change in question.changes]
    return max((change.tests for change in changes), default=0)


def coded_by(base: WaveBase, write: NumberFormats) -> str:
    """Return who coded the answers of a base: people, the machine, or how many of them people."""
    if not base.by_people:
        return write.text("coded_by_machine")
    if base.by_people == base.answered:
        return write.text("coded_by_people")
    n, answered = write.number(base.by_people), write.number(base.answered)
    return write.text("coded_by_both", n=n, answered=answered)


def compared_by(change: WaveChange, write: NumberFormats) -> Iterator[str]:
    """Yield a sentence on what coded both waves, unless the machine did as counted."""
    if change.instrument != "machine":
        yield write.text(f"compared_by_{change.instrument}")


def base_sentence(question: QuestionSummary, summary: RunSummary, write: NumberFormats) -> str:
    """Return a sentence on the bases: waves with their bases, who was counted."""
    bases = "; ".join(write.base_of(question, wave) for wave in waves_of(question, summary))
    text = write.text("file_base_sentence", bases=bases)
    if not question.filter:
        return text
    return f"{text} {write.text('file_counted', who=question.filter)}"


def base_notes(
    question: QuestionSummary, summary: RunSummary, write: NumberFormats
) -> Iterator[str]:
    """Yield for each wave who is missing, what is not coded, guessed or weighted, who coded."""
    has_labels = any(base.by_people for base in question.bases.values())
    for wave in waves_of(question, summary):
        base = question.bases[wave]
        notes = [*write.left_out(question, wave), *write.guessed(base.guesses, base.codings)]
        notes += write.not_just_weighted(question, wave)
        if has_labels and base.answered:
            notes.append(coded_by(base, write))
        if notes:
            yield f"{wave}: {'; '.join(notes)}."


def sources_of(summary: RunSummary) -> tuple[str, ...]:
    """Return the sources that tables tell apart; a language model only where one coded."""
    llm = ("llm",) if summary.sources.get("llm") else ()
    return ("rules", "classifier", *llm, "reviewer")


def has_guesses(question: QuestionSummary) -> bool:
    """Whether any figure that is shown of the question rests on guesses."""
    figures = [figure for theme in question.themes for figure in figures_of(theme)]
    return any(figure.n_guess for figure in figures if not figure.suppressed)


def guess_totals(summary: RunSummary, write: NumberFormats) -> Iterator[str]:
    """Yield how many of all codings are guesses; nothing where figures are hidden."""
    if not any(map(has_hidden, summary.questions)):
        codings = sum(n for source, n in summary.sources.items() if source != "none")
        yield from (f"{text}." for text in write.guessed(summary.guesses, codings))


def segment_variables(question: QuestionSummary, summary: RunSummary) -> dict[str, tuple[str, ...]]:
    """Return the segment variables of the figures with their values, in the study's order."""
    keys = [(name, value) for theme in question.themes for _, name, value in theme.segments]
    return in_study_order(keys, summary)


def in_study_order(
    keys: Iterable[tuple[str, str]], summary: RunSummary
) -> dict[str, tuple[str, ...]]:
    """Return variables with their values, both in the order of the study, others as met."""
    values: dict[str, dict[str, None]] = {}
    for variable, value in keys:
        values.setdefault(variable, {})[value] = None
    order = _known_first(values, summary.segments)
    return {name: _known_first(values[name], summary.segments.get(name, ())) for name in order}


def segment_name(variable: str, summary: RunSummary) -> str:
    """Return the name of a segment variable: as in the study, else from its id."""
    names = variable.split(CROSS)
    return CROSS.join(summary.segment_labels.get(name) or name.replace("_", " ") for name in names)


def segment_keys(
    themes: Sequence[ThemeFigures], wave: str, variable: str, values: Iterable[str]
) -> list[Key]:
    """Return the keys of a variable's values in that wave for which any theme has a figure."""
    keys = [(wave, variable, value) for value in values]
    return [key for key in keys if any(key in theme.segments for theme in themes)]


def segment_base(question: QuestionSummary, themes: Sequence[ThemeFigures], key: Key) -> int:
    """Return the base of that wave, variable and value."""
    if key in question.segment_bases:
        return question.segment_bases[key].answered
    return max((theme.segments[key].base for theme in themes if key in theme.segments), default=0)


def figures_of(theme: ThemeFigures) -> Iterator[Figure]:
    """Yield the theme's figures of everybody and of segments."""
    yield from theme.waves.values()
    yield from theme.segments.values()


def has_hidden(question: QuestionSummary) -> bool:
    """Whether any figure of the question is hidden."""
    return any(figure.suppressed for theme in question.themes for figure in figures_of(theme))


def intervals_of(summary: RunSummary) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the kinds of interval of everybody's figures and of segments', as met."""
    themes = [theme for question in summary.questions for theme in question.themes]
    everybody = (figure.interval for theme in themes for figure in theme.waves.values())
    segments = (figure.interval for theme in themes for figure in theme.segments.values())
    return _kinds(everybody), _kinds(segments)


def _kinds(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, names)))


def _known_first(names: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """Return the names in the order of the known ones, then the others as met."""
    names, known = tuple(names), tuple(known)
    return (*(n for n in known if n in names), *(n for n in names if n not in known))
