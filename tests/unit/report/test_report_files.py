"""The formats of report files: one table, with the names that a study can ask for."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import get_args

import pytest

from pipeline.report.files import FORMATS, ReportFormat
from pipeline.study import Study

PROJECT = Path(__file__).parents[3] / "pyproject.toml"


def test_a_study_can_ask_for_every_format_and_no_other() -> None:
    """The study's names, in its schema, are those of the table."""
    (names, _) = get_args(Study.model_fields["files"].annotation)

    assert tuple(form.name for form in FORMATS) == get_args(names)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_an_extra_is_a_part_of_the_project(form: ReportFormat) -> None:
    """What a format needs beside turven itself can be installed by the name that it says."""
    extras = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"]

    assert not form.extra or form.extra in extras
