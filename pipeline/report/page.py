"""The page: one HTML file that holds everything it shows, needs no script and asks nothing of a network."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from pipeline.model import RunSummary
from pipeline.report.drawing import Picture
from pipeline.report.formats import SMALL_BASE, Formats, sentence
from pipeline.report.style import page_colours, wave_colours
from pipeline.report.views import QuestionView

if TYPE_CHECKING:
    from jinja2 import Environment

OUTCOMES = ("coded", "other", "no_answer", "uncoded", "refused")
SOURCES = ("reviewer", "rules", "classifier")
METHOD = ("share", "base", "interval", "small", "coding")


def page(summary: RunSummary, clouds: Mapping[str, Mapping[str, Picture]]) -> str:
    """The report as HTML. `clouds[question][wave]` are the word clouds to show, newest wave first."""
    formats = Formats.of(summary)
    inlined = {
        q: {wave: (as_data(picture.svg), picture.alt) for wave, picture in of.items()} for q, of in clouds.items()
    }
    questions = [QuestionView(i, q, summary, inlined.get(q.id, {})) for i, q in enumerate(summary.questions, 1)]
    return environment().get_template("report.html.j2").render(
        summary=summary,
        questions=questions,
        f=formats,
        t=formats.text,
        outcomes=[(name, getattr(summary.answers, name)) for name in OUTCOMES],
        sources=[(name, summary.sources.get(name, 0)) for name in SOURCES],
        method=[(formats.text(f"method_{key}_title"), _method(formats, key)) for key in _method_keys(summary)],
        wave_length=max(map(len, summary.waves), default=0),
        colours=page_colours(summary.house),
        bars=_bar_colours(summary),
        logo=as_data(summary.house.logo, summary.house.logo_kind) if summary.house.logo else "",
    )  # fmt: skip


def _method(formats: Formats, key: str) -> str:
    return formats.text(f"method_{key}", unit=formats.unit_plural, unit_one=formats.unit, n=SMALL_BASE)


def _method_keys(summary: RunSummary) -> tuple[str, ...]:
    figures = (f for q in summary.questions for t in q.themes for f in (*t.waves.values(), *t.segments.values()))
    return (*METHOD, "hidden") if any(f.suppressed for f in figures) else METHOD


def _bar_colours(summary: RunSummary) -> list[tuple[str, str]]:
    count = max(1, len(summary.waves))
    both = (wave_colours(summary.house, count, other=other) for other in (False, True))
    return list(zip(*both, strict=True))


def as_data(content: bytes, kind: str = "image/svg+xml") -> str:
    """The picture as an address that holds it whole."""
    return f"data:{kind};base64,{b64encode(content).decode('ascii')}"


@cache
def environment() -> Environment:
    """The templates; what they show is escaped, and a name that nobody gave is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("pipeline.report", "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["sentence"] = sentence
    return environment
