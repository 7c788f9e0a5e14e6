"""Redacts a given text, or the verbatims of a study."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pipeline.language import language as language_of
from pipeline.model import Codebook, patterns_of
from pipeline.privacy.names import NameFinder, can_find_names, dutch_names
from pipeline.privacy.personal_data import Redacted
from pipeline.privacy.redactor import Redactor, allowed_terms
from pipeline.study import Study


def redact(
    text: str, language: str = "nl", *, allow: Iterable[str] = (), names: bool | None = None
) -> Redacted:
    """Return the text with a mark such as [naam] for personal data, and the finds.

    Names and places need the optional part `turven[pii]`: `names=None` looks for them if it is
    installed, `True` requires it (`MissingExtraError`), `False` leaves them. `allow` are terms that
    are no names, such as those of tools. It assists a person; it does not anonymise.
    """
    return Redactor(language, _names(language, names), allowed_terms(allow)).redact(text)


def study_redactor(
    study: Study, books: Mapping[str, Codebook], *, names: bool | None = None
) -> Redactor:
    """Return a study's redactor: terms of its codebooks and segment values are no names."""
    terms = [term for book in books.values() for term in _terms(book)]
    values = [value for segment in study.segments.values() for value in segment.values]
    return Redactor(
        study.language, _names(study.language, names), allowed_terms(terms), frozenset(values)
    )


def _names(language: str, names: bool | None) -> NameFinder | None:
    if names is None:
        names = language_of(language).name_lists == "dutch" and can_find_names()
    return dutch_names() if names else None


def _terms(book: Codebook) -> Iterator[str]:
    for placed in book.placed:
        yield placed.theme.label
    # those of the special codes too: a tool that is `overig` is no person
    for rule in book.rules:
        for pattern in patterns_of(rule.node):
            yield pattern.text
            yield from (term.text for step in pattern.steps for term in step.terms)
