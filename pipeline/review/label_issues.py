"""Labels that look wrong, each with a named reason that a reviewer can judge: the reasons are the table FINDERS.

Whether a label fits its answer is asked of a classifier that had not seen the answer, each code by its own threshold, as in confident learning
(Northcutt, Jiang & Chuang 2021) one code against the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipeline.model import NO_ANSWER, SPECIAL_CODES, Bools, Codebook, Floats, Ints
from pipeline.review.candidates import Reason

FEWEST_LABELLED = 20
"""Labelled answers below which a classifier's doubt says nothing of a label."""

FEWEST_OF_A_CODE = 3
"""Answers with (and without) a code from which its threshold can be learned."""

KNOWN = 0.2
"""Mean probability on answers with a code from which the classifier knows the code well enough to miss it."""

LIKELIER_THAN_NOT = 0.5


@dataclass(frozen=True)
class LabelledAnswers:
    """n answers to one question with the labels that people gave, m codes in the order of `book.codes`.

    keys: alike answers share one. names: what a person calls each answer. given: (n, m) the labels as they were given. non_answer: why the text
    is no answer, or ''. ruled: (n, m) what the rules find. held_out: (n, m) probabilities by a classifier that had not seen the
    answer, parents included, NaN where there are none.
    """

    book: Codebook
    keys: tuple[str, ...]
    names: tuple[str, ...]
    given: Bools
    non_answer: tuple[str, ...]
    ruled: Bools
    held_out: Floats

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of each code."""
        return {code: i for i, code in enumerate(self.book.codes)}

    @cached_property
    def closed(self) -> Bools:
        """The labels given with all their ancestors, (n, m)."""
        found = self.given.copy()
        for theme in self.book.theme_ids:
            for ancestor in self.book.ancestors(theme):
                found[:, self.number[ancestor]] |= self.given[:, self.number[theme]]
        return found

    def shown(self, code: int) -> str:
        """The code as people read it."""
        name = self.book.codes[code]
        return name if name in SPECIAL_CODES else self.book.theme(name).label

    def shown_labels(self, answer: int) -> str:
        """The labels of an answer as people read them."""
        return ", ".join(self.shown(code) for code in np.flatnonzero(self.given[answer]).tolist())


@dataclass(frozen=True)
class Trouble:
    """One label (or its absence) to look at: the answer's number, the theme, the reason, what would be better if it is known ('' if not).

    `confidence` is how sure the held-out classifier is that the label is right, 0..1; NaN where it was not asked. Within one reason the lowest
    `order` is looked at first.
    """

    answer: int
    theme: str
    reason: Reason
    suggestion: str = ""
    confidence: float = float("nan")
    order: float = 0.0


Finder = Callable[[LabelledAnswers], Iterator[Trouble]]


def no_answer_beside_theme(answers: LabelledAnswers) -> Iterator[Trouble]:
    """Who answered nothing cannot have named a theme as well."""
    nothing = answers.number[NO_ANSWER]
    others = np.delete(answers.given, nothing, axis=1).any(axis=1)
    for i in np.flatnonzero(answers.given[:, nothing] & others).tolist():
        yield Trouble(
            i, NO_ANSWER, Reason("no-answer-beside-theme", {"labels": answers.shown_labels(i)})
        )


def theme_on_non_answer(answers: LabelledAnswers) -> Iterator[Trouble]:
    """A text that is empty or recognised as a non-answer has a theme."""
    nothing = answers.number[NO_ANSWER]
    for i in np.flatnonzero(answers.given.any(axis=1)).tolist():
        codes = [code for code in np.flatnonzero(answers.given[i]).tolist() if code != nothing]
        for code in codes if answers.non_answer[i] else ():
            values = {"theme": answers.shown(code), "why": answers.non_answer[i]}
            yield Trouble(
                i, answers.book.codes[code], Reason("theme-on-non-answer", values), NO_ANSWER
            )


def no_answer_says_something(answers: LabelledAnswers) -> Iterator[Trouble]:
    """An answer labelled as none in which a rule finds a theme or overig, or the classifier does, more likely than not."""
    nothing = answers.number[NO_ANSWER]
    real = np.arange(len(answers.book.codes)) != nothing
    alone = answers.given[:, nothing] & (answers.given.sum(axis=1) == 1)
    for i in np.flatnonzero(alone).tolist():
        ruled = np.flatnonzero(answers.ruled[i] & real).tolist()
        likely = np.flatnonzero(
            (answers.held_out[i] > LIKELIER_THAN_NOT) & real
        ).tolist()  # NaN is never likely
        found = _most_precise(answers.book, ruled or likely)
        if found and not answers.non_answer[i]:
            values = {"themes": ", ".join(answers.shown(code) for code in found)}
            name = "no-answer-says-something"
            yield Trouble(
                i,
                NO_ANSWER,
                Reason(name, values),
                ", ".join(answers.book.codes[code] for code in found),
            )


def alike_answers_differ(answers: LabelledAnswers) -> Iterator[Trouble]:
    """The same text with other labels: those that differ from what most got, or all where no labels have the majority."""
    alike: dict[str, list[int]] = {}
    for i in np.flatnonzero(answers.given.any(axis=1)).tolist():
        if not answers.non_answer[i]:
            alike.setdefault(answers.keys[i], []).append(i)
    for group in alike.values():
        sets = {i: frozenset(np.flatnonzero(answers.given[i]).tolist()) for i in group}
        times = Counter(sets.values())
        most = max(times.values())
        usual = [labels for labels, n in times.items() if n == most]
        for i in group if len(times) > 1 else ():
            if len(usual) > 1 or sets[i] != usual[0]:
                other = next(j for j in group if sets[j] != sets[i] and sets[j] in usual)
                labels = {
                    "labels": answers.shown_labels(i),
                    "other_labels": answers.shown_labels(other),
                }
                reason = Reason("alike-answers-differ", {"other": answers.names[other], **labels})
                yield Trouble(
                    i, "", reason, _codes(answers, sets[other]) if len(usual) == 1 else ""
                )


def label_looks_wrong(answers: LabelledAnswers) -> Iterator[Trouble]:
    """A given label that no rule finds and a classifier which had not seen the answer takes to be as unlikely as on answers without it.

    In order of its probability against the mean on answers with the code: rare codes are never likely, so by the bare probability they would all
    come first. Of labels moved on purpose that order finds up to five times as many among the first (tests/benchmarks/planted_labels.py).
    """
    asked = _asked(answers)
    for code in _with_threshold(answers, asked):
        p, given = answers.held_out[asked, code], answers.closed[asked, code]
        usual = float(p[given].mean())
        doubted = (
            answers.given[asked, code]
            & ~answers.ruled[asked, code]
            & (p <= min(p[~given].mean(), LIKELIER_THAN_NOT))
        )
        for i in asked[doubted].tolist() if usual >= KNOWN else ():
            sure = float(answers.held_out[i, code])
            reason = Reason(
                "label-looks-wrong", {"theme": answers.shown(code), "percent": f"{sure:.0%}"}
            )
            yield Trouble(i, answers.book.codes[code], reason, confidence=sure, order=sure / usual)


def label_seems_missing(answers: LabelledAnswers) -> Iterator[Trouble]:
    """A code that was not given though it is as likely as on answers with it, and likelier than not; the most precise one."""
    asked = _asked(answers)
    missing = np.zeros(answers.given.shape, dtype=bool)
    for code in _with_threshold(answers, asked):
        p, given = answers.held_out[asked, code], answers.closed[asked, code]
        missing[asked, code] = ~given & (p >= max(float(p[given].mean()), LIKELIER_THAN_NOT))
    for i in np.flatnonzero(missing.any(axis=1)).tolist():
        for code in _most_precise(answers.book, np.flatnonzero(missing[i]).tolist()):
            name, likely = answers.book.codes[code], float(answers.held_out[i, code])
            reason = Reason(
                "label-seems-missing", {"theme": answers.shown(code), "percent": f"{likely:.0%}"}
            )
            yield Trouble(i, name, reason, name, 1 - likely, 1 - likely)


def parent_without_child(answers: LabelledAnswers) -> Iterator[Trouble]:
    """A theme that has sub-themes, and none of them was given; the likeliest one is suggested where a rule or the classifier names one."""
    for placed in answers.book.placed:
        below = [
            answers.number[child]
            for child in answers.book.theme_ids
            if placed.theme.id in answers.book.ancestors(child)
        ]
        if not below:
            continue
        alone = answers.given[:, answers.number[placed.theme.id]] & ~answers.given[:, below].any(
            axis=1
        )
        for i in np.flatnonzero(alone).tolist():
            chance = np.where(
                answers.ruled[i, below], 1.0, np.nan_to_num(answers.held_out[i, below])
            )
            best = below[int(chance.argmax())]
            suggestion = answers.book.codes[best] if chance.max() > LIKELIER_THAN_NOT else ""
            yield Trouble(
                i,
                placed.theme.id,
                Reason("parent-without-child", {"theme": placed.theme.label}),
                suggestion,
            )


FINDERS: dict[str, Finder] = {
    "no-answer-beside-theme": no_answer_beside_theme,
    "theme-on-non-answer": theme_on_non_answer,
    "no-answer-says-something": no_answer_says_something,
    "alike-answers-differ": alike_answers_differ,
    "label-looks-wrong": label_looks_wrong,
    "label-seems-missing": label_seems_missing,
    "parent-without-child": parent_without_child,
}
"""Each reason and what finds it, plain contradictions first."""


def label_trouble(answers: LabelledAnswers) -> tuple[Trouble, ...]:
    """All that looks wrong with the labels, reason by reason in the order of FINDERS; within one in its own order, then by name."""
    found: list[Trouble] = []
    for finder in FINDERS.values():
        found += sorted(finder(answers), key=lambda t: (t.order, answers.names[t.answer], t.theme))
    return tuple(found)


def _asked(answers: LabelledAnswers) -> Ints:
    """The answers on which the classifier's word counts: labelled, real answers, without contradiction; none where there are few."""
    real = np.array([not why for why in answers.non_answer], dtype=bool)
    plain = ~(answers.given[:, answers.number[NO_ANSWER]] & (answers.given.sum(axis=1) > 1))
    usable = np.flatnonzero(
        answers.given.any(axis=1) & real & plain & ~np.isnan(answers.held_out).any(axis=1)
    )
    return usable if len(usable) >= FEWEST_LABELLED else usable[:0]


def _with_threshold(answers: LabelledAnswers, asked: Ints) -> list[int]:
    """The codes that enough answers have, and enough lack."""
    having = answers.closed[asked].sum(axis=0)
    enough = (having >= FEWEST_OF_A_CODE) & (len(asked) - having >= FEWEST_OF_A_CODE)
    return [int(code) for code in np.flatnonzero(enough)]


def _most_precise(book: Codebook, codes: Sequence[int]) -> list[int]:
    above = {ancestor for code in codes for ancestor in book.ancestors(book.codes[code])}
    return [code for code in codes if book.codes[code] not in above]


def _codes(answers: LabelledAnswers, codes: frozenset[int]) -> str:
    return ", ".join(answers.book.codes[code] for code in sorted(codes))
