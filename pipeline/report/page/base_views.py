"""The bases that the page shows with a question: of everybody and of each segment, by wave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.counts import QuestionSummary, RunSummary, WaveBase
from pipeline.report.words import (
    Group,
    NumberFormats,
    coded_by,
    is_small,
    segment_base,
    sentence,
    waves_of,
)

EVERYBODY = Group(0, "", "", "")


@dataclass(frozen=True)
class BaseView:
    """The base of a wave, as its legend shows it; `place` 0 is the newest wave of the question."""

    wave: str
    place: int
    text: str
    small: bool
    empty: bool
    notes: tuple[str, ...]


@dataclass(frozen=True)
class GroupBases:
    """The bases of everybody or of one segment, newest wave first."""

    group: Group
    bases: tuple[BaseView, ...]


def group_bases(group: Group, question: QuestionSummary, summary: RunSummary) -> GroupBases:
    """Return the bases of the segment in each wave of the question, newest first."""
    write = NumberFormats.of(summary)
    has_labels = any(base.by_people for base in question.bases.values())
    views = []
    for place, wave in enumerate(waves_of(question, summary)):
        key = (wave, group.variable, group.value)
        base = question.segment_bases.get(key) if group.number else question.bases[wave]
        n = base.answered if base else segment_base(question, question.themes, key)
        notes = list(_notes(base, write)) if base else []
        if not group.number:
            notes += write.not_just_weighted(question, wave)
        if base and base.by_people is not None and has_labels and n:
            notes.append(sentence(coded_by(base, write)))
        nobody = nobody_text(question, write) if group.number else write.text("no_base")
        text = base_text(n, question, write) if n else nobody
        views.append(BaseView(wave, place, text, is_small(n), n == 0, tuple(notes)))
    return GroupBases(group, tuple(views))


def base_text(n: int, question: QuestionSummary, write: NumberFormats) -> str:
    """Return `[n=30 gemeenten]`, or who was counted instead."""
    unit = question.filter or write.unit_of(n)
    return write.text("base_note", n=write.number(n), unit=unit)


def nobody_text(question: QuestionSummary, write: NumberFormats) -> str:
    """Return that nobody of a group answered, or that so few did that it is hidden."""
    return write.text("page_nobody_or_hidden" if question.hides_bases else "page_nobody_of_group")


def _notes(base: WaveBase, write: NumberFormats) -> Iterator[str]:
    """Yield asked, answered, coded if they differ, the effective base, and what is guessed."""
    counts = {"asked": base.asked, "answered": base.answered}
    if base.uncoded is not None:
        counts["coded"] = base.answered - base.uncoded
    if len(set(counts.values())) > 1:
        texts = (write.text(f"page_{name}", n=write.number(n)) for name, n in counts.items())
        yield " · ".join(texts)
    if base.uncoded and base.answered:
        yield write.one_or_many("uncoded", base.uncoded)
    if base.effective is not None and base.answered:
        yield write.text("page_effective", n=write.decimal(base.effective, 1))
    yield from write.guessed(base.guesses, base.codings)
