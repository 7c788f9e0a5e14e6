"""Reads Markdown: headings, lists, pipe tables and text."""

from __future__ import annotations

import re

from pipeline.lint.read.blocks import Block as Part
from pipeline.lint.read.blocks import Grid, Place, tidy
from pipeline.lint.read.blocks import TextBlock as Piece
from pipeline.lint.read.lines import Line
from pipeline.lint.read.lines import blocks_of_lines as pieces_of

_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)\s*#*\s*")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_UNDERLINE = re.compile(r"\s*(?:=+|-{3,})\s*")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_MARKS = re.compile(r"(\*\*|__|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|`)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_NOTE = re.compile(r"\[\^[^\]\s]{1,20}\]:?")


def parts_of_markdown(text: str, captions: str) -> list[Part]:
    """The pieces and tables of a Markdown text; code is no text."""
    # a comment leaves its lines, so that the numbers of the lines below stay
    text = _COMMENT.sub(lambda m: "\n" * m[0].count("\n"), text)
    lines = text.splitlines()
    parts: list[Part] = []
    block: list[Line] = []
    heading, fenced, tables, i = "", False, 0, 0
    if lines and lines[0].strip() == "---" and "---" in [line.strip() for line in lines[1:60]]:
        i = [line.strip() for line in lines[1:60]].index("---") + 2
    while i < len(lines):
        line = lines[i]
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            found = _heading(lines, i)
            if found or _is_table(lines, i):
                parts += _closed(block, heading, captions)
                block = []
            if found:
                heading = found
                parts.append(Piece(heading, Place(f"line {i + 1}"), "heading"))
                i += 1 if _HEADING.fullmatch(line) else 2
                continue
            if _is_table(lines, i):
                tables += 1
                grid, i = _table(lines, i, Place(f"table {tables} (line {i + 1})", heading))
                parts.append(grid)
                continue
            block.append(Line(_plain(line), i + 1))
        i += 1
    return parts + _closed(block, heading, captions)


def _closed(block: list[Line], heading: str, captions: str) -> list[Part]:
    pieces = pieces_of(block, captions)
    return [Piece(p.text, Place(p.place.part, p.place.heading or heading), p.kind) for p in pieces]


def _heading(lines: list[str], i: int) -> str:
    if found := _HEADING.fullmatch(lines[i]):
        return tidy(_plain(found[2]))
    below = lines[i + 1] if i + 1 < len(lines) else ""
    above = lines[i - 1] if i else ""
    if (
        lines[i].strip()
        and not above.strip()
        and "|" not in lines[i]
        and _UNDERLINE.fullmatch(below)
    ):
        return tidy(_plain(lines[i]))
    return ""


def _is_table(lines: list[str], i: int) -> bool:
    return (
        "|" in lines[i]
        and i + 1 < len(lines)
        and "|" in lines[i + 1]
        and bool(_RULE.fullmatch(lines[i + 1]))
    )


def _table(lines: list[str], i: int, place: Place) -> tuple[Grid, int]:
    rows = [_cells(lines[i])]
    i += 2
    while i < len(lines) and "|" in lines[i] and lines[i].strip():
        rows.append(_cells(lines[i]))
        i += 1
    return Grid(tuple(rows), place), i


def _cells(line: str) -> tuple[str, ...]:
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return tuple(tidy(_plain(cell.replace("\\|", "|"))) for cell in re.split(r"(?<!\\)\|", inner))


def _plain(line: str) -> str:
    """The line without marks of emphasis, links and notes; a bullet stays."""
    bullet = re.match(r"\s*[*+-]\s+", line)
    head, rest = (
        (line[: bullet.end()].replace("*", "-").replace("+", "-"), line[bullet.end() :])
        if bullet
        else ("", line)
    )
    return head + _MARKS.sub(
        "", _NOTE.sub("", _LINK.sub(r"\1", rest.lstrip("> ") if not bullet else rest))
    )
