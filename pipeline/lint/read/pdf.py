"""Reads the text of a PDF, page by page."""

from __future__ import annotations

import logging
from io import BytesIO
from pathlib import Path

from pipeline.errors import MissingExtraError, UnreadableFileError
from pipeline.lint.read.blocks import Part
from pipeline.lint.read.lines import Line, pieces_of, without_running_heads

MOST_PAGES, MOST_LINES = 3000, 1_000_000


def parts_of_pdf(path: Path, content: bytes, captions: str) -> list[Part]:
    """The pieces of a PDF. `UnreadableFileError` when it is none, is damaged, locked or holds pictures of text only."""
    pages = without_running_heads(_pages(path, content))
    lines: list[Line] = []
    for page, found in enumerate(pages, 1):
        lines += [Line(text, number, page) for number, text in enumerate(found, 1)]
    if not any(line.text.strip() for line in lines):
        raise UnreadableFileError(
            path, "holds no text; it may be a scan, of which the text must be recognised first"
        )
    return list(pieces_of(lines, captions))


def _pages(path: Path, content: bytes) -> list[list[str]]:
    try:
        from pypdf import PdfReader
    except ImportError:
        raise MissingExtraError(f"{path}: reading PDF", "pdf") from None
    if b"%PDF-" not in content[:1024]:
        raise UnreadableFileError(path, "not a PDF")
    # it logs what it mends; a reader of the findings has no use for that
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFileError(path, "locked with a password; save it without one")
        if len(reader.pages) > MOST_PAGES:
            raise UnreadableFileError(
                path, f"has more than {MOST_PAGES} pages, more than is safe to read"
            )
        pages = [(page.extract_text() or "").splitlines() for page in reader.pages]
    except UnreadableFileError:
        raise
    except (Exception, RecursionError):
        # a broken PDF fails in any way; what it was helps nobody
        raise UnreadableFileError(
            path, "the PDF is damaged; save it anew, or give the .docx"
        ) from None
    if sum(map(len, pages)) > MOST_LINES:
        raise UnreadableFileError(path, "has more text than is safe to read")
    return pages
