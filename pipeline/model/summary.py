"""The run in figures: every number that a page, chart or table shows, found once, so that showing computes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Show = Literal["cloud", "themes", "list"]


@dataclass(frozen=True)
class Figure:
    """How many respondents of one wave (and segment) named a theme. Shares are fractions; None where the base is 0."""

    n: int
    base: int
    share: float | None
    low: float | None
    high: float | None
    n_rules: int = 0
    n_classifier: int = 0
    n_reviewer: int = 0
    suppressed: bool = False


@dataclass(frozen=True)
class ThemeFigures:
    """A theme with its figures: `waves[wave]` for everybody, `segments[wave, variable, value]` for a part."""

    theme: str
    label: str
    definition: str
    parent: str
    level: int
    waves: Mapping[str, Figure]
    segments: Mapping[tuple[str, str, str], Figure]


@dataclass(frozen=True)
class WaveBase:
    """What became of one question's answers in one wave; asked = answered + no_answer, and answered is the base."""

    asked: int
    answered: int
    no_answer: int
    other: int
    uncoded: int


@dataclass(frozen=True)
class QuestionSummary:
    """One question: its text, how it is shown, its bases, and its themes in the order of the codebook, parents first."""

    id: str
    title: str
    text: str
    show: Show
    codebook_version: str
    bases: Mapping[str, WaveBase]
    themes: tuple[ThemeFigures, ...]


@dataclass(frozen=True)
class Reconciliation:
    """Where the answers went: read = coded + other + no_answer + uncoded + refused."""

    read: int
    coded: int
    other: int
    no_answer: int
    uncoded: int
    refused: int

    def __post_init__(self) -> None:
        parts = self.coded + self.other + self.no_answer + self.uncoded + self.refused
        if parts != self.read:
            raise AssertionError(f"answers lost or doubled: {self.read} read, {parts} accounted for")


@dataclass(frozen=True)
class RunSummary:
    """A whole run, ready to be shown. `waves` and `segments` are in the order of the study; `unit` is one respondent, in words."""

    study: str
    title: str
    note: str
    language: str
    unit: str
    unit_plural: str
    population: int | None
    waves: tuple[str, ...]
    respondents: Mapping[str, int]
    segments: Mapping[str, tuple[str, ...]]
    questions: tuple[QuestionSummary, ...]
    answers: Reconciliation
    sources: Mapping[str, int]
    version: str
