"""Runs the cases of the .md files in this folder; README.md there says how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.lint import check_report, read_report
from pipeline.lint.checks import Finding
from pipeline.lint.read.lines import Line, blocks_of_lines
from pipeline.lint.read.markdown import blocks_of_markdown
from pipeline.lint.read.report_file import captions

HERE = Path(__file__).parent
FILES = sorted(p for p in HERE.glob("*.md") if p.name != "README.md")
_EXPECTED = re.compile(r"- (certain|likely|maybe) ([a-z-]+): (.+)")


@dataclass(frozen=True)
class Case:
    """A report and what should be found in it: sureness, check and words."""

    place: str
    title: str
    report: str
    expected: tuple[tuple[str, str, str], ...]


def read_cases(path: Path) -> Iterator[Case]:
    """The cases of a file; `ValueError` for an expectation that is none."""
    for block in re.split(r"(?m)^## ", path.read_text(encoding="utf-8"))[1:]:
        title, _, rest = block.partition("\n")
        before, report, after = rest.split("~~~")
        lines = [line for line in after.splitlines() if line.startswith("- ")]
        found = [_EXPECTED.fullmatch(line) for line in lines]
        if before.strip() or not lines or (None in found and lines != ["- nothing"]):
            raise ValueError(f"{path.name}, {title}: write  - sureness check: words  or  - nothing")
        yield Case(
            path.stem, title, report.strip("\n"), tuple((m[1], m[2], m[3]) for m in found if m)
        )


CASES = [case for path in FILES for case in read_cases(path)]


def lint(case: Case) -> list[Finding]:
    """The findings of a case."""
    if case.title.endswith("(pdf)"):
        parts = blocks_of_lines(
            [Line(line, i, 1) for i, line in enumerate(case.report.splitlines(), 1)], captions()
        )
    else:
        parts = blocks_of_markdown(case.report, captions())
    return check_report(read_report(parts))


@pytest.mark.parametrize(
    "case", CASES, ids=lambda c: f"{c.place} {c.title}".encode("ascii", "replace").decode()
)
def test_report_case(case: Case) -> None:
    """What should be found is found, and nothing else."""
    left = lint(case)
    for sure, check, words in case.expected:
        match = next(
            (
                f
                for f in left
                if (f.sure, f.check) == (sure, check) and words in f"{f.says} | {f.should}"
            ),
            None,
        )
        assert match, f"not found: {sure} {check}: {words}\nfound: {shown(left)}"
        left.remove(match)
    assert not left, f"false alarms: {shown(left)}"


def shown(findings: list[Finding]) -> str:
    """Findings a line each."""
    return "".join(
        f"\n  {f.sure} {f.check} at {f.place}: {f.says} -> {f.should} ({f.why})" for f in findings
    )


def test_titles_are_unique() -> None:
    """Each case has a title of its own, and there are more clean reports than a handful."""
    titles = [(c.place, c.title) for c in CASES]
    assert len(titles) == len(set(titles))
    assert sum(not c.expected for c in CASES) >= 30
