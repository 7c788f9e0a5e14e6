"""The labels of a study: what people decided in review, then what stands in label files; checked against the codebooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from pipeline.decisions.current import CurrentDecisions
from pipeline.decisions.values import Decision
from pipeline.errors import did_you_mean
from pipeline.ingest import read_labels
from pipeline.model import NO_ANSWER, PROBLEMS, Codebook
from pipeline.normalise import text_hash
from pipeline.study import Study

LOG = "decisions"
"""Stands in the place of a file name where a problem is about the log of decisions; its row is the decision's number."""

Who = tuple[str, str]
"""Wave and respondent."""


@dataclass(frozen=True)
class Label:
    """What people made of one answer: its codes, each with the coder, the file and row of the first, and codes left out as contradictory."""

    codes: tuple[tuple[str, str], ...]
    file: str
    row: int
    left_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Labels:
    """The labels of one question. A decision on one answer comes before one on all alike, and that before a label file.

    filed: by answer. one, alike: decided in review, by answer and hash of its text, and by hash alone. named: the answers on which was decided,
    each with the hash of its text at that time and the number of the newest such decision.
    """

    filed: Mapping[Who, Label] = field(default_factory=dict)
    one: Mapping[tuple[Who, str], Label] = field(default_factory=dict)
    alike: Mapping[str, Label] = field(default_factory=dict)
    named: Mapping[Who, tuple[Decision, ...]] = field(default_factory=dict)

    @cached_property
    def decided_texts(self) -> frozenset[str]:
        """The hashes of the texts on which something was decided."""
        return frozenset(self.alike) | frozenset(text for _, text in self.one)

    @cached_property
    def waves(self) -> frozenset[str]:
        """The waves with labelled answers; answers alike to them may stand in others."""
        return frozenset(wave for wave, _ in (*self.filed, *self.named))

    def decided(self, who: Who, text: str) -> Label | None:
        """What was decided on the answer, given the hash of its text."""
        return self.one.get((who, text)) or self.alike.get(text)

    def of(self, who: Who, verbatim: str) -> Label | None:
        """The label of an answer, or None."""
        if self.decided_texts and verbatim.strip():
            return self.decided(who, text_hash(verbatim)) or self.filed.get(who)
        return self.filed.get(who)

    def __len__(self) -> int:
        return len(self.filed) + len(self.one) + len(self.alike)


def checked_labels(
    study: Study, books: Mapping[str, Codebook], decisions: Sequence[Decision] = ()
) -> tuple[dict[str, Labels], list[pd.DataFrame]]:
    """The labels by question, and the problems of those left out (`model.PROBLEMS`)."""
    frame, problems = read_labels(study)
    wrong: list[tuple[str, int, str, str]] = []
    filed = _filed(frame, books, wrong)
    decided = _decided(study, books, decisions, wrong)
    found = {}
    for question in books:
        of_review = decided.get(question, Labels())
        labels = Labels(filed.get(question, {}), of_review.one, of_review.alike, of_review.named)
        if len(labels) or labels.named:
            found[question] = labels
    return found, [problems, problem_lines(wrong)]


def problem_lines(lines: Iterable[tuple[str, int, str, str]]) -> pd.DataFrame:
    """Problems with labels as `model.PROBLEMS`, from (file, row, what, what to do)."""
    rows = list(lines)
    files, numbers, whats, todos = zip(*rows, strict=True) if rows else ((), (), (), ())
    size = len(rows)
    columns = {
        "file": files,
        "row": numbers,
        "column": ["theme"] * size,
        "what": whats,
        "what_to_do": todos,
        "refused": [0] * size,
    }
    return PROBLEMS.frame(columns)


