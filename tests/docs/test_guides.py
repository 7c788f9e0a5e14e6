"""The guides agree with the program: commands, options, public names, queues, links."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer.main
import yaml
from guides import DOCS, GUIDES, README, ROOT, fences, read_guide, sections
from typer.testing import CliRunner

import pipeline
from pipeline.cli import app

PAGES = [README, *GUIDES]
PROSE = [
    *PAGES,
    ROOT / "CHANGELOG.md",
    ROOT / "codebooks" / "README.md",
    ROOT / "outputs" / "README.md",
    *sorted((ROOT / "tests").rglob("README.md")),
]
LONGEST_LINE = 100
ONE_LINE_COMMAND = "python3 -m venv .venv && "
"""A command that is copied as one line; .ci/run reads it from the README."""


def commands(
    group: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, click.Command]]:
    """Yield every command below the group with its words, such as `decisions export`."""
    below = getattr(group, "commands", None)
    if below is None:
        yield " ".join(path), group
        return
    for name, command in below.items():
        yield from commands(command, (*path, name))


COMMANDS = dict(commands(typer.main.get_command(app)))


def command_lines() -> Iterator[tuple[str, str]]:
    """Yield the lines of all guides that call turven, with the name of the page."""
    for page in PAGES:
        for fence in fences(page.read_text(encoding="utf-8")):
            for line in fence.text.splitlines():
                line = line.removeprefix("$ ")
                if line.startswith("turven "):
                    yield page.name, line


@pytest.mark.parametrize("page", PROSE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_lines_are_short(page: Path) -> None:
    """Lines end at 100 characters, but for the commands that are copied as one line."""
    lines = page.read_text(encoding="utf-8").splitlines()

    long = [line for line in lines if len(line) > LONGEST_LINE]

    assert [line for line in long if not line.startswith(ONE_LINE_COMMAND)] == []


def test_every_guide_is_in_each_list() -> None:
    """README, overview and site list every guide."""
    names = {page.name for page in GUIDES} - {"index.md"}
    site = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    navigation = re.findall(r"[\w-]+\.md", str(yaml.safe_load(site)["nav"]))

    assert names <= set(re.findall(r"\]\(docs/([\w-]+\.md)\)", README.read_text("utf-8")))
    assert names <= set(re.findall(r"\]\(([\w-]+\.md)\)", read_guide("index.md")))
    assert sorted(navigation) == sorted(page.name for page in GUIDES)


@pytest.mark.parametrize("page", GUIDES, ids=lambda path: path.name)
def test_links_to_files_lead_somewhere(page: Path) -> None:
    """Every file that a guide links to is there; headings are for `mkdocs build --strict`."""
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))

    files = [link for link in links if not link.startswith("https://")]

    assert [file for file in files if not (DOCS / file).exists()] == []


def test_commands_are_documented() -> None:
    """The guide of commands shows each command in use."""
    shown = [line for page, line in command_lines() if page == "commands.md"]

    missing = [name for name in COMMANDS if not any(is_call(line, name) for line in shown)]

    assert missing == []


def is_call(line: str, command: str) -> bool:
    """Whether the line calls the command."""
    return line.startswith(f"turven {command} ")


def test_commands_in_guides_exist() -> None:
    """Every command in a guide is there, with the options that are given."""
    wrong = [(page, line) for page, line in command_lines() if unknown_words(line)]

    assert wrong == []


def unknown_words(line: str) -> list[str]:
    """Return the command itself where there is none like it, else the options it doesn't have."""
    words = shlex.split(line, comments=True)
    name = next((name for name in COMMANDS if is_call(line, name)), None)
    if name is None:
        return words[:2]
    known = {option for parameter in COMMANDS[name].params for option in parameter.opts}
    return [word for word in words if word.startswith("--") and word not in known]


def test_public_names_are_documented() -> None:
    """The guide of Python names every public function and class."""
    names = set(pipeline.__all__) - {"__version__", "Run", "ReportFigure"}

    assert {name for name in names if f"pipeline.{name}" not in read_guide("python.md")} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_names_in_guides_are_public(page: Path) -> None:
    """Every function of the package that a guide calls is public."""
    called = set(re.findall(r"\bpipeline\.(\w+)\(", page.read_text(encoding="utf-8")))

    assert called <= set(pipeline.__all__)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("queue data/ai-monitor --strategy nonsense", id="queue"),
        pytest.param("workbook export data/ai-monitor --out new --queue nonsense", id="workbook"),
    ],
)
def test_queues_are_documented(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guide of queues has every queue that a command offers when the name is wrong."""
    monkeypatch.chdir(ROOT)
    refused = CliRunner().invoke(app, command.split())

    offered = re.findall(
        r"[a-z][a-z-]*", str(refused.exception).partition("there are ")[2].partition(".")[0]
    )

    table = re.findall(r"^\| `([a-z-]+)` \|", sections(read_guide("queues.md"))[_QUEUES], re.M)
    assert offered
    assert set(offered) <= set(table)


_QUEUES = "Queues: which answers to look at first"
