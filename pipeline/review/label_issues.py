"""Label issues, each with a named reason that a reviewer can judge: the table FINDERS.

Whether a label fits its answer is judged by a classifier that had not seen the answer, each code by
its own threshold, as in confident learning (Northcutt, Jiang & Chuang 2021) one code against the
rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipeline.model import NO_ANSWER, SPECIAL_CODES, Bools, Codebook, Floats, Ints
from pipeline.review.candidates import Reason

MIN_LABELLED = 20
"""With fewer labelled answers a classifier's doubt says nothing about a label."""

MIN_OF_A_CODE = 3
"""The number of answers with (and without) a code needed to learn its threshold."""

KNOWN = 0.2
"""Mean probability on answers with a code from which the classifier knows it well enough."""

LIKELIER_THAN_NOT = 0.5


@dataclass(frozen=True)
class LabelledAnswers:
    """n answers to one question with people's labels, m codes in the order of `book.codes`.

    keys: shared by answers with the same text. names: what a person calls each answer. given:
    (n, m) the labels as given. non_answer: why the text is a non-answer, or ''. ruled: (n, m) codes
    found by the rules. held_out: (n, m) probabilities by a classifier that had not seen the answer,
    parents included, NaN if unknown.
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
    def with_parents(self) -> Bools:
        """The labels given with all their ancestors, (n, m)."""
        return self.book.matrix_with_parents(self.given)

    @cached_property
    def labelled(self) -> list[int]:
        """The numbers of the answers that have labels."""
        return [int(i) for i in np.flatnonzero(self.given.any(axis=1))]

    def codes_of(self, answer: int) -> list[int]:
        """Return the numbers of an answer's codes."""
        return [int(code) for code in np.flatnonzero(self.given[answer])]

    def shown(self, code: int) -> str:
        """Return the code as shown to people."""
        name = self.book.codes[code]
        return name if name in SPECIAL_CODES else self.book.theme(name).label

    def shown_labels(self, answer: int) -> str:
        """Return the labels of an answer as shown to people."""
        return ", ".join(self.shown(code) for code in self.codes_of(answer))

    def listed(self, codes: Sequence[int]) -> str:
        """Return the ids of codes, separated by commas."""
        return ", ".join(self.book.codes[code] for code in codes)


@dataclass(frozen=True)
class LabelIssue:
    """A label, or a missing one, to look at: number of the answer, code, reason.

    `suggestion` is the better code, '' if unknown. `confidence` is the held-out classifier's
    probability that the label is right; NaN if it was not used. Within one reason the lowest
    `order` comes first.
    """

    answer: int
    theme: str
    reason: Reason
    suggestion: str = ""
    confidence: float = float("nan")
    order: float = 0.0


Finder = Callable[[LabelledAnswers], Iterator[LabelIssue]]


def no_answer_beside_theme(answers: LabelledAnswers) -> Iterator[LabelIssue]:
    """Yield answers labelled as none and with a theme: a non-answer names no theme."""
    nothing = answers.number[NO_ANSWER]
    others = np.delete(answers.given, nothing, axis=1).any(axis=1)
    for i in np.flatnonzero(answers.given[:, nothing] & others).tolist():
        reason = Reason("no-answer-beside-theme", {"labels": answers.shown_labels(i)})
        yield LabelIssue(i, NO_ANSWER, reason)


def theme_on_non_answer(answers: LabelledAnswers) -> Iterator[LabelIssue]:
    """Yield themes on a text that is empty or recognised as a non-answer."""
    nothing = answers.number[NO_ANSWER]
    for i in answers.labelled:
        if not answers.non_answer[i]:
            continue
        for code in answers.codes_of(i):
            if code != nothing:
                values = {"theme": answers.shown(code), "why": answers.non_answer[i]}
                reason = Reason("theme-on-non-answer", values)
                yield LabelIssue(i, answers.book.codes[code], reason, NO_ANSWER)


def no_answer_says_something(answers: LabelledAnswers) -> Iterator[LabelIssue]:
    """Yield answers labelled as none in which a rule or the classifier finds a theme or overig."""
    nothing = answers.number[NO_ANSWER]
    real = np.arange(len(answers.book.codes)) != nothing
    only_nothing = answers.given[:, nothing] & (answers.given.sum(axis=1) == 1)
    for i in np.flatnonzero(only_nothing).tolist():
        ruled = np.flatnonzero(answers.ruled[i] & real).tolist()
        # NaN is never likely
        likely = np.flatnonzero((answers.held_out[i] > LIKELIER_THAN_NOT) & real).tolist()
        themes = _most_precise(answers.book, ruled or likely)
        if themes and not answers.non_answer[i]:
            shown = ", ".join(answers.shown(code) for code in themes)
            reason = Reason("no-answer-says-something", {"themes": shown})
            yield LabelIssue(i, NO_ANSWER, reason, answers.listed(themes))


def alike_answers_differ(answers: LabelledAnswers) -> Iterator[LabelIssue]:
    """Yield answers labelled differently from most with the same text; all without a majority."""
    alike: dict[str, list[int]] = {}
    for i in answers.labelled:
        if not answers.non_answer[i]:
            alike.setdefault(answers.keys[i], []).append(i)
    for group in alike.values():
        yield from _differing(answers, {i: tuple(answers.codes_of(i)) for i in group})


