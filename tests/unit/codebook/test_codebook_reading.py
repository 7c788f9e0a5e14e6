"""A codebook as its file says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.codebook import read_codebook
from pipeline.errors import UnknownThemeError
from pipeline.model import Codebook, Junction, Pattern


@pytest.fixture
def book(survey: Path) -> Codebook:
    """The survey's codebook with a parent and two children."""
    return read_codebook(survey / "boeken" / "nadelen.yaml")


def test_tree(book: Codebook) -> None:
    """Themes are walked parents first, in the order written; the special codes come last."""
    assert [(p.theme.id, p.parent, p.level) for p in book.placed] == [
        ("weer", "", 1), ("regen", "weer", 2), ("wind", "weer", 2), ("afstand", "", 1),
    ]  # fmt: skip
    assert book.codes == ("weer", "regen", "wind", "afstand", "geen-antwoord", "overig")
    assert book.ancestors("regen") == ("weer",)
    assert book.ancestors("overig") == ()


def test_rules_have_names(book: Codebook) -> None:
    """A rule is named by its theme and number, or by the id it was given; special rules come
    last."""
    assert [rule.id for rule in book.rules] == [
        "weer.1", "regen.1", "regen.nat", "wind.1", "afstand.1", "afstand.2", "overig.1",
    ]  # fmt: skip


def test_rules_keep_what_was_written(book: Codebook) -> None:
    """A rule tells its words as the researcher wrote them, and joins its patterns as written."""
    plain, joined = book.theme("regen").rules
    assert plain.text == "regen*"
    assert isinstance(plain.node, Pattern)
    assert joined.text == "{any: [nat], not: [natuur], id: nat}"
    assert isinstance(joined.node, Junction)
    assert ([p.text for p in joined.node.some], [p.text for p in joined.node.none]) == (
        ["nat"],
        ["natuur"],
    )


def test_switches_of_a_rule(codebook: Callable[[Any], Codebook]) -> None:
    """A rule keeps denied matches or drops hypothetical ones only where it says so."""
    rules = codebook(
        ["nat", {"any": ["nat"], "negated": "keep"}, {"any": ["nat"], "hypothetical": "drop"}]
    ).rules
    assert [(rule.keep_negated, rule.drop_hypothetical) for rule in rules] == [
        (False, False), (True, False), (False, True),
    ]  # fmt: skip


def test_unknown_theme(book: Codebook) -> None:
    """A theme that isn't there is told with the nearest."""
    with pytest.raises(
        UnknownThemeError,
        match=r"Theme 'afstnd' is not in codebook 'nadelen'\. Did you mean afstand\?",
    ):
        book.theme("afstnd")


def test_no_stays_text(tmp_path: Path) -> None:
    """A theme's example NO is the text NO, and so is a pattern."""
    (tmp_path / "b.yaml").write_text(
        "id: x\ntitle: Y\nversion: NO\nthemes:\n"
        "  - {id: no, label: NO, examples: [NO, off], rules: [NO, {any: [yes]}]}\n"
    )
    theme = read_codebook(tmp_path / "b.yaml").theme("no")
    assert (theme.label, theme.examples, [r.text for r in theme.rules]) == (
        "NO",
        ("NO", "off"),
        ["NO", "{any: [yes]}"],
    )


def test_text_or_path(survey: Path) -> None:
    """A codebook is read by path or by text of a path, and both are equal."""
    path = survey / "boeken" / "voordelen.yaml"
    assert read_codebook(path) == read_codebook(str(path))
