"""The labelled answers of a study: labels matched with the answers that they are about."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.coding.training import Labelled
from pipeline.decisions import LOG, Decision, Label, Labels, RespondentInWave
from pipeline.ingest import read_answers
from pipeline.model import Problem, problems_table
from pipeline.normalise import NonAnswers, text_hash
from pipeline.study import Study


@dataclass(frozen=True)
class LabelledAnswer:
    """An answer that people labelled, and what a classifier learns from it (None: nothing)."""

    who: RespondentInWave
    verbatim: str
    label: Label
    learned: Labelled | None


@dataclass(frozen=True)
class LabelledAnswers:
    """The labelled answers by question, in the order read.

    Also problem lines for labels whose answer is missing or has changed, and how many decisions are
    stale for the latter reason.
    """

    of_question: Mapping[str, Sequence[LabelledAnswer]]
    problems: pd.DataFrame
    stale: int

    def learned(self, question: str) -> list[Labelled]:
        """Return what a classifier learns from the answers to a question."""
        return learned_of(self.of_question.get(question, ()))


def labelled_texts(
    study: Study, labels: Mapping[str, Labels], waves: Collection[str], non_answers: NonAnswers
) -> tuple[dict[str, list[Labelled]], pd.DataFrame]:
    """Return the training examples by question, and problem lines.

    A problem is a label whose answer is missing or has changed.
    """
    answers = labelled_answers(study, labels, waves, non_answers)
    return {
        question: answers.learned(question) for question in answers.of_question
    }, answers.problems


def labelled_answers(
    study: Study, labels: Mapping[str, Labels], waves: Collection[str], non_answers: NonAnswers
) -> LabelledAnswers:
    """Return a study's labelled answers; a decision on several answers is learned from once."""
    search = _LabelSearch(labels, non_answers)
    for question, who, text in _answers_of(study, labels, waves):
        search.add(question, who, text)
    return search.found()


class _LabelSearch:
    """Matches labels with answers, as they are read."""

    def __init__(self, labels: Mapping[str, Labels], non_answers: NonAnswers) -> None:
        self._labels = labels
        self._non_answers = non_answers
        self._filed: set[tuple[str, RespondentInWave]] = set()
        self._named: set[tuple[str, RespondentInWave]] = set()
        for question, of_question in labels.items():
            self._filed.update((question, who) for who in of_question.filed)
            self._named.update((question, who) for who in of_question.named)
        self._answers: dict[str, list[LabelledAnswer]] = {}
        self._lines: list[Problem] = []
        self._stale = 0
        self._taught: set[tuple[str, int]] = set()

    def add(self, question: str, who: RespondentInWave, text: str) -> None:
        of_question = self._labels[question]
        if (question, who) in self._named:
            self._named.discard((question, who))
            changed = _changed(of_question, who, text)
            self._stale += len(changed)
            self._lines += [_stale_line(decision) for decision in changed]
        self._filed.discard((question, who))
        label = of_question.of(who, text)
        if label is not None:
            learned = self._learned(question, who, text, label)
            answers = self._answers.setdefault(question, [])
            answers.append(LabelledAnswer(who, text, label, learned))

    def found(self) -> LabelledAnswers:
        """Return the answers matched; labels whose answers were not added are problems."""
        absent = [
            _absent(question, who, self._labels[question].filed[who])
            for question, who in sorted(self._filed)
        ]
        gone = [
            _gone(decision)
            for question, who in sorted(self._named)
            for decision in self._labels[question].named[who]
        ]
        problems = problems_table([*self._lines, *absent, *gone])
        return LabelledAnswers(self._answers, problems, self._stale)

    def _learned(
        self, question: str, who: RespondentInWave, text: str, label: Label
    ) -> Labelled | None:
        if label.file == LOG:
            if (question, label.row) in self._taught:
                return None
            self._taught.add((question, label.row))
        if not text.strip():
            return None
        codes = tuple(code for code, _ in label.codes)
        return Labelled(text.strip(), codes, who[1], bool(self._non_answers.why(text)))


def learned_of(answers: Sequence[LabelledAnswer]) -> list[Labelled]:
    """Return what a model learns from labelled answers."""
    return [answer.learned for answer in answers if answer.learned is not None]


def _answers_of(
    study: Study, labels: Mapping[str, Labels], waves: Collection[str]
) -> Iterator[tuple[str, RespondentInWave, str]]:
    """Yield the answers of these waves to questions with labels: question, who, verbatim."""
    for batch in read_answers(study, waves=waves) if waves else ():
        columns = (batch.answers[c].tolist() for c in ("question", "wave", "respondent_id", "text"))
        for question, wave, respondent, text in zip(*columns, strict=True):
            if question in labels:
                yield question, RespondentInWave(wave, respondent), text


def _changed(labels: Labels, who: RespondentInWave, text: str) -> list[Decision]:
    """Return the decisions made on another text of that answer.

    None if its present text was decided on, too.
    """
    now = text_hash(text)
    if labels.decided(who, now) is not None:
        return []
    return [d for d in labels.named[who] if d.subject.text_hash != now]


def _stale_line(decision: Decision) -> Problem:
    what = (
        f"the text of {_name(decision)} has changed since {decision.reviewer} decided on it; "
        "the decision is kept, and not used for it"
    )
    what_to_do = "Decide again (queue: changed since)."
    return Problem(LOG, decision.number, what, what_to_do, column="theme")


def _gone(decision: Decision) -> Problem:
    what = f"{decision.reviewer} decided on {_name(decision)}, which isn't there"
    what_to_do = "Nothing to do if it was dropped on purpose; the decision is kept."
    return Problem(LOG, decision.number, what, what_to_do, column="theme")


def _name(decision: Decision) -> str:
    return f"{decision.subject.wave}/{decision.subject.respondent_id}/{decision.subject.question}"


def _absent(question: str, who: RespondentInWave, label: Label) -> Problem:
    what = f"a label for respondent '{who[1]}' (wave {who[0]}, {question}), who isn't there"
    return Problem(label.file, label.row, what, "Correct or remove it.", column="theme")
