"""Finds the groups of options in tables and charts, by column or by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.lint.figure_patterns import FigurePatterns, fold, whole, words_of_all
from pipeline.lint.find.arithmetic import Pair, Percent, add_up, best_base, common_base, is_share_of
from pipeline.lint.find.figures import figures_in
from pipeline.lint.find.groups import Group, Option, StatedBases
from pipeline.lint.find.report import Report
from pipeline.lint.read import Grid, Place

_GROUPED = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+")
_NUMBER = re.compile(rf"{_GROUPED.pattern}|\d+(?:[.,]\d+)?")
_STATED_N = re.compile(r"[(\[]?\s*n\s?=\s?[\d.]+[^)\]]*[)\]]?")
_BOUNDS = re.compile(whole(words_of_all("nouns", "bound_columns")))
_MAX_HEADS = 3
_MAX_BESIDE = 12  # characters beside a figure in a cell; a cell with more is a text
_ROW_OFFSET = 1000  # what a row counts, in the order of cells


@dataclass(frozen=True)
class _Cell:
    percent: Percent | None = None
    n: int | None = None
    number: float | None = None
    digits: int = 0

    @property
    def is_figure(self) -> bool:
        """Whether the cell holds a percentage or a number."""
        return self.percent is not None or self.number is not None

    @property
    def share(self) -> Percent | None:
        """The percentage, also if only the column's name says that it is one."""
        if self.percent or self.number is None or self.number > 100:
            return self.percent
        return Percent(self.number, self.digits)

    @property
    def count(self) -> int | None:
        """The n, by itself or beside a percentage."""
        return self.n if self.number is None else int(self.number)


@dataclass(frozen=True)
class _Row:
    """A row below the header; its number counts from there."""

    number: int
    label: str
    cells: tuple[_Cell, ...]


def groups_of(report: Report, index: int) -> list[Group]:
    """Return the groups of a table or chart; none if it has no percentages and counts."""
    grid = report.blocks[index]
    if not isinstance(grid, Grid):
        return []
    sheet = _Sheet(report, index, grid)
    if not sheet.columns["percent"]:
        return []
    groups = sheet.groups_by_row() if sheet.is_by_row() else sheet.groups_by_column()
    return [group for group in groups if group.options]


