"""What a reader of the page can choose: a wave, and everybody or one segment, as space allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from pipeline.counts import QuestionSummary, RunSummary
from pipeline.report.words.order import page_themes, waves_of
from pipeline.report.words.phrases import in_study_order, segment_name, segment_variables

MAX_BARS = 6_000
"""The most bars of segments in a page; each takes some 140 bytes."""

MAX_CELLS = 9_000
"""The most cells of its tables of segments."""

MAX_VALUES = 40
"""A variable with more values is too long to choose from."""


@dataclass(frozen=True)
class Group:
    """Respondents who share a value; `number` is its index on the page (0: everybody)."""

    number: int
    variable: str
    name: str
    """Of the variable, as a reader knows it."""
    value: str


@dataclass(frozen=True)
class Variable:
    """A segment variable, or some crossed, with the segments that can be chosen."""

    id: str
    name: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Choices:
    """The variables to choose from, those that have tables, and the names of those left out."""

    variables: tuple[Variable, ...]
    tables: frozenset[str]
    not_to_choose: tuple[str, ...]
    not_in_tables: tuple[str, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        """The segments of all variables, in the order of their numbers."""
        return tuple(group for variable in self.variables for group in variable.groups)


def choices(summary: RunSummary) -> Choices:
    """Return the variables in the order of the study, as far as the page has room for each."""
    values = _values(summary)
    bars = {name: _bars(name, summary) for name in values if len(values[name]) <= MAX_VALUES}
    cells = {name: _cells(name, summary) for name in values}
    to_choose, in_tables = _fitting(bars, MAX_BARS), _fitting(cells, MAX_CELLS)
    names = {variable: segment_name(variable, summary) for variable in values}
    numbers = count(1)
    variables = []
    for variable, name in names.items():
        if variable not in to_choose:
            continue
        groups = tuple(Group(next(numbers), variable, name, value) for value in values[variable])
        variables.append(Variable(variable, name, groups))
    return Choices(
        variables=tuple(variables),
        tables=in_tables,
        not_to_choose=_without(to_choose, names),
        not_in_tables=_without(in_tables, names),
    )


def _without(chosen: frozenset[str], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for variable, name in names.items() if variable not in chosen)


def _values(summary: RunSummary) -> Mapping[str, tuple[str, ...]]:
    """Return the variables that have figures, with all values that occur in any question."""
    return in_study_order(_variables_and_values(summary), summary)


def _variables_and_values(summary: RunSummary) -> Iterator[tuple[str, str]]:
    for question in summary.questions:
        for variable, values in segment_variables(question, summary).items():
            yield from ((variable, value) for value in values)


def _fitting(sizes: Mapping[str, int], room: int) -> frozenset[str]:
    """Return what fits in that room, one after the other."""
    fitting = set()
    for name, size in sizes.items():
        if size <= room:
            fitting.add(name)
            room -= size
    return frozenset(fitting)


def _bars(variable: str, summary: RunSummary) -> int:
    rows = [
        theme
        for question in summary.questions
        for theme in page_themes(question, waves_of(question, summary))
    ]
    return sum(key[1] == variable for theme in rows for key in theme.segments)


def _cells(variable: str, summary: RunSummary) -> int:
    return sum(_cells_of(question, variable, summary) for question in summary.questions)


def _cells_of(question: QuestionSummary, variable: str, summary: RunSummary) -> int:
    newest = waves_of(question, summary)[:1]
    keys = [key for theme in question.themes for key in theme.segments]
    return sum(key[:2] == (*newest, variable) for key in keys)
