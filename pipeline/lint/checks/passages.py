"""Checks the shares of running text against the bases they may be of, and against each other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pipeline.lint.checks.findings import Finding, Sureness
from pipeline.lint.checks.pairs import PairedOption, swapped_finding
from pipeline.lint.figure_patterns import FigurePatterns
from pipeline.lint.find import (
    Claim,
    Pair,
    Report,
    add_up,
    common_base,
    counts_of,
    is_of_other_count,
    is_of_other_units,
    is_share_of,
    may_be_base,
    rounded,
    text_before,
)

_MAX_RUN = 7  # options of one question that a passage tells
_REACH = 8  # claims between two that may be swapped
_MIN_SHARING = 3  # so many figures of one base that isn't stated are of that base
_FEW = 2  # options of which the n's may add up to a base by chance
_FAR_OFF = 15  # points off 100 that a wrong share among all others can explain
_MAX_OFF = 3  # points off 100 up to which shares look like those of one question


@dataclass(frozen=True)
class _Told:
    """A claim with both n and percentage, and the place among those of its passage."""

    claim: Claim
    pair: Pair

    @property
    def option(self) -> PairedOption:
        return PairedOption(self.claim.option, self.pair)

    @property
    def is_impossible(self) -> bool:
        """Whether the n is no count that gives the percentage, whatever the base, nor a base."""
        may_be = is_share_of(self.pair.percent, self.pair.n)
        return not self.pair.is_possible and not (may_be and self.pair.n)

    def fits(self, known: Collection[int]) -> bool:
        """Whether the pair is a share of a base that can be meant."""
        claim = self.claim
        if claim.mention.base:
            return self.pair.fits(claim.mention.base)
        if self.pair.fits_any((*claim.bases, *known)):
            return True
        # any number that is told there may be that of those who answered
        if self.pair.fits_any(claim.near - {self.pair.n}):
            return True
        # a firm base leaves room for a group that was counted: of the students among them
        if claim.firm:
            return self.pair.fits_any(n for n in claim.counts if n != self.pair.n)
        return self.pair.fits_any(claim.implied_bases | {claim.population})


def check_passage(
    report: Report, passage: Sequence[Claim], known: Collection[int]
) -> list[Finding]:
    """Return the findings on the pairs of n and percentage in a passage."""
    told = [
        _Told(claim, claim.mention.pair)
        for claim in passage
        if claim.mention.pair and not claim.is_rough and not may_be_base(report, claim)
        if not claim.is_in_row and not is_of_other_units(claim, known)
        if not is_of_other_count(claim, known, report.patterns)
    ]
    return _Check(told, known, report.patterns).findings()


class _Check:
    def __init__(
        self, told: Sequence[_Told], known: Collection[int], patterns: FigurePatterns
    ) -> None:
        self.told, self.known, self.patterns = told, known, patterns
        self.rest = patterns.whole("scope", "rest")
        self.misfits = [number for number, each in enumerate(told) if not each.fits(known)]
        self.left = set(self.misfits)
        self.reported: set[int] = set()

    def findings(self) -> list[Finding]:
        """Return the findings, each misfit in the one that explains it best."""
        self._leave_out_shared()
        findings = list(self._swaps())
        for number in self.misfits:
            if number in self.left and (finding := self._misfit(number)):
                self.reported.add(number)
                findings.append(finding)
        return [*findings, *self._complements()]

    def _leave_out_shared(self) -> None:
        """Leave out misfits of which several share one base: the report doesn't state it."""
        numbers = [number for number in self.misfits if self.told[number].pair.is_possible]
        shared = common_base(self.told[number].pair for number in numbers)
        if shared and shared.fitting >= _MIN_SHARING:
            fitting = {n for n in numbers if self.told[n].pair.fits(shared.base)}
            self.left -= fitting

    def _swaps(self) -> Iterator[Finding]:
        for number in self.misfits:
            partners = (other for other in self.misfits if number < other <= number + _REACH)
            for other in partners:
                if not {number, other} <= self.left:
                    continue
                if base := self._base_of_swap(number, other):
                    self.left -= {number, other}
                    self.reported |= {number, other}
                    yield self._swapped(self.told[number], self.told[other], base)

    def _base_of_swap(self, number: int, other: int) -> int | None:
        """Return the base that two misfits fit once their n's are exchanged, None without one."""
        one, two = self.told[number], self.told[other]
        if one.claim.mention.base != two.claim.mention.base or one.pair.n == two.pair.n:
            return None
        sums = [sum(each.pair.n for each in run) for run in self._runs(number, other)]
        # the base stated for them goes before what the n's add up to
        for base in (*one.claim.bases, *two.claim.bases, *sums):
            exchanged = Pair(one.pair.n, two.pair.percent), Pair(two.pair.n, one.pair.percent)
            is_right = all(pair.fits(base) for pair in exchanged)
            if is_right and not one.pair.fits(base) and not two.pair.fits(base):
                return base
        return None

    def _swapped(self, one: _Told, two: _Told, base: int) -> Finding:
        stated = any(base in (*c.bases, c.population) for c in (one.claim, two.claim))
        bases = all(is_share_of(each.pair.percent, each.pair.n) for each in (one, two))
        impossible = not (one.pair.is_possible or two.pair.is_possible or bases)
        sure: Sureness = "certain" if stated or impossible else "likely"
        return swapped_finding(one.option, two.option, base, sure)

    def _runs(self, first: int, last: int) -> Iterator[Sequence[_Told]]:
        """Yield the runs of one paragraph from before the first to behind the last, short first."""
        block = self.told[first].claim.index
        spans = [
            (start, end)
            for start in range(max(0, last - _MAX_RUN + 1), first + 1)
            for end in range(last + 1, min(len(self.told), start + _MAX_RUN) + 1)
            if end - start > 1
        ]
        for start, end in sorted(spans, key=lambda span: span[1] - span[0]):
            run = self.told[start:end]
            if all(abs(each.claim.index - block) <= 1 for each in run):
                yield run

    def _misfit(self, number: int) -> Finding | None:
        """Return the finding on a pair that fits no base which can be meant; None if it may."""
        told = self.told[number]
        claim, pair = told.claim, told.pair
        if claim.loose and not self._adds_up(number):
            return None
        if claim.mention.base:
            return self._finding(told, "certain", claim.mention.base)
        sure: Sureness = "certain" if told.is_impossible and claim.option.sure_n else "likely"
        if base := self._base_of_others(number):
            if base in (*claim.bases, claim.population) and claim.option.sure_n and not claim.part:
                sure = "certain"
            is_right = pair.fits(base)
            return None if is_right else self._finding(told, sure, base, others=True)
        if claim.loose:
            return None
        if base := self._counted_base(number) or _exceeded_base(claim):
            return self._finding(told, sure, base)
        if claim.firm and pair.n <= claim.bases[0]:
            return self._finding(told, sure, claim.bases[0])
        if pair.is_possible:
            return None
        if not claim.option.sure_n:
            # all but one school (97%)
            if pair.n == 1:
                return None
            return self._finding(told, "maybe", self._nearest(told))
        return self._finding(told, sure if told.is_impossible else "maybe", self._nearest(told))

    def _adds_up(self, number: int) -> bool:
        """Whether the n's of a run with this figure add up to a base that is stated for it."""
        claim = self.told[number].claim
        bases = {*claim.bases, *claim.counts, claim.population}
        return any(sum(each.pair.n for each in run) in bases for run in self._runs(number, number))

    def _base_of_others(self, number: int) -> int | None:
        """Return the sum of the n's of a run of which all other figures fit it, None without one.

        So 23% (n=4) beside 78% (n=14) is of 18.
        """
        claim = self.told[number].claim
        for run in self._runs(number, number):
            base = sum(each.pair.n for each in run)
            others = [each.pair for each in run if each.claim is not claim]
            # a base that is stated, and that another figure fits, goes before
            if claim.firm and base not in claim.bases and _any_fits(others, claim.bases[0]):
                continue
            fit = all(other.fits(base) and other.n for other in others)
            if others and fit and self._is_whole(run, base):
                return base
        return None

    def _is_whole(self, run: Sequence[_Told], base: int) -> bool:
        """Whether a run is all options of a question, of which the n's add up to that base."""
        if base in (*run[0].claim.bases, run[0].claim.population) or len(run) > _FEW:
            return True
        shares = add_up([each.pair.percent for each in run])
        off = abs(shares.value - 100)
        answers = {each.claim.answer(self.patterns) for each in run}
        if answers == {"yes", "no"} and off < _FAR_OFF:
            return True
        is_rest = self.rest.search(f"{run[-1].claim.words} {text_before(run[-1].claim)}")
        return off <= max(_MAX_OFF, shares.slack) or (bool(is_rest) and off < _FAR_OFF)

    def _counted_base(self, number: int) -> int | None:
        """Return the number that the paragraph begins with, if it must be the base.

        Another figure there is of it, or what follows is said of them: eighty people; of these.
        """
        told = self.told[number]
        base = told.claim.population
        if not base or told.claim.mention.base or base < told.pair.n:
            return None
        if told.claim.firm and base not in told.claim.bases:
            return None
        others = [
            each
            for each in self.told
            if each.claim.index == told.claim.index and each is not told and each.pair.n
        ]
        if any(each.pair.n > base for each in others):
            return None
        if any(each.fits(self.known) and not each.pair.fits(base) for each in others):
            return None
        is_of_them = told.claim.part and told.claim.counts[:1] == (base,) and not others
        return base if is_of_them or any(each.pair.fits(base) for each in others) else None

    def _nearest(self, told: _Told) -> int | None:
        n, value = told.pair.n, told.pair.percent.value
        candidates = [
            base for base in (*told.claim.bases, *sorted(self.known)) if base >= n and base
        ]
        if candidates:
            return min(candidates, key=lambda base: abs(100 * n / base - value))
        return max(n, round(100 * n / value)) if n and value else None

    def _finding(
        self, told: _Told, sure: Sureness, base: int | None, *, others: bool = False
    ) -> Finding:
        n, percent = told.pair
        should = f"{_corrected(told.option, base)} of {base}" if base else ""
        if others:
            why = f"the figures beside it, and the sum of the n's, give base {base}"
        elif told.pair.is_possible and base:
            why = f"{n} of {base} is {rounded(n, base, percent.digits)}"
        else:
            why = f"no base gives {percent} for n={n}"
        if told.is_impossible and others:
            why = f"no base gives {percent} for n={n}; {why}"
        return told.option.finding(sure, should, why)

    def _complements(self) -> Iterator[Finding]:
        """Yield the shares of a sentence that add up to 100, but are of no base in common."""
        used = set(self.reported)
        for length in (2, 3, 4):
            for start in range(len(self.told) - length + 1):
                numbers = range(start, start + length)
                if used.isdisjoint(numbers) and self._is_of_one(numbers):
                    used |= set(numbers)
                    yield _without_common_base([self.told[number] for number in numbers])

    def _is_of_one(self, numbers: Sequence[int]) -> bool:
        """Whether shares must be of one base, that none can be."""
        run = [self.told[number] for number in numbers]
        claims = [each.claim for each in run]
        if any(claim.loose for claim in claims):
            return False
        if len({(claim.index, claim.sentence.start) for claim in claims}) > 1:
            return False
        if any(claim.part or claim.mention.base for claim in claims):
            return False
        total = add_up([each.pair.percent for each in run])
        bases = [set(each.pair.bases) for each in run]
        if not total.is_hundred or set.intersection(*bases) or not all(bases):
            return False
        # each may be of a base of its own that the report states
        return not all(each.pair.fits_any(self.known) for each in run)


