"""Log: the decisions of reviewers, appended to a database and never changed. SQLite by default, PostgreSQL for a team."""

from pipeline.log.archive import Archive, Archived, Fault, read_archive, write_archive
from pipeline.log.database import beside, sqlite_url
from pipeline.log.decision_log import Appended, DecisionLog
from pipeline.log.fingerprint import fingerprint
from pipeline.log.frames import as_frame, from_frame
from pipeline.log.sign_ins import SignInError, SignIns
from pipeline.log.wellformed import fault_of, well_formed

__all__ = [
    "Appended", "Archive", "Archived", "DecisionLog", "Fault", "SignInError", "SignIns", "as_frame", "beside", "fault_of", "fingerprint",
    "from_frame", "read_archive", "sqlite_url", "well_formed", "write_archive",
]  # fmt: skip
