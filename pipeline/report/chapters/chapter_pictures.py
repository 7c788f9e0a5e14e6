"""The pictures of chapters: each question's cloud or chart as drawn for the report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.counts import QuestionSummary, RunSummary
from pipeline.report.inputs import ReportInputs
from pipeline.report.pictures import Picture, chart_alt, cloud_alt
from pipeline.report.words import answered_waves, shown_themes, waves_of

Pictures = Mapping[str, Picture]
"""By question."""


def chapter_pictures(inputs: ReportInputs) -> Pictures:
    """Return the picture of each question, without bytes if none was drawn."""
    return {
        question.id: _picture(question, inputs.summary, inputs.outputs.path("report"))
        for question in inputs.summary.questions
    }


def picture_alt(question: QuestionSummary, summary: RunSummary, *, cloud: bool = False) -> str:
    """Return the alternative text of a question's picture: its bases and leading themes."""
    answered = answered_waves(question, summary)
    if cloud and answered:
        return cloud_alt(question, answered[0], summary)
    return chart_alt(question, summary, shown_themes(question, waves_of(question, summary)))


def _picture(question: QuestionSummary, summary: RunSummary, folder: Path) -> Picture:
    """Return the newest cloud, or the chart if there is no cloud."""
    stem, is_cloud = folder / "charts" / question.id, False
    answered = answered_waves(question, summary)
    if question.show == "cloud" and answered:
        cloud = folder / "clouds" / f"{question.id}-{answered[0]}"
        is_cloud = _read(cloud, "svg") != b""
        stem = cloud if is_cloud else stem
    alt = picture_alt(question, summary, cloud=is_cloud)
    return Picture(_read(stem, "svg"), _read(stem, "png"), alt)


def _read(stem: Path, suffix: str) -> bytes:
    # an id may contain dots, which do not begin a suffix
    path = stem.with_name(f"{stem.name}.{suffix}")
    return path.read_bytes() if path.is_file() else b""
