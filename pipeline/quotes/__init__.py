"""Quotes: verbatims that may be printed, redacted and approved by a person."""

from pipeline.callable_package import make_callable
from pipeline.quotes.approved import Quotable, approved_quotes
from pipeline.quotes.desk import QuoteDesk, quote_desk
from pipeline.quotes.edit import QuoteWord, leave_out, only_leaves_out, quote_words
from pipeline.quotes.shorten import proposed_quote
from pipeline.quotes.shortlist import Shortlist
from pipeline.quotes.table import decide, export_quotes, import_quotes, quotes

make_callable(__name__, quotes)
