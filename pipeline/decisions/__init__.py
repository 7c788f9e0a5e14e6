"""Decisions: the log of people's decisions, the current decisions, and labels."""

from pipeline.callable_package import make_callable
from pipeline.decisions.archive import Imported, export_decisions, import_decisions
from pipeline.decisions.csv_archive import Archive, read_archive, write_archive
from pipeline.decisions.current import CurrentDecisions, Outcome
from pipeline.decisions.database import sqlite_url, writing
from pipeline.decisions.decision_log import DecisionLog
from pipeline.decisions.fingerprint import fingerprint
from pipeline.decisions.frames import as_frame, from_frame
from pipeline.decisions.labels import LOG, Label, Labels, checked_labels, has_codings
from pipeline.decisions.moments import Clock, NewId, new_id, now, utc_text
from pipeline.decisions.notebook import add, decisions
from pipeline.decisions.quote_acts import (
    APPROVE,
    QUOTE_SHEET,
    QUOTE_VERBS,
    REFUSE,
    WITHDRAW,
    AnswerKey,
    QuoteAct,
    QuoteCandidate,
    QuoteKey,
    QuoteVerb,
    current_acts,
    newest_acts,
)
from pipeline.decisions.quote_archive import read_quote_archive, write_quote_archive
from pipeline.decisions.quote_log import NoQuotes, QuoteLog, QuotesAppended, fault_of_act
from pipeline.decisions.study_log import log_is_there, open_log, read_decisions, read_quote_acts
from pipeline.decisions.tables import SIGN_INS
from pipeline.decisions.values import (
    ACCEPT,
    ADD,
    REJECT,
    Decision,
    Occasion,
    RespondentInWave,
    Round,
    Scope,
    Shown,
    Subject,
    TextKey,
    Verdict,
    contradiction,
)
from pipeline.decisions.well_formed import fault_of

make_callable(__name__, decisions)
