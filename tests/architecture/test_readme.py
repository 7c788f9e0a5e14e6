"""The README does what it says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import app

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_python_example_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The Python example prints what its comment says."""
    monkeypatch.chdir(ROOT)
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL)[1]
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out.strip() == re.search(r"# (\[.*\])", code)[1]


def test_two_commands_of_one_line() -> None:
    """Each of the two commands is one line that makes an environment and installs the exact
    versions; .ci/run takes the second from here.
    """
    for mark, ends in (("run", "turven run data/ai-monitor"), ("test", "pytest -n 2")):
        line = re.search(rf"<!-- {mark} -->\n```sh\n(.*)\n```", README)[1]
        assert line.startswith("python3 -m venv .venv && ")
        assert "-c constraints.txt" in line
        assert line.endswith(ends)
    assert "<!-- test -->" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_commands_named_exist() -> None:
    """Every turven command that the README names is there."""
    known = {command.name or command.callback.__name__ for command in app.registered_commands}
    known |= {group.name for group in app.registered_groups}
    named = set(re.findall(r"^turven (\w+)", README, re.MULTILINE))
    assert named
    assert named <= known


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_links_lead_somewhere(target: str) -> None:
    """Every file that the README links to is there."""
    assert (ROOT / target).exists()


def test_decisions_example_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The notebook example of docs/decisions.md adds what it says, in a copy of the example study."""
    for part in ("data/ai-monitor", "codebooks/ai-monitor"):
        shutil.copytree(
            ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("decisions.sqlite*")
        )
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    told: dict[str, Any] = {}
    exec(
        compile(re.search(r"```python\n(.*?)```", text, re.DOTALL)[1], "decisions.md", "exec"), told
    )
    assert told["added"]["respondent_id"].tolist() == ["g01", "g03", "g03"]
    assert len(told["everything"]) == 3
