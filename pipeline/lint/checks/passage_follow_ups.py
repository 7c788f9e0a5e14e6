"""Checks the base of a follow-up question against the question that is told before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.lint.checks.findings import Finding
from pipeline.lint.figure_patterns import fold
from pipeline.lint.find import Base, Claim, Group, Report, Sentence, is_subset_sum, stated_bases
from pipeline.lint.read import Place, clipped

_MAX_OPTIONS = 6
_MAX_FIGURES = 8  # of a sentence; more are the rows of a table without its lines
_BLOCKS_BETWEEN = 8
_MAX_BEFORE = 240  # characters before a base in square brackets that it is of
_STEM = 6  # letters by which a follow-up names what was asked before


@dataclass(frozen=True)
class _Question:
    """A closed question that is told whole: its base, its n's in order, and its words."""

    base: int
    counts: tuple[int, ...]
    words: str
    index: int
    place: int


def check_passage_follow_ups(
    report: Report, groups: Sequence[Group], passages: Sequence[Sequence[Claim]]
) -> Iterator[Finding]:
    """Yield the bases of those who said yes to a question, which are not how many they were."""
    questions = [q for passage in passages for q in _told(passage, report)]
    listed = [_listed(report, group) for group in groups]
    questions += [question for question in listed if question]
    questions.sort(key=lambda question: (question.index, question.place))
    bases = _stated_bases(report)
    for base in bases:
        before = [
            q
            for q in questions
            if report.sections[q.index] == report.sections[base.index]
            and (q.index, q.place) <= (base.index, base.base.start)
            and base.index - q.index <= _BLOCKS_BETWEEN
        ]
        # asked of some who gave an answer to any of them
        if any(
            base.base.n in (q.base, *q.counts) or is_subset_sum(base.base.n, q.counts)
            for q in before
        ):
            continue
        wrong = [q for q in before if _is_wrong(report, q, base)]
        if wrong:
            yield _finding(wrong[-1], base)


@dataclass(frozen=True)
class _StatedBase:
    """A base, and the text of the sentence that states it up to there and behind it."""

    base: Base
    index: int
    place: Place
    text: str


def _stated_bases(report: Report) -> list[_StatedBase]:
    stated = [
        _StatedBase(base, sentence.index, sentence.place_at(base.start), _around(sentence))
        for sentence in report.sentences
        for base in stated_bases(sentence)
    ]
    return [base for base in stated if base.base.n > 1]


def _around(sentence: Sentence) -> str:
    """Return the sentence that states a base, or the one before a base in square brackets."""
    if not sentence.text.startswith("["):
        return sentence.text.strip()
    return sentence.block.text[max(0, sentence.start - _MAX_BEFORE) : sentence.start].strip()


def _told(passage: Sequence[Claim], report: Report) -> Iterator[_Question]:
    """Yield the questions of a passage of which the n's add up to the base."""
    for first, claim in enumerate(passage):
        if len(claim.sentence.figures.mentions) > _MAX_FIGURES:
            continue
        alone = claim.mention
        if alone.base and alone.n and alone.pair and alone.pair.fits(alone.base):
            left = alone.base - alone.n
            place = alone.end
            yield _Question(alone.base, (alone.n, left), claim.words, claim.index, place)
        for end in range(first + 2, min(len(passage), first + _MAX_OPTIONS) + 1):
            run = passage[first:end]
            counts = tuple(c.mention.n for c in run if c.mention.n)
            if len(counts) < len(run) or run[-1].index - claim.index > 1:
                break
            base = sum(counts)
            is_stated = base in report.known or any(base in c.bases for c in run)
            pairs = [c.mention.pair for c in run if c.mention.pair]
            answers = [c.answer(report.patterns) for c in run]
            if answers[0] != "yes" or not {"no", "unknown"} & set(answers):
                continue
            if is_stated and len(pairs) == len(run) and all(pair.fits(base) for pair in pairs):
                words = f"{claim.words} {_before_comma(claim)}"
                yield _Question(base, counts, words, run[-1].index, run[-1].mention.end)
                break


def _before_comma(claim: Claim) -> str:
    """Return the text that leads to the second figure of a sentence."""
    mentions = [m for m in claim.sentence.figures.mentions if m.start > claim.mention.start]
    end = mentions[0].start if mentions else claim.sentence.start + len(claim.sentence.text)
    return fold(claim.sentence.between(claim.sentence.start, end))


def _listed(report: Report, group: Group) -> _Question | None:
    counts = tuple(option.n for option in group.options if option.n is not None)
    base = group.stated.bases[0] if group.stated.bases else 0
    if len(counts) < 2 or not base or sum(counts) != base or group.single is not True:
        return None
    index = group.place.block
    above = report.blocks[max(0, index - 2) : index + 1]
    words = " ".join(fold(block.text) for block in above)
    return _Question(base, counts, words, max(o.place.block for o in group.options), 1 << 30)


def _is_wrong(report: Report, question: _Question, stated: _StatedBase) -> bool:
    """Whether a base is of those who said yes to a question, but is more than they were."""
    n = stated.base.n
    if n <= question.counts[0] or n >= question.base:
        return False
    text = fold(stated.text)
    if report.patterns.whole("scope", "answered").search(text):
        return False
    return _names(report, question, text)


def _names(report: Report, question: _Question, text: str) -> bool:
    """Whether a text is on those who do what the question asked: the 26 that experiment."""
    small = set(report.patterns.words("scope", "small_words"))
    units = re.compile(rf"{report.patterns.unit}\Z")
    words = [w for w in re.findall(r"[^\W\d_]{4,}", text) if w not in small]
    asked = {
        w[:_STEM]
        for w in re.findall(r"[^\W\d_]{4,}", question.words)
        if w not in small and not units.fullmatch(w)
    }
    refers = bool(report.patterns.whole("scope", "refers").search(text))
    shared = any(word[:_STEM] in asked for word in words if not units.fullmatch(word))
    return shared and refers


def _finding(question: _Question, stated: _StatedBase) -> Finding:
    text, place, base = stated.text, stated.place, stated.base.n
    counts = ", ".join(map(str, question.counts))
    lead = question.counts[0]
    return Finding(
        "likely",
        "base",
        place,
        says=f"{clipped(text, 100)}: base {base}",
        should=f"a base of {lead} (those who said so before), or say which {base} were asked",
        why=f"no options of the question before ({counts} of {question.base}) add up to {base}",
    )
