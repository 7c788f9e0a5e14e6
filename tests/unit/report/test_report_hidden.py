"""What a disclosure rule hides shows nowhere: not in a bar, an order, a size, a word, a table or a
description.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from picture_samples import rich
from samples import figure

from pipeline.counts import Figure, QuestionSummary, Quote, RunSummary, ThemeFigures, WaveChange
from pipeline.report.pictures import (
    bars,
    change_plot,
    cloud,
    domain_bars,
    panels,
    picture,
    quote_tables,
)

HIDDEN = {"functies": ("g1", "g1-0", "g3"), "uitdagingen": ("u2", "u6")}


def _with_secrets(n: int) -> RunSummary:
    """The monitor with hidden figures that hold a secret all the same, as they should not."""
    run = rich()
    questions = [_hide(q, n) if q.id in HIDDEN else q for q in run.questions]
    return replace(run, questions=tuple(questions))


def _hide(question: QuestionSummary, n: int) -> QuestionSummary:
    themes = tuple(
        _hide_theme(t, n) if t.theme in HIDDEN[question.id] else t for t in question.themes
    )
    changes = tuple(
        _hide_change(c, n) if c.theme in HIDDEN[question.id] else c for c in question.changes
    )
    quotes = (*question.quotes, Quote("2025", "u6", f"geheim {n}", "klein"))
    return replace(question, themes=themes, changes=changes, quotes=quotes)


def _hide_theme(theme: ThemeFigures, n: int) -> ThemeFigures:
    def hidden(shown: Figure) -> Figure:
        return replace(figure(min(n, shown.base), shown.base), suppressed=True)

    waves = {wave: hidden(shown) for wave, shown in theme.waves.items()}
    return replace(
        theme, waves=waves, segments={key: hidden(shown) for key, shown in theme.segments.items()}
    )


def _hide_change(change: WaveChange, n: int) -> WaveChange:
    difference = n / 40 - 0.3
    verdict = "up" if difference > 0 else "down"
    return replace(
        change,
        difference=difference,
        low=difference - 0.01,
        high=difference + 0.01,
        verdict=verdict,
        suppressed=True,
    )


@pytest.mark.parametrize("number", [0, 1])
def test_pictures_know_nothing_of_what_is_hidden(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the hidden numbers are, every picture, table and description is the same."""
    # the PNG is made of the same figure, and takes long
    monkeypatch.setattr(picture, "as_png", lambda *_: b"")
    seen = set()
    for n in (1, 5, 28):
        run = _with_secrets(n)
        q = run.questions[number]
        drawn = [
            bars(q, run),
            domain_bars(q, run),
            change_plot(q, run),
            panels(q, "gemeentegrootte", run),
            *quote_tables(q, run),
        ]
        drawn += [cloud(q, "2025", run)] if q.show == "cloud" else []
        seen.add(tuple((p.svg, p.table, p.alt) for p in drawn if p))
    assert len(seen) == 1
    hidden = [
        line for line in next(iter(seen))[0][1].decode().splitlines() if line.endswith(",true")
    ]
    assert len(hidden) == 2 * len(HIDDEN[run.questions[number].id])
    assert all(",te weinig om te tonen,true" in line for line in hidden)


def test_no_quote_of_a_hidden_theme() -> None:
    """A quote would tell that somebody named the theme."""
    run = _with_secrets(3)
    assert not any(
        "geheim" in p.table.decode() + p.alt for p in quote_tables(run.questions[1], run)
    )
    assert b"Te weinig tijd" not in quote_tables(run.questions[1], run)[0].table  # u2 is hidden too
