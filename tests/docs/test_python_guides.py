"""The Python examples of the guides print what their comments say."""

from __future__ import annotations

import doctest
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from guides import ROOT, fences, read_guide


def run_examples(guide: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Run the Python blocks of a guide one after the other, and compare what they print."""
    for fence in fences(read_guide(guide)):
        if fence.language != "python":
            continue
        names: dict[str, Any] = {}
        exec(compile(fence.text, guide, "exec"), names)
        promised = re.findall(r"^print\(.*\)  # (.*)$", fence.text, re.MULTILINE)
        assert capsys.readouterr().out.splitlines() == promised


def test_redaction_example() -> None:
    """The session in the guide of privacy goes as shown."""
    text = read_guide("privacy.md")
    session = next(fence for fence in fences(text) if fence.language == "pycon")

    example = doctest.DocTestParser().get_doctest(session.text, {}, "privacy.md", None, None)

    assert doctest.DocTestRunner().run(example).failed == 0


@pytest.mark.slow
def test_examples_with_a_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The examples that need a run of the example study print what they say."""
    for part in ("data/ai-monitor", "codebooks/ai-monitor"):
        ignored = shutil.ignore_patterns("decisions.sqlite*")
        shutil.copytree(ROOT / part, tmp_path / part, ignore=ignored)
    monkeypatch.chdir(tmp_path)

    for guide in ("python.md", "report-files.md", "workbook.md"):
        run_examples(guide, capsys)

    import pipeline

    walked = pipeline.figure("outputs/ai-monitor", "uitdagingen", "capaciteit-middelen-sturing")
    assert f"*{walked}*" in read_guide("architecture.md")
