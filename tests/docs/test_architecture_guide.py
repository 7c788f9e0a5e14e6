"""The guide of the architecture shows the layers and stages that the code has."""

from __future__ import annotations

import re
import tomllib

from guides import ROOT, read_guide, sections

from pipeline.run.stages import STAGES


def numbered(section: str) -> list[str]:
    """Return the names at the beginning of a numbered list's items."""
    items = re.findall(r"^\d+\. ((?:`\w+`(?:, )?)+)", section, re.MULTILINE)
    return [name for item in items for name in re.findall(r"`(\w+)`", item)]


def test_layers_are_those_of_the_contract() -> None:
    """The guide lists the layers of the import contract, from the top."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    whole = next(c for c in contracts if c["type"] == "layers" and c["containers"] == ["pipeline"])
    layers = [name for layer in whole["layers"] for name in layer.split(" | ")]

    shown = numbered(sections(read_guide("architecture.md"))["Layers"])

    assert shown == layers


def test_stages_are_those_of_a_run() -> None:
    """The guide lists the stages of a run in their order."""
    shown = numbered(sections(read_guide("architecture.md"))["From files to figures"])

    assert shown == [stage.name for stage in STAGES]