def _filed(
    frame: pd.DataFrame, books: Mapping[str, Codebook], wrong: list[tuple[str, int, str, str]]
) -> dict[str, dict[Who, Label]]:
    found: dict[str, dict[Who, dict[str, str]]] = {}
    places: dict[tuple[str, Who], tuple[str, int]] = {}
    columns = (
        frame[name].tolist()
        for name in ("wave", "respondent_id", "question", "theme", "coder", "file", "row")
    )
    for wave, respondent, question, theme, coder, file, row in zip(*columns, strict=True):
        book = books[question]
        if theme not in book.codes:
            near = did_you_mean(theme, book.codes)
            wrong.append(
                (
                    file,
                    row,
                    f"theme '{theme}' is not in codebook '{book.id}'",
                    f"Correct the theme.{near}",
                )
            )
            continue
        found.setdefault(question, {}).setdefault((wave, respondent), {})[theme] = coder
        places.setdefault((question, (wave, respondent)), (file, row))
    told: dict[str, dict[Who, Label]] = {}
    for question, of_question in found.items():
        for who, codes in of_question.items():
            left_out: tuple[tuple[str, str], ...] = ()
            if NO_ANSWER in codes and len(codes) > 1:
                what = f"{who[1]} ({who[0]}, {question}) is labelled {NO_ANSWER} and {', '.join(c for c in codes if c != NO_ANSWER)}"
                wrong.append(
                    (*places[question, who], what, f"Remove one of them; {NO_ANSWER} was left out.")
                )
                left_out = ((NO_ANSWER, codes.pop(NO_ANSWER)),)
            told.setdefault(question, {})[who] = Label(
                tuple(codes.items()), *places[question, who], left_out
            )
    return told


def _decided(
    study: Study,
    books: Mapping[str, Codebook],
    decisions: Sequence[Decision],
    wrong: list[tuple[str, int, str, str]],
) -> dict[str, Labels]:
    standing = CurrentDecisions(decisions)
    one: dict[str, dict[tuple[Who, str], Label]] = {}
    alike: dict[str, dict[str, Label]] = {}
    named: dict[str, dict[Who, tuple[Decision, ...]]] = {}
    for decision, who in _settled(standing):
        question, text = decision.subject.question, decision.subject.text_hash
        label = _label(decision, books.get(question), study, wrong)
        if label is None:
            continue
        if who is None:
            alike.setdefault(question, {})[text] = label
        else:
            one.setdefault(question, {})[who, text] = label
        of_answer = (decision.subject.wave, decision.subject.respondent_id)
        of_question = named.setdefault(question, {})
        of_question[of_answer] = (*of_question.get(of_answer, ()), decision)
    return {
        question: Labels({}, one.get(question, {}), alike.get(question, {}), answers)
        for question, answers in named.items()
    }


def _settled(standing: CurrentDecisions) -> Iterator[tuple[Decision, Who | None]]:
    """The decisions that count, each with the one answer it is about, or None where it is about all alike."""
    for key in standing.texts():
        outcome = standing.outcome(key)
        if outcome is not None:
            yield outcome.settled, None
        for who in standing.split_off(key):
            apart = standing.outcome(key, who)
            if apart is not None:
                yield apart.settled, who


def _label(
    decision: Decision, book: Codebook | None, study: Study, wrong: list[tuple[str, int, str, str]]
) -> Label | None:
    """The label of a decision; None, and a problem, where nothing of it can be used."""
    subject = decision.subject
    name = f"{subject.wave}/{subject.respondent_id}/{subject.question}"
    if book is None:
        what = f"{decision.reviewer} decided on {name}, a question that is not in the study"
        wrong.append(
            (
                LOG,
                decision.number,
                what,
                "Nothing to do if the question was dropped; the decision is kept.",
            )
        )
        return None
    unknown = [code for code in decision.codes if code not in book.codes]
    for code in unknown:
        what = (
            f"{decision.reviewer} gave {name} theme '{code}', which is not in codebook '{book.id}'"
        )
        near = did_you_mean(code, book.codes)
        wrong.append(
            (LOG, decision.number, what, f"Decide again (queue: changed by the codebook).{near}")
        )
    codes = tuple((code, decision.reviewer) for code in decision.codes if code in book.codes)
    return Label(codes, LOG, decision.number) if codes else None
