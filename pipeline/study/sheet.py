"""Tables for people, saved where they choose."""

from __future__ import annotations

from pathlib import Path

from pipeline.files import NewSheet
from pipeline.language import language
from pipeline.study.study import Study


def new_sheet(path: Path | str, study: Study) -> NewSheet:
    """Return a new CSV file in the dialect of the study's language.

    `MisuseError` if it exists already.
    """
    return NewSheet(Path(path), decimal_mark=language(study.language).decimal_mark)
