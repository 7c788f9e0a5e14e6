"""Checks the shares of running text against the chart, table or list of their question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.lint.checks.findings import Finding
from pipeline.lint.figure_patterns import FigurePatterns, fold
from pipeline.lint.find import Claim, Group, Mention, Option, Percent, Report, add_up
from pipeline.lint.read import Grid, Place, TextBlock

_MIN_LABELS = 3  # figures that make a chart of bare labels
_MIN_TOLD = 2  # figures in the text on a picture
_MOST_LEFT_OUT = 2  # options that a chart or a text leaves out, or has besides
_STEM = 5  # letters at the beginning of words that mean the same: fietsplan, fietsplannen
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SHORTEST = 4  # letters of a label that a text can repeat


def check_text_and_charts(
    report: Report, groups: Sequence[Group], passages: Sequence[Sequence[Claim]]
) -> Iterator[Finding]:
    """Yield shares of text that the chart beside it contradicts, and charts of other figures."""
    charts = [*_charts(report), *_columns(report, groups)]
    findings = list(_beside_text(report, groups, passages, charts))
    yield from findings
    blocks = {finding.place.block for finding in findings}
    alone = [chart for chart in charts if chart.index not in blocks]
    yield from filter(None, (_of_closed(chart, report.patterns) for chart in alone))


def _beside_text(
    report: Report,
    groups: Sequence[Group],
    passages: Sequence[Sequence[Claim]],
    charts: Sequence[_Chart],
) -> Iterator[Finding]:
    pictured = {chart.index for chart in charts}
    for passage in passages:
        claims = [c for c in passage if not c.part and not c.is_rough and c.index not in pictured]
        if not claims:
            continue
        section = report.sections[claims[0].index]
        runs = list(_complete_runs(claims))
        for chart in charts:
            if report.sections[chart.index] == section:
                yield from _of_chart(runs, chart, report.patterns)
                yield from _of_exchanged(runs, chart, report.patterns)
        near = [g for g in groups if report.sections[g.place.block] == section]
        yield from _of_labels(report, claims, near)


@dataclass(frozen=True)
class _Chart:
    """A chart of which only the figures are text, or also the labels of its options."""

    index: int
    place: Place
    percents: tuple[Percent, ...]
    labels: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The figures, with their labels if it has those."""
        if not self.labels:
            return ", ".join(map(str, self.percents))
        pairs = zip(self.labels, self.percents, strict=True)
        return ", ".join(f"{label} {percent}" for label, percent in pairs)

    def is_closed(self, patterns: FigurePatterns) -> bool:
        """Whether a respondent gives one of its options: yes, no, not yet."""
        words = [word for label in self.labels for word in label.split()[:1]]
        n_yes, n_no = (
            sum(word in patterns.words("choice", key) for word in words) for key in ("yes", "no")
        )
        return n_yes == n_no == 1


def _charts(report: Report) -> Iterator[_Chart]:
    """Yield the charts that are rows of bare figures, or told in a text on a picture."""
    row: list[tuple[int, TextBlock]] = []
    for index, block in enumerate([*report.blocks, None]):
        if isinstance(block, TextBlock) and _is_bare(report, index):
            row.append((index, block))
            continue
        yield from _chart_of(report, row)
        row = []
        if isinstance(block, TextBlock) and _is_picture(block, report.patterns):
            yield from _chart_of(report, [(index, block)])


def _columns(report: Report, groups: Sequence[Group]) -> Iterator[_Chart]:
    """Yield the columns and lists of a question of which a respondent gives one option."""
    for group in groups:
        percents = tuple(option.percent for option in group.options if option.percent)
        if group.single and len(percents) == len(group.options) >= _MIN_LABELS:
            yield _Chart(group.place.block, group.place, percents)


def _is_bare(report: Report, index: int) -> bool:
    """Whether a block holds figures and no words."""
    mentions = report.figures[index].mentions
    return bool(mentions) and not re.search(r"[^\W\d_]{2}", report.blocks[index].text)


def _is_picture(block: TextBlock, patterns: FigurePatterns) -> bool:
    """Whether a block is the text on a picture of a chart, or below it."""
    text = fold(block.text)
    is_alt = block.place.part.startswith("picture")
    if is_alt or block.kind == "caption":
        return bool(patterns.whole("scope", "chart").search(text))
    captions = patterns.any_of("nouns", "captions")
    return bool(re.match(rf"{captions}\s*\d+\s*[.:]", text))


def _chart_of(report: Report, row: Sequence[tuple[int, TextBlock]]) -> Iterator[_Chart]:
    mentions = [
        (block, mention)
        for index, block in row
        for mention in report.figures[index].mentions
        if mention.percent
    ]
    is_bare = len(row) > 1 or _is_bare(report, row[0][0]) if row else True
    if len(mentions) < (_MIN_LABELS if is_bare else _MIN_TOLD):
        return
    index, block = row[0]
    percents = tuple(mention.percent for _, mention in mentions if mention.percent)
    labels = () if is_bare else _labels(block.text, [mention for _, mention in mentions])
    yield _Chart(index, block.place.at(index, -1), percents, labels)


