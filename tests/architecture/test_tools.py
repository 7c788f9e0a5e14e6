"""The tools that hold the code to its style and types; they run here so that one command checks everything."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["ruff", "check", "pipeline", "tests"], id="ruff"),
        pytest.param(["mypy"], id="mypy"),
    ],
)
def test_tool_finds_nothing(arguments: list[str]) -> None:
    """ruff and mypy --strict find nothing to say."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
