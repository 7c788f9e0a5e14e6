"""Checks phrases for a share (a quarter, just under half) against the figures beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.lint.checks.findings import Finding, Sureness
from pipeline.lint.figure_patterns import FigurePatterns, any_of, fold
from pipeline.lint.find import (
    Base,
    Mention,
    Modifier,
    Pair,
    Percent,
    Phrase,
    Report,
    Sentence,
    ShareRange,
    bounds,
    counts_of,
    fitting_words,
    modifier_before,
    phrases_in,
)

TASTE = 3.5  # percentage points beyond a phrase's range that are a matter of taste

_MAX_GAP = 110  # characters between phrase and figure
_MAX_TIGHT_GAP = 45  # characters up to which both surely refer to the same
_MAX_TOLD = 300  # characters before a phrase that may tell its base
_MAX_SAYS = 140
_LESS = ("below", "under", "most")
_MORE = ("above", "over", "least")


def check_phrases(report: Report) -> Iterator[Finding]:
    """Yield the phrases that don't fit the figure beside them."""
    for sentence in report.sentences:
        for phrase, mention in _beside(sentence, report.patterns):
            if _is_option(phrase, sentence, report.patterns):
                continue
            if finding := _finding(phrase, mention, report, sentence):
                yield finding
        for mention in sentence.figures.mentions:
            if finding := _rough_finding(mention, report, sentence):
                yield finding


def _beside(sentence: Sentence, patterns: FigurePatterns) -> Iterator[tuple[Phrase, Mention]]:
    """Yield each phrase with the figure that quantifies it."""
    phrases = phrases_in(sentence, patterns)
    for phrase, following in zip(phrases, [*phrases[1:], None], strict=False):
        mention = _figure_behind(sentence, phrase, following, patterns)
        mention = mention or _figure_before(sentence, phrase, patterns)
        if mention:
            yield phrase, mention


def _is_option(phrase: Phrase, sentence: Sentence, patterns: FigurePatterns) -> bool:
    """Whether a phrase names an option (more than half of the staff), or ranks it: most, then."""
    text = fold(sentence.block.text)
    if phrase.loose and patterns.whole("ranks", "followed").search(fold(sentence.text)):
        return True
    if re.match(rf"\s+{patterns.any_of('joins', 'or_more')}\b", text[phrase.end :]):
        return True
    unit = re.compile(rf"\b{any_of([*patterns.words('nouns', 'units'), *patterns.nouns])}\b")
    behind = re.split(r"[,;:.(]", text[phrase.end : phrase.end + _MAX_TIGHT_GAP])[0]
    own = unit.search(behind)
    before = unit.findall(text, sentence.start, phrase.start)
    if own and before and before[-1] != own[0]:
        return True
    if phrase.target is None or phrase.modifier not in (*_LESS, *_MORE):
        return False
    kinds = {_side(other.kind) for other in _alike(phrase, text, patterns)}
    return len(kinds) > 1


def _alike(phrase: Phrase, text: str, patterns: FigurePatterns) -> Iterator[Modifier]:
    """Yield the modifiers of the same fraction in a paragraph."""
    fraction = re.escape(fold(phrase.text).split()[-1])
    for match in re.finditer(rf"\b(?:\w+\s+)?{fraction}\b", text):
        for start in (match.start(), match.end() - len(match[0].split()[-1])):
            modifier = modifier_before(text, start, patterns)
            if modifier.kind in (*_LESS, *_MORE):
                yield Modifier(modifier.kind, start)


def _side(kind: str) -> str:
    return "less" if kind in _LESS else "more"


def _figure_behind(
    sentence: Sentence, phrase: Phrase, following: Phrase | None, patterns: FigurePatterns
) -> Mention | None:
    """Return the figure in brackets after a phrase."""
    behind = (mention for mention in sentence.figures.mentions if mention.start >= phrase.end)
    mention = next(behind, None)
    if mention is None or (following and mention.start >= following.start):
        return None
    return mention if _belongs(sentence, phrase, mention, patterns) else None


def _figure_before(sentence: Sentence, phrase: Phrase, patterns: FigurePatterns) -> Mention | None:
    """Return the figure before a phrase in brackets."""
    before = [mention for mention in sentence.figures.mentions if mention.end <= phrase.start]
    if not before or not (before[-1].percent or before[-1].n):
        return None
    gap = fold(sentence.between(before[-1].end, phrase.start))
    same, filler = patterns.any_of("joins", "same_as"), patterns.any_of("joins", "filler")
    opening = rf"\s*(?:\(\s*|[,–-]\s*{same}\s+)(?:{filler}\s+)?"
    if re.fullmatch(opening, gap) or _is_apposition(sentence, phrase, gap, patterns):
        return before[-1]
    return None


