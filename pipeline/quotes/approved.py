"""The quotes of a run: verbatims that a person approved, as long as the answer is the same, has the theme, and comes from enough respondents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.counts import Figure, QuestionSummary, Quote, ThemeFigures
from pipeline.decisions import APPROVE, QuoteAct, QuoteKey, standing_acts, verbatim_hash
from pipeline.privacy import formed, known_marks
from pipeline.quotes.edit import only_leaves_out
from pipeline.study import Study


@dataclass(frozen=True)
class Seen:
    """An approved quote whose answer passed by with that verbatim and theme, and the respondent's value of the segment it is attributed to."""

    act: QuoteAct
    part: str


class Quotable:
    """Takes in the answers and codings of a run, part by part, and notes which approved quotes still hold. Its memory grows with the approvals
    alone.
    """

    def __init__(self, study: Study, acts: Iterable[QuoteAct]) -> None:
        self._by = study.quotes.by
        self._wanted = {key: act for key, act in standing_acts(acts).items() if act.verb == APPROVE}
        self._answers = {
            (act.question, act.wave, act.respondent_id) for act in self._wanted.values()
        }
        self._respondents = {respondent for _, _, respondent in self._answers}
        self._seen: dict[QuoteKey, Seen] = {}

    @property
    def seen(self) -> tuple[Seen, ...]:
        """The approved quotes that hold, in the order in which they were approved."""
        return tuple(sorted(self._seen.values(), key=lambda seen: (seen.act.at, seen.act.id)))

    def add(self, answers: pd.DataFrame, codings: pd.DataFrame) -> None:
        """Takes in some answers (`model.ANSWERS` and segments) and their codings (`model.CODINGS`)."""
        if not self._wanted:
            return
        names = ["question", "wave", "respondent_id"]
        near = answers[answers["respondent_id"].isin(self._respondents)]
        parts = near[self._by].tolist() if self._by else [""] * len(near)
        texts = {
            (str(question), str(wave), respondent): (text, part)
            for question, wave, respondent, text, part in zip(
                *(near[name].tolist() for name in (*names, "text")), parts, strict=True
            )
        }
        coded = codings[codings["respondent_id"].isin(self._respondents)]
        for question, theme, wave, respondent in zip(
            *(coded[name].tolist() for name in ("question", "theme", "wave", "respondent_id")),
            strict=True,
        ):
            act = self._wanted.get((str(question), str(theme), str(wave), respondent))
            text, part = texts.get((str(question), str(wave), respondent), ("", ""))
            if act and verbatim_hash(text) == act.text_hash and may_print(text, act.text):
                self._seen[act.key] = Seen(act, str(part))

    def merge(self, other: Quotable) -> None:
        """Add the approved quotes that hold by later answers."""
        self._seen.update(other._seen)


def may_print(verbatim: str, text: str) -> bool:
    """Whether a text is that verbatim with words left out and none rewritten, and holds nothing that has the form of personal data."""
    bare = text
    for mark in known_marks():
        bare = bare.replace(mark, " ")
    left = any(sign.isalnum() for sign in bare)
    return left and only_leaves_out(verbatim, text) and not formed(text)


def approved_quotes(
    study: Study, questions: Iterable[QuestionSummary], quotable: Quotable
) -> dict[str, tuple[Quote, ...]]:
    """By question the quotes that may be printed, in the order of its themes: at most `study.quotes.most` of a theme and wave, those approved first.

    `questions` carry the figures as the disclosure rules left them: a theme whose figure is hidden, or is of fewer than `study.quotes.n`
    respondents or a base under `study.quotes.base`, prints no quote; a segment for which that holds is not named.
    """
    found: dict[str, tuple[Quote, ...]] = {}
    for question in questions:
        seen = [s for s in quotable.seen if s.act.question == question.id]
        found[question.id] = tuple(
            quote for theme in question.themes for quote in _of_theme(study, theme, seen)
        )
    return found


def group_words(study: Study, value: str) -> str:
    """Whose quote it is, in words: the segment variable and the value."""
    segment = study.segments[study.quotes.by]
    return f"{segment.label or study.quotes.by}: {value}"


def _of_theme(study: Study, theme: ThemeFigures, seen: Sequence[Seen]) -> list[Quote]:
    quotes: list[Quote] = []
    printed: Counter[str] = Counter()
    texts: set[tuple[str, str]] = set()
    for one in seen:
        act = one.act
        same = (act.wave, act.text)
        if (
            act.theme != theme.theme
            or same in texts
            or not _large_enough(study, theme.waves.get(act.wave))
        ):
            continue
        if printed[act.wave] < study.quotes.most:
            printed[act.wave] += 1
            texts.add(same)
            quotes.append(Quote(act.wave, act.theme, act.text, _group(study, theme, one)))
    return sorted(quotes, key=lambda quote: study.wave_ids.index(quote.wave))


def _group(study: Study, theme: ThemeFigures, one: Seen) -> str:
    by = study.quotes.by
    if (
        not by
        or not one.part
        or not _large_enough(study, theme.segments.get((one.act.wave, by, one.part)))
    ):
        return ""
    return group_words(study, one.part)


def _large_enough(study: Study, figure: Figure | None) -> bool:
    rule = study.quotes
    return (
        figure is not None
        and not figure.suppressed
        and figure.n >= rule.n
        and figure.base >= rule.base
    )
