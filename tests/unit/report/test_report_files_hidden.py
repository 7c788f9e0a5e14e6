"""What is hidden can't be had from any file: files made of different hidden figures are the same to
the byte.
"""

from __future__ import annotations

from dataclasses import replace

import export_samples
import pytest
from export_samples import rich

from pipeline.counts import RunSummary
from pipeline.report.chapters import chapters_html, chapters_word, picture_alt, snippets
from pipeline.report.data import bridge_frame, changes_frame, corrections_frame
from pipeline.report.excel import excel_book
from pipeline.report.pictures import Picture, bars


def files(made: RunSummary) -> dict[str, bytes]:
    """Everything that is made of a summary for a report build."""
    charts = {question.id: bars(question, made) for question in made.questions}
    pictures = {
        q.id: Picture(charts[q.id].svg, charts[q.id].png, picture_alt(q, made))
        for q in made.questions
    }
    frames = {
        "changes": changes_frame(made),
        "corrections": corrections_frame(made),
        "bridge": bridge_frame(made),
    }
    return {
        "book.xlsx": excel_book(made),
        **dict(chapters_html(made, pictures)),
        **dict(chapters_word(made, pictures, None)),
        **dict(snippets(made, pictures)),
        **{name: frame.to_csv().encode() for name, frame in frames.items()},
    }


def leaky(made: RunSummary, share: float) -> RunSummary:
    """The run with numbers left in whatever is hidden of changes, corrections and bridges too."""
    question = made.questions[0]
    changes = tuple(
        replace(
            c,
            difference=share,
            low=share,
            high=share,
            p=share,
            verdict="up" if share > 0.5 else "down",
        )
        if c.suppressed
        else c
        for c in question.changes
    )
    correction = replace(
        question.corrections[0],
        theme="zelden",
        coded=share,
        corrected=share,
        low=share,
        high=share,
        suppressed=True,
    )
    bridge = replace(
        question.bridge[0],
        theme="zelden",
        then=share,
        again=share,
        real=share,
        total=share,
        suppressed=True,
    )
    parts = {
        "changes": changes,
        "corrections": (*question.corrections, correction),
        "bridge": (*question.bridge, bridge),
    }
    return replace(made, questions=(replace(question, **parts), *made.questions[1:]))  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_files_do_not_depend_on_what_is_hidden(
    monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """Whether a hidden theme was named by 1 or by 29 of 30, every file is the same: words, numbers,
    order, pictures.
    """
    pytest.importorskip("docxtpl")
    monkeypatch.setattr(export_samples, "HIDDEN", {30: 29, 13: 13})
    many = files(leaky(rich(language), 0.97))
    monkeypatch.setattr(export_samples, "HIDDEN", {30: 1, 13: 1})
    few = files(leaky(rich(language), 0.03))
    assert [name for name in many if many[name] != few[name]] == []
    assert many.keys() == few.keys()
