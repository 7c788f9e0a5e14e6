"""Log: the decisions of reviewers, appended to a database and never changed. SQLite by default, PostgreSQL for a team."""

from pipeline.log.sign_ins import SignInError, SignIns, sign_ins

__all__ = [
    "SignInError",
    "SignIns",
    "sign_ins",
]
