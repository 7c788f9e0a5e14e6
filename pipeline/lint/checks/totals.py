"""Holds the options of a group against each other and against their base."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from pipeline.lint.checks.findings import Finding, Sureness
from pipeline.lint.find import (
    Group,
    Option,
    Percent,
    add_up,
    bases_of,
    can_stand,
    common_base,
    counts_of,
    fits,
    most_fitting,
    rounded,
)

_SMALL_BASE = 200
"""Up to this base a whole per cent can be one that no count gives."""


@dataclass(frozen=True)
class _Base:
    """The base that a group is judged by; `stated` where the report says it, `firm` where it says no other."""

    n: int
    stated: bool
    firm: bool


def check_group(
    group: Group, known: Collection[int] = (), nearby: Collection[int] = ()
) -> list[Finding]:
    """What is wrong within one group; `known` are all bases that the report states, `nearby` counts that may be the base of others."""
    base = _base_of(group)
    wrong = _other_base(group, base)
    if wrong:
        return [wrong]
    if group.kind == "text" and not base:
        return [f for o in group.options if (f := _unplaced(group, o, known, nearby))]
    misfits = [o for o in group.options if o.pair and not _fits(o, base)]
    swapped = list(_swapped(group, misfits, base)) if base else []
    exchanged = {o for pair in swapped for o in pair}
    found = [_swap_finding(a, b, base.n) for a, b in swapped if base]
    found += [
        f for o in misfits if o not in exchanged and (f := _misfit(group, o, base, known, nearby))
    ]
    found += _impossible(group, base)
    if group.kind != "text" and not misfits:
        found += _whole(group, base)
    return found


def _fits(option: Option, base: _Base | None) -> bool:
    n, percent = option.pair or (0, Percent(0))
    return fits(n, base.n, percent) if base else can_stand(n, percent)


def _base_of(group: Group) -> _Base | None:
    """The base to judge by: the stated one that fits most, else that of the totals, else the sum of the n's or the one that most share."""
    pairs = group.pairs
    stated = list(group.bases)
    if group.total and group.total.n:
        stated.append(group.total.n)
    if stated:
        best = most_fitting(pairs, stated)
        chosen = best[0] if best and best[1] else stated[0]
        fitting = best[1] if best else 0
        # a base that stands further off and fits little is that of something else
        if group.kind == "text" or group.firm or not pairs or 2 * fitting > len(pairs):
            of_total = not group.bases and group.total is not None
            return _Base(chosen, True, group.firm or of_total)
    if group.kind == "text" or len(pairs) < 2:
        return None
    total = group.sum_n
    best = most_fitting(pairs, [total]) if total else None
    common = common_base(pairs)
    if best and best[1] == len(pairs):
        return _Base(best[0], False, False)
    if common and common[1] >= max(2, len(pairs) - 2) and (best is None or common[1] > best[1]):
        return _Base(common[0], False, False)
    return _Base(best[0], False, False) if best and best[1] >= max(2, len(pairs) - 2) else None


def _other_base(group: Group, base: _Base | None) -> Finding | None:
    """The base is wrong, rather than most of the figures: they fit one base, which is another than the report says."""
    # 0% (n=0) fits any base
    pairs = [(n, p) for n, p in group.pairs if n]
    if not base or not base.firm or len(pairs) < 2 or group.kind == "text":
        return None
    fitting = sum(fits(n, base.n, p) for n, p in pairs)
    total = group.sum_n
    common = common_base(pairs)
    shared = common[0] if common and len(pairs) > 2 else None
    others = [b for b in (total, shared) if b and b != base.n]
    best = most_fitting(pairs, others)
    if not best or best[1] < len(pairs) or fitting * 2 > len(pairs):
        return None
    sure: Sureness = "certain" if best[0] == total and fitting == 0 else "likely"
    says = f"{group.name or group.place.part}: base {base.n}"
    why = f"{best[1] - fitting} of {len(pairs)} figures do not fit {base.n}; all fit {best[0]}" + (
        ", which is also their sum" if best[0] == total else ""
    )
    return Finding(sure, "base", group.place, says, f"base {best[0]}", why, group.at)


def _swapped(group: Group, misfits: list[Option], base: _Base) -> Iterator[tuple[Option, Option]]:
    """Pairs of options whose n's fit each other's per cent."""
    left = list(misfits)
    while left:
        a = left.pop(0)
        for b in left:
            if (
                a.pair
                and b.pair
                and fits(b.pair[0], base.n, a.pair[1])
                and fits(a.pair[0], base.n, b.pair[1])
            ):
                left.remove(b)
                yield a, b
                break


