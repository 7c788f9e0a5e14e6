"""The tutorial does what it says: its files are written, its commands run, its output compared."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from guides import DOCS, Fence, fences, read_guide
from typer.testing import CliRunner

from pipeline.cli import app


def follow(fence: Fence, folder: Path) -> None:
    """Do what a block of the tutorial asks for, and compare what it shows."""
    if fence.language == "yaml":
        (folder / fence.title).write_text(fence.text, encoding="utf-8")
    elif fence.language == "diff":
        file = folder / fence.title
        file.write_text(patched(file.read_text("utf-8"), fence.text), encoding="utf-8")
    elif fence.language == "python":
        exec(compile(fence.text, "first-study.md", "exec"), {})
    elif fence.language == "console":
        command, *expected = fence.text.splitlines()
        run = CliRunner().invoke(app, shlex.split(command)[2:])
        assert run.exit_code == 0, run.output
        assert missing_lines(expected, run.stdout.splitlines()) == [], run.stdout


def patched(text: str, diff: str) -> str:
    """Return the text with each run of `-` lines replaced by the `+` lines that follow it."""
    for removed, added in re.findall(r"((?:^-.*\n)*)((?:^\+.*\n)+)", diff, re.MULTILINE):
        old = re.sub(r"^-", "", removed, flags=re.MULTILINE)
        new = re.sub(r"^\+", "", added, flags=re.MULTILINE)
        assert old in text
        text = text.replace(old, new, 1) if old else text + new
    return text


def missing_lines(expected: Iterable[str], shown: Iterable[str]) -> list[str]:
    """Return the expected lines that aren't shown in their order; `...` stands for anything."""
    left = iter([line.rstrip() for line in shown])
    return [line for line in expected if not any(is_like(line, other) for other in left)]


def is_like(expected: str, shown: str) -> bool:
    """Whether the line is what the tutorial shows."""
    escaped = re.sub(r"([\[*?])", r"[\1]", expected.rstrip())
    return fnmatchcase(shown, escaped.replace("...", "*"))


def description(picture: Path) -> str:
    """Return the description in an SVG, which has all its figures in words."""
    return re.search(r"<desc[^>]*>(.*?)</desc>", picture.read_text("utf-8"), re.DOTALL)[1]


def test_first_study(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Followed from top to bottom, the tutorial gives the output and the picture that it shows."""
    example = DOCS / "first-study"
    shutil.copytree(example, tmp_path / "docs" / "first-study")
    monkeypatch.chdir(tmp_path)

    for fence in fences(read_guide("first-study.md")):
        follow(fence, tmp_path)

    chart = Path("outputs/library/report/charts/visit-more.svg")
    assert description(chart) == description(example / "visit-more.svg")


def test_tutorial_shows_the_export() -> None:
    """The rows that the tutorial shows are the first of its export."""
    shown = next(f for f in fences(read_guide("first-study.md")) if f.language == "text")

    assert (DOCS / "first-study" / "library.csv").read_text("utf-8").startswith(shown.text)
