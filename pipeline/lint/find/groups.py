"""Options that belong together: those of one question, table column, list or passage, with the base they are of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.lint.find.arithmetic import Percent
from pipeline.lint.read import Place

GroupKind = Literal["question", "table", "list", "text"]


@dataclass(frozen=True)
class Option:
    """One figure of a group; `sure_n` where the n can be nothing but an n. `said` is what the report prints."""

    label: str
    percent: Percent | None
    n: int | None
    place: Place
    said: str
    at: tuple[int, int] = (0, 0)
    sure_n: bool = True

    @property
    def pair(self) -> tuple[int, Percent] | None:
        """N and per cent, where both are there."""
        return (self.n, self.percent) if self.n is not None and self.percent else None


@dataclass(frozen=True)
class Group:
    """Options with their base. `bases` are those that can be meant, the nearest first; `firm` where it is the first and no other.

    `single`: each respondent gave one option; None where nothing says so. `total` is what a row of totals says. Parts are added up only
    where the group is whole (not in running text).
    """

    options: Sequence[Option]
    place: Place
    kind: GroupKind
    bases: tuple[int, ...] = ()
    firm: bool = False
    single: bool | None = None
    total: Option | None = None
    name: str = ""
    at: tuple[int, int] = (0, 0)

    @property
    def pairs(self) -> list[tuple[int, Percent]]:
        """The options that have both n and per cent."""
        return [o.pair for o in self.options if o.pair]

    @property
    def sum_n(self) -> int | None:
        """The sum of all n's; None where one lacks."""
        counts = [o.n for o in self.options]
        return sum(n for n in counts if n is not None) if counts and None not in counts else None