def _swap_finding(a: Option, b: Option, base: int) -> Finding:
    first, second = (a, b) if a.at <= b.at else (b, a)
    says = f"{_named(first)} and {_named(second)}"
    with_n = f"{_named(replace(first, n=second.n, said=''))} and {_named(replace(second, n=first.n, said=''))}"
    with_percent = f"{_named(replace(first, percent=second.percent, said=''))} and {_named(replace(second, percent=first.percent, said=''))}"
    why = f"of {base}, {first.n} is {_percent(first, base)} and {second.n} is {_percent(second, base)}: the two are exchanged"
    return Finding(
        "certain", "swapped", first.place, says, f"{with_n}; or {with_percent}", why, first.at
    )


def _misfit(
    group: Group,
    option: Option,
    base: _Base | None,
    known: Collection[int],
    nearby: Collection[int] = (),
) -> Finding | None:
    n, percent = option.pair or (0, Percent(0))
    alone = can_stand(n, percent)
    sure: Sureness
    if not alone:
        sure = "certain" if option.sure_n else "likely"
        why = f"no base gives {percent} for n={n}"
    elif base and base.stated:
        elsewhere = [
            b
            for b in {*known, *(nearby if group.kind == "text" else ())}
            if b != base.n and fits(n, b, percent)
        ]
        if elsewhere and group.kind == "text" and not base.firm:
            return None
        sure = (
            "certain"
            if group.kind != "text" and base.firm
            else "maybe"
            if elsewhere and group.kind == "text"
            else "likely"
        )
        why = f"{n} of {base.n} is {_percent(option, base.n)}"
        if elsewhere:
            why += f"; it would fit base {', '.join(map(str, sorted(elsewhere)))}"
    else:
        sure, why = "likely", f"the other figures fit base {base.n}" if base else ""
    if not option.sure_n and not alone and group.kind == "text":
        sure = "maybe"
    return Finding(
        sure,
        "figures",
        option.place,
        _named(option),
        _mended(group, option, base, known),
        why,
        option.at,
    )


def _unplaced(
    group: Group, option: Option, known: Collection[int], nearby: Collection[int]
) -> Finding | None:
    """A figure of running text that no base gives, or none of those that the report states."""
    if not option.pair:
        return None
    if not can_stand(*option.pair):
        return _misfit(group, option, None, known)
    if (
        not known
        or not option.sure_n
        or any(fits(option.pair[0], b, option.pair[1]) for b in {*known, *nearby})
    ):
        return None
    implied = bases_of(*option.pair)
    if len(implied) > 3:
        return None
    why = f"it fits base {' or '.join(map(str, implied))}, which the report states nowhere"
    should = _mended(group, option, None, known)
    return Finding("maybe", "figures", option.place, _named(option), should, why, option.at)


def _mended(group: Group, option: Option, base: _Base | None, known: Collection[int]) -> str:
    """What the option should be: with another per cent, another n, or both where the group doesn't tell which."""
    n, percent = option.pair or (0, Percent(0))
    bases = (
        [base.n]
        if base
        else sorted(known, key=lambda b: _distance(n, percent, b))[:1] or _near(n, percent)
    )
    if not bases:
        return ""
    b = bases[0]
    other_percent = (
        _named(replace(option, percent=rounded(n, b, percent.digits), said="")) if n <= b else ""
    )
    counts = counts_of(percent, b)
    other_n = _named(replace(option, n=_closest(counts, n), said="")) if len(counts) else ""
    rest = group.sum_n - n if group.sum_n is not None else None
    if base and rest is not None and group.kind != "text":
        if rest + n == b:
            other_n = ""
        elif b - rest in counts:
            other_n, other_percent = _named(replace(option, n=b - rest, said="")), ""
    of = "" if base and base.stated else f" of {b}"
    return " or ".join(f"{said}{of}" for said in dict.fromkeys((other_percent, other_n)) if said)


def _near(n: int, percent: Percent) -> list[int]:
    return [max(n, round(100 * n / percent.value))] if percent.value else []


def _distance(n: int, percent: Percent, base: int) -> float:
    return abs(100 * n / base - percent.value) if base else 1e9


def _closest(counts: Collection[int], n: int) -> int:
    return min(counts, key=lambda c: abs(c - n))