def _labels(text: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Return the label of each figure of a chart, all before or all behind them; none if unclear.

    So of “Pilots? Yes: 67%. No: 0%” and of “Pilots? 67% yes, 0% no”.
    """
    folded = fold(text)
    ends = [mention.start for mention in mentions[1:]] + [len(folded)]
    behind = [folded[m.end : end] for m, end in zip(mentions, ends, strict=True)]
    if all(re.match(r"\s+[a-z]", each) for each in behind):
        labels = [re.split(r"[.,;:()–]|\s-\s", each)[0].strip() for each in behind]
    else:
        starts = [0] + [mention.end for mention in mentions[:-1]]
        before = [folded[start : m.start] for start, m in zip(starts, mentions, strict=True)]
        names = [each.rstrip(" :=(").lstrip(" .,;:)–-") for each in before]
        labels = [re.split(r"[.,;:?!\"()–]|\s-\s", each)[-1].strip() for each in names]
    labels = [re.sub(r"^(?:en|and)\s+", "", label) for label in labels]
    return tuple(labels) if all(labels) and len(set(labels)) == len(labels) else ()


def _complete_runs(claims: Sequence[Claim]) -> Iterator[Sequence[Claim]]:
    """Yield the options of the questions that are told whole: they add up to 100."""
    first = 0
    while first < len(claims):
        for end in range(min(len(claims), first + 7), first + 1, -1):
            run = claims[first:end]
            percents = [claim.mention.percent for claim in run if claim.mention.percent]
            if run[-1].index - run[0].index <= 1 and add_up(percents).is_hundred:
                yield run
                first = end - 1
                break
        first += 1


def _of_chart(
    runs: Sequence[Sequence[Claim]], chart: _Chart, patterns: FigurePatterns
) -> Iterator[Finding]:
    """Yield the finding that the figures of a chart are not those of the text nearest to it."""
    if add_up(chart.percents).is_hundred:
        return
    shown, is_closed = set(chart.percents), chart.is_closed(patterns)
    for run in _nearest(runs, chart)[:1]:
        # one question has about as many figures in both; rows of bars may be of many
        if abs(len(chart.percents) - len(run)) > _MOST_LEFT_OUT:
            continue
        told = {claim.mention.percent for claim in run if claim.mention.percent}
        # a chart of another question shares no figure; one of several moments has all of them
        if not told & shown or (told <= shown and not is_closed):
            continue
        shares = ", ".join(str(claim.mention.percent) for claim in run)
        why = f"the text tells {shares}, which add up to 100%; those of the chart do not"
        yield _chart_finding(run, chart, why)


def _of_closed(chart: _Chart, patterns: FigurePatterns) -> Finding | None:
    """Return the finding that a chart of yes and no has more than 100%."""
    total = add_up(chart.percents)
    if not chart.is_closed(patterns) or total.value - 100 <= total.slack:
        return None
    says, should = f"chart: {chart.shown}", "per cents that add up to 100"
    why = f"each respondent gives one of these options, together {total.value:g}%"
    return Finding("likely", "sum", chart.place, says=says, should=should, why=why)


def _nearest(runs: Sequence[Sequence[Claim]], chart: _Chart) -> list[Sequence[Claim]]:
    """Return the runs by distance from a chart, those that share most figures with it first."""
    shown = set(chart.percents)

    def order(run: Sequence[Claim]) -> tuple[int, int]:
        n_shared = sum(claim.mention.percent in shown for claim in run)
        return min(abs(claim.index - chart.index) for claim in run), -n_shared

    return sorted(runs, key=order)


def _chart_finding(run: Sequence[Claim], chart: _Chart, why: str) -> Finding:
    text = ", ".join(claim.option.text for claim in run)
    shares = ", ".join(str(claim.mention.percent) for claim in run)
    should = f"{shares}, as in the text ({text})"
    says = f"chart: {chart.shown}"
    return Finding("likely", "chart", chart.place, says=says, should=should, why=why)


def _of_exchanged(
    runs: Sequence[Sequence[Claim]], chart: _Chart, patterns: FigurePatterns
) -> Iterator[Finding]:
    """Yield the finding that a chart has the figures of the text beside other labels."""
    for run in _nearest(runs, chart)[:1]:
        shares = [claim.mention.percent for claim in run if claim.mention.percent]
        if not chart.labels or sorted(map(str, shares)) != sorted(map(str, chart.percents)):
            continue
        pairs = zip(chart.labels, chart.percents, strict=True)
        told = [(_told(label, run, patterns), percent) for label, percent in pairs]
        known = [(claim.mention.percent, percent) for claim, percent in told if claim]
        wrong = [other for other, percent in known if other != percent]
        if len(known) == len(told) and len(wrong) > 1:
            why = "the text gives these figures to other options"
            yield _chart_finding(run, chart, why)


def _told(label: str, run: Sequence[Claim], patterns: FigurePatterns) -> Claim | None:
    """Return the only claim of a run that tells a label, by its words or its answer."""
    named = [claim for claim in run if re.search(rf"\b{re.escape(label)}\b", _all_words(claim))]
    if len(named) == 1:
        return named[0]
    answers = ("yes", "no", "unknown")
    answer = next((a for a in answers if _is_label_of(a, label, patterns)), None)
    alike = [claim for claim in run if claim.answer(patterns) == answer]
    return alike[0] if len(alike) == 1 else None


def _all_words(claim: Claim) -> str:
    own = claim.sentence.between(claim.mention.start, claim.mention.end)
    return f"{claim.words} {fold(own)}"


def _is_label_of(answer: str, label: str, patterns: FigurePatterns) -> bool:
    if answer == "unknown":
        return bool(patterns.whole("scope", "unknown").search(label))
    return label in patterns.words("choice", answer)


def _of_labels(
    report: Report, claims: Sequence[Claim], groups: Sequence[Group]
) -> Iterator[Finding]:
    """Yield the shares that another figure of the same option contradicts."""
    printed = {option.percent for group in groups for option in group.options}
    for claim in claims:
        percent = claim.mention.percent
        if percent is None or percent in printed or _YEAR.search(claim.sentence.text):
            continue
        for group in groups:
            option = _option_told(report, claim, group)
            if option is None or option.percent is None or claim.mention.n not in (None, option.n):
                continue
            if abs(option.percent.value - percent.value) < 1 and percent.digits == 0:
                continue
            says = f"{claim.sentence.text.strip()[:140]}"
            base = group.stated.bases[0] if group.stated.bases else None
            n = f" (n={option.n})" if option.n is not None else ""
            why = f"{group.title} gives {option.label} {option.percent}{n}"
            why += f" of {base}" if base else ""
            should = f"{option.percent}{n}, or another figure there"
            yield Finding("likely", "chart", claim.option.place, says=says, should=should, why=why)
            break


def _option_told(report: Report, claim: Claim, group: Group) -> Option | None:
    """Return the option of a group that a claim tells in other words, None if unsure."""
    if _several_columns(report, group) or _names_segment(claim):
        return None
    if option := _named_option(claim, group):
        return option
    patterns, stems = report.patterns, _stems(claim.words, report.patterns)
    caption = _stems(_caption(report, group), patterns)
    if not stems & caption:
        return None
    extra = stems - caption
    answer = claim.answer(patterns)
    labels = [(option, fold(option.label).replace("-", " ")) for option in group.options]
    named = [option for option, label in labels if extra & _stems(label, patterns)]
    if len(named) == 1 and answer == "yes":
        return named[0]
    if extra or answer != "yes":
        return None
    yes = [option for option, label in labels if label.split(",")[0] in _YES]
    return yes[0] if len(yes) == 1 else None


def _named_option(claim: Claim, group: Group) -> Option | None:
    """Return the only option whose label a claim repeats, where another is told rightly."""
    names = {
        fold(option.label): option
        for option in group.options
        if len(option.label) >= _SHORTEST and option.percent
    }
    text = fold(claim.sentence.text)
    told = [name for name in names if re.search(rf"\b{re.escape(name)}\b", text)]
    own = [name for name in told if re.search(rf"\b{re.escape(name)}\b", claim.words)]
    shares = {mention.percent for mention in claim.sentence.figures.mentions}
    confirmed = [name for name in told if names[name].percent in shares and name not in own]
    return names[own[0]] if len(own) == 1 and confirmed else None


_YES = ("ja", "yes", "aanwezig", "present")


def _names_segment(claim: Claim) -> bool:
    """Whether a claim is of the small or large ones."""
    return claim.mention.of != "all" or claim.part


def _several_columns(report: Report, group: Group) -> bool:
    """Whether a table has figures of several moments or segments."""
    grid = report.blocks[group.place.block]
    if not isinstance(grid, Grid):
        return False
    return sum("%" in cell for cell in grid.rows[-1]) > 1 or len(grid.rows[0]) > 3


def _caption(report: Report, group: Group) -> str:
    first = group.place.block
    above = report.blocks[max(0, first - 2) : first]
    texts = [b.text for b in above if isinstance(b, TextBlock) and b.kind in ("caption", "heading")]
    questions = [b.text for b in above if isinstance(b, TextBlock) and "?" in b.text]
    return " ".join([*texts, *questions])


def _stems(text: str, patterns: FigurePatterns) -> set[str]:
    """Return the beginnings of the words of a text that say something."""
    small = set(patterns.words("scope", "small_words")) | set(patterns.words("nouns", "captions"))
    words = re.findall(r"[^\W\d_]{4,}", fold(text))
    return {word[: max(_STEM, len(word) - 3)][:9] for word in words if word not in small}
