"""All checks on a report, ordered by sureness and place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.lint.checks import (
    Finding,
    RunCounts,
    check_change_sizes,
    check_changes,
    check_counted_options,
    check_differences,
    check_follow_ups,
    check_group,
    check_passage,
    check_passage_follow_ups,
    check_passage_totals,
    check_phrases,
    check_ranks,
    check_stated_bases,
    check_text_and_charts,
    check_theme_counts,
    check_told_changes,
    in_order,
)
from pipeline.lint.figure_patterns import figure_patterns, language_of
from pipeline.lint.find import Group, Report, groups_of, lists_of, nouns_of, passages_of
from pipeline.lint.read import Block, TextBlock, shortened

_MIN_PAIRS = 8  # with this many, a high share of misfits means another cause than mistakes


def read_report(blocks: Sequence[Block], language: str | None = None) -> Report:
    """Return the report with its figures found, in that language or else the detected one."""
    language = language or language_of(block.text for block in blocks)
    short: list[Block] = []
    for block in blocks:
        short += shortened(block) if isinstance(block, TextBlock) else [block]
    patterns = figure_patterns(language)
    return Report(tuple(short), patterns.with_nouns(nouns_of(short, patterns)))


def groups_in(report: Report) -> list[Group]:
    """Return all groups of a report: tables and charts, and lists."""
    groups = [group for index in range(len(report.blocks)) for group in groups_of(report, index)]
    groups += lists_of(report)
    return sorted(groups, key=lambda group: group.place.order)


def check_report(report: Report, counts: RunCounts | None = None) -> list[Finding]:
    """Return the findings of a report in order.

    It is checked against itself, and against the counts of a run if given.
    """
    groups = groups_in(report)
    findings = _check_figures(report, groups, counts)
    findings += [*check_phrases(report), *check_changes(report), *check_ranks(report)]
    findings += [*check_counted_options(report), *check_change_sizes(report)]
    findings += [*check_told_changes(report), *check_differences(report)]
    if counts:
        findings += check_theme_counts(report, groups, counts)
    return in_order(findings)


def _check_figures(
    report: Report, groups: Sequence[Group], counts: RunCounts | None
) -> list[Finding]:
    known = report.known | (counts.bases if counts else frozenset())
    findings = [finding for group in groups for finding in check_group(group, known)]
    passages = passages_of(report)
    for passage in passages:
        mismatches = check_passage(report, passage, known)
        wrong = {mismatch.place.block for mismatch in mismatches}
        right = [claim for claim in passage if claim.index not in wrong]
        findings += [*mismatches, *check_passage_totals(report, right)]
    charts = list(check_text_and_charts(report, groups, passages))
    findings = [*_without_explained(findings, charts), *charts]
    findings += check_passage_follow_ups(report, groups, passages)
    findings += check_stated_bases(report, groups, known)
    return _weighed(findings, report, groups, counts)


def _without_explained(findings: Sequence[Finding], charts: Sequence[Finding]) -> list[Finding]:
    """Return the findings without those on charts whose figures are not those of the text."""
    blocks = {chart.place.block for chart in charts if chart.says.startswith("chart")}
    return [finding for finding in findings if finding.place.block not in blocks]


def _weighed(
    findings: list[Finding], report: Report, groups: Sequence[Group], counts: RunCounts | None
) -> list[Finding]:
    """Return the findings without those that weights explain, or as maybes if they may."""
    is_weighted = report.weighted or (counts is not None and counts.weighted)
    if is_weighted:
        findings = [
            finding for finding in findings if finding.check not in ("figures", "impossible")
        ]
    if is_weighted or _are_often_misfits(groups, findings):
        return [_doubted(finding) for finding in findings]
    return findings


def _doubted(finding: Finding) -> Finding:
    return replace(finding, sure="maybe", why=f"{finding.why}; the per cents may be weighted")


def check_questions(groups: Sequence[Group]) -> list[Finding]:
    """Return the findings of closed questions in order.

    Each is checked against itself and the question before it.
    """
    findings = [finding for group in groups for finding in check_group(group)]
    return in_order([*findings, *check_follow_ups(groups)])


def _are_often_misfits(groups: Iterable[Group], findings: Iterable[Finding]) -> bool:
    """Whether so many pairs don't fit that another cause is likelier than mistakes."""
    n_pairs = sum(len(group.pairs) for group in groups)
    misfits = sum(finding.check in ("figures", "swapped") for finding in findings)
    return n_pairs >= _MIN_PAIRS and 5 * misfits > 2 * n_pairs
