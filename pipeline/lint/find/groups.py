"""Options that belong together: those of one question, table column, list or passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.lint.find.arithmetic import Pair, Percent
from pipeline.lint.read import Place


@dataclass(frozen=True, kw_only=True)
class Option:
    """One figure of a group, as the report prints it.

    `sure_n` if the n can only be an n.
    """

    label: str
    percent: Percent | None
    n: int | None
    place: Place
    printed: str = ""
    sure_n: bool = True

    @property
    def pair(self) -> Pair | None:
        """The n and percentage, if both are there."""
        return Pair(self.n, self.percent) if self.n is not None and self.percent else None

    @property
    def text(self) -> str:
        """The option as printed, or in our own words."""
        if self.printed:
            return self.printed
        figure = f"{self.percent} (n={self.n})" if self.pair else self.percent or f"n={self.n}"
        return f"{self.label} {figure}".strip()


@dataclass(frozen=True)
class StatedBases:
    """The bases that a report states for some figures, the nearest first.

    `firm` if only the first can be meant.
    """

    bases: tuple[int, ...] = ()
    firm: bool = False


@dataclass(frozen=True, kw_only=True)
class Group:
    """Options with the bases that the report states for them.

    `single`: each respondent gave one option; None if unknown. `total` is the value in a row of
    totals. Options are added up only if the group is complete, not of kind `some`.
    """

    options: Sequence[Option]
    place: Place
    kind: Literal["question", "table", "list", "some"]
    stated: StatedBases = StatedBases()
    single: bool | None = None
    total: Option | None = None
    name: str = ""

    @property
    def title(self) -> str:
        """The name of the group, or else its place."""
        return self.name or self.place.part

    @property
    def is_partial(self) -> bool:
        """Whether options without a figure are among the others."""
        return self.kind == "some"

    @property
    def pairs(self) -> list[Pair]:
        """The n and percentage of the options that have both."""
        return [option.pair for option in self.options if option.pair]

    @property
    def sum_n(self) -> int | None:
        """The sum of all n's; None if one is missing."""
        counts = [option.n for option in self.options if option.n is not None]
        return sum(counts) if counts and len(counts) == len(self.options) else None