def _is_apposition(sentence: Sentence, phrase: Phrase, gap: str, patterns: FigurePatterns) -> bool:
    """Whether a phrase stands between commas behind a figure: 27% (n=8), under a quarter, does."""
    filler, of = patterns.any_of("joins", "filler"), patterns.any_of("numbers", "of")
    if not re.fullmatch(rf"\s*\)?\s*[,–-]\s*(?:{filler}\s+)*", gap):
        return False
    behind = fold(sentence.between(phrase.end, sentence.start + len(sentence.text)))
    whole = rf"(?:\s+{of}\s+(?:{patterns.number}\s+)?{patterns.any_unit})?"
    return bool(re.match(rf"{whole}(?:\s+{filler})?\s*(?:[,;.!–]|\s-\s|\Z)", behind))


def _belongs(
    sentence: Sentence, phrase: Phrase, mention: Mention, patterns: FigurePatterns
) -> bool:
    """Whether the figure after a phrase quantifies it."""
    gap = fold(sentence.between(phrase.end, mention.start))
    bases = sentence.figures.bases
    if len(gap) > _MAX_GAP:
        return False
    if any(_is_between(base, phrase, mention, sentence) for base in bases):
        return False
    if re.search(rf"[,–]\s*{patterns.any_of('joins', 'same_as')}\s*\(?\s*\Z", gap):
        return not re.search(r"[;:]", gap)
    if mention.of == "other" or _is_of_other_time(sentence, mention, patterns):
        return False
    if not mention.bracketed or re.search(r"[,;:()\[\]–]|\s-\s", gap.rstrip("([ ")):
        return False
    if phrase.near:
        return bool(re.fullmatch(rf"\s*(?:{patterns.unit})?\s*[(\[]?\s*", gap))
    return True


def _is_between(base: Base, phrase: Phrase, mention: Mention, sentence: Sentence) -> bool:
    """Whether a base separates phrase and figure, rather than naming the whole of both."""
    if base.start >= mention.start or base.end <= phrase.end:
        return False
    before = sentence.between(phrase.end, base.start)
    after = sentence.between(base.end, mention.start)
    return bool(before.strip() or after.strip(" ("))


def _is_of_other_time(sentence: Sentence, mention: Mention, patterns: FigurePatterns) -> bool:
    """Whether a figure in brackets is beside a year or a word for another moment there."""
    inside = fold(sentence.text[mention.start - sentence.start :]).partition(")")[0]
    if not mention.bracketed:
        return False
    year = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", inside)
    return bool(year or patterns.whole("change", "before").search(inside))


def _finding(
    phrase: Phrase, mention: Mention, report: Report, sentence: Sentence
) -> Finding | None:
    shares = _shares(mention, report)
    if mention.percent is None and mention.n is not None and not mention.base:
        gap = sentence.between(phrase.end, mention.start)
        shares += [_share(mention.n, base) for base in _numbers_in(gap) if base >= mention.n]
        # a third of these 27 (n=9), two thirds not (n=18)
        if _is_share_of_told(phrase, mention.n, sentence):
            return None
    off = min((phrase.bears.distance(share) for share in shares), default=0.0)
    if off <= 0 or _is_sum(phrase, mention, sentence):
        return None
    is_tight = mention.start - phrase.end <= _MAX_TIGHT_GAP and mention.percent is not None
    start, end = min(phrase.start, mention.start), max(mention.end, phrase.end)
    says = _excerpt(sentence.block.text, start, end)
    share = (shares[0].low + shares[0].high) / 2
    should = f"‘{fitting_words(share, report.patterns)}’, or another figure"
    return Finding(
        _sureness(phrase, shares, off, is_tight=is_tight),
        "words",
        sentence.place_at(mention.start),
        says=says,
        should=should,
        why=_why(phrase, str(mention.percent or f"n={mention.n}")),
    )


def _is_share_of_told(phrase: Phrase, n: int, sentence: Sentence) -> bool:
    """Whether a count is that share of a number that is told before it."""
    told = sentence.block.text[max(0, phrase.start - _MAX_TOLD) : phrase.start]
    shares = [_share(n, base) for base in _numbers_in(told) if base >= n]
    return any(phrase.bears.distance(share) <= 0 for share in shares)


def _numbers_in(text: str) -> list[int]:
    """Return the whole numbers in a text: two thirds of the 63 (n=42)."""
    return [int(number) for number in re.findall(r"(?<![\w.,])[1-9]\d{0,5}(?![\w,.]\w|\w|%)", text)]


