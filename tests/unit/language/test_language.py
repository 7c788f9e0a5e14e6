"""Languages: one file each, checked when it is read."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest

import pipeline.language as languages
from pipeline import code
from pipeline.codebook import parse_pattern
from pipeline.errors import DocumentError
from pipeline.language import FIGURE_LANGUAGES, LANGUAGES, Language, language
from pipeline.model import Codebook, Rule, Theme

WithFile = Callable[[str], Language]


@pytest.fixture
def with_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WithFile]:
    """Reads a language xx from a file of that content."""
    for each in LANGUAGES:
        shutil.copy(str(files("pipeline.language") / f"{each}.toml"), tmp_path)
    monkeypatch.setattr(languages, "_FOLDER", tmp_path)

    def read(content: str) -> Language:
        (tmp_path / "xx.toml").write_text(content, encoding="utf-8")
        languages._read.cache_clear()
        language.cache_clear()
        return language("xx")

    yield read
    languages._read.cache_clear()
    language.cache_clear()


def test_languages_are_the_files_that_are_there() -> None:
    """Dutch comes first; files of figure patterns are another list."""
    assert LANGUAGES == FIGURE_LANGUAGES == ("nl", "en")


def test_a_new_language_is_its_file(with_file: WithFile) -> None:
    """What a file leaves out is that of the neutral language."""
    own = with_file(
        'name = "Xish"\nlocale = "xx-XX"\nplural_ending = "i"\n[cues]\ndenies = ["ne"]\n'
    )

    assert (own.name, own.locale, own.plural("gemeente"), own.plural("dom")) == (
        "Xish",
        "xx-XX",
        "gemeenten",
        "domi",
    )
    assert own.cues.denies == ("ne",)
    assert own.text("theme") == language("en").text("theme")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('[grammar]\nlinking = ["s"]\n', "grammar.linking: Extra inputs are not permitted"),
        ('[cues]\ndenies = "ne"\n', "cues.denies: Input should be a valid tuple"),
        ('[texts]\ntehme = "Tem"\n', "texts: 'tehme' is asked for nowhere"),
        ('colour = "red"\n', "colour: Extra inputs are not permitted"),
    ],
)
def test_mistakes_have_a_place(with_file: WithFile, content: str, says: str) -> None:
    """A key or value that no language can have is refused, with its place in the file."""
    with pytest.raises(DocumentError, match=f"xx.toml: {says}"):
        with_file(content)


@pytest.mark.parametrize(
    ("code", "noun", "plural"),
    [
        ("nl", "gemeente", "gemeenten"),
        ("nl", "respondent", "respondenten"),
        ("nl", "school", "schoolen"),
        ("nl", "municipality", "municipalities"),
        ("en", "municipality", "municipalities"),
        ("en", "school", "schools"),
        ("de", "school", "schools"),
    ],
)
def test_plural(code: str, noun: str, plural: str) -> None:
    """A noun that a file lists has its plural in every language; others get the usual ending."""
    assert language(code).plural(noun) == plural


def test_a_language_without_file_is_coded() -> None:
    """Single words are found where nothing is known of a language."""
    rule = Rule("zeit.1", "zeit", parse_pattern("zeit"))
    book = Codebook("b", "B", "de", "1", (Theme("zeit", "Zeit", rules=(rule,)),))
    assert code(["zu wenig Zeit"], book)["theme"].tolist() == ["zeit"]
