"""docs/install.md says what pyproject.toml says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DOCS = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")


def test_every_optional_part_is_told() -> None:
    """Each extra has a row, and each row is an extra."""
    rows = re.findall(r"^\| `(\w+)` \|", DOCS, re.MULTILINE)

    assert sorted(rows) == sorted(PROJECT["optional-dependencies"])


def test_every_version_of_python_is_told() -> None:
    """Each classifier of a version stands in the table, and none is refused."""
    versions = re.findall(r"Python :: (3\.\d+)", " ".join(PROJECT["classifiers"]))
    rows = " ".join(re.findall(r"^\| (3\..*?) \|", DOCS, re.MULTILINE))

    assert re.findall(r"3\.\d+", rows) == versions
    assert PROJECT["requires-python"] == f">={versions[0]}"
