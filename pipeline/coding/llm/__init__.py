"""A language model as one more coder: what it is asked, how its reply is read, what is kept.

Pure functions of codebooks and texts; `pipeline.run.llm` asks.
"""

from pipeline.coding.llm.answer_text import LONGEST, quoted
from pipeline.coding.llm.prompt import Message, Prompt, make_prompt
from pipeline.coding.llm.reply import InvalidReply, Reply, read_reply
from pipeline.coding.llm.reply_line import (
    NOT_VERIFIED,
    Instrument,
    Outcome,
    Readout,
    StoredReply,
    dump_line,
    parse_line,
)
from pipeline.coding.llm.scores import SAID, LlmScores, Replies, fitting_replies, said_codes