def _is_sum(phrase: Phrase, mention: Mention, sentence: Sentence) -> bool:
    """Whether a phrase further off tells of several figures together: most (43%) or (47%)."""
    if phrase.near or not re.search(r"\w\s+\w", sentence.between(phrase.end, mention.start)):
        return False
    behind = [m for m in sentence.figures.mentions if m.percent and m.start >= mention.start]
    total = 0.0
    for other in behind:
        total += other.percent.value if other.percent else 0.0
        if other is not mention and phrase.bears.distance(ShareRange(total - 1, total + 1)) <= 0:
            return True
    return False


def _sureness(phrase: Phrase, shares: list[ShareRange], off: float, *, is_tight: bool) -> Sureness:
    """Return how sure it is that the words are wrong.

    A wrong direction is certain if nothing is between words and figure; a matter of degree is not.
    """
    if phrase.loose:
        return "likely"
    if _is_wrong_half(phrase, shares) or _is_wrong_side(phrase, phrase.target, shares):
        return "certain" if is_tight else "likely"
    if phrase.target is None:
        # how large a large majority is, is a matter of taste
        return "likely" if off > TASTE and is_tight else "maybe"
    return "likely" if off > TASTE and is_tight else "maybe"


def _is_wrong_half(phrase: Phrase, shares: list[ShareRange]) -> bool:
    """Whether a majority is none, a minority is one, or all or none are not."""
    if phrase.target is not None:
        return False
    low, high = phrase.bears.low, phrase.bears.high
    if low > 50:
        low = 100.0 if low >= 100 else 50.0001
    elif high < 50:
        high = 0.0 if high <= 0 else 49.9999
    return all(ShareRange(low, high).distance(share) > 0 for share in shares)


def _is_wrong_side(phrase: Phrase, target: float | None, shares: list[ShareRange]) -> bool:
    if target is None or phrase.modifier not in (*_LESS, *_MORE):
        return False
    is_less = phrase.bears.high <= target
    return all((share.low > target) == is_less for share in shares)


def _shares(mention: Mention, report: Report) -> list[ShareRange]:
    """Return the shares that a figure can mean: its percentage, or its n of known bases."""
    n, base = mention.n, mention.base
    if mention.percent:
        return [] if mention.modifier else [_exact_share(mention, mention.percent)]
    if n is None:
        return []
    return [_share(n, b) for b in ([base] if base else report.known) if b >= n]


def _exact_share(mention: Mention, percent: Percent) -> ShareRange:
    """Return the share of n if its base is beside it, else the range left by rounding."""
    n, base = mention.n, mention.base
    if n is not None and base and n <= base and Pair(n, percent).fits(base):
        return _share(n, base)
    return ShareRange(percent.value - percent.half, percent.value + percent.half)


def _share(n: int, base: int) -> ShareRange:
    return ShareRange(100 * n / base, 100 * n / base)


def _why(phrase: Phrase, figure: str) -> str:
    words = f"‘{phrase.text.strip()}’"
    if phrase.target is None:
        return f"{words} is {phrase.bears.low:.0f} to {phrase.bears.high:.0f}%, not {figure}"
    target = f"{phrase.target:.0f}%"
    if phrase.modifier in _LESS:
        return f"{words} is less than {target}, and not far from it; the figure is {figure}"
    if phrase.modifier in _MORE:
        return f"{words} is more than {target}, and not far from it; the figure is {figure}"
    return f"{words} is about {target}, not {figure}"


def _excerpt(text: str, start: int, end: int) -> str:
    while end < len(text) and text[end] in ")] %":
        end += 1
    excerpt = text[start:end].strip()
    return excerpt if len(excerpt) <= _MAX_SAYS else f"{excerpt[:60]} … {excerpt[-70:]}"


def _rough_finding(mention: Mention, report: Report, sentence: Sentence) -> Finding | None:
    """Return a rough percentage (nearly 70%) that its n and base contradict."""
    bases, percent, n = sentence.figures.bases, mention.percent, mention.n
    base = mention.base or (bases[0].n if len(bases) == 1 else None)
    if not percent or not mention.modifier or n is None or not base or n > base:
        return None
    share = _share(n, base)
    borne = bounds(percent.value, mention.modifier, report.patterns)
    if borne.distance(share) <= 0 or n in counts_of(percent, base):
        return None
    text = sentence.block.text
    start = modifier_before(fold(text), mention.start, report.patterns).start
    return Finding(
        "likely",
        "words",
        sentence.place_at(mention.start),
        says=_excerpt(text, start, mention.end),
        should=f"{share.low:.0f}% (n={n})",
        why=f"{n} of {base} is {share.low:.1f}%",
    )
