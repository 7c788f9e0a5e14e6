"""Checks the sums of a closed question that is told in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeline.lint.checks.findings import Finding
from pipeline.lint.figure_patterns import FigurePatterns, fold
from pipeline.lint.find import Claim, Report, Sum, add_up, rounded

_MIN_OPTIONS = 3
_MAX_RUN = 8  # options of one question
_MAX_SENTENCES = 3  # over which one question is told
_SOME = (("scope", "rest"), ("ranks", "most"))  # words of which not all options are told
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def check_passage_totals(report: Report, passage: Sequence[Claim]) -> Iterator[Finding]:
    """Yield the closed questions of which an option is missing, or there is too much.

    A question is one whose last options are told: that it is unknown, or the rest. A passage may
    well tell some options of a question only.
    """
    for _, claims in groupby(passage, key=lambda claim: claim.index):
        told = list(claims)
        text = fold(told[0].sentence.block.text)
        if not _is_one_moment(text) or report.patterns.takes_several(text):
            continue
        finding = _of_rest(told, report.patterns) or _of_unknown(told, text, report.patterns)
        finding = finding or _of_one_answer(told, text, report.patterns)
        finding = finding or _of_yes_and_no(told, text, report.patterns)
        if finding:
            yield finding


def _is_one_moment(text: str) -> bool:
    return len(set(_YEAR.findall(text))) < 2


def _of_rest(told: Sequence[Claim], patterns: FigurePatterns) -> Finding | None:
    """Return a finding if shares and `the remaining` share do not add up to 100."""
    completes = patterns.any_of("scope", "completes")
    for number, claim in enumerate(told):
        sentence = claim.sentence
        lead = fold(sentence.between(sentence.start, claim.mention.start))
        if not number or not re.search(rf"(?<!van )(?<!of )\b{completes}\s*\(?\Z", lead):
            continue
        run = [other for other in told[: number + 1] if _is_near(other, claim)]
        if any(other.part or other.is_rough for other in run[:-1]):
            return None
        sums = [_sum_of(run[first:]) for first in range(len(run) - 1)]
        if sums and not any(each.is_hundred for each in sums):
            says = f"{_shares(run)}, together {sums[0].value:g}%"
            why = f"‘{lead.split()[-1]}’ completes them to 100%"
            should = "per cents that add up to 100"
            return Finding("likely", "sum", run[0].option.place, says=says, should=should, why=why)
        return None
    return None


def _of_one_answer(told: Sequence[Claim], text: str, patterns: FigurePatterns) -> Finding | None:
    """Return a finding if options, of which each respondent gave one, are too many or too few."""
    cue = patterns.one_answer.search(text)
    if not cue or any(patterns.whole(*key).search(text) for key in _SOME):
        return None
    run = _run_behind(told, cue.start())
    if len(run) < _MIN_OPTIONS or any(claim.part or claim.is_rough for claim in run):
        return None
    if any(_sum_of(run[:end]).is_hundred for end in range(2, len(run) + 1)):
        return None
    return None if _is_complete(told, told.index(run[-1])) else _total_finding(run)


def _of_yes_and_no(told: Sequence[Claim], text: str, patterns: FigurePatterns) -> Finding | None:
    """Return a finding if a sentence gives the n's of yes, no and other answers, but not of all."""
    if patterns.whole("scope", "rest").search(text):
        return None
    for _, claims in groupby(told, key=lambda claim: claim.sentence.start):
        run = list(claims)
        labels = {word for claim in run for word in _labels(claim)}
        is_closed = all(labels & set(patterns.words("choice", key)) for key in ("yes", "no"))
        if not is_closed or len(run) < _MIN_OPTIONS or not run[0].bases:
            continue
        if any(claim.part or claim.is_rough or claim.mention.n is None for claim in run):
            continue
        if not _is_complete(told, told.index(run[-1])) and (finding := _total_finding(run)):
            return finding
    return None


def _labels(claim: Claim) -> set[str]:
    """Return the first and last word of a claim, which name its answer: yes, for 42%."""
    words = re.findall(r"[^\W\d_]+", claim.words)
    return {*words[:1], *words[-1:]}


def _run_behind(told: Sequence[Claim], place: int) -> list[Claim]:
    """Return the claims of the sentence at that place if they are several, or else behind it."""
    behind = [c for c in told if c.sentence.start + len(c.sentence.text) > place]
    sentences = [list(run) for _, run in groupby(behind, key=lambda c: c.sentence.start)]
    whole = next((run for run in sentences[:2] if len(run) >= _MIN_OPTIONS), None)
    run = whole or [claim for each in sentences[:_MAX_SENTENCES] for claim in each]
    return [claim for claim in run if _is_near(claim, run[-1])]


def _tells_change(run: Sequence[Claim], patterns: FigurePatterns) -> bool:
    """Whether a sentence tells how shares changed: those are not options of one moment."""
    texts = [fold(claim.sentence.text) for claim in run]
    words = [patterns.whole("change", key) for key in ("up", "down")]
    return any(word.search(text) for word in words for text in texts)


