"""Codebooks: read, checked, and their examples told apart from what the rules say."""

from __future__ import annotations

from pathlib import Path

from pipeline.codebook.advice import Advice, advise
from pipeline.codebook.forms import CodebookReader
from pipeline.codebook.version import codebook_version
from pipeline.documents import read_document
from pipeline.model import Codebook

__all__ = ["Advice", "advise", "codebook_version", "read_codebook"]


def read_codebook(path: Path | str) -> Codebook:
    """The codebook in that YAML file; `DocumentError` with line and nearest right key for its first mistake."""
    return CodebookReader(read_document(Path(path))).read()
