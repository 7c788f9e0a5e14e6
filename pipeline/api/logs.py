"""Where a study's decisions are kept: decisions.sqlite beside study.yaml, or the database that the study or the environment names."""

from __future__ import annotations

import os

from pipeline.log import DecisionLog, sqlite_url
from pipeline.model import Decision
from pipeline.study import Study

VARIABLE = "TURVEN_DECISIONS"
"""Environment variable with the URL of the database; it comes before `decisions:` in study.yaml, so that no password need stand there."""

FILE = "decisions.sqlite"


def log_url(study: Study) -> str:
    """The URL of the database that holds the study's decisions."""
    return os.environ.get(VARIABLE) or study.decisions or sqlite_url(study.folder / FILE)


def open_log(study: Study) -> DecisionLog:
    """The study's log of decisions, made where there is none yet. A `TurvenError` when it can't be opened."""
    return DecisionLog(log_url(study), study.study)


def read_decisions(study: Study) -> tuple[Decision, ...]:
    """All decisions of the study in order, those taken back included; none, and nothing made, where nobody decided yet."""
    if log_url(study) == sqlite_url(study.folder / FILE) and not (study.folder / FILE).exists():
        return ()
    with open_log(study) as log:
        return log.since()
