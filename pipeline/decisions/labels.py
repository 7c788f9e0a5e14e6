"""The labels of a study: people before the machine, and review before label files.

Every rule about whose label counts for an answer is here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from pipeline.decisions.current import CurrentDecisions
from pipeline.decisions.study_log import read_decisions
from pipeline.decisions.values import Decision, RespondentInWave
from pipeline.errors import did_you_mean
from pipeline.ingest import read_labels
from pipeline.model import NO_ANSWER, Codebook, Ints, Problem, problems_table
from pipeline.normalise import text_hash
from pipeline.study import Study

LOG = "decisions"
"""The file of a problem that is about the log of decisions; its row is the decision's number."""


def has_codings(study: Study) -> bool:
    """Whether people coded anything, by decisions or in label files."""
    return bool(read_decisions(study)) or len(read_labels(study)[0]) > 0


@dataclass(frozen=True)
class Label:
    """The label of one answer: its codes, each with the coder, and the first file and row.

    `left_out` are codes that contradict the others.
    """

    codes: tuple[tuple[str, str], ...]
    file: str
    row: int
    left_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Labels:
    """The labels of one question.

    A decision on one answer takes precedence over one on all with its text, and that over a label
    file; any of these over the machine. `filed`: from label files, by answer. `one`, `alike`:
    decided in review, by answer and hash of its text, and by hash alone. `named`: the decisions by
    the answer that was in sight.
    """

    filed: Mapping[RespondentInWave, Label] = field(default_factory=dict)
    one: Mapping[tuple[RespondentInWave, str], Label] = field(default_factory=dict)
    alike: Mapping[str, Label] = field(default_factory=dict)
    named: Mapping[RespondentInWave, tuple[Decision, ...]] = field(default_factory=dict)

    @cached_property
    def decided_texts(self) -> frozenset[str]:
        """The hashes of the texts with decisions."""
        return frozenset(self.alike) | frozenset(text for _, text in self.one)

    @cached_property
    def waves(self) -> frozenset[str]:
        """The waves with labelled answers; answers with the same text may be in others."""
        return frozenset(wave for wave, _ in (*self.filed, *self.named))

    def decided(self, respondent: RespondentInWave, text: str) -> Label | None:
        """Return the decision on the answer, given the hash of its text."""
        return self.one.get((respondent, text)) or self.alike.get(text)

    def of(self, respondent: RespondentInWave, verbatim: str) -> Label | None:
        """Return the label of an answer, or None."""
        if self.decided_texts and verbatim.strip():
            decided = self.decided(respondent, text_hash(verbatim))
            return decided or self.filed.get(respondent)
        return self.filed.get(respondent)

    def of_answers(
        self, wave: str, respondents: Sequence[str], text: Ints, distinct: Sequence[str]
    ) -> dict[int, Label]:
        """Return the labels of answers of one wave, by the number of the answer, in order.

        `text` gives for each answer the number of its text among the distinct, stripped texts.
        """
        labels = self._filed_of(wave, respondents)
        if self.decided_texts:
            hashes = [text_hash(each) if each else "" for each in distinct]
            known = np.flatnonzero([each in self.decided_texts for each in hashes])
            for answer in np.flatnonzero(np.isin(text, known)).tolist():
                respondent = RespondentInWave(wave, respondents[answer])
                decided = self.decided(respondent, hashes[text[answer]])
                if decided is not None:
                    labels[answer] = decided
        return dict(sorted(labels.items()))

    def _filed_of(self, wave: str, respondents: Sequence[str]) -> dict[int, Label]:
        filed = {
            whose.respondent_id: label for whose, label in self.filed.items() if whose.wave == wave
        }
        if not filed:
            return {}
        return {i: filed[name] for i, name in enumerate(respondents) if name in filed}

    def __len__(self) -> int:
        return len(self.filed) + len(self.one) + len(self.alike)


def checked_labels(
    study: Study, books: Mapping[str, Codebook], decisions: Sequence[Decision] = ()
) -> tuple[dict[str, Labels], list[pd.DataFrame]]:
    """Return the labels by question, and the problems of those left out (`model.PROBLEMS`)."""
    frame, unreadable = read_labels(study)
    filed, wrong_in_files = _filed_labels(frame, books)
    decided, wrong_in_log = _decided_labels(books, decisions)
    by_question = {}
    for question in books:
        in_review = decided.get(question, Labels())
        labels = Labels(filed.get(question, {}), in_review.one, in_review.alike, in_review.named)
        if len(labels) or labels.named:
            by_question[question] = labels
    return by_question, [unreadable, problems_table([*wrong_in_files, *wrong_in_log])]


