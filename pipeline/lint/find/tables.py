"""Finds the groups of options in tables and charts, by column or by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.lint.figure_patterns import FigurePatterns, fold
from pipeline.lint.find.arithmetic import Pair, Percent, add_up, best_base, common_base, is_share_of
from pipeline.lint.find.figures import figures_in
from pipeline.lint.find.groups import Group, Option, StatedBases
from pipeline.lint.find.report import Report
from pipeline.lint.read import Grid, Place

_GROUPED = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+")
_NUMBER = re.compile(rf"{_GROUPED.pattern}|\d+(?:[.,]\d+)?")
_STATED_N = re.compile(r"[(\[]?\s*n\s?=\s?[\d.]+[^)\]]*[)\]]?")
_MAX_HEADS = 3
_MAX_BESIDE = 12
"""Signs beside a figure in a cell; a cell of more is a text."""

_ROW_OFFSET = 1000
"""What a row counts in the order of cells."""


@dataclass(frozen=True)
class _Cell:
    percent: Percent | None = None
    n: int | None = None
    number: float | None = None
    digits: int = 0

    @property
    def share(self) -> Percent | None:
        """The per cent, also where the name of the column says that it is one."""
        if self.percent or self.number is None:
            return self.percent
        return Percent(self.number, self.digits)

    @property
    def count(self) -> int | None:
        """The n, by itself or beside a per cent."""
        return self.n if self.number is None else int(self.number)


@dataclass(frozen=True)
class _Row:
    """A row below the header; its number counts from there."""

    number: int
    label: str
    cells: tuple[_Cell, ...]


def groups_of(report: Report, index: int) -> list[Group]:
    """Return the groups of a table or chart; none where it holds no per cents and counts."""
    grid = report.blocks[index]
    if not isinstance(grid, Grid) or not grid.rows:
        return []
    sheet = _Sheet(report, index, grid)
    if not sheet.percents:
        return []
    groups = sheet.groups_by_row() if sheet.is_by_row() else sheet.groups_by_column()
    return [group for group in groups if group.options]


@dataclass(frozen=True)
class _Sheet:
    """A grid with its cells read."""

    report: Report
    index: int
    grid: Grid

    @property
    def patterns(self) -> FigurePatterns:
        """The patterns of the report's language."""
        return self.report.patterns

    @cached_property
    def texts(self) -> list[tuple[str, ...]]:
        """The texts of the cells, each row as long as the longest."""
        width = max(map(len, self.grid.rows))
        return [(*row, *[""] * (width - len(row))) for row in self.grid.rows]

    @cached_property
    def n_heads(self) -> int:
        """How many rows at the top name the columns.

        The first without per cents, and those below it that hold names alone.
        """
        first, *others = self.texts
        if not self.grid.has_header or any(_cell(c, self.patterns).percent for c in first[1:]):
            return 0
        heads = 1
        for row in others[: min(_MAX_HEADS, len(self.texts) - 1) - 1]:
            names = [cell for cell in row[1:] if cell]
            if not names or not all(map(_is_name, names)):
                break
            heads += 1
        return heads

    @cached_property
    def header(self) -> list[str]:
        """The names of the columns."""
        columns = zip(*self.texts[: self.n_heads], strict=True)
        return [" ".join(dict.fromkeys(column)) for column in columns] or [""] * len(self.texts[0])

    @cached_property
    def rows(self) -> list[_Row]:
        """The rows below the header."""
        return [
            _Row(number, row[0], tuple(_cell(text, self.patterns) for text in row))
            for number, row in enumerate(self.texts[self.n_heads :])
        ]

    @cached_property
    def kinds(self) -> list[str]:
        """What each column holds; the first holds the labels."""
        columns = range(1, len(self.header))
        return ["", *(self._kind(c, [row.cells[c] for row in self.rows]) for c in columns)]

    @property
    def percents(self) -> list[int]:
        """The columns of per cents."""
        return [column for column, kind in enumerate(self.kinds) if kind == "percent"]

    @property
    def counts(self) -> list[int]:
        """The columns of counts."""
        return [column for column, kind in enumerate(self.kinds) if kind == "count"]

    @cached_property
    def near(self) -> StatedBases:
        """The bases that stand around the table."""
        return self.report.bases_near(self.index, self.index)

    def _kind(self, column: int, cells: Sequence[_Cell]) -> str:
        """Return what a column holds, by its name or cells: percent, count or nothing of use."""
        filled = [cell for cell in cells if cell.share]
        if not filled or len(filled) * 2 < len(cells):
            return ""
        if any(cell.percent for cell in filled):
            return "percent"
        name = _STATED_N.sub(" ", fold(self.header[column])).strip()
        if "%" in name or self.patterns.whole("nouns", "percent_columns").search(name):
            return "percent" if all((cell.number or 0) <= 100 for cell in filled) else ""
        is_count = name == "#" or self.patterns.whole("nouns", "count_columns").search(name)
        return "count" if is_count and all(cell.digits == 0 for cell in filled) else ""

    def is_by_row(self) -> bool:
        """Whether each row is a group: options are above the columns, or bases beside the rows."""
        options = [c for c in self.percents if self.patterns.is_single(self.header[c])]
        based = [row for row in self.rows if self._states_base(row.label)]
        if len(options) > 1 or (self.rows and 2 * len(based) > len(self.rows)):
            return True
        return len(self.counts) == 1 and not self._pairs_up(self.counts[0])

    def _states_base(self, label: str) -> bool:
        if re.search(r"[(\[]\s*n\s?=", fold(label)):
            return True
        return bool(figures_in(label, self.patterns).bases)

    def _pairs_up(self, count: int) -> bool:
        """Whether a count column counts what a per cent column is the share of, not its bases."""
        return any(self._are_pairs(count, column) for column in self.percents)

    def _are_pairs(self, count: int, column: int) -> bool:
        pairs = [
            Pair(int(row.cells[count].number or 0), share)
            for row in self.rows
            if row.label and row.cells[count].number is not None
            if (share := row.cells[column].share)
        ]
        if not pairs:
            return False
        common = common_base(pairs)
        bases = [sum(pair.n for pair in pairs), *self.near.bases]
        best = best_base(pairs, [*bases, common.base] if common else bases)
        if best and 2 * best.fitting > len(pairs):
            return True
        # shares of segments can all be given by their bases, and add up to a hundred by chance
        if not all(is_share_of(pair.percent, pair.n) for pair in pairs):
            return True
        return add_up([pair.percent for pair in pairs]).is_hundred

    def groups_by_column(self) -> Iterator[Group]:
        """Yield a group for each column of per cents, with the counts beside it."""
        labels = [row.label for row in self.rows if row.label]
        single = self.report.single_choice(self.index, labels)
        left = self.counts
        for column in self.percents:
            beside = next((c for c in (column + 1, column - 1) if c in left), None)
            if beside is not None:
                left.remove(beside)
            yield self._group_of_column(column, beside, single)

    def _group_of_column(self, column: int, beside: int | None, single: bool | None) -> Group:
        columns = [column] if beside is None else [column, beside]
        bases = [base for c in columns for base in self._bases_in(self.header[c])]
        options: list[Option] = []
        total: Option | None = None
        for row in self.rows:
            name = fold(row.label).strip(" :.()[]")
            if self._is_name_of_bases(name):
                bases += [int(row.cells[c].number or 0) for c in columns if row.cells[c].number]
            elif option := self._option_of_column(row, column, beside):
                if self._is_total(name):
                    total = option
                else:
                    options.append(option)
        header = f" “{self.header[column]}”" if self.header[column] else ""
        return Group(
            options=options,
            place=self.grid.place.at(self.index, column),
            kind="table",
            stated=self._stated(bases),
            single=single,
            total=total,
            name=f"{self.grid.place.part}{header}",
        )

    def _option_of_column(self, row: _Row, column: int, beside: int | None) -> Option | None:
        cell = row.cells[column]
        n = row.cells[beside].count if cell.n is None and beside is not None else cell.n
        return self._option(row, column, label=row.label, printed=row.label, n=n)

    def groups_by_row(self) -> Iterator[Group]:
        """Yield a group for each row, with the columns of per cents as options."""
        single = self.report.single_choice(self.index, [self.header[c] for c in self.percents])
        for row in self.rows:
            options = [self._option_of_row(row, column) for column in self.percents]
            counts = [row.cells[column].number for column in self.counts[:1]]
            bases = [*self._bases_in(row.label), *(int(count) for count in counts if count)]
            yield Group(
                options=[option for option in options if option],
                place=self._place(row, 0),
                kind="table",
                stated=self._stated(bases),
                single=single,
                name=f"{self.grid.place.part}, row “{row.label}”",
            )

    def _option_of_row(self, row: _Row, column: int) -> Option | None:
        header = self.header[column]
        if self._is_total(fold(header)):
            return None
        printed = f"{row.label}, {header}".strip(", ")
        return self._option(row, column, label=header, printed=printed, n=row.cells[column].n)

    def _option(
        self, row: _Row, column: int, *, label: str, printed: str, n: int | None
    ) -> Option | None:
        """Return the option of a cell, None where it holds no per cent."""
        share = row.cells[column].share
        if share is None:
            return None
        count = f" (n={n})" if n is not None else ""
        return Option(
            label=label,
            percent=share,
            n=n,
            place=self._place(row, column),
            printed=f"{printed}: {share}{count}",
        )

    def _place(self, row: _Row, column: int) -> Place:
        place = self.grid.place_of(row.number + self.n_heads, column)
        return place.at(self.index, row.number * _ROW_OFFSET + column)

    def _stated(self, own: Sequence[int]) -> StatedBases:
        """Return the bases that the table states itself, or else those near it."""
        bases = tuple(dict.fromkeys(own or self.near.bases))
        return StatedBases(bases, len(bases) == 1 and (bool(own) or self.near.firm))

    def _bases_in(self, name: str) -> list[int]:
        """Return the bases that the name of a column or row states."""
        figures = figures_in(name, self.patterns)
        alone = [m for m in figures.mentions if m.marked and m.percent is None]
        return [base.n for base in figures.bases] + [m.n for m in alone if m.n]

    def _is_name_of_bases(self, name: str) -> bool:
        nouns = (self.patterns.words("nouns", key) for key in ("base_columns", "bases"))
        return name in ("n", "n=") or any(name in words for words in nouns)

    def _is_total(self, name: str) -> bool:
        return bool(self.patterns.whole("nouns", "totals").match(name))


def _is_name(cell: str) -> bool:
    """Whether a cell names a column: 95%-interval does too."""
    folded = fold(cell)
    return bool(re.search(r"[a-z]{4}", folded)) or folded in ("n", "%")


def _cell(text: str, patterns: FigurePatterns) -> _Cell:
    if _NUMBER.fullmatch(text):
        is_grouped = _GROUPED.fullmatch(text)
        plain = re.sub(r"[.,\s]", "", text) if is_grouped else text.replace(",", ".")
        return _Cell(number=float(plain), digits=len(plain.partition(".")[2]))
    mentions = figures_in(text, patterns).mentions
    if len(mentions) != 1:
        return _Cell()
    (mention,) = mentions
    is_beside = len(text) - (mention.end - mention.start) < _MAX_BESIDE
    return _Cell(mention.percent, mention.n) if mention.percent and is_beside else _Cell()
