"""Personal data in verbatims: found, redacted, and shown to a person before anything is printed. It assists; it makes nothing anonymous."""

from pipeline.privacy.forms import formed
from pipeline.privacy.names import NameFinder, cache_folder, can_find_names, dutch_names
from pipeline.privacy.numbers import passes_97, passes_eleven
from pipeline.privacy.redacting import LEFT_OUT, Redactor, allowed_words, marks_of

__all__ = [
    "LEFT_OUT", "NameFinder", "Redactor", "allowed_words", "cache_folder", "can_find_names", "dutch_names", "formed", "marks_of", "passes_97",
    "passes_eleven",
]  # fmt: skip
