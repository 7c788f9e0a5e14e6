"""The distinct texts of a study that a language model is asked about, and how far that has come."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from pipeline.codebook import read_codebooks
from pipeline.coding.llm import Instrument, Prompt, Replies
from pipeline.coding.replies import instrument_of, prompt_of, read_replies
from pipeline.errors import MisuseError
from pipeline.ingest import read_answers
from pipeline.language import language
from pipeline.model import Codebook
from pipeline.normalise import NonAnswers, text_hash
from pipeline.study import Llm, Study


@dataclass(frozen=True)
class QuestionReplies:
    """How far asking a question has come: its codebook, prompt and texts, and what was replied.

    `texts` are by hash the texts that are no non-answers, in the order of their hash: as good as
    chance, so that a part of them is a fair part.
    """

    question: str
    book: Codebook
    prompt: Prompt
    instrument: Instrument
    texts: Mapping[str, str]
    replies: Replies

    @property
    def replied(self) -> int:
        """The number of texts with a valid reply."""
        return len(self.texts.keys() & self.replies.of_text.keys())

    @property
    def invalid(self) -> int:
        """The number of texts with an invalid reply, twice; they aren't asked again."""
        return len(self.texts.keys() & self.replies.invalid)

    @property
    def failed(self) -> int:
        """The number of texts that were asked and got no reply; they are asked again."""
        return len(self.texts.keys() & self.replies.failed)

    @property
    def cut(self) -> int:
        """The number of texts with a reply that were too long to be shown whole."""
        replied = self.texts.keys() & self.replies.of_text.keys()
        return sum(self.replies.of_text[text].cut for text in replied)

    def read_again(self, study: Study) -> QuestionReplies:
        """Return the same with the replies that are kept by now."""
        return replace(self, replies=read_replies(study, self.question, self.book))

    @property
    def waiting(self) -> tuple[str, ...]:
        """The hashes of the texts that are still to be asked, in order."""
        done = self.replies.of_text.keys() | self.replies.invalid
        return tuple(text for text in self.texts if text not in done)


def language_model_of(study: Study) -> Llm:
    """Return the language model of a study; `MisuseError` if it names none."""
    if study.llm is None:
        what = "names no language model; add  llm: {model: ...}  to it, see docs/llm.md"
        raise MisuseError(f"{study.file} {what}")
    return study.llm


def question_replies(study: Study, questions: Collection[str] = ()) -> dict[str, QuestionReplies]:
    """Return how far asking has come, for these questions or for all that the study asks.

    `UnknownQuestionError` for one that isn't in the study, `MisuseError` for one on which its
    language model isn't asked.
    """
    llm = language_model_of(study)
    for question in questions:
        study.question(question)
        if question not in study.llm_questions:
            what = f"llm.questions leaves out '{question}', or its classifier is off"
            raise MisuseError(f"{what}; name it under llm.questions in {study.file}")
    books = read_codebooks(study)
    texts = _texts(study, questions or study.llm_questions)
    return {name: _question_replies(study, llm, books[name], name, texts[name]) for name in texts}


def _question_replies(
    study: Study, llm: Llm, book: Codebook, question: str, texts: Mapping[str, str]
) -> QuestionReplies:
    prompt = prompt_of(llm, study, question, book)
    return QuestionReplies(
        question=question,
        book=book,
        prompt=prompt,
        instrument=instrument_of(study, llm, prompt, book),
        texts=dict(sorted(texts.items())),
        replies=read_replies(study, question, book),
    )


def _texts(study: Study, questions: Collection[str]) -> dict[str, dict[str, str]]:
    """Return the distinct texts of each question by their hash, as they were first written."""
    texts: dict[str, dict[str, str]] = {question: {} for question in questions}
    non_answers = NonAnswers(language(study.language))
    for batch in read_answers(study):
        columns = (batch.answers[name].tolist() for name in ("question", "text"))
        for question, text in zip(*columns, strict=True):
            if question in texts and not non_answers.why(text):
                texts[question].setdefault(text_hash(text), text)
    return texts
