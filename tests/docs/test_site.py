"""The guides build as a site that loads nothing from other hosts."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from guides import GUIDES, ROOT

LOADED = re.compile(r"<(?:script|img|iframe|link)\b[^>]*?(?:src|href)=\"?(https?:[^\s\">]+)")


@pytest.mark.slow
def test_site_builds_strictly_and_loads_nothing_foreign(tmp_path: Path) -> None:
    """Each guide becomes a page; every link and heading is there; nothing comes from elsewhere."""
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(tmp_path)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    pages = sorted(tmp_path.rglob("index.html"))
    assert len(pages) == len(GUIDES)
    for page in pages:
        assert LOADED.findall(page.read_text(encoding="utf-8")) == []
