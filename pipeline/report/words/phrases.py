"""What the files of a report build say in words: changes, bases, the method behind an interval. Words follow numbers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.counts import CROSS, QuestionSummary, RunSummary, ThemeFigures, WaveChange
from pipeline.report.words.numbers import NOTHING, NumberFormats
from pipeline.report.words.order import waves_of


def change_in_words(change: WaveChange | None, write: NumberFormats) -> str:
    """`toegenomen` or `afgenomen` only where the difference is one; else that none is shown, or that none may be."""
    if change is None:
        return NOTHING
    return (
        write.text("hidden") if change.suppressed else write.text(f"file_change_{change.verdict}")
    )


def points(difference: float | None, write: NumberFormats) -> str:
    """A difference of shares in percentage points with its sign: `+32`, `−18`, `0`."""
    if difference is None:
        return NOTHING
    whole = abs(round(difference * 100))
    return f"{'−' if difference < 0 else '+'}{write.number(whole)}" if whole else "0"


def newest_change(question: QuestionSummary, theme: str) -> WaveChange | None:
    """The theme's change to the newest wave that was compared with an earlier one."""
    found = [change for change in question.changes if change.theme == theme]
    newest = question.changes[-1].now if question.changes else ""
    return next((change for change in reversed(found) if change.now == newest), None)


def base_sentence(question: QuestionSummary, summary: RunSummary, write: NumberFormats) -> str:
    """On whom the figures of a question rest, in a sentence: the waves with their bases, and who was counted."""
    bases = "; ".join(write.base_of(question, wave) for wave in waves_of(question, summary))
    said = write.text("file_base_sentence", bases=bases)
    return f"{said} {write.text('file_counted', who=question.filter)}" if question.filter else said


def base_notes(
    question: QuestionSummary, summary: RunSummary, write: NumberFormats
) -> Iterator[str]:
    """Who is left out of the bases, and which answers are not coded yet; a sentence for each wave that has such."""
    for wave in waves_of(question, summary):
        notes = write.left_out(question, wave)
        if notes:
            yield f"{wave}: {'; '.join(notes)}."


def segment_variables(question: QuestionSummary, summary: RunSummary) -> dict[str, tuple[str, ...]]:
    """The segment variables of the question's figures with their values: those of the study in its order, then crossings as they come."""
    met: dict[str, dict[str, None]] = {}
    for theme in question.themes:
        for _, variable, value in theme.segments:
            met.setdefault(variable, {})[value] = None
    ordered = [
        *(name for name in summary.segments if name in met),
        *(name for name in met if name not in summary.segments),
    ]
    return {name: _ordered(tuple(met[name]), summary.segments.get(name, ())) for name in ordered}


def segment_name(variable: str, summary: RunSummary) -> str:
    """What a segment variable is called: as the study says, else its id in words; of a crossing all its variables."""
    return CROSS.join(
        summary.segment_labels.get(name) or name.replace("_", " ") for name in variable.split(CROSS)
    )


def segment_base(
    question: QuestionSummary, themes: tuple[ThemeFigures, ...], key: tuple[str, str, str]
) -> int:
    """The base of that wave, variable and value."""
    if key in question.segment_bases:
        return question.segment_bases[key].answered
    return max((t.segments[key].base for t in themes if key in t.segments), default=0)


def has_hidden(question: QuestionSummary) -> bool:
    """Whether any figure of the question is hidden."""
    return any(
        f.suppressed for t in question.themes for f in (*t.waves.values(), *t.segments.values())
    )


def intervals_of(summary: RunSummary) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The kinds of interval of everybody's figures and of those of segments, each in the order met."""
    themes = [theme for question in summary.questions for theme in question.themes]
    everybody = dict.fromkeys(f.interval for t in themes for f in t.waves.values() if f.interval)
    segments = dict.fromkeys(f.interval for t in themes for f in t.segments.values() if f.interval)
    return tuple(everybody), tuple(segments)


def _ordered(values: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[str, ...]:
    return (*(v for v in wanted if v in values), *(v for v in values if v not in wanted))
