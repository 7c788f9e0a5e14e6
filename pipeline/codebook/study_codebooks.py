"""The codebooks of a study, one per question."""

from __future__ import annotations

from pipeline.codebook.reader import read_codebook
from pipeline.errors import DocumentError, did_you_mean
from pipeline.model import Codebook
from pipeline.study import Study


def read_codebooks(study: Study) -> dict[str, Codebook]:
    """Return the codebook of every question.

    `DocumentError` if one is in another language than the study, or lacks a theme of a filter.
    """
    books = {question: read_codebook(study.codebook_path(question)) for question in study.questions}
    for question, book in books.items():
        if book.language != study.language:
            what = f"language '{book.language}', but the study is in '{study.language}'"
            raise DocumentError(study.codebook_path(question), None, what)
    for name, kept in study.filters.items():
        for theme in kept.themes:
            known = books[kept.question].codes
            if theme not in known:
                what = f"filters.{name}: no theme '{theme}' in the codebook of '{kept.question}'."
                raise DocumentError(study.file, None, what + did_you_mean(theme, known))
    return books
