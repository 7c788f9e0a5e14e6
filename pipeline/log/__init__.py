"""Log: the decisions of reviewers, appended to a database and never changed. SQLite by default, PostgreSQL for a team."""

from pipeline.log.archive import Archive, Archived, Fault, as_cell, from_cell, read_archive, read_cells, write_archive
from pipeline.log.database import beside, sqlite_url
from pipeline.log.decision_log import Appended, DecisionLog
from pipeline.log.fingerprint import fingerprint
from pipeline.log.frames import as_frame, from_frame
from pipeline.log.quote_archive import read_quote_archive, write_quote_archive
from pipeline.log.quote_log import NoQuotes, QuoteLog, QuotesAppended, fault_of_act, quotes_fingerprint
from pipeline.log.sign_ins import SignInError, SignIns, sign_ins
from pipeline.log.wellformed import fault_of, well_formed

__all__ = [
    "Appended",
    "Archive",
    "Archived",
    "DecisionLog",
    "Fault",
    "NoQuotes",
    "QuoteLog",
    "QuotesAppended",
    "SignInError",
    "SignIns",
    "as_cell",
    "as_frame",
    "beside",
    "fault_of",
    "fault_of_act",
    "fingerprint",
    "from_cell",
    "from_frame",
    "quotes_fingerprint",
    "read_archive",
    "read_cells",
    "read_quote_archive",
    "sign_ins",
    "sqlite_url",
    "well_formed",
    "write_archive",
    "write_quote_archive",
]