def _sum_of(run: Sequence[Claim]) -> Sum:
    return add_up([claim.mention.percent for claim in run if claim.mention.percent])


def _is_near(one: Claim, other: Claim) -> bool:
    """Whether two claims may be of one question: in one paragraph, of the same base."""
    return one.index == other.index and one.bases == other.bases


def _of_unknown(told: Sequence[Claim], text: str, patterns: FigurePatterns) -> Finding | None:
    """Return a finding if options up to `unknown` leave out one, or are too many."""
    if patterns.whole("scope", "rest").search(text):
        return None
    left = list(told)
    while left:
        last = next((i for i, c in enumerate(left) if c.answer(patterns) == "unknown"), None)
        if last is None:
            return None
        if not _is_complete(left, last) and (finding := _ending_with(left, last, patterns)):
            return finding
        left = left[last + 1 :]
    return None


def _ending_with(told: Sequence[Claim], last: int, patterns: FigurePatterns) -> Finding | None:
    """Return a finding if the options of a question up to the unknown do not add up."""
    run = _run_up_to(told, last)
    answers = {claim.answer(patterns) for claim in run}
    is_question = len(run) >= _MIN_OPTIONS and "yes" in answers
    if not is_question or any(claim.part or claim.is_rough for claim in run):
        return None
    return None if _tells_change(run, patterns) else _total_finding(run)


def _run_up_to(told: Sequence[Claim], last: int) -> list[Claim]:
    """Return the claims that are told in the same few sentences, of the same base.

    Over several sentences they are of one question only if each tells its n, and a base is stated.
    """
    whole = [c for c in told if c.sentence.start == told[last].sentence.start]
    own = [claim for claim in whole if claim in told[: last + 1]]
    # of the 30: unknown 37% (n=11), yes 30% (n=9) and no 3% (n=1)
    if told[last].bases and all(claim.mention.n is not None for claim in whole):
        own = whole
    if len(own) >= _MIN_OPTIONS:
        return [claim for claim in own if _is_near(claim, told[last])]
    starts = sorted({claim.sentence.start for claim in told})
    ends_at = starts.index(told[last].sentence.start)
    first = starts[max(0, ends_at - _MAX_SENTENCES + 1)]
    run = [c for c in told[: last + 1] if first <= c.sentence.start <= starts[ends_at]]
    if not told[last].bases or any(claim.mention.n is None for claim in run):
        return []
    return [claim for claim in run if _is_near(claim, told[last])]


def _is_complete(told: Sequence[Claim], last: int) -> bool:
    """Whether some neighbours with the unknown add up to all respondents."""
    for first in range(max(0, last - _MAX_RUN), last + 1):
        for end in range(last + 1, min(len(told), last + _MAX_RUN) + 1):
            run = told[first:end]
            percents = [claim.mention.percent for claim in run if claim.mention.percent]
            counts = [claim.mention.n for claim in run if claim.mention.n is not None]
            if len(run) > 1 and add_up(percents).is_hundred:
                return True
            if len(counts) == len(run) and run[0].bases and sum(counts) == run[0].bases[0]:
                return True
    return False


def _total_finding(run: Sequence[Claim]) -> Finding | None:
    counts = [claim.mention.n for claim in run if claim.mention.n is not None]
    total = _sum_of(run)
    base = _base_of(run)
    lacking = 100 - total.value
    says = f"{_shares(run)}, together {total.value:g}%"
    place = run[0].option.place
    if base and len(counts) == len(run):
        says += f", {sum(counts)} of {base}"
    if lacking > total.slack:
        n = base - sum(counts) if base and len(counts) == len(run) else None
        if n is None and base:
            n = round(lacking * base / 100)
        if n is not None and base and n > 0:
            more = f"one more option, or several, with n={n} ({rounded(n, base)})"
        else:
            more = f"one more option, or several, with {lacking:g}%"
        why = "the options look whole, but some respondents gave none of them"
        should = f"{more}; or say that these are not all options"
        return Finding("likely", "left-out", place, says=says, should=should, why=why)
    if -lacking > total.slack:
        should = "per cents that add up to 100, or say that several answers were possible"
        why = f"rounding explains {total.slack:.1f} points at most"
        return Finding("likely", "sum", place, says=says, should=should, why=why)
    return None


def _base_of(run: Sequence[Claim]) -> int | None:
    """Return the base of a run: the one stated, or the only one that all its pairs have."""
    pairs = [claim.mention.pair for claim in run if claim.mention.pair]
    population = run[0].population
    if population and pairs and all(pair.fits(population) for pair in pairs):
        return population
    if run[0].bases and all(pair.fits(run[0].bases[0]) for pair in pairs):
        return run[0].bases[0]
    if len(pairs) < 2:
        return None
    common = set.intersection(*(set(pair.bases) for pair in pairs))
    return common.pop() if len(common) == 1 else None


def _shares(run: Sequence[Claim]) -> str:
    return ", ".join(
        f"{c.mention.percent}" + (f" (n={c.mention.n})" if c.mention.n is not None else "")
        for c in run
    )
