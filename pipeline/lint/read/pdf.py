"""Reads the text of a PDF, page by page."""

from __future__ import annotations

import logging
from io import BytesIO
from pathlib import Path

from pipeline.errors import MissingExtraError, UnreadableFileError
from pipeline.lint.read.blocks import TextBlock
from pipeline.lint.read.lines import Line, blocks_of_lines, without_running_heads

MAX_PAGES = 3000
MAX_LINES = 1_000_000


def blocks_of_pdf(path: Path, content: bytes, captions: str) -> list[TextBlock]:
    """Return the blocks of a PDF.

    `UnreadableFileError` if it is damaged or locked, holds only images of text, or is no PDF.
    """
    lines = [
        Line(text, number, page)
        for page, texts in enumerate(without_running_heads(_pages(path, content)), 1)
        for number, text in enumerate(texts, 1)
    ]
    if not any(line.text.strip() for line in lines):
        scan = "it may be a scan, of which the text must be recognised first"
        raise UnreadableFileError(path, f"holds no text; {scan}")
    return blocks_of_lines(lines, captions)


def _pages(path: Path, content: bytes) -> list[list[str]]:
    if b"%PDF-" not in content[:1024]:
        raise UnreadableFileError(path, "not a PDF")
    try:
        pages = _texts(path, content)
    except (UnreadableFileError, MissingExtraError):
        raise
    except (Exception, RecursionError):
        # a broken PDF can fail in any way; the details help nobody
        hint = "save it anew, or give the .docx"
        raise UnreadableFileError(path, f"the PDF is damaged; {hint}") from None
    lines = [text.splitlines() for text in pages]
    if sum(map(len, lines)) > MAX_LINES:
        raise UnreadableFileError(path, "has more text than is safe to read")
    return lines


def _texts(path: Path, content: bytes) -> list[str]:
    try:
        from pypdf import PdfReader
    except ImportError:
        raise MissingExtraError(f"{path}: reading PDF", "pdf") from None
    # it logs its repairs, which are of no use to a reader of the findings
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableFileError(path, "locked with a password; save it without one")
    if len(reader.pages) > MAX_PAGES:
        limit = f"has more than {MAX_PAGES} pages"
        raise UnreadableFileError(path, f"{limit}, more than is safe to read")
    return [page.extract_text() or "" for page in reader.pages]
