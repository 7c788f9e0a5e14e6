"""Help is complete, and quick."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer.main
from typer.testing import CliRunner

from pipeline.cli import app

ROOT = Path(__file__).parents[3]
WORDS = (["--help"], ["run", "--help"], ["evaluate", "--help"], ["codebook", "test", "--help"])
"""Commands of which the help is shown, one of each kind."""

HEAVY = {"spacy", "sklearn", "pandas", "matplotlib", "numpy", "scipy", "wordcloud", "rich"}
LIGHT = ("pipeline.cli", "pipeline.errors", "pipeline.version")
"""The part of turven that may be loaded to show help."""

SHOW_HELP = f"""
import sys
from pipeline.cli import main
for words in (*{WORDS!r}, ["--version"]):
    sys.argv = ["turven", *words]
    try:
        main()
    except SystemExit as end:
        assert not end.code, end.code
print(*sys.modules)
"""


def commands(
    group: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command and group below the group, itself included."""
    yield path, group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


COMMANDS = dict(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_has_help(path: tuple[str, ...]) -> None:
    """Every command says in a sentence what it does, and every argument and option what it is."""
    command = COMMANDS[path]
    assert command.help
    assert command.help.strip().endswith(".")
    for parameter in command.params:
        assert getattr(parameter, "help", None), f"{parameter.name} has no help"


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_is_shown(path: tuple[str, ...]) -> None:
    """--help ends with 0 and shows every option of the command."""
    shown = CliRunner().invoke(app, [*path, "--help"])
    assert shown.exit_code == 0
    for parameter in COMMANDS[path].params:
        for option in parameter.opts if parameter.param_type_name == "option" else ():
            assert option in shown.output


def test_commands_of_the_design() -> None:
    """The commands that others rely on are there."""
    promised = {
        ("run",),
        ("check",),
        ("evaluate",),
        ("explain",),
        ("init",),
        ("codebook", "check"),
        ("codebook", "test"),
    }
    assert promised <= set(COMMANDS)


def test_help_imports_nothing_heavy() -> None:
    """Help and version are shown without pandas, spaCy or rich, and without any verb's package."""
    done = subprocess.run(
        [sys.executable, "-c", SHOW_HELP],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
        timeout=60,
    )

    loaded = set(done.stdout.splitlines()[-1].split())
    assert "pipeline.cli.app" in loaded
    assert loaded & HEAVY == set()
    ours = {name for name in loaded if name.startswith("pipeline.")}
    assert {name for name in ours if not name.startswith(LIGHT)} == set()
