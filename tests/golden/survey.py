"""The golden survey: ten fictional respondents, two questions, one wave, and how its outputs are
made.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
EXPECTED = FOLDER / "expected"
TABLES = {
    "coding/answers.csv": "answers.csv",
    "coding/codings.csv": "codings.csv",
    "coding/problems.csv": "problems.csv",
    "report/theme_counts.csv": "theme_counts.csv",
    "report/theme_counts.json": "theme_counts.json",
}
"""The outputs of text kind: file of the run -> file in expected/."""


def make(out: Path) -> dict[str, bytes]:
    """The outputs of a run of the survey, by their name in expected/; the run's folder is `out`."""
    from pipeline.run import run

    run(FOLDER / "study", out=out)
    return {name: (out / path).read_bytes() for path, name in TABLES.items()}
