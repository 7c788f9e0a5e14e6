"""Personal data in verbatims: found and redacted. It assists; it does not anonymise."""

from pipeline.privacy.checked_numbers import passes_97, passes_eleven
from pipeline.privacy.names import cache_folder, can_find_names, dutch_names, names_are_ready
from pipeline.privacy.patterns import formed
from pipeline.privacy.personal_data import FREE_KINDS, PERSONAL_KINDS, PersonalData, Redacted
from pipeline.privacy.redact import redact, study_redactor
from pipeline.privacy.redactor import (
    ANY_MARK,
    LEFT_OUT,
    Redactor,
    allowed_terms,
    known_marks,
    marks_of,
    shown_text,
)
