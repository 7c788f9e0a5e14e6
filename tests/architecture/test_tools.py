"""The tools that hold the code to its style and types.

mypy takes as long as a quarter of all other tests: continuous integration runs it once, with the
slow ones.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["ruff", "check", "pipeline", "tests"], id="ruff"),
        pytest.param(["mypy"], id="mypy", marks=pytest.mark.slow),
    ],
)
def test_tool_finds_nothing(arguments: list[str]) -> None:
    """ruff and mypy --strict find nothing to say."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