class _Sheet:
    """A grid with its cells read: the names of the columns, the rows, and the columns by kind."""

    def __init__(self, report: Report, index: int, grid: Grid) -> None:
        self.report, self.patterns, self.index, self.grid = report, report.patterns, index, grid
        width = max(map(len, grid.rows))
        texts = [(*row, *[""] * (width - len(row))) for row in grid.rows]
        self.n_heads = self._count_heads(texts) if grid.has_header else 0
        heads = [texts[number] for number in range(self.n_heads)]
        names = [dict.fromkeys(row[c] for row in heads if row[c]) for c in range(width)]
        self.header = [", ".join(each) for each in names]
        self.rows = [
            _Row(number, row[0], tuple(_cell(text, self.patterns) for text in row))
            for number, row in enumerate(texts[self.n_heads :])
        ]
        self.columns: dict[str, list[int]] = {"percent": [], "count": [], "": []}
        for column in range(1, width):
            self.columns[self._kind(column)].append(column)
        self.near = report.bases_near(index, index)

    def _count_heads(self, texts: Sequence[Sequence[str]]) -> int:
        """Return how many rows at the top name the columns.

        They are the first without percentages, and those below it that hold only names. The 95% of
        95%-interval is no percentage among others.
        """
        filled = [text for text in texts[0][1:] if text and not _BOUNDS.search(fold(text))]
        n_percents = sum(_cell(text, self.patterns).percent is not None for text in filled)
        if n_percents and (2 * n_percents >= len(filled) or not _are_names(filled)):
            return 0
        last = max(1, min(_MAX_HEADS, len(texts) - 1))
        heads = 1
        while heads < last and _are_names(texts[heads][1:]):
            heads += 1
        return heads

    def _kind(self, column: int) -> str:
        """Return the kind of a column, by its name or cells: percentage, count or other."""
        filled = [row.cells[column] for row in self.rows if row.cells[column].is_figure]
        if len(filled) * 2 < max(1, len(self.rows)):
            return ""
        if self._is_bound(column):
            return ""
        if any(cell.percent for cell in filled):
            return "percent"
        kind = self._kind_by_name(_STATED_N.sub(" ", fold(self.header[column])).strip())
        highest, digits = max(c.number or 0 for c in filled), max(c.digits for c in filled)
        is_none = {"percent": highest > 100, "count": digits > 0, "": True}
        return "" if is_none[kind] else kind

    def _is_bound(self, column: int) -> bool:
        """Whether a column holds bounds of intervals, or differences in points."""
        name = fold(self.header[column])
        points = self.patterns.any_of("numbers", "points")
        return bool(_BOUNDS.search(name) or re.search(points, name))

    def _kind_by_name(self, name: str) -> str:
        if "%" in name or self.patterns.whole("nouns", "percent_columns").search(name):
            return "percent"
        is_count = name == "#" or self.patterns.whole("nouns", "count_columns").search(name)
        return "count" if is_count else ""

    def is_by_row(self) -> bool:
        """Whether each row is a group: options are above the columns, or bases beside the rows."""
        names = [self.header[column] for column in self.columns["percent"]]
        if sum(map(self.patterns.is_single, names)) > 1:
            return True
        if 2 * sum(self._states_base(row.label) for row in self.rows) > len(self.rows):
            return True
        counts = self.columns["count"]
        return len(counts) == 1 and not self._pairs_up(counts[0])

    def _states_base(self, label: str) -> bool:
        if re.search(r"[(\[]\s*n\s?=", fold(label)):
            return True
        return bool(figures_in(label, self.patterns).bases)

    def _pairs_up(self, count: int) -> bool:
        """Whether a count column has the n's of a percentage column, not its bases."""
        return any(self._are_pairs(self._pairs(count, c)) for c in self.columns["percent"])

    def _pairs(self, count: int, column: int) -> list[Pair]:
        pairs = []
        for row in self.rows:
            number, share = row.cells[count].number, row.cells[column].share
            if row.label and share and number is not None:
                pairs.append(Pair(int(number), share))
        return pairs

    def _are_pairs(self, pairs: Sequence[Pair]) -> bool:
        if not pairs:
            return False
        common = common_base(pairs)
        bases = [sum(pair.n for pair in pairs), *self.near.bases]
        best = best_base(pairs, [*bases, common.base] if common else bases)
        if best and 2 * best.fitting > len(pairs):
            return True
        # shares of segments can all fit their bases, and add up to 100 by chance
        if not all(is_share_of(pair.percent, pair.n) for pair in pairs):
            return True
        return add_up([pair.percent for pair in pairs]).is_hundred

    def groups_by_column(self) -> Iterator[Group]:
        """Yield a group for each column of percentages, with the counts beside it."""
        labels = [row.label for row in self.rows if row.label]
        single = self.report.single_choice(self.index, labels)
        left = [*self.columns["count"]]
        for column in self.columns["percent"]:
            nearest = (column + 1, column - 1, column - 2)
            beside = next((c for c in nearest if c in left), None)
            if beside is not None:
                left.remove(beside)
            yield self._group_of_column(column, beside, single)

    def _group_of_column(self, column: int, beside: int | None, single: bool | None) -> Group:
        columns = [column] if beside is None else [column, beside]
        bases = [base for c in columns for base in self._bases_in(self.header[c])]
        options: dict[str, list[Option]] = {"option": [], "total": []}
        for row in self.rows:
            option = self._option_of_column(row, column, beside)
            role = self._role(fold(row.label).strip(" :.()[]"))
            if role == "bases":
                bases += filter(None, (int(row.cells[c].number or 0) for c in columns))
            elif option:
                options[role].append(option)
        header = f" “{self.header[column]}”" if self.header[column] else ""
        return Group(
            options=options["option"],
            place=self.grid.place.at(self.index, column),
            kind="table",
            stated=self._stated(bases),
            single=single,
            total=next(reversed(options["total"]), None),
            name=f"{self.grid.place.part}{header}",
        )

    def _option_of_column(self, row: _Row, column: int, beside: int | None) -> Option | None:
        cell = row.cells[column]
        n = row.cells[beside].count if cell.n is None and beside is not None else cell.n
        return self._option(row, column, label=row.label, printed=row.label, n=n)

    def groups_by_row(self) -> Iterator[Group]:
        """Yield a group for each row, with the columns of percentages as options."""
        percents = self.columns["percent"]
        single = self.report.single_choice(self.index, [self.header[c] for c in percents])
        for row in self.rows:
            options = [self._option_of_row(row, column) for column in percents]
            counts = [row.cells[column].number for column in self.columns["count"][:1]]
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
        """Return the option of a cell, None if it holds no percentage."""
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
        figures = figures_in(name, self.patterns)
        alone = [
            mention for mention in figures.mentions if mention.marked and mention.percent is None
        ]
        return [base.n for base in figures.bases] + [mention.n for mention in alone if mention.n]

    def _role(self, name: str) -> str:
        """Return the role of a row or column with that name: bases, a total or an option."""
        words = self.patterns.words
        # base: those who answered
        name = name.partition(":")[0].strip()
        if name in ("n", "n=", *words("nouns", "base_columns"), *words("nouns", "bases")):
            return "bases"
        return "total" if self._is_total(name) else "option"

    def _is_total(self, name: str) -> bool:
        return bool(self.patterns.whole("nouns", "totals").match(name))


def _are_names(cells: Sequence[str]) -> bool:
    """Whether all filled cells name columns: 95%-interval does too."""
    filled = [fold(cell) for cell in cells if cell]
    return bool(filled) and all(re.search(r"[a-z]{4}|^[n%]$", cell) for cell in filled)


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
