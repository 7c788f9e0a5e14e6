"""An evaluation as a table in a notebook."""

from __future__ import annotations

from evaluation_samples import evaluation


def test_evaluation_is_a_table_in_a_notebook() -> None:
    """Each question has its labelled answers and the F1 of each method, with its interval."""
    html = evaluation()._repr_html_()

    assert "Proef &amp; co: how well answers are coded" in html
    assert "F1, vectors" in html
    assert html.count("<tr>") == 1 + len(evaluation().questions)
