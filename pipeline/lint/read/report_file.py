"""Opens a report of any supported kind, and returns its blocks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.errors import UnreadableFileError
from pipeline.files import read_content
from pipeline.lint.figure_patterns import any_of, words_of_all
from pipeline.lint.read.blocks import Block
from pipeline.lint.read.docx import blocks_of_docx
from pipeline.lint.read.html import blocks_of_html
from pipeline.lint.read.lines import Line, blocks_of_lines
from pipeline.lint.read.markdown import blocks_of_markdown
from pipeline.lint.read.pdf import blocks_of_pdf
from pipeline.lint.read.xlsx import blocks_of_xlsx

MAX_BYTES = 256 << 20  # a larger file is no report

KINDS = (".docx", ".xlsx", ".pdf", ".md", ".html", ".txt", ".yaml")
"""Supported file extensions; a .yaml holds closed questions."""


def read_blocks(path: Path) -> list[Block]:
    """Return the blocks of a report in order.

    `UnreadableFileError` for a damaged or any other file.
    """
    reader = _READERS.get(path.suffix.lower())
    if not reader:
        ends = f"give a file that ends in {', '.join(KINDS)}"
        raise UnreadableFileError(path, f"not a kind of report that is read; {ends}")
    too_large = f"larger than {MAX_BYTES >> 20} MB, more than is safe to open"
    return reader(path, read_content(path, max_bytes=MAX_BYTES, too_large=too_large))


def _text(path: Path, content: bytes) -> str:
    """Return the text of a file, in UTF-8 or else Windows-1252."""
    windows = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"
    for encoding in ("utf-8-sig", windows):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise UnreadableFileError(path, "not a text; save it as UTF-8")


def captions() -> str:
    """Return a pattern for the words that captions begin with, in all languages."""
    return any_of(words_of_all("nouns", "captions"))


def _plain(path: Path, content: bytes) -> list[Block]:
    lines = [Line(line, i) for i, line in enumerate(_text(path, content).splitlines(), 1)]
    return list(blocks_of_lines(lines, captions()))


def _markdown(path: Path, content: bytes) -> list[Block]:
    return blocks_of_markdown(_text(path, content), captions())


def _html(path: Path, content: bytes) -> list[Block]:
    return blocks_of_html(_text(path, content))


def _pdf(path: Path, content: bytes) -> list[Block]:
    return list(blocks_of_pdf(path, content, captions()))


_READERS: dict[str, Callable[[Path, bytes], list[Block]]] = {
    ".docx": blocks_of_docx,
    ".xlsx": blocks_of_xlsx,
    ".pdf": _pdf,
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _html,
    ".htm": _html,
    ".txt": _plain,
}
