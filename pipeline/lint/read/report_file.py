"""Opens a report of any kind that is read, and leaves its pieces."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.errors import UnreadableFileError
from pipeline.language import FIGURE_LANGUAGES
from pipeline.lint.figure_patterns import any_of, wording
from pipeline.lint.read.blocks import Part
from pipeline.lint.read.docx import parts_of_docx
from pipeline.lint.read.html import parts_of_html
from pipeline.lint.read.lines import Line, pieces_of
from pipeline.lint.read.markdown import parts_of_markdown
from pipeline.lint.read.pdf import parts_of_pdf

MOST_BYTES = 256 << 20
"""A report larger than this is no report."""


def read_parts(path: Path) -> list[Part]:
    """The pieces and tables of a report, in order. `UnreadableFileError` for a file that is no such report or is damaged."""
    reader = _READERS.get(path.suffix.lower())
    if not reader:
        raise UnreadableFileError(
            path, f"not a kind of report that is read; give a file that ends in {', '.join(KINDS)}"
        )
    return reader(path, _content(path))


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableFileError(
                path, f"larger than {MOST_BYTES >> 20} MB, more than is safe to open"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFileError(path, "no such file") from None
    except (OSError, ValueError) as error:
        raise UnreadableFileError(path, getattr(error, "strerror", None) or str(error)) from None


def _text(path: Path, content: bytes) -> str:
    """The text of a file, in UTF-8 or else as Windows wrote it."""
    for encoding in (
        "utf-8-sig",
        "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252",
    ):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise UnreadableFileError(path, "not a text; save it as UTF-8")


def captions() -> str:
    """A pattern for the words that captions begin with, in all languages."""
    return any_of(
        word for code in FIGURE_LANGUAGES for word in wording(code).words("nouns", "captions")
    )


def _plain(path: Path, content: bytes) -> list[Part]:
    lines = [Line(line, i) for i, line in enumerate(_text(path, content).splitlines(), 1)]
    return list(pieces_of(lines, captions()))


def _markdown(path: Path, content: bytes) -> list[Part]:
    return parts_of_markdown(_text(path, content), captions())


def _html(path: Path, content: bytes) -> list[Part]:
    return parts_of_html(_text(path, content))


def _pdf(path: Path, content: bytes) -> list[Part]:
    return parts_of_pdf(path, content, captions())


_READERS: dict[str, Callable[[Path, bytes], list[Part]]] = {
    ".docx": parts_of_docx, ".pdf": _pdf, ".md": _markdown, ".markdown": _markdown, ".html": _html, ".htm": _html, ".txt": _plain,
}  # fmt: skip
KINDS = (".docx", ".pdf", ".md", ".html", ".txt", ".yaml")
"""Endings of the files that are read; a .yaml holds closed questions."""
