"""How languages speak of figures: one file each, read as they are there."""

from __future__ import annotations

from importlib.resources import files

import pytest

from pipeline.lint.figure_patterns import LANGUAGES, figure_patterns


def test_languages_are_those_with_a_file() -> None:
    """A language is read when it has a file; no other place lists it."""
    names = [file.name for file in files("pipeline.language").iterdir()]

    assert {f"{code}.figures.toml" for code in LANGUAGES} == {
        name for name in names if name.endswith(".figures.toml")
    }


@pytest.mark.parametrize("code", LANGUAGES)
def test_files_have_the_same_keys(code: str) -> None:
    """Every file answers the same questions of its language."""
    keys = {section: set(words) for section, words in figure_patterns(code).data.items()}
    first = {section: set(words) for section, words in figure_patterns(LANGUAGES[0]).data.items()}

    assert keys == first


def test_language_without_a_file_is_read_as_english() -> None:
    """Words of a language that has no file are not known; those of English are tried."""
    assert figure_patterns("xx") == figure_patterns("en")
