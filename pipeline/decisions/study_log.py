"""Where a study's decisions are kept: decisions.sqlite beside study.yaml, or the database that the study or the environment names."""

from __future__ import annotations

import os

from pipeline.decisions.database import beside, sqlite_url
from pipeline.decisions.decision_log import DecisionLog
from pipeline.decisions.values import Decision
from pipeline.errors import MisuseError
from pipeline.study import Study

VARIABLE = "TURVEN_DECISIONS"
"""Environment variable with the URL of the database; it comes before `decisions:` in study.yaml, so that no password need stand there."""

FILE = "decisions.sqlite"


def log_url(study: Study) -> str:
    """The URL of the database that holds the study's decisions."""
    if os.environ.get(VARIABLE):
        return os.environ[VARIABLE]
    return (
        beside(study.decisions, study.folder)
        if study.decisions
        else sqlite_url(study.folder / FILE)
    )


def open_log(study: Study) -> DecisionLog:
    """The study's log of decisions, made where there is none yet. A `TurvenError` when it can't be opened."""
    log = DecisionLog(log_url(study), study.study)
    if log.url == sqlite_url(study.folder / FILE) and not log.newest() and log.studies():
        others = ", ".join(f"'{name}' ({number})" for name, number in log.studies().items())
        log.close()
        what = f"holds the decisions of {others} and none of '{study.study}'"
        raise MisuseError(
            f"{study.folder / FILE} {what}; give the study its old name back, or move that file away"
        )
    return log


def read_decisions(study: Study) -> tuple[Decision, ...]:
    """All decisions of the study in order, those taken back included; none, and nothing made, where nobody decided yet."""
    if not log_is_there(study):
        return ()
    with open_log(study) as log:
        return log.since()


def log_is_there(study: Study) -> bool:
    """Whether anybody can have decided anything: a log in the study's own folder is made with the first decision."""
    return log_url(study) != sqlite_url(study.folder / FILE) or (study.folder / FILE).exists()
