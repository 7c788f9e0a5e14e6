"""Reads Markdown: headings, lists, tables and text, as parsed by markdown-it-py."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.tree import SyntaxTreeNode

from pipeline.lint.read.blocks import Block, Grid, Place, TextBlock, tidy
from pipeline.lint.read.lines import Line, blocks_of_lines

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:.*\n){0,58}?[ \t]*---[ \t]*$", re.MULTILINE)
_COMMENT_OPEN, _COMMENT_CLOSE = "<!--", "-->"
_NOTE = re.compile(r"\[\^[^\]\s]{1,20}\]:?")
_BLANK = Line("", 0)
_SEEN = frozenset({"text", "code_inline", "softbreak", "hardbreak"})


def blocks_of_markdown(text: str, captions: str) -> list[Block]:
    """Return the blocks and tables of a Markdown text, without code."""
    parts: list[Block] = []
    lines: list[Line] = []
    heading, tables, pictures = "", 0, 0
    for block in _blocks(SyntaxTreeNode(_parser().parse(_without_notes(text)))):
        if isinstance(block, list):
            lines += [*block, _BLANK]
            continue
        if isinstance(block, str):
            pictures += 1
            parts += _pieces(lines, heading, captions)
            lines = []
            parts.append(TextBlock(tidy(block), Place(f"picture {pictures}", heading)))
            continue
        parts += _pieces(lines, heading, captions)
        lines = []
        if block.type == "heading":
            heading = tidy(_seen(block))
            parts.append(TextBlock(heading, Place(f"line {_line(block)}"), "heading"))
        else:
            tables += 1
            place = Place(f"table {tables} (line {_line(block)})", heading)
            parts.append(Grid(_rows(block), place))
    return parts + _pieces(lines, heading, captions)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 100}).enable("table")
    # deeply indented text is no code: reports are written in many an editor
    parser.disable("code")
    parser.block.ruler.before("table", "table_end", _ends_table, {"alt": ["blockquote"]})
    return parser


def _ends_table(state: StateBlock, line: int, _: int, silent: bool) -> bool:
    """Whether the line ends a table, since people write on below one without a blank line."""
    in_table = silent and state.parentType == "table"
    return in_table and "|" not in state.getLines(line, line + 1, 0, False)


def _without_notes(text: str) -> str:
    """Return the text without invisible parts: front matter, comments, footnote marks.

    Their lines are kept, so that line numbers below don't change.
    """
    text = "\n".join(text.splitlines())
    text = _FRONT_MATTER.sub(lambda found: "\n" * found[0].count("\n"), text)
    return _NOTE.sub("", _without_comments(text))


def _without_comments(text: str) -> str:
    """Return the text without comments; one that is never closed is text.

    By hand, since a pattern would search the whole text again from each opening.
    """
    seen: list[str] = []
    place = 0
    while (start := text.find(_COMMENT_OPEN, place)) >= 0:
        end = text.find(_COMMENT_CLOSE, start)
        if end < 0:
            break
        seen += [text[place:start], "\n" * text.count("\n", start, end)]
        place = end + len(_COMMENT_CLOSE)
    return "".join([*seen, text[place:]])


def _blocks(node: SyntaxTreeNode, bullet: str = "") -> Iterator[SyntaxTreeNode | list[Line] | str]:
    """Yield each heading and table, and the lines of each paragraph; the first has the bullet.

    The alternative texts of pictures follow their paragraph, as texts.
    """
    for child in node.children:
        if child.type in ("heading", "table"):
            yield child
        elif child.type == "paragraph":
            seen = (bullet + _seen(child)).split("\n")
            yield [Line(text, number) for number, text in enumerate(seen, _line(child))]
            yield from _alternatives(child)
            bullet = ""
        else:
            yield from _blocks(child, "- " if child.type == "list_item" else bullet)
            bullet = ""


def _alternatives(node: SyntaxTreeNode) -> Iterator[str]:
    """Yield the alternative texts of the pictures in a paragraph."""
    for picture in node.walk():
        if picture.type == "image" and (text := _seen(picture) or picture.content):
            yield text


def _pieces(lines: list[Line], heading: str, captions: str) -> list[Block]:
    pieces = blocks_of_lines(lines, captions)
    return [
        TextBlock(p.text, Place(p.place.part, p.place.heading or heading), p.kind) for p in pieces
    ]


def _rows(table: SyntaxTreeNode) -> tuple[tuple[str, ...], ...]:
    rows = (node for node in table.walk() if node.type == "tr")
    return tuple(tuple(tidy(_seen(cell)) for cell in row.children) for row in rows)


def _seen(node: SyntaxTreeNode) -> str:
    """Return the visible text, without markup of emphasis and links, in its lines."""
    seen = (part for part in _without_pictures(node) if part.type in _SEEN)
    return "".join("\n" if part.type.endswith("break") else part.content for part in seen)


def _without_pictures(node: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    """Yield the parts of a node but those inside its pictures."""
    yield node
    for child in node.children:
        if child.type != "image":
            yield from _without_pictures(child)


def _line(node: SyntaxTreeNode) -> int:
    return node.map[0] + 1 if node.map else 0
