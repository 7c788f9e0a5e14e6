"""The quotes of a run: verbatims that a person approved for print.

As long as the answer is the same, has the theme, and comes from enough respondents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.counts import Figure, QuestionSummary, Quote, ThemeFigures
from pipeline.decisions import APPROVE, AnswerKey, QuoteAct, QuoteKey, current_acts
from pipeline.normalise import verbatim_hash
from pipeline.privacy import formed, known_marks
from pipeline.quotes.edit import only_leaves_out
from pipeline.study import Study


@dataclass(frozen=True)
class CurrentQuote:
    """An approved quote whose answer still has that verbatim and theme.

    `part` is the respondent's value of the segment that it is attributed to.
    """

    act: QuoteAct
    part: str


class Quotable:
    """Reads the answers and codings of a run and notes which approved quotes still hold.

    Its memory grows only with the approvals.
    """

    def __init__(self, study: Study, acts: Iterable[QuoteAct]) -> None:
        self._by = study.quotes.by
        self._approved = {
            key: act for key, act in current_acts(acts).items() if act.verb == APPROVE
        }
        self._respondents = {key.respondent_id for key in self._approved}
        self._current: dict[QuoteKey, CurrentQuote] = {}

    @property
    def current(self) -> tuple[CurrentQuote, ...]:
        """The approved quotes that hold, in the order in which they were approved."""
        return tuple(sorted(self._current.values(), key=lambda each: (each.act.at, each.act.id)))

    def add(self, answers: pd.DataFrame, codings: pd.DataFrame) -> None:
        """Add some answers (`model.ANSWERS` and segments) and codings (`model.CODINGS`)."""
        if not self._approved:
            return
        near = answers[answers["respondent_id"].isin(self._respondents)]
        parts = near[self._by].tolist() if self._by else [""] * len(near)
        keys = map(AnswerKey, *(near[name].tolist() for name in AnswerKey._fields))
        texts = dict(zip(keys, zip(near["text"].tolist(), parts, strict=True), strict=True))
        coded = codings[codings["respondent_id"].isin(self._respondents)]
        for key in map(QuoteKey, *(coded[name].tolist() for name in QuoteKey._fields)):
            act = self._approved.get(key)
            text, part = texts.get(key.answer, ("", ""))
            if act and verbatim_hash(text) == act.text_hash and may_print(text, act.text):
                self._current[act.key] = CurrentQuote(act, str(part))

    def merge(self, other: Quotable) -> None:
        """Add the approved quotes that hold in other answers."""
        self._current.update(other._current)


def may_print(verbatim: str, text: str) -> bool:
    """Whether a text is that verbatim with words left out, and without personal data.

    No word may be rewritten; personal data are those with a form of their own.
    """
    bare = text
    for mark in known_marks():
        bare = bare.replace(mark, " ")
    left = any(sign.isalnum() for sign in bare)
    return left and only_leaves_out(verbatim, text) and not formed(text)


def approved_quotes(
    study: Study, questions: Iterable[QuestionSummary], quotable: Quotable
) -> dict[str, tuple[Quote, ...]]:
    """Return by question the quotes that may be printed, in the order of its themes.

    At most `study.quotes.most` of a theme and wave, those approved first. `questions` have the
    figures after disclosure control: a theme whose figure is hidden, or is of fewer than
    `study.quotes.n` respondents or a base under `study.quotes.base`, prints no quote; a segment for
    which that holds is not named, and none of a theme is where one of its segments is hidden.
    """
    quotes: dict[str, tuple[Quote, ...]] = {}
    for question in questions:
        current = [each for each in quotable.current if each.act.question == question.id]
        quotes[question.id] = tuple(
            quote for theme in question.themes for quote in _of_theme(study, theme, current)
        )
    return quotes


def group_words(study: Study, value: str) -> str:
    """Return the attribution of a quote, in words: the segment variable and the value."""
    segment = study.segments[study.quotes.by]
    return f"{segment.label or study.quotes.by}: {value}"


def _of_theme(study: Study, theme: ThemeFigures, current: Sequence[CurrentQuote]) -> list[Quote]:
    quotes: list[Quote] = []
    printed: Counter[str] = Counter()
    texts: set[tuple[str, str]] = set()
    for each in current:
        act = each.act
        if act.theme != theme.theme or (act.wave, act.text) in texts:
            continue
        if not _large_enough(study, theme.waves.get(act.wave)):
            continue
        if printed[act.wave] < study.quotes.most:
            printed[act.wave] += 1
            texts.add((act.wave, act.text))
            quotes.append(Quote(act.wave, act.theme, act.text, _group(study, theme, each)))
    return sorted(quotes, key=lambda quote: study.wave_ids.index(quote.wave))


def _group(study: Study, theme: ThemeFigures, quote: CurrentQuote) -> str:
    by = study.quotes.by
    if not by or not quote.part:
        return ""
    of_groups = {
        value: figure
        for (wave, variable, value), figure in theme.segments.items()
        if (wave, variable) == (quote.act.wave, by)
    }
    # beside named groups a quote without one would be known to come from a hidden one
    if any(figure.suppressed for figure in of_groups.values()):
        return ""
    figure = of_groups.get(quote.part)
    return group_words(study, quote.part) if _large_enough(study, figure) else ""


def _large_enough(study: Study, figure: Figure | None) -> bool:
    if figure is None or figure.suppressed:
        return False
    return figure.n >= study.quotes.n and figure.base >= study.quotes.base
