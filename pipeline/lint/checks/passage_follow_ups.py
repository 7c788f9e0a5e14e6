"""Checks the base of a follow-up question against the question that is told before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.lint.checks.findings import Finding
from pipeline.lint.figure_patterns import FigurePatterns, fold
from pipeline.lint.find import (
    Base,
    Claim,
    Group,
    Mention,
    Report,
    Sentence,
    add_up,
    described_groups,
    is_subset_sum,
    stated_bases,
)
from pipeline.lint.read import Place, clipped

_MAX_OPTIONS = 6
_MAX_FIGURES = 8  # of a sentence; more are the rows of a table without its lines
_MAX_LENGTH = 400  # characters of a sentence; longer ones are a page without full stops
_BLOCKS_BETWEEN = 8
_MAX_BEFORE = 240  # characters before a base in square brackets that it is of
_STEM = 6  # letters by which a follow-up names what was asked before
_PARTICIPLE = 8  # letters of a word that may be a participle: geexperimenteerd
_CLAUSE = re.compile(r"[\d,;:.()\[\]]")
_SHORT = 4  # letters of a word below which it must be the same
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class _Question:
    """A closed question that is told: its base, its n's in order, and its words.

    The first n is that of those who said yes. Of a question of which only that is told, the second
    is of all others.
    """

    base: int
    counts: tuple[int, ...]
    words: str
    index: int
    place: int

    def explains(self, n: int) -> bool:
        """Whether a base is asked of all, or of some who gave one of its answers."""
        return n in (self.base, *self.counts) or is_subset_sum(n, self.counts)


@dataclass(frozen=True)
class _StatedBase:
    """A base, and the text of the sentence that states it up to there and behind it."""

    base: Base
    index: int
    place: Place
    text: str


def check_passage_follow_ups(
    report: Report, groups: Sequence[Group], passages: Sequence[Sequence[Claim]]
) -> Iterator[Finding]:
    """Yield the bases of those who said yes to a question, which are not how many they were."""
    questions = [q for passage in passages for q in _told(passage, report)]
    listed = [_listed(report, group) for group in groups]
    questions += [question for question in listed if question]
    questions.sort(key=lambda question: (question.index, question.place))
    for stated in _stated_bases(report):
        before = [question for question in questions if _is_before(report, question, stated)]
        if finding := _Check(report, stated, before).finding():
            yield finding


def _is_before(report: Report, question: _Question, stated: _StatedBase) -> bool:
    if report.sections[question.index] != report.sections[stated.index]:
        return False
    is_near = stated.index - question.index <= _BLOCKS_BETWEEN
    if question.index == stated.index and question.base == stated.base.n:
        # the follow-up question itself
        return False
    return is_near and (question.index, question.place) <= (stated.index, stated.base.start)


@dataclass(frozen=True)
class _Check:
    """A stated base, and the questions that are told before it."""

    report: Report
    stated: _StatedBase
    questions: Sequence[_Question]

    def finding(self) -> Finding | None:
        """Return the finding that the base is more than those who said yes, None if it may be."""
        n = self.stated.base.n
        wrong = [question for question in self.questions if self._is_wrong(question)]
        if not wrong:
            return None
        named = self._n_shared(wrong[-1])
        explained = any(q.explains(n) and self._n_shared(q) >= named for q in self.questions)
        if explained or self._is_counted(wrong[-1]):
            return None
        return _finding(wrong[-1], self.stated)

    def _is_wrong(self, question: _Question) -> bool:
        """Whether the base is of those who said yes to a question, but is more than they were."""
        n = self.stated.base.n
        if n <= question.counts[0] or n >= question.base or question.explains(n):
            return False
        text = fold(self.stated.text)
        if self.report.patterns.whole("scope", "answered").search(text):
            return False
        return self._n_shared(question) > 0

    def _n_shared(self, question: _Question) -> int:
        """Return how many words of the question tell who the base is: the 26 that experiment."""
        patterns, text = self.report.patterns, fold(self.stated.text)
        is_last = question is self.questions[-1] and self.stated.index - question.index <= 1
        if is_last and patterns.whole("scope", "does_so").search(text):
            return 1
        if not _refers(text, patterns):
            return 0
        asked = _telling_words(question.words, patterns)
        named = _telling_words(text, patterns)
        return sum(any(_is_alike(word, other) for other in asked) for word in named)

    def _is_counted(self, question: _Question) -> bool:
        """Whether the base, or what it has above the question, is told between the two."""
        told = set()
        for index in range(question.index, self.stated.index + 1):
            figures = self.report.figures[index]
            counts: list[Mention | Base] = [*figures.mentions, *figures.counts]
            told |= {count.n for count in counts if self._is_behind(index, count.end) and count.n}
        n = self.stated.base.n
        return n in told or n - question.counts[0] in told

    def _is_behind(self, index: int, place: int) -> bool:
        return (index, place) < (self.stated.index, self.stated.base.start)


def _refers(text: str, patterns: FigurePatterns) -> bool:
    """Whether a text is on some of the respondents: those who do, the experimenting ones."""
    if patterns.whole("scope", "refers").search(text):
        return True
    doing = patterns.any_of("scope", "doing")
    return bool(re.search(rf"\w{{3,}}{doing}\s+{patterns.any_unit}", text))


def _telling_words(text: str, patterns: FigurePatterns) -> set[str]:
    """Return the words of a text that say something, no nouns of respondents."""
    small = set(patterns.words("scope", "small_words"))
    units = re.compile(patterns.unit)
    words = {
        word for word in _WORD.findall(text) if word not in small and not units.fullmatch(word)
    }
    participles = {word.removeprefix("ge") for word in words if len(word) > _PARTICIPLE}
    # proef, proeven; huis, huizen
    return {word.replace("f", "v").replace("z", "s") for word in words | participles}


def _is_alike(word: str, other: str) -> bool:
    """Whether two words have the same stem, or one is the end of the other: roof garden."""
    short, long = sorted((word, other), key=len)
    if len(short) < _SHORT:
        return short == long
    return long.startswith(short[:_STEM]) or (len(short) >= _STEM and long.endswith(short))


def _stated_bases(report: Report) -> list[_StatedBase]:
    return [
        _StatedBase(base, sentence.index, sentence.place_at(base.start), _around(sentence, base))
        for sentence in report.sentences
        if _is_prose(sentence)
        for base in _bases_of(sentence, report.patterns)
        if base.n > 1
    ]


def _is_prose(sentence: Sentence) -> bool:
    """Whether a sentence is one, and not the rows of a table or page, which end in no full stop."""
    few = len(sentence.figures.mentions) <= _MAX_FIGURES
    return few and len(sentence.text) <= _MAX_LENGTH


def _bases_of(sentence: Sentence, patterns: FigurePatterns) -> list[Base]:
    stated = stated_bases(sentence)
    known = {base.n for base in stated}
    described = described_groups(sentence, patterns)
    return [*stated, *(group for group in described if group.n not in known)]


def _around(sentence: Sentence, base: Base) -> str:
    """Return the words on who a base is: before it and up to the next figure or comma.

    Of a base in square brackets they are those of the sentence before.
    """
    if sentence.text.startswith("["):
        return sentence.block.text[max(0, sentence.start - _MAX_BEFORE) : sentence.start].strip()
    behind = sentence.between(base.end, sentence.start + len(sentence.text))
    first = _CLAUSE.split(behind.lstrip(" ,)"))[0]
    return f"{sentence.between(sentence.start, base.end)} {first}".strip()


def _told(passage: Sequence[Claim], report: Report) -> Iterator[_Question]:
    """Yield the questions of a passage of which the n's add up to the base."""
    for first, claim in enumerate(passage):
        if not _is_prose(claim.sentence):
            continue
        if alone := _alone(claim, report.patterns):
            yield alone
        for end in range(first + 2, min(len(passage), first + _MAX_OPTIONS) + 1):
            run = passage[first:end]
            counts = tuple(c.mention.n for c in run if c.mention.n)
            if len(counts) < len(run) or run[-1].index - claim.index > 1:
                break
            base = sum(counts)
            pairs = [c.mention.pair for c in run if c.mention.pair]
            is_stated = base in report.known or any(base in c.bases for c in run)
            is_stated = is_stated or add_up([pair.percent for pair in pairs]).is_hundred
            answers = [c.answer(report.patterns) for c in run]
            if answers[0] != "yes" or not {"no", "unknown"} & set(answers):
                continue
            if is_stated and len(pairs) == len(run) and all(pair.fits(base) for pair in pairs):
                words = f"{claim.words} {_before_comma(claim)}"
                yield _Question(base, counts, words, run[-1].index, run[-1].mention.end)
                break


def _alone(claim: Claim, patterns: FigurePatterns) -> _Question | None:
    """Return the question of which only those who said yes are told: 20 of the 30 (67%)."""
    pair = claim.mention.pair
    if pair is None or not pair.n or claim.part or claim.answer(patterns) != "yes":
        return None
    bases = [claim.mention.base] if claim.mention.base else [*claim.bases, claim.population]
    base = next((base for base in bases if base and pair.fits(base)), None)
    if base is None:
        return None
    counts = (pair.n, base - pair.n)
    return _Question(base, counts, claim.words, claim.index, claim.mention.end)


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
