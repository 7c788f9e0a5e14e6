"""What a reader of the page can choose: a wave, and everybody or one group; and which of it a page has room for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.counts import QuestionSummary, RunSummary
from pipeline.report.words.order import ranked_themes, shown_themes, waves_of
from pipeline.report.words.phrases import segment_name, segment_variables

MOST_BARS = 6_000
"""Bars of groups that a page holds at most; each takes some 140 bytes."""

MOST_CELLS = 9_000
"""Cells that its tables of groups hold at most."""

MOST_VALUES = 40
"""A variable of more values is no choice that anybody reads through."""


@dataclass(frozen=True)
class Group:
    """Respondents who share a value; `number` is its place on the page, and 0 would be everybody."""

    number: int
    variable: str
    name: str
    """Of the variable, as a reader knows it."""
    value: str


@dataclass(frozen=True)
class Variable:
    """A segment variable, or some crossed, with the groups that can be chosen."""

    id: str
    name: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Choices:
    """The variables to choose from and those that have tables, with the names of those left out of each for want of room."""

    variables: tuple[Variable, ...]
    tables: frozenset[str]
    not_to_choose: tuple[str, ...]
    not_in_tables: tuple[str, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        """All groups, in the order of their numbers."""
        return tuple(group for variable in self.variables for group in variable.groups)


def choices(summary: RunSummary) -> Choices:
    """The variables of the run in the order of the study, crossings last, as far as there is room for their figures."""
    values = _values(summary)
    bars = {name: sum(_bars(q, summary, name) for q in summary.questions) for name in values}
    cells = {name: sum(_cells(q, summary, name) for q in summary.questions) for name in values}
    chosen = _fitting(
        {name: n for name, n in bars.items() if len(values[name]) <= MOST_VALUES}, MOST_BARS
    )
    tables = _fitting(cells, MOST_CELLS)
    variables: list[Variable] = []
    number = 0
    for name in (name for name in values if name in chosen):
        called = segment_name(name, summary)
        groups = tuple(
            Group(number + i, name, called, value) for i, value in enumerate(values[name], 1)
        )
        number += len(groups)
        variables.append(Variable(name, called, groups))
    out = [
        tuple(segment_name(name, summary) for name in values if name not in kept)
        for kept in (chosen, tables)
    ]
    return Choices(tuple(variables), tables, *out)


def _values(summary: RunSummary) -> Mapping[str, tuple[str, ...]]:
    """The variables that have figures, with all values that any question has."""
    found: dict[str, dict[str, None]] = {}
    for question in summary.questions:
        for name, values in segment_variables(question, summary).items():
            found.setdefault(name, {}).update(dict.fromkeys(values))
    order = [
        *(name for name in summary.segments if name in found),
        *(n for n in found if n not in summary.segments),
    ]
    return {name: _in_order(found[name], summary.segments.get(name, ())) for name in order}


def _in_order(values: Iterable[str], wanted: tuple[str, ...]) -> tuple[str, ...]:
    values = tuple(values)
    return (*(v for v in wanted if v in values), *(v for v in values if v not in wanted))


def _fitting(sizes: Mapping[str, int], most: int) -> frozenset[str]:
    kept, used = set(), 0
    for name, size in sizes.items():
        if used + size <= most:
            kept.add(name)
            used += size
    return frozenset(kept)


def _bars(question: QuestionSummary, summary: RunSummary, variable: str) -> int:
    waves = waves_of(question, summary)
    rows = (ranked_themes if question.show == "cloud" else shown_themes)(question, waves)
    return sum(key[1] == variable for theme in rows for key in theme.segments)


def _cells(question: QuestionSummary, summary: RunSummary, variable: str) -> int:
    newest = waves_of(question, summary)[:1]
    return sum(
        key[:2] == (*newest, variable) for theme in question.themes for key in theme.segments
    )
