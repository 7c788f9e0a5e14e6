"""Tables for people, saved where they say."""

from __future__ import annotations

from pathlib import Path

from pipeline.files import NewSheet
from pipeline.language import language
from pipeline.study.study import Study


def new_sheet(path: Path | str, study: Study) -> NewSheet:
    """Return a CSV file to write a table to, in the dialect of the study's language.

    `MisuseError` when it is there already.
    """
    return NewSheet(Path(path), decimal_mark=language(study.language).decimal_mark)