def _impossible(group: Group, base: _Base | None) -> Iterator[Finding]:
    """Per cents without an n that no count of the base gives."""
    if not base or not base.stated or base.n > _SMALL_BASE or group.kind == "text":
        return
    alone = [o for o in group.options if o.percent and o.n is None]
    wrong = [o for o in alone if o.percent and not len(counts_of(o.percent, base.n))]
    # where many do not fit, they are weighted, or of another base
    if not wrong or 2 * len(wrong) > max(2, len(alone)):
        return
    for o in wrong:
        n = round(o.percent.value * base.n / 100) if o.percent else 0
        near = sorted(
            {k for k in (n - 1, n, n + 1) if 0 <= k <= base.n},
            key=lambda k: _distance(k, o.percent or Percent(0), base.n),
        )[:2]
        digits = o.percent.digits if o.percent else 0
        should = " or ".join(f"{rounded(k, base.n, digits)} (n={k})" for k in sorted(near))
        sure: Sureness = "likely" if base.firm else "maybe"
        yield Finding(
            sure,
            "impossible",
            o.place,
            _named(o),
            should,
            f"no count of {base.n} is {o.percent}",
            o.at,
        )


def _whole(group: Group, base: _Base | None) -> Iterator[Finding]:
    """Sums of a group whose figures fit by themselves."""
    percents = [o.percent for o in group.options if o.percent]
    if len(percents) < 2 and group.sum_n is None:
        return
    total, slack = add_up(percents)
    complete = len(percents) == len(group.options)
    is_hundred = complete and abs(total - 100) <= slack
    count = group.sum_n
    if count is not None and base and base.stated and len(group.options) > 1:
        yield from _sum_of_counts(group, base, count, is_hundred)
    elif complete and not is_hundred and len(percents) > 1:
        yield from _sum_of_percents(group, base, total, slack)


def _sum_of_counts(group: Group, base: _Base, count: int, is_hundred: bool) -> Iterator[Finding]:
    name = group.name or group.place.part
    if count == base.n:
        return
    says = f"{name}: {len(group.options)} options, together n={count}, of base {base.n}"
    if is_hundred:
        why = "the per cents add up to 100, the n's do not add up to the base"
        yield Finding(
            "maybe",
            "parts",
            group.place,
            says,
            f"n's that add up to {base.n}, or base {count}",
            why,
            group.at,
        )
    elif group.single and count < base.n:
        left = base.n - count
        should = (
            f"one more option, or several, with n={left} ({rounded(left, base.n)}); or base {count}"
        )
        why = f"each respondent gives one of these options, but {left} of {base.n} gave none"
        yield Finding("likely", "left-out", group.place, says, should, why, group.at)
    elif group.single and count > base.n:
        why = f"each respondent gives one of these options, but there are {count - base.n} more answers than respondents"
        yield Finding(
            "likely",
            "parts",
            group.place,
            says,
            f"n's that add up to {base.n}, or base {count}",
            why,
            group.at,
        )


def _sum_of_percents(
    group: Group, base: _Base | None, total: float, slack: float
) -> Iterator[Finding]:
    off = abs(total - 100) - slack
    name = group.name or group.place.part
    says = f"{name}: {len(group.options)} options, together {total:g}%"
    single = group.single or (group.total is not None and group.total.percent == Percent(100))
    if group.single is False:
        return
    if single and total < 100:
        n = f" (n={round((100 - total) * base.n / 100)})" if base and base.stated else ""
        check = "left-out" if 100 - total > 3 else "sum"
        should = f"one more option with {100 - total:g}%{n}, or per cents that add up to 100"
        yield Finding(
            "likely",
            check,
            group.place,
            says,
            should,
            f"rounding explains {slack:.1f} points at most",
            group.at,
        )
    elif single:
        should = "per cents that add up to 100"
        yield Finding(
            "likely",
            "sum",
            group.place,
            says,
            should,
            f"rounding explains {slack:.1f} points at most",
            group.at,
        )
    elif off <= 3 and len(group.options) > 2:
        why = f"rounding explains {slack:.1f} points at most; nothing to mend if respondents could give several options"
        yield Finding(
            "maybe", "sum", group.place, says, "per cents that add up to 100", why, group.at
        )


def _named(option: Option) -> str:
    if option.said:
        return option.said
    figure = (
        f"{option.percent} (n={option.n})"
        if option.percent and option.n is not None
        else str(option.percent or f"n={option.n}")
    )
    return f"{option.label} {figure}".strip()


def _percent(option: Option, base: int) -> Percent:
    digits = option.percent.digits if option.percent else 0
    return rounded(option.n or 0, base, digits)
