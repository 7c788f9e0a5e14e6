"""The examples in the guides of rules and codebooks do as they should."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from guides import fences, read_guide
from ruamel.yaml import YAML
from typer.testing import CliRunner

from pipeline.cli import app


def examples(language: str) -> list[dict[str, Any]]:
    """Return a theme for each example of the guide in that language, hits and misses included."""
    themes = []
    for number, fence in enumerate(fences(read_guide("rules.md")), 1):
        lines = [line.split(":", 1) for line in fence.text.splitlines()]
        said = [(key, value.strip()) for key, value in lines]
        values = {key: [value for name, value in said if name == key] for key, _ in said}
        if values["language"] != [language]:
            continue
        theme = {
            "id": f"example-{number}",
            "label": values["rule"][0],
            "rules": [YAML(typ="safe").load(values["rule"][0])],
            "examples": values["hits"],
            "counterexamples": values.get("misses", []),
        }
        themes.append(theme)
    return themes


@pytest.mark.parametrize(("language", "fewest"), [("nl", 10), ("en", 10)])
def test_rules_hit_and_miss_as_the_guide_says(language: str, fewest: int, tmp_path: Path) -> None:
    """Each rule finds the answers that it hits and none that it misses."""
    themes = examples(language)
    book = {"id": "guide", "title": "Guide", "language": language, "version": "1"}
    file = tmp_path / "guide.yaml"
    YAML().dump({**book, "themes": themes}, file)

    tested = CliRunner().invoke(app, ["codebook", "test", str(file), "--strict"])

    assert len(themes) >= fewest
    assert tested.exit_code == 0, tested.output


def test_codebook_of_the_guide_holds(tmp_path: Path) -> None:
    """The codebook in the guide is one, and its examples do as they should."""
    file = tmp_path / "guide.yaml"
    file.write_text(fences(read_guide("codebook.md"))[0].text, encoding="utf-8")

    tested = CliRunner().invoke(app, ["codebook", "test", str(file), "--strict"])

    assert tested.exit_code == 0, tested.output
