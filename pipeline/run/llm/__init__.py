"""Asking a language model: the only part of turven that opens a connection to a server."""

from pipeline.run.llm.address import Resolve, ServerAddress, server_address
from pipeline.run.llm.ask import Asked, AskProgress, ask
from pipeline.run.llm.texts import QuestionReplies, question_replies