@dataclass
class _FiledCodes:
    """The codes of one answer in label files, each with its coder; file and row of the first."""

    file: str
    row: int
    codes: dict[str, str] = field(default_factory=dict)

    def label(self) -> Label:
        """Return the label with these codes; `geen-antwoord` beside a theme is left out."""
        codes = self.codes.items()
        if NO_ANSWER not in self.codes or len(self.codes) == 1:
            return Label(tuple(codes), self.file, self.row)
        themes = tuple((code, coder) for code, coder in codes if code != NO_ANSWER)
        left_out = ((NO_ANSWER, self.codes[NO_ANSWER]),)
        return Label(themes, self.file, self.row, left_out)


_FiledLabels = dict[str, dict[RespondentInWave, Label]]


def _filed_labels(
    frame: pd.DataFrame, books: Mapping[str, Codebook]
) -> tuple[_FiledLabels, list[Problem]]:
    """Return the labels of files by question and answer, and the problems of others."""
    names = ("wave", "respondent_id", "question", "theme", "coder", "file", "row")
    filed: dict[str, dict[RespondentInWave, _FiledCodes]] = {}
    problems = []
    for wave, respondent_id, question, theme, coder, file, row in zip(
        *(frame[name].tolist() for name in names), strict=True
    ):
        book = books[question]
        if theme not in book.codes:
            what = f"theme '{theme}' is not in codebook '{book.id}'"
            what_to_do = f"Correct the theme.{did_you_mean(theme, book.codes)}"
            problems.append(Problem(file, row, what, what_to_do, column="theme"))
            continue
        respondent = RespondentInWave(wave, respondent_id)
        answers = filed.setdefault(question, {})
        answers.setdefault(respondent, _FiledCodes(file, row)).codes[theme] = coder
    labels: _FiledLabels = {}
    for question, answers in filed.items():
        labels[question] = {respondent: codes.label() for respondent, codes in answers.items()}
        problems += [
            _contradicting_label(question, respondent, label)
            for respondent, label in labels[question].items()
            if label.left_out
        ]
    return labels, problems


def _contradicting_label(question: str, respondent: RespondentInWave, label: Label) -> Problem:
    wave, respondent_id = respondent
    themes = ", ".join(code for code, _ in label.codes)
    what = f"{respondent_id} ({wave}, {question}) is labelled {NO_ANSWER} and {themes}"
    what_to_do = f"Remove one of them; {NO_ANSWER} was left out."
    return Problem(label.file, label.row, what, what_to_do, column="theme")


def _decided_labels(
    books: Mapping[str, Codebook], decisions: Sequence[Decision]
) -> tuple[dict[str, Labels], list[Problem]]:
    """Return the labels decided in review by question, and their problems."""
    one: dict[str, dict[tuple[RespondentInWave, str], Label]] = defaultdict(dict)
    alike: dict[str, dict[str, Label]] = defaultdict(dict)
    named: dict[str, dict[RespondentInWave, tuple[Decision, ...]]] = defaultdict(dict)
    problems: list[Problem] = []
    for decision, only in _settling_decisions(CurrentDecisions(decisions)):
        subject, question = decision.subject, decision.subject.question
        label, faults = _decided_label(decision, books.get(question))
        problems += faults
        if label is None:
            continue
        if only is None:
            alike[question][subject.text_hash] = label
        else:
            one[question][only, subject.text_hash] = label
        earlier = named[question].get(subject.respondent, ())
        named[question][subject.respondent] = (*earlier, decision)
    return {q: Labels({}, one[q], alike[q], answers) for q, answers in named.items()}, problems


def _settling_decisions(
    current: CurrentDecisions,
) -> Iterator[tuple[Decision, RespondentInWave | None]]:
    """Yield the decisions that count, each with its one answer (None: all with its text)."""
    for key in current.texts():
        outcome = current.outcome(key)
        if outcome is not None:
            yield outcome.settled, None
        for respondent in current.split_off(key):
            apart = current.outcome(key, respondent)
            if apart is not None:
                yield apart.settled, respondent


def _decided_label(decision: Decision, book: Codebook | None) -> tuple[Label | None, list[Problem]]:
    """Return the label of a decision (None: no code is usable), and its problem."""
    subject, reviewer = decision.subject, decision.reviewer
    answer = f"{subject.wave}/{subject.respondent_id}/{subject.question}"
    if book is None:
        what = f"{reviewer} decided on {answer}, a question that is not in the study"
        what_to_do = "Nothing to do if the question was dropped; the decision is kept."
        return None, [Problem(LOG, decision.number, what, what_to_do, column="theme")]
    problems = []
    for code in decision.codes:
        if code not in book.codes:
            what = f"{reviewer} gave {answer} theme '{code}', which is not in codebook '{book.id}'"
            near = did_you_mean(code, book.codes)
            what_to_do = f"Decide again (queue: changed by the codebook).{near}"
            problems.append(Problem(LOG, decision.number, what, what_to_do, column="theme"))
    codes = tuple((code, reviewer) for code in decision.codes if code in book.codes)
    return (Label(codes, LOG, decision.number) if codes else None), problems
