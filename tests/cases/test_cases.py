"""Runs the cases of the .md files in this folder; README.md there says how they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.coding import QuestionCoder
from pipeline.coding.rules import RuleMatcher
from pipeline.language import HOME, language
from pipeline.normalise import NonAnswers
from pipeline.normalise.linguist import linguist

HERE = Path(__file__).parent
FILES = sorted(p for p in HERE.glob("*.md") if p.name != "README.md")
_CASE = re.compile(
    r"- (?P<open>\[open\] )?(?P<verbatim>.*?) => (?P<themes>-|[a-z0-9-]+(?:, [a-z0-9-]+)*)"
)
_ESCAPES = {r"\n": "\n", r"\t": "\t", r"\\": "\\"}


@dataclass(frozen=True)
class Case:
    """One line of a case file: the verbatim, the themes it should get, and the rules that stand
    above it, with their language."""

    place: str
    verbatim: str
    themes: frozenset[str]
    rules: str
    is_open: bool
    language: str


def read_cases(path: Path) -> Iterator[Case]:
    """The cases of a file in order; `ValueError` with file and line for a list item that is
    none."""
    rules: list[str] = []
    fenced, language = False, HOME
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("```"):
            fenced = not fenced
            rules = [] if fenced else rules
            language = line.removeprefix("```yaml").strip() or HOME if fenced else language
        elif fenced:
            rules.append(line)
        elif line.startswith("-"):
            yield _case(line, f"{path.name}:{number}", "\n".join(rules), language)


def _case(line: str, place: str, rules: str, language: str) -> Case:
    found = _CASE.fullmatch(line)
    if not found or not rules:
        raise ValueError(
            f"{place}: write  - verbatim => theme, theme  below a block of rules, not  {line}"
        )
    themes = frozenset() if found["themes"] == "-" else frozenset(found["themes"].split(", "))
    verbatim = re.sub(r"\\[nt\\]", lambda m: _ESCAPES[m[0]], found["verbatim"])
    return Case(place, verbatim, themes, rules, bool(found["open"]), language)


CASES = [case for path in FILES for case in read_cases(path)]


@pytest.fixture(scope="session")
def coder_of(codebook: Callable[[str], Any]) -> Callable[[str, str], QuestionCoder]:
    """The coder of a block of rules in a language, made once."""

    def make(rules: str, code: str) -> QuestionCoder:
        tongue = linguist(code)
        return QuestionCoder(RuleMatcher(codebook(rules), tongue), tongue)

    return cache(make)


def _param(case: Case) -> Any:
    marks = (
        [pytest.mark.xfail(strict=True, reason="open: the engine is wrong here")]
        if case.is_open
        else []
    )
    return pytest.param(
        case,
        id=f"{case.place} {case.verbatim[:50]}".encode("ascii", "replace").decode(),
        marks=marks,
    )


@pytest.mark.parametrize("case", [_param(case) for case in CASES])
def test_case(case: Case, coder_of: Callable[[str, str], QuestionCoder]) -> None:
    """The rules above the case give its verbatim these themes and no others."""
    coder = coder_of(case.rules, case.language)
    why = NonAnswers(language(case.language)).why(case.verbatim)
    coded = coder.code([case.verbatim], [why])
    found = {
        coder.book.codes[code]: f"by {why}"
        for code, why in zip(coded.code.tolist(), coded.why, strict=True)
    }
    assert set(found) == case.themes, f"{case.place}: {case.verbatim!r} got {found or 'nothing'}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_file(path: Path, coder_of: Callable[[str, str], QuestionCoder]) -> None:
    """The themes expected in a file are those of its rules, each at least once; no verbatim stands
    there twice."""
    by_rules: dict[tuple[str, str], list[Case]] = {}
    for case in read_cases(path):
        by_rules.setdefault((case.rules, case.language), []).append(case)
    for (rules, code), cases in by_rules.items():
        expected = frozenset().union(*(case.themes for case in cases))
        book = coder_of(rules, code).book
        unknown = expected.difference(book.codes)
        assert not unknown, f"{path.name}: in no block of rules: {', '.join(sorted(unknown))}"
        themed = {rule.theme for rule in book.rules}
        assert themed <= expected, (
            f"{path.name}: never expected: {', '.join(sorted(themed - expected))}"
        )
        assert len({case.verbatim for case in cases}) == len(cases)
