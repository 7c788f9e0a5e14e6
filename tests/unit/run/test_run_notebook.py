"""A finished run as a table in a notebook."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.run import Run


def cells_of(html: str) -> list[tuple[str, ...]]:
    """Return the texts of the rows below the headings."""
    rows = re.findall(r"<tr>(.*?)</tr>", html)[1:]
    return [tuple(re.findall(r"<td[^>]*>(.*?)</td>", row)) for row in rows]


def test_a_run_shows_shares_with_n_and_base(finished: Run) -> None:
    """Shares are per cents beside their n and base, the newest wave of a question first."""
    html = finished._repr_html_()

    assert "Fietsen naar het werk: share of the respondents who answered</caption>" in html
    rows = cells_of(html)
    assert rows[0] == ("nadelen", "2025", "Weer", "67%", "16% tot 98%", "2", "3")
    assert rows[1] == ("nadelen", "2025", "\u2003Regen", "33%", "2% tot 84%", "1", "3")
    assert ("nadelen", "2025", "Geen antwoord", "–", "–", "2", "3") in rows
    assert rows[6][:3] == ("nadelen", "2024", "Weer")


def test_hidden_figures_stay_hidden_in_a_notebook(finished: Run) -> None:
    """A figure that a disclosure rule hides has a word in the place of share and n."""
    question = finished.summary.questions[0]
    theme = question.themes[0]
    waves = {wave: replace(figure, suppressed=True) for wave, figure in theme.waves.items()}
    themes = (replace(theme, waves=waves), *question.themes[1:])
    summary = replace(finished.summary, questions=(replace(question, themes=themes),))

    html = replace(finished, summary=summary)._repr_html_()

    hidden = "te weinig om te tonen"
    assert cells_of(html)[0] == ("nadelen", "2025", "Weer", hidden, "–", hidden, "3")


def test_a_large_run_shows_forty_rows(finished: Run) -> None:
    """Of more rows than a notebook should show it says how many there are and where."""
    summary = replace(finished.summary, questions=finished.summary.questions * 3)

    html = replace(finished, summary=summary)._repr_html_()

    rows = len(cells_of(finished._repr_html_()))
    assert len(cells_of(html)) == 41
    assert f"and {3 * rows - 40} more; run.counts has them all" in html