def _exceeded_base(claim: Claim) -> int | None:
    """Return the only number told before a claim if that is said of them, but is of more."""
    n = claim.mention.n or 0
    is_of_them = claim.part and len(claim.counts) == 1 and not claim.bases
    return claim.counts[0] if is_of_them and claim.counts[0] < n else None


def _any_fits(pairs: Sequence[Pair], base: int) -> bool:
    return any(pair.fits(base) for pair in pairs)


def _without_common_base(run: Sequence[_Told]) -> Finding:
    texts = [each.option.option.text for each in run]
    likeliest = max(run, key=lambda each: each.pair.n)
    base = likeliest.pair.bases[0]
    shares = [
        f"{each.pair.percent} (n={counts[0]})"
        if (counts := counts_of(each.pair.percent, base))
        else ""
        for each in run
    ]
    total = sum(each.pair.n for each in run)
    by_n = [f"{rounded(each.pair.n, total)} (n={each.pair.n})" for each in run]
    right = [f"{' and '.join(by_n)} of {total}"]
    if all(shares):
        right.insert(0, f"{' and '.join(shares)} of {base}")
    return Finding(
        "likely",
        "figures",
        run[0].option.option.place,
        says=" and ".join(texts),
        should=" or ".join(right),
        why="the per cents add up to 100, but no base gives them all",
    )


def _corrected(paired: PairedOption, base: int) -> str:
    """Return the figure with the percentage of its n, and with the n of its percentage."""
    n, percent = paired.pair
    texts = []
    if n <= base:
        texts.append(paired.with_percent(paired.percent_of(base)))
    if counts := counts_of(percent, base):
        texts.append(paired.with_n(min(counts, key=lambda count: abs(count - n))))
    return " or ".join(texts)
