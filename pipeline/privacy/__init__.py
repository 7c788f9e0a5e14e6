"""Personal data in verbatims: found and redacted. It assists; it makes nothing anonymous."""

from pipeline.privacy.checked_numbers import passes_97, passes_eleven
from pipeline.privacy.choosing import Shortlist
from pipeline.privacy.editing import QuoteWord, leave_out, only_leaves_out, quote_words
from pipeline.privacy.names import cache_folder, can_find_names, dutch_names, names_are_ready
from pipeline.privacy.patterns import formed
from pipeline.privacy.personal_data import FREE_KINDS, PERSONAL_KINDS, PersonalData, Redacted
from pipeline.privacy.redact import redact, study_redactor
from pipeline.privacy.redactor import LEFT_OUT, Redactor, allowed_terms, known_marks, marks_of
from pipeline.privacy.shortening import proposed_quote

__all__ = [
    "FREE_KINDS",
    "LEFT_OUT",
    "PERSONAL_KINDS",
    "PersonalData",
    "QuoteWord",
    "Redacted",
    "Redactor",
    "Shortlist",
    "allowed_terms",
    "cache_folder",
    "can_find_names",
    "dutch_names",
    "formed",
    "known_marks",
    "leave_out",
    "marks_of",
    "names_are_ready",
    "only_leaves_out",
    "passes_97",
    "passes_eleven",
    "proposed_quote",
    "quote_words",
    "redact",
    "study_redactor",
]
