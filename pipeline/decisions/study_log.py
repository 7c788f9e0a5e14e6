"""The location of a study's decisions.

In decisions.sqlite beside study.yaml, or in the database that the study or the environment names.
"""

from __future__ import annotations

import os

from pipeline.decisions.database import beside, sqlite_url
from pipeline.decisions.decision_log import DecisionLog
from pipeline.decisions.quote_acts import QuoteAct
from pipeline.decisions.quote_log import QuoteLog
from pipeline.decisions.values import Decision
from pipeline.errors import MisuseError
from pipeline.study import Study

VARIABLE = "TURVEN_DECISIONS"
"""Environment variable with the URL of the database.

It takes precedence over `decisions:` in study.yaml, so that no password need be there.
"""

FILE = "decisions.sqlite"


def log_url(study: Study) -> str:
    """Return the URL of the database that holds the study's decisions."""
    if os.environ.get(VARIABLE):
        return os.environ[VARIABLE]
    if study.decisions:
        return beside(study.decisions, study.folder)
    return _own_url(study)


def open_log(study: Study) -> DecisionLog:
    """Return the study's log of decisions, made if there is none yet.

    A `TurvenError` if it can't be opened.
    """
    log = DecisionLog(log_url(study), study.study)
    if log.url == _own_url(study) and not log.newest() and log.studies():
        others = ", ".join(f"'{name}' ({number})" for name, number in log.studies().items())
        log.close()
        what = f"holds the decisions of {others} and none of '{study.study}'"
        what_to_do = "give the study its old name back, or move that file away"
        raise MisuseError(f"{study.folder / FILE} {what}; {what_to_do}")
    return log


def read_decisions(study: Study) -> tuple[Decision, ...]:
    """Return all decisions of the study in order, undone ones included; makes no log."""
    if not log_is_there(study):
        return ()
    with open_log(study) as log:
        return log.since()


def read_quote_acts(study: Study) -> tuple[QuoteAct, ...]:
    """Return all acts on the study's quotes, in order; makes no log."""
    if not log_is_there(study):
        return ()
    with open_log(study) as log:
        return QuoteLog(log.engine, study.study).since()


def log_is_there(study: Study) -> bool:
    """Whether there can be decisions: a study's own log is made with the first."""
    return log_url(study) != _own_url(study) or (study.folder / FILE).exists()


def _own_url(study: Study) -> str:
    return sqlite_url(study.folder / FILE)
