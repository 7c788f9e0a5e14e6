"""A study around whatever export a test writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.ingest import Batch, read_answers
from pipeline.study import Study, read_study

MakeStudy = Callable[..., Study]


def one(study: Study, **options: Any) -> Batch:
    """The only batch of a study."""
    (batch,) = read_answers(study, **options)
    return batch


def texts(batch: Batch, question: str = "q") -> list[str]:
    """The verbatims of a question, in the order of the batch."""
    return list(batch.answers.loc[batch.answers["question"] == question, "text"])


def told(problems: pd.DataFrame) -> list[tuple[int, str, int]]:
    """Row, column and number of refused answers of each problem."""
    return list(zip(problems["row"], problems["column"], problems["refused"], strict=True))


@pytest.fixture
def make_study(tmp_path: Path) -> MakeStudy:
    """Writes exports (name -> bytes or text) and gives a study of them, one wave for each unless
    waves are given.
    """

    def make(
        exports: dict[str, bytes | str],
        *,
        waves: dict[str, list[str]] | None = None,
        questions: str = "  q: {column: q, text: Wat?}",
        extra: str = "",
    ) -> Study:
        for name, content in exports.items():
            data = content.encode() if isinstance(content, str) else content
            (tmp_path / name).write_bytes(data)
        waves = waves or {str(number): [name] for number, name in enumerate(exports, start=1)}
        listed = "\n".join(
            f"  - {{id: '{wave}', files: [{', '.join(files)}]}}" for wave, files in waves.items()
        )
        (tmp_path / "study.yaml").write_text(
            "study: proef\ntitle: Proef\nrespondent: {column: id}\ncodebooks: .\n"
            f"waves:\n{listed}\nquestions:\n{questions}\n{extra}\n",
            encoding="utf-8",
        )
        for name in ("q", "r"):
            (tmp_path / f"{name}.yaml").touch()
        return read_study(tmp_path)

    return make


TWO_QUESTIONS = "  q: {column: q, text: Wat?}\n  r: {column: r, text: Hoe?}"