def _differing(
    answers: LabelledAnswers, labels: dict[int, tuple[int, ...]]
) -> Iterator[LabelIssue]:
    times = Counter(labels.values())
    if len(times) == 1:
        return
    usual = [codes for codes, n in times.items() if n == max(times.values())]
    for i, codes in labels.items():
        if usual == [codes]:
            continue
        other = next(j for j, of_j in labels.items() if of_j in usual and of_j != codes)
        values = {
            "other": answers.names[other],
            "labels": answers.shown_labels(i),
            "other_labels": answers.shown_labels(other),
        }
        suggestion = answers.listed(usual[0]) if len(usual) == 1 else ""
        yield LabelIssue(i, "", Reason("alike-answers-differ", values), suggestion)


def label_looks_wrong(answers: LabelledAnswers) -> Iterator[LabelIssue]:
    """Yield labels that no rule finds and that are as unlikely as on answers without them.

    Ordered by the probability relative to the mean on answers with the code: rare codes are never
    likely, so by the probability alone they would all come first. For labels moved on purpose that
    order finds up to five times as many among the first (tests/benchmarks/planted_labels.py).
    """
    judged = _judged_by_classifier(answers)
    for code in _with_threshold(answers, judged):
        probability, has = answers.held_out[judged, code], answers.with_parents[judged, code]
        usual = float(probability[has].mean())
        if usual < KNOWN:
            continue
        unlikely = probability <= min(probability[~has].mean(), LIKELIER_THAN_NOT)
        doubted = answers.given[judged, code] & ~answers.ruled[judged, code] & unlikely
        for i in judged[doubted].tolist():
            sure = float(answers.held_out[i, code])
            values = {"theme": answers.shown(code), "percent": f"{sure:.0%}"}
            yield LabelIssue(
                answer=i,
                theme=answers.book.codes[code],
                reason=Reason("label-looks-wrong", values),
                confidence=sure,
                order=sure / usual,
            )


def label_seems_missing(answers: LabelledAnswers) -> Iterator[LabelIssue]:
    """Yield codes not given that are as likely as on answers with them, the most precise ones."""
    judged = _judged_by_classifier(answers)
    missing = np.zeros(answers.given.shape, dtype=bool)
    for code in _with_threshold(answers, judged):
        probability, has = answers.held_out[judged, code], answers.with_parents[judged, code]
        threshold = max(float(probability[has].mean()), LIKELIER_THAN_NOT)
        missing[judged, code] = ~has & (probability >= threshold)
    for i in np.flatnonzero(missing.any(axis=1)).tolist():
        for code in _most_precise(answers.book, np.flatnonzero(missing[i]).tolist()):
            theme, likely = answers.book.codes[code], float(answers.held_out[i, code])
            values = {"theme": answers.shown(code), "percent": f"{likely:.0%}"}
            yield LabelIssue(
                answer=i,
                theme=theme,
                reason=Reason("label-seems-missing", values),
                suggestion=theme,
                confidence=1 - likely,
                order=1 - likely,
            )


def parent_without_child(answers: LabelledAnswers) -> Iterator[LabelIssue]:
    """Yield themes given without any of their sub-themes; the likeliest one is suggested."""
    book = answers.book
    for placed in book.placed:
        theme = placed.theme
        children = [child for child in book.theme_ids if theme.id in book.ancestors(child)]
        if not children:
            continue
        below = [answers.number[child] for child in children]
        has_child = answers.given[:, below].any(axis=1)
        for i in np.flatnonzero(answers.given[:, answers.number[theme.id]] & ~has_child).tolist():
            held_out = np.nan_to_num(answers.held_out[i, below])
            probability = np.where(answers.ruled[i, below], 1.0, held_out)
            best = int(probability.argmax())
            suggestion = children[best] if probability[best] > LIKELIER_THAN_NOT else ""
            reason = Reason("parent-without-child", {"theme": theme.label})
            yield LabelIssue(i, theme.id, reason, suggestion)


FINDERS: dict[str, Finder] = {
    "no-answer-beside-theme": no_answer_beside_theme,
    "theme-on-non-answer": theme_on_non_answer,
    "no-answer-says-something": no_answer_says_something,
    "alike-answers-differ": alike_answers_differ,
    "label-looks-wrong": label_looks_wrong,
    "label-seems-missing": label_seems_missing,
    "parent-without-child": parent_without_child,
}
"""Each reason and its finder, plain contradictions first."""


def find_label_issues(answers: LabelledAnswers) -> tuple[LabelIssue, ...]:
    """Return all label issues, in the order of FINDERS and then of each reason."""
    issues: list[LabelIssue] = []
    for find in FINDERS.values():
        in_order = sorted(
            find(answers), key=lambda issue: (issue.order, answers.names[issue.answer], issue.theme)
        )
        issues += in_order
    return tuple(issues)


def _judged_by_classifier(answers: LabelledAnswers) -> Ints:
    """Return the labelled answers without contradiction that the classifier can judge.

    None if they are few.
    """
    real = np.array([not why for why in answers.non_answer], dtype=bool)
    nothing = answers.given[:, answers.number[NO_ANSWER]]
    contradicts = nothing & (answers.given.sum(axis=1) > 1)
    known = ~np.isnan(answers.held_out).any(axis=1)
    usable = np.flatnonzero(answers.given.any(axis=1) & real & ~contradicts & known)
    return usable if len(usable) >= MIN_LABELLED else usable[:0]


def _with_threshold(answers: LabelledAnswers, judged: Ints) -> list[int]:
    """Return the codes that enough answers have, and enough lack."""
    having = answers.with_parents[judged].sum(axis=0)
    enough = (having >= MIN_OF_A_CODE) & (len(judged) - having >= MIN_OF_A_CODE)
    return [int(code) for code in np.flatnonzero(enough)]


def _most_precise(book: Codebook, codes: Sequence[int]) -> list[int]:
    precise = book.most_precise(book.codes[code] for code in codes)
    return [code for code in codes if book.codes[code] in precise]
