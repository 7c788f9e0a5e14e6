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
HEAVY = ("spacy", "sklearn", "pandas", "matplotlib", "numpy", "scipy", "wordcloud")


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
    """--help of any command is shown without spaCy, scikit-learn, pandas or matplotlib."""
    code = (
        "import sys\n"
        "from pipeline.cli import main\n"
        "for words in (['--help'], ['run', '--help'], ['evaluate', '--help'], ['codebook', 'test', '--help'], ['--version']):\n"
        "    sys.argv = ['turven', *words]\n"
        "    try:\n        main()\n    except SystemExit as end:\n        assert not end.code, end.code\n"
        f"print('HEAVY', *[name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
        timeout=60,
    )
    assert done.stdout.splitlines()[-1].split() == ["HEAVY"]
