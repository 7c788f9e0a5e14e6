"""The page: one HTML file that holds everything it shows, needs no script and asks nothing of a network."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.counts import RunSummary
from pipeline.report.html_templates import as_data, environment
from pipeline.report.page.question_view import QuestionView
from pipeline.report.pictures import Picture
from pipeline.report.style import page_colours, wave_colours
from pipeline.report.words import NumberFormats, choices, method

OUTCOMES = ("coded", "other", "no_answer", "uncoded", "refused")
TELL_NOTHING = ("no_answer", "refused")
"""The outcomes that say nothing of a hidden figure."""

SOURCES = ("reviewer", "rules", "classifier")


def page(summary: RunSummary, clouds: Mapping[str, Mapping[str, Picture]]) -> str:
    """The report as HTML. `clouds[question][wave]` are the word clouds to show, newest wave first."""
    formats = NumberFormats.of(summary)
    inlined = {
        q: {wave: (as_data(picture.svg), picture.alt) for wave, picture in of.items()}
        for q, of in clouds.items()
    }
    chosen = choices(summary)
    questions = [
        QuestionView(i, q, summary, inlined.get(q.id, {}), chosen)
        for i, q in enumerate(summary.questions, 1)
    ]
    told = not _hides(summary)
    return environment().get_template("report.html.j2").render(
        summary=summary,
        questions=questions,
        choices=chosen,
        any_quotes=any(view.quotes for view in questions),
        place={wave: i for i, wave in enumerate(summary.waves)},
        f=formats,
        t=formats.text,
        outcomes=[(name, getattr(summary.answers, name)) for name in (OUTCOMES if told else TELL_NOTHING)],
        sources=[(name, summary.sources.get(name, 0)) for name in SOURCES] if told else [],
        method=method(summary, chosen, formats),
        wave_length=max(map(len, summary.waves), default=0),
        colours=page_colours(summary.house),
        bars=_bar_colours(summary),
        logo=as_data(summary.house.logo, summary.house.logo_kind) if summary.house.logo else "",
    )  # fmt: skip


def _hides(summary: RunSummary) -> bool:
    """Whether a figure of everybody is hidden: then the totals of the run would tell of it."""
    return any(f.suppressed for q in summary.questions for t in q.themes for f in t.waves.values())


def _bar_colours(summary: RunSummary) -> list[tuple[str, str]]:
    count = max(1, len(summary.waves))
    both = (wave_colours(summary.house, count, other=other) for other in (False, True))
    return list(zip(*both, strict=True))
