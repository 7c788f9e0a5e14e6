"""Finds the groups of options in tables and charts, by column or by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.lint.figure_patterns import Wording, fold, whole
from pipeline.lint.find.arithmetic import Percent, add_up, common_base, counts_of, most_fitting
from pipeline.lint.find.figures import figures_in
from pipeline.lint.find.groups import Group, Option
from pipeline.lint.find.report import Report
from pipeline.lint.read import Grid

_NUMBER = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+|\d+(?:[.,]\d+)?")


@dataclass(frozen=True)
class _Cell:
    percent: Percent | None = None
    n: int | None = None
    number: float | None = None
    digits: int = 0


@dataclass(frozen=True)
class _Sheet:
    """A grid with its cells read: names of the columns and rows, and which columns hold what."""

    grid: Grid
    index: int
    header: tuple[str, ...]
    first: int
    cells: tuple[tuple[_Cell, ...], ...]
    labels: tuple[str, ...]
    percents: tuple[int, ...]
    counts: tuple[int, ...]


def groups_of(report: Report, index: int) -> list[Group]:
    """The groups of a table or chart; empty where its numbers are no per cents and counts."""
    grid = report.parts[index]
    if not isinstance(grid, Grid) or not grid.rows:
        return []
    sheet = _sheet(grid, index, report.words)
    if not sheet.percents:
        return []
    return list(_by_row(sheet, report) if _is_by_row(sheet, report) else _by_column(sheet, report))


def _sheet(grid: Grid, index: int, words: Wording) -> _Sheet:
    width = max(map(len, grid.rows))
    rows = [tuple(row) + ("",) * (width - len(row)) for row in grid.rows]
    heads = _header_rows(rows, words) if grid.has_header else 0
    header = tuple(" ".join(dict.fromkeys(row[c] for row in rows[:heads])) for c in range(width))
    body = rows[heads:]
    cells = tuple(tuple(_cell(c, words) for c in row) for row in body)
    percents: list[int] = []
    counts: list[int] = []
    for c in range(1, width):
        kind = _kind(header[c], [row[c] for row in cells], words)
        if kind:
            (percents if kind == "percent" else counts).append(c)
    return _Sheet(
        grid,
        index,
        header,
        heads,
        cells,
        tuple(row[0] for row in body),
        tuple(percents),
        tuple(counts),
    )


def _header_rows(rows: Sequence[tuple[str, ...]], words: Wording) -> int:
    """How many rows at the top name the columns: the first without per cents, and those below it that hold names alone."""
    if any(_cell(c, words).percent for c in rows[0][1:]):
        return 0
    heads = 1
    for row in rows[1 : min(3, len(rows) - 1)]:
        # 95%-interval names a column too
        if not any(row[1:]) or any(
            c and not re.search(r"[a-z]{4}", fold(c)) and fold(c) not in ("n", "%") for c in row[1:]
        ):
            break
        heads += 1
    return heads


def _cell(text: str, words: Wording) -> _Cell:
    if _NUMBER.fullmatch(text):
        grouped = re.fullmatch(r"\d{1,3}(?:[.,\s]\d{3})+", text)
        plain = re.sub(r"[.,\s]", "", text) if grouped else text.replace(",", ".")
        return _Cell(number=float(plain), digits=len(plain.partition(".")[2]))
    found = figures_in(text, words).mentions
    if len(found) == 1 and found[0].percent and len(text) - (found[0].end - found[0].start) < 12:
        return _Cell(found[0].percent, found[0].n)
    return _Cell()


def _kind(name: str, cells: Sequence[_Cell], words: Wording) -> str:
    """What a column holds, by its name or its cells: percent, count or nothing of use."""
    plain = re.sub(r"[(\[]?\s*n\s?=\s?[\d.]+[^)\]]*[)\]]?", " ", fold(name)).strip()
    filled = [c for c in cells if c.percent or c.number is not None]
    if not filled or len(filled) * 2 < len(cells):
        return ""
    if any(c.percent for c in filled):
        return "percent"
    if "%" in plain or re.search(
        whole([w for w in words.words("nouns", "percent_columns") if w != "%"]), plain
    ):
        return "percent" if all((c.number or 0) <= 100 for c in filled) else ""
    is_count = (
        re.search(whole([w for w in words.words("nouns", "count_columns") if w != "#"]), plain)
        or plain == "#"
    )
    return "count" if is_count and all(c.digits == 0 for c in filled) else ""


def _percent_of(cell: _Cell) -> Percent | None:
    return cell.percent or (Percent(cell.number, cell.digits) if cell.number is not None else None)


def _is_by_row(sheet: _Sheet, report: Report) -> bool:
    """Whether each row is a group of its own: options stand above the columns, or bases beside the rows."""
    words = report.words
    options = [c for c in sheet.percents if words.is_single(sheet.header[c])]
    based = [
        label
        for label in sheet.labels
        if figures_in(label, words).bases or re.search(r"[(\[]\s*n\s?=", fold(label))
    ]
    stated = report.bases_near(sheet.index, sheet.index)[0]
    if len(options) > 1 or (sheet.labels and 2 * len(based) > len(sheet.labels)):
        return True
    if (
        len(sheet.percents) > 1
        and len(sheet.counts) == 1
        and not _pairs_up(sheet, sheet.counts[0], stated)
    ):
        return True
    return len(sheet.percents) == len(sheet.counts) == 1 and not _pairs_up(
        sheet, sheet.counts[0], stated
    )


def _pairs_up(sheet: _Sheet, count: int, stated: Sequence[int]) -> bool:
    """Whether the count column counts what a per cent column is the share of, rather than what it is a share of."""
    for column in sheet.percents:
        pairs = [
            (int(row[count].number or 0), p)
            for row, label in zip(sheet.cells, sheet.labels, strict=True)
            if row[count].number is not None and (p := _percent_of(row[column])) and label
        ]
        if not pairs:
            continue
        common = common_base(pairs)
        best = most_fitting(
            pairs, [sum(n for n, _ in pairs), *stated, *(common[:1] if common else ())]
        )
        as_base = sum(len(counts_of(p, n)) > 0 for n, p in pairs)
        total, slack = add_up(p for _, p in pairs)
        # shares of segments can all be given by their bases, and add up to a hundred by chance alone
        if as_base < len(pairs) or (best and 2 * best[1] > len(pairs)) or abs(total - 100) <= slack:
            return True
    return False


def _by_column(sheet: _Sheet, report: Report) -> Iterator[Group]:
    words = report.words
    near, firm = report.bases_near(sheet.index, sheet.index)
    single = _single(report, sheet.index, [label for label in sheet.labels if label])
    left = list(sheet.counts)
    for column in sheet.percents:
        beside = next((c for c in (column + 1, column - 1) if c in left), None)
        if beside is not None:
            left.remove(beside)
        options, total, base = _options(sheet, column, beside, words)
        own = [
            *_bases(sheet.header[column], words),
            *(_bases(sheet.header[beside], words) if beside else []),
            *base,
        ]
        bases = tuple(dict.fromkeys(own or near))
        name = " ".join(
            filter(
                None,
                (sheet.grid.place.part, f"“{sheet.header[column]}”" * bool(sheet.header[column])),
            )
        )
        if options:
            sure = len(bases) == 1 and (bool(own) or firm)
            yield Group(
                options,
                sheet.grid.place,
                "table",
                bases,
                sure,
                single,
                total,
                name,
                (sheet.index, column),
            )


def _options(
    sheet: _Sheet, column: int, beside: int | None, words: Wording
) -> tuple[list[Option], Option | None, list[int]]:
    """The options of a column, the row of totals, and the bases in a row of bases."""
    options, total, bases = [], None, []
    for r, (label, row) in enumerate(zip(sheet.labels, sheet.cells, strict=True)):
        cell, other = row[column], row[beside] if beside is not None else _Cell()
        plain = fold(label).strip(" :.()[]")
        if plain in (
            *words.words("nouns", "base_columns"),
            *words.words("nouns", "bases"),
            "n",
            "n=",
        ):
            bases += [int(c.number) for c in (cell, other) if c.number]
            continue
        percent = _percent_of(cell)
        n = (
            cell.n
            if cell.n is not None
            else int(other.number)
            if other.number is not None
            else other.n
        )
        if percent is None:
            continue
        place = sheet.grid.place_of(r + sheet.first, column)
        option = Option(
            label, percent, n, place, _said(label, percent, n), (sheet.index, r * 1000 + column)
        )
        if re.match(whole(words.words("nouns", "totals")), plain):
            total = option
        else:
            options.append(option)
    return options, total, bases


def _said(label: str, percent: Percent, n: int | None) -> str:
    return f"{label}: {percent} (n={n})" if n is not None else f"{label}: {percent}"


def _by_row(sheet: _Sheet, report: Report) -> Iterator[Group]:
    words = report.words
    near, firm = report.bases_near(sheet.index, sheet.index)
    names = [sheet.header[c] for c in sheet.percents]
    single = _single(report, sheet.index, names)
    for r, (label, row) in enumerate(zip(sheet.labels, sheet.cells, strict=True)):
        own = [
            *_bases(label, words),
            *(int(row[c].number or 0) for c in sheet.counts[:1] if row[c].number),
        ]
        bases = tuple(dict.fromkeys(own or near))
        options = []
        for c in sheet.percents:
            percent = _percent_of(row[c])
            if percent is None or re.match(
                whole(words.words("nouns", "totals")), fold(sheet.header[c])
            ):
                continue
            place = sheet.grid.place_of(r + sheet.first, c)
            said = _said(f"{label}, {sheet.header[c]}".strip(", "), percent, row[c].n)
            options.append(
                Option(sheet.header[c], percent, row[c].n, place, said, (sheet.index, r * 1000 + c))
            )
        if options:
            name = f"{sheet.grid.place.part}, row “{label}”"
            sure = len(bases) == 1 and (bool(own) or firm)
            yield Group(
                options,
                sheet.grid.place_of(r + sheet.first, 0),
                "table",
                bases,
                sure,
                single,
                None,
                name,
                (sheet.index, r * 1000),
            )


def _bases(text: str, words: Wording) -> list[int]:
    """The bases that the name of a column or row states."""
    found = figures_in(text, words)
    return [b.n for b in found.bases] + [
        m.n for m in found.mentions if m.marked and m.n and m.percent is None
    ]


def _single(report: Report, index: int, labels: Sequence[str]) -> bool | None:
    """Whether respondents gave one of these options; False where the report says that several were possible."""
    if report.cue(index, "several"):
        return False
    if report.cue(index, "one"):
        return True
    return sum(map(report.words.is_single, labels)) > 0 or None
