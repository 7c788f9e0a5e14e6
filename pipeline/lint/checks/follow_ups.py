"""Bases of follow-up questions: those who gave some option of the question before are asked on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.lint.checks.findings import Finding
from pipeline.lint.find import Group, Option, is_subset_sum


def check_bases(groups: Sequence[Group]) -> Iterator[Finding]:
    """Follow-up questions (`ai` and then `ai-domains`) whose base no options of the first question add up to.

    Fewer than the first option says is no contradiction: some of those asked may not have answered.
    """
    for group in groups:
        first = _asked_before(group, groups)
        if not first or not group.bases or not first.bases:
            continue
        base, parts = group.bases[0], [o.n for o in first.options if o.n is not None]
        whole = first.bases[0]
        # in a first question that lacks an option, anything can be a sum
        if (
            len(parts) < 2
            or sum(parts) != whole
            or base in (0, whole)
            or base <= parts[0]
            or is_subset_sum(base, parts)
        ):
            continue
        yield _finding(group, first, groups)


def _asked_before(group: Group, groups: Sequence[Group]) -> Group | None:
    question, _, wave = group.name.partition(".")
    firsts = [
        g
        for g in groups
        if g is not group
        and g.name.partition(".")[2] == wave
        and question.startswith((f"{g.name.partition('.')[0]}-", f"{g.name.partition('.')[0]}_"))
    ]
    return max(firsts, key=lambda g: len(g.name), default=None)


def _finding(group: Group, first: Group, groups: Sequence[Group]) -> Finding:
    base = group.bases[0]
    said = ", ".join(f"{o.label} {o.n}" for o in first.options)
    lead = first.options[0]
    elsewhere = [
        f"{g.name}: {o.label}"
        for g in groups
        for o in g.options
        if o.n == base and g is not first and g is not group
    ]
    why = f"no options of {first.name} ({said}) add up to {base}"
    if 0 < len(elsewhere) <= 3:
        why += f"; {base} is the n of {' and of '.join(elsewhere)}"
    should = f"a base of {lead.n} ({_name(first, lead)}), or the group that was asked"
    return Finding(
        "likely", "base", group.place, f"{group.name}: base {base}", should, why, group.at
    )


def _name(group: Group, option: Option) -> str:
    return f"{group.name}: {option.label}"
