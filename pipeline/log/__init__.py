"""Log: the decisions of reviewers, appended to a database and never changed. SQLite by default, PostgreSQL for a team."""

from pipeline.log.database import sqlite_url
from pipeline.log.decision_log import Appended, DecisionLog
from pipeline.log.fingerprint import fingerprint

__all__ = ["Appended", "DecisionLog", "fingerprint", "sqlite_url"]
