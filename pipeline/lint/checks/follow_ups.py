"""Bases of follow-up questions: asked of those who gave some options of the question before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.lint.checks.findings import Finding
from pipeline.lint.find import Group, is_subset_sum

_MAX_ELSEWHERE = 3  # places with the same number as n; more of them prove nothing


def check_follow_ups(groups: Sequence[Group]) -> Iterator[Finding]:
    """Yield the follow-up questions (`ai` and then `ai-domains`) with a base that nobody was asked.

    No options of the first question add up to it. Fewer than its first option says is no
    contradiction: some of those asked may not have answered.
    """
    for group in groups:
        first = _asked_before(group, groups)
        if (
            first
            and group.stated.bases
            and first.stated.bases
            and not _can_be_asked(group.stated.bases[0], first)
        ):
            yield _finding(group, first, groups)


def _asked_before(group: Group, groups: Sequence[Group]) -> Group | None:
    """Return the question that the group follows up, by its name and wave."""
    question, _, wave = group.name.partition(".")
    firsts = []
    for other in groups:
        name, _, of_wave = other.name.partition(".")
        if of_wave == wave and question.startswith((f"{name}-", f"{name}_")):
            firsts.append(other)
    return max(firsts, key=lambda first: len(first.name), default=None)


def _can_be_asked(base: int, first: Group) -> bool:
    """Whether some options of the first question can have been asked the follow-up."""
    counts = [option.n for option in first.options if option.n is not None]
    asked = first.stated.bases[0]
    # if the first question lacks an option, any number can be a sum
    if len(counts) < 2 or sum(counts) != asked:
        return True
    return base in (0, asked) or base <= counts[0] or is_subset_sum(base, counts)


def _finding(group: Group, first: Group, groups: Sequence[Group]) -> Finding:
    base, lead = group.stated.bases[0], first.options[0]
    elsewhere = [
        f"{other.name}: {option.label}"
        for other in groups
        for option in other.options
        if option.n == base and other is not first and other is not group
    ]
    options = ", ".join(f"{option.label} {option.n}" for option in first.options)
    why = f"no options of {first.name} ({options}) add up to {base}"
    if 0 < len(elsewhere) <= _MAX_ELSEWHERE:
        why += f"; {base} is the n of {' and of '.join(elsewhere)}"
    says = f"{group.name}: base {base}"
    should = f"a base of {lead.n} ({first.name}: {lead.label}), or the group that was asked"
    return Finding("likely", "base", group.place, says=says, should=should, why=why)
